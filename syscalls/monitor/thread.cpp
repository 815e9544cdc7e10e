#include "syscalls/monitor/thread.h"

#include "syscalls/monitor/process.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/monitor/signals.h"
#include "syscalls/monitor/start.h"

namespace mimic::monitor {

extern "C" [[noreturn]] void mimic_enter_guest(uint64_t stack, uint64_t entry);
extern "C" const char mimic_calls_begin[], mimic_calls_end[];

namespace {

constexpr size_t kPage = 4096;
// A signal frame with AVX-512 and AMX state needs 12 KB, and the handler little more.
constexpr size_t kAlternateStack = 8 * kPage;
constexpr size_t kMonitorStack = 8 * kPage;  // with the block at its top

}  // namespace

ThreadBlock* make_thread(Process* process) {
  // A page without access below each stack.
  constexpr size_t size = kPage + kAlternateStack + kPage + kMonitorStack;
  const int64_t mapped = map_pages(size);
  if (is_error(mapped)) return nullptr;
  const uint64_t base = mapped;
  raw(kMprotect, base, kPage, kProtNone);
  raw(kMprotect, base + kPage + kAlternateStack, kPage, kProtNone);
  const uint64_t top = base + size;
  auto* block = reinterpret_cast<ThreadBlock*>((top - sizeof(ThreadBlock)) & ~uint64_t{63});
  block->self = block;
  block->monitor_stack = reinterpret_cast<uint64_t>(block);
  block->process = process;
  block->region = reinterpret_cast<void*>(base);
  block->region_size = size;
  block->alternate = {base + kPage, 0, 0, kAlternateStack};
  block->guest_alternate = {0, kSsDisable, 0, 0};
  return block;
}

void free_thread(ThreadBlock* block) { raw(kMunmap, block->region, block->region_size); }

bool adopt_thread(ThreadBlock* block) {
  choose_plain_calls(*block);
  __builtin_memset(block->injected, 0, sizeof block->injected);
  block->pid = static_cast<int32_t>(raw(kGetpid));
  block->tid = static_cast<int32_t>(raw(kGettid));
  raw(kArchPrctl, kSetGs, reinterpret_cast<uint64_t>(block) - MIMIC_BLOCK);
  raw(kSigaltstack, &block->alternate, nullptr);
  return enable_dispatch();
}

bool enable_dispatch() {
  const auto begin = reinterpret_cast<uint64_t>(mimic_calls_begin);
  const auto end = reinterpret_cast<uint64_t>(mimic_calls_end);
  return raw(kPrctl, kSetSyscallUserDispatch, kDispatchOn, begin, end - begin, nullptr) == 0;
}

void block_signals(ThreadBlock& block) {
  // A signal that came before has blocked them all.
  if (block.pending || block.restore_mask) return;
  SignalSet before = 0;
  raw(kRtSigprocmask, 2, &kAllSignals, &before, sizeof before);
  if (block.pending) return;
  block.mask = before;
  block.restore_mask = 1;
}

void start_guest(ThreadBlock* block, uint64_t stack, uint64_t entry) {
  if (!adopt_thread(block)) die(118, "this kernel has no Syscall User Dispatch (Linux 5.11)");
  start_signals();
  raw(kArchPrctl, kSetFs, 0);
  mimic_enter_guest(stack, entry);
}

void die(int status, const char* text) {
  size_t length = 0;
  while (text[length]) ++length;
  raw(kWrite, 2, "mimic: ", 7);
  raw(kWrite, 2, text, length);
  raw(kWrite, 2, "\n", 1);
  raw(kExitGroup, status);
  __builtin_trap();
}

}  // namespace mimic::monitor
