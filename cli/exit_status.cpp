#include "cli/exit_status.h"

namespace mimic {

int exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage: return 115;
    case ErrorKind::kMissingExport: return 116;
    case ErrorKind::kMissingModule: return 117;
    case ErrorKind::kSystem: return 118;
    case ErrorKind::kMalformed: return 121;
    case ErrorKind::kWrongMachine: return 122;
    case ErrorKind::kUnsupported: return 123;
    case ErrorKind::kNotAProgram: return 124;
    // As a shell says it of a command that it cannot execute, or not find.
    case ErrorKind::kUnreadable: return 126;
    case ErrorKind::kNotFound: return 127;
  }
  return 118;
}

}  // namespace mimic
