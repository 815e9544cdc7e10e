// Locales: their names and identifiers, and what is known of each.
//
// US English and the invariant locale are complete in tables here. What others need is asked of ICU
// when it is first wanted; without ICU they have the invariant locale's texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

using LCTYPE = DWORD;

inline constexpr LCID LOCALE_INVARIANT = 0x7F, LOCALE_USER_DEFAULT = 0x400,
                      LOCALE_SYSTEM_DEFAULT = 0x800, LOCALE_CUSTOM_DEFAULT = 0xC00,
                      LOCALE_CUSTOM_UNSPECIFIED = 0x1000, LOCALE_ENGLISH_US = 0x409;

struct LocaleName {
  char name[14];  // as Windows writes it; "" is the invariant locale
  uint16_t id;

  bool is_invariant() const { return id == LOCALE_INVARIANT; }
  // A language without a country ("en").
  bool is_neutral() const;
  std::u16string wide_name() const;
};

// Ignores case. Null name is the user's locale, "!x-sys-default-locale" the system's. Null where
// there is no such locale.
const LocaleName* find_locale(const char16_t* name);
// Resolves the default identifiers; a sort order in the upper half is ignored.
const LocaleName* find_locale(LCID id);
const LocaleName* user_locale();
// All, sorted by name.
const LocaleName* locale_names(size_t* count);

// The text of a LOCALE_* type without flags; numbers are decimal, but for those that Windows gives
// in hexadecimal. Nothing where there is no such type.
std::optional<std::u16string> locale_text(const LocaleName& locale, LCTYPE type);
// The same from ICU, for locales other than US English and the invariant one.
std::optional<std::u16string> icu_locale_text(const LocaleName& locale, LCTYPE type);

// LOCALE_* types by name, as far as code here uses them.
enum LocaleType : LCTYPE {
  kIdLanguage = 0x01,
  kLocalizedName = 0x02,
  kAbbreviatedLanguage = 0x03,
  kNativeLanguage = 0x04,
  kListSeparator = 0x0C,
  kMeasure = 0x0D,
  kDecimal = 0x0E,
  kThousand = 0x0F,
  kGrouping = 0x10,
  kDigits = 0x11,
  kLeadingZero = 0x12,
  kNativeDigits = 0x13,
  kCurrency = 0x14,
  kInternationalSymbol = 0x15,
  kMoneyDecimal = 0x16,
  kMoneyThousand = 0x17,
  kMoneyGrouping = 0x18,
  kCurrencyDigits = 0x19,
  kCurrencyOrder = 0x1B,
  kNegativeCurrency = 0x1C,
  kDateSeparator = 0x1D,
  kTimeSeparator = 0x1E,
  kShortDate = 0x1F,
  kLongDate = 0x20,
  kAm = 0x28,
  kPm = 0x29,
  kDayName1 = 0x2A,
  kShortDayName1 = 0x31,
  kMonthName1 = 0x38,
  kShortMonthName1 = 0x44,
  kPositiveSign = 0x50,
  kNegativeSign = 0x51,
  kFontSignature = 0x58,
  kIsoLanguage = 0x59,
  kIsoCountry = 0x5A,
  kName = 0x5C,
  kShortestDayName1 = 0x60,
  kMonthDay = 0x78,
  kShortTime = 0x79,
  kTimeFormat = 0x1003,
  kAnsiCodePage = 0x1004,
  kYearMonth = 0x1006,
  kOemCodePage = 0x0B,
  kMacCodePage = 0x1011,
  kNegativeNumber = 0x1010,
};

}  // namespace mimic::win
