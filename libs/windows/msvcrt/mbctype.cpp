// Classes and conversions of multibyte characters, and the code page they go by.
#include "libs/windows/core/character_types.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crt/ctype.h"
#include "libs/windows/crt/mbcs_exports.h"
#include "libs/windows/crt/nls.h"

namespace mimic::win::crt {
namespace {

// Class of a code: of a byte by the locale's table, of two bytes by the character they stand for.
unsigned class_of(const Mbcs& mb, Locale* locale, unsigned code) {
  if (code < 256) return locale_or_current(locale).locinfo->pctype[code];
  if (!mb.lead(code >> 8) || !mb.trail(code & 0xff)) return 0;
  const char bytes[] = {static_cast<char>(code >> 8), static_cast<char>(code)};
  WCHAR unit = 0;
  if (kernel32::MultiByteToWideChar(static_cast<UINT>(mb.codepage()), 0, bytes, 2, &unit, 1) != 1)
    return 0;
  return wide_class(unit);
}

// Half-width katakana of code page 932.
bool kana(const Mbcs& mb, unsigned byte) {
  return mb.codepage() == 932 && byte >= 0xa1 && byte <= 0xdf;
}
bool kana_punctuation(const Mbcs& mb, unsigned byte) { return kana(mb, byte) && byte <= 0xa5; }

bool legal(const Mbcs& mb, unsigned code) {
  return code < 256 ? !mb.lead(code) : mb.lead(code >> 8) && mb.trail(code & 0xff);
}

// Of the character at `text + at`: _MBC_SINGLE 0, _MBC_LEAD 1, _MBC_TRAIL 2, _MBC_ILLEGAL -1.
int byte_type(const Mbcs& mb, int before, unsigned byte) {
  if (before == 1) return mb.trail(byte) ? 2 : -1;
  return mb.lead(byte) ? 1 : 0;
}
int type_in(const Mbcs& mb, const Byte* text, size_t index) {
  if (!mb.multibyte()) return 0;
  int type = -1;
  for (size_t i = 0; i <= index; ++i) {
    if (!text[i]) return -1;
    type = byte_type(mb, type, text[i]);
  }
  return type;
}

// JIS X 0208 rows in Shift JIS and back. 0 where there is no such character.
unsigned jis_to_sjis(unsigned code) {
  unsigned high = code >> 8 & 0xff, low = code & 0xff;
  if (code > 0xffff || high < 0x21 || high > 0x7e || low < 0x21 || low > 0x7e) return 0;
  low += high & 1 ? (low <= 0x5f ? 0x1f : 0x20) : 0x7e;
  high = ((high - 0x21) >> 1) + 0x81;
  if (high > 0x9f) high += 0x40;
  return high << 8 | low;
}
unsigned sjis_to_jis(unsigned code) {
  unsigned high = code >> 8 & 0xff, low = code & 0xff;
  const bool lead = (high >= 0x81 && high <= 0x9f) || (high >= 0xe0 && high <= 0xef);
  if (code > 0xffff || !lead || low < 0x40 || low == 0x7f || low > 0xfc) return 0;
  high -= high > 0x9f ? 0xc1 : 0x81;
  high = high * 2 + 0x21;
  if (low >= 0x9f) {
    ++high;
    low -= 0x7e;
  } else {
    low -= low > 0x7f ? 0x20 : 0x1f;
  }
  return high << 8 | low;
}

// The full-width forms in code page 932 of 0x20…0x7e and of half-width katakana 0xa1…0xdf.
constexpr uint16_t kFullWidthAscii[] = {
    0x8140, 0x8149, 0x8168, 0x8194, 0x8190, 0x8193, 0x8195, 0x8166, 0x8169, 0x816a, 0x8196, 0x817b,
    0x8143, 0x817c, 0x8144, 0x815e, 0x824f, 0x8250, 0x8251, 0x8252, 0x8253, 0x8254, 0x8255, 0x8256,
    0x8257, 0x8258, 0x8146, 0x8147, 0x8183, 0x8181, 0x8184, 0x8148, 0x8197, 0x8260, 0x8261, 0x8262,
    0x8263, 0x8264, 0x8265, 0x8266, 0x8267, 0x8268, 0x8269, 0x826a, 0x826b, 0x826c, 0x826d, 0x826e,
    0x826f, 0x8270, 0x8271, 0x8272, 0x8273, 0x8274, 0x8275, 0x8276, 0x8277, 0x8278, 0x8279, 0x816d,
    0x818f, 0x816e, 0x814f, 0x8151, 0x8165, 0x8281, 0x8282, 0x8283, 0x8284, 0x8285, 0x8286, 0x8287,
    0x8288, 0x8289, 0x828a, 0x828b, 0x828c, 0x828d, 0x828e, 0x828f, 0x8290, 0x8291, 0x8292, 0x8293,
    0x8294, 0x8295, 0x8296, 0x8297, 0x8298, 0x8299, 0x829a, 0x816f, 0x8162, 0x8170, 0x8150};
constexpr uint16_t kFullWidthKana[] = {
    0x8142, 0x8175, 0x8176, 0x8141, 0x8145, 0x8392, 0x8340, 0x8342, 0x8344, 0x8346, 0x8348,
    0x8383, 0x8385, 0x8387, 0x8362, 0x815b, 0x8341, 0x8343, 0x8345, 0x8347, 0x8349, 0x834a,
    0x834c, 0x834e, 0x8350, 0x8352, 0x8354, 0x8356, 0x8358, 0x835a, 0x835c, 0x835e, 0x8360,
    0x8363, 0x8365, 0x8367, 0x8369, 0x836a, 0x836b, 0x836c, 0x836d, 0x836e, 0x8371, 0x8374,
    0x8377, 0x837a, 0x837d, 0x837e, 0x8380, 0x8381, 0x8382, 0x8384, 0x8386, 0x8388, 0x8389,
    0x838a, 0x838b, 0x838c, 0x838d, 0x838f, 0x8393, 0x814a, 0x814b};

unsigned widen(const Mbcs& mb, unsigned code) {
  if (mb.codepage() != 932) return code;
  if (code >= 0x20 && code <= 0x7e) return kFullWidthAscii[code - 0x20];
  if (code >= 0xa1 && code <= 0xdf) return kFullWidthKana[code - 0xa1];
  return code;
}
unsigned narrow(const Mbcs& mb, unsigned code) {
  if (mb.codepage() != 932) return code;
  for (size_t i = 0; i < std::size(kFullWidthAscii); ++i) {
    if (kFullWidthAscii[i] == code) return static_cast<unsigned>(0x20 + i);
  }
  for (size_t i = 0; i < std::size(kFullWidthKana); ++i) {
    if (kFullWidthKana[i] == code) return static_cast<unsigned>(0xa1 + i);
  }
  return code;
}

bool hiragana(const Mbcs& mb, unsigned code) {
  return mb.codepage() == 932 && code >= 0x829f && code <= 0x82f1;
}
bool katakana(const Mbcs& mb, unsigned code) {
  return mb.codepage() == 932 && code >= 0x8340 && code <= 0x8396 && code != 0x837f;
}

// _MB_CP_OEM, _MB_CP_ANSI, _MB_CP_LOCALE
MultibyteData* multibyte_of(int codepage) {
  switch (codepage) {
    case -2:
      codepage = static_cast<int>(oem_code_page());
      break;
    case -3:
      codepage = static_cast<int>(ansi_code_page());
      break;
    case -4:
      codepage = static_cast<int>(current_locale().locinfo->codepage);
      break;
    default:
      break;
  }
  return find_multibyte(codepage);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Byte;
using crt::Locale;

// The tables themselves, as programs read them.
struct MultibyteTypes {
  Byte entries[257];
};
struct MultibyteCase {
  Byte entries[256];
};
constinit EXPORT_DATA(msvcrt, MultibyteTypes, _mbctype) = [] {
  MultibyteTypes types{};
  for (int c = 'A'; c <= 'Z'; ++c) types.entries[c + 1] = 0x10;
  for (int c = 'a'; c <= 'z'; ++c) types.entries[c + 1] = 0x20;
  return types;
}();
constinit EXPORT_DATA(msvcrt, MultibyteCase, _mbcasemap) = [] {
  MultibyteCase map{};
  for (int c = 'A'; c <= 'Z'; ++c) map.entries[c] = static_cast<Byte>(c + 32);
  for (int c = 'a'; c <= 'z'; ++c) map.entries[c] = static_cast<Byte>(c - 32);
  return map;
}();

CRT_EXPORT_O(int, _getmbcp, ()) {
  const crt::MultibyteData& data = *crt::current_locale().mbcinfo;
  return data.multibyte ? data.codepage : 0;
}
CRT_EXPORT_O(int, _setmbcp, (int codepage)) {
  crt::MultibyteData* data = crt::multibyte_of(codepage);
  if (!data) return crt::fail_invalid(crt::kEINVAL), -1;
  crt::current_locale().mbcinfo = data;
  for (int i = 0; i < 257; ++i) _mbctype.entries[i] = data->type[i];
  for (int i = 0; i < 256; ++i) _mbcasemap.entries[i] = data->casemap[i];
  return 0;
}

#define IS_BYTE(name, condition)    \
  MBS(int, name, (unsigned byte), { \
    byte &= 0xff;                   \
    return (condition) ? 1 : 0;     \
  })
#define BYTE_CLASS crt::class_of(mb, nullptr, byte)
IS_BYTE(_ismbblead, mb.lead(byte))
IS_BYTE(_ismbbtrail, mb.trail(byte))
IS_BYTE(_ismbbkana, crt::kana(mb, byte))
IS_BYTE(_ismbbkalnum, crt::kana(mb, byte) && !crt::kana_punctuation(mb, byte))
IS_BYTE(_ismbbkprint, crt::kana(mb, byte))
IS_BYTE(_ismbbkpunct, crt::kana_punctuation(mb, byte))
IS_BYTE(_ismbbalnum, BYTE_CLASS&(crt::kAlpha | crt::kDigit) ||
                         (crt::kana(mb, byte) && !crt::kana_punctuation(mb, byte)))
IS_BYTE(_ismbbalpha,
        BYTE_CLASS& crt::kAlpha || (crt::kana(mb, byte) && !crt::kana_punctuation(mb, byte)))
IS_BYTE(_ismbbgraph, BYTE_CLASS&(crt::kPunct | crt::kAlpha | crt::kDigit) || crt::kana(mb, byte))
IS_BYTE(_ismbbprint,
        BYTE_CLASS&(crt::kBlank | crt::kPunct | crt::kAlpha | crt::kDigit) || crt::kana(mb, byte))
IS_BYTE(_ismbbpunct, BYTE_CLASS& crt::kPunct || crt::kana_punctuation(mb, byte))
#undef IS_BYTE

#define IS_CHARACTER(name, mask) \
  MBS(int, name, (unsigned code), { return (crt::class_of(mb, nullptr, code) & (mask)) != 0; })
IS_CHARACTER(_ismbcalnum, crt::kAlpha | crt::kDigit)
IS_CHARACTER(_ismbcalpha, crt::kAlpha)
IS_CHARACTER(_ismbcdigit, crt::kDigit)
IS_CHARACTER(_ismbcgraph, crt::kPunct | crt::kAlpha | crt::kDigit)
IS_CHARACTER(_ismbclower, crt::kLower)
IS_CHARACTER(_ismbcprint, crt::kBlank | crt::kPunct | crt::kAlpha | crt::kDigit)
IS_CHARACTER(_ismbcpunct, crt::kPunct)
IS_CHARACTER(_ismbcspace, crt::kSpace)
IS_CHARACTER(_ismbcupper, crt::kUpper)
#undef IS_CHARACTER

// Parts of code page 932; nothing in others.
#define IS_932(name, condition) \
  MBS(int, name, (unsigned code), { return mb.codepage() == 932 && (condition); })
IS_932(_ismbchira, crt::hiragana(mb, code))
IS_932(_ismbckata, crt::katakana(mb, code))
IS_932(_ismbcsymbol, code >= 0x8141 && code <= 0x81ac)
IS_932(_ismbcl0, code >= 0x8140 && code <= 0x889e && crt::legal(mb, code))
IS_932(_ismbcl1, code >= 0x889f && code <= 0x9872 && crt::legal(mb, code))
IS_932(_ismbcl2, code >= 0x989f && code <= 0xeaa4 && crt::legal(mb, code))
#undef IS_932
MBS(int, _ismbclegal, (unsigned code), { return code > 255 && crt::legal(mb, code); })

MBS(int, _ismbslead, (const Byte* text, const Byte* at), {
  if (!text || !at || text > at) return 0;
  return crt::type_in(mb, text, at - text) == 1 ? -1 : 0;
})
MBS(int, _ismbstrail, (const Byte* text, const Byte* at), {
  if (!text || !at || text > at) return 0;
  return crt::type_in(mb, text, at - text) == 2 ? -1 : 0;
})
MBS(int, _mbsbtype, (const Byte* text, size_t index), { return crt::type_in(mb, text, index); })
MBS(int, _mbbtype, (Byte byte, int before), { return crt::byte_type(mb, before, byte); })

MBS(unsigned, _mbctolower, (unsigned code), { return mb.lower(code); })
MBS(unsigned, _mbctoupper, (unsigned code), { return mb.upper(code); })
MBS(unsigned, _mbbtombc, (unsigned code), { return crt::widen(mb, code); })
MBS(unsigned, _mbctombb, (unsigned code), { return crt::narrow(mb, code); })
MBS(unsigned, _mbctohira, (unsigned code), {
  if (!crt::katakana(mb, code) || code > 0x8393) return code;
  return code - (code < 0x837f ? 0xa1 : 0xa2);
})
MBS(unsigned, _mbctokata, (unsigned code), {
  if (!crt::hiragana(mb, code)) return code;
  return code + (code < 0x82de ? 0xa1 : 0xa2);
})
MBS(unsigned, _mbcjistojms, (unsigned code),
    { return mb.codepage() == 932 ? crt::jis_to_sjis(code) : code; })
MBS(unsigned, _mbcjmstojis, (unsigned code),
    { return mb.codepage() == 932 ? crt::sjis_to_jis(code) : code; })

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::Locale;

UCRT_EXPORT_O(crt::Byte*, __p__mbctype, ()) { return msvcrt::_mbctype.entries; }
UCRT_EXPORT_O(crt::Byte*, __p__mbcasemap, ()) { return msvcrt::_mbcasemap.entries; }
ALSO(ucrtbase, _mbcasemap, "msvcrt._mbcasemap");
UCRT_EXPORT_O(int, _ismbbblank, (unsigned byte)) { return byte == ' ' || byte == '\t'; }
UCRT_EXPORT_O(int, _ismbbblank_l, (unsigned byte, Locale*)) { return _ismbbblank(byte); }
UCRT_EXPORT_O(int, _ismbcblank, (unsigned code)) {
  return _ismbbblank(code) || (crt::class_of(crt::Mbcs(nullptr), nullptr, code) & crt::kBlank) != 0;
}
UCRT_EXPORT_O(int, _ismbcblank_l, (unsigned code, Locale*)) { return _ismbcblank(code); }

}  // namespace mimic::win::ucrtbase
