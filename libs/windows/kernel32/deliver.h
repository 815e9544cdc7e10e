// How functions give back a text in a buffer of the caller's.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "abi/windows/types.h"
#include "libs/windows/core/text.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

// The length without the terminator, or the room needed where there is too little.
template <class Char>
DWORD deliver(std::basic_string_view<Char> text, Char* buffer, DWORD size) {
  if (size <= text.size() || !buffer) return static_cast<DWORD>(text.size() + 1);
  std::memcpy(buffer, text.data(), text.size() * sizeof(Char));
  buffer[text.size()] = 0;
  return static_cast<DWORD>(text.size());
}
inline DWORD deliver(const std::u16string& text, WCHAR* buffer, DWORD size) {
  return deliver<WCHAR>(std::u16string_view(text), buffer, size);
}
// The same in the process's ANSI code page.
inline DWORD deliver(const std::u16string& text, char* buffer, DWORD size) {
  return deliver<char>(std::string_view(to_ansi(text)), buffer, size);
}

// What a string parameter of either kind says.
inline std::u16string wide(LPCWSTR text) { return std::u16string(view_of(text)); }
inline std::u16string wide(LPCSTR text) { return from_ansi(text); }

}  // namespace mimic::win::kernel32
