// Names and types of resources as functions take them: a number below 65536 in the pointer, "#123",
// or a string, compared in upper case.
#pragma once

#include <cstdlib>
#include <string>

#include "libs/windows/core/text.h"
#include "loader/pe/resources.h"

namespace mimic::win::kernel32 {

inline pe::ResourceName resource_name(std::u16string text) {
  if (text.starts_with(u'#'))
    return pe::ResourceName(static_cast<uint16_t>(std::atoi(to_utf8(text.substr(1)).c_str())));
  for (char16_t& unit : text) unit = upcase(unit);
  return pe::ResourceName(text);
}
inline pe::ResourceName resource_name(LPCWSTR name) {
  const auto value = reinterpret_cast<uintptr_t>(name);
  return value < 0x10000 ? pe::ResourceName(static_cast<uint16_t>(value))
                         : resource_name(std::u16string(view_of(name)));
}
inline pe::ResourceName resource_name(LPCSTR name) {
  const auto value = reinterpret_cast<uintptr_t>(name);
  return value < 0x10000 ? pe::ResourceName(static_cast<uint16_t>(value))
                         : resource_name(from_ansi(name));
}

}  // namespace mimic::win::kernel32
