// Reading the variable-length and encoded values of DWARF tables.
#pragma once

#include <cstdint>
#include <cstring>

namespace mimic::cfi {

// Pointer encodings (DW_EH_PE_*).
inline constexpr uint8_t kOmit = 0xff, kIndirect = 0x80, kPcRelative = 0x10, kDataRelative = 0x30,
                         kFunctionRelative = 0x40;

// Walks bytes of the host's own tables, which are trusted.
struct Reader {
  const uint8_t* at;

  template <class T>
  T fixed() {
    T value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  }
  uint64_t uleb() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const uint8_t byte = *at++;
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      if (!(byte & 0x80)) return value;
    }
  }
  int64_t sleb() {
    uint64_t value = 0;
    for (unsigned shift = 0;;) {
      const uint8_t byte = *at++;
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
      if (!(byte & 0x80)) {
        if ((byte & 0x40) && shift < 64) value |= ~uint64_t{0} << shift;
        return static_cast<int64_t>(value);
      }
    }
  }
  // A pointer; `data` is the base of data-relative ones (the table's own address).
  uint64_t encoded(uint8_t encoding, uint64_t data = 0) {
    if (encoding == kOmit) return 0;
    const auto place = reinterpret_cast<uint64_t>(at);
    uint64_t value = 0;
    switch (encoding & 0x0f) {
      case 0x00:
      case 0x04:
      case 0x0c:
        value = fixed<uint64_t>();
        break;
      case 0x01:
        value = uleb();
        break;
      case 0x02:
        value = fixed<uint16_t>();
        break;
      case 0x03:
        value = fixed<uint32_t>();
        break;
      case 0x09:
        value = sleb();
        break;
      case 0x0a:
        value = fixed<int16_t>();
        break;
      case 0x0b:
        value = fixed<int32_t>();
        break;
    }
    if (value == 0) return 0;
    if ((encoding & 0x70) == kPcRelative) value += place;
    if ((encoding & 0x70) == kDataRelative) value += data;
    if (encoding & kIndirect) std::memcpy(&value, reinterpret_cast<void*>(value), sizeof value);
    return value;
  }
};

}  // namespace mimic::cfi
