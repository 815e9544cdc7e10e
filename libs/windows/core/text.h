// UTF-16 of the guest, UTF-8 of the host, and code pages.
#pragma once

#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

// UTF-16 to UTF-8 and back. Lossless for what the host can hold: a lone surrogate becomes its
// three-byte form (WTF-8), and a byte that is not UTF-8 becomes U+DC80…U+DCFF, so that every Linux
// file name has a UTF-16 name that leads back to it.
std::string to_utf8(std::u16string_view text);
std::u16string to_utf16(std::string_view text);

size_t length_of(const char16_t* text);  // in units, without the terminator
inline std::u16string_view view_of(const char16_t* text) {
  return text ? std::u16string_view(text, length_of(text)) : std::u16string_view();
}
inline std::u16string_view view_of(const UNICODE_STRING& text) {
  return std::u16string_view(text.Buffer, text.Length / 2);
}

// Simple upper- and lower-case of one unit, as RtlUpcaseUnicodeChar (needs no ICU).
char16_t upcase(char16_t unit);
char16_t downcase(char16_t unit);
bool equal_ignoring_case(std::u16string_view a, std::u16string_view b);
int compare_ignoring_case(std::u16string_view a, std::u16string_view b);

inline constexpr UINT CP_ACP = 0, CP_OEMCP = 1, CP_MACCP = 2, CP_THREAD_ACP = 3, CP_UTF7 = 65000,
                      CP_UTF8 = 65001;

// The process's ANSI and OEM code pages: 1252 and 437, or 65001 where the program's manifest asks
// for it.
UINT ansi_code_page();
UINT oem_code_page();
void set_process_code_pages(UINT ansi, UINT oem);

// Conversions by the process's ANSI code page (the *A functions).
std::u16string from_ansi(std::string_view text);
inline std::u16string from_ansi(const char* text) {
  return text ? from_ansi(std::string_view(text)) : std::u16string();
}
std::string to_ansi(std::u16string_view text);

}  // namespace mimic::win
