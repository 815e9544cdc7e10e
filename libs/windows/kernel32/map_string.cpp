// LCMapString and FoldString.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/character_types.h"
#include "libs/windows/core/kana.h"
#include "libs/windows/core/linguistic.h"
#include "libs/windows/core/locale.h"
#include "libs/windows/core/normalization.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD LCMAP_LOWERCASE = 0x100, LCMAP_UPPERCASE = 0x200, LCMAP_TITLECASE = 0x300,
                LCMAP_SORTKEY = 0x400, LCMAP_BYTEREV = 0x800, LCMAP_HASH = 0x40000,
                LCMAP_HIRAGANA = 0x100000, LCMAP_KATAKANA = 0x200000, LCMAP_HALFWIDTH = 0x400000,
                LCMAP_FULLWIDTH = 0x800000, LCMAP_LINGUISTIC_CASING = 0x1000000,
                LCMAP_SIMPLIFIED_CHINESE = 0x2000000, LCMAP_TRADITIONAL_CHINESE = 0x4000000,
                LCMAP_SORTHANDLE = 0x20000000;
constexpr DWORD kComparing = NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS |
                             NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH | LINGUISTIC_IGNORECASE |
                             LINGUISTIC_IGNOREDIACRITIC | NORM_LINGUISTIC_CASING | SORT_STRINGSORT |
                             SORT_DIGITSASNUMBERS;
constexpr DWORD kKnown = kComparing | LCMAP_TITLECASE | LCMAP_SORTKEY | LCMAP_BYTEREV | LCMAP_HASH |
                         LCMAP_HIRAGANA | LCMAP_KATAKANA | LCMAP_HALFWIDTH | LCMAP_FULLWIDTH |
                         LCMAP_LINGUISTIC_CASING | LCMAP_SIMPLIFIED_CHINESE |
                         LCMAP_TRADITIONAL_CHINESE | LCMAP_SORTHANDLE | 0x10000000;

std::u16string_view counted(const WCHAR* text, int length) {
  return {text, length < 0 ? length_of(text) + 1 : static_cast<size_t>(length)};
}

bool is_turkic(const LocaleName& locale) {
  return (locale.id & 0x3FF) == 0x1F || (locale.id & 0x3FF) == 0x2C;
}

void change_case(std::u16string& text, DWORD flags, const LocaleName& locale) {
  const bool turkic = flags & LCMAP_LINGUISTIC_CASING && is_turkic(locale);
  bool in_word = false;
  for (char16_t& unit : text) {
    const char16_t original = unit;
    bool upper = (flags & LCMAP_TITLECASE) == LCMAP_UPPERCASE;
    if ((flags & LCMAP_TITLECASE) == LCMAP_TITLECASE) upper = !in_word;
    if (turkic && upper && unit == u'i')
      unit = u'\u0130';
    else if (turkic && !upper && unit == u'I')
      unit = u'\u0131';
    else
      unit = upper ? upcase(unit) : downcase(unit);
    in_word = character_type(original) & kAlpha || (in_word && original == u'\'');
  }
}

void swap_bytes(std::u16string& text) {
  for (char16_t& unit : text) unit = static_cast<char16_t>(unit << 8 | unit >> 8);
}

// ERROR_SUCCESS, or what is wrong with the flags.
DWORD check(DWORD flags) {
  if (flags & ~kKnown) return ERROR_INVALID_FLAGS;
  if (flags & (LCMAP_SORTKEY | LCMAP_HASH)) {
    return flags & ~(kComparing | LCMAP_SORTKEY | LCMAP_HASH | LCMAP_BYTEREV | 0x10000000)
               ? ERROR_INVALID_FLAGS
               : ERROR_SUCCESS;
  }
  const bool both_kana = flags & LCMAP_HIRAGANA && flags & LCMAP_KATAKANA;
  const bool both_widths = flags & LCMAP_HALFWIDTH && flags & LCMAP_FULLWIDTH;
  const bool both_chinese = flags & LCMAP_SIMPLIFIED_CHINESE && flags & LCMAP_TRADITIONAL_CHINESE;
  if (both_kana || both_widths || both_chinese) return ERROR_INVALID_FLAGS;
  // What belongs to comparing, but for what can be left out of a text.
  if (flags & (kComparing & ~(NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS)))
    return ERROR_INVALID_FLAGS;
  return ERROR_SUCCESS;
}

// A mapped text, or an error.
DWORD map_text(const LocaleName& locale, DWORD flags, std::u16string_view source,
               std::u16string* out) {
  std::u16string text;
  for (const char16_t unit : source) {
    if (flags & NORM_IGNORESYMBOLS && unit && character_type(unit) & (kPunctuation | kSpace))
      continue;
    if (flags & NORM_IGNORENONSPACE && character_types(unit).type3 & 1) continue;
    text.push_back(unit);
  }
  if (flags & LCMAP_TITLECASE) change_case(text, flags, locale);
  if (flags & LCMAP_HIRAGANA) text = to_hiragana(text);
  if (flags & LCMAP_KATAKANA) text = to_katakana(text);
  if (flags & LCMAP_HALFWIDTH) text = to_half_width(text);
  if (flags & LCMAP_FULLWIDTH) text = to_full_width(text);
  if (flags & (LCMAP_SIMPLIFIED_CHINESE | LCMAP_TRADITIONAL_CHINESE)) {
    auto converted = transliterate(
        flags & LCMAP_SIMPLIFIED_CHINESE ? u"Traditional-Simplified" : u"Simplified-Traditional",
        text);
    if (!converted) return ERROR_NOT_SUPPORTED;
    text = std::move(*converted);
  }
  if (flags & LCMAP_BYTEREV) swap_bytes(text);
  *out = std::move(text);
  return ERROR_SUCCESS;
}

std::u16string name_for_sorting(const LocaleName& locale) {
  return locale.id == LOCALE_ENGLISH_US ? std::u16string() : locale.wide_name();
}

// Hashes and sort keys are bytes, whatever the function's character type.
int give_bytes(const std::string& bytes, void* out, int size) {
  const int needed = static_cast<int>(bytes.size());
  if (!size) return needed;
  if (size < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(out, bytes.data(), bytes.size());
  return needed;
}

std::string key_of(const LocaleName& locale, DWORD flags, std::u16string_view source) {
  while (!source.empty() && !source.back()) source.remove_suffix(1);
  std::string key = sort_key(name_for_sorting(locale), flags & kComparing, source);
  if (!(flags & LCMAP_HASH)) return key;
  uint32_t hash = 2166136261;  // FNV-1a
  for (const char c : key) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619;
  return std::string(reinterpret_cast<const char*>(&hash), sizeof hash);
}

int map_string(const LocaleName* locale, DWORD flags, const WCHAR* source, int length, WCHAR* out,
               int size) {
  if (!locale || !source || !length || size < 0 || (size && !out))
    return fail_with(ERROR_INVALID_PARAMETER);
  if (const DWORD error = check(flags)) return fail_with(error);
  if (flags & (LCMAP_SORTKEY | LCMAP_HASH))
    return give_bytes(key_of(*locale, flags, counted(source, length)), out, size);
  // Only a change of case may be done in place.
  if (out == source && flags & ~(LCMAP_TITLECASE | LCMAP_LINGUISTIC_CASING))
    return fail_with(ERROR_INVALID_FLAGS);
  if (flags & LCMAP_SORTHANDLE) return fail_with(ERROR_NOT_SUPPORTED);
  std::u16string text;
  if (const DWORD error = map_text(*locale, flags, counted(source, length), &text))
    return fail_with(error);
  const int needed = static_cast<int>(text.size());
  if (!size) return needed;
  if (size < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(out, text.data(), text.size() * sizeof(WCHAR));
  return needed;
}

}  // namespace

EXPORT(kernel32, int, LCMapStringEx,
       (LPCWSTR lpLocaleName, DWORD dwMapFlags, const WCHAR* lpSrcStr, int cchSrc, WCHAR* lpDestStr,
        int cchDest, void* lpVersionInformation, LPVOID lpReserved, LONG_PTR sortHandle)) {
  return map_string(find_locale(lpLocaleName), dwMapFlags, lpSrcStr, cchSrc, lpDestStr, cchDest);
}
EXPORT(kernel32, int, LCMapStringW,
       (LCID Locale, DWORD dwMapFlags, const WCHAR* lpSrcStr, int cchSrc, WCHAR* lpDestStr,
        int cchDest)) {
  return map_string(find_locale(Locale), dwMapFlags, lpSrcStr, cchSrc, lpDestStr, cchDest);
}
EXPORT(kernel32, int, LCMapStringA,
       (LCID Locale, DWORD dwMapFlags, const char* lpSrcStr, int cchSrc, char* lpDestStr,
        int cchDest)) {
  const LocaleName* locale = find_locale(Locale);
  if (!locale || !lpSrcStr || !cchSrc || cchDest < 0 || (cchDest && !lpDestStr))
    return fail_with(ERROR_INVALID_PARAMETER);
  const DWORD flags = dwMapFlags & ~0x40000000u;  // LOCALE_USE_CP_ACP
  if (const DWORD error = check(flags)) return fail_with(error);
  const size_t length = cchSrc < 0 ? std::strlen(lpSrcStr) + 1 : static_cast<size_t>(cchSrc);
  const std::u16string source = from_ansi({lpSrcStr, length});
  if (flags & (LCMAP_SORTKEY | LCMAP_HASH))
    return give_bytes(key_of(*locale, flags, source), lpDestStr, cchDest);
  std::u16string text;
  if (const DWORD error = map_text(*locale, flags, source, &text)) return fail_with(error);
  return give_bytes(to_ansi(text), lpDestStr, cchDest);
}

namespace {

constexpr DWORD MAP_FOLDCZONE = 0x10, MAP_PRECOMPOSED = 0x20, MAP_COMPOSITE = 0x40,
                MAP_FOLDDIGITS = 0x80, MAP_EXPAND_LIGATURES = 0x2000;

// ERROR_SUCCESS, or why the text cannot be folded.
DWORD fold(DWORD flags, std::u16string_view source, std::u16string* out) {
  if (!flags ||
      flags & ~(MAP_FOLDCZONE | MAP_PRECOMPOSED | MAP_COMPOSITE | MAP_FOLDDIGITS |
                MAP_EXPAND_LIGATURES) ||
      (flags & MAP_COMPOSITE && flags & (MAP_PRECOMPOSED | MAP_EXPAND_LIGATURES)))
    return ERROR_INVALID_FLAGS;
  std::u16string text(source);
  if (flags & MAP_FOLDCZONE)
    for (char16_t& unit : text)
      if (unit - 0xFF01u < 0x5E) unit = static_cast<char16_t>(unit - 0xFEE0);
  if (flags & MAP_FOLDDIGITS)
    for (char16_t& unit : text)
      if (const int value = digit_value(unit); value >= 0)
        unit = static_cast<char16_t>(u'0' + value);
  if (flags & MAP_EXPAND_LIGATURES) text = expand_ligatures(text);
  if (flags & (MAP_PRECOMPOSED | MAP_COMPOSITE)) {
    auto normalized =
        normalize(flags & MAP_PRECOMPOSED ? Normalization::kC : Normalization::kD, text);
    if (!normalized) return ERROR_NOT_SUPPORTED;
    text = std::move(*normalized);
  }
  *out = std::move(text);
  return ERROR_SUCCESS;
}

}  // namespace

EXPORT(kernel32, int, FoldStringW,
       (DWORD dwMapFlags, const WCHAR* lpSrcStr, int cchSrc, WCHAR* lpDestStr, int cchDest)) {
  if (!lpSrcStr || !cchSrc || cchDest < 0 || (cchDest && !lpDestStr) || lpSrcStr == lpDestStr)
    return fail_with(ERROR_INVALID_PARAMETER);
  std::u16string text;
  if (const DWORD error = fold(dwMapFlags, counted(lpSrcStr, cchSrc), &text))
    return fail_with(error);
  const int needed = static_cast<int>(text.size());
  if (!cchDest) return needed;
  if (cchDest < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(lpDestStr, text.data(), text.size() * sizeof(WCHAR));
  return needed;
}
EXPORT(kernel32, int, FoldStringA,
       (DWORD dwMapFlags, const char* lpSrcStr, int cchSrc, char* lpDestStr, int cchDest)) {
  if (!lpSrcStr || !cchSrc || cchDest < 0 || (cchDest && !lpDestStr) || lpSrcStr == lpDestStr)
    return fail_with(ERROR_INVALID_PARAMETER);
  const size_t length = cchSrc < 0 ? std::strlen(lpSrcStr) + 1 : static_cast<size_t>(cchSrc);
  std::u16string text;
  if (const DWORD error = fold(dwMapFlags, from_ansi({lpSrcStr, length}), &text))
    return fail_with(error);
  return give_bytes(to_ansi(text), lpDestStr, cchDest);
}

}  // namespace mimic::win::kernel32
