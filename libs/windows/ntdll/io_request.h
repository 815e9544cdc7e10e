// How the native functions ask for an operation.
#pragma once

#include "libs/windows/core/io.h"

namespace mimic::win::ntdll {

inline Expected<IoRequest> request_of(HANDLE event, PVOID apc_routine, PVOID apc_context,
                                      IO_STATUS_BLOCK* block) {
  IoRequest request;
  request.status_block = block;
  request.apc_routine = apc_routine;
  request.apc_context = apc_context;
  if (event) {
    auto object = object_of(event);
    if (!object) return std::unexpected(object.error());
    request.event = std::move(*object);
  }
  return request;
}

}  // namespace mimic::win::ntdll
