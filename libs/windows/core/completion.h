// I/O completion: ports, and what an operation does when it ends.
#pragma once

#include "libs/windows/core/object.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

struct CompletionPacket {
  ULONG_PTR key = 0;
  PVOID context = nullptr;  // the OVERLAPPED (ApcContext) of the operation
  NTSTATUS status = STATUS_SUCCESS;
  ULONG_PTR information = 0;
  const void* owner = nullptr;  // by which take_back() finds it
};

class CompletionPort : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kCompletionPort; }
  virtual void post(const CompletionPacket& packet) = 0;
  // Removes up to `count` packets; waits for the first. Returns how many, or STATUS_TIMEOUT,
  // STATUS_USER_APC, STATUS_ABANDONED (its last handle was closed).
  virtual Expected<size_t> remove(CompletionPacket* packets, size_t count, bool alertable,
                                  NtTimeout timeout) = 0;
  // Removes a packet that nobody has got yet. False where there is none.
  virtual bool take_back(const void* owner) = 0;
  // Packets in the queue.
  virtual size_t depth() const = 0;

 protected:
  CompletionPort() : Object(ObjectType::kCompletionPort) {}
};

// Posts a packet to a port once an object is signaled (NtCreateWaitCompletionPacket).
class WaitCompletionPacket final : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kOther; }
  WaitCompletionPacket();
  NTSTATUS associate(Ref<CompletionPort> port, Ref<Object> target, const CompletionPacket& packet,
                     bool* already_signaled);
  // STATUS_SUCCESS where no packet will come, STATUS_PENDING where one is there or on its way,
  // STATUS_CANCELLED where nothing was associated.
  NTSTATUS cancel(bool remove_signaled);
  void last_handle_closed() override { cancel(true); }

 private:
  enum class State : uint8_t { kIdle, kWaiting, kSignaled };
  static void signaled(void* context, NTSTATUS status);
  WaitPacket wait_;
  State state_ = State::kIdle;  // with the next two under the dispatcher lock
  Ref<CompletionPort> port_;
  CompletionPacket packet_;
};

// `concurrency` is not enforced: the host's scheduler decides how many threads run.
Ref<CompletionPort> make_completion_port(uint32_t concurrency);

}  // namespace mimic::win
