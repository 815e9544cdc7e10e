#include <dirent.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "libs/windows/core/change_notification.h"

namespace mimic::win {
namespace {

constexpr size_t kMostKept = 16384;
constexpr DWORD kNames = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME;

std::string joined(const std::string& folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  std::string path = folder;
  path += '/';
  return path += name;
}

bool is_below(const std::string& path, const std::string& folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

uint32_t DirectoryWatcher::mask() const {
  uint32_t mask = IN_ONLYDIR | IN_EXCL_UNLINK;
  if (filter_ & kNames || recursive_) mask |= IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
  if (filter_ & (FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE)) mask |= IN_MODIFY;
  if (filter_ & (FILE_NOTIFY_CHANGE_ATTRIBUTES | FILE_NOTIFY_CHANGE_SECURITY |
                 FILE_NOTIFY_CHANGE_CREATION | FILE_NOTIFY_CHANGE_LAST_WRITE))
    mask |= IN_ATTRIB;
  if (filter_ & FILE_NOTIFY_CHANGE_LAST_ACCESS) mask |= IN_ACCESS;
  return mask;
}

bool DirectoryWatcher::add(const std::string& relative) {
  const std::string path = relative.empty() ? path_ : path_ + '/' + relative;
  const uint32_t follow = relative.empty() ? 0 : IN_DONT_FOLLOW;
  const int watch = inotify_add_watch(descriptor_, path.c_str(), mask() | follow);
  if (watch < 0) return false;
  folders_[watch] = relative;
  return true;
}

// Watches a folder and those below it. `tell`: what is in them has come with the folder, or before
// the watch began.
void DirectoryWatcher::add_tree(const std::string& relative, bool tell) {
  if (!add(relative)) return;
  const std::string path = relative.empty() ? path_ : path_ + '/' + relative;
  DIR* const folder = opendir(path.c_str());
  if (!folder) return;
  while (const dirent* entry = readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    bool is_folder = entry->d_type == DT_DIR;
    if (entry->d_type == DT_UNKNOWN) {
      struct stat status;
      is_folder = fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                  S_ISDIR(status.st_mode);
    }
    const std::string below = joined(relative, name);
    if (tell) note(FILE_ACTION_ADDED, below, is_folder);
    if (is_folder) add_tree(below, tell);
  }
  closedir(folder);
}

void DirectoryWatcher::remove_tree(const std::string& relative) {
  std::erase_if(folders_, [&](const auto& folder) {
    if (!is_below(folder.second, relative)) return false;
    inotify_rm_watch(descriptor_, folder.first);
    return true;
  });
}

void DirectoryWatcher::move_tree(const std::string& from, const std::string& to) {
  for (auto& [watch, folder] : folders_) {
    if (is_below(folder, from)) folder.replace(0, from.size(), to);
  }
}

void DirectoryWatcher::note(DWORD action, std::string name, bool folder) {
  if (action != FILE_ACTION_MODIFIED &&
      !(filter_ & (folder ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME)))
    return;
  const std::lock_guard guard(lock_);
  // One that was not told yet stands for those that follow at once.
  if (action == FILE_ACTION_MODIFIED && !changes_.empty() && changes_.back().action == action &&
      changes_.back().name == name)
    return;
  if (changes_.size() >= kMostKept) {
    lost_ = true;
    return;
  }
  changes_.push_back({action, std::move(name)});
}

// The second half of a move has not come: it led out of what is watched.
void DirectoryWatcher::end_move() {
  if (!moved_.cookie) return;
  moved_.cookie = 0;
  if (moved_.folder) remove_tree(moved_.name);
  note(FILE_ACTION_REMOVED, std::move(moved_.name), moved_.folder);
}

void DirectoryWatcher::handle(const inotify_event& event) {
  if (!(event.mask & IN_MOVED_TO && event.cookie == moved_.cookie)) end_move();
  if (event.mask & IN_Q_OVERFLOW) {
    const std::lock_guard guard(lock_);
    lost_ = true;
    return;
  }
  const auto folder = folders_.find(event.wd);
  if (folder == folders_.end()) return;
  if (event.mask & IN_IGNORED) {
    folders_.erase(folder);
    return;
  }
  if (!event.len) return;  // of the directory itself
  const bool is_folder = event.mask & IN_ISDIR;
  std::string name = joined(folder->second, event.name);
  if (event.mask & IN_CREATE) {
    note(FILE_ACTION_ADDED, name, is_folder);
    if (is_folder && recursive_) add_tree(name, true);
  } else if (event.mask & IN_DELETE) {
    note(FILE_ACTION_REMOVED, std::move(name), is_folder);
  } else if (event.mask & IN_MOVED_FROM) {
    moved_ = {event.cookie, is_folder, std::move(name)};
  } else if (event.mask & IN_MOVED_TO) {
    if (moved_.cookie) {
      moved_.cookie = 0;
      if (is_folder) move_tree(moved_.name, name);
      note(FILE_ACTION_RENAMED_OLD_NAME, std::move(moved_.name), is_folder);
      note(FILE_ACTION_RENAMED_NEW_NAME, std::move(name), is_folder);
    } else {
      note(FILE_ACTION_ADDED, name, is_folder);
      if (is_folder && recursive_) add_tree(name, false);
    }
  } else if (event.mask & (IN_MODIFY | IN_ATTRIB | IN_ACCESS)) {
    note(FILE_ACTION_MODIFIED, std::move(name), is_folder);
  }
}

void DirectoryWatcher::read() {
  alignas(inotify_event) char buffer[16384];
  for (;;) {
    const ssize_t count = ::read(descriptor_, buffer, sizeof buffer);
    if (count <= 0) break;
    for (ssize_t at = 0; at < count;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      handle(*event);
      at += sizeof *event + event->len;
    }
  }
  end_move();
  if (has_changes()) changed_(*this);
}

Expected<std::unique_ptr<DirectoryWatcher>> DirectoryWatcher::start(
    std::string path, DWORD filter, bool recursive,
    std::function<void(DirectoryWatcher&)> changed) {
  std::unique_ptr<DirectoryWatcher> watcher(new DirectoryWatcher);
  watcher->path_ = std::move(path);
  watcher->filter_ = filter;
  watcher->recursive_ = recursive;
  watcher->changed_ = std::move(changed);
  watcher->descriptor_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (watcher->descriptor_ < 0) return nt_fail(status_of_errno(errno));
  if (recursive)
    watcher->add_tree({}, false);
  else
    watcher->add({});
  // A folder of C: that only appears to exist does not change.
  if (watcher->folders_.empty() && errno != ENOENT) return nt_fail(status_of_errno(errno));
  watcher->token_ = Reactor::watch(watcher->descriptor_, EPOLLIN, false,
                                   [watcher = watcher.get()](uint32_t) { watcher->read(); });
  return watcher;
}

DirectoryWatcher::~DirectoryWatcher() {
  if (token_) Reactor::cancel(token_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::vector<DirectoryChange> DirectoryWatcher::take(bool* lost) {
  const std::lock_guard guard(lock_);
  *lost = std::exchange(lost_, false);
  return std::exchange(changes_, {});
}

bool DirectoryWatcher::has_changes() {
  const std::lock_guard guard(lock_);
  return lost_ || !changes_.empty();
}

}  // namespace mimic::win
