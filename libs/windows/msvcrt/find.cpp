// _findfirst and its kind.
#include <cstring>
#include <limits>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_paths.h"

namespace mimic::win::crt {
namespace {

template <class C, class Size, class Time>
struct Found {  // struct _finddata_t
  unsigned attributes;
  Time created, accessed, written;
  Size size;
  C name[MAX_PATH];
};
template <class C>
using Found32 = Found<C, uint32_t, int32_t>;
template <class C>
using Found32i64 = Found<C, int64_t, int32_t>;
template <class C>
using Found64i32 = Found<C, uint32_t, int64_t>;
template <class C>
using Found64 = Found<C, int64_t, int64_t>;
static_assert(sizeof(Found32<char>) == 280 && sizeof(Found64i32<char>) == 296 &&
              sizeof(Found64<char>) == 304 && sizeof(Found64i32<WCHAR>) == 560);

template <class Time>
Time time_of(FILETIME time) {
  if (!time.dwLowDateTime && !time.dwHighDateTime) return -1;
  const int64_t seconds = seconds_of(time);
  return seconds == static_cast<Time>(seconds) ? static_cast<Time>(seconds) : Time{-1};
}

template <class C, class Size, class Time>
bool fill(Found<C, Size, Time>& found, const FindData& data) {
  constexpr DWORD kNormal = 0x80;
  const auto name = path_text<C>(data.name);
  if (name.size() >= MAX_PATH) {
    crt_errno = kERANGE;
    return false;
  }
  found.attributes = data.attributes == kNormal ? 0 : data.attributes;
  found.created = time_of<Time>(data.created);
  found.accessed = time_of<Time>(data.accessed);
  found.written = time_of<Time>(data.written);
  found.size = static_cast<Size>(uint64_t{data.size_high} << 32 | data.size_low);
  std::memcpy(found.name, name.c_str(), (name.size() + 1) * sizeof(C));
  return true;
}

// Whatever else goes wrong is the pattern's fault.
void set_find_error() {
  set_last_error();
  if (crt_errno != kENOENT && crt_errno != kENOMEM) crt_errno = kEINVAL;
}

template <class C, class F>
intptr_t find_first(const C* pattern, F* found) {
  if (!pattern || !found) return fail_invalid(kEINVAL), -1;
  FindData data;
  const HANDLE search = kernel32::FindFirstFileW(wide_path(pattern).c_str(), &data);
  if (search == kInvalidHandle) {
    set_find_error();
    return -1;
  }
  if (!fill(*found, data)) {
    kernel32::FindClose(search);
    return -1;
  }
  return reinterpret_cast<intptr_t>(search);
}

template <class F>
int find_next(intptr_t search, F* found) {
  if (search == -1 || search == 0 || !found) return fail_invalid(kEINVAL), -1;
  FindData data;
  if (!kernel32::FindNextFileW(reinterpret_cast<HANDLE>(search), &data)) {
    set_find_error();
    return -1;
  }
  return fill(*found, data) ? 0 : -1;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

#define FIND_FUNCTIONS(EXPORT_MACRO, C, Kind, first, next)            \
  EXPORT_MACRO(intptr_t, first, (const C* pattern, Kind<C>* found)) { \
    return crt::find_first(pattern, found);                           \
  }                                                                   \
  EXPORT_MACRO(int, next, (intptr_t search, Kind<C>* found)) {        \
    return crt::find_next(search, found);                             \
  }

FIND_FUNCTIONS(CRT_EXPORT_O, char, crt::Found64, _findfirst64, _findnext64)
FIND_FUNCTIONS(CRT_EXPORT_O, char, crt::Found64i32, _findfirst64i32, _findnext64i32)
FIND_FUNCTIONS(CRT_EXPORT_O, WCHAR, crt::Found64, _wfindfirst64, _wfindnext64)
FIND_FUNCTIONS(CRT_EXPORT_O, WCHAR, crt::Found64i32, _wfindfirst64i32, _wfindnext64i32)

CRT_EXPORT_O(int, _findclose, (intptr_t search)) {
  if (kernel32::FindClose(reinterpret_cast<HANDLE>(search))) return 0;
  crt::crt_errno = crt::kEINVAL;
  return -1;
}

// time_t of the 64-bit msvcrt has 64 bits.
ALSO(msvcrt, _findfirst, "msvcrt._findfirst64i32");
ALSO(msvcrt, _findnext, "msvcrt._findnext64i32");
ALSO(msvcrt, _findfirsti64, "msvcrt._findfirst64");
ALSO(msvcrt, _findnexti64, "msvcrt._findnext64");
ALSO(msvcrt, _wfindfirst, "msvcrt._wfindfirst64i32");
ALSO(msvcrt, _wfindnext, "msvcrt._wfindnext64i32");
ALSO(msvcrt, _wfindfirsti64, "msvcrt._wfindfirst64");
ALSO(msvcrt, _wfindnexti64, "msvcrt._wfindnext64");

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

FIND_FUNCTIONS(UCRT_EXPORT_O, char, crt::Found32, _findfirst32, _findnext32)
FIND_FUNCTIONS(UCRT_EXPORT_O, char, crt::Found32i64, _findfirst32i64, _findnext32i64)
FIND_FUNCTIONS(UCRT_EXPORT_O, WCHAR, crt::Found32, _wfindfirst32, _wfindnext32)
FIND_FUNCTIONS(UCRT_EXPORT_O, WCHAR, crt::Found32i64, _wfindfirst32i64, _wfindnext32i64)

}  // namespace mimic::win::ucrtbase
