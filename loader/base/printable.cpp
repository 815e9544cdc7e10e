#include "loader/base/printable.h"

namespace mimic {

std::string printable(std::string_view text, size_t limit) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const bool cut = text.size() > limit;
  std::string result;
  result.reserve(cut ? limit + 3 : text.size());
  for (const char c : text.substr(0, limit)) {
    if (c >= 0x20 && c < 0x7f) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += "\\x";
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    }
  }
  if (cut) result += "...";
  return result;
}

}  // namespace mimic
