#include "libs/windows/core/share_mode.h"

#include <sys/file.h>

#include <cerrno>
#include <mutex>
#include <unordered_map>

#include "libs/windows/core/io.h"

namespace mimic::win {

struct ShareRecord {
  uint64_t device, inode;
  uint32_t openings = 0;  // all, those without data access included
  uint32_t accessing = 0, readers = 0, writers = 0, deleters = 0;
  uint32_t sharing_read = 0, sharing_write = 0, sharing_delete = 0;  // of those accessing
  bool delete_pending = false;
};

namespace {

struct Key {
  uint64_t device, inode;
  bool operator==(const Key&) const = default;
};
struct Hash {
  size_t operator()(const Key& key) const { return key.inode * 0x9e3779b97f4a7c15 ^ key.device; }
};

struct Table {
  std::mutex lock;
  std::unordered_map<Key, ShareRecord, Hash> records;
};
Table& table() {
  static Table* const table = new Table;
  return *table;
}

struct Use {
  bool read, write, remove;
  explicit Use(ACCESS_MASK access)
      : read(access & (FILE_READ_DATA | FILE_EXECUTE)),
        write(access & (FILE_WRITE_DATA | FILE_APPEND_DATA)),
        remove(access & DELETE) {}
  bool any() const { return read || write || remove; }
};

void count(ShareRecord& record, const Use& use, ULONG share, int by) {
  record.openings += by;
  if (!use.any()) return;
  record.accessing += by;
  if (use.read) record.readers += by;
  if (use.write) record.writers += by;
  if (use.remove) record.deleters += by;
  if (share & FILE_SHARE_READ) record.sharing_read += by;
  if (share & FILE_SHARE_WRITE) record.sharing_write += by;
  if (share & FILE_SHARE_DELETE) record.sharing_delete += by;
}

bool excluded(const ShareRecord& record, const Use& use, ULONG share) {
  if (!use.any()) return false;
  return (use.read && record.sharing_read < record.accessing) ||
         (use.write && record.sharing_write < record.accessing) ||
         (use.remove && record.sharing_delete < record.accessing) ||
         (record.readers && !(share & FILE_SHARE_READ)) ||
         (record.writers && !(share & FILE_SHARE_WRITE)) ||
         (record.deleters && !(share & FILE_SHARE_DELETE));
}

}  // namespace

Expected<ShareRecord*> share_open(uint64_t device, uint64_t inode, ACCESS_MASK access, ULONG share,
                                  int descriptor) {
  const Use use(access);
  const std::lock_guard guard(table().lock);
  auto& records = table().records;
  const auto [place, fresh] = records.try_emplace({device, inode});
  ShareRecord& record = place->second;
  if (fresh) {
    record.device = device;
    record.inode = inode;
  } else if (record.delete_pending) {
    return nt_fail(STATUS_DELETE_PENDING);
  } else if (excluded(record, use, share)) {
    return nt_fail(STATUS_SHARING_VIOLATION);
  }
  const bool exclusive =
      (use.write && !(share & FILE_SHARE_WRITE)) ||
      ((use.read || use.write) && !(share & (FILE_SHARE_READ | FILE_SHARE_WRITE)));
  if (exclusive && fresh && descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0 &&
      errno == EWOULDBLOCK) {
    records.erase(place);
    return nt_fail(STATUS_SHARING_VIOLATION);
  }
  count(record, use, share, 1);
  return &record;
}

bool share_close(ShareRecord* record, ACCESS_MASK access, ULONG share) {
  const std::lock_guard guard(table().lock);
  count(*record, Use(access), share, -1);
  if (record->openings) return false;
  const bool remove = record->delete_pending;
  table().records.erase({record->device, record->inode});
  return remove;
}

void set_delete_pending(ShareRecord* record, bool pending) {
  const std::lock_guard guard(table().lock);
  record->delete_pending = pending;
}

bool delete_pending(ShareRecord* record) {
  const std::lock_guard guard(table().lock);
  return record->delete_pending;
}

bool may_delete(uint64_t device, uint64_t inode) {
  const std::lock_guard guard(table().lock);
  const auto place = table().records.find({device, inode});
  return place == table().records.end() || place->second.sharing_delete == place->second.accessing;
}

}  // namespace mimic::win
