#include "libs/windows/core/shared_wait.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/shared_state.h"

namespace mimic::win {
namespace {

constexpr int kFutexWaitv = 449;  // x86-64, Linux 5.16
constexpr size_t kMostWords = 128;
constexpr int64_t kSlice = 2'000'000;  // ns between looks where the host cannot wait for all

// Words to wait for, all at once.
class Words {
 public:
  bool full() const { return count_ == kMostWords; }
  void add(const std::atomic<uint32_t>& word, uint32_t value, bool is_private) {
    list_[count_++] = {value, reinterpret_cast<uintptr_t>(&word), is_private ? 0x82u : 2u, 0};
  }
  // What cannot be waited for is looked at again soon.
  void look_soon() { soon_ = true; }
  void wait(int64_t until) {
    if (!soon_ && wait_once(until)) return;
    // The ticket of a wait for one object says nearly all; the thread's own word is looked at soon.
    const Entry& entry = list_[count_ == 2 ? 1 : 0];
    const int64_t soon = std::min(until, monotonic_now() + kSlice);
    const timespec at = {soon / 1'000'000'000, soon % 1'000'000'000};
    const int operation = FUTEX_WAIT_BITSET | (count_ == 2 ? 0 : FUTEX_PRIVATE_FLAG);
    ::syscall(SYS_futex, entry.address, operation, entry.value, &at, nullptr,
              FUTEX_BITSET_MATCH_ANY);
  }

 private:
  // As struct futex_waitv of the host, with 32-bit words and FUTEX_PRIVATE_FLAG.
  struct Entry {
    uint64_t value;
    uint64_t address;
    uint32_t flags;
    uint32_t reserved;
  };
  bool wait_once(int64_t until) {
    timespec at = {until / 1'000'000'000, until % 1'000'000'000};
    if (::syscall(kFutexWaitv, list_, count_, 0, until == kNever ? nullptr : &at,
                  CLOCK_MONOTONIC) >= 0)
      return true;
    return errno != ENOSYS && errno != EPERM;
  }
  Entry list_[kMostWords];
  size_t count_ = 0;
  bool soon_ = false;
};

// Adds the words of a waiter's tickets. Under the dispatcher lock.
void add_words(const Waiter& waiter, Words& words) {
  for (uint32_t index = 0; index < waiter.count; ++index) {
    const WaitBlock& block = waiter.blocks[index];
    if (!block.shared) continue;
    if (block.ticket < 0 || words.full()) {
      words.look_soon();
    } else {
      words.add(block.shared->word(block.ticket), SharedState::kWaiting, false);
    }
  }
}

}  // namespace

int Waitable::add_ticket(SharedGuard& guard, bool all, Thread* thread) {
  return guard.add_ticket(all ? SharedState::Kind::kAll : SharedState::Kind::kAny,
                          party_of(thread));
}

bool Waitable::move_waiters() {
  bool packets = false;
  while (WaitBlock* block = first_) {
    first_ = block->next;
    Waiter& waiter = *block->waiter;
    block->shared = shared_;
    {
      SharedGuard guard(shared_);
      block->ticket = add_ticket(guard, waiter.all, waiter.thread);
    }
    waiter.shared.store(true, std::memory_order_relaxed);
    if (waiter.ready) {
      add_shared_packet(waiter);
      packets = true;
    } else {
      waiter.look_again();
    }
  }
  last_ = nullptr;
  return packets;
}

SharedLocks::SharedLocks(const Waiter& waiter) {
  for (uint32_t index = 0; index < waiter.count; ++index) {
    SharedState* state = waiter.blocks[index].object->shared();
    if (!state) continue;
    {
      SharedGuard guard(state);
      guard.refresh();
    }
    states_[count_++] = state;
  }
  const auto order = [](const SharedState* state) { return state->order(); };
  std::ranges::sort(states_, states_ + count_, {}, order);
  // One that is there under two handles is locked once.
  count_ = static_cast<uint32_t>(std::ranges::unique(states_, states_ + count_, {}, order).begin() -
                                 states_);
  for (uint32_t index = 0; index < count_; ++index) states_[index]->lock();
}

SharedLocks::~SharedLocks() {
  while (count_ != 0) states_[--count_]->unlock();
}

void Waiter::settle_shared() {
  if (all) {
    // Before the look, so that what comes after it is not missed.
    for (uint32_t index = 0; index < count; ++index) {
      const WaitBlock& block = blocks[index];
      uint32_t look = SharedState::kLook;
      if (block.shared && block.ticket >= 0)
        block.shared->word(block.ticket).compare_exchange_strong(look, SharedState::kWaiting);
    }
    NTSTATUS result;
    bool done;
    {
      const SharedLocks locks(*this);
      done = acquire_all(&result);
    }
    if (done) finish(result);
    return;
  }
  for (uint32_t index = 0; index < count; ++index) {
    WaitBlock& block = blocks[index];
    if (!block.shared) continue;
    NTSTATUS result;
    {
      SharedGuard guard(block.shared);
      guard.refresh();
      if (block.ticket < 0) {
        if (!block.object->is_signaled(thread)) continue;
        result = block.object->acquire(thread);
      } else {
        std::atomic<uint32_t>& word = block.shared->word(block.ticket);
        uint32_t look = SharedState::kLook;
        word.compare_exchange_strong(look, SharedState::kWaiting);
        if (word != SharedState::kGranted) continue;
        result = block.shared->granted_status(block.ticket);
        block.object->granted(thread);
      }
    }
    taken = index;
    finish(result + static_cast<NTSTATUS>(index));
    return;
  }
}

void wait_for_tickets(Waiter& waiter, int64_t until) {
  Words words;
  words.add(waiter.state, Waiter::kAsleep, true);
  {
    DispatcherLock lock;
    if (waiter.satisfied) {
      words.wait(until);  // he has yet to say so
      return;
    }
    add_words(waiter, words);
  }
  for (uint32_t index = 0; index < waiter.count; ++index)
    if (SharedState* state = waiter.blocks[index].object->shared()) state->watch_others();
  words.wait(until);
}

namespace {

// Under the dispatcher lock:
constinit Waiter* packets = nullptr;
constinit bool packet_thread_runs = false;

constinit std::atomic<uint32_t> packet_changes{0};

// Each turn settles what can be settled; the packets' calls happen when the lock is given up.
[[noreturn]] void run_packet_thread() {
  std::vector<Ref<Object>> held;
  held.reserve(kMostWords);
  for (;;) {
    Words words;
    words.add(packet_changes, packet_changes.load(), true);
    int64_t until = kNever;
    {
      DispatcherLock lock;
      for (Waiter* packet = packets; packet;) {
        Waiter* const next = packet->next_packet;
        packet->settle_shared();
        if (!packet->satisfied) {
          add_words(*packet, words);
          until = std::min(until, packet->due());
          // The words stay while they are slept on.
          if (held.size() < held.capacity()) held.emplace_back(packet->held);
        }
        packet = next;
      }
    }
    for (const Ref<Object>& object : held) object->waitable()->shared()->watch_others();
    words.wait(until);
    held.clear();
  }
}

}  // namespace

void add_shared_packet(Waiter& packet) {
  packet.next_packet = packets;
  packets = &packet;
  wake_shared_packets();
  if (std::exchange(packet_thread_runs, true)) return;
  // No signal is ever handled on this thread: handlers need a guest thread.
  sigset_t every, before;
  ::sigfillset(&every);
  ::pthread_sigmask(SIG_SETMASK, &every, &before);
  pthread_t thread;
  ::pthread_create(
      &thread, nullptr,
      [](void*) -> void* {
        ::pthread_setname_np(::pthread_self(), "mimic-waits");
        run_packet_thread();
      },
      nullptr);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void forget_shared_packet(Waiter& packet) {
  Waiter** link = &packets;
  while (*link && *link != &packet) link = &(*link)->next_packet;
  if (*link) *link = packet.next_packet;
  wake_shared_packets();
}

void wake_shared_packets() {
  packet_changes.fetch_add(1);
  futex_wake(packet_changes, 1);
}

}  // namespace mimic::win
