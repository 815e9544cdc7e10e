#include "libs/windows/crt/format_float.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace mimic::win::crt {
namespace {

constexpr int kMostPlaces = 1074;  // digits after the point of the smallest number
constexpr int kLegacyDigits = 17;

// d.ddd × 10^exponent. Digits that are not there are zeros.
struct Digits {
  char text[1500];
  int count = 0;
  int exponent = 0;

  char at(int index) const { return index >= 0 && index < count ? text[index] : '0'; }
};

// Reads what to_chars wrote in scientific notation.
void set_scientific(Digits& digits, double value, int count) {
  char buffer[900];
  const int places = std::min(count - 1, 800);
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, places)
          .ptr;
  const char* e = end;
  while (*--e != 'e') {
  }
  digits.count = 0;
  for (const char* at = buffer; at < e; ++at) {
    if (*at != '.') digits.text[digits.count++] = *at;
  }
  int exponent = 0;
  for (const char* at = e + 2; at < end; ++at) exponent = exponent * 10 + (*at - '0');
  digits.exponent = e[1] == '-' ? -exponent : exponent;
}

// The value rounded at `places` after the point.
void set_fixed(Digits& digits, double value, int places) {
  const auto end = std::to_chars(digits.text, digits.text + sizeof digits.text, value,
                                 std::chars_format::fixed, std::clamp(places, 0, kMostPlaces))
                       .ptr;
  const char* at = digits.text;
  const char* point = std::find(at, static_cast<const char*>(end), '.');
  digits.exponent = static_cast<int>(point - at) - 1;
  int count = 0;
  bool leading = true;
  for (; at < end; ++at) {
    if (*at == '.') continue;
    if (leading && *at == '0') {
      --digits.exponent;
      continue;
    }
    leading = false;
    digits.text[count++] = *at;
  }
  digits.count = count;
  if (!count) digits.exponent = 0;
}

// Keeps `keep` digits and rounds halves up, by the next digit alone.
void round_up(Digits& digits, int keep) {
  if (keep >= digits.count) return;
  const bool up = keep >= 0 && digits.text[keep] >= '5';
  digits.count = std::max(keep, 0);
  if (!up) return;
  int i = keep - 1;
  for (; i >= 0; --i) {
    if (digits.text[i] != '9') {
      ++digits.text[i];
      return;
    }
    digits.text[i] = '0';
  }
  std::memmove(digits.text + 1, digits.text, digits.count);
  digits.text[0] = '1';
  ++digits.count;
  ++digits.exponent;
}

// Digits after the point of the exact value.
int exact_places(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  const int biased = static_cast<int>(bits >> 52 & 0x7ff);
  const uint64_t fraction = bits & 0xfffffffffffff;
  const uint64_t mantissa = biased ? fraction | uint64_t{1} << 52 : fraction;
  if (!mantissa) return 0;
  return std::max(0, 1075 - std::max(biased, 1) - std::countr_zero(mantissa));
}

struct Rounded {
  double value;
  FloatRounding rounding;
  Digits digits;

  // `count` significant digits, at least one.
  void significant(int count) {
    if (rounding == FloatRounding::kDigits) {
      set_scientific(digits, value, kLegacyDigits);
      round_up(digits, count);
      return;
    }
    set_scientific(digits, value, count);
    if (rounding == FloatRounding::kEven) return;
    const int places = count - 1 - digits.exponent;
    // Only what is half exactly is rounded another way.
    if (exact_places(value) > std::max(places + 2, 0)) return;
    set_fixed(digits, value, exact_places(value));
    round_up(digits, count);
  }
  void fixed(int places) {
    if (rounding == FloatRounding::kDigits) {
      set_scientific(digits, value, kLegacyDigits);
      round_up(digits, digits.exponent + 1 + places);
      if (!digits.count) digits.exponent = 0;
      return;
    }
    if (rounding == FloatRounding::kAway && exact_places(value) <= places + 1) {
      set_fixed(digits, value, exact_places(value));
      round_up(digits, digits.exponent + 1 + places);
      if (!digits.count) digits.exponent = 0;
      return;
    }
    set_fixed(digits, value, places);
  }
};

// Digits after the point, the zeros past the exact ones apart.
void put_fraction(FloatText& out, const Digits& digits, int first, int places) {
  const int written = std::clamp(digits.count - first, 0, places);
  for (int i = 0; i < written; ++i) out.put(digits.at(first + i));
  out.zeros = places - written;
  out.zeros_at = out.size;
}

void put_point(FloatText& out) {
  out.point_at = out.size;
  out.put('.');
}

void put_fixed(FloatText& out, const Digits& digits, int places, bool point) {
  if (digits.count == 0 || digits.exponent < 0) {
    out.put('0');
  } else {
    for (int i = 0; i <= digits.exponent; ++i) out.put(digits.at(i));
  }
  if (places > 0 || point) put_point(out);
  int left = places;
  // Zeros between the point and the first digit.
  for (int i = digits.exponent + 1; i < 0 && left > 0 && digits.count; ++i, --left) out.put('0');
  const int first = digits.count ? std::max(digits.exponent + 1, 0) : 0;
  put_fraction(out, digits, first, left);
}

void put_exponent(FloatText& out, char letter, int exponent, int least) {
  out.put(letter);
  out.put(exponent < 0 ? '-' : '+');
  char reversed[8];
  int count = 0;
  for (unsigned rest = exponent < 0 ? -exponent : exponent; rest || count < least; rest /= 10)
    reversed[count++] = static_cast<char>('0' + rest % 10);
  while (count) out.put(reversed[--count]);
}

void put_scientific(FloatText& out, const Digits& digits, int places, const FloatStyle& style) {
  out.put(digits.at(0));
  if (places > 0 || style.alternate) put_point(out);
  put_fraction(out, digits, 1, places);
  put_exponent(out, style.letter < 'a' ? 'E' : 'e', digits.exponent, style.three_digits ? 3 : 2);
}

// Removes the zeros at the end that %g does not show. Returns the places that remain.
int without_zeros(const Digits& digits, int first, int places) {
  while (places > 0 && digits.at(first + places - 1) == '0') --places;
  return places;
}

void put_general(FloatText& out, Rounded& number, int precision, const FloatStyle& style) {
  if (precision == 0) precision = 1;
  number.significant(precision);
  const Digits& digits = number.digits;
  const int exponent = digits.exponent;
  if (exponent < -4 || exponent >= precision) {
    int places = precision - 1;
    if (!style.alternate)
      places = std::min(places, without_zeros(digits, 1, std::min(places, digits.count)));
    put_scientific(out, digits, places, style);
    return;
  }
  int places = precision - 1 - exponent;
  if (!style.alternate) {
    places = std::min(places, std::max(digits.count - 1 - exponent, 0));
    while (places > 0 && digits.at(exponent + places) == '0') --places;
  }
  put_fixed(out, digits, places, style.alternate);
}

void put_hexadecimal(FloatText& out, double value, const FloatStyle& style) {
  const auto bits = std::bit_cast<uint64_t>(value);
  const int biased = static_cast<int>(bits >> 52 & 0x7ff);
  uint64_t fraction = bits & 0xfffffffffffff;
  uint64_t lead = biased != 0;
  const int exponent = biased ? biased - 1023 : fraction ? -1022 : 0;
  const int precision = style.precision >= 0 ? style.precision : style.legacy ? 6 : 13;
  const int places = std::min(precision, 13);
  if (places < 13) {
    const int dropped = 4 * (13 - places);
    const uint64_t whole = lead << 52 | fraction;
    const uint64_t half = uint64_t{1} << (dropped - 1);
    const uint64_t rest = whole & (half * 2 - 1);
    uint64_t kept = whole >> dropped;
    const bool tie_up = style.rounding == FloatRounding::kEven ? kept & 1 : true;
    if (rest > half || (rest == half && tie_up)) ++kept;
    const uint64_t rounded = kept << dropped;
    lead = rounded >> 52;
    fraction = rounded & 0xfffffffffffff;
  }
  const bool upper = style.letter < 'a';
  const char* const digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  out.hexadecimal = true;
  out.put('0');
  out.put(upper ? 'X' : 'x');
  out.put(static_cast<char>('0' + lead));
  if (precision > 0 || style.alternate) put_point(out);
  for (int i = 0; i < places; ++i) out.put(digits[fraction >> (48 - 4 * i) & 15]);
  out.zeros = precision - places;
  out.zeros_at = out.size;
  put_exponent(out, upper ? 'P' : 'p', exponent, 1);
}

const char* special_name(double value) {
  if (std::isinf(value)) return "inf";
  const auto bits = std::bit_cast<uint64_t>(value);
  if (!(bits & uint64_t{1} << 51)) return "nan(snan)";
  return bits == 0xfff8000000000000 ? "nan(ind)" : "nan";
}

// msvcrt takes "1#INF" for digits, rounding and all.
void put_legacy_special(FloatText& out, double value, const FloatStyle& style) {
  Digits digits;
  const char* const modern = special_name(value);
  const char* const name = *modern == 'i'      ? "1#INF"
                           : modern[3] == '\0' ? "1#QNAN"
                           : modern[4] == 's'  ? "1#SNAN"
                                               : "1#IND";
  digits.count = static_cast<int>(std::strlen(name));
  std::memcpy(digits.text, name, digits.count);
  const int precision = style.precision < 0 ? 6 : style.precision;
  const char kind = static_cast<char>(style.letter | 32);
  if (kind == 'g') {
    const int kept = std::max(precision, 1);
    round_up(digits, kept);
    put_fixed(out, digits, style.alternate ? kept - 1 : std::min(kept, digits.count) - 1,
              style.alternate);
  } else if (kind == 'f' || kind == 'a') {
    round_up(digits, precision + 1);
    put_fixed(out, digits, precision, style.alternate);
  } else {
    round_up(digits, precision + 1);
    put_scientific(out, digits, precision, style);
  }
}

}  // namespace

void format_float(double value, const FloatStyle& style, FloatText& out) {
  if (!std::isfinite(value)) {
    if (style.legacy) {
      put_legacy_special(out, value, style);
      return;
    }
    out.finite = false;
    for (const char* at = special_name(value); *at; ++at)
      out.put(style.letter < 'a' && *at >= 'a' ? static_cast<char>(*at - 32) : *at);
    return;
  }
  const char kind = static_cast<char>(style.letter | 32);
  if (kind == 'a') {
    put_hexadecimal(out, value, style);
    return;
  }
  Rounded number;
  number.value = std::fabs(value);
  number.rounding = style.rounding;
  const int precision = style.precision < 0 ? 6 : style.precision;
  if (kind == 'f') {
    number.fixed(precision);
    put_fixed(out, number.digits, precision, style.alternate);
  } else if (kind == 'e') {
    // One digit before the point; past the exact ones there are zeros.
    number.significant(std::min(precision, 0x10000) + 1);
    put_scientific(out, number.digits, precision, style);
  } else {
    put_general(out, number, std::min(precision, 0x10000), style);
  }
}

}  // namespace mimic::win::crt
