// Copying a file, as CopyFile does: data, attributes, and the time of the last change.
#pragma once

#include <cstdint>

#include "libs/windows/core/file_lookup.h"

namespace mimic::win {

enum class CopyAction : uint8_t { kContinue, kCancel, kStop, kQuiet };

// Told of progress on the calling thread: once before the first byte, then after each part.
class CopyObserver {
 public:
  virtual CopyAction progress(uint64_t total, uint64_t done) = 0;
  // Asked between parts even where nobody wants to know of progress.
  virtual bool cancelled() { return false; }

 protected:
  ~CopyObserver() = default;
};

struct CopyOptions {
  bool fail_if_exists = false;
  bool copy_link = false;           // a link itself, not what it leads to
  bool keep_creation_time = false;  // for moving
  CopyObserver* observer = nullptr;
};

// Failures: STATUS_OBJECT_NAME_COLLISION, STATUS_SHARING_VIOLATION (also for a copy onto itself),
// STATUS_ACCESS_DENIED, STATUS_FILE_IS_A_DIRECTORY, STATUS_REQUEST_ABORTED (cancelled; the target
// is gone, or stopped: it stays), those of look_up() and new_name().
NTSTATUS copy_file(const Location& from, const Location& to, const CopyOptions& options);

}  // namespace mimic::win
