// Reading the variable-length and encoded values of DWARF tables out of untrusted bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "loader/base/bytes.h"

namespace mimic::elf {

// Pointer encodings (DW_EH_PE_*).
inline constexpr uint8_t kOmit = 0xff, kIndirect = 0x80, kPcRelative = 0x10, kDataRelative = 0x30;

// Walks bytes that lie at `address` in memory. After a value that is not there, ok() is false and
// every further value 0.
class Reader {
 public:
  Reader(Bytes bytes, uint64_t address) : bytes_(bytes), address_(address) {}

  bool ok() const { return ok_; }
  uint64_t address() const { return address_ + offset_; }
  uint64_t left() const { return bytes_.size() - offset_; }
  void skip(uint64_t size) {
    if (!bytes_.contains(offset_, size)) return fail();
    offset_ += size;
  }

  template <class T>
  T fixed() {
    const auto value = bytes_.read<T>(offset_);
    if (!value) return fail(), T();
    offset_ += sizeof(T);
    return *value;
  }
  uint64_t uleb() {
    uint64_t value = 0;
    for (unsigned shift = 0; ok_; shift += 7) {
      const auto byte = fixed<uint8_t>();
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      if (!(byte & 0x80)) break;
    }
    return value;
  }
  int64_t sleb() {
    uint64_t value = 0;
    for (unsigned shift = 0; ok_;) {
      const auto byte = fixed<uint8_t>();
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
      if (byte & 0x80) continue;
      if ((byte & 0x40) && shift < 64) value |= ~uint64_t{0} << shift;
      break;
    }
    return static_cast<int64_t>(value);
  }
  std::optional<std::string_view> c_string() {
    const auto text = bytes_.c_string(offset_);
    if (!text) return fail(), std::nullopt;
    offset_ += text->size() + 1;
    return text;
  }

  // A pointer; `data` is the base of data-relative ones. An indirect one yields where the pointer
  // is.
  uint64_t encoded(uint8_t encoding, uint64_t data = 0) {
    if (encoding == kOmit) return 0;
    const uint64_t place = address();
    const uint64_t value = plain(encoding & 0x0f);
    if (value == 0) return 0;
    switch (encoding & 0x70) {
      case 0:
        return value;
      case kPcRelative:
        return value + place;
      case kDataRelative:
        return value + data;
      default:  // relative to text or to the function, which no linker for x86-64 writes; aligned
        return fail(), 0;
    }
  }

 private:
  void fail() {
    ok_ = false;
    offset_ = bytes_.size();
  }
  uint64_t plain(uint8_t format) {
    switch (format) {
      case 0x00:
      case 0x04:
      case 0x0c:
        return fixed<uint64_t>();
      case 0x01:
        return uleb();
      case 0x02:
        return fixed<uint16_t>();
      case 0x03:
        return fixed<uint32_t>();
      case 0x09:
        return static_cast<uint64_t>(sleb());
      case 0x0a:
        return static_cast<uint64_t>(int64_t{fixed<int16_t>()});
      case 0x0b:
        return static_cast<uint64_t>(int64_t{fixed<int32_t>()});
      default:
        return fail(), 0;
    }
  }

  Bytes bytes_;
  uint64_t address_;
  uint64_t offset_ = 0;
  bool ok_ = true;
};

}  // namespace mimic::elf
