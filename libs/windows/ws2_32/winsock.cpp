#include "libs/windows/ws2_32/winsock.h"

#include <cstring>

namespace mimic::win::ws2_32 {

namespace {

// The APC that calls a completion routine. The routine is where an APC's context would be.
void MS_ABI call_routine(ULONG_PTR context, ULONG_PTR block, ULONG_PTR) {
  auto* const overlapped = reinterpret_cast<WSAOVERLAPPED*>(block);
  const auto routine = reinterpret_cast<CompletionRoutine>(context);
  routine(static_cast<DWORD>(wsa_error_of(static_cast<NTSTATUS>(overlapped->Internal))),
          static_cast<DWORD>(overlapped->InternalHigh), overlapped, 0);
}

constexpr ACCESS_MASK kSocketAccess = FILE_GENERIC_READ | FILE_GENERIC_WRITE;

}  // namespace

SOCKET make_handle(Ref<Socket> socket, bool inherit) {
  return reinterpret_cast<SOCKET>(handles().insert(std::move(socket), kSocketAccess, inherit));
}

Expected<IoRequest> request_of(WSAOVERLAPPED* overlapped, CompletionRoutine routine) {
  IoRequest request;
  request.status_block = reinterpret_cast<IO_STATUS_BLOCK*>(overlapped);
  if (routine) {
    request.apc_routine = reinterpret_cast<PVOID>(call_routine);
    request.apc_context = reinterpret_cast<PVOID>(routine);
  } else {
    // The lowest bit of the event keeps the operation from the completion port.
    const auto event = reinterpret_cast<ULONG_PTR>(overlapped->hEvent);
    request.apc_context = event & 1 ? nullptr : overlapped;
    if (event & ~1ull) {
      auto object = object_of(reinterpret_cast<HANDLE>(event & ~1ull));
      if (!object) return std::unexpected(wsa_status(WSA_INVALID_HANDLE));
      request.event = std::move(*object);
    }
  }
  overlapped->Internal = static_cast<ULONG>(STATUS_PENDING);
  overlapped->InternalHigh = 0;
  return request;
}

int perform(Socket& socket, std::unique_ptr<SocketOperation> operation, DWORD* count,
            WSAOVERLAPPED* overlapped, CompletionRoutine routine) {
  if (!overlapped) {
    const SocketOutcome outcome = socket.run(*operation);
    const bool delivered = nt_success(outcome.status) || outcome.status == STATUS_BUFFER_OVERFLOW;
    if (delivered) operation->deliver();
    if (count && delivered) *count = static_cast<DWORD>(outcome.count);
    return outcome.status == STATUS_SUCCESS ? 0 : fail(outcome.status);
  }
  const auto request = request_of(overlapped, routine);
  if (!request) return fail(request.error());
  const NTSTATUS status = socket.start(*request, operation);
  // A datagram that was cut ends like one that was waited for: what says so is the completion.
  if (status == STATUS_PENDING || status == STATUS_BUFFER_OVERFLOW) return fail_wsa(WSA_IO_PENDING);
  if (count) *count = static_cast<DWORD>(overlapped->InternalHigh);
  return status == STATUS_SUCCESS ? 0 : fail(status);
}

int give_address(const SocketAddress& address, void* name, INT* namelen) {
  if (!namelen || *namelen < address.size || !name) return fail_wsa(WSAEFAULT);
  std::memcpy(name, address.bytes, address.size);
  *namelen = address.size;
  return 0;
}

}  // namespace mimic::win::ws2_32
