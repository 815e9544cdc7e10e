#include "syscalls/monitor/memory.h"

#include "syscalls/monitor/guest_call.h"
#include "syscalls/monitor/host_rewrite.h"
#include "syscalls/monitor/modules.h"
#include "syscalls/monitor/on_host.h"
#include "syscalls/monitor/raw.h"

namespace mimic::monitor {

bool map_memory(ThreadBlock& block, Registers& registers) {
  const uint64_t wanted = registers.rdi, flags = registers.r10;
  const bool code = registers.rdx & kProtExec && !(flags & kMapAnonymous);
  if (!mimic_guest_call(&registers)) return false;
  const auto result = static_cast<int64_t>(registers.rax);
  if (is_error(result)) return true;
  if (flags & kMapFixed) forget_modules(wanted, wanted + registers.rsi);
  if (!code) return true;
  MappedCode mapped = {static_cast<int>(registers.r8), registers.rax, registers.rsi, registers.r9};
  call_host(block, rewrite_mapped, &mapped);
  return true;
}

bool unmap_memory(ThreadBlock& block, Registers& registers) {
  const uint64_t begin = registers.rdi, size = registers.rsi;
  if (!mimic_guest_call(&registers)) return false;
  if (registers.rax == 0) forget_modules(begin, begin + size);
  return true;
}

}  // namespace mimic::monitor
