// Version information of files.
#include "libs/windows/core/file_version.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
DECLARE_EXPORT(kernel32, int, GetLocaleInfoW,
               (LCID Locale, DWORD LCType, WCHAR* lpLCData, int cchData));
}  // namespace mimic::win::kernel32

namespace mimic::win::version {
namespace {

using kernel32::fail_with;

// The block that GetFileVersionInfo fills: the resource, a mark, and room for strings that
// VerQueryValueA converts, each in a place of its own.
constexpr char kMark[] = {'F', 'E', '2', 'X'};
constexpr size_t ansi_room(size_t length) { return length / 2 * 3; }  // UTF-8 takes the most
constexpr size_t block_size(size_t length) { return length + sizeof kMark + ansi_room(length); }
constexpr size_t aligned(size_t offset) { return (offset + 3) & ~size_t{3}; }

struct Found {
  const uint8_t* value = nullptr;
  UINT length = 0;  // as written
  bool is_text = false;
};

// A block of the resource in place. All offsets are checked against the end of the root.
class Block {
 public:
  Block(const uint8_t* base, size_t offset, size_t end) : base_(base), offset_(offset) {
    if (offset + 8 > end) return;
    length_ = read(0);
    if (length_ < 8 || offset + length_ > end) {
      length_ = 0;
      return;
    }
    end_ = offset + length_;
    size_t at = offset + 6;
    while (at + 2 <= end_ && unit(at)) key_ += unit(at), at += 2;
    value_ = std::min(aligned(at + 2), end_);
  }
  explicit operator bool() const { return length_ != 0; }
  const std::u16string& key() const { return key_; }
  size_t next() const { return aligned(offset_ + length_); }
  Found value() const { return {base_ + value_, read(2), read(4) == 1}; }

  Block child(std::u16string_view name) const {
    const Found own = value();
    size_t at = aligned(value_ + own.length * (own.is_text ? 2 : 1));
    while (at < end_) {
      Block block(base_, at, end_);
      if (!block) break;
      if (equal_ignoring_case(block.key(), name)) return block;
      at = block.next();
    }
    return Block(base_, 0, 0);
  }

 private:
  uint16_t unit(size_t at) const {
    uint16_t value;
    std::memcpy(&value, base_ + at, sizeof value);
    return value;
  }
  uint16_t read(size_t at) const { return unit(offset_ + at); }

  const uint8_t* base_;
  size_t offset_, end_ = 0, value_ = 0;
  size_t length_ = 0;
  std::u16string key_;
};

bool find_value(const void* data, std::u16string_view path, Found* found) {
  const auto* base = static_cast<const uint8_t*>(data);
  uint16_t length;
  std::memcpy(&length, base, sizeof length);
  Block block(base, 0, length);
  if (!block) return fail_with(ERROR_INVALID_DATA);
  while (!path.empty()) {
    const size_t end = std::min(path.find(u'\\'), path.size());
    if (const auto name = path.substr(0, end); !name.empty()) {
      block = block.child(name);
      if (!block) return fail_with(ERROR_RESOURCE_TYPE_NOT_FOUND);
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  *found = block.value();
  return true;
}

}  // namespace

EXPORT(version, DWORD, GetFileVersionInfoSizeExW,
       (DWORD dwFlags, LPCWSTR lpwstrFilename, LPDWORD lpdwHandle)) {
  if (lpdwHandle) *lpdwHandle = 0;
  if (!lpwstrFilename) return fail_with(ERROR_INVALID_PARAMETER);
  const auto resource = version_resource_of(view_of(lpwstrFilename));
  if (!resource) return fail_with(resource.error());
  set_last_error(ERROR_SUCCESS);
  return static_cast<DWORD>(block_size(resource->size()));
}
EXPORT(version, DWORD, GetFileVersionInfoSizeW, (LPCWSTR lptstrFilename, LPDWORD lpdwHandle)) {
  return GetFileVersionInfoSizeExW(0, lptstrFilename, lpdwHandle);
}
EXPORT(version, DWORD, GetFileVersionInfoSizeExA,
       (DWORD dwFlags, LPCSTR lpwstrFilename, LPDWORD lpdwHandle)) {
  if (!lpwstrFilename) return GetFileVersionInfoSizeExW(dwFlags, nullptr, lpdwHandle);
  return GetFileVersionInfoSizeExW(dwFlags, from_ansi(lpwstrFilename).c_str(), lpdwHandle);
}
EXPORT(version, DWORD, GetFileVersionInfoSizeA, (LPCSTR lptstrFilename, LPDWORD lpdwHandle)) {
  return GetFileVersionInfoSizeExA(0, lptstrFilename, lpdwHandle);
}

EXPORT(version, BOOL, GetFileVersionInfoExW,
       (DWORD dwFlags, LPCWSTR lpwstrFilename, DWORD dwHandle, DWORD dwLen, LPVOID lpData)) {
  if (!lpData) return fail_with(ERROR_INVALID_DATA);
  if (!lpwstrFilename) return fail_with(ERROR_INVALID_PARAMETER);
  const auto resource = version_resource_of(view_of(lpwstrFilename));
  if (!resource) return fail_with(resource.error());
  const size_t length = std::min<size_t>(resource->size(), dwLen);
  std::memcpy(lpData, resource->data(), length);
  if (dwLen >= length + sizeof kMark)
    std::memcpy(static_cast<char*>(lpData) + length, kMark, sizeof kMark);
  set_last_error(ERROR_SUCCESS);
  return TRUE;
}
EXPORT(version, BOOL, GetFileVersionInfoW,
       (LPCWSTR lptstrFilename, DWORD dwHandle, DWORD dwLen, LPVOID lpData)) {
  return GetFileVersionInfoExW(0, lptstrFilename, dwHandle, dwLen, lpData);
}
EXPORT(version, BOOL, GetFileVersionInfoExA,
       (DWORD dwFlags, LPCSTR lpwstrFilename, DWORD dwHandle, DWORD dwLen, LPVOID lpData)) {
  if (!lpwstrFilename) return GetFileVersionInfoExW(dwFlags, nullptr, dwHandle, dwLen, lpData);
  return GetFileVersionInfoExW(dwFlags, from_ansi(lpwstrFilename).c_str(), dwHandle, dwLen, lpData);
}
EXPORT(version, BOOL, GetFileVersionInfoA,
       (LPCSTR lptstrFilename, DWORD dwHandle, DWORD dwLen, LPVOID lpData)) {
  return GetFileVersionInfoExA(0, lptstrFilename, dwHandle, dwLen, lpData);
}

EXPORT(version, BOOL, VerQueryValueW,
       (LPCVOID pBlock, LPCWSTR lpSubBlock, LPVOID* lplpBuffer, UINT* puLen)) {
  if (puLen) *puLen = 0;
  if (!pBlock) return fail_with(ERROR_INVALID_DATA);
  Found found;
  if (!find_value(pBlock, view_of(lpSubBlock), &found)) return FALSE;
  if (lplpBuffer) *lplpBuffer = const_cast<uint8_t*>(found.value);
  if (puLen) *puLen = found.length;
  return TRUE;
}
EXPORT(version, BOOL, VerQueryValueA,
       (LPCVOID pBlock, LPCSTR lpSubBlock, LPVOID* lplpBuffer, UINT* puLen)) {
  if (puLen) *puLen = 0;
  if (!pBlock) return fail_with(ERROR_INVALID_DATA);
  Found found;
  if (!find_value(pBlock, from_ansi(lpSubBlock), &found)) return FALSE;
  const auto* base = static_cast<const uint8_t*>(pBlock);
  uint16_t length;
  std::memcpy(&length, base, sizeof length);
  const uint8_t* value = found.value;
  UINT size = found.length;
  if (found.is_text && std::memcmp(base + length, kMark, sizeof kMark) == 0) {
    const size_t offset = found.value - base;
    const size_t units = std::min<size_t>(found.length, (length - offset) / 2);
    std::string text =
        to_ansi(std::u16string(reinterpret_cast<const char16_t*>(found.value), units));
    if (text.empty() || text.back()) text += '\0';
    auto* place = const_cast<uint8_t*>(base) + length + sizeof kMark + ansi_room(offset);
    std::memcpy(place, text.data(), text.size());
    value = place;
    size = static_cast<UINT>(text.size());
  }
  if (lplpBuffer) *lplpBuffer = const_cast<uint8_t*>(value);
  if (puLen) *puLen = size;
  return TRUE;
}

EXPORT(version, DWORD, VerLanguageNameW, (DWORD wLang, LPWSTR szLang, DWORD cchLang)) {
  constexpr DWORD kEnglishDisplayName = 0x72;  // LOCALE_SENGLISHDISPLAYNAME
  std::u16string name = u"Language Neutral";
  if (wLang) {
    WCHAR text[128];
    const int length = kernel32::GetLocaleInfoW(wLang, kEnglishDisplayName, text, 128);
    name = length > 0 ? std::u16string(text, length - 1) : u"Unknown language";
  }
  if (!szLang || !cchLang) return static_cast<DWORD>(name.size());
  const size_t fits = std::min<size_t>(name.size(), cchLang - 1);
  std::memcpy(szLang, name.data(), fits * sizeof(WCHAR));
  szLang[fits] = 0;
  return static_cast<DWORD>(fits < name.size() ? name.size() : fits);
}
EXPORT(version, DWORD, VerLanguageNameA, (DWORD wLang, LPSTR szLang, DWORD cchLang)) {
  WCHAR wide[128];
  const DWORD length = VerLanguageNameW(wLang, wide, 128);
  const std::string name = to_ansi(std::u16string_view(wide, std::min<DWORD>(length, 127)));
  if (!szLang || !cchLang) return static_cast<DWORD>(name.size());
  const size_t fits = std::min<size_t>(name.size(), cchLang - 1);
  std::memcpy(szLang, name.data(), fits);
  szLang[fits] = 0;
  return static_cast<DWORD>(name.size());
}

// Windows has the code in kernelbase.
ALSO(kernelbase, GetFileVersionInfoSizeExW, "version.GetFileVersionInfoSizeExW");
ALSO(kernelbase, GetFileVersionInfoSizeW, "version.GetFileVersionInfoSizeW");
ALSO(kernelbase, GetFileVersionInfoSizeExA, "version.GetFileVersionInfoSizeExA");
ALSO(kernelbase, GetFileVersionInfoSizeA, "version.GetFileVersionInfoSizeA");
ALSO(kernelbase, GetFileVersionInfoExW, "version.GetFileVersionInfoExW");
ALSO(kernelbase, GetFileVersionInfoW, "version.GetFileVersionInfoW");
ALSO(kernelbase, GetFileVersionInfoExA, "version.GetFileVersionInfoExA");
ALSO(kernelbase, GetFileVersionInfoA, "version.GetFileVersionInfoA");
ALSO(kernelbase, VerQueryValueW, "version.VerQueryValueW");
ALSO(kernelbase, VerQueryValueA, "version.VerQueryValueA");
ALSO(kernelbase, VerLanguageNameW, "version.VerLanguageNameW");
ALSO(kernelbase, VerLanguageNameA, "version.VerLanguageNameA");
ALSO(kernel32, VerLanguageNameW, "version.VerLanguageNameW");
ALSO(kernel32, VerLanguageNameA, "version.VerLanguageNameA");

}  // namespace mimic::win::version
