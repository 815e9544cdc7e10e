#include "syscalls/monitor/signals.h"

#include "syscalls/monitor/guest_call.h"
#include "syscalls/monitor/modules.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/monitor/trace.h"

namespace mimic::monitor {

extern "C" {
[[noreturn]] void mimic_signal_return(uint64_t stack);
void mimic_restorer();
void mimic_on_signal(int signal, SignalInfo* info, UserContext* context);
extern const char mimic_gateway[], mimic_gateway_special[], mimic_gateway_leave[],
    mimic_gateway_end[];
extern const char mimic_plain_call[], mimic_plain_done[], mimic_plain_end[];
extern const char mimic_guest_call_check[], mimic_guest_call_enter[],
    mimic_guest_call_interrupted[];
extern const char mimic_restore_mask[], mimic_restore_mask_end[];
extern const char mimic_guarded_copy_begin[], mimic_guarded_copy_end[], mimic_guarded_copy_failed[];
extern const char mimic_monitor_begin[], mimic_monitor_end[];
}

namespace {

constexpr uint64_t kRedZone = 128;
constexpr uint64_t kLegacyState = 512;           // bytes that fxsave writes
constexpr uint64_t kSoftwareBytes = 464;         // where the kernel describes the rest
constexpr uint32_t kExtendedMagic = 0x46505853;  // FP_XSTATE_MAGIC1
constexpr uint64_t kTrapFlag = 0x100, kDirectionFlag = 0x400, kResumeFlag = 0x10000;

uint64_t address(const char* label) { return reinterpret_cast<uint64_t>(label); }
bool within(uint64_t pc, const char* begin, const char* end) {
  return pc >= address(begin) && pc < address(end);
}

bool is_synchronous(int signal) {
  return signal == kSigsegv || signal == kSigbus || signal == kSigfpe || signal == kSigill ||
         signal == kSigtrap;
}

// Those that the monitor has a handler of whatever the guest wants.
constexpr int kAlwaysHandled[] = {kSigsegv, kSigbus};
bool is_always_handled(int signal) { return signal == kSigsegv || signal == kSigbus; }

SignalAction own_action(uint64_t flags, SignalSet mask) {
  return {reinterpret_cast<uint64_t>(mimic_on_signal),
          flags | kSaSiginfo | kSaOnstack | kSaRestorer, reinterpret_cast<uint64_t>(mimic_restorer),
          mask};
}
SignalAction plain_action(uint64_t handler) {
  return {handler, kSaRestorer, reinterpret_cast<uint64_t>(mimic_restorer), 0};
}

bool on_stack(const SignalStack& stack, uint64_t pointer) {
  return !(stack.flags & kSsDisable) && pointer > stack.base && pointer <= stack.base + stack.size;
}

void take(SignalContext& context, const Registers& registers) {
  context.r8 = registers.r8;
  context.r9 = registers.r9;
  context.r10 = registers.r10;
  context.r11 = registers.flags;
  context.r12 = registers.r12;
  context.r13 = registers.r13;
  context.r14 = registers.r14;
  context.r15 = registers.r15;
  context.rdi = registers.rdi;
  context.rsi = registers.rsi;
  context.rbp = registers.rbp;
  context.rbx = registers.rbx;
  context.rdx = registers.rdx;
  context.rax = registers.rax;
  context.rip = context.rcx = shown_to_guest(registers.rip);
  context.rsp = registers.rsp;
  context.flags = registers.flags;
}

[[noreturn]] void end_by_segfault() {
  const SignalAction action = plain_action(kHandlerDefault);
  raw(kRtSigaction, kSigsegv, &action, nullptr, sizeof(SignalSet));
  const SignalSet mask = kAllSignals & ~signal_bit(kSigsegv);
  raw(kTgkill, thread().pid, thread().tid, kSigsegv);
  raw(kRtSigprocmask, 2, &mask, nullptr, sizeof mask);
  die(139, "a signal could not be delivered");
}

// The size in bytes of the extended state at `state`, as the kernel wrote it.
uint64_t extended_size(uint64_t state) {
  if (!state) return 0;
  const auto* software = reinterpret_cast<const uint32_t*>(state + kSoftwareBytes);
  return software[0] == kExtendedMagic ? software[1] : kLegacyState;
}

// Makes the context that the kernel restores after this handler the start of the guest's handler:
// `context` holds the guest's registers and mask by now.
void deliver(ThreadBlock& block, int signal, const SignalInfo* info, UserContext* context) {
  SignalAction& entry = block.process->actions[signal - 1];
  const SignalAction action = entry;
  if (action.handler == kHandlerDefault || action.handler == kHandlerIgnore) {
    // One of those that are always handled. A fault cannot be ignored: made again, it ends the
    // process.
    const bool fault = is_synchronous(signal) && info->code > 0;
    if (action.handler == kHandlerIgnore && !fault) return;
    const SignalAction end = plain_action(kHandlerDefault);
    raw(kRtSigaction, signal, &end, nullptr, sizeof(SignalSet));
    if (!fault) raw(kRtTgsigqueueinfo, block.pid, block.tid, signal, info);
    return;
  }
  trace_signal(block, signal, *info);
  if (action.flags & kSaResethand) {
    entry.handler = kHandlerDefault;
    const SignalAction reset = plain_action(kHandlerDefault);
    if (!is_always_handled(signal)) raw(kRtSigaction, signal, &reset, nullptr, sizeof(SignalSet));
  }

  uint64_t stack = context->registers.rsp - kRedZone;
  if (action.flags & kSaOnstack && !(block.guest_alternate.flags & kSsDisable) &&
      !on_stack(block.guest_alternate, context->registers.rsp))
    stack = block.guest_alternate.base + block.guest_alternate.size;
  const uint64_t state_size = extended_size(context->registers.extended);
  const uint64_t state = (stack - state_size) & ~uint64_t{63};
  const uint64_t frame = ((state - sizeof(SignalFrame)) & ~uint64_t{15}) - 8;

  SignalFrame made;
  made.restorer = action.restorer;
  made.context = *context;
  made.context.link = 0;
  made.context.stack = block.guest_alternate;
  made.context.registers.extended = state_size ? state : 0;
  made.info = *info;
  const bool written =
      mimic_guarded_copy(reinterpret_cast<void*>(state),
                         reinterpret_cast<const void*>(context->registers.extended), state_size) &&
      mimic_guarded_copy(reinterpret_cast<void*>(frame), &made, sizeof made);
  if (!written) end_by_segfault();
  if (block.guest_alternate.flags & kSsAutodisarm) block.guest_alternate = {0, kSsDisable, 0, 0};

  SignalSet mask = context->mask;
  if (block.waits_with_mask) mask = block.waiting_mask;
  mask |= action.mask;
  if (!(action.flags & kSaNodefer)) mask |= signal_bit(signal);
  context->mask = mask & ~signal_bit(kSigsys);

  SignalContext& registers = context->registers;
  registers.rip = action.handler;
  registers.rsp = frame;
  registers.rdi = signal;
  registers.rsi = frame + offsetof(SignalFrame, info);
  registers.rdx = frame + offsetof(SignalFrame, context);
  registers.rax = 0;
  registers.flags &= ~(kTrapFlag | kDirectionFlag | kResumeFlag);
  block.waits_with_mask = false;
  registers.extended = 0;  // a handler starts with the initial state
  context->stack = block.alternate;
}

// Has the signal come again on the way out of the gateway.
void put_off(ThreadBlock& block, int signal, SignalInfo* info, UserContext* context) {
  block.mask = context->mask;
  block.restore_mask = 1;
  block.pending = 1;
  block.pending_mask = kAllSignals & ~signal_bit(signal);
  context->mask = kAllSignals;
  raw(kRtTgsigqueueinfo, block.pid, block.tid, signal, info);
}

}  // namespace

extern "C" void mimic_on_signal(int signal, SignalInfo* info, UserContext* context) {
  SignalContext& registers = context->registers;
  const uint64_t pc = registers.rip;
  if (signal == kSigsys && info->code == kSysUserDispatch) {
    registers.rcx = pc;
    registers.r11 = registers.flags;
    registers.rip = address(mimic_gateway);
    return;
  }
  ThreadBlock& block = thread();
  if (is_synchronous(signal) && info->code > 0) {
    if (within(pc, mimic_guarded_copy_begin, mimic_guarded_copy_end)) {
      registers.rip = address(mimic_guarded_copy_failed);
      return;
    }
    if (within(pc, mimic_monitor_begin, mimic_monitor_end)) die(134, "a fault in the monitor");
    registers.rip = shown_to_guest(pc);
    return deliver(block, signal, info, context);
  }
  if (!within(pc, mimic_monitor_begin, mimic_monitor_end)) {
    registers.rip = shown_to_guest(pc);
    return deliver(block, signal, info, context);
  }
  // The signal came before a plain call, or interrupted it and has it made again; or after it.
  if (within(pc, mimic_gateway, mimic_gateway_special) || pc == address(mimic_plain_call)) {
    const uint64_t back = pc == address(mimic_gateway) ? registers.rcx : block.plain_return;
    registers.rip = registers.rcx = call_again(back);
    return deliver(block, signal, info, context);
  }
  if (within(pc, mimic_plain_done, mimic_plain_end)) {
    registers.rip = registers.rcx = shown_to_guest(block.plain_return);
    registers.r11 = registers.flags;
    return deliver(block, signal, info, context);
  }
  if (within(pc, mimic_gateway_leave, mimic_gateway_end) ||
      within(pc, mimic_restore_mask, mimic_restore_mask_end)) {
    take(registers, *registers_of(block));
    if (block.pending || block.restore_mask) context->mask = block.mask;
    block.pending = block.restore_mask = 0;
    return deliver(block, signal, info, context);
  }
  if (pc >= address(mimic_guest_call_check) && pc <= address(mimic_guest_call_enter))
    registers.rip = address(mimic_guest_call_interrupted);
  put_off(block, signal, info, context);
}

void start_signals() {
  const SignalAction dispatch = own_action(kSaNodefer, 0);
  raw(kRtSigaction, kSigsys, &dispatch, nullptr, sizeof(SignalSet));
  const SignalAction fault = own_action(0, kAllSignals & ~signal_bit(kSigsys));
  for (const int signal : kAlwaysHandled)
    raw(kRtSigaction, signal, &fault, nullptr, sizeof(SignalSet));
}

void show_ignored_signals(const Process& process, bool executing) {
  const SignalAction ignore = plain_action(kHandlerIgnore);
  const SignalAction fault = own_action(0, kAllSignals & ~signal_bit(kSigsys));
  for (const int signal : kAlwaysHandled)
    if (process.actions[signal - 1].handler == kHandlerIgnore)
      raw(kRtSigaction, signal, executing ? &ignore : &fault, nullptr, sizeof(SignalSet));
}

bool signal_action(ThreadBlock& block, Registers& registers) {
  const auto signal = static_cast<int64_t>(registers.rdi);
  const uint64_t wanted = registers.rsi, old = registers.rdx;
  if (registers.r10 != sizeof(SignalSet) || signal < 1 || signal > kSignals) {
    registers.rax = -kEinval;
    return true;
  }
  SignalAction action;
  if (wanted && !read_guest(wanted, &action)) {
    registers.rax = -kEfault;
    return true;
  }
  SignalAction& entry = block.process->actions[signal - 1];
  const SignalAction before = entry;
  if (wanted) {
    SignalAction host = {action.handler, action.flags | kSaRestorer,
                         reinterpret_cast<uint64_t>(mimic_restorer), 0};
    if (action.handler != kHandlerDefault && action.handler != kHandlerIgnore) {
      host = own_action(action.flags & (kSaRestart | kSaNocldstop | kSaNocldwait),
                        kAllSignals & ~signal_bit(kSigsys));
    }
    entry = action;
    const bool handled = host.handler != action.handler;
    if (signal != kSigsys && (handled || !is_always_handled(signal))) {
      const int64_t result = raw(kRtSigaction, signal, &host, nullptr, sizeof(SignalSet));
      if (is_error(result)) {
        entry = before;
        registers.rax = result;
        return true;
      }
    }
  }
  registers.rax = old && !write_guest(old, before) ? -kEfault : 0;
  return true;
}

bool signal_mask(ThreadBlock& block, Registers& registers) {
  const uint64_t wanted = registers.rsi;
  SignalSet mask;
  if (registers.r10 != sizeof mask || !wanted) return mimic_guest_call(&registers);
  if (!read_guest(wanted, &mask)) {
    registers.rax = -kEfault;
    return true;
  }
  mask &= ~signal_bit(kSigsys);
  registers.rsi = reinterpret_cast<uint64_t>(&mask);
  const bool made = mimic_guest_call(&registers);
  registers.rsi = wanted;
  return made;
}

bool signal_stack(ThreadBlock& block, Registers& registers) {
  const uint64_t wanted = registers.rdi, old = registers.rsi;
  const bool inside = on_stack(block.guest_alternate, registers.rsp);
  SignalStack before = block.guest_alternate;
  if (inside) before.flags |= kSsOnstack;
  SignalStack stack;
  int64_t result = 0;
  if (wanted && !read_guest(wanted, &stack)) {
    result = -kEfault;
  } else if (wanted) {
    const uint32_t mode = stack.flags & ~kSsAutodisarm;
    if (inside) {
      result = -kEperm;
    } else if (mode != 0 && mode != kSsDisable && mode != kSsOnstack) {
      result = -kEinval;
    } else if (mode == kSsDisable) {
      block.guest_alternate = {0, stack.flags, 0, 0};
    } else if (stack.size < kMinimumSignalStack) {
      result = -kEnomem;
    } else {
      block.guest_alternate = {stack.base, stack.flags & kSsAutodisarm, 0, stack.size};
    }
  }
  if (result == 0 && old && !write_guest(old, before)) result = -kEfault;
  registers.rax = result;
  return true;
}

bool signal_return(ThreadBlock& block, Registers& registers) {
  block_signals(block);
  // The guest's frame, whose first word the handler's return has taken.
  UserContext context;
  if (!read_guest(registers.rsp, &context)) end_by_segfault();
  block.guest_alternate = {context.stack.base, context.stack.flags & (kSsDisable | kSsAutodisarm),
                           0, context.stack.size};
  context.stack = block.alternate;
  context.mask &= ~signal_bit(kSigsys);
  context.registers.rip = taken_from_guest(context.registers.rip);
  if (!write_guest(registers.rsp, context)) end_by_segfault();
  // A signal that was put off is queued: the frame's mask decides when it comes.
  block.pending = block.restore_mask = 0;
  mimic_signal_return(registers.rsp);
}

bool call_with_mask(ThreadBlock& block, Registers& registers, int index, bool boxed) {
  uint64_t& argument = registers.argument(index);
  const uint64_t given = argument;
  struct {
    uint64_t pointer, size;
  } box;
  uint64_t pointer = given;
  if (boxed && given) {
    if (!read_guest(given, &box)) return mimic_guest_call(&registers);
    pointer = box.pointer;
  }
  SignalSet mask;
  if (!pointer || !read_guest(pointer, &mask)) return mimic_guest_call(&registers);
  mask &= ~signal_bit(kSigsys);
  box.pointer = reinterpret_cast<uint64_t>(&mask);
  argument = boxed ? reinterpret_cast<uint64_t>(&box) : box.pointer;
  block.waiting_mask = mask;
  block.waits_with_mask = true;
  const bool made = mimic_guest_call(&registers);
  argument = given;
  // A signal that was put off meanwhile is delivered under the mask that was waited with.
  if (!block.pending) block.waits_with_mask = false;
  return made;
}

}  // namespace mimic::monitor
