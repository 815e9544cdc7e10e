// Code that is found by following branches, where no table describes it.
#pragma once

#include "loader/rewrite/targets.h"

namespace mimic::rewrite {

// Adds to `functions`, which `codes` goes by, what is found in the gaps: from the image's entry and
// initialisers and from the branches of known code, and on from there.
void follow_branches(Functions& functions, CodeCache& codes, const Targets& targets,
                     const std::vector<Gap>& gaps);

// Which instructions of functions that may hold data are certain to be instructions.
class Reached {
 public:
  explicit Reached(Targets& targets) : targets_(targets) {}

  // Whether the one at `address` is reached from the function's begin, through jump tables or as a
  // landing pad.
  bool contains(const Code& code, uint64_t address);

 private:
  Targets& targets_;
  std::map<Function::Key, std::vector<bool>> by_function_;
};

}  // namespace mimic::rewrite
