// Words for the numbers in an image.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loader/pe/image.h"
#include "loader/pe/resources.h"

namespace mimic {

std::string subsystem_name(uint16_t subsystem);
std::vector<std::string> characteristics_names(uint16_t characteristics);
std::vector<std::string> dll_characteristics_names(uint16_t characteristics);
// "RT_MANIFEST", "#260", or the text of a name.
std::string resource_type_name(const pe::ResourceName& type);
std::string resource_name(const pe::ResourceName& name);  // "#1", or the text
// "r-x".
std::string access_text(bool read, bool write, bool execute);
std::string protection(uint32_t section_characteristics);  // "r-x"
std::string time_text(uint32_t stamp);                     // "2024-05-11 14:03:22 UTC"
std::string size_text(uint64_t bytes);                     // "1.5 MB"
std::string utf8(std::u16string_view text);                // lone surrogates become U+FFFD
std::string shown(std::u16string_view text);               // the same, control characters replaced
std::string version_text(uint32_t high, uint32_t low);     // "1.2.3.4"
// A section's name; "/123", that of a COFF symbol string, is looked up in the file.
std::string section_name(const pe::Headers& headers, Bytes file, const std::string& name);

}  // namespace mimic
