#include "abi/windows/shared_data.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

namespace mimic::win::shared_data {
namespace {

// KSYSTEM_TIME: the high part is written twice, so that readers can tell a torn value.
struct SystemTime {
  volatile uint32_t low;
  volatile int32_t high1;
  volatile int32_t high2;

  void set(int64_t value) {
    high2 = static_cast<int32_t>(value >> 32);
    low = static_cast<uint32_t>(value);
    high1 = static_cast<int32_t>(value >> 32);
  }
};

// Offsets from Microsoft's ntddk.h for Windows 10.
struct Page {
  uint32_t tick_count_low_deprecated;
  uint32_t tick_count_multiplier;  // 0x004
  SystemTime interrupt_time;       // 0x008, 100 ns since boot
  SystemTime system_time;          // 0x014, 100 ns since 1601 UTC
  SystemTime time_zone_bias;       // 0x020, 100 ns
  uint16_t image_number_low;       // 0x02c
  uint16_t image_number_high;
  char16_t system_root[260];       // 0x030
  uint32_t max_stack_trace_depth;  // 0x238
  uint32_t crypto_exponent;
  uint32_t time_zone_id;  // 0x240
  uint8_t reserved244[0x264 - 0x244];
  uint32_t product_type;  // 0x264
  uint8_t product_type_valid;
  uint8_t reserved269;
  uint16_t native_architecture;  // 0x26a
  uint32_t major_version;        // 0x26c
  uint32_t minor_version;
  uint8_t processor_features[64];  // 0x274
  uint8_t reserved2b4[0x2d4 - 0x2b4];
  uint8_t kd_debugger_enabled;  // 0x2d4
  uint8_t nx_policies;
  uint8_t reserved2d6[0x320 - 0x2d6];
  SystemTime tick_count;  // 0x320, in 15.625 ms
  uint32_t tick_count_pad;
  uint8_t reserved330[0x3b8 - 0x330];
  uint64_t qpc_bias;
  uint32_t active_processor_count;  // 0x3c0
};
static_assert(offsetof(Page, system_root) == 0x30);
static_assert(offsetof(Page, product_type) == 0x264);
static_assert(offsetof(Page, processor_features) == 0x274);
static_assert(offsetof(Page, tick_count) == 0x320);
static_assert(offsetof(Page, active_processor_count) == 0x3c0);

constexpr size_t kSize = 0x1000;
constexpr int64_t kUnixEpoch = 116444736000000000;  // 1970 in 100 ns since 1601
constexpr long kTickNanoseconds = 500'000;
constexpr int kTicksBetweenChecks = 128;

Page* g_page = nullptr;            // the host's writable view
std::atomic<uint32_t> g_state{0};  // 0 untouched, 1 being set up, 2 ticking, 3 checking or resting
pthread_mutex_t g_mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t g_read = PTHREAD_COND_INITIALIZER;

void* guest_view() { return reinterpret_cast<void*>(kAddress); }

int64_t clock_100ns(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 10'000'000 + now.tv_nsec / 100;
}

void update() {
  const int64_t up = clock_100ns(CLOCK_MONOTONIC);
  g_page->interrupt_time.set(up);
  g_page->system_time.set(clock_100ns(CLOCK_REALTIME) + kUnixEpoch);
  g_page->tick_count.set(up / 156250);
  g_page->tick_count_low_deprecated = static_cast<uint32_t>(up / 156250);
}

// Ticks; now and then takes the page away to learn whether anybody still reads it.
void* run_ticker(void*) {
  pthread_setname_np(pthread_self(), "mimic-clock");
  int ticks = 0;
  for (;;) {
    update();
    const timespec pause{0, kTickNanoseconds};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
    if (++ticks % kTicksBetweenChecks != 0) continue;
    g_state = 3;
    mprotect(guest_view(), kSize, PROT_NONE);
    const timespec grace{0, 20 * kTickNanoseconds};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &grace, nullptr);
    pthread_mutex_lock(&g_mutex);
    while (g_state.load() == 3) pthread_cond_wait(&g_read, &g_mutex);
    pthread_mutex_unlock(&g_mutex);
  }
  return nullptr;
}

bool set_up() {
  const int file = memfd_create("kuser", MFD_CLOEXEC);
  if (file < 0) return false;
  bool good = ftruncate(file, kSize) == 0;
  if (good) {
    void* view = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    good = view != MAP_FAILED;
    if (good) g_page = static_cast<Page*>(view);
  }
  if (good) {
    g_page->tick_count_multiplier = 0x0fa00000;  // 15.625 ms in units of 2^-24 ms
    g_page->image_number_low = g_page->image_number_high = 0x8664;
    memcpy(g_page->system_root, u"C:\\Windows", sizeof u"C:\\Windows");
    g_page->product_type = 1;  // workstation
    g_page->product_type_valid = 1;
    g_page->native_architecture = 9;
    g_page->major_version = 10;
    for (const int feature : {2, 3, 6, 8, 9, 10, 12, 13, 14, 17})  // PF_*: x64's base features
      g_page->processor_features[feature] = 1;
    g_page->active_processor_count = static_cast<uint32_t>(sysconf(_SC_NPROCESSORS_ONLN));
    update();
    good = mmap(guest_view(), kSize, PROT_READ, MAP_SHARED | MAP_FIXED, file, 0) != MAP_FAILED;
  }
  close(file);
  return good;
}

}  // namespace

bool reserve() {
  void* page = mmap(guest_view(), kSize, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  return page == guest_view();
}

// Runs in a signal handler, interrupting guest code that read the page: no lock of the host can be
// held by this thread.
bool handle_fault(const void* address) {
  const auto value = reinterpret_cast<unsigned long>(address);
  if (value < kAddress || value >= kAddress + kSize) return false;
  uint32_t untouched = 0;
  if (g_state.compare_exchange_strong(untouched, 1)) {
    if (!set_up()) return false;
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 64 * 1024);
    pthread_t thread;
    g_state = 2;
    const bool started = pthread_create(&thread, &attributes, run_ticker, nullptr) == 0;
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
    return started;
  }
  if (untouched == 3) {
    update();
    mprotect(guest_view(), kSize, PROT_READ);
    pthread_mutex_lock(&g_mutex);
    g_state = 2;
    pthread_cond_signal(&g_read);
    pthread_mutex_unlock(&g_mutex);
  }
  return true;  // another thread is serving the same fault: read again
}

}  // namespace mimic::win::shared_data
