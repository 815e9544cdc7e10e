// Floating-point numbers to digits.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/locale.h"

namespace mimic::win::crt {
namespace {

struct Digits {
  std::string text;  // without point
  int point = 0;     // digits before it
  bool negative = false;
};

bool set_special(double value, Digits& result) {
  result.negative = std::signbit(value);
  if (std::isfinite(value)) return false;
  result.text = std::isnan(value) ? "1#QNAN" : "1#INF";
  result.point = 1;
  return true;
}

std::string print(const char* format, int precision, double value) {
  char fixed[400];
  const int size = std::snprintf(fixed, sizeof fixed, format, precision, std::fabs(value));
  if (size < static_cast<int>(sizeof fixed)) return std::string(fixed, size);
  std::string text(size + 1, '\0');
  std::snprintf(text.data(), text.size(), format, precision, std::fabs(value));
  text.resize(size);
  return text;
}

// `count` significant digits.
Digits significant(double value, int count) {
  Digits result;
  if (set_special(value, result)) return result;
  if (count < 0) count = 0;
  if (value == 0) {
    result.text.assign(count, '0');
    return result;
  }
  const std::string text = print("%.*e", count > 0 ? count - 1 : 0, value);
  const size_t e = text.find('e');
  result.point = std::atoi(text.c_str() + e + 1) + 1;
  if (count > 0) result.text = text.substr(0, 1) + (count > 1 ? text.substr(2, e - 2) : "");
  return result;
}

// `count` digits after the point.
Digits fixed(double value, int count) {
  Digits result;
  if (set_special(value, result)) return result;
  std::string text = print("%.*f", count > 0 ? count : 0, value);
  const size_t point = text.find('.');
  result.point = static_cast<int>(point == std::string::npos ? text.size() : point);
  if (point != std::string::npos) text.erase(point, 1);
  const size_t first = text.find_first_not_of('0');
  if (first == std::string::npos) {
    result.text.assign(count > 0 ? count : 0, '0');
    result.point = value == 0 ? 0 : -count;
    if (value != 0) result.text.clear();
    return result;
  }
  result.text = text.substr(first);
  result.point -= static_cast<int>(first);
  return result;
}

thread_local char digits_buffer[350];  // _CVTBUFSIZE and one

char* keep(const Digits& digits, int* point, int* sign) {
  if (!point || !sign) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  digits_buffer[digits.text.copy(digits_buffer, sizeof digits_buffer - 1)] = 0;
  *point = digits.point;
  *sign = digits.negative;
  return digits_buffer;
}

int keep_s(const Digits& digits, char* to, size_t capacity, int* point, int* sign) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  *to = 0;
  if (!point || !sign) return fail_invalid(kEINVAL);
  if (digits.text.size() >= capacity) return fail_invalid(kERANGE);
  std::memcpy(to, digits.text.c_str(), digits.text.size() + 1);
  *point = digits.point;
  *sign = digits.negative;
  return 0;
}

// `count` significant digits without trailing zeros, always with a point.
std::string general(double value, int count) {
  const char point = *current_locale().locinfo->conv->decimal_point;
  const Digits digits = significant(value, count);
  const std::string sign = digits.negative ? "-" : "";
  if (!std::isfinite(value)) return sign + "1" + point + (digits.text.c_str() + 1);
  std::string text, exponent;
  const int magnitude = value == 0 ? 0 : digits.point - 1;
  if (magnitude < -1 || magnitude > count - 1) {
    text = digits.text.substr(0, 1) + point + (count > 1 ? digits.text.substr(1) : "");
    char buffer[16];
    // msvcrt writes three digits at least.
    std::snprintf(buffer, sizeof buffer, is_universal_runtime() ? "e%+03d" : "e%+04d", magnitude);
    exponent = buffer;
  } else {
    const int places = count - digits.point;
    text = print("%.*f", places > 0 ? places : 0, value);
    if (const size_t at = text.find('.'); at != std::string::npos)
      text[at] = point;
    else
      text += point;
  }
  text.erase(text.find_last_not_of('0') + 1);
  return sign + text + exponent;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT_O(char*, _ecvt, (double value, int count, int* point, int* sign)) {
  return crt::keep(crt::significant(value, count), point, sign);
}
CRT_EXPORT_O(char*, _fcvt, (double value, int count, int* point, int* sign)) {
  return crt::keep(crt::fixed(value, count), point, sign);
}
CRT_EXPORT_O(int, _ecvt_s,
             (char* to, size_t capacity, double value, int count, int* point, int* sign)) {
  return crt::keep_s(crt::significant(value, count), to, capacity, point, sign);
}
CRT_EXPORT_O(int, _fcvt_s,
             (char* to, size_t capacity, double value, int count, int* point, int* sign)) {
  return crt::keep_s(crt::fixed(value, count), to, capacity, point, sign);
}

CRT_EXPORT_O(char*, _gcvt, (double value, int count, char* to)) {
  if (!to) {
    crt::fail_invalid(crt::kEINVAL);
    return nullptr;
  }
  const std::string text = crt::general(value, count > 0 ? count : 1);
  std::memcpy(to, text.c_str(), text.size() + 1);
  return to;
}
CRT_EXPORT_O(int, _gcvt_s, (char* to, size_t capacity, double value, int count)) {
  if (!to || !capacity) return crt::fail_invalid(crt::kEINVAL);
  *to = 0;
  if (count < 0 || static_cast<size_t>(count) >= capacity) return crt::fail_invalid(crt::kERANGE);
  const std::string text = crt::general(value, count > 0 ? count : 1);
  if (text.size() >= capacity) return crt::fail_invalid(crt::kERANGE);
  std::memcpy(to, text.c_str(), text.size() + 1);
  return 0;
}

}  // namespace mimic::win::msvcrt
