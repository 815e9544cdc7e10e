// What a process of mimic hands to a child that is mimic as well: the Windows side of
// CreateProcess. It travels in a memory file; its descriptor's number is in an environment variable
// which the child removes at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/types.h"
#include "libs/windows/core/object.h"

namespace mimic::win {

struct InheritedHandle {
  uint64_t value;      // the number in both processes
  int32_t descriptor;  // of the host, open in the child
  ACCESS_MASK access;
  ObjectType type;
  bool synchronous;  // IoObject
  uint16_t extra;    // a pipe's mode (pipe.h); whether a console's input; of a section (section.h)
  DWORD process;     // the id of a process; a section's attributes
};

struct StartupBlock {
  std::string image;  // Linux path of the program
  std::u16string command_line;
  std::u16string image_path;  // Windows path of the program
  std::u16string current_directory;
  std::u16string environment;  // a whole block with its terminators
  std::u16string title, desktop;
  std::vector<uint8_t> reserved2;  // lpReserved2: the C runtimes' descriptor table
  std::vector<InheritedHandle> handles;
  HANDLE standard[3] = {};  // input, output, error
  DWORD startup_flags = 0;  // STARTUPINFO.dwFlags
  DWORD x = 0, y = 0, x_size = 0, y_size = 0, x_chars = 0, y_chars = 0, fill = 0;
  WORD show_window = 0;
  DWORD creation_flags = 0;  // CREATE_NEW_PROCESS_GROUP, …
  DWORD parent_id = 0;
  DWORD integrity = 0;               // of the token; 0: as any process
  bool command_interpreter = false;  // the program is mimic's own cmd.exe
  bool host_program = false;         // `image` is a Linux program, suspended until resumed
  int resume_descriptor = -1;        // CREATE_SUSPENDED: readable when the child may run
};

// Called once, before anything else of a process's start looks at the environment or the
// arguments. Returns nothing where the process was started from Linux. Waits here while the process
// is suspended, and does not return where the program is the command interpreter.
std::optional<StartupBlock> take_startup_block();
// Puts the inherited handles into the handle table, once it may be used.
void adopt_handles(const StartupBlock& block);

// A memory file with the block in it (close-on-exec), or -1.
int write_startup_block(const StartupBlock& block);
// "BLOCK:FILE:SLOT": descriptors of the block and of the exit codes, and the slot in the latter
// (core/exit_code.h).
inline constexpr char kStartupVariable[] = "MIMIC_STARTUP";

}  // namespace mimic::win
