// The time of day and its forms.
#include <cstdlib>
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/calendar.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/time_zone.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, void, GetSystemTimeAsFileTime, (FILETIME * lpSystemTimeAsFileTime)) {
  *lpSystemTimeAsFileTime = file_time_of(system_time_now());
}
ALSO(kernel32, GetSystemTimePreciseAsFileTime, "kernel32.GetSystemTimeAsFileTime");

EXPORT(kernel32, void, GetSystemTime, (SYSTEMTIME * lpSystemTime)) {
  *lpSystemTime = system_time_of(system_time_now());
}
EXPORT(kernel32, void, GetLocalTime, (SYSTEMTIME * lpSystemTime)) {
  *lpSystemTime = system_time_of(system_time_now() - current_bias());
}

// The clock belongs to the host.
EXPORT(kernel32, BOOL, SetSystemTime, (const SYSTEMTIME* lpSystemTime)) {
  return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}
ALSO(kernel32, SetLocalTime, "kernel32.SetSystemTime");
EXPORT(kernel32, BOOL, SetSystemTimeAdjustment, (DWORD dwTimeAdjustment, BOOL bDisabled)) {
  return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(kernel32, BOOL, GetSystemTimeAdjustment,
       (DWORD * lpTimeAdjustment, DWORD* lpTimeIncrement, BOOL* lpTimeAdjustmentDisabled)) {
  *lpTimeAdjustment = *lpTimeIncrement = 156'250;  // 15.625 ms, Windows' clock interrupt
  *lpTimeAdjustmentDisabled = TRUE;
  return TRUE;
}

EXPORT(kernel32, BOOL, SystemTimeToFileTime,
       (const SYSTEMTIME* lpSystemTime, FILETIME* lpFileTime)) {
  int64_t ticks;
  if (!ticks_of(*lpSystemTime, &ticks)) return fail_with(ERROR_INVALID_PARAMETER);
  *lpFileTime = file_time_of(ticks);
  return TRUE;
}
EXPORT(kernel32, BOOL, FileTimeToSystemTime,
       (const FILETIME* lpFileTime, SYSTEMTIME* lpSystemTime)) {
  const int64_t ticks = ticks_of(*lpFileTime);
  if (ticks < 0) return fail_with(ERROR_INVALID_PARAMETER);
  *lpSystemTime = system_time_of(ticks);
  return TRUE;
}

// Both use the bias of now, whatever the date.
EXPORT(kernel32, BOOL, FileTimeToLocalFileTime,
       (const FILETIME* lpFileTime, FILETIME* lpLocalFileTime)) {
  *lpLocalFileTime = file_time_of(ticks_of(*lpFileTime) - current_bias());
  return TRUE;
}
EXPORT(kernel32, BOOL, LocalFileTimeToFileTime,
       (const FILETIME* lpLocalFileTime, FILETIME* lpFileTime)) {
  *lpFileTime = file_time_of(ticks_of(*lpLocalFileTime) + current_bias());
  return TRUE;
}

EXPORT(kernel32, LONG, CompareFileTime,
       (const FILETIME* lpFileTime1, const FILETIME* lpFileTime2)) {
  const auto a = static_cast<uint64_t>(ticks_of(*lpFileTime1));
  const auto b = static_cast<uint64_t>(ticks_of(*lpFileTime2));
  return a < b ? -1 : a > b ? 1 : 0;
}

EXPORT(kernel32, BOOL, DosDateTimeToFileTime,
       (WORD wFatDate, WORD wFatTime, FILETIME* lpFileTime)) {
  SYSTEMTIME time{};
  time.wYear = static_cast<WORD>(1980 + (wFatDate >> 9));
  time.wMonth = wFatDate >> 5 & 15;
  time.wDay = wFatDate & 31;
  time.wHour = wFatTime >> 11;
  time.wMinute = wFatTime >> 5 & 63;
  time.wSecond = static_cast<WORD>((wFatTime & 31) * 2);
  int64_t ticks;
  if (!ticks_of(time, &ticks)) return fail_with(ERROR_INVALID_PARAMETER);
  *lpFileTime = file_time_of(ticks);
  return TRUE;
}
EXPORT(kernel32, BOOL, FileTimeToDosDateTime,
       (const FILETIME* lpFileTime, WORD* lpFatDate, WORD* lpFatTime)) {
  // Rounded up to whole two seconds.
  const int64_t unit = 2 * kTicksPerSecond;
  const int64_t ticks = (ticks_of(*lpFileTime) + unit - 1) / unit * unit;
  if (ticks < 0) return fail_with(ERROR_INVALID_PARAMETER);
  const SYSTEMTIME time = system_time_of(ticks);
  if (time.wYear < 1980 || time.wYear > 2107) return fail_with(ERROR_INVALID_PARAMETER);
  *lpFatDate = static_cast<WORD>((time.wYear - 1980) << 9 | time.wMonth << 5 | time.wDay);
  *lpFatTime = static_cast<WORD>(time.wHour << 11 | time.wMinute << 5 | time.wSecond / 2);
  return TRUE;
}

EXPORT(kernel32, BOOL, QueryPerformanceCounter, (LARGE_INTEGER * lpPerformanceCount)) {
  lpPerformanceCount->QuadPart = monotonic_now() / 100;
  return TRUE;
}
EXPORT(kernel32, BOOL, QueryPerformanceFrequency, (LARGE_INTEGER * lpFrequency)) {
  lpFrequency->QuadPart = 10'000'000;
  return TRUE;
}

EXPORT(kernel32, ULONGLONG, GetTickCount64, ()) { return monotonic_now() / 1'000'000; }
EXPORT(kernel32, DWORD, GetTickCount, ()) {
  return static_cast<DWORD>(monotonic_now() / 1'000'000);
}

EXPORT(kernel32, BOOL, QueryUnbiasedInterruptTime, (ULONGLONG * UnbiasedTime)) {
  if (!UnbiasedTime) return fail_with(ERROR_INVALID_PARAMETER);
  *UnbiasedTime = monotonic_now() / 100;
  return TRUE;
}
EXPORT(kernel32, void, QueryUnbiasedInterruptTimePrecise, (ULONGLONG * UnbiasedTime)) {
  *UnbiasedTime = monotonic_now() / 100;
}
ALSO(kernel32, QueryInterruptTime, "kernel32.QueryUnbiasedInterruptTimePrecise");
ALSO(kernel32, QueryInterruptTimePrecise, "kernel32.QueryUnbiasedInterruptTimePrecise");
ALSO(kernelbase, QueryInterruptTime, "kernel32.QueryUnbiasedInterruptTimePrecise");
ALSO(kernelbase, QueryInterruptTimePrecise, "kernel32.QueryUnbiasedInterruptTimePrecise");

}  // namespace mimic::win::kernel32
