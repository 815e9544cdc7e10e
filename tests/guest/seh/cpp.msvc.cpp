// C++ exceptions of the MSVC target: __CxxFrameHandler3, rethrow, nesting, conversions, callbacks.
#define MSVC_GUEST_MAIN
#include "../msvc.h"

// The type descriptors refer to type_info's table, which the C runtime library would define.
extern "C" const void* const type_info_table[2] = {nullptr, nullptr};
#pragma comment(linker, "/alternatename:??_7type_info@@6B@=type_info_table")

void operator delete(void*) noexcept {}

struct Noisy {
  const char* name;
  explicit Noisy(const char* n) : name(n) {}
  ~Noisy() { printf("~%s\n", name); }
};

struct Base {
  int value = 1;
  Base() = default;
  Base(const Base& other) : value(other.value + 100) { printf("copy %d\n", value); }
  virtual ~Base() { printf("~Base %d\n", value); }
};
struct Other {
  virtual ~Other() {}
  int other = 5;
};
struct Derived : Other, Base {
  Derived() { value = 2; }
};

__declspec(noinline) static void thrower(int kind) {
  Noisy noisy("thrower");
  switch (kind) {
    case 0:
      throw 7;
    case 1:
      throw "text";
    case 2:
      throw Derived();
    case 3:
      throw 2.5;
  }
  printf("no throw\n");
}

__declspec(noinline) static void simple(int kind) {
  try {
    Noisy noisy("simple");
    thrower(kind);
  } catch (int value) {
    printf("int %d\n", value);
  } catch (const char* text) {
    printf("text %s\n", text);
  } catch (Base& base) {
    printf("base %d\n", base.value);
  } catch (...) {
    printf("other\n");
  }
}

__declspec(noinline) static void by_value() {
  try {
    throw Derived();
  } catch (Base base) {
    printf("by value %d\n", base.value);
  }
}

__declspec(noinline) static void by_pointer() {
  Derived derived;
  try {
    throw &derived;
  } catch (Base* base) {
    printf("by pointer %d %d\n", base->value, base == &derived);
  }
}

__declspec(noinline) static void rethrow() {
  try {
    try {
      throw 11;
    } catch (int& value) {
      Noisy noisy("rethrow");
      ++value;
      throw;
    }
  } catch (int value) {
    printf("rethrown %d\n", value);
  }
}

__declspec(noinline) static void replaced() {
  try {
    try {
      throw Derived();
    } catch (Base& base) {
      printf("replacing %d\n", base.value);
      throw 13;
    }
  } catch (int value) {
    printf("replaced by %d\n", value);
  }
}

__declspec(noinline) static void inside_catch() {
  try {
    throw 1;
  } catch (int first) {
    try {
      throw 2;
    } catch (int second) {
      printf("inside %d %d\n", first, second);
    }
    try {
      try {
        throw;
      } catch (double) {
        printf("never\n");
      }
    } catch (int again) {
      printf("again %d\n", again);
    }
    printf("still %d\n", first);
  }
}

__declspec(noinline) static void loop() {
  int sum = 0;
  for (int i = 0; i < 1000; ++i) {
    try {
      if (i % 2) throw i;
    } catch (int value) {
      sum += value;
    }
  }
  printf("sum %d\n", sum);
}

static int compare(const void* a, const void* b) {
  Noisy noisy("compare");
  throw 17;
}

__declspec(noinline) static void callback() {
  int numbers[3] = {3, 2, 1};
  try {
    qsort(numbers, 3, sizeof(int), compare);
  } catch (int value) {
    printf("through qsort %d\n", value);
  }
}

__declspec(noinline) static int returning() {
  for (int i = 0;; ++i) {
    try {
      thrower(i == 2 ? 0 : 9);
    } catch (int value) {
      return value + i;
    }
  }
}

static DWORD thread(PVOID) {
  rethrow();
  return 0;
}

int main() {
  for (int kind = 0; kind < 5; ++kind) simple(kind);
  by_value();
  by_pointer();
  rethrow();
  replaced();
  inside_catch();
  loop();
  callback();
  printf("returned %d\n", returning());
  WaitForSingleObject(CreateThread(NULL, 0, thread, NULL, 0, NULL), INFINITE);
  return 0;
}
