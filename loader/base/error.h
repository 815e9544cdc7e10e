// Errors as values, for everything below the command line.
#pragma once

#include <cstdarg>
#include <expected>
#include <string>
#include <utility>

namespace mimic {

// What kind of failure an Error reports. The command line maps each kind to its exit status
// (docs/exit-status.md); keep the two in step.
enum class ErrorKind {
  kUsage,           // the command line is wrong
  kNotFound,        // a file the user named does not exist
  kUnreadable,      // a file the user named cannot be opened or read
  kNotAProgram,     // text, folder, data: no known image format
  kMalformed,       // an image whose field is wrong; the message names field and offset
  kWrongMachine,    // an image for another processor (32-bit, ARM64, …)
  kUnsupported,     // a valid image of a kind mimic does not run (driver, .NET, …)
  kMissingModule,   // an imported DLL was not found
  kMissingExport,   // a function that does not exist was called
  kSystem,          // the host kernel refused something mimic needs
};

// One failure: what kind, and one line for the user that names the file, offset or call that was
// wrong. The line has no trailing newline and no program prefix.
struct Error {
  ErrorKind kind;
  std::string message;
};

template <class T>
using Result = std::expected<T, Error>;

// Builds the failure value of a Result from a printf format.
[[gnu::format(printf, 2, 3)]] std::unexpected<Error> fail(ErrorKind kind, const char* format, ...);

}  // namespace mimic
