// Byte-range locks.
#include "libs/windows/core/file.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/overlapped.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD LOCKFILE_FAIL_IMMEDIATELY = 1, LOCKFILE_EXCLUSIVE_LOCK = 2;

uint64_t both(DWORD low, DWORD high) { return low | uint64_t{high} << 32; }

}  // namespace

EXPORT(kernel32, BOOL, LockFile,
       (HANDLE hFile, DWORD dwFileOffsetLow, DWORD dwFileOffsetHigh, DWORD nNumberOfBytesToLockLow,
        DWORD nNumberOfBytesToLockHigh)) {
  const auto file = object_of<File>(hFile);
  if (!file) return fail(file.error());
  IO_STATUS_BLOCK block = {};
  IoRequest request;
  request.status_block = &block;
  return succeeded((*file)->lock(request,
                                 {both(dwFileOffsetLow, dwFileOffsetHigh),
                                  both(nNumberOfBytesToLockLow, nNumberOfBytesToLockHigh), true, 0},
                                 true));
}

EXPORT(kernel32, BOOL, LockFileEx,
       (HANDLE hFile, DWORD dwFlags, DWORD dwReserved, DWORD nNumberOfBytesToLockLow,
        DWORD nNumberOfBytesToLockHigh, OVERLAPPED* lpOverlapped)) {
  if (dwReserved || !lpOverlapped) return fail_with(ERROR_INVALID_PARAMETER);
  const auto file = object_of<File>(hFile);
  if (!file) return fail(file.error());
  const auto request = request_of(lpOverlapped);
  if (!request) return fail(request.error());
  return ended((*file)->lock(*request,
                             {static_cast<uint64_t>(offset_of(lpOverlapped).QuadPart),
                              both(nNumberOfBytesToLockLow, nNumberOfBytesToLockHigh),
                              (dwFlags & LOCKFILE_EXCLUSIVE_LOCK) != 0, 0},
                             dwFlags & LOCKFILE_FAIL_IMMEDIATELY));
}

EXPORT(kernel32, BOOL, UnlockFile,
       (HANDLE hFile, DWORD dwFileOffsetLow, DWORD dwFileOffsetHigh,
        DWORD nNumberOfBytesToUnlockLow, DWORD nNumberOfBytesToUnlockHigh)) {
  const auto file = object_of<File>(hFile);
  if (!file) return fail(file.error());
  return succeeded(
      (*file)->unlock({both(dwFileOffsetLow, dwFileOffsetHigh),
                       both(nNumberOfBytesToUnlockLow, nNumberOfBytesToUnlockHigh), true, 0}));
}

EXPORT(kernel32, BOOL, UnlockFileEx,
       (HANDLE hFile, DWORD dwReserved, DWORD nNumberOfBytesToUnlockLow,
        DWORD nNumberOfBytesToUnlockHigh, OVERLAPPED* lpOverlapped)) {
  if (dwReserved || !lpOverlapped) return fail_with(ERROR_INVALID_PARAMETER);
  return UnlockFile(hFile, lpOverlapped->Offset, lpOverlapped->OffsetHigh,
                    nNumberOfBytesToUnlockLow, nNumberOfBytesToUnlockHigh);
}

}  // namespace mimic::win::kernel32
