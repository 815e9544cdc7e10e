// Reading and writing.
#include "libs/windows/core/file.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/overlapped.h"

namespace mimic::win::kernel32 {
namespace {

constexpr ACCESS_MASK kMayRead = FILE_READ_DATA | FILE_EXECUTE,
                      kMayWrite = FILE_WRITE_DATA | FILE_APPEND_DATA;

using CompletionRoutine = void(MS_ABI*)(DWORD dwErrorCode, DWORD dwNumberOfBytesTransfered,
                                        OVERLAPPED* lpOverlapped);

// The end of an operation without OVERLAPPED: an overlapped handle waits here, and the end of the
// file is no error.
template <class Operation>
BOOL transfer(IoObject& file, LPDWORD transferred, Operation&& operation) {
  if (transferred) *transferred = 0;
  IO_STATUS_BLOCK block = {};
  IoRequest request;
  request.status_block = &block;
  NTSTATUS status = operation(request);
  if (status == STATUS_PENDING) {
    wait_for_one(file, false, nullptr);
    status = block.Status;
  }
  if (transferred) *transferred = static_cast<DWORD>(block.Information);
  if (status == STATUS_END_OF_FILE) return TRUE;
  return ended(status);
}

template <class Operation>
BOOL transfer_overlapped(OVERLAPPED* overlapped, LPDWORD transferred, Operation&& operation) {
  if (transferred) *transferred = 0;
  const auto request = request_of(overlapped);
  if (!request) return fail(request.error());
  const NTSTATUS status = operation(*request);
  if (transferred && status != STATUS_PENDING &&
      (nt_success(status) || status == STATUS_BUFFER_OVERFLOW))
    *transferred = static_cast<DWORD>(overlapped->InternalHigh);
  return ended(status);
}

// Only files are read and written by pages, and only with an OVERLAPPED.
template <class Operation>
BOOL transfer_pages(HANDLE handle, ACCESS_MASK access, OVERLAPPED* overlapped,
                    Operation&& operation) {
  if (!overlapped) return fail_with(ERROR_INVALID_PARAMETER);
  const auto object = io_object_of(handle, access);
  if (!object) return fail(object.error());
  if (!File::is((*object)->type())) return fail_with(ERROR_INVALID_PARAMETER);
  return transfer_overlapped(overlapped, nullptr, [&](const IoRequest& request) {
    return operation(static_cast<File&>(**object), request);
  });
}

// Runs as the APC of ReadFileEx and WriteFileEx: calls what the program gave.
MS_ABI void complete(PVOID context, IO_STATUS_BLOCK* block, ULONG) {
  const NTSTATUS status = block->Status;
  const auto routine = reinterpret_cast<CompletionRoutine>(context);
  routine(status == STATUS_SUCCESS ? ERROR_SUCCESS : error_of(status),
          static_cast<DWORD>(block->Information), reinterpret_cast<OVERLAPPED*>(block));
}

IoRequest request_with_routine(OVERLAPPED* overlapped, CompletionRoutine routine) {
  IoRequest request;
  request.status_block = reinterpret_cast<IO_STATUS_BLOCK*>(overlapped);
  request.apc_routine = reinterpret_cast<PVOID>(complete);
  request.apc_context = reinterpret_cast<PVOID>(routine);
  overlapped->Internal = STATUS_PENDING;
  return request;
}

BOOL started(NTSTATUS status) { return nt_success(status) ? TRUE : fail(status); }

}  // namespace

EXPORT(kernel32, BOOL, ReadFile,
       (HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, LPDWORD lpNumberOfBytesRead,
        OVERLAPPED* lpOverlapped)) {
  const auto file = io_object_of(hFile, kMayRead);
  if (!file) {
    if (lpNumberOfBytesRead) *lpNumberOfBytesRead = 0;
    return fail(file.error());
  }
  if (!lpOverlapped)
    return transfer(**file, lpNumberOfBytesRead, [&](const IoRequest& request) {
      return (*file)->read(request, lpBuffer, nNumberOfBytesToRead, nullptr);
    });
  const LARGE_INTEGER offset = offset_of(lpOverlapped);
  return transfer_overlapped(lpOverlapped, lpNumberOfBytesRead, [&](const IoRequest& request) {
    return (*file)->read(request, lpBuffer, nNumberOfBytesToRead, &offset);
  });
}

EXPORT(kernel32, BOOL, WriteFile,
       (HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite, LPDWORD lpNumberOfBytesWritten,
        OVERLAPPED* lpOverlapped)) {
  const auto file = io_object_of(hFile, kMayWrite);
  if (!file) {
    if (lpNumberOfBytesWritten) *lpNumberOfBytesWritten = 0;
    return fail(file.error());
  }
  if (!lpOverlapped)
    return transfer(**file, lpNumberOfBytesWritten, [&](const IoRequest& request) {
      return (*file)->write(request, lpBuffer, nNumberOfBytesToWrite, nullptr);
    });
  const LARGE_INTEGER offset = offset_of(lpOverlapped);
  return transfer_overlapped(lpOverlapped, lpNumberOfBytesWritten, [&](const IoRequest& request) {
    return (*file)->write(request, lpBuffer, nNumberOfBytesToWrite, &offset);
  });
}

EXPORT(kernel32, BOOL, ReadFileEx,
       (HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead, OVERLAPPED* lpOverlapped,
        CompletionRoutine lpCompletionRoutine)) {
  const auto file = io_object_of(hFile, kMayRead);
  if (!file) return fail(file.error());
  const LARGE_INTEGER offset = offset_of(lpOverlapped);
  return started((*file)->read(request_with_routine(lpOverlapped, lpCompletionRoutine), lpBuffer,
                               nNumberOfBytesToRead, &offset));
}

EXPORT(kernel32, BOOL, WriteFileEx,
       (HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite, OVERLAPPED* lpOverlapped,
        CompletionRoutine lpCompletionRoutine)) {
  const auto file = io_object_of(hFile, kMayWrite);
  if (!file) return fail(file.error());
  const LARGE_INTEGER offset = offset_of(lpOverlapped);
  return started((*file)->write(request_with_routine(lpOverlapped, lpCompletionRoutine), lpBuffer,
                                nNumberOfBytesToWrite, &offset));
}

// Each element of the array is the address of a page; an empty one ends it.
EXPORT(kernel32, BOOL, ReadFileScatter,
       (HANDLE hFile, PVOID const* aSegmentArray, DWORD nNumberOfBytesToRead, LPDWORD lpReserved,
        OVERLAPPED* lpOverlapped)) {
  return transfer_pages(hFile, kMayRead, lpOverlapped, [&](File& file, const IoRequest& request) {
    const LARGE_INTEGER offset = offset_of(lpOverlapped);
    return file.read_pages(request, aSegmentArray, nNumberOfBytesToRead, &offset);
  });
}

EXPORT(kernel32, BOOL, WriteFileGather,
       (HANDLE hFile, PVOID const* aSegmentArray, DWORD nNumberOfBytesToWrite, LPDWORD lpReserved,
        OVERLAPPED* lpOverlapped)) {
  return transfer_pages(hFile, kMayWrite, lpOverlapped, [&](File& file, const IoRequest& request) {
    const LARGE_INTEGER offset = offset_of(lpOverlapped);
    return file.write_pages(request, aSegmentArray, nNumberOfBytesToWrite, &offset);
  });
}

EXPORT(kernel32, BOOL, DeviceIoControl,
       (HANDLE hDevice, DWORD dwIoControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
        LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned,
        OVERLAPPED* lpOverlapped)) {
  const auto device = io_object_of(hDevice, 0);
  if (!device) return fail(device.error());
  const auto operation = [&](const IoRequest& request) {
    return (*device)->control(request, dwIoControlCode, lpInBuffer, nInBufferSize, lpOutBuffer,
                              nOutBufferSize);
  };
  return lpOverlapped ? transfer_overlapped(lpOverlapped, lpBytesReturned, operation)
                      : transfer(**device, lpBytesReturned, operation);
}

EXPORT(kernel32, BOOL, FlushFileBuffers, (HANDLE hFile)) {
  const auto file = io_object_of(hFile, kMayWrite);
  return succeeded(file ? (*file)->flush() : file.error());
}

EXPORT(kernel32, DWORD, GetFileType, (HANDLE hFile)) {
  const auto file = io_object_of(hFile, 0);
  if (!file) {
    fail(file.error() == STATUS_OBJECT_TYPE_MISMATCH ? STATUS_INVALID_HANDLE : file.error());
    return FILE_TYPE_UNKNOWN;
  }
  set_last_error(ERROR_SUCCESS);
  return (*file)->file_type();
}

}  // namespace mimic::win::kernel32
