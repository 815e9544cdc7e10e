#include "libs/windows/core/file_metadata.h"

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace mimic::win {
namespace {

constexpr char kAttribute[] = "user.mimic";
constexpr DWORD kKept =
    FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
constexpr DWORD kKeptOfFolders = kKept | FILE_ATTRIBUTE_READONLY;

// Little-endian on disk, as in memory.
struct [[gnu::packed]] Kept {
  int64_t creation_time = 0;  // 0: the host's
  uint32_t attributes = 0;
};

bool read_kept(int directory, const char* path, Kept& kept) {
  char name[64 + 4096];
  if (path[0] == 0) {
    std::snprintf(name, sizeof name, "/proc/self/fd/%d", directory);
    path = name;
  } else if (path[0] != '/' && directory != AT_FDCWD) {
    std::snprintf(name, sizeof name, "/proc/self/fd/%d/%s", directory, path);
    path = name;
  }
  return getxattr(path, kAttribute, &kept, sizeof kept) == sizeof kept;
}

NTSTATUS write_kept(const char* path, const Kept& kept) {
  struct stat status;
  if (stat(path, &status) != 0) return status_of_errno(errno);
  const mode_t mode = status.st_mode & 07777;
  mode_t current = mode;
  const auto write = [&] { return setxattr(path, kAttribute, &kept, sizeof kept, 0) == 0; };
  int error = write() ? 0 : errno;
  if (error == EACCES && !(mode & S_IWUSR) && chmod(path, mode | S_IWUSR) == 0) {
    // An owner other than root has to be allowed to write for this as well.
    current = mode | S_IWUSR;
    error = write() ? 0 : errno;
  }
  mode_t wanted = mode;
  if (error == 0 && S_ISREG(status.st_mode)) wanted |= S_ISVTX;
  if (wanted != current && chmod(path, wanted) != 0 && error == 0) error = errno;
  return error == 0 ? STATUS_SUCCESS : status_of_errno(error);
}

}  // namespace

timespec host_time(int64_t time) {
  const int64_t since = time - kUnixEpoch;
  int64_t seconds = since / 10'000'000;
  int64_t rest = since % 10'000'000;
  if (rest < 0) {
    rest += 10'000'000;
    --seconds;
  }
  return {seconds, static_cast<long>(rest * 100)};
}

Expected<FileMetadata> read_metadata(int directory, const char* path, int flags) {
  struct statx host;
  if (statx(directory, path, flags | AT_STATX_SYNC_AS_STAT | AT_NO_AUTOMOUNT,
            STATX_BASIC_STATS | STATX_BTIME, &host) != 0)
    return nt_fail(status_of_errno(errno));
  FileMetadata result;
  const auto time = [](const statx_timestamp& stamp) {
    return file_time(stamp.tv_sec, stamp.tv_nsec);
  };
  result.access_time = time(host.stx_atime);
  result.write_time = time(host.stx_mtime);
  result.change_time = time(host.stx_ctime);
  if (host.stx_mask & STATX_BTIME) {
    result.creation_time = time(host.stx_btime);
  } else {
    result.creation_time =
        result.write_time < result.change_time ? result.write_time : result.change_time;
  }
  result.size = host.stx_size;
  result.allocation = host.stx_blocks * 512;
  result.id = host.stx_ino;
  result.device = makedev(host.stx_dev_major, host.stx_dev_minor);
  result.links = host.stx_nlink;
  result.mode = host.stx_mode;
  bool kept_possible = false;
  if (S_ISREG(host.stx_mode)) {
    result.attributes = FILE_ATTRIBUTE_ARCHIVE;
    if (!(host.stx_mode & 0222)) result.attributes |= FILE_ATTRIBUTE_READONLY;
    kept_possible = host.stx_mode & S_ISVTX;
  } else if (S_ISDIR(host.stx_mode)) {
    result.attributes = FILE_ATTRIBUTE_DIRECTORY;
    result.size = result.allocation = 0;
    result.links = 1;  // a directory has one name
    kept_possible = true;
  } else if (S_ISLNK(host.stx_mode)) {
    result.attributes = FILE_ATTRIBUTE_REPARSE_POINT;
    result.reparse_tag = IO_REPARSE_TAG_SYMLINK;
    result.size = result.allocation = 0;
    char text[4096];
    const ssize_t length = readlinkat(directory, path, text, sizeof text);
    struct stat target;
    if (length > 0 && text[length - 1] == '/') {
      // It can lead to a folder only, even where there is none.
      result.attributes |= FILE_ATTRIBUTE_DIRECTORY;
      if (text[0] == '/') result.reparse_tag = IO_REPARSE_TAG_MOUNT_POINT;
    } else if (path[0] == 0) {
      char where[4096];
      if (path_of_descriptor(directory, where) && stat(where, &target) == 0 &&
          S_ISDIR(target.st_mode))
        result.attributes |= FILE_ATTRIBUTE_DIRECTORY;
    } else if (fstatat(directory, path, &target, 0) == 0 && S_ISDIR(target.st_mode)) {
      result.attributes |= FILE_ATTRIBUTE_DIRECTORY;
    }
  } else {
    result.attributes = FILE_ATTRIBUTE_NORMAL;
  }
  Kept kept;
  if (kept_possible && read_kept(directory, path, kept)) {
    if (kept.creation_time) result.creation_time = kept.creation_time;
    result.attributes |= kept.attributes & (result.is_directory() ? kKeptOfFolders : kKept);
  }
  return result;
}

NTSTATUS write_times(const char* path, bool follow, const FileTimes& times) {
  if (times.access || times.write) {
    timespec host[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};
    if (times.access) host[0] = host_time(times.access);
    if (times.write) host[1] = host_time(times.write);
    if (utimensat(AT_FDCWD, path, host, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
      return status_of_errno(errno);
  }
  if (times.creation && follow) {
    const auto metadata = read_metadata(path, true);
    if (!metadata || metadata->creation_time == times.creation) return STATUS_SUCCESS;
    Kept kept;
    read_kept(AT_FDCWD, path, kept);
    kept.creation_time = times.creation;
    // Where the file system has no extended attributes, the host's creation time stays.
    write_kept(path, kept);
  }
  return STATUS_SUCCESS;
}

NTSTATUS write_attributes(const char* path, DWORD attributes) {
  struct stat status;
  if (stat(path, &status) != 0) return status_of_errno(errno);
  const bool directory = S_ISDIR(status.st_mode);
  if (!directory) {
    const mode_t old_mode = status.st_mode & 07777;
    mode_t mode = old_mode;
    if (attributes & FILE_ATTRIBUTE_READONLY) {
      mode &= ~0222;
    } else if (!(mode & 0222)) {
      // Who may read may write again, as far as the umask would have let them.
      const mode_t mask = umask(022);
      umask(mask);
      mode |= (mode & 0444) >> 1 & ~mask;
      mode |= 0200;
    }
    if (mode != old_mode && chmod(path, mode) != 0) return status_of_errno(errno);
  }
  Kept kept;
  const bool has_kept = (directory || status.st_mode & S_ISVTX) && read_kept(AT_FDCWD, path, kept);
  const DWORD wanted = attributes & (directory ? kKeptOfFolders : kKept);
  if (!has_kept && !wanted) return STATUS_SUCCESS;
  if (kept.attributes == wanted) return STATUS_SUCCESS;
  kept.attributes = wanted;
  // A file system without extended attributes cannot hide files; programs do not depend on it.
  write_kept(path, kept);
  return STATUS_SUCCESS;
}

DescriptorPath::DescriptorPath(int descriptor) {
  std::snprintf(text, sizeof text, "/proc/self/fd/%d", descriptor);
}

bool path_of_descriptor(int descriptor, char (&path)[4096]) {
  const ssize_t length = readlink(DescriptorPath(descriptor).text, path, sizeof path - 1);
  if (length <= 0 || path[0] != '/') return false;
  path[length] = 0;
  constexpr char kDeleted[] = " (deleted)";
  constexpr size_t kDeletedLength = sizeof kDeleted - 1;
  if (static_cast<size_t>(length) > kDeletedLength &&
      std::strcmp(path + length - kDeletedLength, kDeleted) == 0) {
    struct stat there, status;
    if (lstat(path, &there) != 0 || fstat(descriptor, &status) != 0 ||
        there.st_ino != status.st_ino)
      return false;
  }
  return true;
}

}  // namespace mimic::win
