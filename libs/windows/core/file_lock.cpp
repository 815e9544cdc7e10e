#include "libs/windows/core/file_lock.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <vector>

#include "abi/windows/teb.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/event.h"
#include "libs/windows/core/io_cancel.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {
namespace {

using Range = File::Range;

constexpr int64_t kRetryAfter = 10'000'000;  // ns, for a lock that another process holds

struct Held {
  const File* file;
  Range range;
};

// A request that waits for its turn.
struct Waiting {
  Ref<File> file;
  IoRequest request;
  Range range;
  Ref<Object> thread;
  ULONG_PTR thread_id;
  Ref<Event> turn;   // of a synchronous file, whose thread waits
  NTSTATUS* status;  // for that thread
};

struct Table {
  std::mutex lock;
  std::vector<Held> held;
  std::vector<Waiting> waiting;
  bool retrying = false;
};
Table& table() {
  static Table* const table = new Table;
  return *table;
}
std::atomic<uint32_t> live_count{0};  // of both

void update_count() {
  live_count.store(table().held.size() + table().waiting.size(), std::memory_order_relaxed);
}

bool same_file(const File& a, const File& b) {
  return &a == &b || (a.record() && a.record() == b.record());
}

// The last byte of a range that is not empty.
uint64_t last_of(uint64_t offset, uint64_t length) {
  return length - 1 > UINT64_MAX - offset ? UINT64_MAX : offset + length - 1;
}

bool overlap(const Range& held, uint64_t offset, uint64_t length) {
  if (held.length == 0 || length == 0) return false;
  return held.offset <= last_of(offset, length) && offset <= last_of(held.offset, held.length);
}

// Tells the host. False where another process holds a lock that excludes this one.
bool lock_on_host(const File& file, const Range& range, short type) {
  if (file.descriptor() < 0 || file.path_only() || range.length == 0 || range.offset > INT64_MAX)
    return true;
  // Linux locks for writing only what may be written.
  if (type == F_WRLCK && !(file.access() & (FILE_WRITE_DATA | FILE_APPEND_DATA))) type = F_RDLCK;
  if (type == F_RDLCK && !(file.access() & (FILE_READ_DATA | FILE_EXECUTE))) type = F_WRLCK;
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(range.offset);
  const uint64_t last = last_of(range.offset, range.length);
  lock.l_len = last >= INT64_MAX ? 0 : static_cast<off_t>(range.length);  // 0: without end
  // A file system without locks has none to respect.
  return ::fcntl(file.descriptor(), F_OFD_SETLK, &lock) == 0 ||
         (errno != EAGAIN && errno != EACCES);
}

enum class Attempt { kGranted, kHeldHere, kHeldElsewhere };

// Under the table's lock.
Attempt attempt(const File& file, const Range& range) {
  bool own_exclusive = false;
  for (const Held& held : table().held) {
    if (!same_file(*held.file, file) || !overlap(held.range, range.offset, range.length)) continue;
    if (!held.range.exclusive && !range.exclusive) continue;
    // Who holds bytes alone may share them with himself.
    if (held.file != &file || range.exclusive) return Attempt::kHeldHere;
    own_exclusive = true;
  }
  if (!own_exclusive && !lock_on_host(file, range, range.exclusive ? F_WRLCK : F_RDLCK))
    return Attempt::kHeldElsewhere;
  table().held.push_back({&file, range});
  update_count();
  return Attempt::kGranted;
}

// The host knows no overlapping locks of one owner: unlocking takes the bytes from all of them.
void unlock_on_host(const File& file, const Range& range) {
  lock_on_host(file, range, F_UNLCK);
  for (const bool exclusive : {false, true}) {
    for (const Held& held : table().held) {
      if (held.file == &file && held.range.exclusive == exclusive &&
          overlap(held.range, range.offset, range.length))
        lock_on_host(file, held.range, exclusive ? F_WRLCK : F_RDLCK);
    }
  }
}

void end_waiting(const Waiting& one, NTSTATUS status) {
  if (one.turn) {
    *one.status = status;
    one.turn->set();
  } else {
    one.file->end_lock(one.request, status, one.thread.get());
  }
}

void retry_later();

// Gives waiting requests what they can have now, first come first served.
void retry() {
  std::vector<Waiting> granted;
  {
    const std::lock_guard guard(table().lock);
    auto& waiting = table().waiting;
    bool elsewhere = false;
    for (auto one = waiting.begin(); one != waiting.end();) {
      const Attempt result = attempt(*one->file, one->range);
      elsewhere |= result == Attempt::kHeldElsewhere;
      if (result != Attempt::kGranted) {
        ++one;
        continue;
      }
      granted.push_back(std::move(*one));
      one = waiting.erase(one);
    }
    update_count();
    if (elsewhere) retry_later();
  }
  for (const Waiting& one : granted) end_waiting(one, STATUS_SUCCESS);
}

// Linux tells nobody when another process unlocks. Under the table's lock.
void retry_later() {
  if (std::exchange(table().retrying, true)) return;
  Reactor::at(monotonic_now() + kRetryAfter, [] {
    {
      const std::lock_guard guard(table().lock);
      table().retrying = false;
    }
    retry();
  });
}

}  // namespace

bool FileLocks::any() { return live_count.load(std::memory_order_relaxed) != 0; }

bool FileLocks::excludes(const File& file, uint64_t offset, uint64_t length, bool writing) {
  const std::lock_guard guard(table().lock);
  for (const Held& held : table().held) {
    if (!same_file(*held.file, file) || !overlap(held.range, offset, length)) continue;
    if (held.range.exclusive ? held.file != &file : writing) return true;
  }
  return false;
}

NTSTATUS FileLocks::acquire(File& file, const IoRequest& request, const Range& range,
                            bool fail_immediately) {
  NTSTATUS status = STATUS_SUCCESS;
  Ref<Event> turn;
  {
    const std::lock_guard guard(table().lock);
    const Attempt result = attempt(file, range);
    if (result == Attempt::kGranted) return STATUS_SUCCESS;
    if (fail_immediately) return STATUS_LOCK_NOT_GRANTED;
    if (file.synchronous()) turn = make_object<Event>(true, false);
    table().waiting.push_back({Ref<File>(&file), request, range, current_thread_object(),
                               current_teb()->ClientId.UniqueThread, turn, &status});
    update_count();
    if (result == Attempt::kHeldElsewhere) retry_later();
  }
  if (!turn) return STATUS_PENDING;
  wait_for_one(*turn, false, nullptr);
  return status;
}

NTSTATUS FileLocks::release(File& file, const Range& range) {
  {
    const std::lock_guard guard(table().lock);
    auto& held = table().held;
    auto found = held.end();
    // The exclusive one first, where the same bytes are locked twice.
    for (auto one = held.begin(); one != held.end(); ++one) {
      if (one->file != &file || one->range.offset != range.offset ||
          one->range.length != range.length || one->range.key != range.key)
        continue;
      if (found == held.end() || (one->range.exclusive && !found->range.exclusive)) found = one;
    }
    if (found == held.end()) return STATUS_RANGE_NOT_LOCKED;
    held.erase(found);
    update_count();
    unlock_on_host(file, range);
    if (table().waiting.empty()) return STATUS_SUCCESS;
  }
  retry();
  return STATUS_SUCCESS;
}

void FileLocks::release_all(File& file) {
  if (!any()) return;
  cancel(file, 0, nullptr);
  bool retry_now = false;
  {
    const std::lock_guard guard(table().lock);
    auto& held = table().held;
    for (auto one = held.begin(); one != held.end();) {
      if (one->file != &file) {
        ++one;
        continue;
      }
      lock_on_host(file, one->range, F_UNLCK);
      one = held.erase(one);
      retry_now = true;
    }
    update_count();
    retry_now &= !table().waiting.empty();
  }
  if (retry_now) retry();
}

NTSTATUS FileLocks::cancel(File& file, ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
  std::vector<Waiting> cancelled;
  {
    const std::lock_guard guard(table().lock);
    take_out(table().waiting, cancelled, [&](const Waiting& one) {
      return one.file.get() == &file && is_meant(one.request, one.thread_id, thread_id, only);
    });
    update_count();
  }
  for (const Waiting& one : cancelled) end_waiting(one, STATUS_CANCELLED);
  return cancelled.empty() ? STATUS_NOT_FOUND : STATUS_SUCCESS;
}

NTSTATUS File::lock(const IoRequest& request, const Range& range, bool fail_immediately) {
  begin(request);
  if (is_directory() || is_volume()) return finish(request, STATUS_INVALID_PARAMETER, 0, false);
  if (range.length && range.length - 1 > UINT64_MAX - range.offset)
    return finish(request, STATUS_INVALID_LOCK_RANGE, 0, false);
  if (!synchronous() && request.status_block) request.status_block->Status = STATUS_PENDING;
  const NTSTATUS status = FileLocks::acquire(*this, request, range, fail_immediately);
  return status == STATUS_PENDING ? status : finish(request, status, 0, false);
}

NTSTATUS File::unlock(const Range& range) { return FileLocks::release(*this, range); }

NTSTATUS File::cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
  FileAttachment* attachment;
  {
    LockGuard guard(lock_);
    attachment = attachment_.get();
  }
  const NTSTATUS attached = attachment ? attachment->cancel(thread_id, only) : STATUS_NOT_FOUND;
  const NTSTATUS locks = FileLocks::cancel(*this, thread_id, only);
  return attached == STATUS_NOT_FOUND ? locks : attached;
}

}  // namespace mimic::win
