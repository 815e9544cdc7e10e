// Locales as ICU knows them.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "libs/windows/core/icu.h"
#include "libs/windows/core/locale.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// Values of unicode/udat.h, unum.h and ulocdata.h, part of ICU's stable ABI.
enum DateSymbols {
  UDAT_MONTHS = 1,
  UDAT_SHORT_MONTHS = 2,
  UDAT_WEEKDAYS = 3,
  UDAT_SHORT_WEEKDAYS = 4,
  UDAT_AM_PMS = 5,
  UDAT_STANDALONE_MONTHS = 10,
  UDAT_STANDALONE_SHORT_MONTHS = 11,
  UDAT_SHORTER_WEEKDAYS = 20
};
enum DateStyle { UDAT_FULL = 0, UDAT_MEDIUM = 2, UDAT_SHORT = 3, UDAT_NONE = -1 };
enum NumberSymbol {
  UNUM_DECIMAL = 0,
  UNUM_GROUPING = 1,
  UNUM_PERCENT = 3,
  UNUM_ZERO = 4,
  UNUM_MINUS = 6,
  UNUM_PLUS = 7,
  UNUM_CURRENCY = 8,
  UNUM_INTL_CURRENCY = 9,
  UNUM_MONEY_DECIMAL = 10,
  UNUM_PERMILL = 12,
  UNUM_INFINITY = 14,
  UNUM_NAN = 15,
  UNUM_MONEY_GROUPING = 17
};
enum NumberStyle { UNUM_STYLE_DECIMAL = 1, UNUM_STYLE_CURRENCY = 2, UNUM_STYLE_PERCENT = 3 };
enum NumberAttribute {
  UNUM_MAX_FRACTION_DIGITS = 6,
  UNUM_GROUPING_SIZE = 10,
  UNUM_SECONDARY_GROUPING_SIZE = 15
};

constexpr int32_t kRoom = 128;

// A function of ICU that writes UTF-16 of at most kRoom units and returns how many there are.
template <class F, class... A>
std::u16string text_of(F* function, A... arguments) {
  if (!function) return {};
  char16_t buffer[kRoom];
  UErrorCode error = 0;
  const int32_t length = function(arguments..., buffer, kRoom, &error);
  return icu_failed(error) || length > kRoom || length < 0 ? std::u16string()
                                                           : std::u16string(buffer, length);
}

// Open ICU objects.
class DateFormat {
 public:
  DateFormat(const char* locale, int time_style, int date_style) {
    static const auto open =
        icu_function<void*(int, int, const char*, const char16_t*, int32_t, const char16_t*,
                           int32_t, UErrorCode*)>("udat_open");
    UErrorCode error = 0;
    if (open) handle_ = open(time_style, date_style, locale, nullptr, 0, nullptr, 0, &error);
    if (icu_failed(error)) handle_ = nullptr;
  }
  ~DateFormat() {
    static const auto close = icu_function<void(void*)>("udat_close");
    if (handle_ && close) close(handle_);
  }
  DateFormat(const DateFormat&) = delete;
  explicit operator bool() const { return handle_; }
  std::u16string symbol(int type, int index) const {
    static const auto get =
        icu_function<int32_t(const void*, int, int32_t, char16_t*, int32_t, UErrorCode*)>(
            "udat_getSymbols");
    return text_of(get, handle_, type, index);
  }
  std::u16string pattern() const {
    static const auto get =
        icu_function<int32_t(const void*, signed char, char16_t*, int32_t, UErrorCode*)>(
            "udat_toPattern");
    return text_of(get, handle_, static_cast<signed char>(0));
  }

 private:
  void* handle_ = nullptr;
};

class NumberFormat {
 public:
  NumberFormat(const char* locale, int style) {
    static const auto open =
        icu_function<void*(int, const char16_t*, int32_t, const char*, void*, UErrorCode*)>(
            "unum_open");
    UErrorCode error = 0;
    if (open) handle_ = open(style, nullptr, 0, locale, nullptr, &error);
    if (icu_failed(error)) handle_ = nullptr;
  }
  ~NumberFormat() {
    static const auto close = icu_function<void(void*)>("unum_close");
    if (handle_ && close) close(handle_);
  }
  NumberFormat(const NumberFormat&) = delete;
  explicit operator bool() const { return handle_; }
  std::u16string symbol(int type) const {
    static const auto get =
        icu_function<int32_t(const void*, int, char16_t*, int32_t, UErrorCode*)>("unum_getSymbol");
    return text_of(get, handle_, type);
  }
  int attribute(int type) const {
    static const auto get = icu_function<int32_t(const void*, int)>("unum_getAttribute");
    return get ? get(handle_, type) : 0;
  }
  std::u16string pattern() const {
    static const auto get =
        icu_function<int32_t(const void*, signed char, char16_t*, int32_t, UErrorCode*)>(
            "unum_toPattern");
    return text_of(get, handle_, static_cast<signed char>(0));
  }

 private:
  void* handle_ = nullptr;
};

// An ICU date pattern as Windows writes it.
std::u16string windows_pattern(std::u16string_view pattern) {
  std::u16string out;
  for (size_t i = 0; i < pattern.size();) {
    const char16_t letter = pattern[i];
    if (letter == u'\'') {
      const size_t end = std::min(pattern.find(u'\'', i + 1), pattern.size() - 1);
      out += pattern.substr(i, end + 1 - i);
      i = end + 1;
      continue;
    }
    size_t count = 1;
    while (i + count < pattern.size() && pattern[i + count] == letter) ++count;
    i += count;
    switch (letter) {
      case u'E':
      case u'c':
        out += count >= 4 ? u"dddd" : u"ddd";
        break;
      case u'L':
        out.append(std::min<size_t>(count, 4), u'M');
        break;
      case u'y':
        out += count == 2 ? u"yy" : u"yyyy";
        break;
      case u'a':
      case u'B':
        out += u"tt";
        break;
      case u'G':
        out += u"gg";
        break;
      case u'\u202F':
        out += u' ';
        break;  // newer CLDR's narrow blank
      default:
        out.append(count, letter == u'k' ? u'H' : letter == u'K' ? u'h' : letter);
        break;
    }
  }
  return out;
}

std::u16string skeleton_pattern(const char* locale, std::u16string_view skeleton) {
  static const auto open = icu_function<void*(const char*, UErrorCode*)>("udatpg_open");
  static const auto close = icu_function<void(void*)>("udatpg_close");
  static const auto best =
      icu_function<int32_t(void*, const char16_t*, int32_t, char16_t*, int32_t, UErrorCode*)>(
          "udatpg_getBestPattern");
  if (!open || !close || !best) return {};
  UErrorCode error = 0;
  void* generator = open(locale, &error);
  if (icu_failed(error)) return {};
  std::u16string pattern =
      text_of(best, generator, skeleton.data(), static_cast<int32_t>(skeleton.size()));
  close(generator);
  return windows_pattern(pattern);
}

std::u16string display_name(const char* function, const char* of, const char* in) {
  using Name = int32_t(const char*, const char*, char16_t*, int32_t, UErrorCode*);
  return text_of(icu_function<Name>(function), of, in);
}

std::u16string ascii(const char* text) {
  return text ? std::u16string(text, text + std::strlen(text)) : std::u16string();
}

std::u16string number(int value) { return ascii(std::to_string(value).c_str()); }

std::u16string first_separator(std::u16string_view pattern) {
  bool in_field = false;
  for (const char16_t unit : pattern) {
    const bool letter = (unit | 32) >= u'a' && (unit | 32) <= u'z';
    if (letter)
      in_field = true;
    else if (in_field && unit != u'\'')
      return std::u16string(1, unit);
  }
  return u"/";
}

std::u16string grouping_of(const NumberFormat& format) {
  const int first = format.attribute(UNUM_GROUPING_SIZE);
  const int second = format.attribute(UNUM_SECONDARY_GROUPING_SIZE);
  if (first <= 0) return u"0;0";
  if (second > 0 && second != first) return number(first) + u";" + number(second) + u";0";
  return number(first) + u";0";
}

// Where the currency sign stands: 0 "$1", 1 "1$", 2 "$ 1", 3 "1 $".
int currency_order(std::u16string_view pattern) {
  const size_t sign = pattern.find(u'\u00A4'), digit = pattern.find_first_of(u"#0");
  if (sign == std::u16string_view::npos || digit == std::u16string_view::npos) return 0;
  const bool before = sign < digit;
  const char16_t next = before ? pattern[sign + 1] : sign ? pattern[sign - 1] : u'\0';
  const bool blank = next == u' ' || next == u'\u00A0' || next == u'\u202F';
  return (before ? 0 : 1) + (blank ? 2 : 0);
}

}  // namespace

std::optional<std::u16string> icu_locale_text(const LocaleName& entry, LCTYPE type) {
  if (!icu_symbol("udat_open")) return std::nullopt;
  std::string locale = entry.name;
  for (char& c : locale)
    if (c == '-') c = '_';
  const char* const name = locale.c_str();

  // What needs no object of ICU.
  static const auto language = icu_function<const char*(const char*)>("uloc_getISO3Language");
  static const auto country = icu_function<const char*(const char*)>("uloc_getISO3Country");
  char part[16] = {};
  UErrorCode error = 0;
  using Part = int32_t(const char*, char*, int32_t, UErrorCode*);
  char hex[8];
  std::snprintf(hex, sizeof hex, "%04x", unsigned{entry.id});
  switch (type) {
    case 0x01:
    case 0x09:
      return ascii(hex);
    case 0x02:
    case 0x72:
      return display_name("uloc_getDisplayName", name, "en");
    case 0x73:
      return display_name("uloc_getDisplayName", name, name);
    case 0x6F:
    case 0x1001:
      return display_name("uloc_getDisplayLanguage", name, "en");
    case 0x04:
      return display_name("uloc_getDisplayLanguage", name, name);
    case 0x06:
    case 0x1002:
      return display_name("uloc_getDisplayCountry", name, "en");
    case 0x08:
      return display_name("uloc_getDisplayCountry", name, name);
    case 0x03: {
      std::u16string code = ascii(language ? language(name) : "");
      for (char16_t& unit : code) unit = upcase(unit);
      return code;
    }
    case 0x67:
      return ascii(language ? language(name) : "");
    case 0x07:
    case 0x68:
      return ascii(country ? country(name) : "");
    case 0x59:
      if (const auto get = icu_function<Part>("uloc_getLanguage")) get(name, part, 16, &error);
      return ascii(part);
    case 0x5A:
      if (const auto get = icu_function<Part>("uloc_getCountry")) get(name, part, 16, &error);
      return ascii(part);
    case 0x5C:
    case 0x7B:
      return entry.wide_name();
    case 0x6D: {
      const std::u16string full = entry.wide_name();
      const size_t dash = full.rfind(u'-');
      return dash == std::u16string::npos ? std::u16string() : full.substr(0, dash);
    }
    case 0x71:
      return entry.is_neutral() ? u"1" : u"0";
    case 0x70:
      if (const auto get = icu_function<signed char(const char*)>("uloc_isRightToLeft"))
        return get(name) ? u"1" : u"0";
      return u"0";
    default:
      break;
  }

  if ((type >= kDayName1 && type <= 0x4F) || type == kAm || type == kPm ||
      (type >= 0x60 && type <= 0x66)) {
    const DateFormat format(name, UDAT_NONE, UDAT_SHORT);
    if (!format) return std::nullopt;
    const auto weekday = [](LCTYPE first, LCTYPE wanted) {  // Windows begins with Monday
      return static_cast<int>((wanted - first + 1) % 7 + 1);
    };
    if (type == kAm || type == kPm) return format.symbol(UDAT_AM_PMS, type == kPm);
    if (type >= 0x60) return format.symbol(UDAT_SHORTER_WEEKDAYS, weekday(0x60, type));
    if (type >= kShortMonthName1)
      return format.symbol(UDAT_STANDALONE_SHORT_MONTHS, static_cast<int>(type - kShortMonthName1));
    if (type >= kMonthName1)
      return format.symbol(UDAT_STANDALONE_MONTHS, static_cast<int>(type - kMonthName1));
    if (type >= kShortDayName1)
      return format.symbol(UDAT_SHORT_WEEKDAYS, weekday(kShortDayName1, type));
    return format.symbol(UDAT_WEEKDAYS, weekday(kDayName1, type));
  }

  switch (type) {
    case kShortDate:
      return skeleton_pattern(name, u"yyyyMMdd");
    case kLongDate:
      return windows_pattern(DateFormat(name, UDAT_NONE, UDAT_FULL).pattern());
    case kTimeFormat:
      return windows_pattern(DateFormat(name, UDAT_MEDIUM, UDAT_NONE).pattern());
    case kShortTime:
      return windows_pattern(DateFormat(name, UDAT_SHORT, UDAT_NONE).pattern());
    case kYearMonth:
      return skeleton_pattern(name, u"yMMMM");
    case kMonthDay:
      return skeleton_pattern(name, u"MMMMd");
    case kDateSeparator:
      return first_separator(skeleton_pattern(name, u"yyyyMMdd"));
    case kTimeSeparator:
      return first_separator(windows_pattern(DateFormat(name, UDAT_MEDIUM, UDAT_NONE).pattern()));
    case 0x23:
      return DateFormat(name, UDAT_SHORT, UDAT_NONE).pattern().find(u'H') != std::u16string::npos
                 ? u"1"
                 : u"0";
    default:
      break;
  }

  const bool money = (type >= kCurrency && type <= kNegativeCurrency);
  const NumberFormat format(name, money ? UNUM_STYLE_CURRENCY : UNUM_STYLE_DECIMAL);
  if (!format) return std::nullopt;
  switch (type) {
    case kDecimal:
      return format.symbol(UNUM_DECIMAL);
    case kThousand:
      return format.symbol(UNUM_GROUPING);
    case kGrouping:
    case kMoneyGrouping:
      return grouping_of(format);
    case kListSeparator:
      return format.symbol(UNUM_DECIMAL) == u"," ? u";" : u",";
    case kNativeDigits: {
      const std::u16string zero = format.symbol(UNUM_ZERO);
      std::u16string digits;
      for (int i = 0; i < 10 && zero.size() == 1; ++i)
        digits.push_back(static_cast<char16_t>(zero[0] + i));
      return digits.empty() ? u"0123456789" : digits;
    }
    case kCurrency:
      return format.symbol(UNUM_CURRENCY);
    case kInternationalSymbol:
      return format.symbol(UNUM_INTL_CURRENCY);
    case kMoneyDecimal:
      return format.symbol(UNUM_MONEY_DECIMAL);
    case kMoneyThousand:
      return format.symbol(UNUM_MONEY_GROUPING);
    case kCurrencyDigits:
    case 0x1A:
      return number(format.attribute(UNUM_MAX_FRACTION_DIGITS));
    case kCurrencyOrder:
      return number(currency_order(format.pattern()));
    case kNegativeCurrency: {
      static constexpr int kOrders[] = {1, 5, 9, 8};  // with a minus in front
      return number(kOrders[currency_order(format.pattern())]);
    }
    case kPositiveSign:
      return std::u16string();
    case kNegativeSign:
      return format.symbol(UNUM_MINUS);
    case 0x69:
      return format.symbol(UNUM_NAN);
    case 0x6A:
      return format.symbol(UNUM_INFINITY);
    case 0x6B:
      return format.symbol(UNUM_MINUS) + format.symbol(UNUM_INFINITY);
    case 0x76:
      return format.symbol(UNUM_PERCENT);
    case 0x77:
      return format.symbol(UNUM_PERMILL);
    default:
      return std::nullopt;
  }
}

}  // namespace mimic::win
