#include "libs/windows/core/locale.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr LocaleName kLocales[] = {
#include "libs/windows/core/locale_names.inc"
};

struct LocaleText {
  uint16_t type;
  char16_t english[25];
  char16_t invariant[40];
};
constexpr LocaleText kTexts[] = {
#include "libs/windows/core/locale_texts.inc"
};

char lower(char16_t unit) {
  return static_cast<char>(unit >= u'A' && unit <= u'Z' ? unit + 32 : unit < 0x80 ? unit : 0x7F);
}

int compare_name(const char* known, std::u16string_view name) {
  for (const char16_t unit : name) {
    const int difference = lower(static_cast<uint8_t>(*known)) - lower(unit);
    if (difference) return difference;
    ++known;
  }
  return *known ? 1 : 0;
}

}  // namespace

bool LocaleName::is_neutral() const {
  if (is_invariant()) return false;
  const char* dash = std::strrchr(name, '-');
  // A script has four letters ("zh-Hans"), a country two or three.
  return !dash || std::strlen(dash + 1) == 4;
}

std::u16string LocaleName::wide_name() const {
  return std::u16string(name, name + std::strlen(name));
}

const LocaleName* locale_names(size_t* count) {
  *count = std::size(kLocales);
  return kLocales;
}

const LocaleName* user_locale() {
  static const LocaleName* const locale = find_locale(LCID{LOCALE_ENGLISH_US});
  return locale;
}

const LocaleName* find_locale(const char16_t* text) {
  if (!text) return user_locale();
  std::u16string_view name = view_of(text);
  if (name == u"!x-sys-default-locale") return user_locale();
  // A sort order after '_' ("de-DE_phoneb") is not part of the locale, but for the one name that
  // has it.
  for (;;) {
    const auto* at = std::lower_bound(
        std::begin(kLocales), std::end(kLocales), name,
        [](const LocaleName& l, std::u16string_view n) { return compare_name(l.name, n) < 0; });
    if (at != std::end(kLocales) && compare_name(at->name, name) == 0) return at;
    const size_t mark = name.find(u'_');
    if (mark == std::u16string_view::npos) return nullptr;
    name = name.substr(0, mark);
  }
}

const LocaleName* find_locale(LCID id) {
  id &= 0xFFFF;
  if (id == 0 || id == LOCALE_USER_DEFAULT || id == LOCALE_SYSTEM_DEFAULT ||
      id == LOCALE_CUSTOM_DEFAULT)
    id = LOCALE_ENGLISH_US;
  for (const LocaleName& locale : kLocales)
    if (locale.id == id) return &locale;
  return nullptr;
}

std::optional<std::u16string> locale_text(const LocaleName& locale, LCTYPE type) {
  const auto* text =
      std::lower_bound(std::begin(kTexts), std::end(kTexts), type,
                       [](const LocaleText& t, LCTYPE wanted) { return t.type < wanted; });
  if (text == std::end(kTexts) || text->type != type) return std::nullopt;
  if (locale.id == LOCALE_ENGLISH_US) return text->english;
  if (locale.is_invariant()) return text->invariant;
  if (auto special = icu_locale_text(locale, type)) return special;
  return text->invariant;
}

}  // namespace mimic::win
