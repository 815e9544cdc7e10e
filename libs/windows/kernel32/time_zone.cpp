// Time zones.
#include "libs/windows/core/time_zone.h"

#include <cstring>

#include "abi/windows/status.h"
#include "libs/windows/core/calendar.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

int year_now() { return system_time_of(system_time_now()).wYear; }

BOOL to_local(const TIME_ZONE_INFORMATION& zone, const SYSTEMTIME* universal, SYSTEMTIME* local) {
  int64_t ticks;
  if (!ticks_of(*universal, &ticks)) return fail_with(ERROR_INVALID_PARAMETER);
  ticks -= bias_at(zone, ticks, false);
  if (ticks < 0) return fail_with(ERROR_INVALID_PARAMETER);
  *local = system_time_of(ticks);
  return TRUE;
}

BOOL to_universal(const TIME_ZONE_INFORMATION& zone, const SYSTEMTIME* local,
                  SYSTEMTIME* universal) {
  int64_t ticks;
  if (!ticks_of(*local, &ticks)) return fail_with(ERROR_INVALID_PARAMETER);
  ticks += bias_at(zone, ticks, true);
  if (ticks < 0) return fail_with(ERROR_INVALID_PARAMETER);
  *universal = system_time_of(ticks);
  return TRUE;
}

// The rules a zone given by the guest (or the host's, where null) has in a year.
DYNAMIC_TIME_ZONE_INFORMATION rules_in(const DYNAMIC_TIME_ZONE_INFORMATION* zone, int year) {
  DYNAMIC_TIME_ZONE_INFORMATION rules;
  if (!zone) {
    host_time_zone(year, &rules);
  } else if (zone->DynamicDaylightTimeDisabled || !zone->TimeZoneKeyName[0] ||
             !named_time_zone(zone->TimeZoneKeyName, year, &rules)) {
    rules = *zone;
  }
  return rules;
}

}  // namespace

EXPORT(kernel32, DWORD, GetDynamicTimeZoneInformation,
       (DYNAMIC_TIME_ZONE_INFORMATION * pTimeZoneInformation)) {
  const int64_t now = system_time_now();
  host_time_zone(system_time_of(now).wYear, pTimeZoneInformation);
  return zone_id_at(*pTimeZoneInformation, now, false);
}
EXPORT(kernel32, DWORD, GetTimeZoneInformation, (TIME_ZONE_INFORMATION * lpTimeZoneInformation)) {
  DYNAMIC_TIME_ZONE_INFORMATION zone;
  const DWORD id = GetDynamicTimeZoneInformation(&zone);
  std::memcpy(lpTimeZoneInformation, &zone, sizeof *lpTimeZoneInformation);
  return id;
}
EXPORT(kernel32, BOOL, GetTimeZoneInformationForYear,
       (USHORT wYear, DYNAMIC_TIME_ZONE_INFORMATION* pdtzi, TIME_ZONE_INFORMATION* ptzi)) {
  const DYNAMIC_TIME_ZONE_INFORMATION rules = rules_in(pdtzi, wYear);
  std::memcpy(ptzi, &rules, sizeof *ptzi);
  return TRUE;
}
EXPORT(kernel32, BOOL, SetTimeZoneInformation,
       (const TIME_ZONE_INFORMATION* lpTimeZoneInformation)) {
  return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}
ALSO(kernel32, SetDynamicTimeZoneInformation, "kernel32.SetTimeZoneInformation");

EXPORT(kernel32, BOOL, SystemTimeToTzSpecificLocalTime,
       (const TIME_ZONE_INFORMATION* lpTimeZoneInformation, const SYSTEMTIME* lpUniversalTime,
        SYSTEMTIME* lpLocalTime)) {
  if (lpTimeZoneInformation) return to_local(*lpTimeZoneInformation, lpUniversalTime, lpLocalTime);
  return to_local(rules_in(nullptr, year_now()), lpUniversalTime, lpLocalTime);
}
EXPORT(kernel32, BOOL, TzSpecificLocalTimeToSystemTime,
       (const TIME_ZONE_INFORMATION* lpTimeZoneInformation, const SYSTEMTIME* lpLocalTime,
        SYSTEMTIME* lpUniversalTime)) {
  if (lpTimeZoneInformation)
    return to_universal(*lpTimeZoneInformation, lpLocalTime, lpUniversalTime);
  return to_universal(rules_in(nullptr, year_now()), lpLocalTime, lpUniversalTime);
}
EXPORT(kernel32, BOOL, SystemTimeToTzSpecificLocalTimeEx,
       (const DYNAMIC_TIME_ZONE_INFORMATION* lpTimeZoneInformation,
        const SYSTEMTIME* lpUniversalTime, SYSTEMTIME* lpLocalTime)) {
  return to_local(rules_in(lpTimeZoneInformation, lpUniversalTime->wYear), lpUniversalTime,
                  lpLocalTime);
}
EXPORT(kernel32, BOOL, TzSpecificLocalTimeToSystemTimeEx,
       (const DYNAMIC_TIME_ZONE_INFORMATION* lpTimeZoneInformation, const SYSTEMTIME* lpLocalTime,
        SYSTEMTIME* lpUniversalTime)) {
  return to_universal(rules_in(lpTimeZoneInformation, lpLocalTime->wYear), lpLocalTime,
                      lpUniversalTime);
}

}  // namespace mimic::win::kernel32

namespace mimic::win::advapi32 {

EXPORT(advapi32, DWORD, EnumDynamicTimeZoneInformation,
       (DWORD dwIndex, DYNAMIC_TIME_ZONE_INFORMATION* lpTimeZoneInformation)) {
  const char* name = time_zone_name(dwIndex);
  if (!name) return ERROR_NO_MORE_ITEMS;
  if (!lpTimeZoneInformation) return ERROR_INVALID_PARAMETER;
  WCHAR wide[64];
  size_t length = 0;
  do wide[length] = static_cast<WCHAR>(name[length]);
  while (name[length++]);
  named_time_zone(wide, system_time_of(system_time_now()).wYear, lpTimeZoneInformation);
  return ERROR_SUCCESS;
}

}  // namespace mimic::win::advapi32
