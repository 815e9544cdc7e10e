// Windows paths and where they lead on the host.
//
// Z: is the host's root. C: is a private folder with a virtual Windows directory
// (private_drive.h). Names are looked up as written first, and ignoring case after a miss
// (name_cache.h). What a host name may hold and a Windows name may not (`:`, `*`, a final dot, …)
// appears as U+F000 + character, as SFM and Cygwin map it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

// Values as RtlDetermineDosPathNameType_U returns them.
enum class PathType : uint8_t {
  kUnknown,
  kUncAbsolute,
  kDriveAbsolute,
  kDriveRelative,
  kRooted,
  kRelative,
  kLocalDevice,
  kRootLocalDevice,
};
PathType path_type(std::u16string_view path);

// The reserved device name that a DOS path ends in, wherever it points ("NUL", "Z:\x\com1.txt" →
// "com1"), by the rules of Windows 10; empty where there is none. A part of `path`.
std::u16string_view dos_device_name(std::u16string_view path);

// What GetFullPathNameW gives: absolute, with `.`, `..`, slashes and final dots and spaces
// normalized. Empty for an empty or blank path.
std::u16string full_path(std::u16string_view path);

// The NT name (`\??\Z:\…`) of a DOS path. STATUS_OBJECT_NAME_INVALID for an empty one.
Expected<std::u16string> nt_path(std::u16string_view path);

// Where a path leads.
struct Location {
  enum class Kind : uint8_t {
    kHost,           // `path` on the host
    kNull,           // NUL
    kConsole,        // CON: input or output by the access asked for
    kConsoleInput,   // CONIN$
    kConsoleOutput,  // CONOUT$
    kPipe,           // named pipe; `path` is its name in UTF-8, without `\\.\pipe\`
    kMailslot,       // `path` is its name
    kVolume,         // the volume itself (`\\.\Z:`); `path` is its root
  };
  Kind kind = Kind::kHost;
  bool directory_wanted = false;  // had a final backslash
  bool on_private_drive = false;  // below C:
  std::string path;               // absolute, without a final slash (but "/" itself)
};

// Failures: STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_NOT_FOUND (no such drive),
// STATUS_BAD_NETWORK_PATH, STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_OBJECT_NAME_NOT_FOUND (no such
// device).
Expected<Location> locate(std::u16string_view dos_path);
Expected<Location> locate_nt(std::u16string_view nt_path);

// Just the host path of a DOS path that exists, in the case it has on disk.
Expected<std::string> host_path(std::u16string_view dos_path);
// The same for programs: where `X.exe` does not exist but `X` is an executable host file, it is
// meant (Linux programs on PATH).
Expected<std::string> host_program_path(std::u16string_view dos_path);

// The DOS path ("Z:\home\x", or "C:\…" inside the private folder) of an absolute host path.
std::u16string dos_path(std::string_view host_path);

// One name of the host as programs see it, and back.
void append_name(std::u16string& to, std::string_view host_name);
std::u16string name_from_host(std::string_view host_name);
std::string name_to_host(std::u16string_view name);

// The current directory without its final backslash (but "Z:\"). At start, the host's.
std::u16string current_directory();
// Failures as for opening a directory; STATUS_NOT_A_DIRECTORY.
NTSTATUS set_current_directory(std::u16string_view path);

// Calls `operation(const char*)`, which returns -1 and sets errno as host calls do, with the host
// path as written, and where that does not exist, with the name it has in another case.
template <class Operation>
auto with_host_path(const Location& location, Operation&& operation);

}  // namespace mimic::win

#include "libs/windows/core/name_cache.h"

namespace mimic::win {

template <class Operation>
auto with_host_path(const Location& location, Operation&& operation) {
  auto result = operation(location.path.c_str());
  if (result < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    const int error = errno;
    std::string found;
    if (find_ignoring_case(location.path, found) == STATUS_SUCCESS && found != location.path)
      return operation(found.c_str());
    errno = error;
  }
  return result;
}

}  // namespace mimic::win
