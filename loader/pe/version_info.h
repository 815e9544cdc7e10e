// The version resource (VS_VERSIONINFO).
//
// Source: Microsoft, "VS_VERSIONINFO", "StringFileInfo", "VarFileInfo".
#pragma once

#include <string>
#include <vector>

#include "loader/pe/image.h"

namespace mimic::pe {

// VS_FIXEDFILEINFO without its signature and structure version.
struct FixedVersionInfo {
  uint32_t file_high = 0, file_low = 0;  // major.minor, build.revision: 16 bits each
  uint32_t product_high = 0, product_low = 0;
  uint32_t flags_mask = 0, flags = 0;  // 1 debug, 2 pre-release, 4 patched, 8 private, …
  uint32_t os = 0, type = 0, subtype = 0;
  uint32_t date_high = 0, date_low = 0;
};

struct VersionStrings {
  uint16_t language = 0, code_page = 0;
  std::vector<std::pair<std::u16string, std::u16string>> values;
};

struct VersionInfo {
  std::optional<FixedVersionInfo> fixed;
  std::vector<VersionStrings> strings;
  std::vector<std::pair<uint16_t, uint16_t>> translations;  // language, code page

  // The value of `key` in the first table that has it, e.g. u"ProductName"; empty if none has.
  std::u16string_view find(std::u16string_view key) const;
};

// Parses the bytes of a version resource; nullopt when they are none. What is cut short or has a
// wrong length ends the part that it is in.
std::optional<VersionInfo> parse_version_info(Bytes data);

// That of an image; nullopt when it has none.
std::optional<VersionInfo> read_version_info(const View& view);

}  // namespace mimic::pe
