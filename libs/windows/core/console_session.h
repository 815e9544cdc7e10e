// Which console the process is attached to, and who else is.
//
// The terminal that a process of the host was started on is its console. A child that gets a
// console of its own, or none, runs in a session of its own: what is typed at the terminal, Ctrl-C
// too, does not reach it.
#pragma once

#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"

namespace mimic::win::console_session {

enum class Kind : uint8_t {
  kTerminal,
  kHidden,  // one without a window, which takes what is written
  kNone,
};
Kind kind();

// What a process that is being started has: by the flags that it was created with, or the terminal.
void start(DWORD creation_flags);
// Once its handles are there: its standard handles where it was given none.
void open_handles(RTL_USER_PROCESS_PARAMETERS& parameters, DWORD creation_flags);
// Beside the creation flags: the child's terminal is another one than its parent's.
inline constexpr DWORD kOtherTerminal = 0x2000;

// For a child: its flags, and whether it leaves this session.
DWORD flags_for_child(DWORD creation_flags);
bool leaves_session(DWORD creation_flags);

// AllocConsole, AttachConsole and FreeConsole.
NTSTATUS allocate();
NTSTATUS attach(DWORD process);
inline constexpr DWORD kParentProcess = ~DWORD{0};
NTSTATUS leave();

// The processes of this console, this one first: of the family that began with the one started from
// the host. What else the host runs on the terminal is not asked.
std::vector<DWORD> processes();

}  // namespace mimic::win::console_session
