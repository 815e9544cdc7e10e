// The section header table, which a stripped or packed image need not have.
#pragma once

#include "loader/elf/image.h"

namespace mimic::elf {

struct Section {
  std::string_view name;  // points into the file
  uint32_t type = 0;
  uint64_t flags = 0;
  uint64_t address = 0, size = 0;
  Bytes bytes;  // empty where the file has none (.bss)
  uint32_t link = 0, info = 0;
  uint64_t entry_size = 0;
};

inline constexpr uint32_t kSymbolTable = 2, kNoBits = 8;  // SHT_*

// All sections by their number. Empty where there is no table, or where it does not lie in the
// file; a section whose bytes do not lie in the file has none.
std::vector<Section> read_sections(Bytes file);

// The first section of that name, or null.
const Section* find_section(const std::vector<Section>& sections, std::string_view name);

}  // namespace mimic::elf
