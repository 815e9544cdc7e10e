#include "cli/image_names.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <span>

namespace mimic {
namespace {

struct Name {
  uint32_t value;
  const char* text;
};

constexpr Name kSubsystems[] = {
    {1, "native"},
    {2, "graphical"},
    {3, "console"},
    {5, "OS/2"},
    {7, "POSIX"},
    {9, "Windows CE"},
    {10, "EFI application"},
    {11, "EFI boot driver"},
    {12, "EFI run-time driver"},
    {13, "EFI ROM"},
    {14, "Xbox"},
    {16, "boot application"},
};

constexpr Name kCharacteristics[] = {
    {0x0001, "relocations stripped"},
    {0x0002, "executable"},
    {0x0004, "lines stripped"},
    {0x0008, "symbols stripped"},
    {0x0020, "large addresses"},
    {0x0100, "32-bit machine"},
    {0x0200, "debug stripped"},
    {0x0400, "run from swap if removable"},
    {0x0800, "run from swap if on network"},
    {0x1000, "system"},
    {0x2000, "DLL"},
    {0x4000, "single processor"},
};

constexpr Name kDllCharacteristics[] = {
    {0x0020, "high-entropy ASLR"},
    {0x0040, "ASLR"},
    {0x0080, "integrity checked"},
    {0x0100, "no execution of data"},
    {0x0200, "no isolation"},
    {0x0400, "no structured exceptions"},
    {0x0800, "no binding"},
    {0x1000, "app container"},
    {0x2000, "WDM driver"},
    {0x4000, "control-flow guard"},
    {0x8000, "terminal-server aware"},
};

constexpr Name kResourceTypes[] = {
    {1, "RT_CURSOR"},      {2, "RT_BITMAP"},     {3, "RT_ICON"},          {4, "RT_MENU"},
    {5, "RT_DIALOG"},      {6, "RT_STRING"},     {7, "RT_FONTDIR"},       {8, "RT_FONT"},
    {9, "RT_ACCELERATOR"}, {10, "RT_RCDATA"},    {11, "RT_MESSAGETABLE"}, {12, "RT_GROUP_CURSOR"},
    {14, "RT_GROUP_ICON"}, {16, "RT_VERSION"},   {17, "RT_DLGINCLUDE"},   {19, "RT_PLUGPLAY"},
    {20, "RT_VXD"},        {21, "RT_ANICURSOR"}, {22, "RT_ANIICON"},      {23, "RT_HTML"},
    {24, "RT_MANIFEST"},
};

std::vector<std::string> flags(std::span<const Name> names, uint32_t value) {
  std::vector<std::string> result;
  for (const Name& name : names) {
    if (value & name.value) result.emplace_back(name.text);
    value &= ~name.value;
  }
  if (value != 0) {
    char rest[16];
    std::snprintf(rest, sizeof rest, "0x%04x", value);
    result.emplace_back(rest);
  }
  return result;
}

}  // namespace

std::string subsystem_name(uint16_t subsystem) {
  for (const Name& name : kSubsystems) {
    if (name.value == subsystem) return name.text;
  }
  return "subsystem " + std::to_string(subsystem);
}

std::vector<std::string> characteristics_names(uint16_t value) {
  return flags(kCharacteristics, value);
}

std::vector<std::string> dll_characteristics_names(uint16_t value) {
  return flags(kDllCharacteristics, value);
}

std::string resource_name(const pe::ResourceName& name) {
  return name.is_text() ? utf8(name.text) : "#" + std::to_string(name.id);
}

std::string resource_type_name(const pe::ResourceName& type) {
  for (const Name& name : kResourceTypes) {
    if (!type.is_text() && name.value == type.id) return name.text;
  }
  return resource_name(type);
}

std::string access_text(bool read, bool write, bool execute) {
  return {read ? 'r' : '-', write ? 'w' : '-', execute ? 'x' : '-'};
}

std::string protection(uint32_t characteristics) {
  return access_text(characteristics & pe::kSectionRead, characteristics & pe::kSectionWrite,
                     characteristics & pe::kSectionExecute);
}

std::string time_text(uint32_t stamp) {
  const time_t time = stamp;
  tm parts;
  char text[40];
  if (!::gmtime_r(&time, &parts)) return {};
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text;
}

std::string size_text(uint64_t bytes) {
  static constexpr char kUnits[][3] = {"KB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  double value = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  char text[40];
  std::snprintf(text, sizeof text, "%.4g %s", value, kUnits[unit]);
  return text;
}

std::string utf8(std::u16string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    uint32_t code = text[i];
    if (code >= 0xd800 && code < 0xe000) {
      const bool pair = code < 0xdc00 && i + 1 < text.size() && (text[i + 1] & 0xfc00) == 0xdc00;
      code = pair ? 0x10000 + ((code - 0xd800) << 10) + (text[++i] - 0xdc00) : 0xfffd;
    }
    if (code < 0x80) {
      result += static_cast<char>(code);
    } else if (code < 0x800) {
      result += static_cast<char>(0xc0 | code >> 6);
      result += static_cast<char>(0x80 | (code & 63));
    } else {
      if (code < 0x10000) {
        result += static_cast<char>(0xe0 | code >> 12);
      } else {
        result += static_cast<char>(0xf0 | code >> 18);
        result += static_cast<char>(0x80 | (code >> 12 & 63));
      }
      result += static_cast<char>(0x80 | (code >> 6 & 63));
      result += static_cast<char>(0x80 | (code & 63));
    }
  }
  return result;
}

std::string shown(std::u16string_view text) {
  std::u16string clean(text);
  for (char16_t& unit : clean) {
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) unit = 0xfffd;
  }
  return utf8(clean);
}

std::string version_text(uint32_t high, uint32_t low) {
  return std::to_string(high >> 16) + "." + std::to_string(high & 0xffff) + "." +
         std::to_string(low >> 16) + "." + std::to_string(low & 0xffff);
}

std::string section_name(const pe::Headers& headers, Bytes file, const std::string& name) {
  if (name.size() < 2 || name[0] != '/' || headers.symbols_offset == 0) return name;
  // The string table follows the 18-byte symbols.
  const uint64_t strings = headers.symbols_offset + uint64_t{18} * headers.symbol_count;
  const uint64_t offset = std::strtoul(name.c_str() + 1, nullptr, 10);
  const auto text = file.c_string(strings + offset, 256);
  return text && !text->empty() ? std::string(*text) : name;
}

}  // namespace mimic
