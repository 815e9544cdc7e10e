#include "libs/windows/core/insert_format.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

struct Conversion {
  bool left = false, zero = false, alternate = false, plus = false, space = false;
  size_t width = 0;
  size_t precision = SIZE_MAX;
  bool wide = false, narrow = false;  // asked for by l, w or h
  bool is_64 = false;
  bool is_16 = false;
};

void pad(const Conversion& c, std::u16string_view text, std::u16string* out) {
  const size_t fill = c.width > text.size() ? c.width - text.size() : 0;
  if (!c.left) out->append(fill, c.zero ? u'0' : u' ');
  out->append(text);
  if (c.left) out->append(fill, u' ');
}

void put_number(Conversion c, uint64_t value, bool is_signed, unsigned base, bool upper,
                std::u16string* out) {
  if (c.is_16)
    value = is_signed ? static_cast<uint64_t>(static_cast<int16_t>(value)) : value & 0xFFFF;
  else if (!c.is_64)
    value = is_signed ? static_cast<uint64_t>(static_cast<int32_t>(value)) : value & 0xFFFFFFFF;
  std::u16string prefix;
  if (is_signed && static_cast<int64_t>(value) < 0) {
    prefix = u"-";
    value = ~value + 1;
  } else if (is_signed && (c.plus || c.space)) {
    prefix = c.plus ? u"+" : u" ";
  }
  if (c.alternate && base == 16) prefix = upper ? u"0X" : u"0x";
  char16_t digits[24];
  size_t at = std::size(digits);
  do
    digits[--at] =
        static_cast<char16_t>((upper ? "0123456789ABCDEF" : "0123456789abcdef")[value % base]);
  while (value /= base);
  std::u16string text(digits + at, std::size(digits) - at);
  if (c.precision != SIZE_MAX) {
    if (text.size() < c.precision) text.insert(0, c.precision - text.size(), u'0');
    c.zero = false;
  } else if (c.zero && !c.left && prefix.size() + text.size() < c.width) {
    text.insert(0, c.width - prefix.size() - text.size(), u'0');
  }
  c.zero = false;
  pad(c, prefix + text, out);
}

std::u16string string_argument(uint64_t argument, bool narrow, size_t most) {
  if (!argument) return u"(null)";
  if (narrow) {
    const char* text = reinterpret_cast<const char*>(argument);
    return from_ansi({text, ::strnlen(text, most)});
  }
  const auto* text = reinterpret_cast<const char16_t*>(argument);
  size_t length = 0;
  while (length < most && text[length]) ++length;
  return std::u16string(text, length);
}

}  // namespace

size_t format_one(std::u16string_view format, bool narrow, Arguments& arguments,
                  std::u16string* out) {
  size_t at = 0;
  const auto peek = [&](size_t ahead = 0) -> char16_t {
    return at + ahead < format.size() ? format[at + ahead] : u'\0';
  };
  const auto number = [&] {
    if (peek() == u'*') {
      ++at;
      return static_cast<size_t>(std::max<int32_t>(static_cast<int32_t>(arguments.take()), 0));
    }
    size_t value = 0;
    while (peek() >= u'0' && peek() <= u'9' && value < 100'000)
      value = value * 10 + (format[at++] - u'0');
    return value;
  };
  Conversion c;
  for (;; ++at) {
    if (peek() == u'-')
      c.left = true;
    else if (peek() == u'0')
      c.zero = true;
    else if (peek() == u'#')
      c.alternate = true;
    else if (peek() == u'+')
      c.plus = true;
    else if (peek() == u' ')
      c.space = true;
    else
      break;
  }
  c.width = std::min<size_t>(number(), 65'536);
  if (peek() == u'.') {
    ++at;
    c.precision = number();
  }
  for (;; ++at) {
    if (peek() == u'h')
      c.narrow = true, c.is_16 = true;
    else if (peek() == u'l' && peek(1) == u'l')
      c.is_64 = true, ++at;
    else if (peek() == u'l' || peek() == u'w')
      c.wide = true;
    else if (peek() == u'I' && peek(1) == u'6' && peek(2) == u'4')
      c.is_64 = true, at += 2;
    else if (peek() == u'I' && peek(1) == u'3' && peek(2) == u'2')
      at += 2;
    else if (peek() == u'I')
      c.is_64 = true;
    else
      break;
  }
  const char16_t type = peek();
  switch (type) {
    case u'd':
    case u'i':
      put_number(c, arguments.take(), true, 10, false, out);
      break;
    case u'u':
      put_number(c, arguments.take(), false, 10, false, out);
      break;
    case u'o':
      put_number(c, arguments.take(), false, 8, false, out);
      break;
    case u'x':
    case u'X':
      put_number(c, arguments.take(), false, 16, type == u'X', out);
      break;
    case u'p':
      c.is_64 = true;
      c.precision = 16;
      put_number(c, arguments.take(), false, 16, true, out);
      break;
    case u'c':
    case u'C': {
      const bool is_narrow = c.narrow || (!c.wide && narrow == (type == u'c'));
      const uint64_t value = arguments.take();
      const char byte = static_cast<char>(value);
      pad(c, is_narrow ? from_ansi({&byte, 1}) : std::u16string(1, static_cast<char16_t>(value)),
          out);
      break;
    }
    case u's':
    case u'S': {
      const bool is_narrow = c.narrow || (!c.wide && narrow == (type == u's'));
      pad(c, string_argument(arguments.take(), is_narrow, c.precision), out);
      break;
    }
    default:
      return 0;
  }
  return at + 1;
}

std::u16string format_all(std::u16string_view format, bool narrow, Arguments arguments) {
  std::u16string out;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != u'%') {
      out.push_back(format[i]);
      continue;
    }
    if (i + 1 < format.size() && format[i + 1] == u'%') {
      out.push_back(u'%');
      ++i;
      continue;
    }
    // What is no conversion is copied without its '%'.
    i += format_one(format.substr(i + 1), narrow, arguments, &out);
  }
  return out;
}

}  // namespace mimic::win
