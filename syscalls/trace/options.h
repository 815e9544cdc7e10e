// How events are printed. The letters are those of strace's command line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace mimic::syscalls {

enum class Clock {
  kNone,
  kSeconds,       // -t    12:34:56
  kMicroseconds,  // -tt   12:34:56.123456
  kEpoch,         // -ttt  1700000000.123456
  kRelative,      // -r    seconds since the previous line
};

enum class ProcessPrefix {
  kNone,
  kBrackets,  // "[pid 123] ", once there is more than one process or thread
  kColumn,    // "123   ", always: what strace writes to a file with -f
};

enum class StringStyle {
  kPlain,        // octal escapes
  kHexIfBinary,  // -x: in hex throughout if any byte is not printable
  kHex,          // -xx
};

enum class DescriptorPaths {
  kNone,
  kPaths,    // -y
  kDetails,  // -yy, as far as the callback tells them
};

struct FormatOptions {
  uint32_t string_limit = 32;  // -s
  uint32_t column = 40;        // -a: where " = " of short calls begins
  bool verbose = false;        // -v: structures in full
  bool duration = false;       // -T
  bool ip = false;             // -i
  bool number = false;         // -n
  Clock clock = Clock::kNone;
  ProcessPrefix prefix = ProcessPrefix::kBrackets;
  StringStyle strings = StringStyle::kPlain;
  DescriptorPaths paths = DescriptorPaths::kNone;
  bool quiet_exit = false;     // -qq: no "+++ exited with 0 +++"
  bool quiet_signals = false;  // -e signal=none
  // The path (or other name) of a process's descriptor, of its working folder for AT_FDCWD (-100);
  // empty if unknown.
  std::function<std::string(int32_t pid, int32_t descriptor)> path_of;
};

}  // namespace mimic::syscalls
