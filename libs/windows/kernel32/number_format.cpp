// Numbers and amounts of money as text.
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/locale.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD kFlags = 0xC0000000;  // LOCALE_NOUSEROVERRIDE, LOCALE_USE_CP_ACP

template <class Char>
struct NUMBERFMT {
  UINT NumDigits;
  UINT LeadingZero;
  UINT Grouping;  // 3 for 1,234,567; 32 for 12,34,567
  const Char* lpDecimalSep;
  const Char* lpThousandSep;
  UINT NegativeOrder;
};
template <class Char>
struct CURRENCYFMT {
  UINT NumDigits;
  UINT LeadingZero;
  UINT Grouping;
  const Char* lpDecimalSep;
  const Char* lpThousandSep;
  UINT NegativeOrder;
  UINT PositiveOrder;
  const Char* lpCurrencySymbol;
};

struct Format {
  unsigned digits = 2, leading_zero = 1, grouping = 3;
  std::u16string decimal, thousand;
  unsigned negative = 1, positive = 0;
  std::u16string symbol;
};

unsigned number_of(const LocaleName& locale, LCTYPE type) {
  const auto text = locale_text(locale, type);
  return text ? static_cast<unsigned>(std::atoi(to_utf8(*text).c_str())) : 0;
}
std::u16string text_of(const LocaleName& locale, LCTYPE type) {
  return locale_text(locale, type).value_or(std::u16string());
}
// "3;2;0" is 32; a list that does not end with 0 repeats nothing, which is one 0 at the end.
unsigned grouping_of(const LocaleName& locale, LCTYPE type) {
  unsigned value = 0;
  bool ends_with_zero = false;
  for (const char16_t unit : text_of(locale, type)) {
    if (unit < u'0' || unit > u'9') continue;
    ends_with_zero = unit == u'0';
    if (!ends_with_zero) value = value * 10 + (unit - u'0');
  }
  return ends_with_zero || !value ? value : value * 10;
}

// The value as digits before and after the point, rounded, or nothing where it is no number.
struct Digits {
  bool negative = false;
  std::u16string whole, fraction;
};
std::optional<Digits> read_digits(std::u16string_view value, unsigned places) {
  Digits result;
  size_t i = 0;
  if (i < value.size() && value[i] == u'-') result.negative = true, ++i;
  bool point = false;
  for (; i < value.size(); ++i) {
    if (value[i] == u'.' && !point)
      point = true;
    else if (value[i] < u'0' || value[i] > u'9')
      return std::nullopt;
    else
      (point ? result.fraction : result.whole).push_back(value[i]);
  }
  if (result.whole.empty() && result.fraction.empty()) return std::nullopt;
  const bool up = result.fraction.size() > places && result.fraction[places] >= u'5';
  result.fraction.resize(places, u'0');
  for (size_t n = places; up && n > 0; --n) {
    if (result.fraction[n - 1]++ != u'9') break;
    result.fraction[n - 1] = u'0';
  }
  const bool carry = up && result.fraction.find_first_not_of(u'0') == std::u16string::npos;
  if (carry) {
    size_t n = result.whole.size();
    while (n > 0 && result.whole[n - 1] == u'9') result.whole[--n] = u'0';
    if (n)
      ++result.whole[n - 1];
    else
      result.whole.insert(0, 1, u'1');
  }
  result.whole.erase(0, std::min(result.whole.find_first_not_of(u'0'), result.whole.size()));
  if (result.whole.empty() && result.fraction.find_first_not_of(u'0') == std::u16string::npos)
    result.negative = false;
  return result;
}

std::u16string grouped(std::u16string_view whole, unsigned grouping,
                       std::u16string_view separator) {
  // The digits of `grouping` from the left are group sizes from the right; the last repeats,
  // unless it is 0.
  std::u16string sizes;
  for (unsigned n = grouping; n; n /= 10) sizes.insert(0, 1, static_cast<char16_t>(n % 10));
  std::u16string out;
  size_t left = whole.size(), index = 0;
  while (left) {
    size_t size = left;
    if (!sizes.empty()) {
      size = index < sizes.size() ? sizes[index] : sizes.back();
      if (!size || size > left) size = left;
    }
    ++index;
    left -= size;
    out.insert(0, whole.substr(left, size));
    if (left) out.insert(0, separator);
  }
  return out;
}

std::u16string plain_number(const Digits& digits, const Format& format) {
  std::u16string text = grouped(digits.whole, format.grouping, format.thousand);
  if (text.empty() && (format.leading_zero || digits.fraction.empty())) text = u"0";
  if (!digits.fraction.empty()) text += format.decimal + digits.fraction;
  return text;
}

// Patterns of NegativeOrder and PositiveOrder: '1' is the number, '$' the symbol.
constexpr char16_t kNegativeNumbers[][6] = {u"(1)", u"-1", u"- 1", u"1-", u"1 -"};
constexpr char16_t kPositiveMoney[][6] = {u"$1", u"1$", u"$ 1", u"1 $"};
constexpr char16_t kNegativeMoney[][6] = {u"($1)", u"-$1",  u"$-1",   u"$1-",  u"(1$)", u"-1$",
                                          u"1-$",  u"1$-",  u"-1 $",  u"-$ 1", u"1 $-", u"$ 1-",
                                          u"$ -1", u"1- $", u"($ 1)", u"(1 $)"};

std::u16string apply(const char16_t* pattern, const std::u16string& number,
                     const std::u16string& symbol) {
  std::u16string out;
  for (; *pattern; ++pattern) {
    if (*pattern == u'1')
      out += number;
    else if (*pattern == u'$')
      out += symbol;
    else
      out.push_back(*pattern);
  }
  return out;
}

// ERROR_SUCCESS, or what is wrong.
DWORD make(const LocaleName* locale, DWORD flags, std::u16string_view value, const Format* given,
           bool money, std::u16string* out) {
  if (!locale) return ERROR_INVALID_PARAMETER;
  if (flags & ~kFlags || (given && flags & 0x80000000)) return ERROR_INVALID_FLAGS;
  Format format;
  if (given) {
    format = *given;
  } else if (money) {
    format = {number_of(*locale, kCurrencyDigits),  number_of(*locale, kLeadingZero),
              grouping_of(*locale, kMoneyGrouping), text_of(*locale, kMoneyDecimal),
              text_of(*locale, kMoneyThousand),     number_of(*locale, kNegativeCurrency),
              number_of(*locale, kCurrencyOrder),   text_of(*locale, kCurrency)};
  } else {
    format = {number_of(*locale, kDigits),
              number_of(*locale, kLeadingZero),
              grouping_of(*locale, kGrouping),
              text_of(*locale, kDecimal),
              text_of(*locale, kThousand),
              number_of(*locale, kNegativeNumber),
              0,
              {}};
  }
  if (format.digits > 99 || format.leading_zero > 1 || format.negative > (money ? 15u : 4u) ||
      format.positive > 3)
    return ERROR_INVALID_PARAMETER;
  const auto digits = read_digits(value, format.digits);
  if (!digits) return ERROR_INVALID_PARAMETER;
  std::u16string text = plain_number(*digits, format);
  if (money)
    text =
        apply(digits->negative ? kNegativeMoney[format.negative] : kPositiveMoney[format.positive],
              text, format.symbol);
  else if (digits->negative)
    text = apply(kNegativeNumbers[format.negative], text, {});
  *out = std::move(text);
  return ERROR_SUCCESS;
}

std::u16string wide(const WCHAR* text) { return std::u16string(view_of(text)); }
std::u16string wide(const char* text) { return from_ansi(text); }

template <class Char>
Format convert(const NUMBERFMT<Char>& f) {
  return {f.NumDigits,           f.LeadingZero,   f.Grouping, wide(f.lpDecimalSep),
          wide(f.lpThousandSep), f.NegativeOrder, 0,          {}};
}
template <class Char>
Format convert(const CURRENCYFMT<Char>& f) {
  return {f.NumDigits,           f.LeadingZero,   f.Grouping,      wide(f.lpDecimalSep),
          wide(f.lpThousandSep), f.NegativeOrder, f.PositiveOrder, wide(f.lpCurrencySymbol)};
}

void narrow(const std::u16string& text, std::u16string* out) { *out = text; }
void narrow(const std::u16string& text, std::string* out) { *out = to_ansi(text); }

template <class Char, class Given>
int give(const LocaleName* locale, DWORD flags, const Char* value, const Given* given, bool money,
         Char* out, int size) {
  if (!value || size < 0 || (size && !out)) return fail_with(ERROR_INVALID_PARAMETER);
  Format format;
  if (given) {
    if (!given->lpDecimalSep || !given->lpThousandSep) return fail_with(ERROR_INVALID_PARAMETER);
    format = convert(*given);
  }
  std::u16string text;
  if (const DWORD error = make(locale, flags, wide(value), given ? &format : nullptr, money, &text))
    return fail_with(error);
  std::basic_string<Char> result;
  narrow(text, &result);
  const int needed = static_cast<int>(result.size() + 1);
  if (!size) return needed;
  if (size < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(out, result.c_str(), needed * sizeof(Char));
  return needed;
}

}  // namespace

EXPORT(kernel32, int, GetNumberFormatEx,
       (LPCWSTR lpLocaleName, DWORD dwFlags, LPCWSTR lpValue, const NUMBERFMT<WCHAR>* lpFormat,
        WCHAR* lpNumberStr, int cchNumber)) {
  return give(find_locale(lpLocaleName), dwFlags, lpValue, lpFormat, false, lpNumberStr, cchNumber);
}
EXPORT(kernel32, int, GetNumberFormatW,
       (LCID Locale, DWORD dwFlags, LPCWSTR lpValue, const NUMBERFMT<WCHAR>* lpFormat,
        WCHAR* lpNumberStr, int cchNumber)) {
  return give(find_locale(Locale), dwFlags, lpValue, lpFormat, false, lpNumberStr, cchNumber);
}
EXPORT(kernel32, int, GetNumberFormatA,
       (LCID Locale, DWORD dwFlags, LPCSTR lpValue, const NUMBERFMT<char>* lpFormat,
        char* lpNumberStr, int cchNumber)) {
  return give(find_locale(Locale), dwFlags, lpValue, lpFormat, false, lpNumberStr, cchNumber);
}
EXPORT(kernel32, int, GetCurrencyFormatEx,
       (LPCWSTR lpLocaleName, DWORD dwFlags, LPCWSTR lpValue, const CURRENCYFMT<WCHAR>* lpFormat,
        WCHAR* lpCurrencyStr, int cchCurrency)) {
  return give(find_locale(lpLocaleName), dwFlags, lpValue, lpFormat, true, lpCurrencyStr,
              cchCurrency);
}
EXPORT(kernel32, int, GetCurrencyFormatW,
       (LCID Locale, DWORD dwFlags, LPCWSTR lpValue, const CURRENCYFMT<WCHAR>* lpFormat,
        WCHAR* lpCurrencyStr, int cchCurrency)) {
  return give(find_locale(Locale), dwFlags, lpValue, lpFormat, true, lpCurrencyStr, cchCurrency);
}
EXPORT(kernel32, int, GetCurrencyFormatA,
       (LCID Locale, DWORD dwFlags, LPCSTR lpValue, const CURRENCYFMT<char>* lpFormat,
        char* lpCurrencyStr, int cchCurrency)) {
  return give(find_locale(Locale), dwFlags, lpValue, lpFormat, true, lpCurrencyStr, cchCurrency);
}

}  // namespace mimic::win::kernel32
