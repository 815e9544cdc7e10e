// NormalizeString and internationalized domain names.
#include "libs/windows/core/normalization.h"

#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/icu.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

// The forms NFC, NFD, NFKC and NFKD, and 13 for names; false for others.
bool form_of(int number, Normalization* form) {
  switch (number) {
    case 1:
      *form = Normalization::kC;
      return true;
    case 2:
      *form = Normalization::kD;
      return true;
    case 5:
    case 13:
      *form = Normalization::kKC;
      return true;
    case 6:
      *form = Normalization::kKD;
      return true;
    default:
      return false;
  }
}

std::u16string_view counted(const WCHAR* text, int length) {
  return {text, length < 0 ? length_of(text) + 1 : static_cast<size_t>(length)};
}

// Where the first lone surrogate is, or npos.
size_t find_invalid(std::u16string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] - 0xD800u >= 0x800) continue;
    if (text[i] < 0xDC00 && i + 1 < text.size() && text[i + 1] - 0xDC00u < 0x400)
      ++i;
    else
      return i;
  }
  return std::u16string_view::npos;
}

}  // namespace

EXPORT(kernel32, int, NormalizeString,
       (int NormForm, const WCHAR* lpSrcString, int cwSrcLength, WCHAR* lpDstString,
        int cwDstLength)) {
  Normalization form;
  if (!form_of(NormForm, &form) || !lpSrcString || cwSrcLength < -1 || cwDstLength < 0 ||
      (cwDstLength && !lpDstString))
    return fail_with(ERROR_INVALID_PARAMETER);
  const auto source = counted(lpSrcString, cwSrcLength);
  // Without a destination Windows gives an estimate that is always enough.
  if (!cwDstLength) {
    set_last_error(ERROR_SUCCESS);
    return static_cast<int>(source.size() * (form == Normalization::kC ? 3 : 4) + 8);
  }
  if (const size_t at = find_invalid(source); at != std::u16string_view::npos) {
    fail_with(ERROR_NO_UNICODE_TRANSLATION);
    return -static_cast<int>(at);
  }
  const auto text = normalize(form, source);
  if (!text) return fail_with(ERROR_NOT_SUPPORTED);
  if (text->size() > static_cast<size_t>(cwDstLength)) {
    fail_with(ERROR_INSUFFICIENT_BUFFER);
    return -static_cast<int>(text->size());
  }
  std::memcpy(lpDstString, text->data(), text->size() * sizeof(WCHAR));
  set_last_error(ERROR_SUCCESS);
  return static_cast<int>(text->size());
}

EXPORT(kernel32, BOOL, IsNormalizedString, (int NormForm, const WCHAR* lpString, int cwLength)) {
  Normalization form;
  if (!form_of(NormForm, &form) || !lpString || cwLength < -1)
    return fail_with(ERROR_INVALID_PARAMETER);
  const auto source = counted(lpString, cwLength);
  if (find_invalid(source) != std::u16string_view::npos)
    return fail_with(ERROR_NO_UNICODE_TRANSLATION);
  const auto text = normalize(form, source);
  if (!text) return fail_with(ERROR_NOT_SUPPORTED);
  set_last_error(ERROR_SUCCESS);
  return *text == source;
}

namespace {

constexpr DWORD IDN_ALLOW_UNASSIGNED = 1, IDN_USE_STD3_ASCII_RULES = 2;

// By ICU's uidna; ASCII names need nothing of it.
int convert_domain(const char* function, DWORD flags, const WCHAR* source, int length, WCHAR* out,
                   int size) {
  if (!source || length < -1 || !length || size < 0 || (size && !out) ||
      flags & ~(IDN_ALLOW_UNASSIGNED | IDN_USE_STD3_ASCII_RULES | 0xC))
    return fail_with(ERROR_INVALID_PARAMETER);
  const auto text = counted(source, length);
  const bool terminated = !text.empty() && !text.back();
  const auto name = terminated ? text.substr(0, text.size() - 1) : text;
  if (name.empty()) return fail_with(ERROR_INVALID_NAME);
  std::u16string result(name);
  bool plain = name.find(u"xn--") == std::u16string_view::npos;
  for (const char16_t unit : name) plain = plain && unit < 0x80;
  if (!plain) {
    struct Info {  // UIDNAInfo
      int16_t size = sizeof(Info);
      char transitional_different = 0;
      char reserved = 0;
      uint32_t errors = 0;
      int32_t reserved2 = 0, reserved3 = 0;
    } info;
    static const auto open = icu_function<void*(uint32_t, UErrorCode*)>("uidna_openUTS46");
    static const auto close = icu_function<void(void*)>("uidna_close");
    using Convert =
        int32_t(const void*, const char16_t*, int32_t, char16_t*, int32_t, Info*, UErrorCode*);
    const auto convert = icu_function<Convert>(function);
    if (!open || !close || !convert) return fail_with(ERROR_NOT_SUPPORTED);
    UErrorCode error = 0;
    void* idna = open(flags & IDN_USE_STD3_ASCII_RULES ? 2 : 0, &error);
    result.resize(256);
    const int32_t done = convert(idna, name.data(), static_cast<int32_t>(name.size()),
                                 result.data(), 256, &info, &error);
    close(idna);
    if (icu_failed(error) || info.errors || done > 256) return fail_with(ERROR_INVALID_NAME);
    result.resize(static_cast<size_t>(done));
  } else {
    size_t label = 0;
    for (const char16_t unit : name) {
      label = unit == u'.' ? 0 : label + 1;
      if (label > 63) return fail_with(ERROR_INVALID_NAME);
    }
  }
  if (terminated) result.push_back(u'\0');
  if (!size) return static_cast<int>(result.size());
  if (static_cast<size_t>(size) < result.size()) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(out, result.data(), result.size() * sizeof(WCHAR));
  return static_cast<int>(result.size());
}

}  // namespace

EXPORT(kernel32, int, IdnToAscii,
       (DWORD dwFlags, const WCHAR* lpUnicodeCharStr, int cchUnicodeChar, WCHAR* lpASCIICharStr,
        int cchASCIIChar)) {
  return convert_domain("uidna_nameToASCII", dwFlags, lpUnicodeCharStr, cchUnicodeChar,
                        lpASCIICharStr, cchASCIIChar);
}
EXPORT(kernel32, int, IdnToUnicode,
       (DWORD dwFlags, const WCHAR* lpASCIICharStr, int cchASCIIChar, WCHAR* lpUnicodeCharStr,
        int cchUnicodeChar)) {
  return convert_domain("uidna_nameToUnicode", dwFlags, lpASCIICharStr, cchASCIIChar,
                        lpUnicodeCharStr, cchUnicodeChar);
}

}  // namespace mimic::win::kernel32

namespace mimic::win::normaliz {
FORWARD(normaliz, NormalizeString, "kernel32.NormalizeString");
FORWARD(normaliz, IsNormalizedString, "kernel32.IsNormalizedString");
FORWARD(normaliz, IdnToAscii, "kernel32.IdnToAscii");
FORWARD(normaliz, IdnToUnicode, "kernel32.IdnToUnicode");
}  // namespace mimic::win::normaliz
