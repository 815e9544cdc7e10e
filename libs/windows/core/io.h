// What is read and written through a handle: files, pipes, consoles, sockets. Synchronous and
// overlapped operations, and how they end (events, completion ports, APCs).
#pragma once

#include <mutex>
#include <optional>

#include "libs/windows/core/completion.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

// One operation, as NtReadFile and its kind are given it, besides its data. The pointers are the
// guest's and stay valid until the operation has ended.
struct IoRequest {
  IO_STATUS_BLOCK* status_block = nullptr;
  Ref<Object> event;             // set at the end; where null the object itself is signaled
  PVOID apc_routine = nullptr;   // PIO_APC_ROUTINE, queued to the thread that started the operation
  PVOID apc_context = nullptr;   // posted to the completion port (the OVERLAPPED); null: none posted
};

class IoObject : public Object, public Waitable {
 public:
  static constexpr bool is(ObjectType type) {
    return type == ObjectType::kFile || type == ObjectType::kDirectory ||
           type == ObjectType::kPipe || type == ObjectType::kConsole || type == ObjectType::kSocket;
  }

  // Opened without FILE_FLAG_OVERLAPPED: operations end before they return.
  bool synchronous() const { return synchronous_; }

  // Reads or writes at `offset` (null: at the current position, or where there is none). Returns
  // STATUS_PENDING where the operation goes on, which ends by itself; else its final status with
  // everything that the request asked for done.
  virtual NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                        const LARGE_INTEGER* offset) = 0;
  virtual NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                         const LARGE_INTEGER* offset) = 0;
  virtual NTSTATUS flush() { return STATUS_SUCCESS; }
  // Cancels pending operations: those that the thread with this id started (0: any), with this
  // status block (null: all). STATUS_NOT_FOUND where there were none.
  virtual NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
    return STATUS_NOT_FOUND;
  }

  // CreateIoCompletionPort. STATUS_INVALID_PARAMETER where there is a port already.
  NTSTATUS associate(Ref<CompletionPort> port, ULONG_PTR key);
  // SetFileCompletionNotificationModes: 1 no packet on immediate success, 2 no event of the object.
  static constexpr UCHAR kSkipPortOnSuccess = 1, kSkipEventOnHandle = 2;
  void add_notification_modes(UCHAR modes) { modes_ |= modes; }

  // The object is signaled while no operation is pending on it since one has ended.
  Waitable* waitable() override { return this; }
  bool is_signaled(Thread* thread) const override { return signaled_; }

 protected:
  IoObject(ObjectType type, bool synchronous) : Object(type), synchronous_(synchronous) {}

  // Called when an operation starts: the object and the event become unsignaled.
  void begin(const IoRequest& request);
  // Ends an operation: fills the status block, sets the event, queues the APC, posts the packet, as
  // far as Windows does so for this status. `pended`: STATUS_PENDING was returned. Returns `status`.
  // `thread` is the one that started it, for the APC (null: the calling one).
  NTSTATUS finish(const IoRequest& request, NTSTATUS status, ULONG_PTR information, bool pended,
                  Object* thread = nullptr);

 private:
  const bool synchronous_;
  UCHAR modes_ = 0;
  bool signaled_ = false;  // under the dispatcher lock
  std::mutex port_lock_;
  Ref<CompletionPort> port_;
  ULONG_PTR key_ = 0;
};

}  // namespace mimic::win
