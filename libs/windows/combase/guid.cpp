#include "libs/windows/combase/guid.h"

#include <sys/random.h>

#include <cstring>

#include "libs/windows/combase/com.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {
namespace {

// Where each digit of the text comes from: the bytes of a GUID in the order they are written, and
// after which of them a dash stands.
constexpr uint8_t kOrder[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
constexpr bool has_dash_after(size_t index) {
  return index == 3 || index == 5 || index == 7 || index == 9;
}

int digit_of(char16_t unit) {
  if (unit >= u'0' && unit <= u'9') return unit - u'0';
  const char16_t lower = unit | 32;
  return lower >= u'a' && lower <= u'f' ? lower - u'a' + 10 : -1;
}

}  // namespace

GUID make_guid() {
  GUID guid;
  for (size_t done = 0; done < sizeof guid;) {
    const ssize_t count = ::getrandom(reinterpret_cast<char*>(&guid) + done, sizeof guid - done, 0);
    if (count > 0) done += count;
  }
  guid.Data3 = static_cast<uint16_t>((guid.Data3 & 0x0FFF) | 0x4000);
  guid.Data4[0] = static_cast<uint8_t>((guid.Data4[0] & 0x3F) | 0x80);
  return guid;
}

std::u16string guid_text(const GUID& guid, bool upper) {
  const char16_t* const digits = upper ? u"0123456789ABCDEF" : u"0123456789abcdef";
  uint8_t bytes[16];
  std::memcpy(bytes, &guid, sizeof bytes);
  std::u16string text;
  for (size_t i = 0; i < sizeof bytes; ++i) {
    text += digits[bytes[kOrder[i]] >> 4];
    text += digits[bytes[kOrder[i]] & 15];
    if (has_dash_after(i)) text += u'-';
  }
  return text;
}

std::optional<GUID> parse_guid(std::u16string_view text) {
  if (text.size() != kGuidLength) return std::nullopt;
  uint8_t bytes[16];
  size_t at = 0;
  for (size_t i = 0; i < sizeof bytes; ++i) {
    const int high = digit_of(text[at++]), low = digit_of(text[at++]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[kOrder[i]] = static_cast<uint8_t>(high << 4 | low);
    if (has_dash_after(i) && text[at++] != u'-') return std::nullopt;
  }
  GUID guid;
  std::memcpy(&guid, bytes, sizeof guid);
  return guid;
}

std::optional<GUID> parse_braced_guid(std::u16string_view text) {
  if (text.size() != kGuidLength + 2 || text.front() != u'{' || text.back() != u'}')
    return std::nullopt;
  return parse_guid(text.substr(1, kGuidLength));
}

namespace combase {
namespace {

WCHAR* task_string(std::u16string_view text) {
  auto* copy = static_cast<WCHAR*>(heap_allocate((text.size() + 1) * sizeof(WCHAR)));
  if (!copy) return nullptr;
  std::memcpy(copy, text.data(), text.size() * sizeof(WCHAR));
  copy[text.size()] = 0;
  return copy;
}

}  // namespace

EXPORT(combase, HRESULT, CoCreateGuid, (GUID * pguid)) {
  if (!pguid) return E_INVALIDARG;
  *pguid = make_guid();
  return S_OK;
}

EXPORT(combase, int, StringFromGUID2, (const GUID* rguid, WCHAR* lpsz, int cchMax)) {
  const std::u16string text = braced_guid(*rguid);
  const int needed = static_cast<int>(text.size()) + 1;
  if (cchMax < needed) return 0;
  std::memcpy(lpsz, text.c_str(), needed * sizeof(WCHAR));
  return needed;
}
EXPORT(combase, HRESULT, StringFromCLSID, (const GUID* rclsid, WCHAR** lplpsz)) {
  if (!lplpsz) return E_INVALIDARG;
  *lplpsz = task_string(braced_guid(*rclsid));
  return *lplpsz ? S_OK : E_OUTOFMEMORY;
}
ALSO(combase, StringFromIID, "combase.StringFromCLSID");

EXPORT(combase, HRESULT, IIDFromString, (LPCWSTR lpsz, GUID* lpiid)) {
  if (!lpiid) return E_INVALIDARG;
  *lpiid = {};
  if (!lpsz) return S_OK;
  // Longer strings are not so much as looked at.
  const auto guid = parse_braced_guid(view_of(lpsz));
  if (!guid) return view_of(lpsz).size() == kGuidLength + 2 ? CO_E_IIDSTRING : E_INVALIDARG;
  *lpiid = *guid;
  return S_OK;
}

}  // namespace combase
}  // namespace mimic::win
