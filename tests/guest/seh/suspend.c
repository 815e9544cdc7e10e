// SuspendThread, GetThreadContext, SetThreadContext and ResumeThread, in guest code and in a wait.
#include <stdio.h>
#include <windows.h>

static volatile LONG g_spins;
static volatile LONG g_diverted;
static volatile LONG g_stop;
static HANDLE g_event;

static DWORD WINAPI spin(void* argument) {
  while (!g_stop) g_spins++;
  return 3;
}

static DWORD WINAPI waits(void* argument) {
  WaitForSingleObject(g_event, INFINITE);
  g_spins = 0;
  for (int i = 0; i < 1000; ++i) g_spins++;
  return 4;
}

static void diverted(void) {
  g_diverted = 1;
  ExitThread(9);
}

static int moves(void) {
  LONG before = g_spins;
  Sleep(30);
  return g_spins != before;
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  HANDLE thread = CreateThread(NULL, 0, spin, NULL, 0, NULL);
  while (!g_spins) Sleep(1);
  printf("suspend %lu\n", SuspendThread(thread));
  printf("moves %d\n", moves());
  printf("suspend %lu\n", SuspendThread(thread));
  CONTEXT context;
  context.ContextFlags = CONTEXT_FULL;
  printf("get %d\n", GetThreadContext(thread, &context));
  DWORD64 distance = context.Rip - (DWORD64)&spin;
  printf("inside spin %d\n", distance < 256);
  printf("resume %lu\n", ResumeThread(thread));
  printf("moves %d\n", moves());
  printf("resume %lu\n", ResumeThread(thread));
  printf("moves %d\n", moves());
  printf("resume %lu\n", ResumeThread(thread));
  for (int i = 0; i < 200; ++i) {
    SuspendThread(thread);
    context.ContextFlags = CONTEXT_CONTROL;
    GetThreadContext(thread, &context);
    ResumeThread(thread);
  }
  printf("moves %d\n", moves());
  SuspendThread(thread);
  context.ContextFlags = CONTEXT_FULL;
  GetThreadContext(thread, &context);
  context.Rip = (DWORD64)&diverted;
  context.Rsp = (context.Rsp & ~15ull) - 8 - 64;
  printf("set %d\n", SetThreadContext(thread, &context));
  ResumeThread(thread);
  WaitForSingleObject(thread, INFINITE);
  DWORD code;
  GetExitCodeThread(thread, &code);
  printf("diverted %ld exit %lu\n", g_diverted, code);

  g_event = CreateEventA(NULL, TRUE, FALSE, NULL);
  thread = CreateThread(NULL, 0, waits, NULL, 0, NULL);
  Sleep(30);
  g_spins = -1;
  printf("suspend waiting %lu\n", SuspendThread(thread));
  context.ContextFlags = CONTEXT_FULL;
  GetThreadContext(thread, &context);
  printf("stack %d\n", context.Rsp != 0);
  SetEvent(g_event);
  Sleep(30);
  printf("held %d\n", g_spins == -1);
  printf("resume %lu\n", ResumeThread(thread));
  WaitForSingleObject(thread, INFINITE);
  GetExitCodeThread(thread, &code);
  printf("exit %lu spins %ld\n", code, g_spins);

  thread = CreateThread(NULL, 0, waits, NULL, CREATE_SUSPENDED, NULL);
  printf("created, suspend %lu\n", SuspendThread(thread));
  ResumeThread(thread);
  ResumeThread(thread);
  WaitForSingleObject(thread, INFINITE);
  printf("done\n");
  return 0;
}
