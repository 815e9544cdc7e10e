// Threads by the native interface.
#include "libs/windows/core/thread.h"

#include <sched.h>

#include <cstring>

#include "libs/windows/core/named_handle.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/tls.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

constexpr ACCESS_MASK kThreadAllAccess = 0x1fffff;

struct PS_ATTRIBUTE {
  ULONG_PTR Attribute;
  SIZE_T Size;
  PVOID Value;
  SIZE_T* ReturnLength;
};
struct PS_ATTRIBUTE_LIST {
  SIZE_T TotalLength;
  PS_ATTRIBUTE Attributes[1];
};
constexpr ULONG_PTR PS_ATTRIBUTE_CLIENT_ID = 0x10003, PS_ATTRIBUTE_TEB_ADDRESS = 0x10004;

void report(const PS_ATTRIBUTE& attribute, const void* value, size_t size) {
  if (attribute.Size < size) size = attribute.Size;
  std::memcpy(attribute.Value, value, size);
  if (attribute.ReturnLength) *attribute.ReturnLength = size;
}

template <class T>
NTSTATUS answer(const T& information, PVOID buffer, ULONG length, ULONG* returned) {
  if (length != sizeof(T)) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(buffer, &information, sizeof information);
  if (returned) *returned = sizeof(T);
  return STATUS_SUCCESS;
}

template <class T>
NTSTATUS read_argument(T& value, const void* buffer, ULONG length) {
  if (length != sizeof(T)) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(&value, buffer, sizeof value);
  return STATUS_SUCCESS;
}

struct THREAD_BASIC_INFORMATION {
  NTSTATUS ExitStatus;
  PVOID TebBaseAddress;
  CLIENT_ID ClientId;
  ULONG_PTR AffinityMask;
  LONG Priority;
  LONG BasePriority;
};
static_assert(sizeof(THREAD_BASIC_INFORMATION) == 48);

// THREADINFOCLASS
enum : ULONG {
  kThreadBasicInformation = 0,
  kThreadTimes = 1,
  kThreadPriority = 2,
  kThreadBasePriority = 3,
  kThreadAffinityMask = 4,
  kThreadImpersonationToken = 5,
  kThreadQuerySetWin32StartAddress = 9,
  kThreadZeroTlsCell = 10,
  kThreadAmILastThread = 12,
  kThreadIdealProcessor = 13,
  kThreadPriorityBoost = 14,
  kThreadIsIoPending = 16,
  kThreadHideFromDebugger = 17,
  kThreadIsTerminated = 20,
  kThreadIoPriority = 22,
  kThreadPagePriority = 24,
  kThreadGroupInformation = 30,
  kThreadSuspendCount = 35,
  kThreadNameInformation = 38,
  kThreadPowerThrottlingState = 49,
};

}  // namespace

EXPORT(ntdll, void, RtlExitUserThread, (NTSTATUS ExitStatus)) {
  exit_thread(static_cast<DWORD>(ExitStatus));
}

EXPORT(ntdll, NTSTATUS, NtCreateThreadEx,
       (HANDLE * ThreadHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        HANDLE ProcessHandle, PVOID StartRoutine, PVOID Argument, ULONG CreateFlags,
        SIZE_T ZeroBits, SIZE_T StackSize, SIZE_T MaximumStackSize,
        const PS_ATTRIBUTE_LIST* AttributeList)) {
  constexpr ULONG kSuspended = 1, kSkipAttach = 2;
  auto own = is_current_process(ProcessHandle);
  if (!own) return own.error();
  if (!*own) return STATUS_ACCESS_DENIED;
  ThreadStart start;
  start.routine = StartRoutine;
  start.parameter = Argument;
  start.stack_reserve = MaximumStackSize > StackSize ? MaximumStackSize : StackSize;
  start.suspended = CreateFlags & kSuspended;
  start.skip_attach = CreateFlags & kSkipAttach;
  auto thread = create_thread(start);
  if (!thread) return thread.error();
  if (AttributeList) {
    const size_t count = (AttributeList->TotalLength - offsetof(PS_ATTRIBUTE_LIST, Attributes)) /
                         sizeof(PS_ATTRIBUTE);
    for (size_t index = 0; index < count; ++index) {
      const PS_ATTRIBUTE& attribute = AttributeList->Attributes[index];
      if (attribute.Attribute == PS_ATTRIBUTE_CLIENT_ID) {
        const CLIENT_ID id = {current_teb()->ClientId.UniqueProcess, (*thread)->id()};
        report(attribute, &id, sizeof id);
      } else if (attribute.Attribute == PS_ATTRIBUTE_TEB_ADDRESS) {
        const TEB* teb = (*thread)->guest ? (*thread)->guest->teb : nullptr;
        report(attribute, &teb, sizeof teb);
      }
    }
  }
  const bool inherit = ObjectAttributes && (ObjectAttributes->Attributes & OBJ_INHERIT);
  const HANDLE handle = handles().insert(std::move(*thread),
                                         specific_access(DesiredAccess, kThreadAllAccess), inherit);
  if (!handle) return STATUS_INSUFFICIENT_RESOURCES;
  *ThreadHandle = handle;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlCreateUserThread,
       (HANDLE ProcessHandle, PVOID SecurityDescriptor, BOOLEAN CreateSuspended, ULONG ZeroBits,
        SIZE_T StackReserve, SIZE_T StackCommit, PVOID StartAddress, PVOID Parameter,
        HANDLE* ThreadHandle, CLIENT_ID* ClientId)) {
  auto own = is_current_process(ProcessHandle);
  if (!own) return own.error();
  if (!*own) return STATUS_ACCESS_DENIED;
  ThreadStart start;
  start.routine = StartAddress;
  start.parameter = Parameter;
  start.stack_reserve = StackReserve > StackCommit ? StackReserve : StackCommit;
  start.suspended = CreateSuspended;
  auto thread = create_thread(start);
  if (!thread) return thread.error();
  if (ClientId) *ClientId = {current_teb()->ClientId.UniqueProcess, (*thread)->id()};
  if (ThreadHandle) *ThreadHandle = handles().insert(std::move(*thread), kThreadAllAccess);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtTerminateThread, (HANDLE ThreadHandle, NTSTATUS ExitStatus)) {
  if (!ThreadHandle)  // the calling thread, unless it is the last
    return live_threads() == 1
               ? STATUS_CANT_TERMINATE_SELF
               : terminate_thread(*Thread::current(), static_cast<DWORD>(ExitStatus));
  auto thread = object_of<Thread>(ThreadHandle);
  if (!thread) return thread.error();
  return terminate_thread(**thread, static_cast<DWORD>(ExitStatus));
}

EXPORT(ntdll, NTSTATUS, NtOpenThread,
       (HANDLE * ThreadHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        const CLIENT_ID* ClientId)) {
  Ref<Thread> thread = find_thread(static_cast<DWORD>(ClientId->UniqueThread));
  if (!thread) return STATUS_INVALID_CID;
  const bool inherit = ObjectAttributes && (ObjectAttributes->Attributes & OBJ_INHERIT);
  const HANDLE handle = handles().insert(std::move(thread),
                                         specific_access(DesiredAccess, kThreadAllAccess), inherit);
  if (!handle) return STATUS_INSUFFICIENT_RESOURCES;
  *ThreadHandle = handle;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtQueueApcThread,
       (HANDLE ThreadHandle, PVOID ApcRoutine, PVOID ApcArgument1, PVOID ApcArgument2,
        PVOID ApcArgument3)) {
  auto thread = object_of<Thread>(ThreadHandle);
  if (!thread) return thread.error();
  auto* apc =
      new Apc{reinterpret_cast<win::ApcRoutine>(ApcRoutine),
              {reinterpret_cast<ULONG_PTR>(ApcArgument1), reinterpret_cast<ULONG_PTR>(ApcArgument2),
               reinterpret_cast<ULONG_PTR>(ApcArgument3)}};
  return (*thread)->queue_apc(apc) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

EXPORT_PARTIAL("a special APC runs at the next alertable wait", ntdll, NTSTATUS, NtQueueApcThreadEx,
               (HANDLE ThreadHandle, HANDLE ReserveHandle, PVOID ApcRoutine, PVOID ApcArgument1,
                PVOID ApcArgument2, PVOID ApcArgument3)) {
  return NtQueueApcThread(ThreadHandle, ApcRoutine, ApcArgument1, ApcArgument2, ApcArgument3);
}

EXPORT(ntdll, NTSTATUS, NtQueryInformationThread,
       (HANDLE ThreadHandle, ULONG ThreadInformationClass, PVOID ThreadInformation,
        ULONG ThreadInformationLength, ULONG* ReturnLength)) {
  auto object = object_of<Thread>(ThreadHandle);
  if (!object) return object.error();
  Thread& thread = **object;
  const auto reply = [&](const auto& information) {
    return answer(information, ThreadInformation, ThreadInformationLength, ReturnLength);
  };
  switch (ThreadInformationClass) {
    case kThreadBasicInformation: {
      THREAD_BASIC_INFORMATION basic{};
      basic.ClientId = {current_teb()->ClientId.UniqueProcess, thread.id()};
      basic.AffinityMask = affinity_of(thread).value_or(current_peb()->ActiveProcessAffinityMask);
      basic.BasePriority = thread.priority;
      basic.Priority = 8 + thread.priority;
      {
        DispatcherLock lock;
        basic.ExitStatus = static_cast<NTSTATUS>(thread.exit_code);
        basic.TebBaseAddress = thread.guest ? thread.guest->teb : nullptr;
      }
      return reply(basic);
    }
    case kThreadTimes:
      return reply(times_of(thread));
    case kThreadQuerySetWin32StartAddress:
      return reply(thread.start_routine);
    case kThreadAmILastThread:
      return reply(ULONG{live_threads() == 1});
    case kThreadPriorityBoost:
      return reply(ULONG{thread.priority_boost_disabled});
    case kThreadIsIoPending:
      return reply(ULONG{0});
    case kThreadHideFromDebugger:
      return reply(BOOLEAN{0});
    case kThreadIsTerminated: {
      DispatcherLock lock;
      return reply(ULONG{thread.ended});
    }
    case kThreadIoPriority:
      return reply(ULONG{2});
    case kThreadPagePriority:
      return reply(ULONG{5});
    case kThreadGroupInformation: {
      const struct {
        ULONG_PTR mask;
        USHORT group[4];
      } group = {affinity_of(thread).value_or(current_peb()->ActiveProcessAffinityMask), {}};
      return reply(group);
    }
    case kThreadSuspendCount: {
      DispatcherLock lock;
      return reply(ULONG{thread.guest ? thread.guest->control.suspend_count.load() : 0});
    }
    case kThreadNameInformation: {
      const std::u16string text = description_of(thread);
      const auto bytes = static_cast<USHORT>(text.size() * 2);
      const ULONG needed = sizeof(UNICODE_STRING) + bytes;
      if (ReturnLength) *ReturnLength = needed;
      if (ThreadInformationLength < needed) return STATUS_BUFFER_TOO_SMALL;
      auto* name = static_cast<UNICODE_STRING*>(ThreadInformation);
      *name = {bytes, bytes, reinterpret_cast<WCHAR*>(name + 1)};
      std::memcpy(name->Buffer, text.data(), bytes);
      return STATUS_SUCCESS;
    }
    default:
      return STATUS_INVALID_INFO_CLASS;
  }
}

EXPORT(ntdll, NTSTATUS, NtSetInformationThread,
       (HANDLE ThreadHandle, ULONG ThreadInformationClass, PVOID ThreadInformation,
        ULONG ThreadInformationLength)) {
  auto object = object_of<Thread>(ThreadHandle);
  if (!object) return object.error();
  Thread& thread = **object;
  const auto take = [&](auto& value) {
    return read_argument(value, ThreadInformation, ThreadInformationLength);
  };
  NTSTATUS status;
  switch (ThreadInformationClass) {
    case kThreadPriority: {
      LONG priority;
      if (!nt_success(status = take(priority))) return status;
      thread.priority = priority - 8;
      return STATUS_SUCCESS;
    }
    case kThreadBasePriority: {
      LONG priority;
      if (!nt_success(status = take(priority))) return status;
      thread.priority = priority;
      return STATUS_SUCCESS;
    }
    case kThreadAffinityMask: {
      ULONG_PTR mask;
      if (!nt_success(status = take(mask))) return status;
      auto before = set_affinity(thread, mask);
      return before ? STATUS_SUCCESS : before.error();
    }
    case kThreadImpersonationToken: {
      HANDLE token;
      if (!nt_success(status = take(token))) return status;
      return token ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
    }
    case kThreadQuerySetWin32StartAddress:
      return take(thread.start_routine);
    case kThreadZeroTlsCell: {
      ULONG index;
      if (!nt_success(status = take(index))) return status;
      return tls_zero(index);
    }
    case kThreadIdealProcessor: {
      ULONG processor;
      if (!nt_success(status = take(processor))) return status;
      return static_cast<NTSTATUS>(thread.ideal_processor.exchange(processor));
    }
    case kThreadPriorityBoost: {
      ULONG disabled;
      if (!nt_success(status = take(disabled))) return status;
      thread.priority_boost_disabled = disabled != 0;
      return STATUS_SUCCESS;
    }
    case kThreadNameInformation: {
      UNICODE_STRING name;
      if (!nt_success(status = take(name))) return status;
      set_description(thread, view_of(name));
      return STATUS_SUCCESS;
    }
    case kThreadHideFromDebugger:
    case kThreadIoPriority:
    case kThreadPagePriority:
    case kThreadPowerThrottlingState:
      return STATUS_SUCCESS;
    default:
      return STATUS_INVALID_INFO_CLASS;
  }
}

EXPORT(ntdll, ULONG, NtGetCurrentProcessorNumber, ()) {
  return static_cast<ULONG>(::sched_getcpu());
}

}  // namespace mimic::win::ntdll
