#include "loader/elf/map.h"

#include <sys/mman.h>
#include <sys/random.h>

#include <cerrno>
#include <cstring>

namespace mimic::elf {
namespace {

std::unexpected<Error> refused(const std::string& path, const char* what) {
  return fail(ErrorKind::kSystem, "%s: %s: %s", path.c_str(), what, std::strerror(errno));
}

// A place for the whole image, without access; its bias.
Result<uint64_t> reserve(const Headers& headers, const std::string& path, bool low) {
  const uint64_t size = headers.end - headers.lowest;
  if (!headers.is_movable()) {
    void* at = reinterpret_cast<void*>(headers.lowest);
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    if (::mmap(at, size, PROT_NONE, flags, -1, 0) != at)
      return fail(ErrorKind::kSystem, "%s: its address %#lx is taken", path.c_str(),
                  headers.lowest);
    return 0;
  }
  for (int attempt = 0; low && attempt < 8; ++attempt) {
    uint64_t random = 0;
    if (::getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random) break;
    // As the kernel: two thirds up, 32 bits of pages.
    const uint64_t at = (0x550000000000 + ((random & 0xffffffff) << 12)) & ~(headers.alignment - 1);
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    if (::mmap(reinterpret_cast<void*>(at), size, PROT_NONE, flags, -1, 0) ==
        reinterpret_cast<void*>(at))
      return at - headers.lowest;
  }
  const uint64_t padded = size + headers.alignment;
  void* found =
      ::mmap(nullptr, padded, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (found == MAP_FAILED) return refused(path, "no room for the image");
  const auto start = reinterpret_cast<uint64_t>(found);
  const uint64_t at = (start + headers.alignment - 1) & ~(headers.alignment - 1);
  if (at > start) ::munmap(found, at - start);
  if (start + padded > at + size)
    ::munmap(reinterpret_cast<void*>(at + size), start + padded - (at + size));
  return at - headers.lowest;
}

Result<void> map_segment(const Segment& segment, uint64_t bias, int descriptor,
                         const std::string& path) {
  const uint64_t start = page_down(bias + segment.address);
  const uint64_t file_end = bias + segment.address + segment.file_size;
  const uint64_t end = page_up(bias + segment.end());
  const int access = protection(segment.flags);
  uint64_t mapped_end = start;
  if (segment.file_size) {
    const uint64_t lead = bias + segment.address - start;
    mapped_end = page_up(file_end);
    if (::mmap(reinterpret_cast<void*>(start), file_end - start, access, MAP_PRIVATE | MAP_FIXED,
               descriptor, segment.file_offset - lead) == MAP_FAILED)
      return refused(path, "mapping a segment");
  }
  if (end > mapped_end && ::mmap(reinterpret_cast<void*>(mapped_end), end - mapped_end, access,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
    return refused(path, "mapping a segment");
  // What the file has after the segment is no part of it.
  if (segment.memory_size > segment.file_size && mapped_end > file_end && (access & PROT_WRITE))
    std::memset(reinterpret_cast<void*>(file_end), 0, mapped_end - file_end);
  return {};
}

}  // namespace

int protection(uint32_t flags) {
  return (flags & kRead ? PROT_READ : 0) | (flags & kWrite ? PROT_WRITE : 0) |
         (flags & kExecute ? PROT_EXEC : 0);
}

Result<Mapping> map_image(const Headers& headers, int descriptor, const std::string& path,
                          bool low) {
  const auto bias = reserve(headers, path, low);
  if (!bias) return std::unexpected(bias.error());
  for (const Segment& segment : headers.segments)
    if (auto mapped = map_segment(segment, *bias, descriptor, path); !mapped)
      return std::unexpected(mapped.error());
  Mapping mapping;
  mapping.bias = *bias;
  mapping.lowest = headers.lowest;
  mapping.end = *bias + headers.end;
  mapping.entry = *bias + headers.entry;
  if (headers.program_headers.address)
    mapping.program_headers = *bias + headers.program_headers.address;
  mapping.program_header_count = headers.program_headers.count;
  mapping.interpreter = headers.interpreter.value_or("");
  return mapping;
}

}  // namespace mimic::elf
