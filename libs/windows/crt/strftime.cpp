// strftime and wcsftime.
#include "libs/windows/crt/ctype.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/strings.h"
#include "libs/windows/crt/time.h"

namespace mimic::win::crt {
namespace {

// Days of the ISO week: its year and number.
struct IsoWeek {
  int year, week;
};
bool leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

IsoWeek iso_week(const Tm& fields) {
  const int weekday = (fields.tm_wday + 6) % 7;  // Monday is 0
  int year = fields.tm_year + 1900;
  int week = (fields.tm_yday - weekday + 10) / 7;
  const auto weeks_in = [](int of) {
    // A year has 53 weeks where it begins on a Thursday, or on a Wednesday and is a leap year.
    const int before = of - 1;
    const int first = (before * 365 + before / 4 - before / 100 + before / 400) % 7;  // Monday is 0
    return first == 3 || (first == 2 && leap(of)) ? 53 : 52;
  };
  if (week < 1) return {year - 1, weeks_in(year - 1)};
  if (week > weeks_in(year)) return {year + 1, 1};
  return {year, week};
}

template <class C>
class Formatter {
 public:
  Formatter(const Locale& locale, C* to, size_t capacity, const Tm& fields, bool modern,
            const TimeNames<C>* names)
      : locale_(locale),
        to_(to),
        left_(capacity),
        fields_(fields),
        modern_(modern),
        names_(*names) {}

  enum class Result { kOk, kFull, kInvalid };

  Result run(const C* format) {
    for (; *format; ++format) {
      if (*format != '%') {
        put(*format);
        continue;
      }
      bool alternative = false;
      if (*++format == '#') {
        alternative = true;
        ++format;
      }
      if (modern_ && (*format == 'E' || *format == 'O')) ++format;
      if (!expand(*format, alternative)) return full_ ? Result::kFull : Result::kInvalid;
      if (!*format) break;
    }
    if (full_ || !left_) return Result::kFull;
    *to_ = 0;
    return Result::kOk;
  }
  C* end() const { return to_; }

 private:
  void put(C unit) {
    if (left_ < 2) {  // room for the terminator stays
      full_ = true;
      return;
    }
    *to_++ = unit;
    --left_;
  }
  void text(const C* from) {
    while (*from) put(*from++);
  }
  void ascii(const char* from) {
    while (*from) put(static_cast<C>(*from++));
  }
  // At least `width` digits, or none to spare where `bare`.
  bool number(int value, int low, int high, int width, bool bare, char fill = '0') {
    if (value < low || value > high) return false;
    char digits[12];
    int count = 0;
    bool negative = value < 0;
    unsigned rest = negative ? 0u - static_cast<unsigned>(value) : static_cast<unsigned>(value);
    do digits[count++] = static_cast<char>('0' + rest % 10);
    while (rest /= 10);
    if (negative) put('-');
    for (int i = count; i < width && !bare; ++i) put(static_cast<C>(fill));
    while (count) put(static_cast<C>(digits[--count]));
    return true;
  }
  // A picture as GetDateFormat and GetTimeFormat take it.
  bool picture(const C* from) {
    while (*from) {
      if (*from == '\'') {
        for (++from; *from && *from != '\''; ++from) put(*from);
        if (*from) ++from;
        continue;
      }
      const C letter = *from;
      int count = 0;
      while (from[count] == letter) ++count;
      const int hour = fields_.tm_hour % 12 ? fields_.tm_hour % 12 : 12;
      bool good = true;
      switch (letter) {
        case 'd':
          good = count >= 4   ? name(names_.day, fields_.tm_wday, 7)
                 : count == 3 ? name(names_.day_short, fields_.tm_wday, 7)
                              : number(fields_.tm_mday, 1, 31, count, false);
          break;
        case 'M':
          good = count >= 4   ? name(names_.month, fields_.tm_mon, 12)
                 : count == 3 ? name(names_.month_short, fields_.tm_mon, 12)
                              : number(fields_.tm_mon + 1, 1, 12, count, false);
          break;
        case 'y':
          good = count > 2 ? number(fields_.tm_year + 1900, 0, 9999, 4, false)
                           : number((fields_.tm_year + 1900) % 100, 0, 99, count, false);
          break;
        case 'h':
          good = number(hour, 1, 12, count, false);
          break;
        case 'H':
          good = number(fields_.tm_hour, 0, 23, count, false);
          break;
        case 'm':
          good = number(fields_.tm_min, 0, 59, count, false);
          break;
        case 's':
          good = number(fields_.tm_sec, 0, 60, count, false);
          break;
        case 't':
          good = name(names_.am_pm, fields_.tm_hour / 12, 2, count == 1 ? 1 : 0);
          break;
        default:
          for (int i = 0; i < count; ++i) put(letter);
      }
      if (!good) return false;
      from += count;
    }
    return true;
  }
  template <size_t N>
  bool name(const C* const (&names)[N], int index, int count, int limit = 0) {
    if (index < 0 || index >= count) return false;
    if (limit)
      put(names[index][0]);
    else
      text(names[index]);
    return true;
  }
  bool format(const char* steps) {
    for (; *steps; ++steps) {
      if (*steps != '%')
        put(static_cast<C>(*steps));
      else if (!expand(static_cast<C>(*++steps), false))
        return false;
    }
    return true;
  }
  bool week(int first_day) {
    if (fields_.tm_wday < 0 || fields_.tm_wday > 6) return false;
    const int weekday = (fields_.tm_wday + 7 - first_day) % 7;
    return number((fields_.tm_yday - weekday + 7) / 7, 0, 53, 2, bare_);
  }
  void zone_name() {
    // Characters of the system code page, which are ASCII in every zone's English name.
    const ZoneNames& names = read_zone().names;
    ascii(fields_.tm_isdst > 0 ? names.daylight : names.standard);
  }
  void zone_offset() {
    const Zone& zone = read_zone();
    const int west = zone.seconds_west + (fields_.tm_isdst > 0 ? zone.daylight_bias : 0);
    const int minutes = (west < 0 ? -west : west) / 60;
    put(west > 0 ? '-' : '+');
    number(minutes / 60 * 100 + minutes % 60, 0, 9999, 4, false);
  }

  bool expand(C specifier, bool alternative) {
    bare_ = alternative;
    const int year = fields_.tm_year + 1900;
    const bool c = is_c(locale_, kLcTime);
    switch (specifier) {
      case 'a':
        return name(names_.day_short, fields_.tm_wday, 7);
      case 'A':
        return name(names_.day, fields_.tm_wday, 7);
      case 'b':
        return name(names_.month_short, fields_.tm_mon, 12);
      case 'B':
        return name(names_.month, fields_.tm_mon, 12);
      case 'c':
        if (alternative) {
          if (!picture(names_.long_date)) return false;
        } else if (modern_ && c) {
          return format("%a %b %e %T %Y");
        } else if (!picture(names_.short_date)) {
          return false;
        }
        put(' ');
        return picture(names_.time);
      case 'd':
        return number(fields_.tm_mday, 1, 31, 2, alternative);
      case 'H':
        return number(fields_.tm_hour, 0, 23, 2, alternative);
      case 'I':
        if (fields_.tm_hour < 0 || fields_.tm_hour > 23) return false;
        return number(fields_.tm_hour % 12 ? fields_.tm_hour % 12 : 12, 1, 12, 2, alternative);
      case 'j':
        return number(fields_.tm_yday + 1, 1, 366, 3, alternative);
      case 'm':
        return number(fields_.tm_mon + 1, 1, 12, 2, alternative);
      case 'M':
        return number(fields_.tm_min, 0, 59, 2, alternative);
      case 'p':
        if (fields_.tm_hour < 0 || fields_.tm_hour > 23) return false;
        return name(names_.am_pm, fields_.tm_hour / 12, 2);
      case 'S':
        return number(fields_.tm_sec, 0, 60, 2, alternative);
      case 'U':
        return week(0);
      case 'w':
        return number(fields_.tm_wday, 0, 6, 1, alternative);
      case 'W':
        return week(1);
      case 'x':
        return picture(alternative ? names_.long_date : names_.short_date);
      case 'X':
        return picture(names_.time);
      case 'y':
        return number(year % 100, 0, 99, 2, alternative);
      case 'Y':
        return number(year, 0, 9999, 4, alternative);
      case 'z':
        if (!modern_)
          zone_name();
        else if (fields_.tm_isdst >= 0)
          zone_offset();
        return true;
      case 'Z':
        if (fields_.tm_isdst >= 0 || !modern_) zone_name();
        return true;
      case '%':
        put('%');
        return true;
      default:
        return modern_ && expand_modern(specifier, alternative);
    }
  }

  bool expand_modern(C specifier, bool alternative) {
    const int year = fields_.tm_year + 1900;
    switch (specifier) {
      case 'C':
        return number(year / 100, 0, 99, 2, alternative);
      case 'D':
        return format("%m/%d/%y");
      case 'e':
        return number(fields_.tm_mday, 1, 31, 2, alternative, ' ');
      case 'F':
        return format("%Y-%m-%d");
      case 'g':
        return number(iso_week(fields_).year % 100, 0, 99, 2, alternative);
      case 'G':
        return number(iso_week(fields_).year, 0, 9999, 4, alternative);
      case 'h':
        return name(names_.month_short, fields_.tm_mon, 12);
      case 'n':
        put('\n');
        return true;
      case 'r':
        return is_c(locale_, kLcTime) ? format("%I:%M:%S %p") : picture(names_.time);
      case 'R':
        return format("%H:%M");
      case 't':
        put('\t');
        return true;
      case 'T':
        return format("%H:%M:%S");
      case 'u':
        return number(fields_.tm_wday ? fields_.tm_wday : 7, 1, 7, 1, alternative);
      case 'V':
        return number(iso_week(fields_).week, 1, 53, 2, alternative);
      default:
        return false;
    }
  }

  const Locale& locale_;
  C* to_;
  size_t left_;
  const Tm fields_;
  const bool modern_;
  const TimeNames<C>& names_;
  bool full_ = false;
  bool bare_ = false;
};

const TimeNames<char>* names_of(const Locale& locale, char) { return locale.locinfo->time; }
const TimeNames<WCHAR>* names_of(const Locale& locale, WCHAR) { return locale.locinfo->wide_time; }

}  // namespace

template <class C>
size_t format_time(const Locale& locale, C* to, size_t capacity, const C* format, const Tm* fields,
                   bool modern, const TimeNames<C>* names) {
  if (!to || !capacity) return fail_invalid(kEINVAL), 0;
  *to = 0;
  if (!format || !fields) return fail_invalid(kEINVAL), 0;
  using Result = typename Formatter<C>::Result;
  Formatter<C> formatter(locale, to, capacity, *fields, modern,
                         names ? names : names_of(locale, C{}));
  switch (formatter.run(format)) {
    case Result::kOk:
      return formatter.end() - to;
    case Result::kFull:
      *to = 0;
      crt_errno = kERANGE;
      return 0;
    default:
      *to = 0;
      fail_invalid(kEINVAL);
      return 0;
  }
}

template size_t format_time(const Locale&, char*, size_t, const char*, const Tm*, bool,
                            const TimeNames<char>*);
template size_t format_time(const Locale&, WCHAR*, size_t, const WCHAR*, const Tm*, bool,
                            const TimeNames<WCHAR>*);

}  // namespace mimic::win::crt
