// One-time initialisation, interlocked lists and barriers.
#include "check.h"

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static volatile LONG initialised;
static int object[4];

static BOOL CALLBACK initialise(PINIT_ONCE unused, PVOID parameter, PVOID* context) {
  CHECK(parameter == (PVOID)5);
  Sleep(20);
  InterlockedIncrement(&initialised);
  *context = object;
  return TRUE;
}
static BOOL CALLBACK refuse(PINIT_ONCE unused, PVOID parameter, PVOID* context) {
  SetLastError(77);
  return FALSE;
}
static DWORD WINAPI use_once(LPVOID unused) {
  void* context = NULL;
  CHECK(InitOnceExecuteOnce(&once, initialise, (PVOID)5, &context));
  CHECK(initialised == 1 && context == object);
  return 0;
}

struct entry {
  SLIST_ENTRY link;
  LONG value;
};
static SLIST_HEADER list;
static volatile LONG sum;
static DWORD WINAPI push_and_pop(LPVOID unused) {
  for (int i = 0; i < 20000; i++) {
    struct entry* entry = (struct entry*)InterlockedPopEntrySList(&list);
    if (!entry) continue;
    InterlockedIncrement(&sum);
    InterlockedPushEntrySList(&list, &entry->link);
  }
  return 0;
}

static SYNCHRONIZATION_BARRIER barrier;
static volatile LONG phase_count[50], lasts;
static DWORD WINAPI phases(LPVOID unused) {
  for (int i = 0; i < 50; i++) {
    InterlockedIncrement(&phase_count[i]);
    if (EnterSynchronizationBarrier(&barrier, 0)) InterlockedIncrement(&lasts);
    CHECK(phase_count[i] == 4);
  }
  return 0;
}

int main(void) {
  HANDLE threads[4];
  void* context;
  BOOL pending;
  INIT_ONCE other = INIT_ONCE_STATIC_INIT;
  SetLastError(0);
  CHECK(!InitOnceExecuteOnce(&other, refuse, NULL, &context) && GetLastError() == 77);
  for (int i = 0; i < 4; i++) threads[i] = run_thread(use_once, NULL);
  for (int i = 0; i < 4; i++) join_thread(threads[i]);
  CHECK(!InitOnceBeginInitialize(&other, INIT_ONCE_CHECK_ONLY, &pending, &context));
  CHECK(GetLastError() == ERROR_GEN_FAILURE);
  CHECK(InitOnceBeginInitialize(&other, INIT_ONCE_ASYNC, &pending, &context) && pending);
  CHECK(InitOnceBeginInitialize(&other, INIT_ONCE_ASYNC, &pending, &context) && pending);
  CHECK(InitOnceComplete(&other, INIT_ONCE_ASYNC, object));
  CHECK(!InitOnceComplete(&other, INIT_ONCE_ASYNC, object) && GetLastError() == ERROR_GEN_FAILURE);
  CHECK(InitOnceBeginInitialize(&other, 0, &pending, &context) && !pending && context == object);

  InitializeSListHead(&list);
  CHECK(!InterlockedPopEntrySList(&list) && QueryDepthSList(&list) == 0);
  static struct entry entries[8] __attribute__((aligned(16)));
  for (int i = 0; i < 8; i++)
    CHECK((InterlockedPushEntrySList(&list, &entries[i].link) == NULL) == (i == 0));
  CHECK(QueryDepthSList(&list) == 8);
  for (int i = 0; i < 4; i++) threads[i] = run_thread(push_and_pop, NULL);
  for (int i = 0; i < 4; i++) join_thread(threads[i]);
  CHECK(sum == 80000 && QueryDepthSList(&list) == 8);
  int length = 0;
  for (SLIST_ENTRY* entry = InterlockedFlushSList(&list); entry; entry = entry->Next) length++;
  CHECK(length == 8 && QueryDepthSList(&list) == 0);

  CHECK(InitializeSynchronizationBarrier(&barrier, 4, -1));
  for (int i = 0; i < 4; i++) threads[i] = run_thread(phases, NULL);
  for (int i = 0; i < 4; i++) join_thread(threads[i]);
  CHECK(lasts == 50);
  CHECK(DeleteSynchronizationBarrier(&barrier));
  return 0;
}
