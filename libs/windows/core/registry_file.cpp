#include "libs/windows/core/registry_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "libs/windows/core/private_drive.h"

namespace mimic::win {
namespace {

constexpr std::string_view kHeader = "; mimic registry 1\n";
constexpr int64_t kSmall = 1 << 16;  // below, rewriting is not worth it

const std::string& file_name() {
  static const std::string* const name = [] {
    const std::string& drive = private_drive();
    return new std::string(drive.substr(0, drive.rfind('/')) + "/registry");
  }();
  return *name;
}

bool make_folders(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != path.npos; slash = path.find('/', slash + 1)) {
    if (::mkdir(path.substr(0, slash).c_str(), 0777) != 0 && errno != EEXIST) return false;
  }
  return true;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Makes the tree equal to `fresh` but for volatile keys, keeping the nodes that both have.
void reconcile(RegistryNode& node, RegistryNode& fresh, KeyChanged changed) {
  if (node.fill && fresh.fill) return;
  node.filled();
  fresh.filled();
  std::vector<std::u16string> gone;
  for (const auto& [name, child] : node.children) {
    if (!child->is_volatile && !fresh.child(name)) gone.push_back(name);
  }
  for (const auto& name : gone) node.remove_child(name);
  const bool differs = node.written != fresh.written || !(node.values == fresh.values);
  node.values = fresh.values;
  node.class_name = fresh.class_name;
  node.security = fresh.security;
  node.is_link = fresh.is_link;
  node.written = fresh.written;
  if (changed && (differs || !gone.empty())) changed(node);
  for (const auto& [name, child] : fresh.children) {
    const bool is_new = !node.child(name);
    reconcile(node.make_child(child->name), *child, changed);
    if (is_new && changed) changed(node);
  }
}

}  // namespace

void RegistryFile::refresh(RegistryNode& root, KeyChanged changed) {
  struct stat status;
  if (::stat(file_name().c_str(), &status) != 0) {
    // Never made, or taken away: what this process knows stays.
    return;
  }
  const bool same = descriptor_ >= 0 && status.st_ino == inode_ && status.st_dev == device_;
  if (same && status.st_size == read_) return;
  if (!same) {
    const int descriptor = ::open(file_name().c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
    const int readable =
        descriptor >= 0 ? descriptor : ::open(file_name().c_str(), O_RDONLY | O_CLOEXEC);
    if (readable < 0 || ::fstat(readable, &status) != 0) {
      if (readable >= 0) ::close(readable);
      return;
    }
    const bool replaced = descriptor_ >= 0;
    if (replaced) ::close(descriptor_);
    descriptor_ = readable;
    inode_ = status.st_ino;
    device_ = status.st_dev;
    read_ = 0;
    if (replaced) {
      const auto fresh = make_builtin_registry();
      read_new(*fresh, nullptr);
      reconcile(root, *fresh, changed);
      compact_size_ = read_;
      return;
    }
  }
  read_new(root, changed);
}

void RegistryFile::read_new(RegistryNode& root, KeyChanged changed) {
  std::string text;
  char buffer[65536];
  for (int64_t at = read_;;) {
    const ssize_t count = ::pread(descriptor_, buffer, sizeof buffer, at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(buffer, static_cast<size_t>(count));
    at += count;
  }
  read_ += static_cast<int64_t>(apply_registry_text(root, text, changed));
}

bool RegistryFile::open_locked() {
  for (;;) {
    int descriptor = ::open(file_name().c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == ENOENT && make_folders(file_name()))
      descriptor = ::open(file_name().c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return false;
    while (::flock(descriptor, LOCK_EX) != 0 && errno == EINTR) {
    }
    struct stat mine, named;
    const bool current = ::fstat(descriptor, &mine) == 0 &&
                         ::stat(file_name().c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
                         mine.st_dev == named.st_dev;
    if (!current) {  // replaced meanwhile
      ::close(descriptor);
      continue;
    }
    if (descriptor_ >= 0 && mine.st_ino == inode_ && mine.st_dev == device_) {
      // Keep the descriptor that has the lock.
      ::close(descriptor_);
      descriptor_ = descriptor;
      return true;
    }
    lock_only_ = descriptor;
    return true;
  }
}

NTSTATUS RegistryFile::begin_change(RegistryNode& root, KeyChanged changed) {
  if (!open_locked()) return status_of_errno(errno);
  refresh(root, changed);
  if (lock_only_ >= 0) {
    // refresh() has opened the same file; the one with the lock stays.
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = std::exchange(lock_only_, -1);
  }
  return STATUS_SUCCESS;
}

NTSTATUS RegistryFile::end_change(RegistryNode& root, std::string_view text) {
  NTSTATUS status = STATUS_SUCCESS;
  if (!text.empty()) {
    struct stat file;
    // A line that was cut when its writer ended would join the next one.
    if (::fstat(descriptor_, &file) == 0 && file.st_size > read_)
      (void)!::ftruncate(descriptor_, read_);
    const std::string whole = read_ ? std::string(text) : std::string(kHeader) + std::string(text);
    if (write_all(descriptor_, whole)) {
      read_ += static_cast<int64_t>(whole.size());
    } else {
      status = status_of_errno(errno);
      (void)!::ftruncate(descriptor_, read_);
    }
    if (read_ > kSmall && read_ > 4 * compact_size_) replace(root);
  }
  ::flock(descriptor_, LOCK_UN);
  return status;
}

void RegistryFile::replace(RegistryNode& root) {
  const auto builtin = make_builtin_registry();
  const std::string text = std::string(kHeader) + text_of_difference(*builtin, root);
  compact_size_ = static_cast<int64_t>(text.size());
  if (compact_size_ > read_ / 2) return;
  const std::string temporary = file_name() + ".new";
  const int descriptor =
      ::open(temporary.c_str(), O_RDWR | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return;
  struct stat status;
  // Locked until the change has ended, as the file that it replaces is.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 || !write_all(descriptor, text) ||
      ::fdatasync(descriptor) != 0 || ::fstat(descriptor, &status) != 0 ||
      ::rename(temporary.c_str(), file_name().c_str()) != 0) {
    ::close(descriptor);
    ::unlink(temporary.c_str());
    return;
  }
  ::close(descriptor_);
  descriptor_ = descriptor;
  inode_ = status.st_ino;
  device_ = status.st_dev;
  read_ = compact_size_;
}

}  // namespace mimic::win
