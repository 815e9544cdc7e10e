// Threads map and unmap views of one section at the same time; each view is unmapped by one of two.
#include <stdio.h>
#include <windows.h>

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      printf("line %d: %s (last error %lu)\n", __LINE__, #condition, GetLastError()); \
      fflush(stdout);                                                                 \
      ExitProcess(1);                                                                 \
    }                                                                                 \
  } while (0)

enum { kThreads = 4, kRounds = 300, kSize = 0x20000 };
static HANDLE section;
static volatile LONG unmapped;

static DWORD WINAPI map_and_unmap(void* argument) {
  const int own = (int)(INT_PTR)argument;
  for (int i = 0; i < kRounds; ++i) {
    volatile int* view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, kSize);
    CHECK(view);
    MEMORY_BASIC_INFORMATION info;
    CHECK(VirtualQuery((void*)view, &info, sizeof info) && info.State == MEM_COMMIT);
    CHECK(info.AllocationBase == (void*)view && info.Type == MEM_MAPPED);
    view[own] = i;
    CHECK(view[own] == i);
    CHECK(FlushViewOfFile((void*)view, 0));
    CHECK(UnmapViewOfFile((char*)view + 0x10000));
  }
  return 0;
}

static DWORD WINAPI unmap(void* view) {
  if (UnmapViewOfFile(view)) InterlockedIncrement(&unmapped);
  return 0;
}

int main(void) {
  HANDLE threads[kThreads];
  section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, kSize, NULL);
  CHECK(section);
  for (int i = 0; i < kThreads; ++i)
    threads[i] = CreateThread(NULL, 0, map_and_unmap, (void*)(INT_PTR)i, 0, NULL);
  CHECK(WaitForMultipleObjects(kThreads, threads, TRUE, 60000) == WAIT_OBJECT_0);
  for (int i = 0; i < kThreads; ++i) CloseHandle(threads[i]);
  for (int i = 0; i < 50; ++i) {
    void* view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    CHECK(view);
    threads[0] = CreateThread(NULL, 0, unmap, view, 0, NULL);
    threads[1] = CreateThread(NULL, 0, unmap, view, 0, NULL);
    CHECK(WaitForMultipleObjects(2, threads, TRUE, 10000) == WAIT_OBJECT_0);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
    CHECK(unmapped == i + 1);
  }
  return 0;
}
