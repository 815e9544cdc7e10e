// The number of a system call, where the code says it. For people to read: nothing relies on it.
#pragma once

#include "loader/rewrite/code.h"

namespace mimic::rewrite {

// What rax is at the instruction at `address`, if what comes right before it in this code sets it
// to a constant; nullopt where that is not plain to see.
std::optional<int64_t> number_at(const elf::View& view, const Code& code, uint64_t address);

}  // namespace mimic::rewrite
