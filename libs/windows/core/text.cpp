#include "libs/windows/core/text.h"

#include <cstring>

#include "libs/windows/core/codepage.h"

namespace mimic::win {
namespace {

constexpr bool is_high(char32_t c) { return c - 0xD800u < 0x400; }
constexpr bool is_low(char32_t c) { return c - 0xDC00u < 0x400; }

// How many bytes from `text` on are ASCII.
size_t ascii_run(const char* text, size_t length) {
  size_t done = 0;
  for (; done + 8 <= length; done += 8) {
    uint64_t block;
    std::memcpy(&block, text + done, 8);
    if (block & 0x8080808080808080) break;
  }
  while (done < length && static_cast<uint8_t>(text[done]) < 0x80) ++done;
  return done;
}

struct Decoded {
  char32_t code;  // kInvalid where the bytes are not UTF-8
  unsigned bytes;
};
constexpr char32_t kInvalid = 0xffffffff;

// The (possibly surrogate) code point at `text`, which has `length` > 0 bytes.
Decoded decode(const char* text, size_t length) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const auto follows = [&](size_t i) { return i < length && (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xC2 || lead > 0xF4 || !follows(1)) return {kInvalid, 1};
  if (lead < 0xE0) return {(lead & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2};
  if (!follows(2)) return {kInvalid, 1};
  if (lead < 0xF0) {
    const char32_t code = (lead & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    return code < 0x800 ? Decoded{kInvalid, 1} : Decoded{code, 3};
  }
  if (!follows(3)) return {kInvalid, 1};
  const char32_t code =
      (lead & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu);
  return code < 0x10000 || code > 0x10FFFF ? Decoded{kInvalid, 1} : Decoded{code, 4};
}

// Would the unit after the lone high surrogates at `text` be a low one, so that the last of them
// (and, once that one is escaped as bytes, each before it) would become half of a pair?
bool would_pair(const char* text, size_t length) {
  for (Decoded d = decode(text, length); is_high(d.code); d = decode(text, length)) {
    text += 3;
    length -= 3;
    if (!length) return false;
    const Decoded next = decode(text, length);
    if (next.code == kInvalid || is_low(next.code)) return true;
  }
  return false;
}

}  // namespace

std::string to_utf8(std::u16string_view text) {
  std::string out;
  size_t ascii = 0;
  while (ascii < text.size() && text[ascii] < 0x80) ++ascii;
  out.resize(ascii);
  for (size_t i = 0; i < ascii; ++i) out[i] = static_cast<char>(text[i]);
  if (ascii == text.size()) return out;
  out.reserve(ascii + (text.size() - ascii) * 3);
  for (size_t i = ascii; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c < 0x80) {
      out.push_back(static_cast<char>(c));
      continue;
    }
    if (is_high(c) && i + 1 < text.size() && is_low(text[i + 1])) {
      c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00u);
      out.push_back(static_cast<char>(0xF0 | c >> 18));
      out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
    } else if (c - 0xDC80u < 0x80) {
      out.push_back(static_cast<char>(c));  // the low byte is the byte it stands for
      continue;
    } else if (c < 0x800) {
      out.push_back(static_cast<char>(0xC0 | c >> 6));
      out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
      continue;
    } else {
      out.push_back(static_cast<char>(0xE0 | c >> 12));
    }
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
  return out;
}

std::u16string to_utf16(std::string_view text) {
  std::u16string out;
  const size_t ascii = ascii_run(text.data(), text.size());
  out.resize(ascii);
  for (size_t i = 0; i < ascii; ++i) out[i] = static_cast<uint8_t>(text[i]);
  if (ascii == text.size()) return out;
  out.reserve(text.size());
  const char* p = text.data() + ascii;
  size_t left = text.size() - ascii;
  while (left) {
    Decoded d = decode(p, left);
    if (is_low(d.code)) {
      // Escaped as bytes where to_utf8 would read it as a byte or as half of a pair.
      const bool after_high = !out.empty() && is_high(out.back());
      if (d.code - 0xDC80u < 0x80 || after_high) d = {kInvalid, 1};
    } else if (is_high(d.code) && would_pair(p, left)) {
      d = {kInvalid, 1};
    }
    if (d.code == kInvalid) {
      out.push_back(static_cast<char16_t>(0xDC00 | static_cast<uint8_t>(*p)));
    } else if (d.code >= 0x10000) {
      out.push_back(static_cast<char16_t>(0xD800 + ((d.code - 0x10000) >> 10)));
      out.push_back(static_cast<char16_t>(0xDC00 | (d.code & 0x3FF)));
    } else {
      out.push_back(static_cast<char16_t>(d.code));
    }
    p += d.bytes;
    left -= d.bytes;
  }
  return out;
}

size_t length_of(const char16_t* text) {
  size_t length = 0;
  while (text[length]) ++length;
  return length;
}

bool equal_ignoring_case(std::u16string_view a, std::u16string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && upcase(a[i]) != upcase(b[i])) return false;
  return true;
}

int compare_ignoring_case(std::u16string_view a, std::u16string_view b) {
  const size_t common = a.size() < b.size() ? a.size() : b.size();
  for (size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) continue;
    const int difference = upcase(a[i]) - upcase(b[i]);
    if (difference) return difference;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

std::u16string from_ansi(std::string_view text) { return decode_text(ansi_code_page(), text); }
std::string to_ansi(std::u16string_view text) { return encode_text(ansi_code_page(), text); }

}  // namespace mimic::win
