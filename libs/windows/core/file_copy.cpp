#include "libs/windows/core/file_copy.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "libs/windows/core/io.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/share_mode.h"
#include "libs/windows/exports/builtin.h"

namespace mimic::win {
namespace {

constexpr size_t kObservedPart = 1 << 20, kPart = 1 << 28;

class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  operator int() const { return value_; }

 private:
  int value_;
};

// Keeps others out while the file is copied.
class Sharing {
 public:
  Sharing(const struct stat& status, ACCESS_MASK access, ULONG share, const std::string& path)
      : access_(access),
        share_(share),
        path_(path),
        record_(share_open(status.st_dev, status.st_ino, access, share, -1)) {}
  Sharing(const Sharing&) = delete;
  ~Sharing() {
    if (record_ && share_close(*record_, access_, share_)) ::unlink(path_.c_str());
  }
  NTSTATUS status() const { return record_ ? STATUS_SUCCESS : record_.error(); }

 private:
  const ACCESS_MASK access_;
  const ULONG share_;
  const std::string path_;
  Expected<ShareRecord*> record_;
};

int open_source(const FoundFile& source) {
  if (!source.is_virtual) return ::open(source.path.c_str(), O_RDONLY | O_CLOEXEC);
  const VirtualEntry entry = virtual_entry(source.path);
  if (entry.kind == VirtualEntry::Kind::kHostFile)
    return ::open(std::string(entry.target).c_str(), O_RDONLY | O_CLOEXEC);
  const BuiltinModule* module = find_builtin(entry.target);
  const int memory = ::memfd_create("module", MFD_CLOEXEC);
  if (memory < 0 || !module) return memory;
  if (::pwrite(memory, module->image(), module->image_size, 0) < 0) {
    ::close(memory);
    return -1;
  }
  return memory;
}

// Bytes copied, 0 at the end, -1 with errno. `in_kernel` turns false where the file systems cannot
// do it among themselves.
ssize_t copy_part(int from, int to, size_t size, bool& in_kernel) {
  while (in_kernel) {
    const ssize_t count = ::copy_file_range(from, nullptr, to, nullptr, size, 0);
    if (count >= 0) return count;
    if (errno == EINTR) continue;
    in_kernel = false;
  }
  alignas(64) char buffer[65536];
  ssize_t count;
  do {
    count = ::read(from, buffer, sizeof buffer);
  } while (count < 0 && errno == EINTR);
  for (ssize_t done = 0; done < count;) {
    const ssize_t written = ::write(to, buffer + done, count - done);
    if (written < 0 && errno != EINTR) return -1;
    if (written > 0) done += written;
  }
  return count;
}

struct Outcome {
  NTSTATUS status = STATUS_SUCCESS;
  bool keep = true;
};

Outcome copy_data(int from, int to, uint64_t size, CopyObserver* observer) {
  constexpr Outcome kCancelled = {STATUS_REQUEST_ABORTED, false};
  CopyObserver* told = observer;
  const auto stops = [&](uint64_t done, Outcome& outcome) {
    if (observer && observer->cancelled()) {
      outcome = kCancelled;
      return true;
    }
    if (!told) return false;
    switch (told->progress(size, done)) {
      case CopyAction::kCancel:
        outcome = kCancelled;
        return true;
      case CopyAction::kStop:
        outcome = {STATUS_REQUEST_ABORTED, true};
        return true;
      case CopyAction::kQuiet:
        told = nullptr;
        return false;
      case CopyAction::kContinue:
        return false;
    }
    return false;
  };
  Outcome outcome;
  uint64_t done = 0;
  if (stops(done, outcome)) return outcome;
  if (size && ::ioctl(to, FICLONE, from) == 0) {
    stops(size, outcome);
    return outcome;
  }
  // Files of /proc have a size of 0 and can only be read.
  bool in_kernel = size != 0;
  for (;;) {
    const ssize_t count = copy_part(from, to, observer ? kObservedPart : kPart, in_kernel);
    if (count < 0) return {status_of_errno(errno), false};
    if (count == 0) return outcome;
    done += count;
    if (stops(done, outcome)) return outcome;
  }
}

NTSTATUS copy_link(const FoundFile& source, const Location& to, const CopyOptions& options) {
  char target[4096];
  const ssize_t length = ::readlink(source.path.c_str(), target, sizeof target - 1);
  if (length < 0) return status_of_errno(errno);
  target[length] = 0;
  const NewName name = new_name(to);
  if (name.status == STATUS_OBJECT_NAME_COLLISION && !options.fail_if_exists) {
    if (::unlink(name.path.c_str()) != 0) return status_of_errno(errno);
  } else if (name.status) {
    return name.status;
  }
  if (::symlink(target, name.path.c_str()) != 0) return status_of_errno(errno);
  name_created(name.path);
  return STATUS_SUCCESS;
}

// What an existing file must be to be copied over.
NTSTATUS check_target(const std::string& path, const FileMetadata& source) {
  const auto target = read_metadata(path.c_str(), true);
  if (!target) return STATUS_SUCCESS;  // a link to nowhere
  if (target->is_directory()) return STATUS_ACCESS_DENIED;
  if (target->id == source.id && target->device == source.device) return STATUS_SHARING_VIOLATION;
  constexpr DWORD kGuarded = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
  if (target->attributes & FILE_ATTRIBUTE_READONLY ||
      target->attributes & ~source.attributes & kGuarded)
    return STATUS_ACCESS_DENIED;
  return STATUS_SUCCESS;
}

void keep_metadata(int descriptor, const std::string& path, const FileMetadata& source,
                   bool existed, bool keep_creation_time) {
  if (existed && source.mode & 0111) {
    struct stat status;
    if (::fstat(descriptor, &status) == 0 && (status.st_mode & 0111) != (source.mode & 0111))
      ::fchmod(descriptor, (status.st_mode & 07777) | (source.mode & 0111));
  }
  // A new file got its permissions when it was made.
  constexpr DWORD kKept =
      FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
  if (existed || source.attributes & kKept) write_attributes(path.c_str(), source.attributes);
  FileTimes times;
  times.write = source.write_time;
  if (keep_creation_time) times.creation = source.creation_time;
  write_times(path.c_str(), true, times);
}

}  // namespace

NTSTATUS copy_file(const Location& from, const Location& to, const CopyOptions& options) {
  const auto source = look_up(from, !options.copy_link);
  if (!source) return source.error();
  if (source->metadata.is_link()) return copy_link(*source, to, options);
  if (source->metadata.is_directory()) return STATUS_FILE_IS_A_DIRECTORY;
  const Descriptor input(open_source(*source));
  struct stat status;
  if (input < 0 || ::fstat(input, &status) != 0) return status_of_errno(errno);
  const Sharing reading(status, FILE_READ_DATA,
                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, source->path);
  if (reading.status()) return reading.status();

  const NewName name = new_name(to);
  const bool existed = name.status == STATUS_OBJECT_NAME_COLLISION;
  if (name.status && (!existed || options.fail_if_exists)) return name.status;
  if (existed) {
    if (const NTSTATUS denied = check_target(name.path, source->metadata)) return denied;
  }
  const Descriptor output(::open(name.path.c_str(),
                                 O_WRONLY | O_CREAT | O_CLOEXEC | (existed ? 0 : O_EXCL),
                                 source->metadata.mode & 0777));
  struct stat made;
  if (output < 0 || ::fstat(output, &made) != 0)
    return errno == EISDIR ? STATUS_ACCESS_DENIED : status_of_errno(errno);
  const Sharing writing(made, FILE_WRITE_DATA, FILE_SHARE_READ, name.path);
  if (writing.status()) return writing.status();
  if (!existed)
    name_created(name.path);
  else if (S_ISREG(made.st_mode) && made.st_size && ::ftruncate(output, 0) != 0)
    return status_of_errno(errno);
  const Outcome outcome = copy_data(input, output, status.st_size, options.observer);
  if (outcome.status && !outcome.keep) {
    ::unlink(name.path.c_str());
    name_removed(name.path);
  }
  if (outcome.status) return outcome.status;
  keep_metadata(output, name.path, source->metadata, existed, options.keep_creation_time);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
