#include "libs/windows/core/section_view.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>

#include "libs/windows/core/image_mapping.h"
#include "libs/windows/core/memory.h"

namespace mimic::win {
namespace {

struct View {
  size_t size;
  Ref<Section> section;
};
struct Views {
  std::mutex lock;
  std::map<uintptr_t, View> by_base;

  std::map<uintptr_t, View>::iterator containing(const void* address) {
    const auto value = reinterpret_cast<uintptr_t>(address);
    auto at = by_base.upper_bound(value);
    if (at == by_base.begin()) return by_base.end();
    --at;
    return value - at->first < at->second.size ? at : by_base.end();
  }
};
Views& views() {
  static Views* const instance = new Views;
  return *instance;
}

// What the views of a section may be, by its protection.
bool is_compatible(DWORD section, DWORD view) {
  constexpr DWORD kRead = PAGE_READONLY | PAGE_WRITECOPY;
  constexpr DWORD kExecute = PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_WRITECOPY;
  constexpr struct {
    DWORD section, views;
  } kAllowed[] = {
      {PAGE_READONLY, kRead},
      {PAGE_WRITECOPY, kRead},
      {PAGE_READWRITE, kRead | PAGE_READWRITE},
      {PAGE_EXECUTE, PAGE_EXECUTE},
      {PAGE_EXECUTE_READ, kRead | kExecute},
      {PAGE_EXECUTE_WRITECOPY, kRead | kExecute},
      {PAGE_EXECUTE_READWRITE, kRead | kExecute | PAGE_READWRITE | PAGE_EXECUTE_READWRITE},
  };
  if (view == PAGE_NOACCESS) return true;
  for (const auto& row : kAllowed)
    if (row.section == section) return (row.views & view) != 0;
  return false;
}

bool is_private(DWORD protect) { return protect & (PAGE_WRITECOPY | PAGE_EXECUTE_WRITECOPY); }

NTSTATUS map_image_view(Section& section, void** base, size_t* size) {
  const auto image = map_image(section.descriptor(), "section");
  if (!image) return STATUS_INVALID_IMAGE_FORMAT;
  const bool moved = *base && *base != image->base;
  protect_image(*image);
  {
    Views& all = views();
    const std::lock_guard guard(all.lock);
    all.by_base[reinterpret_cast<uintptr_t>(image->base)] = {image->size, Ref<Section>(&section)};
  }
  *base = image->base;
  *size = image->size;
  return moved ? STATUS_IMAGE_NOT_AT_BASE : STATUS_SUCCESS;
}

}  // namespace

NTSTATUS map_view(Section& section, void** base, size_t* size, const ViewRequest& request) {
  if (section.is_image()) return map_image_view(section, base, size);
  const DWORD protect = request.protect & 0xff;
  int host = host_protection(protect);
  if (host < 0) return STATUS_INVALID_PAGE_PROTECTION;
  if (!is_compatible(section.parts().protect & 0xff, protect)) return STATUS_SECTION_PROTECTION;
  if (request.offset % kAllocationGranularity) return STATUS_MAPPED_ALIGNMENT;
  const auto wanted = reinterpret_cast<uintptr_t>(*base);
  if (wanted % kAllocationGranularity) return STATUS_MAPPED_ALIGNMENT;
  const uint64_t whole = section.size();
  if (request.offset >= page_up(whole)) return STATUS_INVALID_VIEW_SIZE;
  const uint64_t bytes = *size ? *size : whole - request.offset;
  if (bytes > page_up(whole) - request.offset) return STATUS_INVALID_VIEW_SIZE;
  const size_t mapped_size = page_up(bytes);
  // Pages that are only reserved get their protection when they are committed.
  const bool reserved = (section.parts().attributes & SEC_RESERVE) && !section.has_file();
  if (reserved) host = PROT_NONE;

  void* place = *base;
  int fixed = MAP_FIXED_NOREPLACE;
  if (!place) {
    place = memory::reserve_aligned(mapped_size, kAllocationGranularity);
    if (!place) return STATUS_NO_MEMORY;
    fixed = MAP_FIXED;
  }
  const int sharing = (is_private(protect) ? MAP_PRIVATE : MAP_SHARED) | MAP_NORESERVE;
  void* const mapped = ::mmap(place, mapped_size, host, sharing | fixed, section.descriptor(),
                              static_cast<off_t>(section.parts().data_offset + request.offset));
  if (mapped != place) {
    const int error = errno;
    if (mapped != MAP_FAILED)
      ::munmap(mapped, mapped_size);
    else if (fixed == MAP_FIXED)
      ::munmap(place, mapped_size);
    if (fixed == MAP_FIXED_NOREPLACE && (mapped != MAP_FAILED || error == EEXIST))
      return STATUS_CONFLICTING_ADDRESSES;
    return error == ENOMEM ? STATUS_NO_MEMORY : STATUS_ACCESS_DENIED;
  }
  memory::register_mapping(mapped, mapped_size, MEM_MAPPED, protect);
  if (reserved) memory::note_protection(mapped, mapped_size, 0);
  {
    Views& all = views();
    const std::lock_guard guard(all.lock);
    all.by_base[reinterpret_cast<uintptr_t>(mapped)] = {mapped_size, Ref<Section>(&section)};
  }
  *base = mapped;
  *size = mapped_size;
  return STATUS_SUCCESS;
}

NTSTATUS unmap_view(const void* address) {
  Views& all = views();
  View view;  // its section goes after the lock
  uintptr_t start;
  {
    const std::lock_guard guard(all.lock);
    const auto at = all.containing(address);
    if (at == all.by_base.end()) return STATUS_NOT_MAPPED_VIEW;
    start = at->first;
    view = std::move(at->second);
    all.by_base.erase(at);
  }
  void* const base = reinterpret_cast<void*>(start);
  // First out of the books: what is unmapped may be mapped anew at once.
  memory::unregister_mapping(base);
  ::munmap(base, view.size);
  return STATUS_SUCCESS;
}

NTSTATUS flush_view(void** base, size_t* size) {
  Views& all = views();
  const std::lock_guard guard(all.lock);
  const auto at = all.containing(*base);
  if (at == all.by_base.end()) return STATUS_NOT_MAPPED_VIEW;
  const uintptr_t start = reinterpret_cast<uintptr_t>(*base) & ~(kPage - 1);
  const uintptr_t end = at->first + at->second.size;
  const size_t wanted =
      *size ? page_up(reinterpret_cast<uintptr_t>(*base) - start + *size) : end - start;
  if (wanted > end - start) return STATUS_NOT_MAPPED_VIEW;
  *base = reinterpret_cast<void*>(start);
  *size = wanted;
  return ::msync(*base, wanted, MS_ASYNC) == 0 ? STATUS_SUCCESS : status_of_errno(errno);
}

std::string view_path(const void* address) {
  Views& all = views();
  const std::lock_guard guard(all.lock);
  const auto at = all.containing(address);
  return at == all.by_base.end() ? std::string() : at->second.section->parts().path;
}

}  // namespace mimic::win
