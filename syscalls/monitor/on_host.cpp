#include "syscalls/monitor/on_host.h"

#include "syscalls/monitor/raw.h"

namespace mimic::monitor {

extern "C" void mimic_on_stack(void (*function)(void*), void* argument, uint64_t stack);

namespace {

constexpr size_t kStackSize = 512 << 10;

uint32_t lock;
uint64_t host_pointer;  // the thread pointer
uint64_t stack_top;
unsigned char* state;  // room for the extended state of the guest's thread

constexpr uint32_t kDefaultVectorControl = 0x1f80;

}  // namespace

bool prepare_host_mode() {
  host_pointer = reinterpret_cast<uint64_t>(__builtin_thread_pointer());
  uint32_t a = 13, b, c = 0, d;
  asm volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  const size_t state_size = (b + 4095) & ~size_t{4095};
  const int64_t mapped = map_pages(kStackSize + state_size);
  if (is_error(mapped)) return false;
  stack_top = mapped + kStackSize;
  state = reinterpret_cast<unsigned char*>(stack_top);
  return true;
}

void lock_host() {
  while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) raw(kSchedYield);
}
void unlock_host() { __atomic_store_n(&lock, 0, __ATOMIC_RELEASE); }

void call_host(ThreadBlock& block, void (*function)(void*), void* argument) {
  block_signals(block);
  lock_host();
  uint64_t guest_pointer = 0;
  raw(kArchPrctl, kGetFs, &guest_pointer);
  raw(kPrctl, kSetSyscallUserDispatch, kDispatchOff, 0, 0, 0);
  raw(kArchPrctl, kSetFs, host_pointer);
  asm volatile("xsave64 (%0)" ::"r"(state), "a"(-1), "d"(-1) : "memory");
  asm volatile("fninit; ldmxcsr %0" ::"m"(kDefaultVectorControl));
  mimic_on_stack(function, argument, stack_top);
  asm volatile("xrstor64 (%0)" ::"r"(state), "a"(-1), "d"(-1) : "memory");
  raw(kArchPrctl, kSetFs, guest_pointer);
  enable_dispatch();
  unlock_host();
}

}  // namespace mimic::monitor
