// How operations on files, pipes, consoles and sockets begin and end.
#include "libs/windows/core/event.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {
namespace {

// Severity "error" in an NTSTATUS ([MS-ERREF] 2.3).
bool is_error(NTSTATUS status) { return static_cast<uint32_t>(status) >> 30 == 3; }

}  // namespace

void IoObject::begin(const IoRequest& request) {
  if (request.event && request.event->type() == ObjectType::kEvent)
    static_cast<Event*>(request.event.get())->reset();
  DispatcherLock lock;
  signaled_ = false;
}

NTSTATUS IoObject::finish(const IoRequest& request, NTSTATUS status, ULONG_PTR information,
                          bool pended, Object* thread) {
  // A failure at once is told by the return value alone.
  if (is_error(status) && !pended) {
    DispatcherLock lock;
    signaled_ = true;
    wake();
    return status;
  }
  if (IO_STATUS_BLOCK* block = request.status_block) {
    block->Information = information;
    // Whoever polls the status finds the rest in place.
    std::atomic_ref(block->Status).store(status, std::memory_order_release);
  }
  Ref<CompletionPort> port;
  ULONG_PTR key = 0;
  if (request.apc_context && !request.apc_routine &&
      (pended || !(modes_ & kSkipPortOnSuccess))) {
    std::lock_guard lock(port_lock_);
    port = port_;
    key = key_;
  }
  if (request.event && request.event->type() == ObjectType::kEvent)
    static_cast<Event*>(request.event.get())->set();
  if (!request.event && !(modes_ & kSkipEventOnHandle)) {
    DispatcherLock lock;
    signaled_ = true;
    wake();
  }
  if (request.apc_routine) {
    auto* target = thread ? static_cast<Thread*>(thread) : Thread::current();
    auto* apc = new Apc{reinterpret_cast<ApcRoutine>(request.apc_routine),
                        {reinterpret_cast<ULONG_PTR>(request.apc_context),
                         reinterpret_cast<ULONG_PTR>(request.status_block), 0}};
    target->queue_apc(apc);
  }
  if (port)
    port->post({key, request.apc_context, status, information});
  return status;
}

NTSTATUS IoObject::associate(Ref<CompletionPort> port, ULONG_PTR key) {
  std::lock_guard lock(port_lock_);
  if (port_) return STATUS_INVALID_PARAMETER;
  port_ = std::move(port);
  key_ = key;
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
