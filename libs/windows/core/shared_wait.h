// Waits in which some object is shared with other processes.
#pragma once

#include "libs/windows/core/waiter.h"

namespace mimic::win {

// Holds the locks of all shared objects that a wait is for, if there are several to be acquired at
// once. Under the dispatcher lock.
class SharedLocks {
 public:
  explicit SharedLocks(const Waiter& waiter);
  ~SharedLocks();
  SharedLocks(const SharedLocks&) = delete;
  SharedLocks& operator=(const SharedLocks&) = delete;

 private:
  uint32_t count_ = 0;
  SharedState* states_[64];
};

// Sleeps until somebody says something to the waiter, grants one of its tickets, or the time is
// there.
void wait_for_tickets(Waiter& waiter, int64_t until);

// Packets that wait for shared objects: a thread of the host waits for them all. Under the
// dispatcher lock.
void add_shared_packet(Waiter& packet);
void forget_shared_packet(Waiter& packet);
void wake_shared_packets();

}  // namespace mimic::win
