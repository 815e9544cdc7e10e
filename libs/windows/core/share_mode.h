// Share modes: which openings of one file exclude one another.
//
// Inside the process all openings of a file share a record. Across processes, an opening that
// excludes writers while it writes, or everybody, holds a lock of the host (flock) on the file, so
// that two of that kind exclude each other.
#pragma once

#include <cstdint>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr ULONG FILE_SHARE_READ = 1, FILE_SHARE_WRITE = 2, FILE_SHARE_DELETE = 4;

struct ShareRecord;

// Counts an opening of the file. Fails with STATUS_SHARING_VIOLATION, or STATUS_DELETE_PENDING
// where the file goes away when its last handle closes. `descriptor` is for the lock across
// processes, -1 for none.
Expected<ShareRecord*> share_open(uint64_t device, uint64_t inode, ACCESS_MASK access, ULONG share,
                                  int descriptor);
// Ends an opening. True where it was the last and the file is to be deleted now.
bool share_close(ShareRecord* record, ACCESS_MASK access, ULONG share);
void set_delete_pending(ShareRecord* record, bool pending);
bool delete_pending(ShareRecord* record);
// May the file be deleted or renamed by name, as far as the openings of this process go?
bool may_delete(uint64_t device, uint64_t inode);

}  // namespace mimic::win
