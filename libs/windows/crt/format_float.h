// Floating-point numbers as printf writes them.
#pragma once

#include <cstddef>

namespace mimic::win::crt {

enum class FloatRounding {
  kEven,    // exact, halves to even: the UCRT of Windows 10 2004 and later
  kAway,    // exact, halves away from zero: the UCRT before it
  kDigits,  // of 17 digits, halves up: msvcrt
};

struct FloatStyle {
  char letter;         // of "aefg", "AEFG"
  int precision = -1;  // -1: the default
  bool alternate = false;
  bool three_digits = false;  // of an exponent, at least
  bool legacy = false;        // "1.#INF" and its kind; %a has six digits
  FloatRounding rounding = FloatRounding::kEven;
};

// A number without its sign: `text`, into which `zeros` zeros belong at `zeros_at`. The point is
// '.' at `point_at`.
struct FloatText {
  static constexpr size_t kNowhere = ~size_t{0};
  char text[1600];
  size_t size = 0;
  size_t zeros = 0, zeros_at = 0;
  size_t point_at = kNowhere;
  bool hexadecimal = false;
  bool finite = true;

  void put(char c) { text[size++] = c; }
};

void format_float(double value, const FloatStyle& style, FloatText& out);

}  // namespace mimic::win::crt
