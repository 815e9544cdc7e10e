#include "libs/windows/core/reactor.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <unordered_map>
#include <vector>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/lock.h"

namespace mimic::win {

namespace {

struct Entry {
  std::function<void(uint32_t)> ready;  // of a descriptor
  std::function<void()> due;            // of a time
  int descriptor = -1;
  bool owned = false;  // a duplicate of the caller's descriptor
  bool once = false;
};

struct Deadline {
  int64_t time;
  uint64_t token;
  // For a heap with the earliest on top.
  bool operator<(const Deadline& other) const { return time > other.time; }
};

// Never destroyed: its thread runs until the process is gone.
struct Loop {
  Lock lock;
  std::unordered_map<uint64_t, std::shared_ptr<Entry>> entries;
  std::vector<Deadline> deadlines;  // heap; entries that were cancelled stay until due
  uint64_t next_token = 1;
  int epoll = -1;
  int wake = -1;
  int64_t sleeps_until = 0;  // what the thread is about to wait for, or waits for
  pthread_t thread{};
  std::atomic<uint64_t> running{0};   // token of the callback that runs
  std::atomic<uint32_t> finished{0};  // counts callbacks that have ended

  Loop();
  void run();
  void call(uint64_t token, uint32_t events);
  void forget(Entry& entry) const {
    if (entry.descriptor < 0) return;
    ::epoll_ctl(epoll, EPOLL_CTL_DEL, entry.descriptor, nullptr);
    if (entry.owned) ::close(entry.descriptor);
  }
  void drop_cancelled() {
    std::erase_if(deadlines,
                  [this](const Deadline& deadline) { return !entries.contains(deadline.token); });
    std::make_heap(deadlines.begin(), deadlines.end());
  }
  void interrupt() const {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake, &one, sizeof one);
  }
};

constexpr uint64_t kWakeToken = 0;

Loop& loop() {
  static Loop* const instance = new Loop;
  return *instance;
}

Loop::Loop() {
  epoll = ::epoll_create1(EPOLL_CLOEXEC);
  wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kWakeToken;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event);
  // No signal is ever handled on this thread: handlers need a guest thread.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  ::pthread_create(
      &thread, nullptr,
      [](void* self) -> void* {
        ::pthread_setname_np(::pthread_self(), "mimic-reactor");
        static_cast<Loop*>(self)->run();
        return nullptr;
      },
      this);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Loop::run() {
  for (;;) {
    int64_t until = kNever;
    {
      LockGuard guard(lock);
      if (!deadlines.empty()) until = deadlines.front().time;
      sleeps_until = until;
    }
    timespec timeout{};
    if (until != kNever) {
      const int64_t left = std::max<int64_t>(until - monotonic_now(), 0);
      timeout = {left / 1'000'000'000, left % 1'000'000'000};
    }
    epoll_event events[32];
    const int count =
        ::epoll_pwait2(epoll, events, 32, until == kNever ? nullptr : &timeout, nullptr);
    for (int index = 0; index < count; ++index) {
      if (events[index].data.u64 == kWakeToken) {
        uint64_t ignored;
        [[maybe_unused]] const ssize_t got = ::read(wake, &ignored, sizeof ignored);
      } else {
        call(events[index].data.u64, events[index].events);
      }
    }
    for (;;) {
      uint64_t token;
      {
        LockGuard guard(lock);
        if (deadlines.empty() || deadlines.front().time > monotonic_now()) break;
        token = deadlines.front().token;
        std::pop_heap(deadlines.begin(), deadlines.end());
        deadlines.pop_back();
      }
      call(token, 0);
    }
  }
}

// Runs a callback, unless it was cancelled meanwhile.
void Loop::call(uint64_t token, uint32_t events) {
  std::shared_ptr<Entry> entry;
  {
    LockGuard guard(lock);
    const auto found = entries.find(token);
    if (found == entries.end()) return;
    entry = found->second;
    if (entry->due || entry->once) {
      forget(*entry);
      entries.erase(found);
    }
    running.store(token);
  }
  entry->due ? entry->due() : entry->ready(events);
  entry.reset();
  running.store(0);
  finished.fetch_add(1);
  futex_wake(finished, INT32_MAX);
}

}  // namespace

Reactor::Token Reactor::watch(int descriptor, uint32_t events, bool once,
                              std::function<void(uint32_t)> ready) {
  Loop& reactor = loop();
  auto entry = std::make_shared<Entry>();
  entry->ready = std::move(ready);
  entry->descriptor = descriptor;
  entry->once = once;
  LockGuard guard(reactor.lock);
  const uint64_t token = reactor.next_token++;
  epoll_event event{};
  event.events = events;
  event.data.u64 = token;
  if (::epoll_ctl(reactor.epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    // A descriptor can be registered only once; a duplicate counts as another.
    if (errno != EEXIST) return 0;
    entry->descriptor = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    entry->owned = entry->descriptor >= 0;
    if (!entry->owned ||
        ::epoll_ctl(reactor.epoll, EPOLL_CTL_ADD, entry->descriptor, &event) != 0) {
      if (entry->owned) ::close(entry->descriptor);
      return 0;
    }
  }
  reactor.entries.emplace(token, std::move(entry));
  return token;
}

Reactor::Token Reactor::at(int64_t deadline, std::function<void()> due) {
  Loop& reactor = loop();
  auto entry = std::make_shared<Entry>();
  entry->due = std::move(due);
  bool earlier;
  uint64_t token;
  {
    LockGuard guard(reactor.lock);
    token = reactor.next_token++;
    reactor.entries.emplace(token, std::move(entry));
    reactor.deadlines.push_back({deadline, token});
    std::push_heap(reactor.deadlines.begin(), reactor.deadlines.end());
    earlier = deadline < reactor.sleeps_until;
    if (earlier) reactor.sleeps_until = deadline;
  }
  if (earlier && !::pthread_equal(::pthread_self(), reactor.thread)) reactor.interrupt();
  return token;
}

void Reactor::cancel(Token token) {
  if (token == 0) return;
  Loop& reactor = loop();
  std::shared_ptr<Entry> entry;  // destroyed after the lock
  {
    LockGuard guard(reactor.lock);
    const auto found = reactor.entries.find(token);
    if (found != reactor.entries.end()) {
      entry = std::move(found->second);
      reactor.entries.erase(found);
      reactor.forget(*entry);
      if (entry->due && reactor.deadlines.size() > 2 * reactor.entries.size() + 64)
        reactor.drop_cancelled();
    }
  }
  if (::pthread_equal(::pthread_self(), reactor.thread)) return;
  for (;;) {
    const uint32_t seen = reactor.finished.load();
    if (reactor.running.load() != token) return;
    futex_wait_until(reactor.finished, seen, kNever);
  }
}

}  // namespace mimic::win
