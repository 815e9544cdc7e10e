// The process lives until its last thread ends, whose exit code it has.
#include "check.h"

static DWORD WINAPI last(LPVOID first) {
  CHECK(WaitForSingleObject(first, 10000) == WAIT_OBJECT_0);
  Sleep(20);
  return 0;
}

int main(void) {
  HANDLE self;
  CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0,
                        FALSE, DUPLICATE_SAME_ACCESS));
  run_thread(last, self);
  ExitThread(3);
}
