// The state of an object that several processes have: a page or two of shared memory.
//
// Who changes the state hands it on at once to those who wait, first come first served, as the NT
// kernel does. A waiting thread leaves a ticket there, sleeps on the ticket's word, and finds it
// granted. A thread that waits for all of several objects can only be told to look again, since
// nobody else sees all that it waits for. What a process left that was killed is passed over: its
// tickets are not served, its mutants are abandoned, and the lock is a robust one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "abi/windows/types.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/peer.h"

namespace mimic::win {

struct Thread;

// A thread of some process.
struct SharedParty {
  ProcessIdentity process;
  uint32_t thread = 0;  // 0: a wait that no thread blocks in
  bool operator==(const SharedParty&) const = default;
};
SharedParty party_of(const Thread* thread);

// What an object of any of the kinds is about.
struct SharedValues {
  ObjectType type = ObjectType::kEvent;
  bool manual = false;      // of an event or a timer
  bool abandoned = false;   // a mutant, and nobody knows yet
  LONG count = 0;           // signaled where positive; a mutant's is 1 - how often it is owned
  LONG maximum = 0;         // of a semaphore
  uint32_t generation = 0;  // of a timer, counts settings
  int64_t due = INT64_MAX;  // of a timer: monotonic, of the next expiry
  int64_t period = 0;       // ns
  SharedParty owner{};      // of a mutant
};

class SharedState {
 public:
  // The state in a new file. Null where the memory cannot be had; else the descriptor is its own.
  static std::unique_ptr<SharedState> create(int descriptor, const SharedValues& values,
                                             std::u16string_view name);
  // The state in a file of another process. Null where the file is something else; else the
  // descriptor is its own.
  static std::unique_ptr<SharedState> open(int descriptor);
  // A file for one without name, or -1.
  static int make_file();
  ~SharedState();
  SharedState(const SharedState&) = delete;
  SharedState& operator=(const SharedState&) = delete;

  int descriptor() const { return descriptor_; }
  // The last handle of this process is closed: it does not keep the name any more.
  void release_name();
  std::u16string name() const;
  // The same for every process: the order in which to lock several.
  uint64_t order() const;

  // For those who hold the lock, see SharedGuard.
  void lock();
  void unlock();
  SharedValues& values() const;
  bool available(const SharedParty& who) const;
  // STATUS_SUCCESS, or STATUS_ABANDONED_WAIT_0.
  NTSTATUS take(const SharedParty& who);

  // kAny and kAll wait for the object; the others meet at a key.
  enum class Kind : uint8_t { kAny, kAll, kKeyWait, kKeyRelease };
  enum : uint32_t { kFree, kWaiting, kLook, kGranted };
  // The word that the holder of a ticket sleeps on while it is kWaiting.
  std::atomic<uint32_t>& word(int ticket) const;
  // Of a granted ticket.
  NTSTATUS granted_status(int ticket) const;

  // Notices the end of those that the object has to come from. Before a wait blocks; not under the
  // lock.
  void watch_others();

 private:
  friend class SharedGuard;
  struct Memory;
  explicit SharedState(Memory* memory, int descriptor);
  bool expire();
  bool check_owner();
  void give_back(const SharedParty& who, NTSTATUS status);

  Memory* const memory_;
  int descriptor_;
  SharedState* next_ = nullptr;  // in the list of this process
  SharedState* previous_ = nullptr;
};

// Holds the lock of a shared state, and wakes those who got something when it is given up.
class SharedGuard {
 public:
  explicit SharedGuard(SharedState* state) : state_(state) {  // does nothing where null
    if (state_) state_->lock();
  }
  ~SharedGuard() {
    if (state_) finish();
  }
  SharedGuard(const SharedGuard&) = delete;
  SharedGuard& operator=(const SharedGuard&) = delete;

  // Brings the state up to date: the clock, an owner that is gone.
  void refresh() {
    if (state_) bring_up_to_date();
  }
  // Hands on what is available. Call after a change of state.
  void serve();
  // Makes all that wait look again.
  void nudge();
  // A ticket, or -1 where there are too many.
  int add_ticket(SharedState::Kind kind, const SharedParty& who, uint64_t key = 0);
  // Returns what was granted unless it is kept. True if something was granted.
  bool drop_ticket(int ticket, bool keep);
  // Grants the first ticket of this kind and key, if there is one.
  bool meet(SharedState::Kind kind, uint64_t key);

 private:
  static constexpr int kMostTickets = 160;
  friend class SharedState;
  void wake(int ticket) { woken_[count_++] = static_cast<uint8_t>(ticket); }
  void bring_up_to_date();
  void finish();

  SharedState* state_;
  int count_ = 0;
  uint8_t woken_[kMostTickets * 2];
};

}  // namespace mimic::win
