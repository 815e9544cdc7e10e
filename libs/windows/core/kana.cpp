#include "libs/windows/core/kana.h"

namespace mimic::win {
namespace {

// The full-width forms of U+FF61 to U+FF9F.
constexpr char16_t kWide[] =
    u"\u3002\u300C\u300D\u3001\u30FB\u30F2\u30A1\u30A3\u30A5\u30A7\u30A9\u30E3\u30E5\u30E7\u30C3"
    u"\u30FC\u30A2\u30A4\u30A6\u30A8\u30AA\u30AB\u30AD\u30AF\u30B1\u30B3\u30B5\u30B7\u30B9\u30BB"
    u"\u30BD\u30BF\u30C1\u30C4\u30C6\u30C8\u30CA\u30CB\u30CC\u30CD\u30CE\u30CF\u30D2\u30D5\u30D8"
    u"\u30DB\u30DE\u30DF\u30E0\u30E1\u30E2\u30E4\u30E6\u30E8\u30E9\u30EA\u30EB\u30EC\u30ED\u30EF"
    u"\u30F3\u309B\u309C";
static_assert(sizeof kWide / sizeof kWide[0] - 1 == 63);
constexpr char16_t kHalfVoiced = 0xFF9E, kHalfSemiVoiced = 0xFF9F;

// With a voiced sound mark: the next code point; only these have one.
bool takes_voiced(char16_t c) {
  return (c >= 0x30AB && c <= 0x30C1 && (c - 0x30AB) % 2 == 0) || c == 0x30C4 || c == 0x30C6 ||
         c == 0x30C8;
}
bool is_ha_row(char16_t c) { return c >= 0x30CF && c <= 0x30DB && (c - 0x30CF) % 3 == 0; }

char16_t half_of(char16_t c) {
  for (char16_t i = 0; i < 63; ++i)
    if (kWide[i] == c) return static_cast<char16_t>(0xFF61 + i);
  return 0;
}

}  // namespace

std::u16string to_hiragana(std::u16string_view text) {
  std::u16string out(text);
  for (char16_t& c : out)
    if (c >= 0x30A1 && c <= 0x30F6) c = static_cast<char16_t>(c - 0x60);
  return out;
}

std::u16string to_katakana(std::u16string_view text) {
  std::u16string out(text);
  for (char16_t& c : out)
    if (c >= 0x3041 && c <= 0x3096) c = static_cast<char16_t>(c + 0x60);
  return out;
}

std::u16string to_half_width(std::u16string_view text) {
  std::u16string out;
  for (const char16_t c : text) {
    if (c - 0xFF01u < 0x5E) {
      out.push_back(static_cast<char16_t>(c - 0xFEE0));
    } else if (c == 0x3000) {
      out.push_back(u' ');
    } else if (const char16_t half = half_of(c)) {
      out.push_back(half);
    } else if (c > 0x30A1 && (takes_voiced(static_cast<char16_t>(c - 1)) ||
                              is_ha_row(static_cast<char16_t>(c - 1)))) {
      out.push_back(half_of(static_cast<char16_t>(c - 1)));
      out.push_back(kHalfVoiced);
    } else if (c > 0x30A2 && is_ha_row(static_cast<char16_t>(c - 2))) {
      out.push_back(half_of(static_cast<char16_t>(c - 2)));
      out.push_back(kHalfSemiVoiced);
    } else if (c == 0x30F4) {  // vu
      out.push_back(half_of(0x30A6));
      out.push_back(kHalfVoiced);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::u16string to_full_width(std::u16string_view text) {
  std::u16string out;
  for (const char16_t c : text) {
    if (c > 0x20 && c < 0x7F) {
      out.push_back(static_cast<char16_t>(c + 0xFEE0));
    } else if (c == u' ') {
      out.push_back(0x3000);
    } else if (c >= 0xFF61 && c <= 0xFF9F) {
      const char16_t last = out.empty() ? u'\0' : out.back();
      if (c == kHalfVoiced && (takes_voiced(last) || is_ha_row(last)))
        out.back() = static_cast<char16_t>(last + 1);
      else if (c == kHalfVoiced && last == 0x30A6)
        out.back() = 0x30F4;
      else if (c == kHalfSemiVoiced && is_ha_row(last))
        out.back() = static_cast<char16_t>(last + 2);
      else
        out.push_back(kWide[c - 0xFF61]);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace mimic::win
