// Where an image surely has code.
#pragma once

#include <map>

#include "loader/elf/frames.h"
#include "loader/elf/go_functions.h"
#include "loader/elf/symbols.h"

namespace mimic::rewrite {

// What says that a range is code, the surest first.
enum class Proof : uint8_t {
  kUnwindTable,
  kGoTable,
  kSymbol,   // may hold data as well
  kReached,  // a branch from code leads there
};

struct Function {
  uint64_t begin = 0, end = 0;
  Proof proof = Proof::kUnwindTable;
  uint64_t handlers = 0;  // its exception table, or 0

  bool contains(uint64_t address) const { return address >= begin && address < end; }
  // Two symbols may begin at the same place.
  using Key = std::pair<uint64_t, uint64_t>;
  Key key() const { return {begin, end}; }
};

// Looks functions up in the image's tables in place; those that take time to read are read when the
// unwind tables do not suffice. Not for several threads at once. The view must outlive it.
class Functions {
 public:
  explicit Functions(const elf::View& view) : view_(&view), frames_(view) {}

  // The function that contains `address`.
  std::optional<Function> find(uint64_t address) const;
  // Where the first function after `address` begins; the end of memory where none does.
  uint64_t next_begin(uint64_t address) const;
  // Where the last function before `address`, which none contains, ends; 0 where none does.
  uint64_t previous_end(uint64_t address) const;
  // Adds what no table knows of. It must not overlap what find() finds.
  void add_reached(uint64_t begin, uint64_t end);

  // The name of the function that contains `address`; empty where none is known.
  std::string_view name(uint64_t address) const;

  const elf::View& view() const { return *view_; }

 private:
  const elf::GoFunctions& go() const;
  const std::vector<elf::Symbol>& symbols() const;
  std::optional<Function> by_symbol(uint64_t address) const;

  const elf::View* view_;
  elf::Frames frames_;
  mutable std::optional<elf::GoFunctions> go_;
  mutable std::optional<std::vector<elf::Symbol>> symbols_, named_symbols_;
  std::map<uint64_t, Function> reached_;  // by begin
};

}  // namespace mimic::rewrite
