// The buffers that the network functions give away.
#include "abi/windows/status.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::netapi32 {

EXPORT(netapi32, DWORD, NetApiBufferAllocate, (DWORD ByteCount, LPVOID* Buffer)) {
  if (!Buffer) return ERROR_INVALID_PARAMETER;
  *Buffer = heap_allocate(ByteCount);
  return *Buffer ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}
EXPORT(netapi32, DWORD, NetApiBufferReallocate,
       (LPVOID OldBuffer, DWORD NewByteCount, LPVOID* NewBuffer)) {
  if (!NewBuffer) return ERROR_INVALID_PARAMETER;
  if (!NewByteCount) {
    heap_free(OldBuffer);
    *NewBuffer = nullptr;
    return ERROR_SUCCESS;
  }
  *NewBuffer = heap_reallocate(OldBuffer, NewByteCount);
  return *NewBuffer ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}
EXPORT(netapi32, DWORD, NetApiBufferSize, (LPVOID Buffer, DWORD* ByteCount)) {
  if (!Buffer || !ByteCount) return ERROR_INVALID_PARAMETER;
  *ByteCount = static_cast<DWORD>(heap_size(Buffer));
  return ERROR_SUCCESS;
}
EXPORT(netapi32, DWORD, NetApiBufferFree, (LPVOID Buffer)) {
  heap_free(Buffer);
  return ERROR_SUCCESS;
}
ALSO(netapi32, DsRoleFreeMemory, "netapi32.NetApiBufferFree");

}  // namespace mimic::win::netapi32
