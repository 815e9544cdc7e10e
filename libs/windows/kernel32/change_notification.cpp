// ReadDirectoryChanges and FindFirstChangeNotification.
#include "libs/windows/core/change_notification.h"

#include "libs/windows/core/directory_state.h"
#include "libs/windows/core/file_lookup.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/deliver.h"

namespace mimic::win::kernel32 {

namespace {

using COMPLETION_ROUTINE = void(MS_ABI*)(DWORD dwErrorCode, DWORD dwNumberOfBytesTransfered,
                                         OVERLAPPED* lpOverlapped);

// The APC of an operation with a completion routine, which is the context.
MS_ABI void run_completion_routine(ULONG_PTR context, ULONG_PTR block, ULONG_PTR) {
  auto* const overlapped = reinterpret_cast<OVERLAPPED*>(block);
  reinterpret_cast<COMPLETION_ROUTINE>(context)(
      error_of(static_cast<NTSTATUS>(overlapped->Internal)),
      static_cast<DWORD>(overlapped->InternalHigh), overlapped);
}

Expected<IoRequest> request_of(OVERLAPPED* overlapped, COMPLETION_ROUTINE routine) {
  IoRequest request;
  request.status_block = reinterpret_cast<IO_STATUS_BLOCK*>(overlapped);
  if (routine) {
    request.apc_routine = reinterpret_cast<PVOID>(run_completion_routine);
    request.apc_context = reinterpret_cast<PVOID>(routine);
    return request;
  }
  // The lowest bit of the event keeps the operation from the completion port.
  const auto event = reinterpret_cast<ULONG_PTR>(overlapped->hEvent);
  request.apc_context = event & 1 ? nullptr : overlapped;
  if (event & ~1ull) {
    auto object = object_of(reinterpret_cast<HANDLE>(event & ~1ull));
    if (!object) return std::unexpected(object.error());
    request.event = std::move(*object);
  }
  return request;
}

HANDLE watch(std::u16string_view path, BOOL subtree, DWORD filter) {
  if (!filter || filter & ~FILE_NOTIFY_CHANGE_ALL)
    return fail_with(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
  const auto found = look_up(path, true);
  if (!found) return fail(found.error()), INVALID_HANDLE_VALUE;
  if (!found->metadata.is_directory()) return fail(STATUS_NOT_A_DIRECTORY), INVALID_HANDLE_VALUE;
  auto notification = ChangeNotification::start(found->path, filter, subtree);
  if (!notification) return fail(notification.error()), INVALID_HANDLE_VALUE;
  return handles().insert(*notification, SYNCHRONIZE);
}

ChangeNotification* notification_of(const Expected<Ref<Object>>& object) {
  return object ? dynamic_cast<ChangeNotification*>(object->get()) : nullptr;
}

}  // namespace

EXPORT(kernel32, BOOL, ReadDirectoryChangesW,
       (HANDLE hDirectory, LPVOID lpBuffer, DWORD nBufferLength, BOOL bWatchSubtree,
        DWORD dwNotifyFilter, LPDWORD lpBytesReturned, OVERLAPPED* lpOverlapped,
        COMPLETION_ROUTINE lpCompletionRoutine)) {
  const auto directory = object_of<File>(hDirectory);
  if (!directory) return fail(STATUS_INVALID_HANDLE);
  if (!(*directory)->is_directory() || !dwNotifyFilter || dwNotifyFilter & ~FILE_NOTIFY_CHANGE_ALL)
    return fail(STATUS_INVALID_PARAMETER);
  IO_STATUS_BLOCK block = {};
  IoRequest request;
  request.status_block = &block;
  if (lpOverlapped) {
    auto asked = request_of(lpOverlapped, lpCompletionRoutine);
    if (!asked) return fail(asked.error());
    request = std::move(*asked);
    lpOverlapped->Internal = STATUS_PENDING;
  } else if (!(*directory)->synchronous()) {
    return fail(STATUS_INVALID_PARAMETER);
  }
  const NTSTATUS status =
      DirectoryState::changes_of(**directory)
          .request(request, lpBuffer, nBufferLength, dwNotifyFilter, bWatchSubtree);
  if (status < 0) return fail(status);
  // Where it is not waited for, nothing is told at once, even if it is there.
  if (!lpOverlapped && lpBytesReturned) *lpBytesReturned = static_cast<DWORD>(block.Information);
  return TRUE;
}

EXPORT(kernel32, HANDLE, FindFirstChangeNotificationW,
       (LPCWSTR lpPathName, BOOL bWatchSubtree, DWORD dwNotifyFilter)) {
  return watch(wide(lpPathName), bWatchSubtree, dwNotifyFilter);
}
EXPORT(kernel32, HANDLE, FindFirstChangeNotificationA,
       (LPCSTR lpPathName, BOOL bWatchSubtree, DWORD dwNotifyFilter)) {
  return watch(wide(lpPathName), bWatchSubtree, dwNotifyFilter);
}

EXPORT(kernel32, BOOL, FindNextChangeNotification, (HANDLE hChangeHandle)) {
  const auto object = object_of(hChangeHandle);
  ChangeNotification* const notification = notification_of(object);
  if (!notification) return fail(STATUS_INVALID_HANDLE);
  notification->rearm();
  return TRUE;
}

EXPORT(kernel32, BOOL, FindCloseChangeNotification, (HANDLE hChangeHandle)) {
  if (!notification_of(object_of(hChangeHandle))) return fail(STATUS_INVALID_HANDLE);
  return succeeded(handles().close(hChangeHandle));
}

}  // namespace mimic::win::kernel32
