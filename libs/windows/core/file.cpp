#include "libs/windows/core/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "libs/windows/core/descriptor.h"
#include "libs/windows/core/file_lock.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/program_alias.h"

namespace mimic::win {
namespace {

constexpr ULONG kMostAtOnce = 0x7ffff000;  // what one read or write of Linux transfers
constexpr ULONG kSector = 512;

// Blocks until a descriptor in non-blocking mode is ready.
void wait_ready(int descriptor, short events) {
  pollfd entry = {descriptor, events, 0};
  ::poll(&entry, 1, -1);
}

}  // namespace

bool directory_is_empty(const char* path) {
  DIR* const directory = ::opendir(path);
  if (!directory) return true;  // removing it will tell
  bool empty = true;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") empty = false;
  }
  ::closedir(directory);
  return empty;
}

File::File(Opening opening)
    : IoObject(S_ISDIR(opening.mode) ? ObjectType::kDirectory : ObjectType::kFile,
               opening.options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)),
      opening_(std::move(opening)) {
  if (opening_.options & FILE_DELETE_ON_CLOSE) deletion_ = Deletion::kLastClose;
}

File::~File() {
  last_handle_closed();  // does nothing where a handle was closed
  close_descriptor(opening_.descriptor);
}

void File::last_handle_closed() {
  Deletion deletion;
  FileAttachment* attachment;
  {
    LockGuard guard(lock_);
    if (closed_) return;
    closed_ = true;
    deletion = deletion_;
    attachment = attachment_.get();
  }
  if (attachment) attachment->closed();
  FileLocks::release_all(*this);
  bool remove = deletion == Deletion::kPosix;
  if (opening_.record) {
    if (deletion == Deletion::kLastClose) set_delete_pending(opening_.record, true);
    remove |= share_close(opening_.record, opening_.access, opening_.share);
  } else {
    remove |= deletion != Deletion::kNone;
  }
  if (remove) {
    remove_name();
  } else if (opening_.created && is_regular() && opening_.access & FILE_WRITE_DATA) {
    make_executable();
  }
}

// Windows has no right to run a file that its programs could ask for, so that what they write and
// Linux is to run, a hook of git's for example, would not. A new file is made executable by what it
// begins with: as a script, an ELF or a PE image.
void File::make_executable() {
  char start[4] = {};
  if (::pread(opening_.descriptor, start, sizeof start, 0) < 2) return;
  const std::string_view head(start, sizeof start);
  if (!begins_host_program(head) && !head.starts_with("MZ")) return;
  struct stat status;
  if (::fstat(opening_.descriptor, &status) == 0)
    ::fchmod(opening_.descriptor, (status.st_mode & 07777) | (status.st_mode & 0444) >> 2);
}

NTSTATUS File::remove_name() {
  char place[4096];
  if (opening_.descriptor < 0 || !path_of_descriptor(opening_.descriptor, place))
    return STATUS_SUCCESS;  // it has gone
  // A folder may have become a link, and a link a folder (reopen).
  const int result = std::remove(place);
  return result == 0 ? STATUS_SUCCESS : status_of_errno(errno);
}

DWORD File::file_type() const {
  if (is_volume() || is_directory() || is_seekable()) return FILE_TYPE_DISK;
  if (S_ISCHR(opening_.mode)) return FILE_TYPE_CHAR;
  if (S_ISFIFO(opening_.mode) || S_ISSOCK(opening_.mode)) return FILE_TYPE_PIPE;
  return FILE_TYPE_DISK;  // a symbolic link itself
}

std::u16string File::name() const {
  if (file_type() == FILE_TYPE_CHAR) return u"\\Device\\Null";
  const std::u16string path = dos_path(this->path());
  return (path[0] == u'C' ? u"\\Device\\HarddiskVolume3" : u"\\Device\\HarddiskVolume26") +
         path.substr(2);
}

std::string File::path() const {
  char place[4096];
  if (opening_.descriptor >= 0 && path_of_descriptor(opening_.descriptor, place)) return place;
  LockGuard guard(lock_);
  return opening_.path;
}

void File::set_path(std::string path) {
  LockGuard guard(lock_);
  opening_.path = std::move(path);
}

NTSTATUS File::reopen(const std::string& path) {
  const bool reads = opening_.access & (FILE_READ_DATA | FILE_EXECUTE),
             writes = opening_.access & (FILE_WRITE_DATA | FILE_APPEND_DATA);
  struct stat status;
  if (::lstat(path.c_str(), &status) != 0) return status_of_errno(errno);
  const bool path_only = S_ISLNK(status.st_mode) || (!reads && !writes);
  const int mode = path_only                            ? O_PATH
                   : S_ISDIR(status.st_mode) || !writes ? O_RDONLY
                   : reads                              ? O_RDWR
                                                        : O_WRONLY;
  const int fresh = ::open(path.c_str(), mode | O_NOFOLLOW | O_CLOEXEC);
  if (fresh < 0) return status_of_errno(errno);
  ShareRecord* record;
  {
    LockGuard guard(lock_);
    ::dup3(fresh, opening_.descriptor, O_CLOEXEC);
    opening_.mode = status.st_mode;
    opening_.path_only = path_only;
    record = std::exchange(opening_.record, nullptr);
  }
  ::close(fresh);
  if (record) share_close(record, opening_.access, opening_.share);
  return STATUS_SUCCESS;
}

Expected<FileMetadata> File::metadata() const {
  if (opening_.descriptor >= 0) return read_metadata(opening_.descriptor);
  FileMetadata metadata;
  metadata.attributes = FILE_ATTRIBUTE_DIRECTORY;
  metadata.mode = opening_.mode;
  return metadata;
}

Expected<int64_t> File::place_of(const LARGE_INTEGER* offset, ULONG length, bool writing) const {
  int64_t place = offset ? offset->QuadPart : kCurrentPosition;
  if (place == kCurrentPosition) {
    if (!synchronous() && is_seekable()) return nt_fail(STATUS_INVALID_PARAMETER);
  } else if (place < 0 && !(writing && place == kEndOfFile)) {
    return nt_fail(STATUS_INVALID_PARAMETER);
  }
  // Who may only append always does.
  if (writing && is_seekable() && !(opening_.access & FILE_WRITE_DATA)) place = kEndOfFile;
  if (opening_.options & FILE_NO_INTERMEDIATE_BUFFERING && is_seekable() &&
      (length % kSector || (place >= 0 && place % kSector)))
    return nt_fail(STATUS_INVALID_PARAMETER);
  return place;
}

File::Outcome File::read_at(char* buffer, ULONG length, int64_t offset) {
  const int descriptor = opening_.descriptor;
  ULONG done = 0;
  while (done < length) {
    const ULONG wanted = std::min(length - done, kMostAtOnce);
    const ssize_t count = offset < 0 ? ::read(descriptor, buffer + done, wanted)
                                     : ::pread(descriptor, buffer + done, wanted, offset + done);
    if (count > 0) {
      done += count;
      if (static_cast<ULONG>(count) < wanted || !is_seekable()) break;
      continue;
    }
    if (count == 0) break;
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {
      wait_ready(descriptor, POLLIN);
      continue;
    }
    if (done) break;
    return {status_of_errno(errno), 0};
  }
  return {done || !length ? STATUS_SUCCESS : STATUS_END_OF_FILE, done};
}

File::Outcome File::write_at(const char* buffer, ULONG length, int64_t offset) {
  const int descriptor = opening_.descriptor;
  ULONG done = 0;
  while (done < length) {
    const ULONG wanted = std::min(length - done, kMostAtOnce);
    ssize_t count;
    if (offset >= 0) {
      count = ::pwrite(descriptor, buffer + done, wanted, offset + done);
    } else if (offset == kEndOfFile) {
      const iovec data = {const_cast<char*>(buffer) + done, wanted};
      count = ::pwritev2(descriptor, &data, 1, -1, RWF_APPEND);
    } else {
      count = ::write(descriptor, buffer + done, wanted);
    }
    if (count >= 0) {
      done += count;
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {
      wait_ready(descriptor, POLLOUT);
      continue;
    }
    return {errno == EPIPE ? STATUS_PIPE_CLOSING : status_of_errno(errno), done};
  }
  return {STATUS_SUCCESS, done};
}

Expected<int64_t> File::admit(const LARGE_INTEGER* offset, ULONG length, bool writing) const {
  if (is_directory() || is_volume() || path_only()) return nt_fail(STATUS_INVALID_DEVICE_REQUEST);
  const auto place = place_of(offset, length, writing);
  if (!place) return place;
  if (!is_seekable()) return kCurrentPosition;
  if (FileLocks::any() && is_regular()) {
    const auto start = *place >= 0 ? place : *place == kEndOfFile ? size() : position();
    if (start && FileLocks::excludes(*this, *start, length, writing))
      return nt_fail(STATUS_FILE_LOCK_CONFLICT);
  }
  return place;
}

NTSTATUS File::end_transfer(const IoRequest& request, int64_t place, const Outcome& outcome) {
  // A synchronous file goes on from where an operation ended, wherever that began.
  if (place >= 0 && synchronous() && outcome.count)
    ::lseek(opening_.descriptor, place + outcome.count, SEEK_SET);
  return finish(request, outcome.status, outcome.count, false);
}

NTSTATUS File::read(const IoRequest& request, void* buffer, ULONG length,
                    const LARGE_INTEGER* offset) {
  begin(request);
  const auto place = admit(offset, length, false);
  if (!place) return finish(request, place.error(), 0, false);
  return end_transfer(request, *place, read_at(static_cast<char*>(buffer), length, *place));
}

NTSTATUS File::write(const IoRequest& request, const void* buffer, ULONG length,
                     const LARGE_INTEGER* offset) {
  begin(request);
  const auto place = admit(offset, length, true);
  if (!place) return finish(request, place.error(), 0, false);
  return end_transfer(request, *place, write_at(static_cast<const char*>(buffer), length, *place));
}

NTSTATUS File::flush() {
  if (!is_regular() || path_only()) return STATUS_SUCCESS;
  return ::fdatasync(opening_.descriptor) == 0 ? STATUS_SUCCESS : status_of_errno(errno);
}

Expected<int64_t> File::position() const {
  if (!is_seekable() || path_only()) return 0;
  const int64_t position = ::lseek(opening_.descriptor, 0, SEEK_CUR);
  if (position < 0) return nt_fail(status_of_errno(errno));
  return position;
}

NTSTATUS File::set_position(int64_t position) {
  if (position < 0) return STATUS_INVALID_PARAMETER;
  if (opening_.options & FILE_NO_INTERMEDIATE_BUFFERING && position % kSector)
    return STATUS_INVALID_PARAMETER;
  if (!is_seekable() || path_only()) return STATUS_SUCCESS;
  return ::lseek(opening_.descriptor, position, SEEK_SET) < 0 ? status_of_errno(errno)
                                                              : STATUS_SUCCESS;
}

Expected<int64_t> File::size() const {
  struct stat status;
  if (opening_.descriptor < 0 || is_directory()) return 0;
  if (::fstat(opening_.descriptor, &status) != 0) return nt_fail(status_of_errno(errno));
  return status.st_size;
}

NTSTATUS File::set_size(int64_t size) {
  if (size < 0 || !is_regular()) return STATUS_INVALID_PARAMETER;
  return ::ftruncate(opening_.descriptor, size) == 0 ? STATUS_SUCCESS : status_of_errno(errno);
}

NTSTATUS File::set_deletion(Deletion deletion, bool ignore_read_only) {
  if (deletion != Deletion::kNone) {
    const auto metadata = this->metadata();
    if (!metadata) return metadata.error();
    if (metadata->attributes & FILE_ATTRIBUTE_READONLY && !ignore_read_only)
      return STATUS_CANNOT_DELETE;
    const std::string place = path();
    if (is_volume() || place == "/" || opening_.descriptor < 0) return STATUS_CANNOT_DELETE;
    const std::string folder = place.substr(0, std::max<size_t>(place.rfind('/'), 1));
    if (::access(folder.c_str(), W_OK) != 0) return STATUS_ACCESS_DENIED;
    if (is_directory() && !directory_is_empty(place.c_str())) return STATUS_DIRECTORY_NOT_EMPTY;
  }
  if (opening_.record && deletion != Deletion::kPosix)
    set_delete_pending(opening_.record, deletion == Deletion::kLastClose);
  LockGuard guard(lock_);
  deletion_ = deletion;
  return STATUS_SUCCESS;
}

bool File::deletion_pending() const {
  if (opening_.record) return delete_pending(opening_.record) || deletion_ == Deletion::kPosix;
  return deletion_ != Deletion::kNone;
}

}  // namespace mimic::win
