// The dynamic section: what the dynamic linker goes by.
#pragma once

#include "loader/elf/image.h"

namespace mimic::elf {

struct Dynamic {
  std::vector<std::string_view> needed;  // DT_NEEDED, in order; these point into the file
  std::string_view name;                 // DT_SONAME
  std::string_view run_path;             // DT_RUNPATH, or DT_RPATH
  uint64_t flags = 0, flags_1 = 0;       // DT_FLAGS, DT_FLAGS_1
  bool has_text_relocations = false;     // DT_TEXTREL: the dynamic linker writes into code
  Bytes symbols, strings;                // DT_SYMTAB to the end of its segment, DT_STRTAB
  uint64_t hash = 0, gnu_hash = 0;       // addresses, or 0
  uint64_t init = 0, fini = 0;           // DT_INIT, DT_FINI, or 0
  Extent init_array, fini_array;
  Extent relocations;  // DT_RELA
};

// Nothing of it for an image without; a part whose address leads nowhere is missing.
Dynamic read_dynamic(const View& view);

// How many symbols DT_SYMTAB has, which only the hash tables tell.
uint64_t dynamic_symbol_count(const View& view, const Dynamic& dynamic);

}  // namespace mimic::elf
