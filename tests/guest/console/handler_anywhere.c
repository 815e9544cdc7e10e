// A control event comes through whatever the program's threads are doing.
#include "check.h"

static HANDLE done, never;
static volatile LONG calls;
static SRWLOCK lock = SRWLOCK_INIT;

static BOOL WINAPI on_event(DWORD event) {
  // What needs the locks of the allocator and of the loader.
  void* memory = malloc(100000);
  CHECK(memory && GetModuleHandleA("kernel32.dll"));
  free(memory);
  InterlockedIncrement(&calls);
  SetEvent(done);
  return TRUE;
}

static void compute(void) {
  volatile unsigned x = 0;
  for (unsigned i = 0; i < 1000; ++i) x += i;
}
static void allocate(void) {
  for (int i = 0; i < 100; ++i) free(malloc(i * 100));
}
static void use_files(void) {
  char path[MAX_PATH];
  GetModuleFileNameA(NULL, path, sizeof path);
  HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
}
static void use_lock(void) {
  AcquireSRWLockExclusive(&lock);
  ReleaseSRWLockExclusive(&lock);
}
static void convert(void) {
  WCHAR units[512];
  MultiByteToWideChar(CP_UTF8, 0, "some text to convert", -1, units, 512);
}

static DWORD WINAPI send_event(void* argument) {
  Sleep(20);
  CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0));
  return 0;
}

static void busy(void (*work)(void)) {
  HANDLE thread = CreateThread(NULL, 0, send_event, NULL, 0, NULL);
  const DWORD start = GetTickCount();
  do {
    work();
    CHECK(GetTickCount() - start < 10000);
  } while (WaitForSingleObject(done, 0) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0 && CloseHandle(thread));
}

int main(void) {
  done = CreateEventA(NULL, FALSE, FALSE, NULL);
  never = CreateEventA(NULL, TRUE, FALSE, NULL);
  CHECK(SetConsoleCtrlHandler(on_event, TRUE));
  void (*const works[])(void) = {compute, allocate, use_files, use_lock, convert};
  for (int i = 0; i < 5; ++i) busy(works[i]);

  // Blocked for good, in different ways.
  HANDLE thread = CreateThread(NULL, 0, send_event, NULL, 0, NULL);
  CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0);
  CloseHandle(thread);
  thread = CreateThread(NULL, 0, send_event, NULL, 0, NULL);
  CHECK(WaitForSingleObject(done, INFINITE) == WAIT_OBJECT_0);
  CloseHandle(thread);
  thread = CreateThread(NULL, 0, send_event, NULL, 0, NULL);
  Sleep(200);
  CHECK(WaitForSingleObject(done, 0) == WAIT_OBJECT_0);
  CloseHandle(thread);
  CHECK(calls == 8);
  return 0;
}
