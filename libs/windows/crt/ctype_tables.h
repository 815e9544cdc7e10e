// Character classes of the "C" locale.
#pragma once

#include <array>

#include "libs/windows/crt/locale.h"

namespace mimic::win::crt {

constexpr uint16_t ascii_class(int c) {
  if (c < 0 || c > 127) return 0;
  if (c >= 9 && c <= 13) return kControl | kSpace;
  if (c < 32 || c == 127) return kControl;
  if (c == ' ') return kSpace | kBlank;
  if (c >= '0' && c <= '9') return kDigit | kHex;
  const int letter = c | 32;
  if (letter >= 'a' && letter <= 'z')
    return (c & 32 ? kLower : kUpper) | (letter <= 'f' ? kHex : 0) | kAlphaOther;
  return kPunct;
}

// Of bytes, for -128…255: negative values are what a signed char gives, -1 is EOF.
inline constexpr size_t kByteClassOffset = 128;
inline constexpr auto kByteClasses = [] {
  std::array<uint16_t, kByteClassOffset + 256> table{};
  for (int c = 0; c < 128; ++c) table[kByteClassOffset + c] = ascii_class(c);
  return table;
}();

// Of the first 256 wide characters, behind one entry for WEOF. The quirks (superscript digits,
// ordinal indicators) are those of GetStringType.
inline constexpr auto kWideClasses = [] {
  std::array<uint16_t, 257> table{};
  for (int c = 0; c < 256; ++c) {
    uint16_t type = 0;
    if (c < 128)
      type = ascii_class(c);
    else if (c == 0x85)
      type = kControl | kSpace;
    else if (c < 0xa0)
      type = kControl;
    else if (c == 0xa0)
      type = kSpace | kBlank;
    else if (c == 0xaa || c == 0xb5 || c == 0xba)
      type = kPunct | kLower | kAlphaOther;
    else if (c == 0xb2 || c == 0xb3 || c == 0xb9)
      type = kPunct | kDigit;
    else if (c < 0xc0 || c == 0xd7 || c == 0xf7)
      type = kPunct;
    else
      type = kAlphaOther | (c < 0xdf ? kUpper : kLower);
    table[c + 1] = type;
  }
  return table;
}();

inline constexpr auto kAsciiLower = [] {
  std::array<uint8_t, 256> table{};
  for (int c = 0; c < 256; ++c) table[c] = c >= 'A' && c <= 'Z' ? c + 32 : c;
  return table;
}();
inline constexpr auto kAsciiUpper = [] {
  std::array<uint8_t, 256> table{};
  for (int c = 0; c < 256; ++c) table[c] = c >= 'a' && c <= 'z' ? c - 32 : c;
  return table;
}();

constexpr WCHAR ascii_lower(WCHAR unit) {
  return unit >= u'A' && unit <= u'Z' ? static_cast<WCHAR>(unit + 32) : unit;
}
constexpr WCHAR ascii_upper(WCHAR unit) {
  return unit >= u'a' && unit <= u'z' ? static_cast<WCHAR>(unit - 32) : unit;
}

}  // namespace mimic::win::crt
