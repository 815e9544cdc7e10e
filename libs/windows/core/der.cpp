#include "libs/windows/core/der.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "libs/windows/core/text.h"

namespace mimic::win::der {

namespace {

constexpr int64_t kSecond = 10'000'000;               // in units of 100 ns
constexpr int64_t kEpoch = 11'644'473'600 * kSecond;  // 1970 after 1601

std::optional<int> digits(ByteView text, size_t at, size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const uint8_t letter : text.subspan(at, count)) {
    if (letter < '0' || letter > '9') return std::nullopt;
    value = value * 10 + (letter - '0');
  }
  return value;
}

void append_base128(ByteVector& to, uint64_t arc) {
  int shift = 63;
  while (shift > 0 && !(arc >> shift)) shift -= 7;
  for (; shift >= 0; shift -= 7)
    to.push_back(static_cast<uint8_t>((arc >> shift & 0x7f) | (shift ? 0x80 : 0)));
}

void append_padded(std::string& to, int value, int width) {
  const std::string text = std::to_string(value);
  to.append(static_cast<size_t>(std::max(0, width - static_cast<int>(text.size()))), '0');
  to += text;
}

}  // namespace

std::optional<Value> Reader::peek() const {
  if (rest_.size() < 2 || (rest_[0] & 0x1f) == 0x1f) return std::nullopt;
  size_t length = rest_[1], header = 2;
  if (length & 0x80) {
    const size_t count = length & 0x7f;
    if (count == 0 || count > 4 || rest_.size() < 2 + count) return std::nullopt;
    length = 0;
    for (size_t i = 0; i < count; ++i) length = length << 8 | rest_[2 + i];
    header += count;
  }
  if (length > rest_.size() - header) return std::nullopt;
  return Value{rest_[0], rest_.subspan(header, length), rest_.first(header + length)};
}

std::optional<Value> Reader::next() {
  auto value = peek();
  if (value) rest_ = rest_.subspan(value->whole.size());
  return value;
}

std::optional<Value> Reader::next(uint8_t tag) {
  if (rest_.empty() || rest_[0] != tag) return std::nullopt;
  return next();
}

std::optional<Value> read(ByteView bytes, uint8_t tag) { return Reader(bytes).next(tag); }

ByteVector write(uint8_t tag, std::initializer_list<ByteView> contents) {
  size_t size = 0;
  for (const ByteView& content : contents) size += content.size();
  ByteVector bytes{tag};
  if (size < 0x80) {
    bytes.push_back(static_cast<uint8_t>(size));
  } else {
    int count = 1;
    while (count < 4 && size >> (8 * count)) ++count;
    bytes.push_back(static_cast<uint8_t>(0x80 | count));
    while (count--) bytes.push_back(static_cast<uint8_t>(size >> (8 * count)));
  }
  for (const ByteView& content : contents)
    bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}
ByteVector write(uint8_t tag, ByteView content) { return write(tag, {content}); }

ByteVector write_unsigned(ByteView big_endian) {
  while (big_endian.size() > 1 && big_endian[0] == 0) big_endian = big_endian.subspan(1);
  constexpr uint8_t kZero[] = {0};
  if (big_endian.empty()) big_endian = kZero;
  return big_endian[0] & 0x80 ? write(kInteger, {kZero, big_endian}) : write(kInteger, big_endian);
}

ByteVector write_integer(int64_t value) {
  ByteVector bytes;
  int count = 8;
  while (count > 1 && (value >> (8 * count - 9) == 0 || value >> (8 * count - 9) == -1)) --count;
  while (count--) bytes.push_back(static_cast<uint8_t>(value >> (8 * count)));
  return write(kInteger, bytes);
}

std::string oid_text(ByteView content) {
  std::string text;
  uint64_t arc = 0;
  bool inside = false;
  for (const uint8_t byte : content) {
    if (arc >> 57) return {};
    arc = arc << 7 | (byte & 0x7f);
    inside = byte & 0x80;
    if (inside) continue;
    if (text.empty()) {
      const uint64_t first = std::min<uint64_t>(arc / 40, 2);
      text = std::to_string(first) + '.' + std::to_string(arc - first * 40);
    } else {
      text += '.' + std::to_string(arc);
    }
    arc = 0;
  }
  return inside ? std::string() : text;
}

ByteVector oid_content(std::string_view text) {
  ByteVector content;
  uint64_t first = 0;
  size_t index = 0;
  for (const char *at = text.data(), *end = at + text.size(); at < end; ++index) {
    uint64_t arc = 0;
    const auto [stop, error] = std::from_chars(at, end, arc);
    if (error != std::errc() || (stop < end && *stop != '.')) return {};
    if (index == 0)
      first = arc;
    else
      append_base128(content, index == 1 ? first * 40 + arc : arc);
    at = stop + 1;
  }
  return content;
}

std::optional<int64_t> read_time(const Value& value) {
  const ByteView text = value.content;
  size_t at = 0;
  int year;
  if (value.tag == kUtcTime) {
    const auto two = digits(text, 0, 2);
    if (!two) return std::nullopt;
    year = *two < 50 ? 2000 + *two : 1900 + *two;
    at = 2;
  } else if (value.tag == kGeneralizedTime) {
    const auto four = digits(text, 0, 4);
    if (!four) return std::nullopt;
    year = *four;
    at = 4;
  } else {
    return std::nullopt;
  }
  const auto month = digits(text, at, 2), day = digits(text, at + 2, 2),
             hour = digits(text, at + 4, 2), minute = digits(text, at + 6, 2);
  if (!month || !day || !hour || !minute) return std::nullopt;
  at += 8;
  int second = 0;
  if (const auto given = digits(text, at, 2)) {
    second = *given;
    at += 2;
  }
  int64_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    int64_t unit = kSecond / 10;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      fraction += unit * (text[at] - '0');
  }
  int offset = 0;  // of the local time, in minutes
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const auto hours = digits(text, at + 1, 2), minutes = digits(text, at + 3, 2);
    if (!hours || !minutes) return std::nullopt;
    offset = (*hours * 60 + *minutes) * (text[at] == '-' ? -1 : 1);
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || second > 60) return std::nullopt;
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const int64_t seconds = ((days * 24 + *hour) * 60 + *minute - offset) * 60 + second;
  return seconds * kSecond + fraction + kEpoch;
}

ByteVector write_time(int64_t time) {
  const std::chrono::sys_seconds seconds{std::chrono::seconds((time - kEpoch) / kSecond)};
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{seconds - day};
  const int year = static_cast<int>(date.year());
  const bool utc = year >= 1950 && year < 2050;  // RFC 5280, 4.1.2.5
  std::string text;
  append_padded(text, utc ? year % 100 : year, utc ? 2 : 4);
  append_padded(text, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  append_padded(text, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  append_padded(text, static_cast<int>(clock.hours().count()), 2);
  append_padded(text, static_cast<int>(clock.minutes().count()), 2);
  append_padded(text, static_cast<int>(clock.seconds().count()), 2);
  text += 'Z';
  return write(utc ? kUtcTime : kGeneralizedTime, view(text));
}

std::optional<int64_t> read_integer(const Value& value) {
  if (value.content.empty() || value.content.size() > 8) return std::nullopt;
  auto number = static_cast<int64_t>(static_cast<int8_t>(value.content[0]));
  for (const uint8_t byte : value.content.subspan(1)) number = number * 256 + byte;
  return number;
}

std::optional<std::u16string> read_text(const Value& value) {
  const auto* bytes = reinterpret_cast<const char*>(value.content.data());
  const size_t size = value.content.size();
  std::u16string text;
  switch (value.tag) {
    case kUtf8String:
      return to_utf16(std::string_view(bytes, size));
    case kBmpString:
      for (size_t i = 0; i + 1 < size; i += 2)
        text += static_cast<char16_t>(value.content[i] << 8 | value.content[i + 1]);
      return text;
    case kUniversalString:
      for (size_t i = 0; i + 3 < size; i += 4) {
        const uint32_t point = static_cast<uint32_t>(value.content[i]) << 24 |
                               static_cast<uint32_t>(value.content[i + 1]) << 16 |
                               static_cast<uint32_t>(value.content[i + 2]) << 8 |
                               value.content[i + 3];
        if (point >= 0x10000) text += static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10));
        text += static_cast<char16_t>(point < 0x10000 ? point : 0xdc00 + (point & 0x3ff));
      }
      return text;
    case kNumericString:
    case kPrintableString:
    case kTeletexString:
    case 21:  // VideotexString
    case kIa5String:
    case 25:  // GraphicString
    case kVisibleString:
    case 27:  // GeneralString
      for (const uint8_t letter : value.content) text += static_cast<char16_t>(letter);
      return text;
    default:
      return std::nullopt;
  }
}

}  // namespace mimic::win::der
