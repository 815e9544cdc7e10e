// The descriptor table.
#include "libs/windows/crt/lowio.h"

#include <cstring>
#include <new>

#include "abi/windows/teb.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_files.h"

namespace mimic::win::msvcrt {
using crt::DescriptorArrays;
EXPORT_DATA(msvcrt, DescriptorArrays, __pioinfo) = {};
}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {
namespace {

using msvcrt::__pioinfo;

RecursiveLock table_lock;
std::atomic<bool> initialized{false};

constexpr DWORD kStandardNumbers[] = {static_cast<DWORD>(-10), static_cast<DWORD>(-11),
                                      static_cast<DWORD>(-12)};

Descriptor* slot(int fd) {
  return __pioinfo[fd / kDescriptorsPerArray] + fd % kDescriptorsPerArray;
}

// Makes the array that holds `fd`. The guest takes its size by _msize, so it is of the guest's
// heap.
bool grow_to(int fd) {
  Descriptor*& array = __pioinfo[fd / kDescriptorsPerArray];
  if (array) return true;
  auto* fresh =
      static_cast<Descriptor*>(allocate(sizeof(Descriptor) * size_t{kDescriptorsPerArray}));
  if (!fresh) return false;
  for (int i = 0; i < kDescriptorsPerArray; ++i) new (fresh + i) Descriptor;
  array = fresh;
  return true;
}

uint8_t kind_flags(HANDLE handle) {
  switch (kernel32::GetFileType(handle) & 0x7fff) {
    case 2:
      return kDevice;
    case 3:
      return kPipe;
    default:
      return 0;
  }
}

// STARTUPINFO.lpReserved2: an int, so many flag bytes, so many handles.
void inherit() {
  const UNICODE_STRING& data = current_peb()->ProcessParameters->RuntimeData;
  const auto* bytes = reinterpret_cast<const uint8_t*>(data.Buffer);
  const size_t size = data.Length;
  int32_t count;
  if (!bytes || size < sizeof count) return;
  std::memcpy(&count, bytes, sizeof count);
  if (count <= 0 || count > kMostDescriptors || sizeof count + size_t(count) * 9 > size) return;
  const uint8_t* flags = bytes + sizeof count;
  const uint8_t* handles = flags + count;
  for (int fd = 0; fd < count; ++fd) {
    HANDLE handle;
    std::memcpy(&handle, handles + size_t(fd) * sizeof handle, sizeof handle);
    if (!(flags[fd] & kOpen) || handle == kInvalidHandle || handle == nullptr) continue;
    if (!(flags[fd] & kPipe) && kernel32::GetFileType(handle) == 0) continue;
    if (!grow_to(fd)) return;
    slot(fd)->handle = handle;
    slot(fd)->flags = flags[fd];
  }
}

void adopt_standard_handles() {
  for (int fd = 0; fd < 3; ++fd) {
    Descriptor& descriptor = *slot(fd);
    if (descriptor.flags & kOpen && descriptor.handle != kInvalidHandle) {
      descriptor.flags |= kText;
      continue;
    }
    descriptor.flags = kOpen | kText;
    const HANDLE handle = kernel32::GetStdHandle(kStandardNumbers[fd]);
    if (handle && handle != kInvalidHandle && kernel32::GetFileType(handle) != 0) {
      descriptor.handle = handle;
      descriptor.flags |= kind_flags(handle);
    } else {
      // Reads and writes fail quietly, so that printf in a program without a console does no harm.
      descriptor.handle = reinterpret_cast<HANDLE>(intptr_t{kNoConsole});
      descriptor.flags |= kDevice;
    }
  }
}

}  // namespace

void initialize_descriptors() {
  if (initialized.load(std::memory_order_acquire)) [[likely]]
    return;
  RecursiveGuard guard(table_lock);
  if (initialized.load(std::memory_order_relaxed) || !grow_to(0)) return;
  inherit();
  adopt_standard_handles();
  initialized.store(true, std::memory_order_release);
}

std::vector<uint8_t> inheritable_descriptors() {
  initialize_descriptors();
  RecursiveGuard guard(table_lock);
  auto goes = [](int fd) {
    if (!__pioinfo[fd / kDescriptorsPerArray]) return false;
    const Descriptor& descriptor = *slot(fd);
    return descriptor.flags & kOpen && !(descriptor.flags & kNoInherit);
  };
  // The size is a WORD in STARTUPINFO.
  constexpr int kMost = (0xffff - 4) / 9;
  int32_t count = kMost;
  while (count && !goes(count - 1)) --count;
  std::vector<uint8_t> result(sizeof count + size_t(count) * 9);
  std::memcpy(result.data(), &count, sizeof count);
  for (int fd = 0; fd < count; ++fd) {
    const bool given = goes(fd);
    const HANDLE handle = given ? slot(fd)->handle : kInvalidHandle;
    result[sizeof count + fd] = given ? slot(fd)->flags : 0;
    std::memcpy(&result[sizeof count + count + size_t(fd) * sizeof handle], &handle, sizeof handle);
  }
  return result;
}

Descriptor* find_descriptor(int fd) {
  initialize_descriptors();
  if (static_cast<unsigned>(fd) >= kMostDescriptors || !__pioinfo[fd / kDescriptorsPerArray])
    return nullptr;
  Descriptor* descriptor = slot(fd);
  return descriptor->flags & kOpen ? descriptor : nullptr;
}

Descriptor* descriptor_of(int fd) {
  Descriptor* descriptor = find_descriptor(fd);
  if (!descriptor) [[unlikely]] {
    crt_doserrno = 0;
    // A standard stream without a handle is an error, but not the program's.
    if (fd == kNoConsole)
      crt_errno = kEBADF;
    else
      fail_invalid(kEBADF);
  }
  return descriptor;
}

int allocate_descriptor() {
  initialize_descriptors();
  RecursiveGuard guard(table_lock);
  for (int fd = 0; fd < kMostDescriptors; ++fd) {
    if (!grow_to(fd)) break;
    Descriptor& descriptor = *slot(fd);
    if (descriptor.flags & kOpen) continue;
    descriptor.handle = kInvalidHandle;
    descriptor.flags = kOpen;
    descriptor.mode = TextMode::kAnsi;
    descriptor.lookahead = descriptor.lookahead_more[0] = descriptor.lookahead_more[1] = '\n';
    return fd;
  }
  crt_errno = kEMFILE;
  crt_doserrno = 0;
  return -1;
}

void release_descriptor(int fd) {
  Descriptor& descriptor = *slot(fd);
  if (fd < 3 && descriptor.handle != kInvalidHandle)
    kernel32::SetStdHandle(kStandardNumbers[fd], nullptr);
  descriptor.handle = kInvalidHandle;
  descriptor.flags = 0;
}

void set_handle(int fd, Descriptor& descriptor, HANDLE handle) {
  descriptor.handle = handle;
  if (fd < 3) kernel32::SetStdHandle(kStandardNumbers[fd], handle);
}

int close_descriptor(int fd) {
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  RecursiveGuard guard(descriptor->lock);
  if (!(descriptor->flags & kOpen)) {
    crt_errno = kEBADF;
    return -1;
  }
  const HANDLE handle = descriptor->handle;
  // Standard output and error may share one handle, which the last of them closes.
  const Descriptor* const partner = fd == 1   ? find_descriptor(2)
                                    : fd == 2 ? find_descriptor(1)
                                              : nullptr;
  const bool shared = partner && partner->handle == handle;
  const bool real = handle != kInvalidHandle && reinterpret_cast<intptr_t>(handle) != kNoConsole;
  release_descriptor(fd);
  if (!real || shared || kernel32::CloseHandle(handle)) return 0;
  set_last_error();
  return -1;
}

namespace {

// Gives `to` what `from` has.
bool copy_descriptor(Descriptor& from, int to, Descriptor& target) {
  HANDLE handle;
  if (reinterpret_cast<intptr_t>(from.handle) == kNoConsole) {
    handle = from.handle;
  } else if (!kernel32::DuplicateHandle(kThisProcess, from.handle, kThisProcess, &handle, 0, TRUE,
                                        2 /* DUPLICATE_SAME_ACCESS */)) {
    set_last_error();
    return false;
  }
  target.flags = from.flags & ~kNoInherit;
  target.mode = from.mode;
  set_handle(to, target, handle);
  return true;
}

}  // namespace

int duplicate_descriptor(int fd) {
  Descriptor* from = descriptor_of(fd);
  if (!from) return -1;
  const int to = allocate_descriptor();
  if (to < 0) return -1;
  RecursiveGuard guard(from->lock);
  if (copy_descriptor(*from, to, *slot(to))) return to;
  release_descriptor(to);
  return -1;
}

int duplicate_descriptor_to(int from_fd, int to) {
  Descriptor* from = descriptor_of(from_fd);
  if (!from) return -1;
  if (static_cast<unsigned>(to) >= kMostDescriptors) {
    fail_invalid(kEBADF);
    return -1;
  }
  if (from_fd == to) return 0;
  {
    RecursiveGuard guard(table_lock);
    for (int fd = 0; fd <= to; fd += kDescriptorsPerArray) {
      if (!grow_to(fd)) return -1;
    }
    if (!grow_to(to)) return -1;
  }
  if (find_descriptor(to)) close_descriptor(to);
  RecursiveGuard guard(from->lock);
  slot(to)->flags = kOpen;
  if (copy_descriptor(*from, to, *slot(to))) return 0;
  release_descriptor(to);
  return -1;
}

}  // namespace mimic::win::crt
