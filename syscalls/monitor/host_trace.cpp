#include "syscalls/monitor/host_trace.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "syscalls/monitor/trace.h"

namespace mimic::monitor {
namespace {

std::unexpected<Error> refused(const char* name) {
  return fail(ErrorKind::kSystem, "the trace's ring %s: %s", name, std::strerror(errno));
}

// clock_gettime of the vDSO, which needs neither libc nor a thread pointer; null where there is
// none.
void* vdso_clock() {
  const uint64_t base = ::getauxval(AT_SYSINFO_EHDR);
  if (!base) return nullptr;
  const auto* header = reinterpret_cast<const Elf64_Ehdr*>(base);
  const auto* segments = reinterpret_cast<const Elf64_Phdr*>(base + header->e_phoff);
  const Elf64_Dyn* dynamic = nullptr;
  uint64_t bias = 0;
  for (int index = 0; index < header->e_phnum; ++index) {
    if (segments[index].p_type == PT_LOAD)
      bias = base - segments[index].p_vaddr + segments[index].p_offset;
    if (segments[index].p_type == PT_DYNAMIC)
      dynamic = reinterpret_cast<const Elf64_Dyn*>(base + segments[index].p_offset);
  }
  const char* names = nullptr;
  const Elf64_Sym* symbols = nullptr;
  const uint32_t* hash = nullptr;
  for (; dynamic && dynamic->d_tag != DT_NULL; ++dynamic) {
    const uint64_t at = bias + dynamic->d_un.d_ptr;
    if (dynamic->d_tag == DT_STRTAB) names = reinterpret_cast<const char*>(at);
    if (dynamic->d_tag == DT_SYMTAB) symbols = reinterpret_cast<const Elf64_Sym*>(at);
    if (dynamic->d_tag == DT_HASH) hash = reinterpret_cast<const uint32_t*>(at);
  }
  if (!names || !symbols || !hash) return nullptr;
  for (uint32_t index = 0; index < hash[1]; ++index)
    if (std::strcmp(names + symbols[index].st_name, "__vdso_clock_gettime") == 0)
      return reinterpret_cast<void*>(bias + symbols[index].st_value);
  return nullptr;
}

}  // namespace

Result<int> make_ring(uint64_t capacity) {
  const int descriptor = ::memfd_create("mimic-trace", MFD_CLOEXEC);
  if (descriptor < 0 || ::ftruncate(descriptor, kRingPage + capacity) != 0)
    return refused("in memory");
  Ring ring = {};
  ring.magic = kRingMagic;
  ring.capacity = capacity;
  if (::pwrite(descriptor, &ring, sizeof ring, 0) != sizeof ring) return refused("in memory");
  return descriptor;
}

Result<MappedRing> map_ring(int descriptor, const char* name) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return refused(name);
  void* page = ::mmap(nullptr, kRingPage, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (page == MAP_FAILED) return refused(name);
  auto* ring = static_cast<Ring*>(page);
  const uint64_t capacity = ring->capacity;
  if (status.st_size < static_cast<off_t>(2 * kRingPage) || ring->magic != kRingMagic ||
      capacity != static_cast<uint64_t>(status.st_size) - kRingPage || capacity & (capacity - 1))
    return fail(ErrorKind::kMalformed, "%s is no ring of a trace", name);
  auto* data = static_cast<unsigned char*>(
      ::mmap(nullptr, 2 * capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (data == MAP_FAILED) return refused(name);
  for (const uint64_t at : {uint64_t{0}, capacity})
    if (::mmap(data + at, capacity, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, descriptor,
               kRingPage) == MAP_FAILED)
      return refused(name);
  return MappedRing{ring, data};
}

Result<void> open_trace(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return refused(path.c_str());
  const auto mapped = map_ring(descriptor, path.c_str());
  ::close(descriptor);
  if (!mapped) return std::unexpected(mapped.error());
  start_trace(mapped->ring, mapped->data, vdso_clock());
  return {};
}

}  // namespace mimic::monitor
