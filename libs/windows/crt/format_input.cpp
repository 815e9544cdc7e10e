#include "libs/windows/crt/format_input.h"

#include <bitset>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/numbers.h"

namespace mimic::win::crt {

ScanRules scan_rules_of(uint64_t options) {
  ScanRules rules;
  rules.secure = options & 1;
  rules.legacy_wide = options & 2;
  rules.legacy = options & 4;
  return rules;
}

namespace {

enum class Size : uint8_t { kDefault, kByte, kShort, kLong, kEight, kWide };

// What %[ accepts.
template <class C>
class ScanSet {
 public:
  // Reads the set behind '['; returns what is behind its ']', or null where it does not end.
  const C* parse(const C* at) {
    if (*at == '^') {
      negated_ = true;
      ++at;
    }
    bool first = true;
    Unsigned<C> previous = 0;
    for (; *at && (first || *at != ']'); first = false) {
      const auto unit = static_cast<Unsigned<C>>(*at);
      if (unit == '-' && !first && previous && at[1] && at[1] != ']') {
        auto low = previous, high = static_cast<Unsigned<C>>(at[1]);
        if (low > high) std::swap(low, high);
        for (unsigned i = low; i <= high; ++i) members_.set(i);
        at += 2;
        previous = 0;
        continue;
      }
      members_.set(unit);
      previous = unit;
      ++at;
    }
    return *at ? at + 1 : nullptr;
  }
  bool has(int unit) const { return members_.test(static_cast<Unsigned<C>>(unit)) != negated_; }

 private:
  std::bitset<sizeof(C) == 1 ? 256 : 65536> members_;
  bool negated_ = false;
};

template <class C>
class Scanner {
 public:
  Scanner(Input<C>& in, const C* text, const void* arguments, const Locale& locale,
          const ScanRules& rules)
      : in_(in),
        at_(text),
        arguments_(static_cast<const uint64_t*>(arguments)),
        locale_(locale),
        rules_(rules) {}

  int run() {
    while (*at_) {
      if (is_space(locale_, *at_)) {
        while (is_space(locale_, *at_)) ++at_;
        skip_space();
        continue;
      }
      if (*at_ == '%' && at_[1] != '%') {
        ++at_;
        if (!conversion()) break;
        continue;
      }
      if (*at_ == '%') ++at_;
      const int unit = next();
      if (unit != static_cast<Unsigned<C>>(*at_)) {
        back(unit);
        break;
      }
      ++at_;
    }
    return !stored_ && !converted_ && ended_ ? -1 : stored_;
  }

 private:
  static constexpr int kEnd = Input<C>::kEnd;

  int next() {
    const int unit = in_.next();
    if (unit == kEnd)
      ended_ = true;
    else
      ++taken_;
    return unit;
  }
  void back(int unit) {
    if (unit == kEnd) return;
    in_.back(unit);
    --taken_;
  }
  void skip_space() {
    int unit = next();
    while (unit != kEnd && is_space(locale_, static_cast<C>(unit))) unit = next();
    back(unit);
  }
  // The next unit of the field, where there is room for it.
  int field() {
    if (!width_) return kEnd;
    const int unit = next();
    if (unit != kEnd) --width_;
    return unit;
  }
  void unfield(int unit) {
    if (unit == kEnd) return;
    back(unit);
    ++width_;
  }

  void size() {
    size_ = Size::kDefault;
    for (;; ++at_) {
      switch (*at_) {
        case 'h':
          size_ = size_ == Size::kShort ? Size::kByte : Size::kShort;
          break;
        case 'l':
          size_ = size_ == Size::kLong ? Size::kEight : Size::kLong;
          break;
        case 'L':
          size_ = size_ == Size::kDefault ? Size::kLong : size_;
          break;
        case 'z':
        case 't':
        case 'j':
          size_ = Size::kEight;
          break;
        case 'w':
          size_ = Size::kWide;
          break;
        case 'I':
          if (at_[1] == '6' && at_[2] == '4') {
            at_ += 2;
            size_ = Size::kEight;
          } else if (at_[1] == '3' && at_[2] == '2') {
            at_ += 2;
          } else {
            size_ = Size::kEight;
          }
          break;
        default:
          return;
      }
    }
  }

  // False ends the scan.
  bool conversion() {
    suppressed_ = *at_ == '*';
    if (suppressed_) ++at_;
    size_t width = 0;
    bool limited = false;
    while (static_cast<unsigned>(*at_ - '0') < 10) {
      width = width * 10 + (*at_++ - '0');
      limited = true;
    }
    if (limited && !width) return false;
    width_ = limited ? width : ~size_t{0};
    size();
    const C letter = *at_;
    if (!letter) return false;
    ++at_;
    if (letter != 'c' && letter != 'C' && letter != '[' && letter != 'n') {
      skip_space();
      if (const int unit = next(); unit == kEnd)
        return false;
      else
        back(unit);
    }
    switch (letter) {
      case 'd':
      case 'u':
        return integer(10);
      case 'i':
        return integer(0);
      case 'o':
        return integer(8);
      case 'p':
        size_ = Size::kEight;
        [[fallthrough]];
      case 'x':
      case 'X':
        return integer(16);
      case 'e':
      case 'f':
      case 'g':
      case 'a':
      case 'E':
      case 'F':
      case 'G':
      case 'A':
        return floating();
      case 'c':
      case 'C':
        if (!limited) width_ = 1;
        return text(wide(letter == 'C'), false, [](int) { return true; });
      case 's':
      case 'S':
        return text(wide(letter == 'S'), true,
                    [this](int unit) { return !is_space(locale_, static_cast<C>(unit)); });
      case '[': {
        const auto set = std::make_unique<ScanSet<C>>();
        at_ = set->parse(at_);
        static constexpr C kNothing[] = {0};
        if (!at_) {
          at_ = kNothing;
          return false;
        }
        return text(wide(false), true, [&](int unit) { return set->has(unit); });
      }
      case 'n':
        if (!suppressed_) store(taken_);
        return true;
      default: {
        // No conversion: the letter itself.
        const int unit = next();
        if (unit == static_cast<Unsigned<C>>(letter)) return true;
        back(unit);
        return false;
      }
    }
  }

  void store(uint64_t value) {
    void* const to = reinterpret_cast<void*>(*arguments_++);
    switch (size_) {
      case Size::kByte:
        *static_cast<uint8_t*>(to) = static_cast<uint8_t>(value);
        break;
      case Size::kShort:
        *static_cast<uint16_t*>(to) = static_cast<uint16_t>(value);
        break;
      case Size::kEight:
        *static_cast<uint64_t*>(to) = value;
        break;
      default:
        *static_cast<uint32_t*>(to) = static_cast<uint32_t>(value);
        break;
    }
  }
  bool stored() {
    converted_ = true;
    if (!suppressed_) ++stored_;
    return true;
  }

  bool integer(unsigned base) {
    int unit = field();
    const bool negative = unit == '-';
    if (unit == '-' || unit == '+') unit = field();
    bool found = false;
    if (unit == '0') {
      found = true;
      unit = field();
      if ((base == 0 || base == 16) && (unit == 'x' || unit == 'X')) {
        base = 16;
        unit = field();
      } else if (base == 0) {
        base = 8;
      }
    }
    if (base == 0) base = 10;
    uint64_t value = 0;
    for (; unit != kEnd; unit = field()) {
      const unsigned digit = digit_value(static_cast<unsigned>(unit));
      if (digit >= base) break;
      value = value * base + digit;
      found = true;
    }
    unfield(unit);
    if (!found) return false;
    if (!suppressed_) store(negative ? 0 - value : value);
    return stored();
  }

  // Takes the letters of a name as far as they come.
  bool take_name(std::string& number, int& unit, const char* name) {
    for (; *name; ++name) {
      if (unit == kEnd || (unit | 32) != *name) return false;
      number += *name;
      unit = field();
    }
    return true;
  }

  bool floating() {
    std::string number;
    int unit = field();
    const int point = decimal_point();
    auto take = [&] {
      number += unit == point ? '.' : static_cast<char>(unit);
      unit = field();
    };
    auto digits = [&](unsigned base) {
      bool found = false;
      while (unit != kEnd && digit_value(static_cast<unsigned>(unit)) < base) {
        take();
        found = true;
      }
      return found;
    };
    if (unit == '-' || unit == '+') take();
    bool found = false;
    if (!rules_.legacy && (unit == 'i' || unit == 'I')) {
      found = take_name(number, unit, "inf");
      if (found && (unit | 32) == 'i' && unit != kEnd) found = take_name(number, unit, "inity");
    } else if (!rules_.legacy && (unit == 'n' || unit == 'N')) {
      found = take_name(number, unit, "nan");
      if (found && unit == '(') {
        do unit = field();
        while (unit != kEnd && unit != ')');
        if (unit == ')') unit = field();
      }
    } else {
      unsigned base = 10;
      if (unit == '0') {
        found = true;
        take();
        if (!rules_.legacy && (unit == 'x' || unit == 'X')) {
          take();
          base = 16;
        }
      }
      found |= digits(base);
      if (unit == point) {
        take();
        found |= digits(base);
      }
      const int letter = base == 16 ? 'p' : 'e';
      if (found && unit != kEnd &&
          ((unit | 32) == letter || (rules_.legacy && (unit | 32) == 'd'))) {
        take();
        if (unit == '-' || unit == '+') take();
        digits(10);
      }
    }
    unfield(unit);
    if (!found) return false;
    FloatStatus status;
    const Locale plain = {&c_locale, locale_.mbcinfo};
    if (!suppressed_) {
      void* const to = reinterpret_cast<void*>(*arguments_++);
      const bool is_double = size_ == Size::kLong || size_ == Size::kEight;
      char** const no_end = nullptr;
      if (is_double) {
        const double value =
            parse_float<double>(plain, number.c_str(), no_end, !rules_.legacy, &status);
        std::memcpy(to, &value, sizeof value);
      } else {
        const float value =
            parse_float<float>(plain, number.c_str(), no_end, !rules_.legacy, &status);
        std::memcpy(to, &value, sizeof value);
      }
    }
    return stored();
  }
  int decimal_point() const {
    if constexpr (sizeof(C) == 1)
      return static_cast<uint8_t>(*locale_.locinfo->conv->decimal_point);
    else
      return *locale_.locinfo->conv->_W_decimal_point;
  }

  bool wide(bool upper) const {
    if (size_ == Size::kShort || size_ == Size::kByte) return false;
    if (size_ == Size::kLong || size_ == Size::kWide || size_ == Size::kEight) return true;
    return (rules_.legacy_wide && sizeof(C) == 2) != upper;
  }

  // Strings (`terminated`) and characters.
  template <class Accept>
  bool text(bool is_wide, bool terminated, Accept&& accept) {
    void* to = nullptr;
    size_t capacity = ~size_t{0};
    if (!suppressed_) {
      to = reinterpret_cast<void*>(*arguments_++);
      if (rules_.secure) {
        capacity = static_cast<uint32_t>(*arguments_++);
        if (!capacity) {
          crt_errno = kENOMEM;
          return false;
        }
      }
    }
    size_t count = 0;
    bool fits = true;
    auto put = [&](const auto* units, size_t size) {
      if (!to) return;
      if (size > capacity - count || (terminated && size == capacity - count)) {
        fits = false;
        return;
      }
      std::memcpy(
          static_cast<std::remove_const_t<std::remove_pointer_t<decltype(units)>>*>(to) + count,
          units, size * sizeof *units);
      count += size;
    };
    size_t taken = 0;
    while (fits) {
      const int unit = field();
      if (unit == kEnd) break;
      if (!accept(unit)) {
        unfield(unit);
        break;
      }
      ++taken;
      if (!to) continue;
      const auto one = static_cast<C>(unit);
      if (is_wide == (sizeof(C) == 2)) {
        put(&one, 1);
      } else if constexpr (sizeof(C) == 1) {
        char bytes[8] = {one};
        size_t size = 1;
        WCHAR units[2];
        int used = decode(locale_, bytes, size, units);
        while (used < 0 && size < static_cast<size_t>(locale_.locinfo->mb_cur_max)) {
          const int more = field();
          if (more == kEnd) break;
          bytes[size++] = static_cast<char>(more);
          used = decode(locale_, bytes, size, units);
        }
        if (used < 0) {
          units[0] = u'?';
          units[1] = 0;
        }
        put(units, units[1] ? 2 : 1);
      } else {
        char bytes[5];
        const int size = encode(locale_, one, bytes);
        if (size > 0) put(bytes, size);
      }
    }
    // Characters are all or nothing.
    if (!taken || (!terminated && fits && width_)) return false;
    if (to && !fits) {
      // Nothing is left in a buffer that was too small.
      if (is_wide)
        *static_cast<WCHAR*>(to) = 0;
      else
        *static_cast<char*>(to) = 0;
      crt_errno = kENOMEM;
      return false;
    }
    if (to && terminated) {
      if (is_wide)
        static_cast<WCHAR*>(to)[count] = 0;
      else
        static_cast<char*>(to)[count] = 0;
    }
    return stored();
  }

  Input<C>& in_;
  const C* at_;
  const uint64_t* arguments_;
  const Locale& locale_;
  const ScanRules& rules_;
  size_t width_ = 0;  // units that the field may still have
  uint64_t taken_ = 0;
  int stored_ = 0;
  bool converted_ = false;
  bool suppressed_ = false;
  bool ended_ = false;
  Size size_ = Size::kDefault;
};

template <class C>
class StringInput final : public Input<C> {
 public:
  StringInput(const C* from, size_t count) : at_(from), left_(count) {}
  int next() override {
    if (!left_ || !*at_) return Input<C>::kEnd;
    --left_;
    return static_cast<Unsigned<C>>(*at_++);
  }
  void back(int) override {
    ++left_;
    --at_;
  }

 private:
  const C* at_;
  size_t left_;
};

class ByteInput final : public Input<char> {
 public:
  explicit ByteInput(FILE* stream) : stream_(stream) {}
  int next() override { return get_byte(stream_); }
  void back(int unit) override { unget_byte(unit, stream_); }

 private:
  FILE* const stream_;
};

class UnitInput final : public Input<WCHAR> {
 public:
  explicit UnitInput(FILE* stream) : stream_(stream) {}
  int next() override {
    const uint16_t unit = get_unit(stream_);
    return unit == kWideEof ? kEnd : unit;
  }
  void back(int unit) override { unget_unit(static_cast<uint16_t>(unit), stream_); }

 private:
  FILE* const stream_;
};

}  // namespace

template <class C>
int scan(Input<C>& in, const C* text, const void* arguments, const Locale& locale,
         const ScanRules& rules) {
  return Scanner<C>(in, text, arguments, locale, rules).run();
}

template <class C>
int scan_stream(FILE* stream, const C* text, const void* arguments, Locale* locale,
                const ScanRules& rules) {
  if (!stream || !text) return refuse(-1);
  StreamGuard guard(stream);
  const Locale& used = locale_or_current(locale);
  if constexpr (sizeof(C) == 1) {
    ByteInput input(stream);
    return scan(static_cast<Input<char>&>(input), text, arguments, used, rules);
  } else {
    UnitInput input(stream);
    return scan(static_cast<Input<WCHAR>&>(input), text, arguments, used, rules);
  }
}

template <class C>
int scan_string(const C* from, size_t count, const C* text, const void* arguments, Locale* locale,
                const ScanRules& rules) {
  if (!from || !text) return refuse(-1);
  StringInput<C> input(from, count);
  return scan(static_cast<Input<C>&>(input), text, arguments, locale_or_current(locale), rules);
}

#define FOR(C)                                                                          \
  template int scan(Input<C>&, const C*, const void*, const Locale&, const ScanRules&); \
  template int scan_stream(FILE*, const C*, const void*, Locale*, const ScanRules&);    \
  template int scan_string(const C*, size_t, const C*, const void*, Locale*, const ScanRules&);
FOR(char)
FOR(WCHAR)
#undef FOR

}  // namespace mimic::win::crt
