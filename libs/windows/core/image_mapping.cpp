#include "libs/windows/core/image_mapping.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "libs/windows/core/memory.h"

namespace mimic::win {
namespace {

constexpr size_t kHugePage = 2 << 20, kHugeFrom = 256 << 10;

bool read_fully(int descriptor, uint8_t* to, size_t size, off_t offset) {
  while (size > 0) {
    const ssize_t got = pread(descriptor, to, size, offset);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= got;
    offset += got;
  }
  return true;
}

uint8_t* reserve_at(uint64_t base, size_t size) {
  void* mapped = mmap(reinterpret_cast<void*>(base), size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  if (reinterpret_cast<uint64_t>(mapped) == base) return static_cast<uint8_t*>(mapped);
  munmap(mapped, size);
  return nullptr;
}

// Fresh pages cost a fault each: take them in one call.
void populate(uint8_t* start, size_t size) { madvise(start, page_up(size), MADV_POPULATE_WRITE); }

struct Unmapper {
  uint8_t* base;
  size_t size;
  ~Unmapper() {
    if (base) munmap(base, size);
  }
};

}  // namespace

uint32_t section_protection(uint32_t characteristics) {
  const bool write = characteristics & pe::kSectionWrite, read = characteristics & pe::kSectionRead;
  if (characteristics & pe::kSectionExecute)
    return write ? PAGE_EXECUTE_WRITECOPY : read ? PAGE_EXECUTE_READ : PAGE_EXECUTE;
  return write ? PAGE_WRITECOPY : read ? PAGE_READONLY : PAGE_NOACCESS;
}

Result<MappedImage> map_image(int descriptor, std::string_view name) {
  const int length = static_cast<int>(name.size());
  struct stat status;
  if (fstat(descriptor, &status) != 0)
    return fail(ErrorKind::kUnreadable, "%.*s: %s", length, name.data(), strerror(errno));
  if (S_ISDIR(status.st_mode))
    return fail(ErrorKind::kFolder, "%.*s: is a folder, not a program", length, name.data());
  uint8_t start[4096];
  ssize_t got = pread(descriptor, start, sizeof start, 0);
  if (got < 0)
    return fail(ErrorKind::kUnreadable, "%.*s: cannot read: %s", length, name.data(),
                strerror(errno));
  std::vector<uint8_t> long_start;
  Bytes start_bytes(start, got);
  uint32_t nt_offset = 0, optional_end = 0;
  // Headers nearly always end within the first page; where they do not, read more of them.
  if (got == sizeof start) {
    memcpy(&nt_offset, start + 0x3c, sizeof nt_offset);
    if (nt_offset < sizeof start - 0x80) {
      uint16_t sections, optional_size;
      memcpy(&sections, start + nt_offset + 6, 2);
      memcpy(&optional_size, start + nt_offset + 20, 2);
      optional_end = nt_offset + 24 + optional_size + sections * 40u;
    }
    if (optional_end == 0 || optional_end > sizeof start) {
      long_start.resize(std::min<size_t>(64 * 1024, status.st_size));
      got = pread(descriptor, long_start.data(), long_start.size(), 0);
      if (got > 0) start_bytes = Bytes(long_start.data(), got);
    }
  }
  auto headers = pe::parse_headers(start_bytes, status.st_size, name);
  if (!headers) return std::unexpected(headers.error());

  const size_t size = page_up(headers->size_of_image);
  // Copied into huge pages, an image is there a millisecond earlier. What the last of them has too
  // much goes back at the end.
  const bool huge = size >= kHugeFrom && headers->image_base % kHugePage == 0;
  const size_t whole = huge ? (size + kHugePage - 1) & ~(kHugePage - 1) : size;
  uint8_t* base = reserve_at(headers->image_base, whole);
  if (!base) {
    if (!headers->has_relocations())
      return fail(ErrorKind::kUnsupported,
                  "%.*s: needs address 0x%lx, which is taken, and has no relocations", length,
                  name.data(), headers->image_base);
    base = static_cast<uint8_t*>(
        memory::reserve_aligned(whole, huge ? kHugePage : kAllocationGranularity));
    if (!base || mprotect(base, whole, PROT_READ | PROT_WRITE) != 0)
      return fail(ErrorKind::kSystem, "%.*s: cannot map %zu bytes: %s", length, name.data(), size,
                  strerror(errno));
  }
  Unmapper unmapper{base, whole};
  if (huge) madvise(base, whole, MADV_HUGEPAGE);

  const size_t header_bytes = std::min<size_t>(headers->size_of_headers, size);
  populate(base, header_bytes);
  if (header_bytes <= start_bytes.size()) {
    memcpy(base, start_bytes.data(), header_bytes);
  } else if (!read_fully(descriptor, base, std::min<size_t>(header_bytes, status.st_size), 0)) {
    return fail(ErrorKind::kUnreadable, "%.*s: cannot read the headers: %s", length, name.data(),
                strerror(errno));
  }
  for (const pe::Section& section : headers->sections) {
    if (section.file_size == 0) continue;
    populate(base + section.rva, section.file_size);
    if (!read_fully(descriptor, base + section.rva, section.file_size, section.file_offset))
      return fail(ErrorKind::kUnreadable, "%.*s: cannot read section %s: %s", length, name.data(),
                  section.name.c_str(), strerror(errno));
  }
  if (const uint64_t delta = reinterpret_cast<uint64_t>(base) - headers->image_base) {
    if (auto relocated = pe::relocate(*headers, {base, size}, delta, name); !relocated)
      return std::unexpected(relocated.error());
    headers->image_base += delta;
    // Programs read their base from the header in memory.
    const uint64_t actual = headers->image_base;
    memcpy(base + headers->nt_offset + 24 + 24, &actual, sizeof actual);
  }
  unmapper.base = nullptr;
  if (whole > size) munmap(base + size, whole - size);
  memory::register_mapping(base, size, MEM_IMAGE, PAGE_READWRITE);
  return MappedImage{std::move(*headers), base, size};
}

void protect_image(const MappedImage& image) {
  const auto set = [&](size_t rva, size_t size, uint32_t protect) {
    size = std::min(page_up(size), image.size - rva);
    if (size == 0) return;
    const int host = host_protection(protect);
    if (host != (PROT_READ | PROT_WRITE)) mprotect(image.base + rva, size, host);
    memory::note_protection(image.base + rva, size, protect);
  };
  const auto& sections = image.headers.sections;
  const size_t first = sections.empty() ? image.size : sections.front().rva;
  set(0, first, PAGE_READONLY);
  for (const pe::Section& section : sections)
    set(section.rva, std::max(section.virtual_size, section.file_size),
        section_protection(section.characteristics));
}

void unmap_image(uint8_t* base, size_t size) {
  memory::unregister_mapping(base);
  munmap(base, size);
}

}  // namespace mimic::win
