// Views of sections in the address space.
#pragma once

#include <string>

#include "libs/windows/core/section.h"

namespace mimic::win {

struct ViewRequest {
  uint64_t offset = 0;
  DWORD protect = 0;          // PAGE_*
  DWORD allocation_type = 0;  // MEM_RESERVE for a view that can be committed in parts
};
// NtMapViewOfSection: *base and *size in and out. STATUS_IMAGE_NOT_AT_BASE (a success) for an image
// that was relocated.
NTSTATUS map_view(Section& section, void** base, size_t* size, const ViewRequest& request);
// The view that contains the address. STATUS_NOT_MAPPED_VIEW.
NTSTATUS unmap_view(const void* address);
// *base and *size in and out: what was flushed. A size of 0 is to the view's end.
NTSTATUS flush_view(void** base, size_t* size);
// The host path of the file that the view at the address is of; empty where there is none.
std::string view_path(const void* address);

}  // namespace mimic::win
