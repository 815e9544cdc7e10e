// C++ exceptions of MinGW: types, rethrow, nesting, unwinding order, threads.
#include <windows.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

struct Noisy {
  const char* name;
  ~Noisy() { std::printf("~%s\n", name); }
};

__attribute__((noinline)) static int deep(int level) {
  Noisy noisy{level % 2 ? "odd" : "even"};
  if (level == 0) throw std::runtime_error("deep");
  return deep(level - 1) + 1;
}

static DWORD WINAPI thread(void*) {
  try {
    throw 42;
  } catch (int value) {
    std::printf("thread caught %d\n", value);
  }
  return 0;
}

int main() {
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  try {
    deep(3);
  } catch (const std::exception& e) {
    std::printf("caught %s\n", e.what());
  }
  try {
    try {
      throw std::string("inner");
    } catch (const std::string& s) {
      std::printf("first %s\n", s.c_str());
      throw;
    }
  } catch (const std::string& s) {
    std::printf("again %s\n", s.c_str());
  }
  try {
    try {
      throw 1;
    } catch (...) {
      Noisy guard{"guard"};
      throw 2.5;
    }
  } catch (double value) {
    std::printf("double %.1f\n", value);
  }
  std::exception_ptr held;
  try {
    throw std::out_of_range("held");
  } catch (...) {
    held = std::current_exception();
  }
  try {
    std::rethrow_exception(held);
  } catch (const std::logic_error& e) {
    std::printf("rethrown %s\n", e.what());
  }
  HANDLE handle = CreateThread(nullptr, 0, thread, nullptr, 0, nullptr);
  WaitForSingleObject(handle, INFINITE);
  std::printf("done\n");
}
