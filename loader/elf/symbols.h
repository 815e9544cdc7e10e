// Functions by their symbols.
#pragma once

#include "loader/elf/image.h"

namespace mimic::elf {

struct Symbol {
  uint64_t address = 0, size = 0;  // a size of 0: not known
  std::string_view name;           // points into the file

  bool contains(uint64_t at) const { return at - address < size; }
};

// The defined functions of .symtab, and those of .dynsym, which is found by PT_DYNAMIC where there
// are no section headers; by ascending address, the larger one of a pair first. Entries that are
// malformed, or whose address is not in an executable segment, are left out. Names are empty unless
// wanted: looking at them takes longer than all else.
enum class Names : bool { kSkip, kRead };
std::vector<Symbol> function_symbols(const View& view, Names names);
// The same of .dynsym alone, with names: what other images may bind to.
std::vector<Symbol> dynamic_function_symbols(const View& view);

// The symbol that contains `address`; where none does, the one nearest before it that has no size;
// null where there is none of either. `symbols` is what function_symbols() returned.
const Symbol* find_symbol(const std::vector<Symbol>& symbols, uint64_t address);

}  // namespace mimic::elf
