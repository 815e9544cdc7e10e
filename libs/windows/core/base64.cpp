#include "libs/windows/core/base64.h"

#include <array>

namespace mimic::win {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto kValues = [] {
  std::array<int8_t, 256> values;
  values.fill(-1);
  for (size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
  return values;
}();

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

}  // namespace

std::string encode_base64(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < count ? bytes[i + k] : 0u);
    for (size_t k = 0; k < 4; ++k) text += k <= count ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::optional<ByteVector> decode_base64(std::string_view text) {
  ByteVector bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  size_t letters = 0, padding = 0;
  for (const char letter : text) {
    if (is_space(letter)) continue;
    if (letter == '=') {
      ++padding;
      continue;
    }
    const int value = kValues[static_cast<uint8_t>(letter)];
    if (value < 0 || padding) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    if (++letters % 4 == 0) {
      for (const int shift : {16, 8, 0}) bytes.push_back(static_cast<uint8_t>(bits >> shift));
      bits = 0;
    }
  }
  const size_t left = letters % 4;
  if (left == 1 || (padding && (left == 0 || padding > 4 - left))) return std::nullopt;
  if (left >= 2) bytes.push_back(static_cast<uint8_t>(bits >> (left == 2 ? 4 : 10)));
  if (left == 3) bytes.push_back(static_cast<uint8_t>(bits >> 2));
  return bytes;
}

}  // namespace mimic::win
