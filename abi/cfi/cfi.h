// Unwinding the host's own frames by the DWARF call frame information in .eh_frame, for code that
// has to cross them inside signal handlers: no locks, no allocation, every register the tables
// describe, xmm6 to xmm15 included (functions with the Windows convention save them, and libgcc's
// unwinder ignores those columns).
//
// Source: DWARF 5 section 6.4, the Linux Standard Base's "Exception Frames", and the x86-64 psABI
// register numbering.
#pragma once

#include <cstdint>

#include "abi/windows/context.h"

namespace mimic::cfi {

// The frame description of one host function.
struct Function {
  uint64_t begin = 0, end = 0;
  const uint8_t* cie_program = nullptr;  // initial instructions
  const uint8_t* cie_end = nullptr;
  const uint8_t* program = nullptr;
  const uint8_t* program_end = nullptr;
  uint64_t code_align = 1;
  int64_t data_align = 1;
  uint32_t return_column = 16;
  uint8_t pointer_encoding = 0;
  bool signal_frame = false;      // its caller was interrupted, not calling
  const uint8_t* lsda = nullptr;  // the language's table of landing pads, or null
};

// Finds the function that contains `pc`; false where the host has none there: guest code, or code
// without tables. Async-signal-safe.
bool find(uint64_t pc, Function* function);

// Is this address inside an ELF image of the host? Async-signal-safe.
bool is_host(uint64_t pc);

enum class Step {
  kCaller,       // the context is now the caller's, at its call
  kInterrupted,  // the context is now that of the code a signal interrupted
  kEnd,          // this is the outermost frame, or one that no table describes
  kFailed,       // damaged tables
};

// Replaces `context` by that of the function's caller. `exact` says that rip is the next
// instruction itself rather than a return address. Registers that the tables don't mention keep
// their values. Return addresses are read through return hijacks.
Step step(win::CONTEXT& context, bool exact);

// Where an exception at rip goes inside the function: the landing pad of its clean-ups, or 0 where
// it has nothing to clean up.
uint64_t landing_pad(const Function& function, uint64_t rip, bool exact);

}  // namespace mimic::cfi
