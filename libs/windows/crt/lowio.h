// Low-level input and output of the C runtimes: the descriptor table, text translation.
#pragma once

#include <cstdint>
#include <vector>

#include "abi/windows/types.h"
#include "libs/windows/crt/recursive_lock.h"

namespace mimic::win::crt {

// <fcntl.h>, <share.h>, <sys/stat.h>.
inline constexpr int kO_WRONLY = 1, kO_RDWR = 2, kO_APPEND = 8, kO_RANDOM = 0x10,
                     kO_SEQUENTIAL = 0x20, kO_TEMPORARY = 0x40, kO_NOINHERIT = 0x80,
                     kO_CREAT = 0x100, kO_TRUNC = 0x200, kO_EXCL = 0x400, kO_SHORT_LIVED = 0x1000,
                     kO_OBTAIN_DIR = 0x2000, kO_TEXT = 0x4000, kO_BINARY = 0x8000,
                     kO_WTEXT = 0x10000, kO_U16TEXT = 0x20000, kO_U8TEXT = 0x40000;
inline constexpr int kSH_DENYRW = 0x10, kSH_DENYWR = 0x20, kSH_DENYRD = 0x30, kSH_DENYNO = 0x40,
                     kSH_SECURE = 0x80;
inline constexpr int kS_IREAD = 0x100, kS_IWRITE = 0x80;
inline constexpr int kSeekSet = 0, kSeekCur = 1, kSeekEnd = 2;

// Bits of _osfile.
inline constexpr uint8_t kOpen = 1, kAtEof = 2, kCrLf = 4, kPipe = 8, kNoInherit = 0x10,
                         kAppend = 0x20, kDevice = 0x40, kText = 0x80;

enum class TextMode : uint8_t { kAnsi, kUtf8, kUtf16 };

// One descriptor, laid out as msvcrt's ioinfo, which programs reach through __pioinfo. The lock is
// where Windows has a critical section.
struct Descriptor {
  HANDLE handle = reinterpret_cast<HANDLE>(-1);
  uint8_t flags = 0;
  uint8_t lookahead = '\n';  // bytes read ahead from a pipe or device; '\n' means none
  int initialized = 0;
  RecursiveLock lock;
  uint64_t reserved[3] = {};
  TextMode mode = TextMode::kAnsi;
  uint8_t lookahead_more[2] = {'\n', '\n'};
};
static_assert(sizeof(Descriptor) == 64);

inline constexpr int kDescriptorsPerArray = 32, kDescriptorArrays = 256,
                     kMostDescriptors = kDescriptorsPerArray * kDescriptorArrays;
using DescriptorArrays = Descriptor* [kDescriptorArrays];

// The file descriptor of a standard stream where the program has no such handle.
inline constexpr int kNoConsole = -2;

// Fills the table with what the process inherited and the standard handles. Called by whatever
// needs the table first.
void initialize_descriptors();
// The table as a child gets it in STARTUPINFO.lpReserved2: count, flags, handles.
std::vector<uint8_t> inheritable_descriptors();

// The open descriptor of this number. Else null, EBADF and the invalid parameter handler.
Descriptor* descriptor_of(int fd);
// The same without complaint.
Descriptor* find_descriptor(int fd);
// A free number, reserved and locked by `kOpen`; -1 with EMFILE.
int allocate_descriptor();
void release_descriptor(int fd);
// Attaches a handle, and sets the process's standard handle where the number is 0 to 2.
void set_handle(int fd, Descriptor& descriptor, HANDLE handle);

// _open and its kind; the result is errno.
int open_descriptor(int* fd, const WCHAR* path, int flags, int share, int permissions);
int close_descriptor(int fd);
int duplicate_descriptor(int fd);
int duplicate_descriptor_to(int from, int to);

// _read, _write, _lseeki64 on a descriptor that is locked. -1 with errno.
int read_locked(int fd, Descriptor& descriptor, void* to, unsigned size);
int write_locked(int fd, Descriptor& descriptor, const void* from, unsigned size);
int64_t seek_locked(Descriptor& descriptor, int64_t distance, int origin);
// The bytes of the file that the calling thread's last read took, before translation.
extern constinit thread_local unsigned raw_bytes_read;

// The same with checks and lock.
int read_descriptor(int fd, void* to, unsigned size);
int write_descriptor(int fd, const void* from, unsigned size);
int64_t seek_descriptor(int fd, int64_t distance, int origin);

// _fmode: kO_TEXT, kO_BINARY or an encoding.
extern int& file_mode;

}  // namespace mimic::win::crt
