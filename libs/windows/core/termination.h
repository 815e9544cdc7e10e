// Ending the process at once, with one line for the user.
#pragma once

#include <cstdint>

namespace mimic::win {

// The program's name as messages begin with it; set once at start.
void set_program_name(const char* name);
const char* program_name();

// Exit status of a program that called a function mimic does not have (docs/exit-status.md).
inline constexpr uint32_t kExitMissingFunction = 125;

// Writes "mimic: <program>: <message>\n" to standard error and ends the process with `exit_code`
// (a program's 32-bit code; the host sees the low 8 bits, 1 where those are 0). Nothing of the
// guest runs any more.
[[noreturn, gnu::format(printf, 2, 3)]] void end_program(uint32_t exit_code, const char* format,
                                                         ...);

// Ends the process with a program's exit code, telling a parent mimic all 32 bits.
[[noreturn]] void end_process(uint32_t exit_code);

// Called with the exit code before the process ends; for what has to learn it (one function).
void set_exit_observer(void (*observer)(uint32_t exit_code));

// Called before the process ends, whichever way, for what has to be put back (the terminal).
void set_end_action(void (*action)());

}  // namespace mimic::win
