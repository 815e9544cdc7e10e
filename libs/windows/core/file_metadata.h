// What Windows tells about a file: times, sizes, attributes, identity; from one host call.
#pragma once

#include <sys/stat.h>

#include <cstdint>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr DWORD FILE_ATTRIBUTE_READONLY = 1, FILE_ATTRIBUTE_HIDDEN = 2,
                       FILE_ATTRIBUTE_SYSTEM = 4, FILE_ATTRIBUTE_DIRECTORY = 0x10,
                       FILE_ATTRIBUTE_ARCHIVE = 0x20, FILE_ATTRIBUTE_DEVICE = 0x40,
                       FILE_ATTRIBUTE_NORMAL = 0x80, FILE_ATTRIBUTE_TEMPORARY = 0x100,
                       FILE_ATTRIBUTE_SPARSE_FILE = 0x200, FILE_ATTRIBUTE_REPARSE_POINT = 0x400,
                       FILE_ATTRIBUTE_NOT_CONTENT_INDEXED = 0x2000;
inline constexpr DWORD IO_REPARSE_TAG_SYMLINK = 0xA000000C, IO_REPARSE_TAG_MOUNT_POINT = 0xA0000003;

struct FileMetadata {
  int64_t creation_time = 0, access_time = 0, write_time = 0, change_time = 0;  // FILETIME
  uint64_t size = 0;        // bytes; 0 for directories
  uint64_t allocation = 0;  // bytes
  uint64_t id = 0;          // inode
  uint64_t device = 0;      // st_dev
  DWORD attributes = 0;
  DWORD reparse_tag = 0;
  DWORD links = 1;
  uint32_t mode = 0;  // st_mode; of the link itself where a link was not followed
  bool is_directory() const { return attributes & FILE_ATTRIBUTE_DIRECTORY; }
  bool is_link() const { return S_ISLNK(mode); }
  DWORD volume_serial() const {
    return static_cast<DWORD>(device ^ device >> 32) * 0x9e3779b1u ^ 0x6d696d69u;
  }
};

// 100 ns since 1601 and back. Exact in both directions for what a file system stores.
constexpr int64_t kUnixEpoch = 116444736000000000;
constexpr int64_t file_time(int64_t seconds, uint32_t nanoseconds) {
  return kUnixEpoch + seconds * 10'000'000 + nanoseconds / 100;
}
timespec host_time(int64_t file_time);

// By statx, with the arguments of statx. A link that is not followed shows as a reparse point, and
// as a directory where it leads to one. Fails with the status of the errno.
Expected<FileMetadata> read_metadata(int directory, const char* path, int flags);
// Of an open descriptor (also an O_PATH one).
inline Expected<FileMetadata> read_metadata(int descriptor) {
  return read_metadata(descriptor, "", 0x1000 /* AT_EMPTY_PATH */);
}
inline Expected<FileMetadata> read_metadata(const char* path, bool follow) {
  return read_metadata(-100 /* AT_FDCWD */, path, follow ? 0 : 0x100 /* AT_SYMLINK_NOFOLLOW */);
}

// What no host call can set is kept in the extended attribute `user.mimic`: a creation time, and
// attributes beyond read-only. A regular file that has it is marked by its sticky bit, which Linux
// gives no meaning there, so that other files cost no look.

// Times to set; 0 leaves one as it is.
struct FileTimes {
  int64_t creation = 0, access = 0, write = 0;
};
// `path` may be /proc/self/fd/N.
NTSTATUS write_times(const char* path, bool follow, const FileTimes& times);
NTSTATUS write_attributes(const char* path, DWORD attributes);

// "/proc/self/fd/N"
struct DescriptorPath {
  explicit DescriptorPath(int descriptor);
  char text[32];
};
// Where a descriptor's file is now; empty where it is nowhere (deleted, memory).
bool path_of_descriptor(int descriptor, char (&path)[4096]);

}  // namespace mimic::win
