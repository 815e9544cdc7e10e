// Anonymous and named pipes.
#include <algorithm>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/named_pipe.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/overlapped.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD PIPE_ACCESS_INBOUND = 1, PIPE_ACCESS_OUTBOUND = 2,
                FILE_FLAG_OVERLAPPED = 0x40000000, FILE_FLAG_FIRST_PIPE_INSTANCE = 0x80000;
constexpr DWORD PIPE_NOWAIT = 1, PIPE_READMODE_MESSAGE = 2, PIPE_TYPE_MESSAGE = 4;
constexpr DWORD PIPE_SERVER_END = 1;
constexpr ACCESS_MASK kReadEnd = FILE_GENERIC_READ | FILE_WRITE_ATTRIBUTES,
                      kWriteEnd = FILE_GENERIC_WRITE | FILE_READ_ATTRIBUTES;

bool inherits(const SECURITY_ATTRIBUTES* attributes) {
  return attributes && attributes->bInheritHandle;
}

// The part of a pipe's path behind `\\.\pipe\`; empty where it is none.
std::u16string_view name_in(std::u16string_view path) {
  constexpr std::u16string_view kPrefix = u"\\\\.\\pipe\\";
  if (path.size() <= kPrefix.size()) return {};
  for (size_t i = 0; i < kPrefix.size(); ++i) {
    const char16_t unit = path[i] == u'/' ? u'\\' : downcase(path[i]);
    if (unit != kPrefix[i] && !(i == 2 && unit == u'?')) return {};
  }
  return path.substr(kPrefix.size());
}

Expected<Ref<Pipe>> pipe_of(HANDLE handle) { return object_of<Pipe>(handle); }

}  // namespace

EXPORT(kernel32, BOOL, CreatePipe,
       (HANDLE * hReadPipe, HANDLE* hWritePipe, SECURITY_ATTRIBUTES* lpPipeAttributes,
        DWORD nSize)) {
  const bool inherit = inherits(lpPipeAttributes);
  auto ends = create_pipe(nSize);
  if (!ends) return fail(ends.error());
  const HANDLE read = handles().insert(ends->read, kReadEnd, inherit);
  const HANDLE write = handles().insert(ends->write, kWriteEnd, inherit);
  *hReadPipe = read;
  *hWritePipe = write;
  return TRUE;
}

EXPORT(kernel32, HANDLE, CreateNamedPipeW,
       (LPCWSTR lpName, DWORD dwOpenMode, DWORD dwPipeMode, DWORD nMaxInstances,
        DWORD nOutBufferSize, DWORD nInBufferSize, DWORD nDefaultTimeOut,
        SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  const std::u16string path(view_of(lpName));
  const std::u16string_view name = name_in(path);
  PipeOptions options;
  options.inbound = dwOpenMode & PIPE_ACCESS_INBOUND;
  options.outbound = dwOpenMode & PIPE_ACCESS_OUTBOUND;
  options.overlapped = dwOpenMode & FILE_FLAG_OVERLAPPED;
  options.first_instance = dwOpenMode & FILE_FLAG_FIRST_PIPE_INSTANCE;
  options.message_type = dwPipeMode & PIPE_TYPE_MESSAGE;
  options.message_read = dwPipeMode & PIPE_READMODE_MESSAGE;
  options.no_wait = dwPipeMode & PIPE_NOWAIT;
  options.max_instances = nMaxInstances;
  options.out_size = nOutBufferSize;
  options.in_size = nInBufferSize;
  options.default_timeout = nDefaultTimeOut ? nDefaultTimeOut : 50;
  const bool inherit = inherits(lpSecurityAttributes);
  if (name.empty()) return fail_with(ERROR_INVALID_NAME), INVALID_HANDLE_VALUE;
  if (!(options.inbound || options.outbound) || nMaxInstances == 0 || nMaxInstances > 255 ||
      (options.message_read && !options.message_type))
    return fail_with(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
  auto pipe = create_named_pipe(name, options);
  if (!pipe) return fail(pipe.error()), INVALID_HANDLE_VALUE;
  ACCESS_MASK access = SYNCHRONIZE | READ_CONTROL;
  if (options.inbound) access |= kReadEnd;
  if (options.outbound) access |= kWriteEnd;
  const HANDLE handle = handles().insert(*pipe, access, inherit);
  set_last_error(ERROR_SUCCESS);
  return handle;
}

EXPORT(kernel32, HANDLE, CreateNamedPipeA,
       (LPCSTR lpName, DWORD dwOpenMode, DWORD dwPipeMode, DWORD nMaxInstances,
        DWORD nOutBufferSize, DWORD nInBufferSize, DWORD nDefaultTimeOut,
        SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return CreateNamedPipeW(from_ansi(lpName).c_str(), dwOpenMode, dwPipeMode, nMaxInstances,
                          nOutBufferSize, nInBufferSize, nDefaultTimeOut, lpSecurityAttributes);
}

EXPORT(kernel32, BOOL, ConnectNamedPipe, (HANDLE hNamedPipe, OVERLAPPED* lpOverlapped)) {
  auto pipe = pipe_of(hNamedPipe);
  if (!pipe) return fail(pipe.error());
  if (!lpOverlapped) {
    // Without an OVERLAPPED even an overlapped pipe waits here.
    IO_STATUS_BLOCK block = {};
    IoRequest request;
    request.status_block = &block;
    NTSTATUS status = (*pipe)->listen(request);
    if (status == STATUS_PENDING) {
      wait_for_one(**pipe, false, nullptr);
      status = block.Status;
    }
    return ended(status);
  }
  const auto request = request_of(lpOverlapped);
  if (!request) return fail(request.error());
  return ended((*pipe)->listen(*request));
}

EXPORT(kernel32, BOOL, DisconnectNamedPipe, (HANDLE hNamedPipe)) {
  auto pipe = pipe_of(hNamedPipe);
  return succeeded(pipe ? (*pipe)->disconnect() : pipe.error());
}

EXPORT(kernel32, BOOL, PeekNamedPipe,
       (HANDLE hNamedPipe, LPVOID lpBuffer, DWORD nBufferSize, LPDWORD lpBytesRead,
        LPDWORD lpTotalBytesAvail, LPDWORD lpBytesLeftThisMessage)) {
  auto pipe = pipe_of(hNamedPipe);
  // What is no pipe does not know the request.
  if (!pipe)
    return pipe.error() == STATUS_OBJECT_TYPE_MISMATCH ? fail_with(ERROR_INVALID_FUNCTION)
                                                       : fail(pipe.error());
  const auto peeked = (*pipe)->peek(lpBuffer, lpBuffer ? nBufferSize : 0);
  if (!peeked) return fail(peeked.error());
  if (lpBytesRead) *lpBytesRead = peeked->read;
  if (lpTotalBytesAvail) *lpTotalBytesAvail = peeked->available;
  if (lpBytesLeftThisMessage) *lpBytesLeftThisMessage = peeked->left_in_message;
  return TRUE;
}

EXPORT(kernel32, BOOL, SetNamedPipeHandleState,
       (HANDLE hNamedPipe, LPDWORD lpMode, LPDWORD lpMaxCollectionCount,
        LPDWORD lpCollectDataTimeout)) {
  auto pipe = pipe_of(hNamedPipe);
  if (!pipe) return fail(pipe.error());
  if (!lpMode) return TRUE;
  const DWORD mode = *lpMode;
  return succeeded((*pipe)->set_mode(mode & PIPE_READMODE_MESSAGE, mode & PIPE_NOWAIT));
}

EXPORT(kernel32, BOOL, GetNamedPipeHandleStateW,
       (HANDLE hNamedPipe, LPDWORD lpState, LPDWORD lpCurInstances, LPDWORD lpMaxCollectionCount,
        LPDWORD lpCollectDataTimeout, LPWSTR lpUserName, DWORD nMaxUserNameSize)) {
  auto pipe = pipe_of(hNamedPipe);
  if (!pipe) return fail(pipe.error());
  const uint16_t mode = (*pipe)->mode();
  if (lpState)
    *lpState = (mode & Pipe::kNoWait ? PIPE_NOWAIT : 0) |
               (mode & Pipe::kMessageRead ? PIPE_READMODE_MESSAGE : 0);
  const PipeName* name = (*pipe)->pipe_name();
  if (lpCurInstances) *lpCurInstances = name ? instance_count(*name) : 1;
  if (lpMaxCollectionCount) *lpMaxCollectionCount = 0;
  if (lpCollectDataTimeout) *lpCollectDataTimeout = 0;
  if (lpUserName && nMaxUserNameSize) *lpUserName = 0;
  return TRUE;
}
ALSO(kernel32, GetNamedPipeHandleStateA, "kernel32.GetNamedPipeHandleStateW");

EXPORT(kernel32, BOOL, GetNamedPipeInfo,
       (HANDLE hNamedPipe, LPDWORD lpFlags, LPDWORD lpOutBufferSize, LPDWORD lpInBufferSize,
        LPDWORD lpMaxInstances)) {
  auto pipe = pipe_of(hNamedPipe);
  if (!pipe) return fail(pipe.error());
  const uint16_t mode = (*pipe)->mode();
  const PipeName* name = (*pipe)->pipe_name();
  const PipeOptions defaults;
  const PipeOptions& options = name ? pipe_options(*name) : defaults;
  if (lpFlags)
    *lpFlags = (mode & Pipe::kServer ? PIPE_SERVER_END : 0) |
               (mode & Pipe::kMessageType ? PIPE_TYPE_MESSAGE : 0);
  if (lpOutBufferSize) *lpOutBufferSize = options.out_size;
  if (lpInBufferSize) *lpInBufferSize = options.in_size;
  if (lpMaxInstances) *lpMaxInstances = options.max_instances;
  return TRUE;
}

namespace {

BOOL give_process(HANDLE handle, ULONG* process, bool of_server) {
  auto pipe = pipe_of(handle);
  if (!pipe) return fail(pipe.error());
  const bool server = (*pipe)->mode() & Pipe::kServer;
  const DWORD peer = (*pipe)->peer_process();
  if (server == of_server)
    *process = current_teb()->ClientId.UniqueProcess;
  else if (peer)
    *process = peer;
  else
    return fail(STATUS_NOT_FOUND);
  return TRUE;
}

}  // namespace

EXPORT(kernel32, BOOL, GetNamedPipeClientProcessId, (HANDLE Pipe, ULONG* ClientProcessId)) {
  return give_process(Pipe, ClientProcessId, false);
}

EXPORT(kernel32, BOOL, GetNamedPipeServerProcessId, (HANDLE Pipe, ULONG* ServerProcessId)) {
  return give_process(Pipe, ServerProcessId, true);
}

EXPORT(kernel32, BOOL, WaitNamedPipeW, (LPCWSTR lpNamedPipeName, DWORD nTimeOut)) {
  const std::u16string path(view_of(lpNamedPipeName));
  const std::u16string_view name = name_in(path);
  if (name.empty()) return fail_with(ERROR_BAD_PATHNAME);
  const NTSTATUS status = wait_named_pipe(name, nTimeOut);
  // Not ERROR_TIMEOUT, which the status stands for elsewhere.
  return status == STATUS_IO_TIMEOUT ? fail_with(ERROR_SEM_TIMEOUT) : succeeded(status);
}

EXPORT(kernel32, BOOL, WaitNamedPipeA, (LPCSTR lpNamedPipeName, DWORD nTimeOut)) {
  return WaitNamedPipeW(from_ansi(lpNamedPipeName).c_str(), nTimeOut);
}

EXPORT(kernel32, BOOL, TransactNamedPipe,
       (HANDLE hNamedPipe, LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
        DWORD nOutBufferSize, LPDWORD lpBytesRead, OVERLAPPED* lpOverlapped)) {
  auto pipe = pipe_of(hNamedPipe);
  if (!pipe) return fail(pipe.error());
  if (lpOverlapped) {
    const auto request = request_of(lpOverlapped);
    if (!request) return fail(request.error());
    const NTSTATUS status =
        (*pipe)->transceive(*request, lpInBuffer, nInBufferSize, lpOutBuffer, nOutBufferSize);
    if (lpBytesRead && status != STATUS_PENDING) *lpBytesRead = lpOverlapped->InternalHigh;
    return ended(status);
  }
  IO_STATUS_BLOCK block = {};
  IoRequest request;
  request.status_block = &block;
  NTSTATUS status =
      (*pipe)->transceive(request, lpInBuffer, nInBufferSize, lpOutBuffer, nOutBufferSize);
  if (status == STATUS_PENDING) {
    wait_for_one(**pipe, false, nullptr);
    status = block.Status;
  }
  if (lpBytesRead) *lpBytesRead = block.Information;
  return ended(status);
}

EXPORT(kernel32, BOOL, CallNamedPipeW,
       (LPCWSTR lpNamedPipeName, LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
        DWORD nOutBufferSize, LPDWORD lpBytesRead, DWORD nTimeOut)) {
  const std::u16string path(view_of(lpNamedPipeName));
  const std::u16string name(name_in(path));
  if (name.empty()) return fail_with(ERROR_BAD_PATHNAME);
  for (;;) {
    auto opened = open_pipe(to_utf8(name), GENERIC_READ | GENERIC_WRITE, true);
    if (!opened && opened.error() == STATUS_PIPE_NOT_AVAILABLE) {
      const NTSTATUS status = wait_named_pipe(name, nTimeOut);
      if (status == STATUS_IO_TIMEOUT) return fail_with(ERROR_SEM_TIMEOUT);
      if (status) return fail(status);
      continue;
    }
    if (!opened) return fail(opened.error());
    auto* const pipe = static_cast<Pipe*>(opened->get());
    IO_STATUS_BLOCK block = {};
    IoRequest request;
    request.status_block = &block;
    NTSTATUS status = pipe->set_mode(true, false);
    if (nt_success(status))
      status = pipe->transceive(request, lpInBuffer, nInBufferSize, lpOutBuffer, nOutBufferSize);
    *lpBytesRead = block.Information;
    return ended(status);
  }
}

EXPORT(kernel32, BOOL, CallNamedPipeA,
       (LPCSTR lpNamedPipeName, LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
        DWORD nOutBufferSize, LPDWORD lpBytesRead, DWORD nTimeOut)) {
  return CallNamedPipeW(from_ansi(lpNamedPipeName).c_str(), lpInBuffer, nInBufferSize, lpOutBuffer,
                        nOutBufferSize, lpBytesRead, nTimeOut);
}

}  // namespace mimic::win::kernel32
