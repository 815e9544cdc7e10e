#include "libs/windows/core/readable.h"

#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>

namespace mimic::win {
namespace {

constexpr uintptr_t kPageBytes = 4096;

// Asks the kernel to copy one byte of each page out (and back in).
bool probe(uintptr_t address, size_t size, bool write) {
  if (!size) return true;
  if (address < 0x10000 || address + size < address) return false;
  const pid_t self = ::getpid();
  for (uintptr_t at = address; at < address + size; at = (at | (kPageBytes - 1)) + 1) {
    char byte;
    const iovec here{&byte, 1};
    const iovec there{reinterpret_cast<void*>(at), 1};
    if (::process_vm_readv(self, &here, 1, &there, 1, 0) != 1) return false;
    if (write && ::process_vm_writev(self, &here, 1, &there, 1, 0) != 1) return false;
  }
  return true;
}

}  // namespace

bool is_readable(const void* address, size_t size) {
  return probe(reinterpret_cast<uintptr_t>(address), size, false);
}
bool is_writable(void* address, size_t size) {
  return probe(reinterpret_cast<uintptr_t>(address), size, true);
}

}  // namespace mimic::win
