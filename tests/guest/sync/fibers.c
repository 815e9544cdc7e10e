// Fibers: switching, their own values, moving between threads.
#include "check.h"

static void *first, *second, *third;
static char trail[64];
static int steps;
static DWORD fls;
static volatile LONG freed;
static void WINAPI on_free(void* value) { InterlockedIncrement(&freed); }

static void CALLBACK body(void* name) {
  CHECK(GetFiberData() == name);
  CHECK(FlsGetValue(fls) == NULL);
  CHECK(FlsSetValue(fls, name));
  volatile double x = 1.5;
  for (int i = 0; i < 3; i++) {
    trail[steps++] = *(char*)name;
    SwitchToFiber(name == (void*)"" ? first : (*(char*)name == 'b' ? third : first));
    CHECK(FlsGetValue(fls) == name && x == 1.5 + i);
    x += 1;
  }
  SwitchToFiber(first);
}

static void CALLBACK deep(void* unused) {
  volatile char large[200 * 1024];
  for (size_t i = 0; i < sizeof large; i += 1024) large[i] = 1;
  for (;;) SwitchToFiber(first);
}

static DWORD WINAPI other_thread(LPVOID fiber) {
  first = ConvertThreadToFiberEx(NULL, FIBER_FLAG_FLOAT_SWITCH);
  CHECK(first);
  SwitchToFiber(fiber);
  CHECK(ConvertFiberToThread());
  return 0;
}

int main(void) {
  CHECK(!IsThreadAFiber());
  CHECK(!ConvertFiberToThread() && GetLastError() == ERROR_ALREADY_THREAD);
  fls = FlsAlloc(on_free);
  first = ConvertThreadToFiber("a");
  CHECK(first && IsThreadAFiber() && GetCurrentFiber() == first && GetFiberData());
  CHECK(!ConvertThreadToFiber(NULL) && GetLastError() == ERROR_ALREADY_FIBER);
  static char b[] = "b", c[] = "c";
  second = CreateFiber(0, body, b);
  third = CreateFiberEx(0, 1 << 20, 0, body, c);
  CHECK(second && third);
  for (int i = 0; i < 3; i++) {
    trail[steps++] = 'a';
    SwitchToFiber(second);
  }
  CHECK(strcmp(trail, "abcabcabc") == 0);
  DeleteFiber(second);
  CHECK(freed == 1);

  void* moving = CreateFiber(0, deep, NULL);
  SwitchToFiber(moving);
  void* own = first;
  join_thread(run_thread(other_thread, moving));
  first = own;
  SwitchToFiber(moving);
  DeleteFiber(moving);
  DeleteFiber(third);
  CHECK(freed == 2);

  // Many switches.
  void* back = CreateFiber(0, deep, NULL);
  for (int i = 0; i < 100000; i++) SwitchToFiber(back);
  DeleteFiber(back);
  CHECK(ConvertFiberToThread() && !IsThreadAFiber());
  return 0;
}
