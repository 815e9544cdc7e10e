// Mapping a PE file into memory: sections, relocations, protections.
#pragma once

#include <cstdint>
#include <string>

#include "loader/base/error.h"
#include "loader/pe/image.h"

namespace mimic::win {

struct MappedImage {
  pe::Headers headers;  // image_base is the actual base
  uint8_t* base = nullptr;
  size_t size = 0;  // bytes, a multiple of the page size
};

// Maps the image at its preferred base if that is free, else wherever it fits, relocated. All pages
// are writable until protect_image(). Registered with the address space. `name` is for messages.
Result<MappedImage> map_image(int descriptor, std::string_view name);
// Gives the sections their real protections. To be called once imports are bound.
void protect_image(const MappedImage& image);
void unmap_image(uint8_t* base, size_t size);

// PAGE_* of a section's characteristics.
uint32_t section_protection(uint32_t characteristics);

}  // namespace mimic::win
