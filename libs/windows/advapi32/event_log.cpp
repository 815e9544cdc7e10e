// The event log, which takes what it is told and shows it nobody; event tracing, with nobody
// listening.
#include <atomic>

#include "libs/windows/core/object.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win {
namespace {

struct EventSource final : Object {
  EventSource() : Object(ObjectType::kOther) {}
};

}  // namespace

namespace advapi32 {

using kernel32::fail;
using kernel32::fail_with;

EXPORT(advapi32, HANDLE, RegisterEventSourceW, (LPCWSTR lpUNCServerName, LPCWSTR lpSourceName)) {
  if (!lpSourceName) return fail_with(ERROR_INVALID_PARAMETER), nullptr;
  return handles().insert(make_object<EventSource>(), 0);
}
EXPORT(advapi32, HANDLE, RegisterEventSourceA, (LPCSTR lpUNCServerName, LPCSTR lpSourceName)) {
  if (!lpSourceName) return fail_with(ERROR_INVALID_PARAMETER), nullptr;
  return handles().insert(make_object<EventSource>(), 0);
}
EXPORT(advapi32, BOOL, DeregisterEventSource, (HANDLE hEventLog)) {
  const NTSTATUS status = handles().close(hEventLog);
  return nt_success(status) ? TRUE : fail(status);
}
ALSO(advapi32, CloseEventLog, "advapi32.DeregisterEventSource");

EXPORT(advapi32, BOOL, ReportEventW,
       (HANDLE hEventLog, WORD wType, WORD wCategory, DWORD dwEventID, PVOID lpUserSid,
        WORD wNumStrings, DWORD dwDataSize, LPCWSTR* lpStrings, LPVOID lpRawData)) {
  const auto source = handles().lookup(hEventLog);
  return source ? TRUE : fail(source.error());
}
EXPORT(advapi32, BOOL, ReportEventA,
       (HANDLE hEventLog, WORD wType, WORD wCategory, DWORD dwEventID, PVOID lpUserSid,
        WORD wNumStrings, DWORD dwDataSize, LPCSTR* lpStrings, LPVOID lpRawData)) {
  const auto source = handles().lookup(hEventLog);
  return source ? TRUE : fail(source.error());
}
EXPORT(advapi32, HANDLE, OpenEventLogW, (LPCWSTR lpUNCServerName, LPCWSTR lpSourceName)) {
  return handles().insert(make_object<EventSource>(), 0);
}
EXPORT(advapi32, BOOL, ReadEventLogW,
       (HANDLE hEventLog, DWORD dwReadFlags, DWORD dwRecordOffset, LPVOID lpBuffer,
        DWORD nNumberOfBytesToRead, DWORD* pnBytesRead, DWORD* pnMinNumberOfBytesNeeded)) {
  *pnBytesRead = 0;
  *pnMinNumberOfBytesNeeded = 0;
  return fail_with(ERROR_HANDLE_EOF);
}

}  // namespace advapi32

namespace ntdll {

using REGHANDLE = ULONG64;

// A number for each provider; nothing is ever enabled.
EXPORT(ntdll, ULONG, EtwEventRegister,
       (const GUID* ProviderId, PVOID EnableCallback, PVOID CallbackContext,
        REGHANDLE* RegHandle)) {
  static std::atomic<ULONG64> last{0};
  if (!ProviderId || !RegHandle) return ERROR_INVALID_PARAMETER;
  *RegHandle = ++last;
  return ERROR_SUCCESS;
}
EXPORT(ntdll, ULONG, EtwEventUnregister, (REGHANDLE RegHandle)) {
  return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
EXPORT(ntdll, BOOLEAN, EtwEventEnabled, (REGHANDLE RegHandle, const void* EventDescriptor)) {
  return FALSE;
}
EXPORT(ntdll, BOOLEAN, EtwEventProviderEnabled,
       (REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword)) {
  return FALSE;
}
EXPORT(ntdll, ULONG, EtwEventWrite,
       (REGHANDLE RegHandle, const void* EventDescriptor, ULONG UserDataCount, PVOID UserData)) {
  return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
EXPORT(ntdll, ULONG, EtwEventWriteTransfer,
       (REGHANDLE RegHandle, const void* EventDescriptor, const GUID* ActivityId,
        const GUID* RelatedActivityId, ULONG UserDataCount, PVOID UserData)) {
  return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
EXPORT(ntdll, ULONG, EtwEventWriteEx,
       (REGHANDLE RegHandle, const void* EventDescriptor, ULONG64 Filter, ULONG Flags,
        const GUID* ActivityId, const GUID* RelatedActivityId, ULONG UserDataCount,
        PVOID UserData)) {
  return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
EXPORT(ntdll, ULONG, EtwEventWriteString,
       (REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword, LPCWSTR String)) {
  return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
EXPORT(ntdll, ULONG, EtwEventSetInformation,
       (REGHANDLE RegHandle, ULONG InformationClass, PVOID EventInformation,
        ULONG InformationLength)) {
  return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
EXPORT(ntdll, ULONG, EtwEventActivityIdControl, (ULONG ControlCode, GUID* ActivityId)) {
  if (ControlCode == 1 || ControlCode == 3) *ActivityId = {};  // there is none yet; a new one
  return ERROR_SUCCESS;
}
EXPORT(ntdll, ULONG, EtwRegisterTraceGuidsW,
       (PVOID RequestAddress, PVOID RequestContext, const GUID* ControlGuid, ULONG GuidCount,
        PVOID TraceGuidReg, LPCWSTR MofImagePath, LPCWSTR MofResourceName,
        REGHANDLE* RegistrationHandle)) {
  return EtwEventRegister(ControlGuid, nullptr, nullptr, RegistrationHandle);
}
ALSO(ntdll, EtwRegisterTraceGuidsA, "ntdll.EtwRegisterTraceGuidsW");
ALSO(ntdll, EtwUnregisterTraceGuids, "ntdll.EtwEventUnregister");
EXPORT(ntdll, ULONG, EtwTraceMessage,
       (ULONG64 LoggerHandle, ULONG MessageFlags, const GUID* MessageGuid, USHORT MessageNumber,
        ...)) {
  return ERROR_SUCCESS;
}
EXPORT(ntdll, ULONG64, EtwGetTraceLoggerHandle, (PVOID Buffer)) { return ~ULONG64{0}; }
EXPORT(ntdll, UCHAR, EtwGetTraceEnableLevel, (ULONG64 TraceHandle)) { return 0; }
EXPORT(ntdll, ULONG, EtwGetTraceEnableFlags, (ULONG64 TraceHandle)) { return 0; }
EXPORT(ntdll, ULONG, EtwLogTraceEvent, (ULONG64 TraceHandle, PVOID EventTrace)) {
  return ERROR_SUCCESS;
}

}  // namespace ntdll

namespace advapi32 {

#define ETW(name, of)                   \
  ALSO(advapi32, name, "ntdll.Etw" of); \
  ALSO(kernelbase, name, "ntdll.Etw" of)
ETW(EventRegister, "EventRegister");
ETW(EventUnregister, "EventUnregister");
ETW(EventEnabled, "EventEnabled");
ETW(EventProviderEnabled, "EventProviderEnabled");
ETW(EventWrite, "EventWrite");
ETW(EventWriteTransfer, "EventWriteTransfer");
ETW(EventWriteEx, "EventWriteEx");
ETW(EventWriteString, "EventWriteString");
ETW(EventSetInformation, "EventSetInformation");
ETW(EventActivityIdControl, "EventActivityIdControl");
ETW(RegisterTraceGuidsW, "RegisterTraceGuidsW");
ALSO(advapi32, RegisterTraceGuidsA, "ntdll.EtwRegisterTraceGuidsA");
ETW(UnregisterTraceGuids, "UnregisterTraceGuids");
ETW(TraceMessage, "TraceMessage");
ETW(TraceEvent, "LogTraceEvent");
ETW(GetTraceLoggerHandle, "GetTraceLoggerHandle");
ETW(GetTraceEnableLevel, "GetTraceEnableLevel");
ETW(GetTraceEnableFlags, "GetTraceEnableFlags");

}  // namespace advapi32
}  // namespace mimic::win
