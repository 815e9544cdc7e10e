#include "abi/windows/seh/unwind.h"

#include <cstring>

#include "abi/cfi/cfi.h"
#include "abi/windows/seh/dispatch.h"
#include "abi/windows/seh/function_table.h"
#include "abi/windows/seh/host_frames.h"
#include "abi/windows/seh/labels.h"
#include "abi/windows/seh/virtual_unwind.h"
#include "abi/windows/status.h"

namespace mimic::win::seh {
namespace {

[[noreturn]] void raise_bad_unwind(NTSTATUS code, EXCEPTION_RECORD* cause, const CONTEXT& context) {
  EXCEPTION_RECORD record{};
  record.ExceptionCode = code;
  record.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
  record.ExceptionRecord = cause;
  record.ExceptionAddress = reinterpret_cast<void*>(context.Rip);
  CONTEXT here = context;
  raise_exception(&record, &here);
}

struct Unwind {
  uint64_t target_frame, target_ip, value;
  EXCEPTION_RECORD* record;
  CONTEXT* original;
  CONTEXT* frame;  // of the frame that is being unwound
  CONTEXT caller;  // and of its caller
  DISPATCHER_CONTEXT dispatcher;
  DWORD flags;  // for the record

  [[noreturn]] void run();
  // False where the target's handlers are done.
  bool call_handlers(EXCEPTION_ROUTINE handler);
  void collide(const DISPATCHER_CONTEXT& other);
  [[noreturn]] void arrive();
  bool is_target() const { return target_frame && dispatcher.EstablisherFrame == target_frame; }
};

// Takes over where another unwind, whose handler has been interrupted by this one, was.
void Unwind::collide(const DISPATCHER_CONTEXT& other) {
  dispatcher = other;
  *frame = *other.ContextRecord;
  caller = *frame;
  void* data;
  uint64_t establisher;
  virtual_unwind(0, dispatcher.ImageBase, dispatcher.ControlPc, dispatcher.FunctionEntry, caller,
                 &data, &establisher, nullptr);
  flags |= EXCEPTION_COLLIDED_UNWIND;
}

bool Unwind::call_handlers(EXCEPTION_ROUTINE handler) {
  while (handler) {
    if (is_target()) flags |= EXCEPTION_TARGET_UNWIND;
    record->ExceptionFlags |= flags;
    frame->Rax = value;
    dispatcher.TargetIp = target_ip;
    dispatcher.ContextRecord = frame;
    dispatcher.LanguageHandler = handler;
    const EXCEPTION_DISPOSITION disposition =
        mimic_execute_for_unwind(record, reinterpret_cast<void*>(dispatcher.EstablisherFrame),
                                 original, &dispatcher, handler);
    flags &= ~(EXCEPTION_COLLIDED_UNWIND | EXCEPTION_TARGET_UNWIND);
    record->ExceptionFlags &= ~(EXCEPTION_COLLIDED_UNWIND | EXCEPTION_TARGET_UNWIND);
    if (disposition == ExceptionContinueSearch) break;
    if (disposition != ExceptionCollidedUnwind)
      raise_bad_unwind(STATUS_INVALID_DISPOSITION, record, *frame);
    collide(dispatcher);
    handler = dispatcher.LanguageHandler;
  }
  return !is_target();
}

void Unwind::arrive() {
  frame->Rax = value;
  if (record->ExceptionCode != STATUS_UNWIND_CONSOLIDATE) frame->Rip = target_ip;
  restore_context(frame, record);
}

void Unwind::run() {
  for (;;) {
    uint64_t base;
    RUNTIME_FUNCTION* function = lookup_function(frame->Rip, &base);
    if (function && is_host_function(base)) {
      run_host_cleanups(*frame);
      DISPATCHER_CONTEXT* other = nullptr;
      switch (cross_host_frames(*frame, false, &other)) {
        case Crossing::kGuest:
          continue;
        case Crossing::kNested:  // the search that called the handler is simply abandoned
          if (cfi::step(*frame, false) == cfi::Step::kCaller) continue;
          break;
        case Crossing::kCollided:
          collide(*other);
          if (!call_handlers(dispatcher.LanguageHandler)) arrive();
          *frame = caller;
          continue;
        default:
          break;
      }
      raise_bad_unwind(STATUS_INVALID_UNWIND_TARGET, record, *frame);
    }
    if (!on_guest_stack(frame->Rsp)) raise_bad_unwind(STATUS_BAD_STACK, record, *frame);
    if (!function) {
      unwind_leaf(*frame);
      if (frame->Rip == 0) raise_bad_unwind(STATUS_INVALID_UNWIND_TARGET, record, *frame);
      continue;
    }
    caller = *frame;
    dispatcher.ControlPc = frame->Rip;
    dispatcher.ImageBase = base;
    dispatcher.FunctionEntry = function;
    EXCEPTION_ROUTINE handler =
        virtual_unwind(UNW_FLAG_UHANDLER, base, frame->Rip, function, caller,
                       &dispatcher.HandlerData, &dispatcher.EstablisherFrame, nullptr);
    if ((dispatcher.EstablisherFrame & 7) || !on_guest_stack(dispatcher.EstablisherFrame))
      raise_bad_unwind(STATUS_BAD_STACK, record, *frame);
    if (target_frame && dispatcher.EstablisherFrame > target_frame)
      raise_bad_unwind(STATUS_INVALID_UNWIND_TARGET, record, *frame);
    dispatcher.HistoryTable = nullptr;
    dispatcher.ScopeIndex = 0;
    if (!call_handlers(handler)) arrive();
    *frame = caller;
  }
}

}  // namespace

void unwind_to(uint64_t target_frame, uint64_t target_ip, EXCEPTION_RECORD* record, uint64_t value,
               CONTEXT* original, CONTEXT* current) {
  EXCEPTION_RECORD own;
  if (!record) {
    own = {};
    own.ExceptionCode = STATUS_UNWIND;
    own.ExceptionAddress = reinterpret_cast<void*>(current->Rip);
    record = &own;
  }
  Unwind unwind;
  unwind.target_frame = target_frame;
  unwind.target_ip = target_ip;
  unwind.value = value;
  unwind.record = record;
  unwind.original = original ? original : current;
  unwind.frame = current;
  unwind.flags = EXCEPTION_UNWINDING | (target_frame ? 0 : EXCEPTION_EXIT_UNWIND);
  record->ExceptionFlags |= unwind.flags;
  unwind.run();
}

void load_jump_buffer(CONTEXT& context, const JUMP_BUFFER& buffer) {
  context.Rbx = buffer.Rbx;
  context.Rsp = buffer.Rsp;
  context.Rbp = buffer.Rbp;
  context.Rsi = buffer.Rsi;
  context.Rdi = buffer.Rdi;
  context.R12 = buffer.R12;
  context.R13 = buffer.R13;
  context.R14 = buffer.R14;
  context.R15 = buffer.R15;
  context.Rip = buffer.Rip;
  context.MxCsr = buffer.MxCsr;
  context.FltSave.MxCsr = buffer.MxCsr;
  context.FltSave.ControlWord = buffer.FpCsr;
  std::memcpy(&context.FltSave.XmmRegisters[6], buffer.Xmm, sizeof buffer.Xmm);
}

void restore_context(CONTEXT* context, EXCEPTION_RECORD* record) {
  if (record && record->ExceptionCode == STATUS_LONGJUMP && record->NumberParameters >= 1) {
    load_jump_buffer(*context,
                     *reinterpret_cast<const JUMP_BUFFER*>(record->ExceptionInformation[0]));
  } else if (record && record->ExceptionCode == STATUS_UNWIND_CONSOLIDATE &&
             record->NumberParameters >= 1) {
    mimic_consolidate(context, record);
  }
  mimic_restore_context(context);
}

}  // namespace mimic::win::seh
