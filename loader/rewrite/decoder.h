// One x86-64 instruction, as far as finding and moving it needs: how long it is, where it leads,
// and whether it goes by its own address.
//
// This runs at the start of every program and on code that a running program maps, so it opens no
// library, allocates nothing and takes some nanoseconds, where a full disassembler takes hundreds
// and more than a millisecond to be opened. What user code does not contain (privileged, obsolete
// and not yet sold instructions) is refused rather than guessed. The tests compare it with Zydis.
//
// Source: Intel, "Software Developer's Manual" volume 2, chapter 2 and appendix A.
#pragma once

#include <cstdint>
#include <optional>

#include "loader/base/bytes.h"

namespace mimic::rewrite {

enum class Flow : uint8_t {
  kNext,          // goes on to the next instruction
  kSyscall,       // 0f 05, and goes on
  kCall,          // comes back, usually
  kBranch,        // to its target or to the next instruction
  kJump,          // to its target
  kIndirectJump,  // who knows where
  kEnd,           // ret, ud2, hlt, int3, iret: nowhere that can be seen
};

struct Instruction {
  uint8_t length = 0;
  uint8_t displacement_offset = 0;  // of a rip-relative operand's 4 bytes in the instruction
  Flow flow = Flow::kNext;
  bool has_target = false;       // a direct call, branch or jump, or xbegin, which goes on as well
  bool is_rip_relative = false;  // has an operand at a distance from the next instruction
  bool is_landing = false;       // endbr64: indirect branches may come here
  bool is_padding = false;       // a nop or int3
  bool is_pinned = false;        // does something else, or nobody knows what, when it is moved
  uint64_t target = 0;           // of a branch, or what a rip-relative operand is at

  // Whether a copy of it elsewhere does the same, once its displacement is adjusted.
  bool can_move() const { return flow == Flow::kNext && !has_target && !is_landing && !is_pinned; }
};

// The instruction at the start of `code`, which lies at `address`; nullopt for bytes that are none.
std::optional<Instruction> decode(Bytes code, uint64_t address);

}  // namespace mimic::rewrite
