// Threads as the C runtimes start them.
#include "libs/windows/core/heap.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_files.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, HANDLE, CreateThread,
               (const SECURITY_ATTRIBUTES* lpThreadAttributes, SIZE_T dwStackSize,
                PVOID lpStartAddress, LPVOID lpParameter, DWORD dwCreationFlags,
                LPDWORD lpThreadId));
DECLARE_EXPORT(kernel32, DWORD, ResumeThread, (HANDLE hThread));
DECLARE_EXPORT(kernel32, HANDLE, GetCurrentThread, ());
DECLARE_EXPORT(kernel32, DWORD, GetCurrentThreadId, ());

}  // namespace mimic::win::kernel32

namespace mimic::win::ntdll {

DECLARE_EXPORT(ntdll, void, RtlExitUserThread, (NTSTATUS Status));

}  // namespace mimic::win::ntdll

namespace mimic::win::crt {
namespace {

using SimpleStart = MS_ABI void (*)(void*);
using Start = MS_ABI unsigned (*)(void*);

struct ThreadBegin {
  union {
    SimpleStart simple;
    Start start;
  };
  void* argument;
  HANDLE handle;  // that a thread of _beginthread closes at its end
};

// The handle of the calling thread, where _beginthread made it.
constinit thread_local HANDLE own_handle = nullptr;

// Ends the calling thread; the handle first, since nothing runs after it.
void end_thread(unsigned code) {
  if (own_handle) kernel32::CloseHandle(own_handle);
  own_handle = nullptr;
  ntdll::RtlExitUserThread(static_cast<NTSTATUS>(code));
}

ThreadBegin take(void* parameter) {
  const ThreadBegin begin = *static_cast<ThreadBegin*>(parameter);
  heap_free(parameter);
  return begin;
}

MS_ABI DWORD run_simple(void* parameter) {
  const ThreadBegin begin = take(parameter);
  own_handle = begin.handle;
  begin.simple(begin.argument);
  end_thread(0);
  return 0;
}

MS_ABI DWORD run(void* parameter) {
  const ThreadBegin begin = take(parameter);
  return begin.start(begin.argument);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

constexpr DWORD kCreateSuspended = 4;

CRT_EXPORT_O(uintptr_t, _beginthread,
             (crt::SimpleStart start, unsigned stack_size, void* argument)) {
  constexpr uintptr_t kError = ~uintptr_t{0};
  if (!start) {
    crt::fail_invalid(crt::kEINVAL);
    return kError;
  }
  auto* begin = static_cast<crt::ThreadBegin*>(crt::allocate(sizeof(crt::ThreadBegin)));
  if (!begin) return kError;
  *begin = {{.simple = start}, argument, nullptr};
  // Suspended until its handle is known to it.
  const HANDLE thread =
      kernel32::CreateThread(nullptr, stack_size, reinterpret_cast<void*>(&crt::run_simple), begin,
                             kCreateSuspended, nullptr);
  if (!thread) {
    heap_free(begin);
    crt::set_last_error();
    return kError;
  }
  begin->handle = thread;
  kernel32::ResumeThread(thread);
  return reinterpret_cast<uintptr_t>(thread);
}

CRT_EXPORT_O(uintptr_t, _beginthreadex,
             (const SECURITY_ATTRIBUTES* security, unsigned stack_size, crt::Start start,
              void* argument, unsigned flags, unsigned* id)) {
  if (!start) {
    crt::fail_invalid(crt::kEINVAL);
    return 0;
  }
  auto* begin = static_cast<crt::ThreadBegin*>(crt::allocate(sizeof(crt::ThreadBegin)));
  if (!begin) return 0;
  *begin = {{.start = start}, argument, nullptr};
  const HANDLE thread = kernel32::CreateThread(
      security, stack_size, reinterpret_cast<void*>(&crt::run), begin, flags, id);
  if (!thread) {
    heap_free(begin);
    crt::set_last_error();
  }
  return reinterpret_cast<uintptr_t>(thread);
}

CRT_EXPORT_O(void, _endthread, ()) { crt::end_thread(0); }
CRT_EXPORT_O(void, _endthreadex, (unsigned code)) {
  ntdll::RtlExitUserThread(static_cast<NTSTATUS>(code));
}
CRT_EXPORT(ULONG, __threadid, ()) { return kernel32::GetCurrentThreadId(); }
CRT_EXPORT(uintptr_t, __threadhandle, ()) {
  return reinterpret_cast<uintptr_t>(kernel32::GetCurrentThread());
}

}  // namespace mimic::win::msvcrt
