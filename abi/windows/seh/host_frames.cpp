#include "abi/windows/seh/host_frames.h"

#include <unwind.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "abi/cfi/cfi.h"
#include "abi/windows/seh/function_table.h"
#include "abi/windows/seh/labels.h"

namespace mimic::win::seh {
namespace {

// How mimic's own assembly frames look from above; kGuest where rip is none of them.
Crossing own_frame(CONTEXT& context, DISPATCHER_CONTEXT** dispatcher) {
  const auto at = [&](const char* label) {
    return context.Rip == reinterpret_cast<uint64_t>(label);
  };
  if (at(mimic_after_dispatch)) {
    const auto* interrupted = reinterpret_cast<const CONTEXT*>(context.Rsp);
    context = *interrupted;
    return Crossing::kEnd;  // a new context: go on from it
  }
  if (at(mimic_after_consolidate)) {
    const CONTEXT* target;
    std::memcpy(&target, reinterpret_cast<void*>(context.Rsp + CONSOLIDATE_CONTEXT), 8);
    context = *target;
    return Crossing::kEnd;
  }
  const bool nested = at(mimic_after_execute_for_exception);
  if (nested || at(mimic_after_execute_for_unwind)) {
    if (dispatcher)
      std::memcpy(dispatcher, reinterpret_cast<void*>(context.Rsp + EXECUTE_DISPATCHER), 8);
    return nested ? Crossing::kNested : Crossing::kCollided;
  }
  return Crossing::kGuest;
}

// The state of a walk that runs clean-ups. It must not lie on the stack that is being released.
struct HostUnwind {
  _Unwind_Exception exception;
  CONTEXT frame;  // the next frame to look at
  bool exact;
  void (*done)(HostUnwind*);
};

[[noreturn]] void advance(HostUnwind* unwind) {
  for (;;) {
    CONTEXT& frame = unwind->frame;
    cfi::Function function;
    DISPATCHER_CONTEXT* dispatcher;
    CONTEXT probe = frame;
    const uint64_t pc = unwind->exact ? frame.Rip : frame.Rip - 1;
    if (own_frame(probe, &dispatcher) != Crossing::kGuest || !is_host_code(pc) ||
        !cfi::find(pc, &function)) {
      unwind->done(unwind);
      __builtin_unreachable();
    }
    const uint64_t pad = cfi::landing_pad(function, frame.Rip, unwind->exact);
    CONTEXT caller = frame;
    const cfi::Step step = cfi::step(caller, unwind->exact);
    CONTEXT here = frame;
    unwind->exact = step == cfi::Step::kInterrupted;
    if (step == cfi::Step::kCaller || step == cfi::Step::kInterrupted)
      frame = caller;
    else
      frame.Rip = 0;
    if (!pad) continue;
    // What a landing pad expects: the exception, and 0 for "a clean-up, no catch clause".
    here.Rip = pad;
    here.Rax = reinterpret_cast<uint64_t>(&unwind->exception);
    here.Rdx = 0;
    here.EFlags &= ~0x400u;
    here.ContextFlags = CONTEXT_FULL;
    mimic_restore_context(&here);
  }
}

// The landing pad ends in _Unwind_Resume, which asks the "stop function" of a forced unwind before
// it does anything: this is where the walk goes on.
_Unwind_Reason_Code resumed(int, _Unwind_Action, _Unwind_Exception_Class, _Unwind_Exception*,
                            _Unwind_Context*, void* unwind) {
  advance(static_cast<HostUnwind*>(unwind));
}

void prepare(HostUnwind* unwind, const CONTEXT& context, bool exact, void (*done)(HostUnwind*)) {
  std::memcpy(&unwind->exception.exception_class, "MIMICSEH", 8);
  unwind->exception.exception_cleanup = nullptr;
  unwind->exception.private_1 = reinterpret_cast<uint64_t>(&resumed);
  unwind->exception.private_2 = reinterpret_cast<uint64_t>(unwind);
  unwind->frame = context;
  unwind->exact = exact;
  unwind->done = done;
}

// A call that survives the release of frames above it: see context.S.
struct KeptStack {
  uint64_t rsp;
  uint8_t* bytes;
  uint64_t count;
  HostUnwind unwind;
};
static_assert(offsetof(KeptStack, rsp) == KEPT_RSP && offsetof(KeptStack, bytes) == KEPT_BYTES &&
              offsetof(KeptStack, count) == KEPT_COUNT);
extern "C" void mimic_call_keeping_stack(KeptStack*, void (*)(KeptStack*));
extern "C" [[noreturn]] void mimic_return_to_kept_stack(KeptStack*);

void start_kept(KeptStack* kept) {
  kept->count = kept->unwind.frame.Rsp - kept->rsp;
  kept->bytes = static_cast<uint8_t*>(malloc(kept->count));
  if (!kept->bytes) {  // without memory the clean-ups cannot run
    kept->count = 0;
    mimic_return_to_kept_stack(kept);
  }
  std::memcpy(kept->bytes, reinterpret_cast<void*>(kept->rsp), kept->count);
  advance(&kept->unwind);
}

// What an abandoned fault needs while its host frames are released. One block per fault, freed
// when it is done: the dispatcher copies both to the guest's stack.
struct Abandoned {
  HostUnwind unwind;
  CONTEXT guest;
  EXCEPTION_RECORD record;
};

}  // namespace

Crossing cross_host_frames(CONTEXT& context, bool exact, DISPATCHER_CONTEXT** dispatcher) {
  for (;;) {
    const Crossing own = own_frame(context, dispatcher);
    if (own == Crossing::kNested || own == Crossing::kCollided) return own;
    if (own == Crossing::kEnd) exact = true;
    if (!is_host_code(exact ? context.Rip : context.Rip - 1)) return Crossing::kGuest;
    const cfi::Step step = cfi::step(context, exact);
    if (step == cfi::Step::kEnd) return Crossing::kEnd;
    if (step == cfi::Step::kFailed) return Crossing::kFailed;
    exact = step == cfi::Step::kInterrupted;
  }
}

bool find_guest_caller(CONTEXT& context, bool exact) {
  for (;;) {
    if (own_frame(context, nullptr) == Crossing::kEnd) exact = true;
    if (!is_host_code(exact ? context.Rip : context.Rip - 1)) return true;
    const cfi::Step step = cfi::step(context, exact);
    if (step == cfi::Step::kEnd || step == cfi::Step::kFailed) return false;
    exact = step == cfi::Step::kInterrupted;
  }
}

bool has_host_cleanups(const CONTEXT& context, bool exact) {
  CONTEXT frame = context;
  for (;;) {
    CONTEXT probe = frame;
    if (own_frame(probe, nullptr) != Crossing::kGuest) return false;
    const uint64_t pc = exact ? frame.Rip : frame.Rip - 1;
    cfi::Function function;
    if (!is_host_code(pc) || !cfi::find(pc, &function)) return false;
    if (cfi::landing_pad(function, frame.Rip, exact)) return true;
    const cfi::Step step = cfi::step(frame, exact);
    if (step == cfi::Step::kEnd || step == cfi::Step::kFailed) return false;
    exact = step == cfi::Step::kInterrupted;
  }
}

void run_host_cleanups(const CONTEXT& context) {
  if (!has_host_cleanups(context, false)) return;
  auto* kept = new (std::nothrow) KeptStack;
  if (!kept) return;
  prepare(&kept->unwind, context, false, [](HostUnwind* unwind) {
    mimic_return_to_kept_stack(reinterpret_cast<KeptStack*>(reinterpret_cast<uint8_t*>(unwind) -
                                                            offsetof(KeptStack, unwind)));
  });
  mimic_call_keeping_stack(kept, start_kept);
  free(kept->bytes);
  delete kept;
}

void abandon_host_frames(const CONTEXT& context, const CONTEXT& guest,
                         const EXCEPTION_RECORD& record) {
  static thread_local Abandoned abandoned;
  abandoned.guest = guest;
  abandoned.record = record;
  prepare(&abandoned.unwind, context, true, [](HostUnwind*) {
    const uint64_t stack = (abandoned.guest.Rsp & ~uint64_t{15}) - DISPATCH_SIZE;
    mimic_enter_dispatcher(&abandoned.guest, &abandoned.record, stack);
  });
  advance(&abandoned.unwind);
}

}  // namespace mimic::win::seh
