// CreateProcess.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/process.h"
#include "libs/windows/core/program_lookup.h"
#include "libs/windows/core/pseudo_console.h"
#include "libs/windows/core/startup_block.h"
#include "libs/windows/core/token.h"

namespace mimic::win {

inline constexpr DWORD CREATE_SUSPENDED = 4, DETACHED_PROCESS = 8, CREATE_NEW_CONSOLE = 0x10,
                       CREATE_NEW_PROCESS_GROUP = 0x200, CREATE_UNICODE_ENVIRONMENT = 0x400,
                       EXTENDED_STARTUPINFO_PRESENT = 0x80000, CREATE_NO_WINDOW = 0x8000000;
inline constexpr DWORD STARTF_USESTDHANDLES = 0x100;

struct CreateProcessRequest {
  std::optional<std::u16string> application;
  std::u16string command_line;
  std::u16string environment;  // a whole block
  std::u16string directory;    // empty: the current one
  DWORD creation_flags = 0;
  bool inherit_handles = false;
  std::optional<std::vector<HANDLE>> handle_list;  // PROC_THREAD_ATTRIBUTE_HANDLE_LIST
  std::shared_ptr<PseudoConsole> console;          // PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE
  StartupBlock startup;                            // the fields that come from STARTUPINFO
  Ref<Process> parent;                             // PROC_THREAD_ATTRIBUTE_PARENT_PROCESS
  Ref<Token> token;                                // what the child acts as; null: as this process
};
struct CreatedProcess {
  Ref<Process> process;
  Ref<Thread> thread;
};
Expected<CreatedProcess> create_process(CreateProcessRequest request);

// Starts a program that was found, with descriptors for its standard streams and handles that have
// been described already. For create_process and for the command interpreter.
struct StartRequest {
  const Program* program;
  StartupBlock block;     // command line, environment, handles, standard handles
  std::string directory;  // host path; empty: stays
  int standard[3] = {-1, -1, -1};
  bool suspended = false;
  bool new_group = false;
  bool new_session = false;
  int terminal = -1;  // the new session's
};
struct StartedProcess {
  pid_t id;
  int descriptor;
  ExitCodeSlot slot;
  int resume_descriptor;
};
Expected<StartedProcess> start_process(StartRequest& request);

}  // namespace mimic::win
