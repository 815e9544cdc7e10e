// Path arguments of the file-system functions.
#pragma once

#include <string>
#include <string_view>

#include "libs/windows/core/text.h"

namespace mimic::win::crt {

inline std::u16string wide_path(const char* path) { return from_ansi(path); }
inline std::u16string wide_path(const WCHAR* path) { return std::u16string(view_of(path)); }

template <class C>
std::basic_string<C> path_text(std::u16string_view path) {
  if constexpr (sizeof(C) == 1)
    return to_ansi(path);
  else
    return std::u16string(path);
}

// Times of files in seconds since 1970.
inline constexpr int64_t kEpoch = 116'444'736'000'000'000;
inline int64_t seconds_of(FILETIME time) {
  const auto ticks = static_cast<int64_t>(uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime);
  return (ticks - kEpoch) / 10'000'000;
}
inline FILETIME file_time_of(int64_t seconds) {
  const int64_t ticks = seconds * 10'000'000 + kEpoch;
  return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

// The current drive, 1 for A:; 0 where the current folder is on none.
int current_drive();

}  // namespace mimic::win::crt
