#include "libs/windows/crt/numbers.h"

#include <cmath>
#include <cstdlib>
#include <string>

namespace mimic::win::crt {
namespace {

// Case-insensitive prefix.
template <class C>
bool starts_with(const C* text, const char* word) {
  for (; *word; ++text, ++word) {
    if (static_cast<Unsigned<C>>(*text) > 127 || (*text | 32) != *word) return false;
  }
  return true;
}

// Finds the end of a number and writes it in C's notation.
template <class C>
class FloatText {
 public:
  FloatText(const C* at, C point, bool modern) : at_(at), point_(point), modern_(modern) {}

  // Where the number ends, or null where there is none.
  const C* scan(std::string& out) {
    if (*at_ == '-' || *at_ == '+') out += static_cast<char>(*at_++);
    if (modern_) {
      if (starts_with(at_, "inf")) {
        out += "inf";
        return at_ + (starts_with(at_, "infinity") ? 8 : 3);
      }
      if (starts_with(at_, "nan")) return scan_nan(out);
      if (at_[0] == '0' && (at_[1] | 32) == 'x') {
        const C* zero_end = at_ + 1;
        const std::string sign = out;
        out += "0x";
        at_ += 2;
        if (digits(out, 16)) {
          exponent(out, 'p');
          return at_;
        }
        out = sign + "0";
        return zero_end;
      }
    }
    if (!digits(out, 10)) return nullptr;
    exponent(out, 'e');
    return at_;
  }

 private:
  const C* scan_nan(std::string& out) {
    out += "nan";
    at_ += 3;
    if (*at_ != '(') return at_;
    const C* close = at_ + 1;
    while (digit_value(static_cast<Unsigned<C>>(*close)) < 36 || *close == '_') ++close;
    return *close == ')' ? close + 1 : at_;
  }
  bool digits(std::string& out, unsigned base) {
    bool found = false, seen_point = false;
    for (;; ++at_) {
      if (digit_value(static_cast<Unsigned<C>>(*at_)) < base) {
        out += static_cast<char>(*at_);
        found = true;
      } else if (*at_ == point_ && !seen_point) {
        out += '.';
        seen_point = true;
      } else {
        return found;
      }
    }
  }
  void exponent(std::string& out, char letter) {
    const char unit = static_cast<Unsigned<C>>(*at_) < 128 ? static_cast<char>(*at_ | 32) : '\0';
    if (unit != letter && !(!modern_ && unit == 'd')) return;
    const C* next = at_ + 1;
    if (*next == '-' || *next == '+') ++next;
    if (static_cast<unsigned>(*next - '0') > 9) return;
    out += letter;
    for (++at_; at_ < next || static_cast<unsigned>(*at_ - '0') <= 9; ++at_)
      out += static_cast<char>(*at_);
  }

  const C* at_;
  const C point_;
  const bool modern_;
};

// The host's functions, whose locale is "C".
template <class T>
T convert(const char* text);
template <>
float convert(const char* text) {
  return ::strtof(text, nullptr);
}
template <>
double convert(const char* text) {
  return ::strtod(text, nullptr);
}
template <>
long double convert(const char* text) {
  return ::strtold(text, nullptr);
}

bool nonzero_digits(const std::string& text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == 'e' || c == 'p') break;
    if (c == 'x' || c == '.' || c == '0' || c == '-' || c == '+') continue;
    return true;
  }
  return false;
}

char point_of(const Locale& locale, char) { return *locale.locinfo->conv->decimal_point; }
WCHAR point_of(const Locale& locale, WCHAR) { return *locale.locinfo->conv->_W_decimal_point; }

}  // namespace

template <class T, class C>
T parse_float(const Locale& locale, const C* text, C** end, bool modern, FloatStatus* status) {
  *status = FloatStatus::kNone;
  if (end) *end = const_cast<C*>(text);
  if (!text) {
    fail_invalid(kEINVAL);
    return 0;
  }
  const C* at = text;
  while (is_space(locale, *at)) ++at;
  std::string number;
  const C* stop = FloatText<C>(at, point_of(locale, C{}), modern).scan(number);
  if (!stop) return 0;
  if (end) *end = const_cast<C*>(stop);
  const T value = convert<T>(number.c_str());
  *status = FloatStatus::kOk;
  if (std::isinf(value) && number.find('i') == std::string::npos)
    *status = FloatStatus::kOverflow;
  else if (value == 0 && nonzero_digits(number))
    *status = FloatStatus::kUnderflow;
  return value;
}

#define PARSE(T, C) template T parse_float<T, C>(const Locale&, const C*, C**, bool, FloatStatus*)
PARSE(float, char);
PARSE(double, char);
PARSE(long double, char);
PARSE(float, WCHAR);
PARSE(double, WCHAR);
#undef PARSE

}  // namespace mimic::win::crt
