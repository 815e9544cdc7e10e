// Strings of one- and two-byte characters, as the _mbs functions see them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libs/windows/crt/locale.h"

namespace mimic::win::crt {

using Byte = unsigned char;

class Mbcs {
 public:
  explicit Mbcs(Locale* locale) : data_(*locale_or_current(locale).mbcinfo) {}

  int codepage() const { return data_.codepage; }
  bool multibyte() const { return data_.multibyte; }
  // Bits of _mbctype: _MS 1, _MP 2, _M1 4 (lead), _M2 8 (trail), _SBUP 0x10, _SBLOW 0x20.
  unsigned type(unsigned byte) const { return data_.type[(byte & 0xff) + 1]; }
  bool lead(unsigned byte) const { return byte < 256 && type(byte) & 4; }
  bool trail(unsigned byte) const { return byte < 256 && type(byte) & 8; }

  // Bytes of the character at `text`; a lead byte before the terminator is one byte alone.
  size_t size(const Byte* text) const { return data_.multibyte && lead(*text) && text[1] ? 2 : 1; }
  // Its code: lead byte above trail byte.
  unsigned code(const Byte* text) const {
    return size(text) == 2 ? unsigned{text[0]} << 8 | text[1] : *text;
  }
  unsigned lower(unsigned code) const { return change_case(code, false); }
  unsigned upper(unsigned code) const { return change_case(code, true); }

 private:
  unsigned change_case(unsigned code, bool upper) const;

  const MultibyteData& data_;
};

// Writes a code and returns the end.
inline Byte* put_code(Byte* to, unsigned code) {
  if (code > 255) *to++ = static_cast<Byte>(code >> 8);
  *to++ = static_cast<Byte>(code);
  return to;
}

}  // namespace mimic::win::crt
