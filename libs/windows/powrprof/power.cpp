// Power: a machine on mains that does not sleep.
#include <algorithm>
#include <cstring>
#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::powrprof {
namespace {

struct PROCESSOR_POWER_INFORMATION {
  ULONG Number, MaxMhz, CurrentMhz, MhzLimit, MaxIdleState, CurrentIdleState;
};
constexpr ULONG kMegahertz = 2400;

}  // namespace

EXPORT_PARTIAL("processor information only", powrprof, NTSTATUS, CallNtPowerInformation,
               (int InformationLevel, PVOID InputBuffer, ULONG InputBufferLength,
                PVOID OutputBuffer, ULONG OutputBufferLength)) {
  constexpr int ProcessorInformation = 11;
  if (InformationLevel != ProcessorInformation) return STATUS_NOT_SUPPORTED;
  const ULONG count = current_peb()->NumberOfProcessors;
  std::vector<PROCESSOR_POWER_INFORMATION> all(count);
  for (ULONG i = 0; i < count; ++i) all[i] = {i, kMegahertz, kMegahertz, kMegahertz, 2, 1};
  const size_t size = all.size() * sizeof all[0];
  if (!OutputBuffer || OutputBufferLength < size) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(OutputBuffer, all.data(), size);
  return STATUS_SUCCESS;
}
EXPORT(powrprof, BOOLEAN, SetSuspendState,
       (BOOLEAN bHibernate, BOOLEAN bForce, BOOLEAN bWakeupEventsDisabled)) {
  set_last_error(1314);  // ERROR_PRIVILEGE_NOT_HELD
  return FALSE;
}
EXPORT(powrprof, BOOLEAN, IsPwrSuspendAllowed, ()) { return FALSE; }
EXPORT(powrprof, BOOLEAN, IsPwrHibernateAllowed, ()) { return FALSE; }
EXPORT(powrprof, DWORD, PowerGetActiveScheme, (HKEY UserRootPowerKey, GUID** ActivePolicyGuid)) {
  return ERROR_FILE_NOT_FOUND;
}
// Nothing ever happens, so whoever wants to hear of it is never called.
EXPORT(powrprof, DWORD, PowerRegisterSuspendResumeNotification,
       (DWORD Flags, HANDLE Recipient, PVOID* RegistrationHandle)) {
  if (!RegistrationHandle) return ERROR_INVALID_PARAMETER;
  *RegistrationHandle = Recipient;
  return ERROR_SUCCESS;
}
EXPORT(powrprof, DWORD, PowerUnregisterSuspendResumeNotification, (PVOID RegistrationHandle)) {
  return ERROR_SUCCESS;
}

}  // namespace mimic::win::powrprof
