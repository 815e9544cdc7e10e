// The names under which setlocale knows languages and countries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win::crt {

struct NamedLocale {
  const char* tag;       // BCP 47: "de-DE"
  const char* language;  // "German", and its abbreviations: "deu"
  const char* language_code;
  const char* country;  // "Germany", "DEU"
  const char* country_code;
  uint16_t lcid, ansi, oem;
};

struct ParsedLocale {
  const NamedLocale* locale;
  unsigned codepage;
  std::string setting;  // as setlocale gives it back
};

// Takes "German_Germany.1252", "deu", "de-DE", "de-DE.utf8", ".1252", ".ACP", "" (the user's).
std::optional<ParsedLocale> parse_locale(std::string_view name);

}  // namespace mimic::win::crt
