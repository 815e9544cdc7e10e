// Looking up single characters of a code page, in both directions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libs/windows/core/codepage.h"

namespace mimic::win {

// What iconv or codepage_single.inc says of a page, as two tables; made on first use, kept.
struct PageTables;

class CharacterReader {
 public:
  static constexpr char32_t kNone = 0xffffffff;

  explicit CharacterReader(const CodePage& page);
  ~CharacterReader();
  CharacterReader(const CharacterReader&) = delete;
  // Are the bytes below 0x80 ASCII?
  bool ascii() const { return ascii_; }
  // The first character of `text`, which is not empty, or kNone; returns its bytes.
  size_t read(std::string_view text, char32_t* code) const;

 private:
  const CodePage& page_;
  const PageTables* tables_ = nullptr;
  void* host_ = nullptr;  // iconv_t
  bool ascii_ = true;
};

class CharacterWriter {
 public:
  explicit CharacterWriter(const CodePage& page);
  ~CharacterWriter();
  CharacterWriter(const CharacterWriter&) = delete;
  bool ascii() const { return ascii_; }
  // Writes up to 4 bytes; returns how many, 0 where the page lacks the character.
  size_t write(char32_t code, char* bytes) const;

 private:
  const CodePage& page_;
  const PageTables* tables_ = nullptr;
  void* host_ = nullptr;
  bool ascii_ = true;
};

// By iconv from beginning to end; *invalid is set where something was left out.
std::u16string decode_whole(const CodePage& page, std::string_view text, bool* invalid);
std::string encode_whole(const CodePage& page, std::u16string_view text, bool* invalid);

}  // namespace mimic::win
