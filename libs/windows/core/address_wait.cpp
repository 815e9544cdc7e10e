#include "libs/windows/core/address_wait.h"

#include <cstring>

#include "libs/windows/core/lock.h"

namespace mimic::win {

namespace {

// Those who wait for one address. A thread registers before it compares, and a waker changes the
// memory before it looks, so no wake is lost; addresses of any size and alignment work alike.
struct AddressWaiter {
  const void* address;
  std::atomic<uint32_t> woken{0};
  AddressWaiter* next = nullptr;
  AddressWaiter* previous = nullptr;
};

struct alignas(64) Bucket {
  Lock lock;
  std::atomic<uint32_t> count{0};
  AddressWaiter* first = nullptr;
  AddressWaiter* last = nullptr;

  void add(AddressWaiter& waiter) {
    waiter.previous = last;
    (last ? last->next : first) = &waiter;
    last = &waiter;
  }
  void remove(AddressWaiter& waiter) {
    (waiter.previous ? waiter.previous->next : first) = waiter.next;
    (waiter.next ? waiter.next->previous : last) = waiter.previous;
  }
};

constexpr size_t kBuckets = 128;
constinit Bucket buckets[kBuckets];

Bucket& bucket_of(const void* address) {
  const auto hash = (reinterpret_cast<uintptr_t>(address) >> 3) * 0x9e3779b97f4a7c15u;
  return buckets[hash >> 57];
}

bool equal(const void* address, const void* compare, size_t size) {
  switch (size) {
    case 1:
      return __atomic_load_n(static_cast<const uint8_t*>(address), __ATOMIC_SEQ_CST) ==
             *static_cast<const uint8_t*>(compare);
    case 2:
      return __atomic_load_n(static_cast<const uint16_t*>(address), __ATOMIC_SEQ_CST) ==
             *static_cast<const uint16_t*>(compare);
    case 4:
      return __atomic_load_n(static_cast<const uint32_t*>(address), __ATOMIC_SEQ_CST) ==
             *static_cast<const uint32_t*>(compare);
    default:
      return __atomic_load_n(static_cast<const uint64_t*>(address), __ATOMIC_SEQ_CST) ==
             *static_cast<const uint64_t*>(compare);
  }
}

// Takes the waiter out of its bucket on every way out, a fault on the guest's memory included.
class Registration {
 public:
  Registration(Bucket& bucket, AddressWaiter& waiter) : bucket_(bucket), waiter_(waiter) {
    bucket_.count.fetch_add(1, std::memory_order_seq_cst);
    LockGuard guard(bucket_.lock);
    bucket_.add(waiter_);
  }
  ~Registration() {
    // A waker takes the waiter out before it sets `woken`, and touches it no more afterwards except
    // to wake its futex.
    bool queued = false;
    if (!waiter_.woken.load(std::memory_order_acquire)) {
      LockGuard guard(bucket_.lock);
      queued = waiter_.woken.load(std::memory_order_relaxed) == 0;
      if (queued) bucket_.remove(waiter_);
    }
    bucket_.count.fetch_sub(1, std::memory_order_relaxed);
  }

 private:
  Bucket& bucket_;
  AddressWaiter& waiter_;
};

}  // namespace

NTSTATUS wait_on_address(const void* address, const void* compare, size_t size, NtTimeout timeout) {
  if (size != 1 && size != 2 && size != 4 && size != 8) return STATUS_INVALID_PARAMETER;
  if (!equal(address, compare, size)) return STATUS_SUCCESS;
  if (timeout && timeout->QuadPart == 0) return STATUS_TIMEOUT;
  const int64_t deadline = deadline_of(timeout);
  AddressWaiter waiter{.address = address};
  Registration registration(bucket_of(address), waiter);
  if (!equal(address, compare, size)) return STATUS_SUCCESS;
  while (!waiter.woken.load(std::memory_order_acquire)) {
    if (deadline != kNever && monotonic_now() >= deadline) return STATUS_TIMEOUT;
    futex_wait_until(waiter.woken, 0, deadline);
  }
  return STATUS_SUCCESS;
}

void wake_by_address(const void* address, bool all) {
  Bucket& bucket = bucket_of(address);
  // The caller's store before, and a waiter's registration before its compare, need this fence.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (bucket.count.load(std::memory_order_seq_cst) == 0) return;
  constexpr size_t kBatch = 64;
  for (;;) {
    std::atomic<uint32_t>* words[kBatch];
    size_t count = 0;
    {
      LockGuard guard(bucket.lock);
      for (AddressWaiter* waiter = bucket.first; waiter && count < kBatch;) {
        AddressWaiter* next = waiter->next;
        if (waiter->address == address) {
          bucket.remove(*waiter);
          words[count++] = &waiter->woken;
          waiter->woken.store(1, std::memory_order_release);
          if (!all) break;
        }
        waiter = next;
      }
    }
    // The waiters may be gone by now; a futex needs only the address.
    for (size_t index = 0; index < count; ++index) futex_wake(*words[index], 1);
    if (count < kBatch) return;
  }
}

}  // namespace mimic::win
