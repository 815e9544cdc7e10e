// Where an image surely has code: ranges that its unwind tables or its symbols describe.
#pragma once

#include "loader/elf/frames.h"
#include "loader/elf/symbols.h"

namespace mimic::rewrite {

// What says that a range is code.
enum class Proof : uint8_t { kUnwindTable, kSymbol };

struct Function {
  uint64_t begin = 0, end = 0;
  Proof proof = Proof::kUnwindTable;
  uint64_t handlers = 0;  // its exception table, or 0

  bool contains(uint64_t address) const { return address >= begin && address < end; }
};

// Looks functions up in place; what takes time to read is read when the unwind tables do not
// suffice. Not for several threads at once. The view must outlive it.
class Functions {
 public:
  explicit Functions(const elf::View& view) : view_(&view), frames_(view) {}

  // The function that contains `address`.
  std::optional<Function> find(uint64_t address) const;
  // Where the first function after `address` begins; the end of memory where none does.
  uint64_t next_begin(uint64_t address) const;

  const elf::View& view() const { return *view_; }
  const std::vector<elf::Symbol>& symbols() const;

 private:
  std::optional<Function> by_symbol(uint64_t address) const;

  const elf::View* view_;
  elf::Frames frames_;
  mutable std::optional<std::vector<elf::Symbol>> symbols_;
};

}  // namespace mimic::rewrite
