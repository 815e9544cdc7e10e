// A C++ exception thrown in a callback passes through the host function that called it.
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

struct Guard {
  ~Guard() { std::printf("guard gone\n"); }
};

static int compare(const void*, const void*) {
  Guard guard;
  throw std::runtime_error("from callback");
}

int main() {
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  int numbers[] = {3, 2, 1};
  for (int round = 0; round < 2; ++round) {
    try {
      std::qsort(numbers, 3, sizeof *numbers, compare);
      std::printf("not reached\n");
    } catch (const std::exception& e) {
      std::printf("caught %s\n", e.what());
    }
  }
}
