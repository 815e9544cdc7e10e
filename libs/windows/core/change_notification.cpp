#include "libs/windows/core/change_notification.h"

#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/file.h"
#include "libs/windows/core/io_cancel.h"
#include "libs/windows/core/path.h"

namespace mimic::win {
namespace {

// FILE_NOTIFY_INFORMATION before its name ([MS-FSCC] 2.7.1).
struct Fixed {
  ULONG next, action, name_size;
};

std::u16string windows_name(std::string_view host) {
  std::u16string name;
  while (!host.empty()) {
    const size_t end = host.find('/');
    if (!name.empty()) name += u'\\';
    append_name(name, host.substr(0, end));
    host.remove_prefix(end == host.npos ? host.size() : end + 1);
  }
  return name;
}

std::string encoded(const std::vector<DirectoryChange>& changes) {
  std::string data;
  size_t previous = 0;
  for (const DirectoryChange& change : changes) {
    data.resize((data.size() + 3) & ~size_t{3});
    const size_t at = data.size();
    if (at) {
      const ULONG next = at - previous;
      data.replace(previous, sizeof next, reinterpret_cast<const char*>(&next), sizeof next);
    }
    previous = at;
    const std::u16string name = windows_name(change.name);
    const Fixed fixed = {0, change.action, static_cast<ULONG>(name.size() * 2)};
    data.append(reinterpret_cast<const char*>(&fixed), sizeof fixed);
    data.append(reinterpret_cast<const char*>(name.data()), fixed.name_size);
  }
  return data;
}

// The buffer is the guest's, and this may be the reactor's thread, which must not fault.
bool copy_out(void* buffer, const std::string& data) {
  const iovec from = {const_cast<char*>(data.data()), data.size()};
  const iovec to = {buffer, data.size()};
  return process_vm_writev(getpid(), &from, 1, &to, 1, 0) == static_cast<ssize_t>(data.size());
}

}  // namespace

// The lock is held.
ChangeQueue::Outcome ChangeQueue::deliver(void* buffer, ULONG size) {
  bool lost;
  const auto changes = watcher_->take(&lost);
  if (lost) return {STATUS_NOTIFY_ENUM_DIR, 0};
  const std::string data = encoded(changes);
  if (data.size() > size) return {STATUS_NOTIFY_ENUM_DIR, 0};
  if (!copy_out(buffer, data)) return {STATUS_ACCESS_VIOLATION, 0};
  return {STATUS_SUCCESS, static_cast<ULONG>(data.size())};
}

NTSTATUS ChangeQueue::request(const IoRequest& request, void* buffer, ULONG size, DWORD filter,
                              bool recursive) {
  directory_.begin_operation(request);
  std::unique_lock lock(lock_);
  if (closed_) return STATUS_INVALID_HANDLE;
  if (!watcher_) {
    auto watcher = DirectoryWatcher::start(directory_.path(), filter, recursive,
                                           [this](DirectoryWatcher&) { changed(); });
    if (!watcher) {
      lock.unlock();
      return directory_.end_operation(request, watcher.error(), 0, false);
    }
    watcher_ = std::move(*watcher);
  }
  if (directory_.synchronous()) {
    arrived_.wait(lock, [&] { return closed_ || watcher_->has_changes(); });
  } else if (!pending_.empty() || !watcher_->has_changes()) {
    if (request.status_block) request.status_block->Status = STATUS_PENDING;
    pending_.push_back({request, buffer, size, current_thread_object(),
                        current_teb()->ClientId.UniqueThread, Ref<File>(&directory_)});
    return STATUS_PENDING;
  }
  const Outcome outcome = closed_ ? Outcome{STATUS_NOTIFY_CLEANUP, 0} : deliver(buffer, size);
  lock.unlock();
  return directory_.end_operation(request, outcome.status, outcome.count, false);
}

void ChangeQueue::changed() {
  std::optional<Pending> first;
  Outcome outcome{};
  {
    const std::lock_guard lock(lock_);
    arrived_.notify_all();
    if (!watcher_ || pending_.empty() || !watcher_->has_changes()) return;
    first = std::move(pending_.front());
    pending_.erase(pending_.begin());
    outcome = deliver(first->buffer, first->size);
  }
  directory_.end_operation(first->request, outcome.status, outcome.count, true,
                           first->thread.get());
}

void ChangeQueue::end(std::vector<Pending> requests, NTSTATUS status) {
  for (const Pending& pending : requests)
    directory_.end_operation(pending.request, status, 0, true, pending.thread.get());
}

NTSTATUS ChangeQueue::cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
  std::vector<Pending> cancelled;
  {
    const std::lock_guard lock(lock_);
    take_cancelled(pending_, cancelled, thread_id, only);
  }
  if (cancelled.empty()) return STATUS_NOT_FOUND;
  end(std::move(cancelled), STATUS_CANCELLED);
  return STATUS_SUCCESS;
}

void ChangeQueue::close() {
  std::vector<Pending> requests;
  std::unique_ptr<DirectoryWatcher> watcher;
  {
    const std::lock_guard lock(lock_);
    closed_ = true;
    requests.swap(pending_);
    watcher = std::move(watcher_);
    arrived_.notify_all();
  }
  watcher.reset();
  end(std::move(requests), STATUS_NOTIFY_CLEANUP);
}

Expected<Ref<ChangeNotification>> ChangeNotification::start(std::string path, DWORD filter,
                                                            bool recursive) {
  auto notification = make_object<ChangeNotification>();
  auto watcher =
      DirectoryWatcher::start(std::move(path), filter, recursive,
                              [notification = notification.get()](DirectoryWatcher& watcher) {
                                // Only that there was something is of interest.
                                bool lost;
                                watcher.take(&lost);
                                notification->changed();
                              });
  if (!watcher) return nt_fail(watcher.error());
  notification->watcher_ = std::move(*watcher);
  return notification;
}

void ChangeNotification::changed() {
  const DispatcherLock lock;
  if (signaled_) {
    more_ = true;
  } else {
    signaled_ = true;
    wake();
  }
}

void ChangeNotification::rearm() {
  const DispatcherLock lock;
  signaled_ = std::exchange(more_, false);
}

}  // namespace mimic::win
