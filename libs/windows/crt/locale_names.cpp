#include "libs/windows/crt/locale_names.h"

#include <strings.h>

#include <cstdlib>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/nls.h"

namespace mimic::win::crt {
namespace {

// The first entry of a language is the one meant by the language alone; the first of all is the
// user's locale. English names, abbreviations and code pages as [MS-LCID] and the NLS tables of
// Windows 10 have them. A code page of 0 means that only Unicode will do (UTF-8).
constexpr NamedLocale kLocales[] = {
    {"en-US", "English", "enu", "United States", "USA", 0x409, 1252, 437},
    {"en-GB", "English", "eng", "United Kingdom", "GBR", 0x809, 1252, 850},
    {"en-AU", "English", "ena", "Australia", "AUS", 0xc09, 1252, 850},
    {"en-CA", "English", "enc", "Canada", "CAN", 0x1009, 1252, 850},
    {"en-NZ", "English", "enz", "New Zealand", "NZL", 0x1409, 1252, 850},
    {"en-IE", "English", "eni", "Ireland", "IRL", 0x1809, 1252, 850},
    {"en-ZA", "English", "ens", "South Africa", "ZAF", 0x1c09, 1252, 437},
    {"en-IN", "English", "enn", "India", "IND", 0x4009, 1252, 437},
    {"ar-SA", "Arabic", "ara", "Saudi Arabia", "SAU", 0x401, 1256, 720},
    {"ar-EG", "Arabic", "are", "Egypt", "EGY", 0xc01, 1256, 720},
    {"bg-BG", "Bulgarian", "bgr", "Bulgaria", "BGR", 0x402, 1251, 866},
    {"ca-ES", "Catalan", "cat", "Spain", "ESP", 0x403, 1252, 850},
    {"zh-TW", "Chinese (Traditional)", "cht", "Taiwan", "TWN", 0x404, 950, 950},
    {"zh-CN", "Chinese (Simplified)", "chs", "China", "CHN", 0x804, 936, 936},
    {"zh-CN", "Chinese", "chs", "China", "CHN", 0x804, 936, 936},
    {"zh-HK", "Chinese (Traditional)", "zhh", "Hong Kong SAR", "HKG", 0xc04, 950, 950},
    {"zh-SG", "Chinese (Simplified)", "zhi", "Singapore", "SGP", 0x1004, 936, 936},
    {"cs-CZ", "Czech", "csy", "Czechia", "CZE", 0x405, 1250, 852},
    {"da-DK", "Danish", "dan", "Denmark", "DNK", 0x406, 1252, 850},
    {"de-DE", "German", "deu", "Germany", "DEU", 0x407, 1252, 850},
    {"de-CH", "German", "des", "Switzerland", "CHE", 0x807, 1252, 850},
    {"de-AT", "German", "dea", "Austria", "AUT", 0xc07, 1252, 850},
    {"de-LU", "German", "del", "Luxembourg", "LUX", 0x1007, 1252, 850},
    {"de-LI", "German", "dec", "Liechtenstein", "LIE", 0x1407, 1252, 850},
    {"el-GR", "Greek", "ell", "Greece", "GRC", 0x408, 1253, 737},
    {"es-ES", "Spanish", "esn", "Spain", "ESP", 0xc0a, 1252, 850},
    {"es-MX", "Spanish", "esm", "Mexico", "MEX", 0x80a, 1252, 850},
    {"es-AR", "Spanish", "ess", "Argentina", "ARG", 0x2c0a, 1252, 850},
    {"es-CL", "Spanish", "esl", "Chile", "CHL", 0x340a, 1252, 850},
    {"es-CO", "Spanish", "eso", "Colombia", "COL", 0x240a, 1252, 850},
    {"et-EE", "Estonian", "eti", "Estonia", "EST", 0x425, 1257, 775},
    {"eu-ES", "Basque", "euq", "Spain", "ESP", 0x42d, 1252, 850},
    {"fa-IR", "Persian", "far", "Iran", "IRN", 0x429, 1256, 720},
    {"fi-FI", "Finnish", "fin", "Finland", "FIN", 0x40b, 1252, 850},
    {"fr-FR", "French", "fra", "France", "FRA", 0x40c, 1252, 850},
    {"fr-BE", "French", "frb", "Belgium", "BEL", 0x80c, 1252, 850},
    {"fr-CA", "French", "frc", "Canada", "CAN", 0xc0c, 1252, 850},
    {"fr-CH", "French", "frs", "Switzerland", "CHE", 0x100c, 1252, 850},
    {"fr-LU", "French", "frl", "Luxembourg", "LUX", 0x140c, 1252, 850},
    {"gl-ES", "Galician", "glc", "Spain", "ESP", 0x456, 1252, 850},
    {"he-IL", "Hebrew", "heb", "Israel", "ISR", 0x40d, 1255, 862},
    {"hi-IN", "Hindi", "hin", "India", "IND", 0x439, 0, 0},
    {"hr-HR", "Croatian", "hrv", "Croatia", "HRV", 0x41a, 1250, 852},
    {"hu-HU", "Hungarian", "hun", "Hungary", "HUN", 0x40e, 1250, 852},
    {"id-ID", "Indonesian", "ind", "Indonesia", "IDN", 0x421, 1252, 850},
    {"is-IS", "Icelandic", "isl", "Iceland", "ISL", 0x40f, 1252, 850},
    {"it-IT", "Italian", "ita", "Italy", "ITA", 0x410, 1252, 850},
    {"it-CH", "Italian", "its", "Switzerland", "CHE", 0x810, 1252, 850},
    {"ja-JP", "Japanese", "jpn", "Japan", "JPN", 0x411, 932, 932},
    {"ko-KR", "Korean", "kor", "Korea", "KOR", 0x412, 949, 949},
    {"lt-LT", "Lithuanian", "lth", "Lithuania", "LTU", 0x427, 1257, 775},
    {"lv-LV", "Latvian", "lvi", "Latvia", "LVA", 0x426, 1257, 775},
    {"nb-NO", "Norwegian Bokm\xe5l", "nor", "Norway", "NOR", 0x414, 1252, 850},
    {"nb-NO", "Norwegian", "nor", "Norway", "NOR", 0x414, 1252, 850},
    {"nl-NL", "Dutch", "nld", "Netherlands", "NLD", 0x413, 1252, 850},
    {"nl-BE", "Dutch", "nlb", "Belgium", "BEL", 0x813, 1252, 850},
    {"pl-PL", "Polish", "plk", "Poland", "POL", 0x415, 1250, 852},
    {"pt-BR", "Portuguese", "ptb", "Brazil", "BRA", 0x416, 1252, 850},
    {"pt-PT", "Portuguese", "ptg", "Portugal", "PRT", 0x816, 1252, 850},
    {"ro-RO", "Romanian", "rom", "Romania", "ROU", 0x418, 1250, 852},
    {"ru-RU", "Russian", "rus", "Russia", "RUS", 0x419, 1251, 866},
    {"sk-SK", "Slovak", "sky", "Slovakia", "SVK", 0x41b, 1250, 852},
    {"sl-SI", "Slovenian", "slv", "Slovenia", "SVN", 0x424, 1250, 852},
    {"sq-AL", "Albanian", "sqi", "Albania", "ALB", 0x41c, 1250, 852},
    {"sv-SE", "Swedish", "sve", "Sweden", "SWE", 0x41d, 1252, 850},
    {"sv-FI", "Swedish", "svf", "Finland", "FIN", 0x81d, 1252, 850},
    {"th-TH", "Thai", "tha", "Thailand", "THA", 0x41e, 874, 874},
    {"tr-TR", "Turkish", "trk", "Turkey", "TUR", 0x41f, 1254, 857},
    {"uk-UA", "Ukrainian", "ukr", "Ukraine", "UKR", 0x422, 1251, 866},
    {"vi-VN", "Vietnamese", "vit", "Vietnam", "VNM", 0x42a, 1258, 1258},
};

// Names that <locale.h>'s documentation lists beside the English ones.
struct Synonym {
  const char *name, *tag;
};
constexpr Synonym kSynonyms[] = {
    {"american", "en-US"},
    {"american english", "en-US"},
    {"american-english", "en-US"},
    {"english-american", "en-US"},
    {"english-us", "en-US"},
    {"english-usa", "en-US"},
    {"us", "en-US"},
    {"usa", "en-US"},
    {"english-uk", "en-GB"},
    {"uk", "en-GB"},
    {"english-aus", "en-AU"},
    {"australian", "en-AU"},
    {"english-can", "en-CA"},
    {"canadian", "en-CA"},
    {"english-nz", "en-NZ"},
    {"english-ire", "en-IE"},
    {"irish-english", "en-IE"},
    {"british", "en-GB"},
    {"chinese-simplified", "zh-CN"},
    {"chinese-traditional", "zh-TW"},
    {"chinese-hongkong", "zh-HK"},
    {"chinese-singapore", "zh-SG"},
    {"dutch-belgian", "nl-BE"},
    {"belgian", "nl-BE"},
    {"french-belgian", "fr-BE"},
    {"french-canadian", "fr-CA"},
    {"french-swiss", "fr-CH"},
    {"german-austrian", "de-AT"},
    {"german-swiss", "de-CH"},
    {"swiss", "de-CH"},
    {"italian-swiss", "it-CH"},
    {"norwegian-bokmal", "nb-NO"},
    {"portuguese-brazilian", "pt-BR"},
    {"spanish-mexican", "es-MX"},
    {"spanish-modern", "es-ES"},
};
constexpr Synonym kCountries[] = {
    {"america", "United States"},
    {"us", "United States"},
    {"united-states", "United States"},
    {"britain", "United Kingdom"},
    {"england", "United Kingdom"},
    {"uk", "United Kingdom"},
    {"great britain", "United Kingdom"},
    {"holland", "Netherlands"},
    {"pr china", "China"},
    {"pr-china", "China"},
    {"hong-kong", "Hong Kong SAR"},
    {"czech republic", "Czechia"},
    {"new-zealand", "New Zealand"},
    {"south korea", "Korea"},
    {"south-korea", "Korea"},
};

bool same(std::string_view a, const char* b) {
  return ::strncasecmp(a.data(), b, a.size()) == 0 && !b[a.size()];
}

const NamedLocale* by_tag(std::string_view tag) {
  for (const NamedLocale& locale : kLocales) {
    if (same(tag, locale.tag)) return &locale;
  }
  return nullptr;
}

const NamedLocale* by_names(std::string_view language, std::string_view country) {
  for (const Synonym& synonym : kSynonyms) {
    if (same(language, synonym.name) && country.empty()) return by_tag(synonym.tag);
  }
  for (const Synonym& synonym : kCountries) {
    if (same(country, synonym.name)) country = synonym.tag;
  }
  for (const NamedLocale& locale : kLocales) {
    if (!language.empty() && !same(language, locale.language) &&
        !same(language, locale.language_code))
      continue;
    if (country.empty() || same(country, locale.country) || same(country, locale.country_code))
      return &locale;
  }
  return nullptr;
}

// "de" is "de-DE": the first that begins so.
const NamedLocale* by_language_tag(std::string_view tag) {
  if (tag.size() != 2) return nullptr;
  for (const NamedLocale& locale : kLocales) {
    if (!::strncasecmp(tag.data(), locale.tag, 2)) return &locale;
  }
  return nullptr;
}

}  // namespace

std::optional<ParsedLocale> parse_locale(std::string_view name) {
  const size_t dot = name.find('.');
  const std::string_view place = name.substr(0, dot);
  const std::string_view page =
      dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  if (dot != std::string_view::npos && page.empty()) return std::nullopt;

  const NamedLocale* locale;
  bool tagged = false;
  if (place.empty()) {
    locale = &kLocales[0];
  } else if ((locale = by_tag(place)) || (locale = by_language_tag(place))) {
    tagged = true;
  } else {
    const size_t underscore = place.find('_');
    locale = by_names(place.substr(0, underscore), underscore == std::string_view::npos
                                                       ? std::string_view()
                                                       : place.substr(underscore + 1));
  }
  if (!locale) return std::nullopt;

  unsigned codepage = locale->ansi;
  if (page.empty() || same(page, "ACP")) {
    if (place.empty() && ansi_code_page() == CP_UTF8) codepage = CP_UTF8;
  } else if (same(page, "OCP")) {
    codepage = locale->oem;
  } else if (same(page, "utf8") || same(page, "utf-8")) {
    codepage = CP_UTF8;
  } else {
    codepage = 0;
    for (const char digit : page) {
      if (digit < '0' || digit > '9' || codepage > 99999) return std::nullopt;
      codepage = codepage * 10 + (digit - '0');
    }
    if (!codepage) return std::nullopt;
  }
  if (!codepage) codepage = CP_UTF8;
  if (codepage == 65000 || !kernel32::IsValidCodePage(codepage)) return std::nullopt;

  ParsedLocale parsed{locale, codepage, {}};
  if (tagged) {
    parsed.setting = std::string(name);
  } else {
    parsed.setting = std::string(locale->language) + "_" + locale->country + "." +
                     (codepage == CP_UTF8 ? std::string("utf8") : std::to_string(codepage));
  }
  return parsed;
}

}  // namespace mimic::win::crt
