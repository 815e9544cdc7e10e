// The notes of a PT_NOTE or PT_GNU_PROPERTY.
#pragma once

#include <cstdint>
#include <string_view>

#include "loader/base/bytes.h"

namespace mimic::elf {

struct Note {
  std::string_view name;  // "GNU", without its terminator
  uint32_t type;
  Bytes description;
};

// Calls `visit(const Note&)` for each note; ends quietly at the first that is malformed, as kernels
// do.
template <class Visit>
void for_each_note(Bytes notes, uint64_t alignment, Visit visit) {
  if (alignment != 8) alignment = 4;
  const auto aligned = [&](uint64_t offset) { return (offset + alignment - 1) & ~(alignment - 1); };
  for (uint64_t at = 0; notes.contains(at, 12);) {
    const uint32_t name_size = *notes.read<uint32_t>(at),
                   description_size = *notes.read<uint32_t>(at + 4);
    const auto name = notes.slice(at + 12, name_size);
    const uint64_t begin = aligned(at + 12 + name_size);
    const auto description = notes.slice(begin, description_size);
    if (!name || !description) return;
    std::string_view text(reinterpret_cast<const char*>(name->data()), name_size);
    visit(Note{text.substr(0, text.find('\0')), *notes.read<uint32_t>(at + 8), *description});
    at = aligned(begin + description_size);
  }
}

}  // namespace mimic::elf
