// Finding the system calls in an image's code and how each can be led to a gateway.
//
// Nothing is guessed: code is what unwind tables or symbols describe as code, read from the start
// of its function. Whatever is left alone is caught by Syscall User Dispatch when it runs.
#pragma once

#include <vector>

#include "loader/rewrite/functions.h"

namespace mimic::rewrite {

enum class Strategy : uint8_t {
  // A `mov $number, %eax` right before becomes a jump; the `syscall` stays, for jumps to it.
  kAdjacentLoad,
  // `syscall` and what follows, up to 5 bytes and none of it a branch or a branch's target, move.
  kForward,
  // `syscall` becomes a jump of 2 bytes to padding nearby, which becomes a jump of 5.
  kShortHop,
  // Several instructions before it move together; with them `syscall`, where it takes that.
  kBackward,
  kTrap,  // left alone
};
const char* strategy_name(Strategy strategy);  // "adjacent load", ...

// Why a site is left alone.
enum class Reason : uint8_t {
  kNone,
  kSignalReturn,     // debuggers and unwinders know it by its bytes
  kUnproven,         // nothing says that this is code, so it may be data
  kTextRelocations,  // the dynamic linker is going to write into code
  kNoRoom,           // nothing can be moved, and there is no padding nearby
  kOtherEntry,       // sysenter or int $0x80, which 64-bit programs do not use
};
const char* reason_text(Reason reason);

struct Site {
  uint64_t address = 0;           // of the `syscall`
  uint64_t begin = 0, end = 0;    // what is patched, as a rule with the site; empty for kTrap
  uint64_t hole = 0;              // kShortHop: the 5 bytes of padding
  std::optional<int64_t> number;  // of the call, where the code sets it right before
  Strategy strategy = Strategy::kTrap;
  Reason reason = Reason::kNone;

  uint64_t after() const { return address + 2; }
};

struct SiteOptions {
  bool other_entries = false;  // find sysenter and int $0x80 as well
  bool all_numbers = false;    // find numbers that are set some instructions before the call
  // An image with more code than this is not searched: that would take longer than its calls, few
  // as there are in large programs, take to trap.
  uint64_t max_code = uint64_t{16} << 20;
};

// Changes with what find_sites() finds, for whoever keeps that.
inline constexpr uint32_t kSitesVersion = 2;

// All sites by ascending address. Addresses are those the image was linked for.
std::vector<Site> find_sites(const Functions& functions, SiteOptions options = {});

}  // namespace mimic::rewrite
