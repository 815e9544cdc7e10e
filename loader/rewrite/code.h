// The instructions of one function.
#pragma once

#include <vector>

#include "loader/rewrite/decoder.h"
#include "loader/rewrite/functions.h"

namespace mimic::rewrite {

struct Placed {
  uint64_t address;
  Instruction instruction;

  uint64_t end() const { return address + instruction.length; }
};

// Read one after the other from its begin to its end, or to the first that is none.
class Code {
 public:
  Code(const elf::View& view, const Function& function);

  const Function& function() const { return function_; }
  const std::vector<Placed>& instructions() const { return instructions_; }
  // The number of the instruction that begins at `address`.
  std::optional<size_t> index_of(uint64_t address) const;
  bool is_boundary(uint64_t address) const { return index_of(address).has_value(); }
  // Where reading ended: at the function's end, or before bytes that are no instruction.
  uint64_t read_end() const {
    return instructions_.empty() ? function_.begin : instructions_.back().end();
  }
  // The instruction that holds `address`, which lies between the function's begin and read_end().
  const Placed& instruction_around(uint64_t address) const;
  bool has_indirect_jump() const { return has_indirect_jump_; }

 private:
  Function function_;
  std::vector<Placed> instructions_;
  bool has_indirect_jump_ = false;
};

}  // namespace mimic::rewrite
