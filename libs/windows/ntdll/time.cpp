// Time as ntdll counts and splits it.
#include "abi/windows/status.h"
#include "libs/windows/core/calendar.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/time_zone.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

struct TIME_FIELDS {
  SHORT Year, Month, Day, Hour, Minute, Second, Milliseconds, Weekday;
};

}  // namespace

EXPORT(ntdll, NTSTATUS, NtQuerySystemTime, (LARGE_INTEGER * SystemTime)) {
  SystemTime->QuadPart = system_time_now();
  return STATUS_SUCCESS;
}
ALSO(ntdll, ZwQuerySystemTime, "ntdll.NtQuerySystemTime");
EXPORT(ntdll, LONGLONG, RtlGetSystemTimePrecise, ()) { return system_time_now(); }

EXPORT(ntdll, NTSTATUS, NtQueryPerformanceCounter,
       (LARGE_INTEGER * PerformanceCounter, LARGE_INTEGER* PerformanceFrequency)) {
  PerformanceCounter->QuadPart = monotonic_now() / 100;
  if (PerformanceFrequency) PerformanceFrequency->QuadPart = 10'000'000;
  return STATUS_SUCCESS;
}
ALSO(ntdll, ZwQueryPerformanceCounter, "ntdll.NtQueryPerformanceCounter");
EXPORT(ntdll, BOOL, RtlQueryPerformanceCounter, (LARGE_INTEGER * PerformanceCounter)) {
  PerformanceCounter->QuadPart = monotonic_now() / 100;
  return TRUE;
}
EXPORT(ntdll, BOOL, RtlQueryPerformanceFrequency, (LARGE_INTEGER * PerformanceFrequency)) {
  PerformanceFrequency->QuadPart = 10'000'000;
  return TRUE;
}
EXPORT(ntdll, BOOL, RtlQueryUnbiasedInterruptTime, (LARGE_INTEGER * InterruptTime)) {
  InterruptTime->QuadPart = monotonic_now() / 100;
  return TRUE;
}
EXPORT(ntdll, LONGLONG, RtlGetInterruptTimePrecise, (LARGE_INTEGER * PerformanceCounter)) {
  const int64_t now = monotonic_now() / 100;
  PerformanceCounter->QuadPart = now;
  return now;
}
EXPORT(ntdll, ULONG, NtGetTickCount, ()) { return static_cast<ULONG>(monotonic_now() / 1'000'000); }
ALSO(ntdll, RtlGetTickCount, "ntdll.NtGetTickCount");

EXPORT(ntdll, NTSTATUS, NtSetSystemTime,
       (const LARGE_INTEGER* SystemTime, LARGE_INTEGER* Previous)) {
  return STATUS_PRIVILEGE_NOT_HELD;
}

EXPORT(ntdll, void, RtlTimeToTimeFields, (const LARGE_INTEGER* Time, TIME_FIELDS* TimeFields)) {
  const SYSTEMTIME t = system_time_of(Time->QuadPart);
  *TimeFields = {static_cast<SHORT>(t.wYear),         static_cast<SHORT>(t.wMonth),
                 static_cast<SHORT>(t.wDay),          static_cast<SHORT>(t.wHour),
                 static_cast<SHORT>(t.wMinute),       static_cast<SHORT>(t.wSecond),
                 static_cast<SHORT>(t.wMilliseconds), static_cast<SHORT>(t.wDayOfWeek)};
}
EXPORT(ntdll, BOOLEAN, RtlTimeFieldsToTime, (const TIME_FIELDS* TimeFields, LARGE_INTEGER* Time)) {
  const TIME_FIELDS& f = *TimeFields;
  if (f.Year < 0 || f.Month < 0 || f.Day < 0 || f.Hour < 0 || f.Minute < 0 || f.Second < 0 ||
      f.Milliseconds < 0)
    return FALSE;
  const SYSTEMTIME time = {
      static_cast<WORD>(f.Year),   static_cast<WORD>(f.Month),       0,
      static_cast<WORD>(f.Day),    static_cast<WORD>(f.Hour),        static_cast<WORD>(f.Minute),
      static_cast<WORD>(f.Second), static_cast<WORD>(f.Milliseconds)};
  return ticks_of(time, &Time->QuadPart);
}

EXPORT(ntdll, void, RtlSecondsSince1970ToTime, (ULONG SecondsSince1970, LARGE_INTEGER* Time)) {
  Time->QuadPart = (SecondsSince1970 + kSecondsTo1970) * kTicksPerSecond;
}
EXPORT(ntdll, void, RtlSecondsSince1980ToTime, (ULONG SecondsSince1980, LARGE_INTEGER* Time)) {
  Time->QuadPart = (SecondsSince1980 + kSecondsTo1980) * kTicksPerSecond;
}
EXPORT(ntdll, BOOLEAN, RtlTimeToSecondsSince1970, (const LARGE_INTEGER* Time, ULONG* Seconds)) {
  const int64_t seconds = Time->QuadPart / kTicksPerSecond - kSecondsTo1970;
  if (seconds < 0 || seconds > 0xffffffff) return FALSE;
  *Seconds = static_cast<ULONG>(seconds);
  return TRUE;
}
EXPORT(ntdll, BOOLEAN, RtlTimeToSecondsSince1980, (const LARGE_INTEGER* Time, ULONG* Seconds)) {
  const int64_t seconds = Time->QuadPart / kTicksPerSecond - kSecondsTo1980;
  if (seconds < 0 || seconds > 0xffffffff) return FALSE;
  *Seconds = static_cast<ULONG>(seconds);
  return TRUE;
}
EXPORT(ntdll, void, RtlTimeToElapsedTimeFields,
       (const LARGE_INTEGER* Time, TIME_FIELDS* TimeFields)) {
  const int64_t milliseconds = Time->QuadPart / 10'000;
  *TimeFields = {0,
                 0,
                 static_cast<SHORT>(milliseconds / 86'400'000),
                 static_cast<SHORT>(milliseconds / 3'600'000 % 24),
                 static_cast<SHORT>(milliseconds / 60'000 % 60),
                 static_cast<SHORT>(milliseconds / 1000 % 60),
                 static_cast<SHORT>(milliseconds % 1000),
                 0};
}

EXPORT(ntdll, NTSTATUS, RtlSystemTimeToLocalTime,
       (const LARGE_INTEGER* SystemTime, LARGE_INTEGER* LocalTime)) {
  LocalTime->QuadPart = SystemTime->QuadPart - current_bias();
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlLocalTimeToSystemTime,
       (const LARGE_INTEGER* LocalTime, LARGE_INTEGER* SystemTime)) {
  SystemTime->QuadPart = LocalTime->QuadPart + current_bias();
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlQueryDynamicTimeZoneInformation,
       (DYNAMIC_TIME_ZONE_INFORMATION * Zone)) {
  host_time_zone(system_time_of(system_time_now()).wYear, Zone);
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlQueryTimeZoneInformation, (TIME_ZONE_INFORMATION * Zone)) {
  DYNAMIC_TIME_ZONE_INFORMATION zone;
  host_time_zone(system_time_of(system_time_now()).wYear, &zone);
  *Zone = zone;
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::ntdll
