// Distinguished Encoding Rules (X.690): a reader for untrusted bytes, a writer, and the texts of
// object identifiers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mimic::win {

using ByteView = std::span<const uint8_t>;
using ByteVector = std::vector<uint8_t>;

namespace der {

inline constexpr uint8_t kBoolean = 1, kInteger = 2, kBitString = 3, kOctetString = 4, kNull = 5,
                         kObjectIdentifier = 6, kEnumerated = 10, kUtf8String = 12,
                         kNumericString = 18, kPrintableString = 19, kTeletexString = 20,
                         kIa5String = 22, kUtcTime = 23, kGeneralizedTime = 24, kVisibleString = 26,
                         kUniversalString = 28, kBmpString = 30, kSequence = 0x30, kSet = 0x31;
// Context-specific tags.
constexpr uint8_t implicit(int number) { return static_cast<uint8_t>(0x80 | number); }
constexpr uint8_t constructed(int number) { return static_cast<uint8_t>(0xa0 | number); }

struct Value {
  uint8_t tag = 0;
  ByteView content, whole;  // whole: with tag and length
};

// Walks the values of one level.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}
  bool empty() const { return rest_.empty(); }
  // The next value whatever it is, or of this tag only; nothing where there is none such, which
  // leaves the position as it is.
  std::optional<Value> next();
  std::optional<Value> next(uint8_t tag);
  ByteView rest() const { return rest_; }

 private:
  std::optional<Value> peek() const;
  ByteView rest_;
};

// The one value that `bytes` begin with, if it has this tag.
std::optional<Value> read(ByteView bytes, uint8_t tag);

ByteVector write(uint8_t tag, ByteView content);
ByteVector write(uint8_t tag, std::initializer_list<ByteView> contents);
// An INTEGER of an unsigned number in big-endian bytes.
ByteVector write_unsigned(ByteView big_endian);
ByteVector write_integer(int64_t value);

// "1.2.840…" of the content of an OBJECT IDENTIFIER and back; empty where it is none.
std::string oid_text(ByteView content);
ByteVector oid_content(std::string_view text);
inline ByteVector write_oid(std::string_view text) {
  return write(kObjectIdentifier, oid_content(text));
}

// UTCTime or GeneralizedTime, and the one of both that certificates use for a date, in 100 ns units
// since 1601.
std::optional<int64_t> read_time(const Value& value);
ByteVector write_time(int64_t time);

// A small INTEGER or ENUMERATED; nothing where it does not fit.
std::optional<int64_t> read_integer(const Value& value);

// One of the string types as UTF-16. Nothing where the type is no string.
std::optional<std::u16string> read_text(const Value& value);

inline ByteView view(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace der
}  // namespace mimic::win
