// The way of one system call from the guest to the host.
#include "syscalls/monitor/inject.h"
#include "syscalls/monitor/memory.h"
#include "syscalls/monitor/modules.h"
#include "syscalls/monitor/paths.h"
#include "syscalls/monitor/process.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/monitor/signals.h"
#include "syscalls/monitor/trace.h"

namespace mimic::monitor {

extern "C" bool mimic_guest_call(Registers* registers);
extern "C" void mimic_system_call(Registers* registers);

namespace {

// Answers a call; false where a signal came before it.
using Answer = bool (*)(ThreadBlock& block, Registers& registers);

constexpr size_t kNumbers = 512;

// What the monitor does itself; every other call goes straight to the host.
struct Answers {
  Answer of[kNumbers] = {};

  constexpr Answers() {
    of[kRtSigaction] = signal_action;
    of[kRtSigprocmask] = signal_mask;
    of[kSigaltstack] = signal_stack;
    of[kRtSigreturn] = [](ThreadBlock& block, Registers& registers) -> bool {
      signal_return(block, registers);
    };
    of[kRtSigsuspend] = [](ThreadBlock& block, Registers& registers) {
      return call_with_mask(block, registers, 0, false);
    };
    of[kPpoll] = [](ThreadBlock& block, Registers& registers) {
      return call_with_mask(block, registers, 3, false);
    };
    of[kPselect6] = [](ThreadBlock& block, Registers& registers) {
      return call_with_mask(block, registers, 5, true);
    };
    of[kEpollPwait] = of[kEpollPwait2] = [](ThreadBlock& block, Registers& registers) {
      return call_with_mask(block, registers, 4, false);
    };
    of[kClone] = of[kClone3] = of[kFork] = of[kVfork] = make_task;
    of[kExit] = [](ThreadBlock& block, Registers& registers) -> bool {
      end_task(block, registers);
    };
    of[kExitGroup] = [](ThreadBlock& block, Registers& registers) {
      trace_exited(block, static_cast<int64_t>(registers.rdi & 0xff));
      return mimic_guest_call(&registers);
    };
    of[kExecve] = of[kExecveat] = execute;
    of[kMmap] = map_memory;
    of[kMunmap] = unmap_memory;
    of[kReadlink] = read_link;
    of[kReadlinkat] = read_link_at;
    of[kOpen] = open_path;
    of[kOpenat] = open_path_at;
    of[kPrctl] = [](ThreadBlock& block, Registers& registers) {
      // The guest's own dispatching is not there yet.
      if (registers.rdi != kSetSyscallUserDispatch) return mimic_guest_call(&registers);
      registers.rax = -kEinval;
      return true;
    };
    of[kIoUringSetup] = [](ThreadBlock& block, Registers& registers) {
      // Its requests would not pass here; programs do without.
      registers.rax = -kEnosys;
      return true;
    };
    of[kArchPrctl] = [](ThreadBlock& block, Registers& registers) {
      // GS is the monitor's.
      if (registers.rdi != kSetGs) return mimic_guest_call(&registers);
      registers.rax = -kEperm;
      return true;
    };
  }
};

constexpr Answers kAnswers;

}  // namespace

extern "C" void mimic_system_call(Registers* registers) {
  ThreadBlock& block = thread();
  const uint64_t number = registers->rax;
  const Ring* ring = traced();
  TracedCall call = {};
  if (ring) trace_entry(block, call, *registers);
  const RingInjection* injection = ring ? injection_for(*ring, block, number) : nullptr;
  bool made = true;
  if (injection && !begin_injection(*injection, block, *registers)) {
    call.injected = true;
  } else {
    const uint64_t asked = registers->rax;
    const Answer answer = asked < kNumbers ? kAnswers.of[asked] : nullptr;
    made = answer ? answer(block, *registers) : mimic_guest_call(registers);
  }
  if (injection) end_injection(*injection);
  if (!made) {
    // The signal's handler runs as if it had come before the call, which is then made again.
    registers->rax = number;
    registers->rip = call_again(registers->rip);
    return;
  }
  if (ring) trace_exit(block, call, static_cast<int64_t>(registers->rax));
}

}  // namespace mimic::monitor
