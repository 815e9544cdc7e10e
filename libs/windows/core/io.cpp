#include "libs/windows/core/io.h"

#include <cstring>

#include "libs/windows/core/event.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {
namespace {

// Classes that any object answers ([MS-FSCC] 2.4, ntifs.h).
constexpr ULONG kFileAccessInformation = 8, kFileModeInformation = 16,
                kFileAlignmentInformation = 17, kFileIoPriorityHintInformation = 43;
constexpr ULONG kFileFsDeviceInformation = 4;
constexpr ULONG FILE_DEVICE_DISK = 7, FILE_DEVICE_MAILSLOT = 12, FILE_DEVICE_NAMED_PIPE = 17,
                FILE_DEVICE_CONSOLE = 80, FILE_DEVICE_NULL = 21;
constexpr ULONG FILE_SYNCHRONOUS_IO_NONALERT = 0x20;

NTSTATUS put_number(void* buffer, ULONG size, ULONG_PTR* written, ULONG value) {
  if (size < sizeof value) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(buffer, &value, sizeof value);
  *written = sizeof value;
  return STATUS_SUCCESS;
}

}  // namespace

ACCESS_MASK map_file_access(ACCESS_MASK access) {
  constexpr struct {
    ACCESS_MASK generic, specific;
  } kMap[] = {{GENERIC_READ, FILE_GENERIC_READ},
              {GENERIC_WRITE, FILE_GENERIC_WRITE},
              {GENERIC_EXECUTE, FILE_GENERIC_EXECUTE},
              {GENERIC_ALL, FILE_ALL_ACCESS}};
  for (const auto& right : kMap) {
    if (access & right.generic) access = (access & ~right.generic) | right.specific;
  }
  return access;
}

NTSTATUS IoObject::control(const IoRequest&, ULONG, const void*, ULONG, void*, ULONG) {
  return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS IoObject::query(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written) {
  switch (information_class) {
    case kFileAccessInformation:
      return put_number(buffer, size, written, FILE_ALL_ACCESS);
    case kFileModeInformation:
      return put_number(buffer, size, written, synchronous() ? FILE_SYNCHRONOUS_IO_NONALERT : 0);
    case kFileAlignmentInformation:
      return put_number(buffer, size, written, 0);
    case kFileIoPriorityHintInformation:
      return put_number(buffer, size, written, 2);
    default:
      return STATUS_INVALID_PARAMETER;
  }
}

NTSTATUS IoObject::set(ULONG information_class, const void*, ULONG) {
  return information_class == kFileModeInformation ||
                 information_class == kFileIoPriorityHintInformation
             ? STATUS_SUCCESS
             : STATUS_INVALID_PARAMETER;
}

NTSTATUS IoObject::query_volume(ULONG information_class, void* buffer, ULONG size,
                                ULONG_PTR* written) {
  if (information_class != kFileFsDeviceInformation) return STATUS_INVALID_PARAMETER;
  if (size < 8) return STATUS_INFO_LENGTH_MISMATCH;
  const ULONG device = type() == ObjectType::kConsole    ? FILE_DEVICE_CONSOLE
                       : type() == ObjectType::kPipe     ? FILE_DEVICE_NAMED_PIPE
                       : type() == ObjectType::kMailslot ? FILE_DEVICE_MAILSLOT
                       : file_type() == FILE_TYPE_CHAR   ? FILE_DEVICE_NULL
                                                         : FILE_DEVICE_DISK;
  const ULONG answer[2] = {device, 0};
  std::memcpy(buffer, answer, sizeof answer);
  *written = sizeof answer;
  return STATUS_SUCCESS;
}

NTSTATUS IoObject::associate(Ref<CompletionPort> port, ULONG_PTR key) {
  if (synchronous_) return STATUS_INVALID_PARAMETER;
  const std::lock_guard guard(port_lock_);
  if (port_) return STATUS_INVALID_PARAMETER;
  port_ = std::move(port);
  key_ = key;
  return STATUS_SUCCESS;
}

void IoObject::begin(const IoRequest& request) {
  if (request.event && request.event->type() == ObjectType::kEvent)
    static_cast<Event*>(request.event.get())->reset();
  if (synchronous_) return;
  const DispatcherLock lock;
  signaled_ = false;
}

NTSTATUS IoObject::finish(const IoRequest& request, NTSTATUS status, ULONG_PTR information,
                          bool pended, Object* thread) {
  // An error that is returned at once is told by nothing else (as IoCompleteRequest does).
  constexpr NTSTATUS kFirstError = static_cast<NTSTATUS>(0xC0000000);
  const bool error = status < 0 && status >= kFirstError;
  if (error && !pended) {
    if (!synchronous_) {
      const DispatcherLock lock;
      signaled_ = true;
      wake();
    }
    return status;
  }
  // The port is the one of now: who sees the end may give the object another before this is over.
  Ref<CompletionPort> port;
  ULONG_PTR key = 0;
  if (!synchronous_ && !request.apc_routine && request.apc_context &&
      (pended || !nt_success(status) || !(modes_ & kSkipPortOnSuccess))) {
    const std::lock_guard guard(port_lock_);
    port = port_;
    key = key_;
  }
  if (request.status_block) {
    request.status_block->Information = information;
    __atomic_store_n(&request.status_block->Status, status, __ATOMIC_RELEASE);
  }
  if (request.event && request.event->type() == ObjectType::kEvent)
    static_cast<Event*>(request.event.get())->set();
  if (request.apc_routine) {
    Thread* target = thread && thread->type() == ObjectType::kThread ? static_cast<Thread*>(thread)
                                                                     : Thread::current();
    auto* apc = new Apc{reinterpret_cast<ApcRoutine>(request.apc_routine),
                        {reinterpret_cast<ULONG_PTR>(request.apc_context),
                         reinterpret_cast<ULONG_PTR>(request.status_block), 0}};
    target->queue_apc(apc);
  }
  if (synchronous_) return status;
  if (!request.event || !(modes_ & kSkipEventOnHandle)) {
    const DispatcherLock lock;
    signaled_ = true;
    wake();
  }
  if (port) port->post({key, request.apc_context, status, information});
  return status;
}

Expected<Ref<IoObject>> io_object_of(HANDLE handle, ACCESS_MASK access) {
  auto entry = handles().lookup(handle);
  if (!entry) return nt_fail(entry.error());
  if (!IoObject::is(entry->object->type())) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  if (access && !(entry->access & access)) return nt_fail(STATUS_ACCESS_DENIED);
  return Ref<IoObject>(static_cast<IoObject*>(entry->object.get()));
}

}  // namespace mimic::win
