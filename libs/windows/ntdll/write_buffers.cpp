// A memory barrier on all processors that run this process.
#include <linux/membarrier.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "abi/windows/status.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, NTSTATUS, NtFlushProcessWriteBuffers, ()) {
  // Registered on the first call; a kernel without it interrupts the processors for a change of
  // protection all the same.
  static const bool registered =
      syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
  if (registered && syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0)
    return STATUS_SUCCESS;
  static void* const page =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return STATUS_NO_MEMORY;
  mprotect(page, 4096, PROT_READ | PROT_WRITE);
  __atomic_fetch_add(static_cast<int*>(page), 1, __ATOMIC_SEQ_CST);
  mprotect(page, 4096, PROT_READ);
  return STATUS_SUCCESS;
}
ALSO(ntdll, ZwFlushProcessWriteBuffers, "ntdll.NtFlushProcessWriteBuffers");
ALSO(kernel32, FlushProcessWriteBuffers, "ntdll.NtFlushProcessWriteBuffers");

}  // namespace mimic::win::ntdll
