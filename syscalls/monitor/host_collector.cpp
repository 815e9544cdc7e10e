#include "syscalls/monitor/host_collector.h"

#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "syscalls/monitor/host_trace.h"
#include "syscalls/monitor/start.h"
#include "syscalls/trace/event.h"

namespace mimic::monitor {
namespace {

constexpr uint64_t kCapacity = 16 << 20;
constexpr int kIdle = 3;  // milliseconds between two looks at an empty ring

volatile pid_t g_program;

// What ends a terminal's job reaches the program by itself; this is for who kills mimic alone.
void pass_on(int signal) {
  if (g_program) ::kill(g_program, signal);
}

class Reader {
 public:
  Reader(const MappedRing& mapped, const Collection& collection)
      : ring_(mapped.ring), data_(mapped.data), collection_(collection) {}

  // Takes what is there; false for nothing. The writers share this memory: what a size says is
  // checked.
  bool drain() {
    const uint64_t head = __atomic_load_n(&ring_->head, __ATOMIC_ACQUIRE);
    if (head == tail_) return false;
    while (tail_ != head) {
      const unsigned char* event = data_ + tail_ % kCapacity;
      uint32_t size;
      std::memcpy(&size, event, sizeof size);
      if (size < sizeof(syscalls::EventHeader) || size % 8 || size > head - tail_) {
        tail_ = head;  // somebody wrote over the ring: nothing after it can be found
        break;
      }
      collection_.take({event, size});
      tail_ += size;
      __atomic_store_n(&ring_->tail, tail_, __ATOMIC_RELEASE);
    }
    __atomic_fetch_add(&ring_->taken, 1, __ATOMIC_RELEASE);
    ::syscall(SYS_futex, &ring_->taken, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
    return true;
  }

 private:
  Ring* ring_;
  const unsigned char* data_;
  const Collection& collection_;
  uint64_t tail_ = 0;
};

// A process cannot tell of its own death.
void tell_killed(const Collection& collection, pid_t process, int status) {
  timespec time;
  ::clock_gettime(CLOCK_REALTIME, &time);
  syscalls::SignalEvent event = {};
  event.header = {sizeof event,
                  syscalls::EventKind::kKilled,
                  syscalls::kEventVersion,
                  0,
                  process,
                  process,
                  time.tv_sec * 1000000000ull + time.tv_nsec};
  event.signal = WTERMSIG(status);
  event.flags = syscalls::kSignalNoInfo;
  if (WCOREDUMP(status)) event.flags |= syscalls::kSignalCoreDumped;
  collection.take({reinterpret_cast<const uint8_t*>(&event), sizeof event});
}

}  // namespace

Result<int> collect(const Collection& collection) {
  const auto descriptor = make_ring(kCapacity);
  if (!descriptor) return std::unexpected(descriptor.error());
  const auto mapped = map_ring(*descriptor, "in memory");
  if (!mapped) return std::unexpected(mapped.error());
  collection.configure(*mapped->ring);

  // Programs that outlive their parents stay descendants.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  // A new program, so that nothing of this one is seen in it.
  const std::string ring =
      "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(*descriptor);
  std::vector<const char*> arguments = {kFirstExecutionMarker, collection.program.path.c_str(),
                                        ring.c_str()};
  arguments.insert(arguments.end(), collection.program.arguments.begin(),
                   collection.program.arguments.end());
  arguments.push_back(nullptr);
  pid_t pid;
  if (const int error = ::posix_spawn(&pid, "/proc/self/exe", nullptr, nullptr,
                                      const_cast<char**>(arguments.data()), environ))
    return fail(ErrorKind::kSystem, "starting mimic: %s", std::strerror(error));
  g_program = pid;
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGQUIT, SIG_IGN);
  ::signal(SIGTERM, pass_on);
  ::signal(SIGHUP, pass_on);

  Reader reader(*mapped, collection);
  int program_status = 0;
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  bool running = true;
  for (;;) {
    const bool some = reader.drain();
    int status;
    pid_t ended;
    while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0) {
      if (WIFSIGNALED(status)) {
        reader.drain();  // what the process did before
        tell_killed(collection, ended, status);
      }
      if (ended != pid) continue;
      program_status = status;
      running = false;
    }
    if (ended < 0) break;  // nobody is left
    if (some) continue;
    pollfd poll = {process, POLLIN, 0};
    ::poll(&poll, running && process >= 0 ? 1 : 0, kIdle);
  }
  reader.drain();
  g_program = 0;

  return program_status;
}

}  // namespace mimic::monitor
