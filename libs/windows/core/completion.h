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
};

class CompletionPort : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kCompletionPort; }
  virtual void post(const CompletionPacket& packet) = 0;
  // Removes up to `count` packets; waits for the first. Returns how many, or STATUS_TIMEOUT,
  // STATUS_USER_APC, STATUS_ABANDONED (port closed).
  virtual Expected<size_t> remove(CompletionPacket* packets, size_t count, bool alertable,
                                  NtTimeout timeout) = 0;

 protected:
  CompletionPort() : Object(ObjectType::kCompletionPort) {}
};

Ref<CompletionPort> make_completion_port(uint32_t concurrency);

}  // namespace mimic::win
