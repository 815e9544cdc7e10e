#include "libs/windows/core/clock.h"
#include "libs/windows/core/completion.h"
#include "libs/windows/core/io.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

constexpr ACCESS_MASK IO_COMPLETION_ALL_ACCESS = 0x1f0003;

struct OVERLAPPED_ENTRY {
  ULONG_PTR lpCompletionKey;
  OVERLAPPED* lpOverlapped;
  ULONG_PTR Internal;
  DWORD dwNumberOfBytesTransferred;
};

}  // namespace

EXPORT(kernel32, HANDLE, CreateIoCompletionPort,
       (HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey,
        DWORD NumberOfConcurrentThreads)) {
  if (FileHandle == INVALID_HANDLE_VALUE && ExistingCompletionPort) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  Ref<CompletionPort> port;
  if (ExistingCompletionPort) {
    auto existing = object_of<CompletionPort>(ExistingCompletionPort);
    if (!existing) {
      fail(existing.error());
      return nullptr;
    }
    port = std::move(*existing);
  } else {
    port = make_completion_port(NumberOfConcurrentThreads);
  }
  if (FileHandle != INVALID_HANDLE_VALUE) {
    auto file = object_of<IoObject>(FileHandle);
    const NTSTATUS status = file ? (*file)->associate(port, CompletionKey) : file.error();
    if (!nt_success(status)) {
      fail(status);
      return nullptr;
    }
  }
  return ExistingCompletionPort ? ExistingCompletionPort
                                : handles().insert(port, IO_COMPLETION_ALL_ACCESS);
}

EXPORT(kernel32, BOOL, PostQueuedCompletionStatus,
       (HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey,
        OVERLAPPED* lpOverlapped)) {
  auto port = object_of<win::CompletionPort>(CompletionPort);
  if (!port) return fail(port.error());
  (*port)->post({dwCompletionKey, lpOverlapped, STATUS_SUCCESS, dwNumberOfBytesTransferred});
  return TRUE;
}

EXPORT(kernel32, BOOL, GetQueuedCompletionStatus,
       (HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, ULONG_PTR* lpCompletionKey,
        OVERLAPPED** lpOverlapped, DWORD dwMilliseconds)) {
  *lpOverlapped = nullptr;
  auto port = object_of<win::CompletionPort>(CompletionPort);
  if (!port) return fail(port.error());
  LARGE_INTEGER storage;
  CompletionPacket packet;
  auto count = (*port)->remove(&packet, 1, false, timeout_of(dwMilliseconds, storage));
  if (!count) {
    const NTSTATUS status = count.error();
    return status == STATUS_TIMEOUT     ? fail_with(WAIT_TIMEOUT)
           : status == STATUS_ABANDONED ? fail_with(ERROR_ABANDONED_WAIT_0)
                                        : fail(status);
  }
  *lpOverlapped = static_cast<OVERLAPPED*>(packet.context);
  *lpCompletionKey = packet.key;
  *lpNumberOfBytesTransferred = static_cast<DWORD>(packet.information);
  return succeeded(packet.status);
}

EXPORT(kernel32, BOOL, GetQueuedCompletionStatusEx,
       (HANDLE CompletionPort, OVERLAPPED_ENTRY* lpCompletionPortEntries, ULONG ulCount,
        ULONG* ulNumEntriesRemoved, DWORD dwMilliseconds, BOOL fAlertable)) {
  constexpr ULONG kBatch = 128;
  if (ulCount == 0) return fail_with(ERROR_INVALID_PARAMETER);
  auto port = object_of<win::CompletionPort>(CompletionPort);
  if (!port) return fail(port.error());
  LARGE_INTEGER storage;
  CompletionPacket packets[kBatch];
  auto count = (*port)->remove(packets, ulCount < kBatch ? ulCount : kBatch, fAlertable != 0,
                               timeout_of(dwMilliseconds, storage));
  if (!count) {
    *ulNumEntriesRemoved = 0;
    const NTSTATUS status = count.error();
    return status == STATUS_TIMEOUT     ? fail_with(WAIT_TIMEOUT)
           : status == STATUS_ABANDONED ? fail_with(ERROR_ABANDONED_WAIT_0)
           : status == STATUS_USER_APC  ? fail_with(STATUS_USER_APC)  // WAIT_IO_COMPLETION
                                        : fail(status);
  }
  for (size_t index = 0; index < *count; ++index) {
    const CompletionPacket& packet = packets[index];
    lpCompletionPortEntries[index] = {packet.key, static_cast<OVERLAPPED*>(packet.context),
                                      static_cast<ULONG_PTR>(static_cast<ULONG>(packet.status)),
                                      static_cast<DWORD>(packet.information)};
  }
  *ulNumEntriesRemoved = static_cast<ULONG>(*count);
  return TRUE;
}

EXPORT(kernel32, BOOL, SetFileCompletionNotificationModes, (HANDLE FileHandle, UCHAR Flags)) {
  constexpr UCHAR kKnown = IoObject::kSkipPortOnSuccess | IoObject::kSkipEventOnHandle;
  if (Flags & ~kKnown) return fail_with(ERROR_INVALID_PARAMETER);
  auto file = object_of<IoObject>(FileHandle);
  if (!file) return fail(file.error());
  (*file)->add_notification_modes(Flags);
  return TRUE;
}

}  // namespace mimic::win::kernel32
