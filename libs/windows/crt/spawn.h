// Starting programs as the C runtimes do.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <string>
#include <vector>

#include "abi/windows/types.h"

namespace mimic::win::crt {

inline constexpr int kWait = 0, kNoWait = 1, kOverlay = 2, kNoWaitOwn = 3, kDetach = 4;

struct SpawnRequest {
  int mode = kWait;
  std::u16string program;
  std::vector<std::u16string> arguments;                     // the first is the program's name
  const std::vector<std::u16string>* environment = nullptr;  // null: the process's own
  bool search_path = false;
};

// Exit code (kWait), handle or, after kDetach, 0; -1 with errno. Does not return from kOverlay
// where the program could be started.
intptr_t spawn(const SpawnRequest& request);

// Starts a command line with three standard handles (each may be null: the process's own), all
// descriptors inherited. The process's handle, or null with errno.
HANDLE start_process(const WCHAR* program, std::u16string command_line, const WCHAR* environment,
                     DWORD flags, const HANDLE (*standard)[3] = nullptr);
// Waits for a process, closes its handle, and gives its exit code.
bool wait_for_process(HANDLE process, DWORD* code);
// The command interpreter's path and "/c" with a command.
std::u16string command_interpreter();
std::u16string interpreter_line(const std::u16string& interpreter, std::u16string_view command);

}  // namespace mimic::win::crt
