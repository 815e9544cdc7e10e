// The locales of the C runtimes, as far as other parts of them need to know.
#pragma once

#include <cstddef>
#include <cstdint>

#include "abi/windows/types.h"

namespace mimic::win::crt {

enum Category { kLcAll, kLcCollate, kLcCtype, kLcMonetary, kLcNumeric, kLcTime, kCategories };

// Bits of the character class tables. For wide characters they are GetStringType's CT_CTYPE1.
inline constexpr uint16_t kUpper = 1, kLower = 2, kDigit = 4, kSpace = 8, kPunct = 0x10,
                          kControl = 0x20, kBlank = 0x40, kHex = 0x80, kAlphaOther = 0x100,
                          kAlpha = 0x103, kLeadByte = 0x8000;

// struct lconv of the UCRT.
struct Lconv {
  char *decimal_point, *thousands_sep, *grouping, *int_curr_symbol, *currency_symbol,
      *mon_decimal_point, *mon_thousands_sep, *mon_grouping, *positive_sign, *negative_sign;
  char int_frac_digits, frac_digits, p_cs_precedes, p_sep_by_space, n_cs_precedes, n_sep_by_space,
      p_sign_posn, n_sign_posn;
  WCHAR *_W_decimal_point, *_W_thousands_sep, *_W_int_curr_symbol, *_W_currency_symbol,
      *_W_mon_decimal_point, *_W_mon_thousands_sep, *_W_positive_sign, *_W_negative_sign;
};

// Names and formats of LC_TIME, in UTF-16 and in the category's code page.
template <class C>
struct TimeNames {
  const C* day_short[7];
  const C* day[7];
  const C* month_short[12];
  const C* month[12];
  const C* am_pm[2];
  const C *short_date, *long_date, *time;  // pictures as GetLocaleInfo gives them
};

// What a locale's categories say. Instances are interned by name and live for ever, so that a
// thread may go on reading one while another thread calls setlocale. The first three members are
// read by the UCRT's inline functions (__crt_locale_data_public in <corecrt.h>).
struct LocaleData {
  const uint16_t* pctype;  // of bytes, indexed by -128…255
  int mb_cur_max;
  unsigned codepage;  // of LC_CTYPE; 0 is "C", where bytes are the first 256 characters
  unsigned collate_codepage;
  const WCHAR* single;   // the characters of bytes where each is one, else null
  const uint8_t* lower;  // of bytes
  const uint8_t* upper;
  Lconv* conv;
  const TimeNames<char>* time;
  const TimeNames<WCHAR>* wide_time;
  LCID lcid[kCategories];
  const WCHAR* name[kCategories];    // "en-US", null for "C"
  const char* setting[kCategories];  // as setlocale gives it: "English_United States.1252"
};

// The code page of the _mbs functions.
struct MultibyteData {
  int codepage;  // 0 where bytes are characters
  bool multibyte;
  uint8_t type[257];  // _mbctype, indexed by byte + 1
  uint8_t casemap[256];
};

struct Locale {  // what _locale_t points to
  LocaleData* locinfo;
  MultibyteData* mbcinfo;
};

extern LocaleData c_locale;
extern Locale global_locale;
extern constinit thread_local Locale thread_locale;  // null where the thread uses the global one

inline Locale& current_locale() { return thread_locale.locinfo ? thread_locale : global_locale; }
// The argument of an `_l` function, where null is the current locale.
inline Locale& locale_or_current(Locale* locale) { return locale ? *locale : current_locale(); }

// The interned locale of this name in the wanted category (others as in `base`), or null where
// there is none. Takes what setlocale takes; `utf8` says whether UTF-8 is accepted (msvcrt does
// not).
LocaleData* find_locale(const LocaleData& base, int category, const char* name, bool utf8);
// As setlocale(category, null) gives it.
const char* setting_of(const LocaleData& data, int category);
// The table of a code page for the _mbs functions, or null where there is no such code page.
MultibyteData* find_multibyte(int codepage);

// Multibyte characters of LC_CTYPE.
//
// Decodes one character from at most `count` bytes. Returns how many bytes it took (0 for the
// terminator), -1 where they are invalid or cut off. A supplementary character of UTF-8 gives a
// surrogate pair in `units`, else units[1] is 0.
int decode(const Locale& locale, const char* text, size_t count, WCHAR units[2]);
// Encodes one unit into at most 5 bytes. Returns how many, -1 where there is no such character.
int encode(const Locale& locale, WCHAR unit, char* out);
// The same for a whole string. `to` may be null to count. Both stop at the terminator, which is
// not counted; kFailed where a character has no equivalent.
inline constexpr size_t kFailed = ~size_t{0};
size_t to_wide(const Locale& locale, const char* text, WCHAR* to, size_t capacity);
size_t to_multibyte(const Locale& locale, const WCHAR* text, char* to, size_t capacity);

}  // namespace mimic::win::crt
