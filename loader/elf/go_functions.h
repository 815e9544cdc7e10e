// The function table of a Go program (pclntab), which its runtime needs and stripping leaves.
//
// Source: Go's internal/abi and runtime/symtab.go: the layouts of Go 1.2, 1.16, 1.18 and 1.20.
#pragma once

#include "loader/elf/image.h"
#include "loader/elf/symbols.h"

namespace mimic::elf {

// Reads the table in place. Small and copyable; the view must outlive it.
class GoFunctions {
 public:
  // Finds the table by its section or, in an image without section headers, by its magic number.
  // Empty for an image that has none.
  explicit GoFunctions(const View& view);

  uint64_t size() const { return count_; }
  // The function that contains `address`, by binary search.
  std::optional<Symbol> find(uint64_t address) const;
  // Functions by ascending address; nullopt for an entry that is malformed.
  std::optional<Symbol> at(uint64_t index) const;
  // Where the first function after `address` begins; the end of memory where none does.
  uint64_t next_begin(uint64_t address) const;

 private:
  bool open(Bytes table, uint64_t address);
  uint64_t text_start(uint64_t field_address, uint64_t field) const;
  uint64_t address_of(uint64_t index) const;  // also of the end, after the last one
  uint64_t upper_bound(uint64_t address) const;

  const View* view_;
  Bytes functions_, names_, infos_;
  uint64_t count_ = 0, text_ = 0;
  bool is_relative_ = false;  // entries of 32 bits, from the text's start
};

}  // namespace mimic::elf
