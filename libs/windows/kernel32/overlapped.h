// Operations with an OVERLAPPED, and how they end.
#pragma once

#include "libs/windows/core/io.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

// How an operation on an OVERLAPPED is asked for. Its block says pending from the start.
inline Expected<IoRequest> request_of(OVERLAPPED* overlapped) {
  IoRequest request;
  request.status_block = reinterpret_cast<IO_STATUS_BLOCK*>(overlapped);
  // The lowest bit of the event keeps the operation from the completion port.
  const auto event = reinterpret_cast<ULONG_PTR>(overlapped->hEvent);
  request.apc_context = event & 1 ? nullptr : overlapped;
  if (event & ~1ull) {
    auto object = object_of(reinterpret_cast<HANDLE>(event & ~1ull));
    if (!object) return std::unexpected(object.error());
    request.event = std::move(*object);
  }
  overlapped->Internal = STATUS_PENDING;
  return request;
}

inline LARGE_INTEGER offset_of(const OVERLAPPED* overlapped) {
  return {static_cast<int64_t>(overlapped->Offset | static_cast<uint64_t>(overlapped->OffsetHigh)
                                                        << 32)};
}

inline BOOL ended(NTSTATUS status) {
  if (status == STATUS_PENDING) return fail_with(ERROR_IO_PENDING);
  // A warning such as STATUS_BUFFER_OVERFLOW is an error here.
  return status == STATUS_SUCCESS ? TRUE : fail(status);
}

}  // namespace mimic::win::kernel32
