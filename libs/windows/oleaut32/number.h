// The values that automation's types convert through: an exact decimal, or a real number.
#pragma once

#include <optional>
#include <string>

#include "libs/windows/oleaut32/variant.h"

namespace mimic::win::oleaut32 {

using Wide = __int128;

struct Number {
  bool is_real = false;
  int digits = 15;  // of a real number: how many are significant in text
  double real = 0;
  Wide mantissa = 0;  // else divided by ten to the power of `scale`
  int scale = 0;
};

inline Number exact(Wide mantissa, int scale = 0) { return {false, 15, 0, mantissa, scale}; }
inline Number inexact(double value, int digits = 15) { return {true, digits, value, 0, 0}; }

Number number_of(const DECIMAL& value);
// The nearest whole number, halves to the even one; nullopt where it is out of all ranges.
std::optional<Wide> whole(const Number& number);
double real_of(const Number& number);
HRESULT to_currency(const Number& number, CY* value);
HRESULT to_decimal(const Number& number, DECIMAL* value);
std::u16string text_of(const Number& number);
// "-1.5E3", "&HFF", "1,234"; nullopt for what is no number.
std::optional<Number> parse_number(std::u16string_view text);

}  // namespace mimic::win::oleaut32
