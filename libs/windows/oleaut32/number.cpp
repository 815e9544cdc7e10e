#include "libs/windows/oleaut32/number.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "libs/windows/core/text.h"

namespace mimic::win::oleaut32 {
namespace {

constexpr int kMaxScale = 28;
constexpr Wide kMaxDecimal = (Wide{1} << 96) - 1;

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// Division that rounds halves to the even number.
Wide divide(Wide dividend, Wide divisor) {
  Wide quotient = dividend / divisor;
  const Wide rest = dividend % divisor, size = rest < 0 ? -rest : rest;
  if (2 * size > divisor || (2 * size == divisor && quotient & 1))
    quotient += dividend < 0 ? -1 : 1;
  return quotient;
}

std::string digits_of(Wide value) {
  std::string digits;
  do digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  while (value /= 10);
  return digits;
}

// A real number in the fewest digits, as an exact decimal where it fits.
std::optional<Number> exact_of(const Number& number) {
  if (!number.is_real) return number;
  if (!std::isfinite(number.real)) return std::nullopt;
  char text[64];
  std::snprintf(text, sizeof text, "%.*e", number.digits - 1, number.real);
  Wide mantissa = 0;
  int scale = 0;
  bool point = false;
  const char* at = text + (*text == '-');
  for (; *at && *at != 'e'; ++at) {
    if (*at == '.') {
      point = true;
      continue;
    }
    mantissa = mantissa * 10 + (*at - '0');
    scale += point;
  }
  scale -= std::atoi(at + 1);
  while (scale > 0 && mantissa && mantissa % 10 == 0) mantissa /= 10, --scale;
  while (scale > kMaxScale) mantissa = divide(mantissa, 10), --scale;
  if (scale < -kMaxScale - 1) return std::nullopt;
  while (scale < 0) {
    mantissa *= 10;
    ++scale;
    if (mantissa > kMaxDecimal) return std::nullopt;
  }
  return exact(*text == '-' ? -mantissa : mantissa, scale);
}

}  // namespace

Number number_of(const DECIMAL& value) {
  const Wide mantissa = static_cast<Wide>(value.Hi32) << 64 | value.Lo64;
  return exact(value.sign & DECIMAL_NEG ? -mantissa : mantissa, value.scale);
}

std::optional<Wide> whole(const Number& number) {
  if (!number.is_real) return divide(number.mantissa, power_of_ten(number.scale));
  if (!(std::fabs(number.real) < 1e20)) return std::nullopt;
  return static_cast<Wide>(std::nearbyint(number.real));
}

// No extended precision: the program's control word limits the x87 to 53 bits, which what libgcc
// does with long doubles does not survive.
double real_of(const Number& number) {
  if (number.is_real) return number.real;
  constexpr Wide kExact = Wide{1} << 53;
  constexpr int kExactPower = 22;
  if (number.mantissa >= -kExact && number.mantissa <= kExact && number.scale <= kExactPower)
    return static_cast<double>(static_cast<int64_t>(number.mantissa)) /
           static_cast<double>(power_of_ten(number.scale));
  const bool negative = number.mantissa < 0;
  const std::string text = digits_of(negative ? -number.mantissa : number.mantissa) + "e-" +
                           std::to_string(number.scale);
  const double size = std::strtod(text.c_str(), nullptr);
  return negative ? -size : size;
}

HRESULT to_currency(const Number& number, CY* value) {
  Wide scaled;
  if (number.is_real) {
    const double units = number.real * 10'000;
    if (!(std::fabs(units) < 9.3e18)) return DISP_E_OVERFLOW;
    scaled = static_cast<Wide>(std::nearbyint(units));
  } else if (number.scale > 4) {
    scaled = divide(number.mantissa, power_of_ten(number.scale - 4));
  } else {
    const Wide most = kMaxDecimal, size = number.mantissa < 0 ? -number.mantissa : number.mantissa;
    if (size > most / 10'000) return DISP_E_OVERFLOW;
    scaled = number.mantissa * power_of_ten(4 - number.scale);
  }
  if (scaled > INT64_MAX || scaled < INT64_MIN) return DISP_E_OVERFLOW;
  value->int64 = static_cast<int64_t>(scaled);
  return S_OK;
}

HRESULT to_decimal(const Number& number, DECIMAL* value) {
  const auto known = exact_of(number);
  if (!known) return DISP_E_OVERFLOW;
  Wide mantissa = known->mantissa < 0 ? -known->mantissa : known->mantissa;
  int scale = known->scale;
  while (scale > 0 && (mantissa > kMaxDecimal || scale > kMaxScale))
    mantissa = divide(mantissa, 10), --scale;
  if (mantissa > kMaxDecimal) return DISP_E_OVERFLOW;
  value->scale = static_cast<BYTE>(scale);
  value->sign = known->mantissa < 0 ? DECIMAL_NEG : 0;
  value->Hi32 = static_cast<ULONG>(mantissa >> 64);
  value->Lo64 = static_cast<ULONG64>(mantissa);
  return S_OK;
}

std::u16string text_of(const Number& number) {
  std::string text;
  if (number.is_real) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*G", number.digits, number.real);
    text = buffer;
  } else {
    const bool negative = number.mantissa < 0;
    text = digits_of(negative ? -number.mantissa : number.mantissa);
    if (number.scale) {
      if (text.size() <= static_cast<size_t>(number.scale))
        text.insert(0, number.scale + 1 - text.size(), '0');
      text.insert(text.size() - number.scale, ".");
      while (text.back() == '0') text.pop_back();
      if (text.back() == '.') text.pop_back();
    }
    if (negative && text != "0") text.insert(0, "-");
  }
  return std::u16string(text.begin(), text.end());
}

std::optional<Number> parse_number(std::u16string_view text) {
  while (!text.empty() && text.front() == u' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == u' ') text.remove_suffix(1);
  if (text.size() > 2 && text[0] == u'&' && (text[1] | 32) == u'h') {
    uint32_t value = 0;
    for (const char16_t unit : text.substr(2)) {
      const char16_t lower = unit | 32;
      const int digit = unit >= u'0' && unit <= u'9'     ? unit - u'0'
                        : lower >= u'a' && lower <= u'f' ? lower - u'a' + 10
                                                         : -1;
      if (digit < 0 || value >> 28) return std::nullopt;
      value = value << 4 | static_cast<uint32_t>(digit);
    }
    return exact(static_cast<int32_t>(value));
  }
  bool negative = false, point = false, any = false;
  if (!text.empty() && (text.front() == u'-' || text.front() == u'+')) {
    negative = text.front() == u'-';
    text.remove_prefix(1);
  }
  std::string plain;
  Wide mantissa = 0;
  int scale = 0;
  size_t at = 0;
  bool fits = true;
  for (; at < text.size(); ++at) {
    const char16_t unit = text[at];
    if (unit >= u'0' && unit <= u'9') {
      any = true;
      plain += static_cast<char>(unit);
      if (scale >= kMaxScale) continue;
      mantissa = mantissa * 10 + (unit - u'0');
      fits = fits && mantissa <= kMaxDecimal;
      if (!fits) mantissa = kMaxDecimal;
      scale += point;
    } else if (unit == u'.' && !point) {
      point = true;
      plain += '.';
    } else if (unit != u',' || point || !any) {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (at < text.size()) {
    if ((text[at] | 32) != u'e') return std::nullopt;
    const std::string exponent = to_utf8(text.substr(at + 1));
    char* end;
    const long power = std::strtol(exponent.c_str(), &end, 10);
    if (exponent.empty() || *end || std::labs(power) > 1000) return std::nullopt;
    plain += "e" + exponent;
    fits = false;
  }
  if (fits) return exact(negative ? -mantissa : mantissa, scale);
  const double value = std::strtod(plain.c_str(), nullptr);
  return inexact(negative ? -value : value);
}

}  // namespace mimic::win::oleaut32
