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
  kUsage,          // the command line is wrong
  kNotFound,       // a file the user named does not exist
  kUnreadable,     // a file the user named cannot be opened or read
  kFolder,         // a folder instead of a program
  kNotAProgram,    // text, data: no known image format
  kMalformed,      // an image whose field is wrong; the message names field and offset
  kThirtyTwoBit,   // an x86 image
  kOtherMachine,   // an image for another processor (ARM64, …)
  kDotNet,         // a .NET assembly
  kDriver,         // an image that needs a kernel
  kUnsupported,    // a valid image of another kind that mimic does not run
  kMissingModule,  // an imported DLL was not found
  kSystem,         // the host kernel refused something mimic needs
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
