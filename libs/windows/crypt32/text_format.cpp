// CryptStringToBinary and CryptBinaryToString: base64 with and without headers, hexadecimal digits.
#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "libs/windows/core/base64.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/types.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

enum Format : DWORD {
  kBase64Header = 0,
  kBase64 = 1,
  kBinary = 2,
  kBase64RequestHeader = 3,
  kHex = 4,
  kHexAscii = 5,
  kBase64Any = 6,
  kAny = 7,
  kHexAny = 8,
  kBase64CrlHeader = 9,
  kHexAddress = 10,
  kHexAsciiAddress = 11,
  kHexRaw = 12,
  kBase64Uri = 13,
};
constexpr DWORD kFormat = 0xff, CRYPT_STRING_NOCRLF = 0x40000000, CRYPT_STRING_NOCR = 0x80000000;

struct Decoded {
  ByteVector bytes;
  DWORD skip = 0, format = 0;
};

// The header's name does not matter: what stands between the first and the last line is decoded.
std::optional<Decoded> decode_headed(std::string_view text, DWORD format) {
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
  const size_t begin = text.find(kBegin);
  if (begin == text.npos) return std::nullopt;
  const size_t body = text.find(kDashes, begin + kBegin.size());
  if (body == text.npos) return std::nullopt;
  const size_t end = text.find(kEnd, body + kDashes.size());
  if (end == text.npos) return std::nullopt;
  const size_t start = body + kDashes.size();
  auto bytes = decode_base64(text.substr(start, end - start));
  if (!bytes) return std::nullopt;
  return Decoded{std::move(*bytes), static_cast<DWORD>(begin), format};
}

std::optional<Decoded> decode_uri(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, '-', '+');
  std::ranges::replace(plain, '_', '/');
  auto bytes = decode_base64(plain);
  return bytes ? std::optional(Decoded{std::move(*bytes), 0, kBase64Uri}) : std::nullopt;
}

int digit_value(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  const int lower = letter | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

// Pairs of digits, spaced or not. The columns of addresses and of characters are passed over.
std::optional<Decoded> decode_hex(std::string_view text, DWORD format) {
  const bool address = format == kHexAddress || format == kHexAsciiAddress,
             letters = format == kHexAscii || format == kHexAsciiAddress;
  constexpr size_t kPerLine = 16;
  ByteVector bytes;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    size_t at = line.find_first_not_of(" \t\r");
    if (at == line.npos) continue;
    if (address) {
      at = line.find_first_of(" \t", at);
      if (at == line.npos) return std::nullopt;
    }
    size_t count = 0;
    while (at < line.size() && !(letters && count == kPerLine)) {
      if (is_space(line[at])) {
        // Two or more spaces after a byte lead to the characters of the line.
        if (letters && count && line.substr(at).starts_with("   ")) break;
        ++at;
        continue;
      }
      const int high = digit_value(line[at]),
                low = at + 1 < line.size() ? digit_value(line[at + 1]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      bytes.push_back(static_cast<uint8_t>(high << 4 | low));
      at += 2;
      ++count;
    }
  }
  return Decoded{std::move(bytes), 0, format};
}

std::optional<Decoded> decode(std::string_view text, DWORD format) {
  const auto first_of = [&](std::initializer_list<DWORD> formats) {
    std::optional<Decoded> found;
    for (const DWORD each : formats)
      if (!found) found = decode(text, each);
    return found;
  };
  switch (format) {
    case kBase64Header:
    case kBase64RequestHeader:
    case kBase64CrlHeader:
      return decode_headed(text, format);
    case kBase64: {
      auto bytes = decode_base64(text);
      return bytes ? std::optional(Decoded{std::move(*bytes), 0, kBase64}) : std::nullopt;
    }
    case kBase64Uri:
      return decode_uri(text);
    case kBinary:
      return Decoded{ByteVector(text.begin(), text.end()), 0, kBinary};
    case kHex:
    case kHexRaw:
    case kHexAscii:
    case kHexAddress:
    case kHexAsciiAddress:
      return decode_hex(text, format);
    case kBase64Any:
      return first_of({kBase64Header, kBase64});
    case kAny:
      return first_of({kBase64Header, kBase64, kBinary});
    case kHexAny:
      return first_of({kHexAddress, kHexAsciiAddress, kHex, kHexRaw, kHexAscii});
    default:
      return std::nullopt;
  }
}

std::string_view line_end(DWORD flags) {
  return flags & CRYPT_STRING_NOCRLF ? "" : flags & CRYPT_STRING_NOCR ? "\n" : "\r\n";
}

std::string base64_lines(ByteView bytes, DWORD flags) {
  constexpr size_t kLine = 64;
  const std::string all = encode_base64(bytes);
  std::string text;
  for (size_t at = 0; at < all.size(); at += kLine) {
    text += all.substr(at, kLine);
    text += line_end(flags);
  }
  return text;
}

constexpr struct {
  DWORD format;
  std::string_view name;
} kHeaders[] = {{kBase64Header, "CERTIFICATE"},
                {kBase64RequestHeader, "NEW CERTIFICATE REQUEST"},
                {kBase64CrlHeader, "X509 CRL"}};

std::string hex_text(ByteView bytes, DWORD format, DWORD flags) {
  constexpr size_t kPerLine = 16, kHalf = 8;
  constexpr char kDigits[] = "0123456789abcdef";
  const bool address = format == kHexAddress || format == kHexAsciiAddress,
             letters = format == kHexAscii || format == kHexAsciiAddress;
  std::string text;
  const bool one_line = flags & CRYPT_STRING_NOCRLF;
  if (format == kHexRaw) {
    for (const uint8_t byte : bytes) (text += kDigits[byte >> 4]) += kDigits[byte & 15];
    return text += line_end(flags);
  }
  for (size_t at = 0; at < bytes.size(); at += kPerLine) {
    const ByteView line = bytes.subspan(at, std::min(kPerLine, bytes.size() - at));
    if (address) {
      for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[at >> shift & 15];
      text += '\t';
    }
    for (size_t i = 0; i < line.size(); ++i) {
      if (i) text += i == kHalf && !one_line ? "  " : " ";
      (text += kDigits[line[i] >> 4]) += kDigits[line[i] & 15];
    }
    if (letters) {
      const size_t missing = kPerLine - line.size();
      text.append(missing * 3 + (line.size() <= kHalf ? 1 : 0) + 3, ' ');
      for (const uint8_t byte : line)
        text += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
    }
    if (one_line && !letters && !address)
      text += at + kPerLine < bytes.size() ? " " : "";
    else
      text += line_end(flags);
  }
  return text;
}

std::optional<std::string> encode(ByteView bytes, DWORD flags) {
  const DWORD format = flags & kFormat;
  for (const auto& header : kHeaders) {
    if (header.format != format) continue;
    // Headers need line ends of their own.
    const DWORD lines = flags & ~CRYPT_STRING_NOCRLF;
    const std::string end(line_end(lines)), name(header.name);
    return "-----BEGIN " + name + "-----" + end + base64_lines(bytes, lines) + "-----END " + name +
           "-----" + end;
  }
  switch (format) {
    case kBase64:
      return base64_lines(bytes, flags);
    case kBase64Uri: {
      std::string text = encode_base64(bytes);
      std::ranges::replace(text, '+', '-');
      std::ranges::replace(text, '/', '_');
      return text.substr(0, text.find('='));
    }
    case kBinary:
      return std::string(bytes.begin(), bytes.end());
    case kHex:
    case kHexAscii:
    case kHexAddress:
    case kHexAsciiAddress:
    case kHexRaw:
      return hex_text(bytes, format, flags);
    default:
      return std::nullopt;
  }
}

BOOL to_binary(std::string_view text, DWORD flags, BYTE* to, DWORD* size, DWORD* skip,
               DWORD* used) {
  const auto decoded = decode(text, flags & kFormat);
  if (!decoded) return fail_with(ERROR_INVALID_DATA);
  const DWORD room = *size;
  *size = static_cast<DWORD>(decoded->bytes.size());
  if (skip) *skip = decoded->skip;
  if (used) *used = decoded->format;
  if (!to) return TRUE;
  if (room < decoded->bytes.size()) return fail_with(ERROR_MORE_DATA);
  std::ranges::copy(decoded->bytes, to);
  return TRUE;
}

// `size` counts the terminator where it is asked for or does not fit, but not where it is written.
template <class Unit>
BOOL to_text(ByteView bytes, DWORD flags, Unit* to, DWORD* size) {
  if (!size) return fail_with(ERROR_INVALID_PARAMETER);
  const auto text = encode(bytes, flags);
  if (!text) return fail_with(ERROR_INVALID_PARAMETER);
  const bool terminated = (flags & kFormat) != kBinary;
  const auto needed = static_cast<DWORD>(text->size() + terminated);
  const DWORD room = *size;
  *size = needed;
  if (!to) return TRUE;
  if (room < needed) return fail_with(ERROR_MORE_DATA);
  for (size_t i = 0; i < text->size(); ++i)
    to[i] = static_cast<Unit>(static_cast<uint8_t>((*text)[i]));
  if (terminated) to[text->size()] = 0;
  *size = static_cast<DWORD>(text->size());
  return TRUE;
}

}  // namespace

EXPORT(crypt32, BOOL, CryptStringToBinaryA,
       (LPCSTR pszString, DWORD cchString, DWORD dwFlags, BYTE* pbBinary, DWORD* pcbBinary,
        DWORD* pdwSkip, DWORD* pdwFlags)) {
  if (!pszString || !pcbBinary) return fail_with(ERROR_INVALID_PARAMETER);
  return to_binary({pszString, cchString ? cchString : std::strlen(pszString)}, dwFlags, pbBinary,
                   pcbBinary, pdwSkip, pdwFlags);
}
EXPORT(crypt32, BOOL, CryptStringToBinaryW,
       (LPCWSTR pszString, DWORD cchString, DWORD dwFlags, BYTE* pbBinary, DWORD* pcbBinary,
        DWORD* pdwSkip, DWORD* pdwFlags)) {
  if (!pszString || !pcbBinary) return fail_with(ERROR_INVALID_PARAMETER);
  std::string text;
  for (const char16_t unit :
       std::u16string_view(pszString, cchString ? cchString : length_of(pszString)))
    text += unit < 0x80 ? static_cast<char>(unit) : '\x7f';  // of no alphabet
  return to_binary(text, dwFlags, pbBinary, pcbBinary, pdwSkip, pdwFlags);
}
EXPORT(crypt32, BOOL, CryptBinaryToStringA,
       (const BYTE* pbBinary, DWORD cbBinary, DWORD dwFlags, LPSTR pszString, DWORD* pcchString)) {
  return to_text({pbBinary, cbBinary}, dwFlags, pszString, pcchString);
}
EXPORT(crypt32, BOOL, CryptBinaryToStringW,
       (const BYTE* pbBinary, DWORD cbBinary, DWORD dwFlags, LPWSTR pszString, DWORD* pcchString)) {
  return to_text({pbBinary, cbBinary}, dwFlags, pszString, pcchString);
}

}  // namespace mimic::win::crypt32
