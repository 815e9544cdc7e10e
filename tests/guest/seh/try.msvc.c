/* __try, __except, __finally: nesting, filters, hardware faults, leaf functions, collided unwinds.
 */
#define MSVC_GUEST_MAIN
#include "msvc.h"

static int* volatile g_null;
static volatile int g_zero;

/* clang protects calls, not single instructions: what faults is in functions of its own. */
static __declspec(noinline) int leaf(int* p) { return *p; }
static __declspec(noinline) int divide(int by) { return 10 / by; }
static __declspec(noinline) void store(volatile int* p) { *p = 1; }

static int filter(const char* where, EXCEPTION_POINTERS* p, int verdict) {
  printf("filter %s %08lx\n", where, p->ExceptionRecord->ExceptionCode);
  return verdict;
}

static __declspec(noinline) void basic(void) {
  __try {
    printf("value %d\n", leaf(g_null));
  } __except (filter("basic", GetExceptionInformation(), EXCEPTION_EXECUTE_HANDLER)) {
    printf("basic caught %08lx\n", GetExceptionCode());
  }
}

static __declspec(noinline) void with_finally(int round) {
  __try {
    if (round == 1) RaiseException(0xe0000001, 0, 0, NULL);
    if (round == 2) store((volatile int*)8);
    printf("round %d normal\n", round);
  } __finally {
    printf("finally %d abnormal %d\n", round, AbnormalTermination());
  }
}

static __declspec(noinline) void nested(int round) {
  __try {
    __try {
      __try {
        with_finally(round);
      } __finally {
        printf("middle finally\n");
      }
    } __except (filter("inner", GetExceptionInformation(), EXCEPTION_CONTINUE_SEARCH)) {
      printf("never\n");
    }
  } __except (filter("outer", GetExceptionInformation(), EXCEPTION_EXECUTE_HANDLER)) {
    printf("outer caught\n");
  }
}

static __declspec(noinline) void collide(void) {
  __try {
    __try {
      __try {
        RaiseException(0xe0000002, 0, 0, NULL);
      } __finally {
        printf("first finally raises\n");
        RaiseException(0xe0000003, 0, 0, NULL);
      }
    } __finally {
      printf("second finally\n");
    }
  } __except (filter("collide", GetExceptionInformation(), EXCEPTION_EXECUTE_HANDLER)) {
    printf("collided %08lx\n", GetExceptionCode());
  }
}

static int nested_filter(void) {
  __try {
    RaiseException(0xe0000005, 0, 0, NULL);
  } __except (EXCEPTION_EXECUTE_HANDLER) {
    printf("caught inside the filter\n");
  }
  return EXCEPTION_EXECUTE_HANDLER;
}

static __declspec(noinline) void in_filter(void) {
  __try {
    RaiseException(0xe0000004, 0, 0, NULL);
  } __except (nested_filter()) {
    printf("filter done\n");
  }
}

static int resume(EXCEPTION_POINTERS* p) {
  static int target = 11;
  p->ContextRecord->Rcx = (DWORD64)&target;
  return EXCEPTION_CONTINUE_EXECUTION;
}

static __declspec(noinline) void continued(void) {
  __try {
    printf("continued %d\n", leaf(g_null));
  } __except (resume(GetExceptionInformation())) {
    printf("never\n");
  }
}

static int compare(const void* a, const void* b) {
  if (*(const int*)a == 2 || *(const int*)b == 2) *(volatile int*)16 = 0;
  return *(const int*)a - *(const int*)b;
}

static __declspec(noinline) void callback(void) {
  int numbers[4] = {4, 3, 2, 1};
  __try {
    qsort(numbers, 4, sizeof(int), compare);
    printf("never\n");
  } __except (filter("callback", GetExceptionInformation(), EXCEPTION_EXECUTE_HANDLER)) {
    printf("callback caught, address %d\n", 16);
  }
}

static BOOL locale_callback(char* name) {
  RaiseException(0xe0000006, 0, 0, NULL);
  return 1;
}

static __declspec(noinline) void host_locks(void) {
  int round;
  for (round = 0; round < 3; ++round) {
    __try {
      EnumSystemLocalesA(locale_callback, 1);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
      printf("locale callback %d\n", round);
    }
  }
}

static __declspec(noinline) void host_fault(void) {
  __try {
    memcpy((void*)24, "text", 4);
  } __except (filter("host", GetExceptionInformation(), EXCEPTION_EXECUTE_HANDLER)) {
    printf("memcpy caught\n");
  }
}

static int mend(EXCEPTION_POINTERS* p, void* page) {
  DWORD old;
  printf("mend %d\n", p->ExceptionRecord->ExceptionInformation[1] == (ULONG_PTR)page);
  VirtualProtect(page, 4096, 4, &old);
  return EXCEPTION_CONTINUE_EXECUTION;
}

static __declspec(noinline) void host_continued(void) {
  char* page = (char*)VirtualAlloc(NULL, 4096, 0x3000, 2);
  __try {
    memcpy(page, "mended", 7);
  } __except (mend(GetExceptionInformation(), page)) {
  }
  printf("%s\n", page);
}

static DWORD thread(PVOID argument) {
  __try {
    return divide(g_zero);
  } __except (GetExceptionCode() == EXCEPTION_INT_DIVIDE_BY_ZERO) {
    printf("thread divided\n");
  }
  return 0;
}

#pragma clang optimize off
static __declspec(noinline) int recurse(int depth) {
  volatile char block[4000];
  block[0] = (char)depth;
  return recurse(depth + 1) + block[0];
}
#pragma clang optimize on

static __declspec(noinline) void overflow(void) {
  __try {
    recurse(0);
  } __except (GetExceptionCode() == EXCEPTION_STACK_OVERFLOW) {
    printf("stack overflow caught\n");
  }
}

static __declspec(noinline) int leave(int n) {
  __try {
    if (n == 1) return 5;
    if (n == 2) __leave;
    printf("end of try\n");
  } __finally {
    printf("leave finally %d\n", AbnormalTermination());
  }
  return 6;
}

int main(void) {
  basic();
  nested(0);
  nested(1);
  nested(2);
  collide();
  in_filter();
  continued();
  callback();
  host_locks();
  host_fault();
  host_continued();
  WaitForSingleObject(CreateThread(NULL, 0, thread, NULL, 0, NULL), INFINITE);
  printf("leave %d\n", leave(0));
  printf("leave %d\n", leave(2));
  overflow();
  basic();
  return 0;
}
