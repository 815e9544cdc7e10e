// Times: conversions, clocks that advance, DOS times, time zones.
#include "check.h"

int main(void) {
  SYSTEMTIME system = {2000, 2, 0, 29, 23, 59, 58, 500}, back;
  FILETIME file, local;
  CHECK(SystemTimeToFileTime(&system, &file));
  CHECK(FileTimeToSystemTime(&file, &back));
  CHECK(back.wYear == 2000 && back.wMonth == 2 && back.wDay == 29 && back.wMilliseconds == 500);
  CHECK(back.wDayOfWeek == 2);
  system.wMonth = 13;
  CHECK(!SystemTimeToFileTime(&system, &file) && GetLastError() == ERROR_INVALID_PARAMETER);

  const FILETIME epoch = {0xD53E8000, 0x019DB1DE};  // 1970-01-01
  CHECK(FileTimeToSystemTime(&epoch, &back) && back.wYear == 1970 && back.wDayOfWeek == 4);
  CHECK(CompareFileTime(&epoch, &file) < 0 && CompareFileTime(&epoch, &epoch) == 0);

  WORD date, time;
  CHECK(DosDateTimeToFileTime(0x5021, 0x6000, &file));  // 2020-01-01 12:00
  CHECK(FileTimeToDosDateTime(&file, &date, &time) && date == 0x5021 && time == 0x6000);

  LARGE_INTEGER frequency, first, second;
  CHECK(QueryPerformanceFrequency(&frequency) && frequency.QuadPart == 10000000);
  CHECK(QueryPerformanceCounter(&first));
  const ULONGLONG ticks = GetTickCount64();
  Sleep(20);
  CHECK(QueryPerformanceCounter(&second) && second.QuadPart - first.QuadPart >= 150000);
  CHECK(GetTickCount64() - ticks >= 15 && GetTickCount64() - ticks < 5000);

  TIME_ZONE_INFORMATION zone;
  const DWORD id = GetTimeZoneInformation(&zone);
  CHECK(id <= TIME_ZONE_ID_DAYLIGHT);
  GetSystemTimeAsFileTime(&file);
  CHECK(FileTimeToLocalFileTime(&file, &local));
  const LONGLONG bias = zone.Bias + (id == TIME_ZONE_ID_DAYLIGHT ? zone.DaylightBias : 0);
  ULARGE_INTEGER a = {{file.dwLowDateTime, file.dwHighDateTime}};
  ULARGE_INTEGER b = {{local.dwLowDateTime, local.dwHighDateTime}};
  CHECK((LONGLONG)(a.QuadPart - b.QuadPart) == bias * 600000000LL);

  // New York: five hours behind in winter, four in summer.
  TIME_ZONE_INFORMATION york = {300, L"", {0, 11, 0, 1, 2}, 0, L"", {0, 3, 0, 2, 2}, -60};
  SYSTEMTIME utc = {2024, 1, 0, 15, 12, 0, 0, 0};
  CHECK(SystemTimeToTzSpecificLocalTime(&york, &utc, &back) && back.wHour == 7);
  utc.wMonth = 7;
  CHECK(SystemTimeToTzSpecificLocalTime(&york, &utc, &back) && back.wHour == 8);
  CHECK(TzSpecificLocalTimeToSystemTime(&york, &back, &utc) && utc.wHour == 12);
  return finish();
}
