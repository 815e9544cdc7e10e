// The "C" locale, and building and interning the others.
#include "libs/windows/crt/locale.h"

#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#include "libs/windows/core/character_types.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crt/ctype_tables.h"
#include "libs/windows/crt/locale_names.h"
#include "libs/windows/crt/nls.h"

namespace mimic::win::crt {
namespace {

char no_text[] = "";
char full_stop[] = ".";
WCHAR no_wide_text[] = u"";
WCHAR wide_full_stop[] = u".";
constexpr char kUnset = 127;  // CHAR_MAX

constinit Lconv c_conv = {full_stop,    no_text,      no_text,      no_text,        no_text,
                          no_text,      no_text,      no_text,      no_text,        no_text,
                          kUnset,       kUnset,       kUnset,       kUnset,         kUnset,
                          kUnset,       kUnset,       kUnset,       wide_full_stop, no_wide_text,
                          no_wide_text, no_wide_text, no_wide_text, no_wide_text,   no_wide_text,
                          no_wide_text};

#define C_TIME_NAMES(u)                                                                       \
  {{u##"Sun", u##"Mon", u##"Tue", u##"Wed", u##"Thu", u##"Fri", u##"Sat"},                    \
   {u##"Sunday", u##"Monday", u##"Tuesday", u##"Wednesday", u##"Thursday", u##"Friday",       \
    u##"Saturday"},                                                                           \
   {u##"Jan", u##"Feb", u##"Mar", u##"Apr", u##"May", u##"Jun", u##"Jul", u##"Aug", u##"Sep", \
    u##"Oct", u##"Nov", u##"Dec"},                                                            \
   {u##"January", u##"February", u##"March", u##"April", u##"May", u##"June", u##"July",      \
    u##"August", u##"September", u##"October", u##"November", u##"December"},                 \
   {u##"AM", u##"PM"},                                                                        \
   u##"MM/dd/yy",                                                                             \
   u##"dddd, MMMM dd, yyyy",                                                                  \
   u##"HH:mm:ss"}
constexpr TimeNames<char> kCTime = C_TIME_NAMES();
constexpr TimeNames<WCHAR> kCWideTime = C_TIME_NAMES(u);
#undef C_TIME_NAMES

constinit MultibyteData c_multibyte = [] {
  MultibyteData data{};
  for (int c = 0; c < 256; ++c) {
    const bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
    data.type[c + 1] = upper ? 0x10 : lower ? 0x20 : 0;  // _SBUP, _SBLOW
    data.casemap[c] = upper ? c + 32 : lower ? c - 32 : 0;
  }
  return data;
}();

// Foreign locales are few and live for ever, so their parts are simply allocated.
template <class C>
C* keep(std::basic_string_view<C> text) {
  C* copy = new C[text.size() + 1];
  text.copy(copy, text.size());
  copy[text.size()] = 0;
  return copy;
}
char* keep(const std::string& text) { return keep(std::string_view(text)); }
WCHAR* keep(const std::u16string& text) { return keep(std::u16string_view(text)); }

// One category of one named locale.
struct Source {
  const WCHAR* name;
  unsigned codepage;

  std::u16string wide(DWORD type) const {
    WCHAR buffer[128];
    const int count = kernel32::GetLocaleInfoEx(name, type, buffer, 128);
    return count > 0 ? std::u16string(buffer, count - 1) : std::u16string();
  }
  std::string narrow(const std::u16string& text) const {
    char buffer[512];
    const int count = kernel32::WideCharToMultiByte(codepage, 0, text.data(), text.size(), buffer,
                                                    sizeof buffer, nullptr, nullptr);
    return std::string(buffer, count > 0 ? count : 0);
  }
  char number(DWORD type) const {
    const std::u16string text = wide(type);
    return text.empty() ? kUnset : static_cast<char>(text[0] - u'0');
  }
  // "3;2;0" as bytes.
  std::string grouping(DWORD type) const {
    std::string result;
    const std::u16string text = wide(type);
    bool repeats = false;
    for (size_t i = 0; i < text.size(); i += 2) {
      if (text[i] == u'0')
        repeats = true;
      else
        result += static_cast<char>(text[i] - u'0');
    }
    if (!repeats && !result.empty()) result += kUnset;
    return result;
  }
  void pair(DWORD type, char*& narrow_text, WCHAR*& wide_text) const {
    const std::u16string text = wide(type);
    wide_text = keep(text);
    narrow_text = keep(narrow(text));
  }
};

// LCTYPE values (<winnls.h>).
enum : DWORD {
  LOCALE_SDECIMAL = 0x0e,
  LOCALE_STHOUSAND = 0x0f,
  LOCALE_SGROUPING = 0x10,
  LOCALE_SCURRENCY = 0x14,
  LOCALE_SINTLSYMBOL = 0x15,
  LOCALE_SMONDECIMALSEP = 0x16,
  LOCALE_SMONTHOUSANDSEP = 0x17,
  LOCALE_SMONGROUPING = 0x18,
  LOCALE_ICURRDIGITS = 0x19,
  LOCALE_IINTLCURRDIGITS = 0x1a,
  LOCALE_SSHORTDATE = 0x1f,
  LOCALE_SLONGDATE = 0x20,
  LOCALE_S1159 = 0x28,
  LOCALE_S2359 = 0x29,
  LOCALE_SDAYNAME1 = 0x2a,
  LOCALE_SABBREVDAYNAME1 = 0x31,
  LOCALE_SMONTHNAME1 = 0x38,
  LOCALE_SABBREVMONTHNAME1 = 0x44,
  LOCALE_SPOSITIVESIGN = 0x50,
  LOCALE_SNEGATIVESIGN = 0x51,
  LOCALE_IPOSSIGNPOSN = 0x52,
  LOCALE_INEGSIGNPOSN = 0x53,
  LOCALE_IPOSSYMPRECEDES = 0x54,
  LOCALE_IPOSSEPBYSPACE = 0x55,
  LOCALE_INEGSYMPRECEDES = 0x56,
  LOCALE_INEGSEPBYSPACE = 0x57,
  LOCALE_STIMEFORMAT = 0x1003,
};

void set_numeric(Lconv& conv, const Source& source) {
  source.pair(LOCALE_SDECIMAL, conv.decimal_point, conv._W_decimal_point);
  source.pair(LOCALE_STHOUSAND, conv.thousands_sep, conv._W_thousands_sep);
  conv.grouping = keep(source.grouping(LOCALE_SGROUPING));
}

void set_monetary(Lconv& conv, const Source& source) {
  source.pair(LOCALE_SINTLSYMBOL, conv.int_curr_symbol, conv._W_int_curr_symbol);
  source.pair(LOCALE_SCURRENCY, conv.currency_symbol, conv._W_currency_symbol);
  source.pair(LOCALE_SMONDECIMALSEP, conv.mon_decimal_point, conv._W_mon_decimal_point);
  source.pair(LOCALE_SMONTHOUSANDSEP, conv.mon_thousands_sep, conv._W_mon_thousands_sep);
  source.pair(LOCALE_SPOSITIVESIGN, conv.positive_sign, conv._W_positive_sign);
  source.pair(LOCALE_SNEGATIVESIGN, conv.negative_sign, conv._W_negative_sign);
  conv.mon_grouping = keep(source.grouping(LOCALE_SMONGROUPING));
  conv.int_frac_digits = source.number(LOCALE_IINTLCURRDIGITS);
  conv.frac_digits = source.number(LOCALE_ICURRDIGITS);
  conv.p_cs_precedes = source.number(LOCALE_IPOSSYMPRECEDES);
  conv.p_sep_by_space = source.number(LOCALE_IPOSSEPBYSPACE);
  conv.n_cs_precedes = source.number(LOCALE_INEGSYMPRECEDES);
  conv.n_sep_by_space = source.number(LOCALE_INEGSEPBYSPACE);
  conv.p_sign_posn = source.number(LOCALE_IPOSSIGNPOSN);
  conv.n_sign_posn = source.number(LOCALE_INEGSIGNPOSN);
}

void set_time(LocaleData& data, const Source& source) {
  auto* narrow = new TimeNames<char>;
  auto* wide = new TimeNames<WCHAR>;
  const auto put = [&](DWORD type, const char*& narrow_text, const WCHAR*& wide_text) {
    const std::u16string text = source.wide(type);
    wide_text = keep(text);
    narrow_text = keep(source.narrow(text));
  };
  for (int day = 0; day < 7; ++day) {
    // Windows' first day is Monday.
    const DWORD index = (day + 6) % 7;
    put(LOCALE_SDAYNAME1 + index, narrow->day[day], wide->day[day]);
    put(LOCALE_SABBREVDAYNAME1 + index, narrow->day_short[day], wide->day_short[day]);
  }
  for (int month = 0; month < 12; ++month) {
    put(LOCALE_SMONTHNAME1 + month, narrow->month[month], wide->month[month]);
    put(LOCALE_SABBREVMONTHNAME1 + month, narrow->month_short[month], wide->month_short[month]);
  }
  put(LOCALE_S1159, narrow->am_pm[0], wide->am_pm[0]);
  put(LOCALE_S2359, narrow->am_pm[1], wide->am_pm[1]);
  put(LOCALE_SSHORTDATE, narrow->short_date, wide->short_date);
  put(LOCALE_SLONGDATE, narrow->long_date, wide->long_date);
  put(LOCALE_STIMEFORMAT, narrow->time, wide->time);
  data.time = narrow;
  data.wide_time = wide;
}

struct CtypeTables {
  uint16_t classes[kByteClassOffset + 256];
  uint8_t lower[256], upper[256];
  WCHAR single[256];
};

void set_ctype(LocaleData& data, const Source& source) {
  const unsigned codepage = source.codepage;
  auto* tables = new CtypeTables;
  bool all_single = codepage != CP_UTF8;
  std::memcpy(tables->classes, kByteClasses.data(), sizeof tables->classes);
  for (int c = 0; c < 256; ++c) {
    tables->lower[c] = kAsciiLower[c];
    tables->upper[c] = kAsciiUpper[c];
    tables->single[c] = static_cast<WCHAR>(c);
    if (c < 128) continue;
    uint16_t& type = tables->classes[kByteClassOffset + c];
    const char byte = static_cast<char>(c);
    if (codepage == CP_UTF8) continue;
    if (kernel32::IsDBCSLeadByteEx(codepage, static_cast<BYTE>(c))) {
      type = kLeadByte;
      all_single = false;
    } else {
      WCHAR unit = 0;
      if (kernel32::MultiByteToWideChar(codepage, 0, &byte, 1, &unit, 1) == 1) {
        type = character_type(unit) & ~kDefined;
        tables->single[c] = unit;
        const auto single_byte = [&](WCHAR other, uint8_t& to) {
          char bytes[4];
          if (other != unit &&
              kernel32::WideCharToMultiByte(codepage, 0, &other, 1, bytes, 4, nullptr, nullptr) ==
                  1 &&
              bytes[0] != '?')
            to = static_cast<uint8_t>(bytes[0]);
        };
        single_byte(downcase(unit), tables->lower[c]);
        single_byte(upcase(unit), tables->upper[c]);
      }
    }
  }
  // A signed char indexes the table with -128…-2; -1 stays EOF's.
  for (size_t c = 0; c + 1 < kByteClassOffset; ++c)
    tables->classes[c] = tables->classes[kByteClassOffset + 128 + c];
  data.pctype = tables->classes + kByteClassOffset;
  data.lower = tables->lower;
  data.upper = tables->upper;
  data.single = all_single ? tables->single : nullptr;
  data.codepage = codepage;
  data.mb_cur_max = codepage == CP_UTF8 ? 4 : all_single ? 1 : 2;
}

std::mutex registry_lock;
std::vector<LocaleData*>& registry() {
  static auto* locales = new std::vector<LocaleData*>{&c_locale};
  return *locales;
}

// One category's wanted setting: "C", or a parsed name.
struct Wanted {
  const char* setting;
  std::optional<ParsedLocale> parsed;  // none for "C"
  bool change = false;
};

LocaleData* intern(const LocaleData& base, Wanted (&wanted)[kCategories]) {
  std::lock_guard guard(registry_lock);
  for (LocaleData* data : registry()) {
    bool same = true;
    for (int c = 1; c < kCategories; ++c) {
      const char* setting = wanted[c].change ? wanted[c].setting : base.setting[c];
      same = same && !std::strcmp(data->setting[c], setting);
    }
    if (same) return data;
  }
  auto* data = new LocaleData(base);
  data->conv = new Lconv(*base.conv);
  for (int c = 1; c < kCategories; ++c) {
    if (!wanted[c].change) continue;
    const auto& parsed = wanted[c].parsed;
    data->setting[c] = parsed ? keep(parsed->setting) : "C";
    data->name[c] = parsed ? keep(to_utf16(parsed->locale->tag)) : nullptr;
    data->lcid[c] = parsed ? parsed->locale->lcid : 0;
    const Source source{data->name[c], parsed ? parsed->codepage : 0};
    switch (c) {
      case kLcCollate:
        data->collate_codepage = source.codepage;
        break;
      case kLcCtype:
        if (parsed) {
          set_ctype(*data, source);
        } else {
          data->pctype = c_locale.pctype;
          data->lower = c_locale.lower;
          data->upper = c_locale.upper;
          data->single = nullptr;
          data->codepage = 0;
          data->mb_cur_max = 1;
        }
        break;
      case kLcMonetary:
        if (parsed) {
          set_monetary(*data->conv, source);
        } else {
          const Lconv numeric = *data->conv;
          *data->conv = c_conv;
          data->conv->decimal_point = numeric.decimal_point;
          data->conv->thousands_sep = numeric.thousands_sep;
          data->conv->grouping = numeric.grouping;
          data->conv->_W_decimal_point = numeric._W_decimal_point;
          data->conv->_W_thousands_sep = numeric._W_thousands_sep;
        }
        break;
      case kLcNumeric:
        if (parsed) {
          set_numeric(*data->conv, source);
        } else {
          data->conv->decimal_point = c_conv.decimal_point;
          data->conv->thousands_sep = c_conv.thousands_sep;
          data->conv->grouping = c_conv.grouping;
          data->conv->_W_decimal_point = c_conv._W_decimal_point;
          data->conv->_W_thousands_sep = c_conv._W_thousands_sep;
        }
        break;
      default:
        if (parsed) {
          set_time(*data, source);
        } else {
          data->time = &kCTime;
          data->wide_time = &kCWideTime;
        }
    }
  }
  data->setting[kLcAll] = nullptr;
  registry().push_back(data);
  return data;
}

constexpr const char* kCategoryNames[] = {"",           "LC_COLLATE", "LC_CTYPE", "LC_MONETARY",
                                          "LC_NUMERIC", "LC_TIME"};

bool want(Wanted& wanted, std::string_view name, bool utf8) {
  wanted.change = true;
  wanted.setting = "C";
  if (name == "C") return true;
  wanted.parsed = parse_locale(name);
  if (!wanted.parsed || (wanted.parsed->codepage == CP_UTF8 && !utf8)) return false;
  wanted.setting = wanted.parsed->setting.c_str();
  return true;
}

}  // namespace

constinit LocaleData c_locale = {
    .pctype = kByteClasses.data() + kByteClassOffset,
    .mb_cur_max = 1,
    .codepage = 0,
    .collate_codepage = 0,
    .single = nullptr,
    .lower = kAsciiLower.data(),
    .upper = kAsciiUpper.data(),
    .conv = &c_conv,
    .time = &kCTime,
    .wide_time = &kCWideTime,
    .lcid = {},
    .name = {},
    .setting = {"C", "C", "C", "C", "C", "C"},
};
constinit Locale global_locale = {&c_locale, &c_multibyte};
constinit thread_local Locale thread_locale = {};

LocaleData* find_locale(const LocaleData& base, int category, const char* name, bool utf8) {
  const std::string_view text(name);
  Wanted wanted[kCategories];
  if (category == kLcAll && text.starts_with("LC_")) {
    // "LC_COLLATE=C;LC_CTYPE=…": as setlocale gives it where categories differ.
    for (size_t at = 0; at < text.size();) {
      size_t end = text.find(';', at);
      if (end == std::string_view::npos) end = text.size();
      const std::string_view part = text.substr(at, end - at);
      const size_t equals = part.find('=');
      int c = 1;
      while (c < kCategories && part.substr(0, equals) != kCategoryNames[c]) ++c;
      if (equals == std::string_view::npos || c == kCategories ||
          !want(wanted[c], part.substr(equals + 1), utf8))
        return nullptr;
      at = end + 1;
    }
  } else {
    for (int c = 1; c < kCategories; ++c) {
      if ((category == kLcAll || category == c) && !want(wanted[c], text, utf8)) return nullptr;
    }
  }
  return intern(base, wanted);
}

const char* setting_of(const LocaleData& data, int category) {
  if (category != kLcAll) return data.setting[category];
  std::lock_guard guard(registry_lock);
  auto& all = const_cast<LocaleData&>(data).setting[kLcAll];
  if (all) return all;
  bool same = true;
  std::string text;
  for (int c = 1; c < kCategories; ++c) {
    same = same && !std::strcmp(data.setting[c], data.setting[1]);
    text += std::string(c > 1 ? ";" : "") + kCategoryNames[c] + "=" + data.setting[c];
  }
  return all = same ? data.setting[1] : keep(text);
}

MultibyteData* find_multibyte(int codepage) {
  static auto* tables = new std::vector<MultibyteData*>;
  if (codepage == 0) return &c_multibyte;
  if (!kernel32::IsValidCodePage(codepage)) return nullptr;
  std::lock_guard guard(registry_lock);
  for (MultibyteData* data : *tables) {
    if (data->codepage == codepage) return data;
  }
  auto* data = new MultibyteData(c_multibyte);
  data->codepage = codepage;
  for (int c = 128; c < 256; ++c) {
    if (kernel32::IsDBCSLeadByteEx(codepage, static_cast<BYTE>(c))) {
      data->multibyte = true;
      data->type[c + 1] |= 4;  // _M1
    }
  }
  // The _mbs functions know characters of two bytes at most, so UTF-8 is single bytes to them.
  if (data->multibyte) {
    // Trail bytes as the double-byte code pages 932, 936, 949 and 950 have them.
    const int first = codepage == 949 ? 0x41 : 0x40;
    for (int c = first; c < 0xff; ++c) {
      if (c != 0x7f || codepage == 936) data->type[c + 1] |= 8;  // _M2
    }
  } else if (codepage != CP_UTF8) {
    for (int c = 128; c < 256; ++c) {
      const char byte = static_cast<char>(c);
      WCHAR unit = 0;
      char bytes[4];
      if (kernel32::MultiByteToWideChar(codepage, 0, &byte, 1, &unit, 1) != 1) continue;
      const WCHAR lower = downcase(unit), upper = upcase(unit);
      const WCHAR other = lower != unit ? lower : upper;
      if (other == unit ||
          kernel32::WideCharToMultiByte(codepage, 0, &other, 1, bytes, 4, nullptr, nullptr) != 1)
        continue;
      data->type[c + 1] |= lower != unit ? 0x10 : 0x20;
      data->casemap[c] = static_cast<uint8_t>(bytes[0]);
    }
  }
  tables->push_back(data);
  return data;
}

}  // namespace mimic::win::crt
