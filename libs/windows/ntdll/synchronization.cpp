// Events, mutants, semaphores, timers and keyed events by the native interface.
#include "libs/windows/core/synchronization.h"

#include "libs/windows/core/event.h"
#include "libs/windows/core/keyed_event.h"
#include "libs/windows/core/mutant.h"
#include "libs/windows/core/named_handle.h"
#include "libs/windows/core/semaphore.h"
#include "libs/windows/core/timer.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

NTSTATUS open_by_attributes(HANDLE* handle, const OBJECT_ATTRIBUTES* attributes, ObjectType type,
                            ACCESS_MASK access, ACCESS_MASK all) {
  return open_handle(handle, full_name_of(attributes), type, specific_access(access, all),
                     attributes && (attributes->Attributes & OBJ_INHERIT));
}

// Gives `information` to a query of exactly its size.
template <class T>
NTSTATUS answer(const T& information, PVOID buffer, ULONG length, ULONG* returned) {
  if (length != sizeof(T)) return STATUS_INFO_LENGTH_MISMATCH;
  *static_cast<T*>(buffer) = information;
  if (returned) *returned = sizeof(T);
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtCreateEvent,
       (HANDLE * EventHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        ULONG EventType, BOOLEAN InitialState)) {
  constexpr ULONG kNotificationEvent = 0, kSynchronizationEvent = 1;
  if (EventType > kSynchronizationEvent) return STATUS_INVALID_PARAMETER;
  return give_handle(
      EventHandle,
      make_event(full_name_of(ObjectAttributes), EventType == kNotificationEvent, InitialState),
      specific_access(DesiredAccess, kEventAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtOpenEvent,
       (HANDLE * EventHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  return open_by_attributes(EventHandle, ObjectAttributes, ObjectType::kEvent, DesiredAccess,
                            kEventAllAccess);
}

EXPORT(ntdll, NTSTATUS, NtSetEvent, (HANDLE EventHandle, LONG* PreviousState)) {
  auto event = object_of<Event>(EventHandle);
  if (!event) return event.error();
  const bool previous = (*event)->set();
  if (PreviousState) *PreviousState = previous;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtResetEvent, (HANDLE EventHandle, LONG* PreviousState)) {
  auto event = object_of<Event>(EventHandle);
  if (!event) return event.error();
  const bool previous = (*event)->reset();
  if (PreviousState) *PreviousState = previous;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtClearEvent, (HANDLE EventHandle)) {
  return NtResetEvent(EventHandle, nullptr);
}

EXPORT(ntdll, NTSTATUS, NtPulseEvent, (HANDLE EventHandle, LONG* PreviousState)) {
  auto event = object_of<Event>(EventHandle);
  if (!event) return event.error();
  const bool previous = (*event)->pulse();
  if (PreviousState) *PreviousState = previous;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtQueryEvent,
       (HANDLE EventHandle, ULONG EventInformationClass, PVOID EventInformation,
        ULONG EventInformationLength, ULONG* ReturnLength)) {
  struct EVENT_BASIC_INFORMATION {
    ULONG EventType;
    LONG EventState;
  };
  if (EventInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
  auto event = object_of<Event>(EventHandle);
  if (!event) return event.error();
  return answer(EVENT_BASIC_INFORMATION{(*event)->manual_reset() ? 0u : 1u, (*event)->state()},
                EventInformation, EventInformationLength, ReturnLength);
}

EXPORT(ntdll, NTSTATUS, NtCreateMutant,
       (HANDLE * MutantHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        BOOLEAN InitialOwner)) {
  return give_handle(MutantHandle, make_mutant(full_name_of(ObjectAttributes), InitialOwner),
                     specific_access(DesiredAccess, kMutantAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtOpenMutant,
       (HANDLE * MutantHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  return open_by_attributes(MutantHandle, ObjectAttributes, ObjectType::kMutant, DesiredAccess,
                            kMutantAllAccess);
}

EXPORT(ntdll, NTSTATUS, NtReleaseMutant, (HANDLE MutantHandle, LONG* PreviousCount)) {
  auto mutant = object_of<Mutant>(MutantHandle);
  if (!mutant) return mutant.error();
  LONG previous;
  const NTSTATUS status = (*mutant)->release_once(&previous);
  if (nt_success(status) && PreviousCount) *PreviousCount = previous;
  return status;
}

EXPORT(ntdll, NTSTATUS, NtQueryMutant,
       (HANDLE MutantHandle, ULONG MutantInformationClass, PVOID MutantInformation,
        ULONG MutantInformationLength, ULONG* ReturnLength)) {
  struct MUTANT_BASIC_INFORMATION {
    LONG CurrentCount;
    BOOLEAN OwnedByCaller;
    BOOLEAN AbandonedState;
  };
  constexpr ULONG kBasic = 0, kOwner = 1;
  auto mutant = object_of<Mutant>(MutantHandle);
  if (!mutant) return mutant.error();
  const Mutant::Information state = (*mutant)->information();
  switch (MutantInformationClass) {
    case kBasic:
      return answer(MUTANT_BASIC_INFORMATION{state.count, state.owned_by_caller, state.abandoned},
                    MutantInformation, MutantInformationLength, ReturnLength);
    case kOwner: {
      CLIENT_ID owner{};
      if (state.owner) owner = {state.owner_process, state.owner};
      return answer(owner, MutantInformation, MutantInformationLength, ReturnLength);
    }
    default:
      return STATUS_INVALID_INFO_CLASS;
  }
}

EXPORT(ntdll, NTSTATUS, NtCreateSemaphore,
       (HANDLE * SemaphoreHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes, LONG InitialCount, LONG MaximumCount)) {
  return give_handle(SemaphoreHandle,
                     make_semaphore(full_name_of(ObjectAttributes), InitialCount, MaximumCount),
                     specific_access(DesiredAccess, kSemaphoreAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtOpenSemaphore,
       (HANDLE * SemaphoreHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  return open_by_attributes(SemaphoreHandle, ObjectAttributes, ObjectType::kSemaphore,
                            DesiredAccess, kSemaphoreAllAccess);
}

EXPORT(ntdll, NTSTATUS, NtReleaseSemaphore,
       (HANDLE SemaphoreHandle, LONG ReleaseCount, LONG* PreviousCount)) {
  if (ReleaseCount <= 0) return STATUS_INVALID_PARAMETER;
  auto semaphore = object_of<Semaphore>(SemaphoreHandle);
  if (!semaphore) return semaphore.error();
  LONG previous;
  const NTSTATUS status = (*semaphore)->release_count(ReleaseCount, &previous);
  if (nt_success(status) && PreviousCount) *PreviousCount = previous;
  return status;
}

EXPORT(ntdll, NTSTATUS, NtQuerySemaphore,
       (HANDLE SemaphoreHandle, ULONG SemaphoreInformationClass, PVOID SemaphoreInformation,
        ULONG SemaphoreInformationLength, ULONG* ReturnLength)) {
  struct SEMAPHORE_BASIC_INFORMATION {
    LONG CurrentCount;
    LONG MaximumCount;
  };
  if (SemaphoreInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
  auto semaphore = object_of<Semaphore>(SemaphoreHandle);
  if (!semaphore) return semaphore.error();
  return answer(SEMAPHORE_BASIC_INFORMATION{(*semaphore)->count(), (*semaphore)->maximum()},
                SemaphoreInformation, SemaphoreInformationLength, ReturnLength);
}

EXPORT(ntdll, NTSTATUS, NtCreateTimer,
       (HANDLE * TimerHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        ULONG TimerType)) {
  constexpr ULONG kNotificationTimer = 0, kSynchronizationTimer = 1;
  if (TimerType > kSynchronizationTimer) return STATUS_INVALID_PARAMETER;
  return give_handle(TimerHandle,
                     make_timer(full_name_of(ObjectAttributes), TimerType == kNotificationTimer),
                     specific_access(DesiredAccess, kTimerAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtOpenTimer,
       (HANDLE * TimerHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  return open_by_attributes(TimerHandle, ObjectAttributes, ObjectType::kTimer, DesiredAccess,
                            kTimerAllAccess);
}

EXPORT(ntdll, NTSTATUS, NtSetTimer,
       (HANDLE TimerHandle, const LARGE_INTEGER* DueTime, PVOID TimerApcRoutine, PVOID TimerContext,
        BOOLEAN ResumeTimer, LONG Period, BOOLEAN* PreviousState)) {
  if (Period < 0) return STATUS_INVALID_PARAMETER_6;
  auto timer = object_of<Timer>(TimerHandle);
  if (!timer) return timer.error();
  const LARGE_INTEGER due = *DueTime;
  bool previous;
  (*timer)->set(&due, static_cast<ULONG>(Period), TimerApcRoutine, TimerContext, &previous);
  if (PreviousState) *PreviousState = previous;
  return ResumeTimer ? STATUS_TIMER_RESUME_IGNORED : STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtCancelTimer, (HANDLE TimerHandle, BOOLEAN* CurrentState)) {
  auto timer = object_of<Timer>(TimerHandle);
  if (!timer) return timer.error();
  bool state;
  (*timer)->cancel(&state);
  if (CurrentState) *CurrentState = state;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtQueryTimer,
       (HANDLE TimerHandle, ULONG TimerInformationClass, PVOID TimerInformation,
        ULONG TimerInformationLength, ULONG* ReturnLength)) {
  struct TIMER_BASIC_INFORMATION {
    LARGE_INTEGER RemainingTime;
    BOOLEAN TimerState;
  };
  if (TimerInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
  auto timer = object_of<Timer>(TimerHandle);
  if (!timer) return timer.error();
  return answer(TIMER_BASIC_INFORMATION{{(*timer)->remaining()}, (*timer)->state()},
                TimerInformation, TimerInformationLength, ReturnLength);
}

EXPORT(ntdll, NTSTATUS, NtQueryTimerResolution,
       (ULONG * MaximumTime, ULONG* MinimumTime, ULONG* CurrentTime)) {
  *MaximumTime = 156250;  // 100 ns units: 64 Hz, as a PC's clock ticks
  *MinimumTime = 5000;
  *CurrentTime = 5000;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtSetTimerResolution,
       (ULONG DesiredTime, BOOLEAN SetResolution, ULONG* ActualTime)) {
  *ActualTime = 5000;
  return STATUS_SUCCESS;
}

namespace {

Expected<Ref<KeyedEvent>> keyed_event_of(HANDLE handle) {
  if (!handle) return Ref<KeyedEvent>(&default_keyed_event());
  return object_of<KeyedEvent>(handle);
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtCreateKeyedEvent,
       (HANDLE * KeyedEventHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes, ULONG Flags)) {
  constexpr ACCESS_MASK kAllAccess = 0xf0003;
  if (Flags != 0) return STATUS_INVALID_PARAMETER_4;
  return give_handle(KeyedEventHandle, make_keyed_event(full_name_of(ObjectAttributes)),
                     specific_access(DesiredAccess, kAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtOpenKeyedEvent,
       (HANDLE * KeyedEventHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  return open_by_attributes(KeyedEventHandle, ObjectAttributes, ObjectType::kKeyedEvent,
                            DesiredAccess, 0xf0003);
}

EXPORT(ntdll, NTSTATUS, NtWaitForKeyedEvent,
       (HANDLE KeyedEventHandle, PVOID Key, BOOLEAN Alertable, const LARGE_INTEGER* Timeout)) {
  auto event = keyed_event_of(KeyedEventHandle);
  if (!event) return event.error();
  return (*event)->wait(Key, Alertable, Timeout);
}

EXPORT(ntdll, NTSTATUS, NtReleaseKeyedEvent,
       (HANDLE KeyedEventHandle, PVOID Key, BOOLEAN Alertable, const LARGE_INTEGER* Timeout)) {
  auto event = keyed_event_of(KeyedEventHandle);
  if (!event) return event.error();
  return (*event)->release_key(Key, Alertable, Timeout);
}

}  // namespace mimic::win::ntdll
