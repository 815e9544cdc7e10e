#include "cli/exit_status.h"

namespace mimic {

int exit_status(ErrorKind kind) {
  switch (kind) {  // documented in docs/exit-status.md
    case ErrorKind::kUsage:
      return 2;
    case ErrorKind::kFolder:
      return 113;
    case ErrorKind::kThirtyTwoBit:
      return 114;
    case ErrorKind::kOtherMachine:
      return 115;
    case ErrorKind::kDotNet:
      return 116;
    case ErrorKind::kDriver:
      return 117;
    case ErrorKind::kNotAProgram:
      return 118;
    case ErrorKind::kUnsupported:
      return 119;
    case ErrorKind::kMalformed:
      return 120;
    case ErrorKind::kMissingModule:
      return 121;
    case ErrorKind::kSystem:
      return 122;
    // As a shell says it of a command that it cannot execute, or not find.
    case ErrorKind::kUnreadable:
      return 126;
    case ErrorKind::kNotFound:
      return 127;
  }
  return 122;
}

}  // namespace mimic
