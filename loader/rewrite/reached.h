// Code that is found by following branches, where no table describes it.
#pragma once

#include "loader/rewrite/targets.h"

namespace mimic::rewrite {

// Adds to `functions`, which `codes` goes by, what is found in the gaps: from the image's entry and
// initialisers and from the branches of known code, and on from there.
void follow_branches(Functions& functions, CodeCache& codes, const Targets& targets,
                     const std::vector<Gap>& gaps);

// Whether the instruction at `address` is certain to be one: reached in this function, which may
// hold data, from its begin, through jump tables or as a landing pad.
bool is_reached(const Code& code, uint64_t address, Targets& targets);

}  // namespace mimic::rewrite
