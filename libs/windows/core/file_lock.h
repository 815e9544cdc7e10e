// Byte-range locks. Those of this process are in one table, by which reads and writes are refused
// as Windows refuses them; each holds a lock of the host (an open-file-description lock) as well,
// which other processes see.
#pragma once

#include "libs/windows/core/file.h"

namespace mimic::win {

class FileLocks {
 public:
  // Is anything locked at all?
  static bool any();
  // Does a lock keep `file` from the bytes?
  static bool excludes(const File& file, uint64_t offset, uint64_t length, bool writing);
  // STATUS_PENDING where the request waits; it ends by File::end_lock.
  static NTSTATUS acquire(File& file, const IoRequest& request, const File::Range& range,
                          bool fail_immediately);
  static NTSTATUS release(File& file, const File::Range& range);
  static void release_all(File& file);
  static NTSTATUS cancel(File& file, ULONG_PTR thread_id, const IO_STATUS_BLOCK* only);
};

}  // namespace mimic::win
