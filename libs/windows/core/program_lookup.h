// Which program CreateProcess means, and what kind of program it is.
#pragma once

#include <string>
#include <string_view>

#include "abi/windows/status.h"

namespace mimic::win {

enum class ProgramKind {
  kWindows,             // a PE image, for mimic
  kHost,                // an ELF image or a script with an interpreter line
  kBatch,               // a batch file, for the command interpreter
  kCommandInterpreter,  // cmd.exe, which mimic has of its own
};
struct Program {
  ProgramKind kind;
  std::string host_path;
  std::u16string path;  // as Windows sees it
};

// The program that `name` leads to, with no search. `.exe` is tried where the name has no extension
// and `append_extension`. Fails with STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND,
// STATUS_INVALID_IMAGE_FORMAT, STATUS_ACCESS_DENIED.
Expected<Program> find_program(std::u16string_view name, bool append_extension);

// The program that a command line begins with: a quoted name, or else the shortest run of words
// that leads to a program ("c:\program files\x" may be `c:\program`, `c:\program files\x`). A name
// without a folder is looked for beside this program, in the current folder, in Windows' folders
// and in the folders of `path_list`.
Expected<Program> find_program_of(std::u16string_view command_line, std::u16string_view path_list);

}  // namespace mimic::win
