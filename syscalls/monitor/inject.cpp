#include "syscalls/monitor/inject.h"

#include "syscalls/monitor/raw.h"

namespace mimic::monitor {

namespace {

void sleep(uint64_t nanoseconds) {
  if (!nanoseconds) return;
  int64_t rest[2] = {static_cast<int64_t>(nanoseconds / 1000000000),
                     static_cast<int64_t>(nanoseconds % 1000000000)};
  while (raw(kNanosleep, rest, rest) == -kEintr) {
  }
}

}  // namespace

const RingInjection* injection_for(const Ring& ring, ThreadBlock& block, uint64_t number) {
  if (!ring.injection_count || number >= kTracedNumbers) return nullptr;
  const RingInjection* found = nullptr;
  for (uint32_t index = 0; index < ring.injection_count && index < kInjections; ++index) {
    const RingInjection& injection = ring.injections[index];
    if (!(injection.calls[number / 64] >> number % 64 & 1)) continue;
    const uint32_t count = ++block.injected[index];
    if (count < injection.first || count > injection.last) continue;
    if (injection.step ? (count - injection.first) % injection.step != 0 : count != injection.first)
      continue;
    found = &injection;
  }
  return found;
}

bool begin_injection(const RingInjection& injection, ThreadBlock& block, Registers& registers) {
  sleep(injection.delay_enter);
  if (injection.signal) raw(kTgkill, block.pid, block.tid, injection.signal);
  if (injection.answers) {
    registers.rax = injection.result;
    return false;
  }
  if (injection.replacement != kNoReplacement) registers.rax = injection.replacement;
  return true;
}

void end_injection(const RingInjection& injection) { sleep(injection.delay_exit); }

}  // namespace mimic::monitor
