// Code pages: which there are and how text is converted by them.
//
// UTF-8 and the single-byte pages need no tables of the host; double-byte pages are read from
// glibc's iconv into a table when first used.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

enum class CodePageKind : uint8_t {
  kUtf8,
  kAscii,    // 20127: the eighth bit is dropped
  kSymbol,   // 42: bytes from 0x20 on are U+F020 and up
  kSingle,   // by codepage_single.inc
  kTable,    // one or two bytes, by a table made with iconv
  kGb18030,  // one, two or four bytes
  kWhole,    // UTF-7 and stateful encodings: iconv converts the whole text
};

struct CodePage {
  uint16_t id;
  CodePageKind kind;
  uint8_t max_bytes;         // of one character
  char16_t unicode_default;  // for bytes that mean nothing
  uint8_t lead_bytes[6];     // pairs of first and last, then zeros
  char host_name[16];        // for iconv_open, or empty
  char name[48];             // for people

  bool is_lead(uint8_t byte) const {
    for (int i = 0; i < 6 && lead_bytes[i]; i += 2)
      if (byte >= lead_bytes[i] && byte <= lead_bytes[i + 1]) return true;
    return false;
  }
};

// The page of an identifier; CP_ACP, CP_OEMCP, CP_MACCP and CP_THREAD_ACP are resolved. Null where
// there is none.
const CodePage* code_page(UINT id);
// All pages, by identifier.
const CodePage* code_pages(size_t* count);

struct Conversion {
  size_t length;      // units or bytes the whole result takes, however many were written
  bool invalid;       // something could not be converted; with `strict` nothing after it was
  bool used_default;  // a default character stands for something
};

// Writes at most `capacity` units; out may be null where that is 0.
Conversion decode(const CodePage& page, std::string_view text, char16_t* out, size_t capacity,
                  bool strict);

struct EncodeOptions {
  bool strict = false;
  bool best_fit = true;                // a similar character may stand for one the page lacks
  const char* default_char = nullptr;  // one or two bytes and a NUL; '?' where null
};
Conversion encode(const CodePage& page, std::u16string_view text, char* out, size_t capacity,
                  const EncodeOptions& options = {});

std::u16string decode_text(UINT page, std::string_view text);
std::string encode_text(UINT page, std::u16string_view text);

}  // namespace mimic::win
