// The way of one system call from the guest to the host.
#include "syscalls/monitor/guest_call.h"
#include "syscalls/monitor/inject.h"
#include "syscalls/monitor/memory.h"
#include "syscalls/monitor/modules.h"
#include "syscalls/monitor/paths.h"
#include "syscalls/monitor/process.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/monitor/signals.h"
#include "syscalls/monitor/trace.h"

namespace mimic::monitor {

extern "C" void mimic_system_call(Registers* registers);

namespace {

// Answers a call; false where a signal came before it.
using Answer = bool (*)(ThreadBlock& block, Registers& registers);

constexpr size_t kNumbers = 512;

// Another thread pointer for GS, or a dispatch of the guest's own, would be the end of the
// monitor's.
bool process_control(ThreadBlock& block, Registers& registers) {
  if (registers.rdi != kSetSyscallUserDispatch) return mimic_guest_call(&registers);
  registers.rax = -kEinval;
  return true;
}
bool thread_pointer(ThreadBlock& block, Registers& registers) {
  if (registers.rdi != kSetGs) return mimic_guest_call(&registers);
  registers.rax = -kEperm;
  return true;
}
// Its requests would not pass here; programs do without.
bool no_ring(ThreadBlock& block, Registers& registers) {
  registers.rax = -kEnosys;
  return true;
}
bool end_process(ThreadBlock& block, Registers& registers) {
  trace_exited(block, static_cast<int64_t>(registers.rdi & 0xff));
  return mimic_guest_call(&registers);
}
template <int kIndex, bool kBoxed = false>
bool wait_with_mask(ThreadBlock& block, Registers& registers) {
  return call_with_mask(block, registers, kIndex, kBoxed);
}

// What the monitor does itself; every other call goes straight to the host.
constexpr struct {
  uint16_t number;
  Answer answer;
} kAnswers[] = {
    {kOpen, open_path},
    {kMmap, map_memory},
    {kMunmap, unmap_memory},
    {kRtSigaction, signal_action},
    {kRtSigprocmask, signal_mask},
    {kRtSigreturn, signal_return},
    {kClone, make_task},
    {kFork, make_task},
    {kVfork, make_task},
    {kExecve, execute},
    {kExit, end_task},
    {kReadlink, read_link},
    {kRtSigsuspend, wait_with_mask<0>},
    {kSigaltstack, signal_stack},
    {kPrctl, process_control},
    {kArchPrctl, thread_pointer},
    {kExitGroup, end_process},
    {kOpenat, open_path_at},
    {kReadlinkat, read_link_at},
    {kPselect6, wait_with_mask<5, true>},
    {kPpoll, wait_with_mask<3>},
    {kEpollPwait, wait_with_mask<4>},
    {kExecveat, execute},
    {kIoUringSetup, no_ring},
    {kClone3, make_task},
    {kEpollPwait2, wait_with_mask<4>},
};

// By number, one more than the place in kAnswers: small, and nothing to relocate at a start.
struct Places {
  uint8_t of[kNumbers] = {};
};
constexpr Places kPlaces = [] {
  Places places;
  uint8_t place = 0;
  for (const auto& entry : kAnswers) places.of[entry.number] = ++place;
  return places;
}();

Answer answer_to(uint32_t number) {
  const uint8_t place = number < kNumbers ? kPlaces.of[number] : 0;
  return place ? kAnswers[place - 1].answer : nullptr;
}

// Makes the call, or answers it; false where a signal came before, whose handler runs as if it had
// come before the call, which is then made again.
bool make_call(ThreadBlock& block, Registers& registers) {
  const uint64_t number = registers.rax;
  const auto known = static_cast<uint32_t>(number);  // the kernel looks at no more of it
  const Answer answer = answer_to(known);
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
    block.special[number] = traced() || answer_to(number);
}

extern "C" void mimic_system_call(Registers* registers) {
  ThreadBlock& block = thread();
  if (const Ring* ring = traced())
    make_traced_call(*ring, block, *registers);
  else
    make_call(block, *registers);
}

}  // namespace mimic::monitor
