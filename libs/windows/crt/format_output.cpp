#include "libs/windows/crt/format_output.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {

bool count_output = false;

FormatRules rules_of(uint64_t options) {
  FormatRules rules;
  rules.legacy_wide = options & 4;
  rules.legacy = options & 8;
  rules.three_digits = options & 16;
  rules.rounding = options & 32 ? FloatRounding::kEven : FloatRounding::kAway;
  rules.checked = true;
  return rules;
}

namespace {

enum class Size : uint8_t { kDefault, kByte, kShort, kLong, kEight, kDouble, kWide };

struct Spec {
  bool left = false, plus = false, space = false, alternate = false, zero = false;
  int width = 0;
  int precision = -1;
  Size size = Size::kDefault;
};

struct AnsiString {  // %Z
  uint16_t length, maximum;
  const void* buffer;
};

template <class C>
class Formatter {
 public:
  Formatter(Output<C>& out, const C* text, const void* arguments, const Locale& locale,
            const FormatRules& rules)
      : out_(out),
        at_(text),
        arguments_(static_cast<const uint64_t*>(arguments)),
        locale_(locale),
        rules_(rules) {}

  int run() {
    for (;;) {
      const C* const begin = at_;
      while (*at_ && *at_ != '%') ++at_;
      emit(begin, at_ - begin);
      if (!*at_) break;
      ++at_;
      if (*at_ == '%') {
        emit(at_++, 1);
      } else if (!conversion()) {
        return -1;
      }
      if (failed_) return -1;
    }
    if (failed_) return -1;
    if (total_ > 0x7fffffff) {
      crt_errno = kERANGE;
      return -1;
    }
    return static_cast<int>(total_);
  }

 private:
  // Text that fits here goes to the output in one piece.
  void emit(const C* text, size_t count) {
    if (!count) return;
    if (!out_.write(text, count)) failed_ = true;
    total_ += count;
  }
  void repeat(C unit, int64_t count) {
    C run[64];
    std::fill_n(run, std::min<int64_t>(std::max<int64_t>(count, 0), 64), unit);
    for (; count > 0 && !failed_; count -= 64) emit(run, std::min<int64_t>(count, 64));
  }

  static bool is_digit(C unit) { return static_cast<Unsigned<C>>(unit - '0') < 10; }
  int number() {
    int64_t value = 0;
    while (is_digit(*at_)) value = std::min<int64_t>(value * 10 + (*at_++ - '0'), 0x7fffffff);
    return static_cast<int>(value);
  }
  // The next argument, or in a positional format the one that "n$" names.
  const uint64_t* argument() {
    if (position_ > 0) return arguments_ + position_ - 1;
    return arguments_++;
  }
  // "n$", where the format has it.
  bool take_position(int& position) {
    if (!rules_.positional || !is_digit(*at_)) return false;
    const C* const begin = at_;
    const int value = number();
    if (*at_ == '$' && value >= 1 && value <= 100) {
      ++at_;
      position = value;
      return true;
    }
    at_ = begin;
    return false;
  }
  int star() {
    int position = 0;
    if (take_position(position)) return static_cast<int>(arguments_[position - 1]);
    return static_cast<int>(*arguments_++);
  }

  bool invalid() {
    fail_invalid(kEINVAL);
    return false;
  }

  void flags(Spec& spec) {
    for (;; ++at_) {
      switch (*at_) {
        case '-':
          spec.left = true;
          break;
        case '+':
          spec.plus = true;
          break;
        case ' ':
          spec.space = true;
          break;
        case '#':
          spec.alternate = true;
          break;
        case '0':
          spec.zero = true;
          break;
        default:
          return;
      }
    }
  }

  void size(Spec& spec) {
    for (;; ++at_) {
      switch (*at_) {
        case 'h':
          // Twice is a byte, in msvcrt a short all the same.
          spec.size = spec.size == Size::kShort && !rules_.legacy ? Size::kByte : Size::kShort;
          break;
        case 'l':
          spec.size = spec.size == Size::kLong ? Size::kEight : Size::kLong;
          break;
        case 'L':
          spec.size = Size::kDouble;
          break;
        case 'w':
          spec.size = Size::kWide;
          break;
        case 'z':
        case 't':
        case 'j':
          spec.size = Size::kEight;
          break;
        case 'I':
          if (at_[1] == '6' && at_[2] == '4') {
            at_ += 2;
            spec.size = Size::kEight;
          } else if (at_[1] == '3' && at_[2] == '2') {
            at_ += 2;
            spec.size = Size::kLong;
          } else {
            spec.size = Size::kEight;  // a pointer's
          }
          break;
        case 'F':  // far and near pointers, once; in the UCRT a conversion
          if (!rules_.legacy) return;
          break;
        case 'N':
          break;
        default:
          return;
      }
    }
  }

  bool conversion() {
    Spec spec;
    position_ = 0;
    take_position(position_);
    flags(spec);
    if (*at_ == '*') {
      ++at_;
      spec.width = star();
      if (spec.width < 0) {
        spec.left = true;
        spec.width = spec.width == INT32_MIN ? 0 : -spec.width;
      }
    } else {
      spec.width = number();
    }
    if (*at_ == '.') {
      ++at_;
      if (*at_ == '*') {
        ++at_;
        spec.precision = star();
        if (spec.precision < 0) spec.precision = -1;
      } else {
        spec.precision = number();
      }
    }
    size(spec);
    const C letter = *at_;
    if (!letter) {
      // An unfinished conversion is nothing.
      if (rules_.checked) return invalid();
      return true;
    }
    ++at_;
    switch (letter) {
      case 'd':
      case 'i':
        signed_integer(spec);
        return true;
      case 'u':
        unsigned_integer(spec, 10, false);
        return true;
      case 'o':
        unsigned_integer(spec, 8, false);
        return true;
      case 'x':
        unsigned_integer(spec, 16, false);
        return true;
      case 'X':
        unsigned_integer(spec, 16, true);
        return true;
      case 'p':
        spec.size = Size::kEight;
        spec.precision = 16;
        unsigned_integer(spec, 16, true);
        return true;
      case 'c':
      case 'C':
        return character(spec, letter == 'C');
      case 's':
      case 'S':
        string(spec, letter == 'S');
        return true;
      case 'Z':
        counted_string(spec);
        return true;
      case 'n':
        return store_count(spec);
      case 'e':
      case 'f':
      case 'g':
      case 'a':
      case 'E':
      case 'F':
      case 'G':
      case 'A':
        floating(spec, static_cast<char>(letter));
        return true;
      default:
        if (rules_.checked) return invalid();
        emit(at_ - 1, 1);
        return true;
    }
  }

  // sign or base, zeros up to the precision, digits; padded.
  void padded(const Spec& spec, const char* prefix, int prefix_size, int64_t zeros, const C* digits,
              size_t count, bool zero_pad) {
    const int64_t pad = spec.width - prefix_size - zeros - static_cast<int64_t>(count);
    C wide_prefix[4];
    std::copy_n(prefix, prefix_size, wide_prefix);
    if (!spec.left && !zero_pad) repeat(' ', pad);
    emit(wide_prefix, prefix_size);
    if (!spec.left && zero_pad) repeat('0', pad);
    repeat('0', zeros);
    emit(digits, count);
    if (spec.left) repeat(' ', pad);
  }

  void integer(const Spec& spec, uint64_t value, unsigned base, bool upper, const char* prefix,
               int prefix_size) {
    C digits[64];
    C* const end = digits + 64;
    C* begin = end;
    if (base == 10) {
      for (; value; value /= 10) *--begin = static_cast<C>('0' + value % 10);
    } else {
      const char* const names = upper ? "0123456789ABCDEF" : "0123456789abcdef";
      const int shift = base == 8 ? 3 : 4;
      for (; value; value >>= shift) *--begin = static_cast<C>(names[value & (base - 1)]);
    }
    int64_t zeros = (spec.precision < 0 ? 1 : spec.precision) - (end - begin);
    if (zeros < 0) zeros = 0;
    // %#o: the first digit is a zero.
    if (base == 8 && spec.alternate && zeros == 0 && (begin == end || *begin != '0')) zeros = 1;
    padded(spec, prefix, prefix_size, zeros, begin, end - begin, spec.zero && spec.precision < 0);
  }

  void signed_integer(const Spec& spec) {
    const uint64_t raw = *argument();
    int64_t value;
    switch (spec.size) {
      case Size::kByte:
        value = static_cast<int8_t>(raw);
        break;
      case Size::kShort:
        value = static_cast<int16_t>(raw);
        break;
      case Size::kEight:
        value = static_cast<int64_t>(raw);
        break;
      default:
        value = static_cast<int32_t>(raw);
        break;
    }
    const char sign = value < 0 ? '-' : spec.plus ? '+' : spec.space ? ' ' : '\0';
    const auto bits = static_cast<uint64_t>(value);
    integer(spec, value < 0 ? 0 - bits : bits, 10, false, &sign, sign != 0);
  }

  void unsigned_integer(const Spec& spec, unsigned base, bool upper) {
    uint64_t value = *argument();
    switch (spec.size) {
      case Size::kByte:
        value = static_cast<uint8_t>(value);
        break;
      case Size::kShort:
        value = static_cast<uint16_t>(value);
        break;
      case Size::kEight:
        break;
      default:
        value = static_cast<uint32_t>(value);
        break;
    }
    const char prefix[] = {'0', upper ? 'X' : 'x'};
    const bool marked = base == 16 && spec.alternate && value;
    integer(spec, value, base, upper, prefix, marked ? 2 : 0);
  }

  void floating(const Spec& spec, char letter) {
    const double value = std::bit_cast<double>(*argument());
    FloatText text;
    FloatStyle style;
    style.letter = letter;
    style.precision = spec.precision;
    style.alternate = spec.alternate;
    style.three_digits = rules_.three_digits;
    style.legacy = rules_.legacy;
    style.rounding = rules_.rounding;
    format_float(value, style, text);

    char prefix[3];
    int prefix_size = 0;
    if (std::signbit(value))
      prefix[prefix_size++] = '-';
    else if (spec.plus || spec.space)
      prefix[prefix_size++] = spec.plus ? '+' : ' ';
    size_t begin = 0;
    if (text.hexadecimal) {  // zeros come between 0x and the digits
      prefix[prefix_size++] = text.text[0];
      prefix[prefix_size++] = text.text[1];
      begin = 2;
    }
    C digits[sizeof text.text];
    std::copy_n(text.text, text.size, digits);
    if (text.point_at != FloatText::kNowhere) digits[text.point_at] = decimal_point();
    if (!text.zeros) {
      padded(spec, prefix, prefix_size, 0, digits + begin, text.size - begin,
             spec.zero && text.finite);
      return;
    }
    Spec first = spec;
    first.left = false;
    const auto tail = static_cast<int64_t>(text.zeros + text.size - text.zeros_at);
    first.width = spec.left ? 0 : static_cast<int>(std::max<int64_t>(spec.width - tail, 0));
    padded(first, prefix, prefix_size, 0, digits + begin, text.zeros_at - begin, spec.zero);
    repeat('0', text.zeros);
    emit(digits + text.zeros_at, text.size - text.zeros_at);
    if (spec.left)
      repeat(' ', spec.width - tail - prefix_size - static_cast<int64_t>(text.zeros_at - begin));
  }
  C decimal_point() const {
    if constexpr (sizeof(C) == 1)
      return *locale_.locinfo->conv->decimal_point;
    else
      return *locale_.locinfo->conv->_W_decimal_point;
  }

  // Whether a string or character argument is wide.
  bool wide(const Spec& spec, bool upper) const {
    if (spec.size == Size::kShort || spec.size == Size::kByte) return false;
    if (spec.size == Size::kLong || spec.size == Size::kWide || spec.size == Size::kEight)
      return true;
    const bool natural = rules_.legacy_wide && sizeof(C) == 2;
    return natural != upper;
  }

  void pad_left(const Spec& spec, size_t count) {
    if (!spec.left) repeat(spec.zero ? '0' : ' ', spec.width - static_cast<int64_t>(count));
  }
  void pad_right(const Spec& spec, size_t count) {
    if (spec.left) repeat(' ', spec.width - static_cast<int64_t>(count));
  }

  // Text of this type, or of the other, which is converted on the way.
  void put(const Spec& spec, const C* text, size_t count) {
    pad_left(spec, count);
    emit(text, count);
    pad_right(spec, count);
  }
  void put(const Spec& spec, const std::conditional_t<sizeof(C) == 1, WCHAR, char>* text,
           size_t count) {
    pad_left(spec, count);
    if constexpr (sizeof(C) == 1) {
      const bool utf8 = locale_.locinfo->codepage == 65001;
      for (size_t i = 0; i < count && !failed_; ++i) {
        char bytes[8];
        int written;
        if (utf8 && i + 1 < count && (text[i] & 0xfc00) == 0xd800 &&
            (text[i + 1] & 0xfc00) == 0xdc00) {
          const WCHAR pair[] = {text[i], text[i + 1], 0};
          written = static_cast<int>(to_multibyte(locale_, pair, bytes, sizeof bytes));
          ++i;
        } else {
          written = encode(locale_, text[i], bytes);
        }
        if (written < 0) {
          crt_errno = kEILSEQ;
          failed_ = true;
          return;
        }
        emit(bytes, written);
      }
    } else {
      for (size_t i = 0; i < count && !failed_;) {
        WCHAR units[2];
        const int used = decode(locale_, text + i, count - i, units);
        if (used < 0) {
          crt_errno = kEILSEQ;
          failed_ = true;
          return;
        }
        emit(units, units[1] ? 2 : 1);
        i += used ? used : 1;
      }
    }
    pad_right(spec, count);
  }

  bool character(const Spec& spec, bool upper) {
    const uint64_t value = *argument();
    if (wide(spec, upper)) {
      const auto unit = static_cast<WCHAR>(value);
      if constexpr (sizeof(C) == 1) {
        char bytes[5];
        const int size = encode(locale_, unit, bytes);
        // Without an equivalent there is nothing to write; the UCRT fails then.
        if (size < 0) {
          crt_errno = kEILSEQ;
          if (!rules_.legacy) return false;
          put(spec, "", 0);
          return true;
        }
        put(spec, bytes, size);
      } else {
        put(spec, &unit, 1);
      }
    } else {
      const char byte = static_cast<char>(value);
      if constexpr (sizeof(C) == 1) {
        put(spec, &byte, 1);
      } else {
        WCHAR units[2];
        if (decode(locale_, &byte, 1, units) < 0) {
          crt_errno = kEILSEQ;
          return rules_.legacy;
        }
        put(spec, units, 1);
      }
    }
    return true;
  }

  void string(const Spec& spec, bool upper) {
    const auto address = *argument();
    const size_t limit = spec.precision < 0 ? 0x7fffffff : static_cast<size_t>(spec.precision);
    if (!address) {
      constexpr C kNull[] = {'(', 'n', 'u', 'l', 'l', ')'};
      put(spec, kNull, std::min(std::size(kNull), limit));
    } else if (wide(spec, upper)) {
      const auto* text = reinterpret_cast<const WCHAR*>(address);
      put(spec, text, bounded_length(text, limit));
    } else {
      const auto* text = reinterpret_cast<const char*>(address);
      put(spec, text, spec.precision < 0 ? std::strlen(text) : ::strnlen(text, limit));
    }
  }

  void counted_string(const Spec& spec) {
    const auto* value = reinterpret_cast<const AnsiString*>(*argument());
    if (!value || !value->buffer) {
      constexpr C kNull[] = {'(', 'n', 'u', 'l', 'l', ')'};
      put(spec, kNull, std::size(kNull));
      return;
    }
    const bool is_wide = spec.size == Size::kLong || spec.size == Size::kWide ||
                         (sizeof(C) == 2 && rules_.legacy_wide && spec.size != Size::kShort);
    const size_t limit = spec.precision < 0 ? 0xffff : static_cast<size_t>(spec.precision);
    if (is_wide)
      put(spec, static_cast<const WCHAR*>(value->buffer),
          std::min<size_t>(value->length / 2, limit));
    else
      put(spec, static_cast<const char*>(value->buffer), std::min<size_t>(value->length, limit));
  }

  bool store_count(const Spec& spec) {
    const uint64_t target = *argument();
    if (!count_output) return invalid();
    switch (spec.size) {
      case Size::kByte:
        *reinterpret_cast<int8_t*>(target) = static_cast<int8_t>(total_);
        break;
      case Size::kShort:
        *reinterpret_cast<int16_t*>(target) = static_cast<int16_t>(total_);
        break;
      case Size::kEight:
        *reinterpret_cast<int64_t*>(target) = static_cast<int64_t>(total_);
        break;
      default:
        *reinterpret_cast<int32_t*>(target) = static_cast<int32_t>(total_);
        break;
    }
    return true;
  }

  Output<C>& out_;
  const C* at_;
  const uint64_t* arguments_;
  const Locale& locale_;
  const FormatRules& rules_;
  uint64_t total_ = 0;
  int position_ = 0;
  bool failed_ = false;
};

}  // namespace

template <class C>
int format(Output<C>& out, const C* text, const void* arguments, const Locale& locale,
           const FormatRules& rules) {
  return Formatter<C>(out, text, arguments, locale, rules).run();
}
template int format(Output<char>&, const char*, const void*, const Locale&, const FormatRules&);
template int format(Output<WCHAR>&, const WCHAR*, const void*, const Locale&, const FormatRules&);

}  // namespace mimic::win::crt
