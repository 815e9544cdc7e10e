// thread_local variables: one per thread, initialised on first use, destroyed in reverse order when
// their thread ends, and those of the main thread before statics.
#include <cstdio>
#include <thread>

static void print(const char* what, const char* name) { std::printf("%s %s\n", what, name); }

struct Noisy {
  explicit Noisy(const char* name) : name(name) { print("make", name); }
  ~Noisy() { print("end", name); }
  const char* name;
  int value = 0;
};

static Noisy g_static("static");
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
  std::fflush(stdout);
}
