// Sets of system calls, and the expressions that name them: the argument of `-e trace=`.
#pragma once

#include <bitset>
#include <string_view>

#include "loader/base/error.h"
#include "syscalls/linux/call.h"

namespace mimic::syscalls {

// By number. Numbers beyond the table belong to the set if and only if `others` is set.
struct CallSet {
  std::bitset<kNumberLimit> known;
  bool others = false;

  bool contains(uint64_t number) const { return number < known.size() ? known[number] : others; }
  bool empty() const { return known.none() && !others; }
};

// Every call, numbers without a name included.
CallSet all_calls();

// A list like "open,close", "%file,!..." in strace's syntax: names, numbers, classes (%file, or
// file as of old), /regular expressions (POSIX extended, searched in the name), all, none, each set
// off by commas; a leading ? allows names that do not exist, a leading ! before the whole list
// means all others. The error says which element is wrong.
Result<CallSet> parse_call_set(std::string_view expression);

}  // namespace mimic::syscalls
