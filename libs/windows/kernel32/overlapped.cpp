// Waiting for overlapped operations, and cancelling them.
#include "libs/windows/kernel32/overlapped.h"

#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD INFINITE = 0xffffffff;

DWORD volatile_status(const OVERLAPPED* overlapped) {
  return static_cast<DWORD>(__atomic_load_n(&overlapped->Internal, __ATOMIC_ACQUIRE));
}

}  // namespace

EXPORT(kernel32, BOOL, GetOverlappedResultEx,
       (HANDLE hFile, OVERLAPPED* lpOverlapped, LPDWORD lpNumberOfBytesTransferred,
        DWORD dwMilliseconds, BOOL bAlertable)) {
  if (volatile_status(lpOverlapped) == STATUS_PENDING) {
    if (dwMilliseconds == 0) return fail_with(ERROR_IO_INCOMPLETE);
    // The lowest bit of the event is no part of the handle.
    const auto event = reinterpret_cast<ULONG_PTR>(lpOverlapped->hEvent) & ~1ull;
    auto awaited = object_of(event ? reinterpret_cast<HANDLE>(event) : hFile);
    if (!awaited) return fail(awaited.error());
    LARGE_INTEGER timeout;
    timeout.QuadPart = -int64_t{dwMilliseconds} * 10'000;
    const NTSTATUS status =
        wait_for_one(**awaited, bAlertable, dwMilliseconds == INFINITE ? nullptr : &timeout);
    if (status == STATUS_USER_APC) return fail_with(STATUS_USER_APC);  // WAIT_IO_COMPLETION
    if (status == STATUS_TIMEOUT) return fail_with(WAIT_TIMEOUT);
    if (!nt_success(status)) return fail(status);
  }
  *lpNumberOfBytesTransferred = static_cast<DWORD>(lpOverlapped->InternalHigh);
  return ended(static_cast<NTSTATUS>(volatile_status(lpOverlapped)));
}
EXPORT(kernel32, BOOL, GetOverlappedResult,
       (HANDLE hFile, OVERLAPPED* lpOverlapped, LPDWORD lpNumberOfBytesTransferred, BOOL bWait)) {
  return GetOverlappedResultEx(hFile, lpOverlapped, lpNumberOfBytesTransferred,
                               bWait ? INFINITE : 0, FALSE);
}

EXPORT(kernel32, BOOL, CancelIo, (HANDLE hFile)) {
  const auto file = io_object_of(hFile, 0);
  if (!file) return fail(file.error());
  const NTSTATUS status = (*file)->cancel(current_teb()->ClientId.UniqueThread, nullptr);
  return status == STATUS_NOT_FOUND ? TRUE : succeeded(status);
}
EXPORT(kernel32, BOOL, CancelIoEx, (HANDLE hFile, OVERLAPPED* lpOverlapped)) {
  const auto file = io_object_of(hFile, 0);
  if (!file) return fail(file.error());
  return succeeded((*file)->cancel(0, reinterpret_cast<const IO_STATUS_BLOCK*>(lpOverlapped)));
}
EXPORT_PARTIAL("finds no operation to cancel", kernel32, BOOL, CancelSynchronousIo,
               (HANDLE hThread)) {
  const auto thread = object_of(hThread);
  if (!thread) return fail(thread.error());
  return fail((*thread)->type() == ObjectType::kThread ? STATUS_NOT_FOUND : STATUS_INVALID_HANDLE);
}

}  // namespace mimic::win::kernel32
