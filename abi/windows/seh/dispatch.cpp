#include "abi/windows/seh/dispatch.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstring>

#include "abi/cfi/cfi.h"
#include "abi/windows/seh/exception_names.h"
#include "abi/windows/seh/function_table.h"
#include "abi/windows/seh/host.h"
#include "abi/windows/seh/host_frames.h"
#include "abi/windows/seh/labels.h"
#include "abi/windows/seh/vectored.h"
#include "abi/windows/seh/virtual_unwind.h"
#include "abi/windows/status.h"
#include "abi/windows/teb.h"

namespace mimic::win::seh {
namespace {

std::atomic<UnhandledFilter> g_unhandled_filter{nullptr};

enum class Found { kContinue, kBottom, kStackInvalid };

[[noreturn]] void raise_noncontinuable(EXCEPTION_RECORD* cause, CONTEXT* context) {
  EXCEPTION_RECORD record{};
  record.ExceptionCode = STATUS_NONCONTINUABLE_EXCEPTION;
  record.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
  record.ExceptionRecord = cause;
  record.ExceptionAddress = reinterpret_cast<void*>(context->Rip);
  raise_exception(&record, context);
}

// One frame's handler, called as often as nested unwinds ask for it.
struct Search {
  EXCEPTION_RECORD* record;
  CONTEXT* original;
  CONTEXT frame;  // the frame being looked at, then its caller
  DISPATCHER_CONTEXT dispatcher;
  uint64_t nested_frame = 0;

  Found run();
  Found call_handlers(EXCEPTION_ROUTINE handler);
};

Found Search::call_handlers(EXCEPTION_ROUTINE handler) {
  while (handler) {
    dispatcher.LanguageHandler = handler;
    const EXCEPTION_DISPOSITION disposition =
        mimic_execute_for_exception(record, reinterpret_cast<void*>(dispatcher.EstablisherFrame),
                                    original, &dispatcher, handler);
    if (nested_frame == dispatcher.EstablisherFrame) {
      record->ExceptionFlags &= ~EXCEPTION_NESTED_CALL;
      nested_frame = 0;
    }
    switch (disposition) {
      case ExceptionContinueExecution:
        if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
          raise_noncontinuable(record, original);
        return Found::kContinue;
      case ExceptionContinueSearch:
        return Found::kBottom;
      case ExceptionNestedException:
        record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
        if (dispatcher.EstablisherFrame > nested_frame) nested_frame = dispatcher.EstablisherFrame;
        return Found::kBottom;
      default: {
        EXCEPTION_RECORD invalid{};
        invalid.ExceptionCode = STATUS_INVALID_DISPOSITION;
        invalid.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
        invalid.ExceptionRecord = record;
        raise_exception(&invalid, original);
      }
    }
  }
  return Found::kBottom;
}

Found Search::run() {
  // Only the first context can be one of host code that was interrupted rather than calling.
  for (bool exact = true;; exact = false) {
    uint64_t base;
    RUNTIME_FUNCTION* function = lookup_function(frame.Rip, &base);
    if (function && is_host_function(base)) {
      DISPATCHER_CONTEXT* other = nullptr;
      const uint64_t before = frame.Rsp;
      switch (cross_host_frames(frame, exact, &other)) {
        case Crossing::kGuest:
          break;
        case Crossing::kNested:
          // The exception arose in a handler or filter that a dispatch of an outer exception
          // called: this is a nested exception until the search is past that handler's frame.
          record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
          if (other->EstablisherFrame > nested_frame) nested_frame = other->EstablisherFrame;
          // On with the frames above: the handler's caller, then the interrupted code.
          if (cfi::step(frame, false) != cfi::Step::kCaller) return Found::kStackInvalid;
          break;
        case Crossing::kCollided: {
          // ... in a termination handler: go on where that unwind is, with that frame's other
          // handlers.
          dispatcher = *other;
          CONTEXT at_frame = *other->ContextRecord;
          frame = at_frame;
          void* data;
          uint64_t establisher;
          virtual_unwind(0, dispatcher.ImageBase, dispatcher.ControlPc, dispatcher.FunctionEntry,
                         frame, &data, &establisher, nullptr);
          dispatcher.ContextRecord = &frame;
          if (call_handlers(dispatcher.LanguageHandler) == Found::kContinue)
            return Found::kContinue;
          continue;
        }
        case Crossing::kEnd:
          return Found::kBottom;
        case Crossing::kFailed:
          return Found::kStackInvalid;
      }
      if (frame.Rsp < before) return Found::kStackInvalid;
      continue;
    }
    if (!on_guest_stack(frame.Rsp)) {
      record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
      return Found::kStackInvalid;
    }
    if (!function) {
      const uint64_t pc = frame.Rip;
      unwind_leaf(frame);
      if (frame.Rip == pc || frame.Rip == 0) return Found::kBottom;
      continue;
    }
    dispatcher.ControlPc = frame.Rip;
    dispatcher.ImageBase = base;
    dispatcher.FunctionEntry = function;
    EXCEPTION_ROUTINE handler =
        virtual_unwind(UNW_FLAG_EHANDLER, base, frame.Rip, function, frame, &dispatcher.HandlerData,
                       &dispatcher.EstablisherFrame, nullptr);
    if ((dispatcher.EstablisherFrame & 7) || !on_guest_stack(dispatcher.EstablisherFrame)) {
      record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
      return Found::kStackInvalid;
    }
    dispatcher.TargetIp = 0;
    dispatcher.ContextRecord = &frame;
    dispatcher.HistoryTable = nullptr;
    dispatcher.ScopeIndex = 0;
    if (call_handlers(handler) == Found::kContinue) return Found::kContinue;
  }
}

[[gnu::noinline]] Found search_frames(EXCEPTION_RECORD* record, CONTEXT* context) {
  Search search;
  search.record = record;
  search.original = context;
  search.frame = *context;
  return search.run();
}

}  // namespace

bool on_guest_stack(uint64_t address, uint64_t size) {
  const TEB* teb = current_teb();
  const auto low = reinterpret_cast<uint64_t>(teb->DeallocationStack);
  const auto high = reinterpret_cast<uint64_t>(teb->NtTib.StackBase);
  const auto limit = reinterpret_cast<uint64_t>(teb->NtTib.StackLimit);
  return address >= (low < limit && low != 0 ? low : limit) && address + size <= high;
}

bool dispatch_exception(EXCEPTION_RECORD* record, CONTEXT* context) {
  if (call_vectored_handlers(VectoredList::kException, record, context)) {
    call_vectored_handlers(VectoredList::kContinue, record, context);
    return true;
  }
  switch (search_frames(record, context)) {
    case Found::kContinue:
      call_vectored_handlers(VectoredList::kContinue, record, context);
      return true;
    case Found::kBottom: {
      // What the filter around every thread's start function does.
      EXCEPTION_POINTERS pointers{record, context};
      switch (call_unhandled_filter(&pointers)) {
        case EXCEPTION_CONTINUE_EXECUTION:
          if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
            raise_noncontinuable(record, context);
          call_vectored_handlers(VectoredList::kContinue, record, context);
          return true;
        case EXCEPTION_EXECUTE_HANDLER:
          g_host.exit_process(record->ExceptionCode);
          break;
        default:
          end_by_exception(*record, *context);
      }
      return false;
    }
    case Found::kStackInvalid:
      break;
  }
  call_vectored_handlers(VectoredList::kContinue, record, context);
  return false;
}

void raise_exception(EXCEPTION_RECORD* record, CONTEXT* context) {
  if (dispatch_exception(record, context)) mimic_restore_context(context);
  end_by_exception(*record, *context);
}

void raise_from_host(NTSTATUS code, DWORD flags, DWORD count, const ULONG_PTR* information) {
  CONTEXT context;
  EXCEPTION_RECORD record{};
  volatile bool continued = false;
  mimic_capture_context(&context);
  if (continued) return;
  continued = true;
  record.ExceptionCode = code;
  record.ExceptionFlags = flags;
  record.NumberParameters =
      count > EXCEPTION_MAXIMUM_PARAMETERS ? EXCEPTION_MAXIMUM_PARAMETERS : count;
  for (DWORD i = 0; i < record.NumberParameters; ++i)
    record.ExceptionInformation[i] = information[i];
  // To the guest the exception happened at its call.
  CONTEXT guest = context;
  record.ExceptionAddress =
      reinterpret_cast<void*>(find_guest_caller(guest, false) ? guest.Rip : context.Rip);
  raise_exception(&record, &context);
}

void raise_vectored_only(NTSTATUS code, DWORD count, const ULONG_PTR* information) {
  CONTEXT context;
  EXCEPTION_RECORD record{};
  mimic_capture_context(&context);
  record.ExceptionCode = code;
  record.ExceptionAddress = reinterpret_cast<void*>(context.Rip);
  record.NumberParameters = count;
  std::memcpy(record.ExceptionInformation, information, count * sizeof *information);
  call_vectored_handlers(VectoredList::kException, &record, &context);
}

UnhandledFilter set_unhandled_filter(UnhandledFilter filter) {
  return g_unhandled_filter.exchange(filter);
}

LONG call_unhandled_filter(EXCEPTION_POINTERS* pointers) {
  const UnhandledFilter filter = g_unhandled_filter.load();
  return filter ? filter(pointers) : EXCEPTION_CONTINUE_SEARCH;
}

void end_by_exception(const EXCEPTION_RECORD& record, const CONTEXT& context) {
  char where[320], line[512];
  g_host.describe(reinterpret_cast<uint64_t>(record.ExceptionAddress), where, sizeof where);
  const auto code = static_cast<uint32_t>(record.ExceptionCode);
  const char* name = exception_name(record.ExceptionCode);
  if (record.ExceptionCode == STATUS_ACCESS_VIOLATION && record.NumberParameters >= 2) {
    const ULONG_PTR kind = record.ExceptionInformation[0];
    snprintf(line, sizeof line, "access violation (0x%08x) at %s: %s address 0x%llx", code, where,
             kind == kFaultWrite     ? "writing"
             : kind == kFaultExecute ? "executing"
                                     : "reading",
             static_cast<unsigned long long>(record.ExceptionInformation[1]));
  } else if (record.ExceptionCode == STATUS_STACK_BUFFER_OVERRUN && record.NumberParameters) {
    snprintf(line, sizeof line, "fast fail %llu (0x%08x) at %s",
             static_cast<unsigned long long>(record.ExceptionInformation[0]), code, where);
  } else if (name) {
    snprintf(line, sizeof line, "unhandled exception: %s (0x%08x) at %s", name, code, where);
  } else {
    snprintf(line, sizeof line, "unhandled exception 0x%08x at %s", code, where);
  }
  g_host.end_program(code, line);
  _exit(1);
}

}  // namespace mimic::win::seh
