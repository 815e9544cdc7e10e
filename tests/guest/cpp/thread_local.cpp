// thread_local variables: one per thread, initialised on first use there.
#include <cstdio>
#include <thread>

struct Noisy {
  explicit Noisy(const char* name) { std::printf("make %s\n", name); }
  int value = 0;
};

thread_local Noisy t_first("first");
thread_local Noisy t_second("second");
thread_local int t_plain = 7;

static int use(int amount) {
  t_first.value += amount;
  t_second.value += amount;
  t_plain += amount;
  return t_first.value + t_second.value + t_plain;
}

int main() {
  std::printf("main %d\n", use(1));
  std::thread([] { std::printf("thread %d\n", use(100)); }).join();
  std::thread([] { std::printf("untouched %d\n", t_plain); }).join();
  std::printf("main %d\n", use(1));
}
