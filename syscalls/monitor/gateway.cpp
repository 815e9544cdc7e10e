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

// Makes the call, or answers it; false where a signal came before, whose handler runs as if it had
// come before the call, which is then made again.
bool make_call(ThreadBlock& block, Registers& registers) {
  const uint64_t number = registers.rax;
  const auto known = static_cast<uint32_t>(number);  // the kernel looks at no more of it
  const Answer answer = known < kNumbers ? kAnswers.of[known] : nullptr;
  if (answer ? answer(block, registers) : mimic_guest_call(&registers)) return true;
  registers.rax = number;
  registers.rip = call_again(registers.rip);
  return false;
}

void make_traced_call(const Ring& ring, ThreadBlock& block, Registers& registers) {
  TracedCall call;
  trace_entry(block, call, registers);
  const RingInjection* injection = injection_for(ring, block, static_cast<uint32_t>(call.number));
  call.injected = injection && !begin_injection(*injection, block, registers);
  if (!call.injected && !make_call(block, registers)) return;
  if (injection) end_injection(*injection);
  trace_exit(block, call, static_cast<int64_t>(registers.rax));
}

}  // namespace

void choose_plain_calls(ThreadBlock& block) {
  for (size_t number = 0; number < sizeof block.special; ++number)
    block.special[number] = traced() || kAnswers.of[number];
}

extern "C" void mimic_system_call(Registers* registers) {
  ThreadBlock& block = thread();
  if (const Ring* ring = traced())
    make_traced_call(*ring, block, *registers);
  else
    make_call(block, *registers);
}

}  // namespace mimic::monitor
