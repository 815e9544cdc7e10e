// Clocks, and the conversions between times and their fields.
#include "libs/windows/crt/time.h"

#include <ctime>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {
namespace {

constexpr int64_t kLatest32 = 0x7fffffff;

timespec now(clockid_t clock = CLOCK_REALTIME) {
  timespec time;
  ::clock_gettime(clock, &time);
  return time;
}

// clock() counts from when the program started.
const timespec started = now(CLOCK_MONOTONIC);

thread_local Tm tm_buffer;

template <class T>
T current_time(T* to) {
  const int64_t seconds = now().tv_sec;
  const T time = sizeof(T) == 4 && seconds > kLatest32 ? T(-1) : static_cast<T>(seconds);
  if (to) *to = time;
  return time;
}

template <class T>
int fields_s(int (*convert)(int64_t, Tm*), Tm* to, const T* time) {
  if (!to) return fail_invalid(kEINVAL);
  if (!time) {
    *to = {-1, -1, -1, -1, -1, -1, -1, -1, -1};
    return fail_invalid(kEINVAL);
  }
  return convert(*time, to);
}

template <class T>
Tm* fields(int (*convert)(int64_t, Tm*), const T* time) {
  return fields_s(convert, &tm_buffer, time) ? nullptr : &tm_buffer;
}

template <class T>
T make(int64_t (*convert)(Tm*), Tm* fields) {
  if (!fields) {
    fail_invalid(kEINVAL);
    return -1;
  }
  const Tm before = *fields;
  const int64_t time = convert(fields);
  if (sizeof(T) == 4 && time > kLatest32) {
    *fields = before;
    crt_errno = kEINVAL;
    return -1;
  }
  return static_cast<T>(time);
}

template <class T>
struct TimeB {  // struct __timeb64, struct __timeb32
  T time;
  uint16_t millitm;
  short timezone, dstflag;
};

template <class T>
int ftime(TimeB<T>* to) {
  if (!to) return fail_invalid(kEINVAL);
  const timespec time = now();
  Tm fields;
  local_fields(time.tv_sec, &fields);
  *to = {static_cast<T>(time.tv_sec), static_cast<uint16_t>(time.tv_nsec / 1'000'000),
         static_cast<short>(read_zone().seconds_west / 60), static_cast<short>(fields.tm_isdst)};
  return 0;
}

template <class T>
struct Timespec {
  T tv_sec;
  LONG tv_nsec;
};
template <class T>
int timespec_get(Timespec<T>* to, int base) {
  if (!to || base != 1) return 0;  // TIME_UTC
  const timespec time = now();
  *to = {static_cast<T>(time.tv_sec), static_cast<LONG>(time.tv_nsec)};
  return base;
}

double difference(int64_t end, int64_t start) {
  if (end >= 0 && start >= 0) return static_cast<double>(end - start);
  fail_invalid(kEINVAL);
  return 0;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Tm;

CRT_EXPORT(LONG64, _time64, (LONG64 * to)) { return crt::current_time(to); }
CRT_EXPORT(LONG, _time32, (LONG * to)) { return crt::current_time(to); }
ALSO(msvcrt, time, "msvcrt._time64");

CRT_EXPORT(LONG, clock, ()) {
  const timespec time = crt::now(CLOCK_MONOTONIC);
  return static_cast<LONG>((time.tv_sec - crt::started.tv_sec) * 1000 +
                           (time.tv_nsec - crt::started.tv_nsec) / 1'000'000);
}
CRT_EXPORT_O(double, _difftime64, (LONG64 end, LONG64 start)) {
  return crt::difference(end, start);
}
CRT_EXPORT_O(double, _difftime32, (LONG end, LONG start)) { return crt::difference(end, start); }
ALSO(msvcrt, difftime, "msvcrt._difftime64");

#define FIELDS(name, T, convert)                                                       \
  CRT_EXPORT_O(Tm*, name, (const T* time)) { return crt::fields(crt::convert, time); } \
  CRT_EXPORT_O(int, name##_s, (Tm * to, const T* time)) {                              \
    return crt::fields_s(crt::convert, to, time);                                      \
  }
FIELDS(_gmtime64, LONG64, utc_fields)
FIELDS(_gmtime32, LONG, utc_fields)
FIELDS(_localtime64, LONG64, local_fields)
FIELDS(_localtime32, LONG, local_fields)
#undef FIELDS
ALSO(msvcrt, gmtime, "msvcrt._gmtime64");
ALSO(msvcrt, localtime, "msvcrt._localtime64");

CRT_EXPORT_O(LONG64, _mktime64, (Tm * fields)) {
  return crt::make<LONG64>(crt::time_of_local, fields);
}
CRT_EXPORT_O(LONG, _mktime32, (Tm * fields)) { return crt::make<LONG>(crt::time_of_local, fields); }
CRT_EXPORT_O(LONG64, _mkgmtime64, (Tm * fields)) {
  return crt::make<LONG64>(crt::time_of_utc, fields);
}
CRT_EXPORT_O(LONG, _mkgmtime32, (Tm * fields)) { return crt::make<LONG>(crt::time_of_utc, fields); }
ALSO(msvcrt, mktime, "msvcrt._mktime64");
ALSO(msvcrt, _mkgmtime, "msvcrt._mkgmtime64");

CRT_EXPORT_O(int, _ftime64_s, (crt::TimeB<LONG64> * to)) { return crt::ftime(to); }
CRT_EXPORT_O(int, _ftime32_s, (crt::TimeB<LONG> * to)) { return crt::ftime(to); }
CRT_EXPORT_O(void, _ftime64, (crt::TimeB<LONG64> * to)) { crt::ftime(to); }
CRT_EXPORT_O(void, _ftime32, (crt::TimeB<LONG> * to)) { crt::ftime(to); }
ALSO(msvcrt, _ftime, "msvcrt._ftime64");
ALSO(msvcrt, _ftime_s, "msvcrt._ftime64_s");

// The date and time as fields; the result is the milliseconds.
CRT_EXPORT_O(unsigned, _getsystime, (Tm * to)) {
  const timespec time = crt::now();
  crt::local_fields(time.tv_sec, to);
  return static_cast<unsigned>(time.tv_nsec / 1'000'000);
}
CRT_EXPORT_O(unsigned, _setsystime, (Tm * fields, unsigned milliseconds)) {
  return 1314;  // ERROR_PRIVILEGE_NOT_HELD: no program may set the host's clock
}

EXPORT_DATA(msvcrt, LONG, _timezone) = 8 * 3600;
EXPORT_DATA(msvcrt, int, _daylight) = 1;
EXPORT_DATA(msvcrt, LONG, _dstbias) = -3600;
namespace {
char zone_names[2][64] = {"PST", "PDT"};
}
struct ZoneNamePointers {
  char* names[2];
};
EXPORT_DATA(msvcrt, ZoneNamePointers, _tzname) = {{zone_names[0], zone_names[1]}};

CRT_EXPORT_O(void, _tzset, ()) {
  const crt::Zone& zone = crt::read_zone();
  _timezone = zone.seconds_west;
  _daylight = zone.has_daylight;
  _dstbias = zone.daylight_bias;
  for (int i = 0; i < 64; ++i) {
    zone_names[0][i] = zone.names.standard[i];
    zone_names[1][i] = zone.names.daylight[i];
  }
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(int, _timespec64_get, (crt::Timespec<LONG64> * to, int base)) {
  return crt::timespec_get(to, base);
}
UCRT_EXPORT_O(int, _timespec32_get, (crt::Timespec<LONG> * to, int base)) {
  return crt::timespec_get(to, base);
}

UCRT_EXPORT_O(LONG*, __timezone, ()) { return &msvcrt::_timezone; }
UCRT_EXPORT_O(int*, __daylight, ()) { return &msvcrt::_daylight; }
UCRT_EXPORT_O(LONG*, __dstbias, ()) { return &msvcrt::_dstbias; }
UCRT_EXPORT_O(char**, __tzname, ()) { return msvcrt::_tzname.names; }

namespace {
template <class T>
int give(T value, T* to) {
  if (!to) return crt::fail_invalid(crt::kEINVAL);
  *to = value;
  return 0;
}
}  // namespace
UCRT_EXPORT_O(int, _get_timezone, (LONG * to)) { return give(msvcrt::_timezone, to); }
UCRT_EXPORT_O(int, _get_daylight, (int* to)) { return give(msvcrt::_daylight, to); }
UCRT_EXPORT_O(int, _get_dstbias, (LONG * to)) { return give(msvcrt::_dstbias, to); }
UCRT_EXPORT_O(int, _get_tzname, (size_t* size, char* to, size_t capacity, int index)) {
  if (!size || (!to) != (!capacity) || (index != 0 && index != 1))
    return crt::fail_invalid(crt::kEINVAL);
  const char* name = msvcrt::_tzname.names[index];
  *size = 1;
  while (name[*size - 1]) ++*size;
  if (!to) return 0;
  *to = 0;
  if (*size > capacity) return crt::kERANGE;
  for (size_t i = 0; i < *size; ++i) to[i] = name[i];
  return 0;
}

}  // namespace mimic::win::ucrtbase
