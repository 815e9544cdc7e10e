// Initialization files (GetPrivateProfileString and its kind).
#include "libs/windows/core/profile.h"

#include <cstring>
#include <string>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr char16_t kWinIni[] = u"win.ini";

std::u16string name_of(const WCHAR* file) { return file ? std::u16string(file) : kWinIni; }

// Copies what fits and returns its length, as the functions for single values do.
template <class Char>
DWORD give(std::basic_string_view<Char> text, Char* out, DWORD size) {
  if (!size || !out) return 0;
  const DWORD length = text.size() < size ? static_cast<DWORD>(text.size()) : size - 1;
  std::memcpy(out, text.data(), length * sizeof(Char));
  out[length] = 0;
  if (length < text.size()) set_last_error(ERROR_MORE_DATA);
  return length;
}

// A list of strings: each has a NUL and the list one more; where it does not fit the result is
// size - 2.
template <class Char>
DWORD give_list(std::basic_string_view<Char> list, Char* out, DWORD size) {
  if (!size || !out) return 0;
  if (list.size() + 1 <= size) {
    std::memcpy(out, list.data(), list.size() * sizeof(Char));
    out[list.size()] = 0;
    if (list.empty() && size > 1) out[1] = 0;
    return static_cast<DWORD>(list.size());
  }
  set_last_error(ERROR_MORE_DATA);
  if (size < 2) {
    out[0] = 0;
    return 0;
  }
  std::memcpy(out, list.data(), (size - 2) * sizeof(Char));
  out[size - 2] = out[size - 1] = 0;
  return size - 2;
}

std::u16string joined(const std::vector<std::u16string>& strings) {
  std::u16string list;
  for (const std::u16string& text : strings) list += text + u'\0';
  return list;
}

// What was asked for: a value, or a list of names. Tells which.
struct Answer {
  std::u16string text;
  bool is_list = false;
};
Answer query(const WCHAR* section, const WCHAR* key, const WCHAR* fallback,
             const std::u16string& file) {
  const Profile profile(file);
  set_last_error(profile.error());
  if (!section) return {joined(profile.sections()), true};
  if (!key) return {joined(profile.keys(view_of(section))), true};
  if (auto value = profile.value(view_of(section), view_of(key))) return {std::move(*value), false};
  if (!profile.error()) set_last_error(ERROR_FILE_NOT_FOUND);
  std::u16string text(view_of(fallback));
  while (!text.empty() && text.back() == u' ') text.pop_back();
  return {std::move(text), false};
}

struct Wide {  // an ANSI argument, null kept
  explicit Wide(const char* ansi) : text(from_ansi(ansi)), null(!ansi) {}
  const WCHAR* get() const { return null ? nullptr : text.c_str(); }
  std::u16string text;
  bool null;
};

UINT number_of(std::u16string_view text, UINT fallback) {
  const std::string digits = to_utf8(text);
  const char* p = digits.c_str();
  while (*p == ' ') ++p;
  const bool negative = *p == '-';
  if (*p == '-' || *p == '+') ++p;
  if (*p < '0' || *p > '9') return text.empty() ? fallback : 0;
  UINT value = 0;
  while (*p >= '0' && *p <= '9') value = value * 10 + static_cast<UINT>(*p++ - '0');
  return negative ? 0u - value : value;
}

BOOL write(const WCHAR* section, const WCHAR* key, const WCHAR* value, const std::u16string& file) {
  if (!section) return TRUE;  // "flush the cache": there is none
  Profile profile(file);
  const auto optional = [](const WCHAR* text) {
    return text ? std::optional(view_of(text)) : std::nullopt;
  };
  profile.set(view_of(section), optional(key), optional(value));
  const DWORD error = profile.save();
  return error ? fail_with(error) : TRUE;
}

BOOL write_section(const WCHAR* section, const std::vector<std::u16string>* lines,
                   const std::u16string& file) {
  if (!section) return fail_with(ERROR_INVALID_PARAMETER);
  Profile profile(file);
  if (lines)
    profile.set_lines(view_of(section), *lines);
  else
    profile.set(view_of(section), std::nullopt, std::nullopt);
  const DWORD error = profile.save();
  return error ? fail_with(error) : TRUE;
}

}  // namespace

EXPORT(kernel32, DWORD, GetPrivateProfileStringW,
       (LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpDefault, WCHAR* lpReturnedString,
        DWORD nSize, LPCWSTR lpFileName)) {
  const Answer answer = query(lpAppName, lpKeyName, lpDefault, name_of(lpFileName));
  const std::u16string_view text = answer.text;
  return answer.is_list ? give_list(text, lpReturnedString, nSize)
                        : give(text, lpReturnedString, nSize);
}
EXPORT(kernel32, DWORD, GetPrivateProfileStringA,
       (LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpDefault, char* lpReturnedString, DWORD nSize,
        LPCSTR lpFileName)) {
  const Answer answer = query(Wide(lpAppName).get(), Wide(lpKeyName).get(), Wide(lpDefault).get(),
                              name_of(Wide(lpFileName).get()));
  const std::string narrow = to_ansi(answer.text);
  const std::string_view text = narrow;
  return answer.is_list ? give_list(text, lpReturnedString, nSize)
                        : give(text, lpReturnedString, nSize);
}
EXPORT(kernel32, DWORD, GetProfileStringW,
       (LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpDefault, WCHAR* lpReturnedString,
        DWORD nSize)) {
  return GetPrivateProfileStringW(lpAppName, lpKeyName, lpDefault, lpReturnedString, nSize,
                                  kWinIni);
}
EXPORT(kernel32, DWORD, GetProfileStringA,
       (LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpDefault, char* lpReturnedString,
        DWORD nSize)) {
  return GetPrivateProfileStringA(lpAppName, lpKeyName, lpDefault, lpReturnedString, nSize,
                                  "win.ini");
}

EXPORT(kernel32, UINT, GetPrivateProfileIntW,
       (LPCWSTR lpAppName, LPCWSTR lpKeyName, INT nDefault, LPCWSTR lpFileName)) {
  const Profile profile(name_of(lpFileName));
  const auto value = profile.value(view_of(lpAppName), view_of(lpKeyName));
  return value ? number_of(*value, static_cast<UINT>(nDefault)) : static_cast<UINT>(nDefault);
}
EXPORT(kernel32, UINT, GetPrivateProfileIntA,
       (LPCSTR lpAppName, LPCSTR lpKeyName, INT nDefault, LPCSTR lpFileName)) {
  return GetPrivateProfileIntW(from_ansi(lpAppName).c_str(), from_ansi(lpKeyName).c_str(), nDefault,
                               name_of(Wide(lpFileName).get()).c_str());
}
EXPORT(kernel32, UINT, GetProfileIntW, (LPCWSTR lpAppName, LPCWSTR lpKeyName, INT nDefault)) {
  return GetPrivateProfileIntW(lpAppName, lpKeyName, nDefault, kWinIni);
}
EXPORT(kernel32, UINT, GetProfileIntA, (LPCSTR lpAppName, LPCSTR lpKeyName, INT nDefault)) {
  return GetPrivateProfileIntA(lpAppName, lpKeyName, nDefault, "win.ini");
}

EXPORT(kernel32, DWORD, GetPrivateProfileSectionW,
       (LPCWSTR lpAppName, WCHAR* lpReturnedString, DWORD nSize, LPCWSTR lpFileName)) {
  const Profile profile(name_of(lpFileName));
  set_last_error(profile.error());
  const std::u16string list =
      joined(profile.lines(view_of(lpAppName)).value_or(std::vector<std::u16string>()));
  return give_list(std::u16string_view(list), lpReturnedString, nSize);
}
EXPORT(kernel32, DWORD, GetPrivateProfileSectionA,
       (LPCSTR lpAppName, char* lpReturnedString, DWORD nSize, LPCSTR lpFileName)) {
  const Profile profile(name_of(Wide(lpFileName).get()));
  set_last_error(profile.error());
  const std::string list =
      to_ansi(joined(profile.lines(from_ansi(lpAppName)).value_or(std::vector<std::u16string>())));
  return give_list(std::string_view(list), lpReturnedString, nSize);
}
EXPORT(kernel32, DWORD, GetPrivateProfileSectionNamesW,
       (WCHAR * lpszReturnBuffer, DWORD nSize, LPCWSTR lpFileName)) {
  return GetPrivateProfileStringW(nullptr, nullptr, nullptr, lpszReturnBuffer, nSize, lpFileName);
}
EXPORT(kernel32, DWORD, GetPrivateProfileSectionNamesA,
       (char* lpszReturnBuffer, DWORD nSize, LPCSTR lpFileName)) {
  return GetPrivateProfileStringA(nullptr, nullptr, nullptr, lpszReturnBuffer, nSize, lpFileName);
}
EXPORT(kernel32, DWORD, GetProfileSectionW,
       (LPCWSTR lpAppName, WCHAR* lpReturnedString, DWORD nSize)) {
  return GetPrivateProfileSectionW(lpAppName, lpReturnedString, nSize, kWinIni);
}
EXPORT(kernel32, DWORD, GetProfileSectionA,
       (LPCSTR lpAppName, char* lpReturnedString, DWORD nSize)) {
  return GetPrivateProfileSectionA(lpAppName, lpReturnedString, nSize, "win.ini");
}

EXPORT(kernel32, BOOL, WritePrivateProfileStringW,
       (LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpString, LPCWSTR lpFileName)) {
  return write(lpAppName, lpKeyName, lpString, name_of(lpFileName));
}
EXPORT(kernel32, BOOL, WritePrivateProfileStringA,
       (LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpString, LPCSTR lpFileName)) {
  return write(Wide(lpAppName).get(), Wide(lpKeyName).get(), Wide(lpString).get(),
               name_of(Wide(lpFileName).get()));
}
EXPORT(kernel32, BOOL, WriteProfileStringW,
       (LPCWSTR lpAppName, LPCWSTR lpKeyName, LPCWSTR lpString)) {
  return write(lpAppName, lpKeyName, lpString, kWinIni);
}
EXPORT(kernel32, BOOL, WriteProfileStringA, (LPCSTR lpAppName, LPCSTR lpKeyName, LPCSTR lpString)) {
  return write(Wide(lpAppName).get(), Wide(lpKeyName).get(), Wide(lpString).get(), kWinIni);
}
EXPORT(kernel32, BOOL, WritePrivateProfileSectionW,
       (LPCWSTR lpAppName, const WCHAR* lpString, LPCWSTR lpFileName)) {
  std::vector<std::u16string> lines;
  for (const WCHAR* p = lpString; p && *p; p += length_of(p) + 1) lines.emplace_back(p);
  return write_section(lpAppName, lpString ? &lines : nullptr, name_of(lpFileName));
}
EXPORT(kernel32, BOOL, WritePrivateProfileSectionA,
       (LPCSTR lpAppName, const char* lpString, LPCSTR lpFileName)) {
  std::vector<std::u16string> lines;
  for (const char* p = lpString; p && *p; p += std::strlen(p) + 1) lines.push_back(from_ansi(p));
  return write_section(Wide(lpAppName).get(), lpString ? &lines : nullptr,
                       name_of(Wide(lpFileName).get()));
}

namespace {

// A structure as hexadecimal digits, with the sum of its bytes at the end.
BOOL read_struct(const WCHAR* section, const WCHAR* key, void* out, UINT size,
                 const std::u16string& file) {
  const auto text = Profile(file).value(view_of(section), view_of(key));
  if (!text || text->size() != (size_t{size} + 1) * 2) return fail_with(ERROR_BAD_LENGTH);
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < text->size(); i += 2) {
    unsigned value = 0;
    for (size_t n = i; n < i + 2; ++n) {
      const char16_t c = (*text)[n];
      const char16_t lower = c | 32;
      if (c >= u'0' && c <= u'9')
        value = value * 16 + (c - u'0');
      else if (lower >= u'a' && lower <= u'f')
        value = value * 16 + (lower - u'a' + 10);
      else
        return fail_with(ERROR_INVALID_DATA);
    }
    bytes.push_back(static_cast<uint8_t>(value));
  }
  uint8_t sum = 0;
  for (size_t i = 0; i + 1 < bytes.size(); ++i) sum = static_cast<uint8_t>(sum + bytes[i]);
  if (sum != bytes.back()) return fail_with(ERROR_INVALID_DATA);
  std::memcpy(out, bytes.data(), size);
  return TRUE;
}

std::u16string struct_text(const void* data, UINT size) {
  constexpr char16_t kDigits[] = u"0123456789ABCDEF";
  std::u16string text;
  uint8_t sum = 0;
  const auto put = [&](uint8_t byte) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  };
  for (UINT i = 0; i < size; ++i) {
    const uint8_t byte = static_cast<const uint8_t*>(data)[i];
    put(byte);
    sum = static_cast<uint8_t>(sum + byte);
  }
  put(sum);
  return text;
}

}  // namespace

EXPORT(kernel32, BOOL, GetPrivateProfileStructW,
       (LPCWSTR lpszSection, LPCWSTR lpszKey, LPVOID lpStruct, UINT uSizeStruct, LPCWSTR szFile)) {
  return read_struct(lpszSection, lpszKey, lpStruct, uSizeStruct, name_of(szFile));
}
EXPORT(kernel32, BOOL, GetPrivateProfileStructA,
       (LPCSTR lpszSection, LPCSTR lpszKey, LPVOID lpStruct, UINT uSizeStruct, LPCSTR szFile)) {
  return read_struct(Wide(lpszSection).get(), Wide(lpszKey).get(), lpStruct, uSizeStruct,
                     name_of(Wide(szFile).get()));
}
EXPORT(kernel32, BOOL, WritePrivateProfileStructW,
       (LPCWSTR lpszSection, LPCWSTR lpszKey, LPVOID lpStruct, UINT uSizeStruct, LPCWSTR szFile)) {
  return write(lpszSection, lpszKey,
               lpStruct ? struct_text(lpStruct, uSizeStruct).c_str() : nullptr, name_of(szFile));
}
EXPORT(kernel32, BOOL, WritePrivateProfileStructA,
       (LPCSTR lpszSection, LPCSTR lpszKey, LPVOID lpStruct, UINT uSizeStruct, LPCSTR szFile)) {
  return write(Wide(lpszSection).get(), Wide(lpszKey).get(),
               lpStruct ? struct_text(lpStruct, uSizeStruct).c_str() : nullptr,
               name_of(Wide(szFile).get()));
}

}  // namespace mimic::win::kernel32
