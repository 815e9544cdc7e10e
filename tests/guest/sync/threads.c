// Threads: exit codes, ids, suspension at start, information.
#include "check.h"

static DWORD WINAPI returns(LPVOID code) { return (DWORD)(ULONG_PTR)code; }
static DWORD WINAPI exits(LPVOID code) {
  ExitThread((DWORD)(ULONG_PTR)code);
  return 0;
}
static DWORD WINAPI tells_id(LPVOID id) {
  *(DWORD*)id = GetCurrentThreadId();
  return 0;
}
static volatile LONG reached;
static DWORD WINAPI sleeps(LPVOID unused) {
  reached = 1;
  Sleep(INFINITE);
  return 0;
}
static DWORD WINAPI stack_user(LPVOID unused) {
  ULONG_PTR low, high;
  GetCurrentThreadStackLimits(&low, &high);
  char local;
  CHECK((ULONG_PTR)&local > low && (ULONG_PTR)&local < high);
  CHECK(high - low >= 4 << 20);
  volatile char large[3 << 20];
  for (size_t i = 0; i < sizeof large; i += 4096) large[i] = 1;
  return large[4096];
}

int main(void) {
  DWORD code, id;
  HANDLE thread = run_thread(returns, (LPVOID)42);
  CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeThread(thread, &code) && code == 42);
  CHECK(WaitForSingleObject(thread, 0) == WAIT_OBJECT_0);
  CHECK(CloseHandle(thread));
  thread = run_thread(exits, (LPVOID)(ULONG_PTR)0x87654321);
  CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeThread(thread, &code) && code == 0x87654321);
  CHECK(CloseHandle(thread));

  DWORD own_id = 0;
  thread = CreateThread(NULL, 0, tells_id, &own_id, CREATE_SUSPENDED, &id);
  CHECK(thread && id && id != GetCurrentThreadId());
  CHECK(GetThreadId(thread) == id);
  CHECK(WaitForSingleObject(thread, 20) == WAIT_TIMEOUT && own_id == 0);
  CHECK(GetExitCodeThread(thread, &code) && code == STILL_ACTIVE);
  HANDLE opened = OpenThread(THREAD_ALL_ACCESS, FALSE, id);
  CHECK(opened && same_object(opened, thread));
  CHECK(ResumeThread(opened) == 1);
  CHECK(WaitForSingleObject(opened, 10000) == WAIT_OBJECT_0 && own_id == id);
  CHECK(CloseHandle(opened) && CloseHandle(thread));
  CHECK(!OpenThread(THREAD_ALL_ACCESS, FALSE, id) && GetLastError() == ERROR_INVALID_PARAMETER);

  thread = CreateThread(NULL, 4 << 20, stack_user, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
  CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeThread(thread, &code) && code == 1 && CloseHandle(thread));

  thread = run_thread(sleeps, NULL);
  while (!reached) Sleep(1);
  CHECK(TerminateThread(thread, 9));
  CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeThread(thread, &code) && code == 9 && CloseHandle(thread));

  CHECK(GetThreadPriority(GetCurrentThread()) == THREAD_PRIORITY_NORMAL);
  CHECK(SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL));
  CHECK(GetThreadPriority(GetCurrentThread()) == THREAD_PRIORITY_BELOW_NORMAL);
  CHECK(!SetThreadPriority(GetCurrentThread(), 7) && GetLastError() == ERROR_INVALID_PARAMETER);
  FILETIME created, ended, kernel, user;
  CHECK(GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel, &user));
  CHECK(created.dwHighDateTime != 0);
  DWORD_PTR mask = SetThreadAffinityMask(GetCurrentThread(), 1);
  CHECK(mask != 0);
  CHECK(SetThreadAffinityMask(GetCurrentThread(), mask) == 1);
  // Not in every import library.
  HMODULE kernel32 = GetModuleHandleA("kernel32.dll");
  HRESULT(WINAPI * set_description)(HANDLE, PCWSTR) =
      (void*)GetProcAddress(kernel32, "SetThreadDescription");
  HRESULT(WINAPI * get_description)(HANDLE, PWSTR*) =
      (void*)GetProcAddress(kernel32, "GetThreadDescription");
  WCHAR* name;
  CHECK(SUCCEEDED(set_description(GetCurrentThread(), L"a name")));
  CHECK(SUCCEEDED(get_description(GetCurrentThread(), &name)));
  CHECK(wcscmp(name, L"a name") == 0 && LocalFree(name) == NULL);

  // Many short threads, more than there are processors.
  HANDLE many[64];
  for (int round = 0; round < 5; round++) {
    for (int i = 0; i < 64; i++) many[i] = run_thread(returns, (LPVOID)(ULONG_PTR)i);
    CHECK(WaitForMultipleObjects(64, many, TRUE, 20000) == WAIT_OBJECT_0);
    for (int i = 0; i < 64; i++) {
      CHECK(GetExitCodeThread(many[i], &code) && code == (DWORD)i);
      CHECK(CloseHandle(many[i]));
    }
  }
  return 0;
}
