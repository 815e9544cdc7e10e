#include "loader/pe/any_headers.h"

#include <cstring>
#include <string>

namespace mimic::pe {
namespace {

// A 32-bit image, of which only sections and directories matter here.
std::optional<Headers> parse_headers32(Bytes bytes) {
  const auto nt_offset = bytes.read<uint32_t>(0x3c);
  if (bytes.read<uint16_t>(0) != uint16_t{0x5a4d} || !nt_offset) return std::nullopt;
  const uint64_t nt = *nt_offset;
  if (bytes.read<uint32_t>(nt) != 0x4550u || bytes.read<uint16_t>(nt + 24) != uint16_t{0x10b})
    return std::nullopt;
  Headers headers;
  headers.nt_offset = *nt_offset;
  headers.machine = bytes.read<uint16_t>(nt + 4).value_or(0);
  headers.section_alignment = bytes.read<uint32_t>(nt + 24 + 32).value_or(0);
  headers.file_alignment = bytes.read<uint32_t>(nt + 24 + 36).value_or(0);
  headers.size_of_image = bytes.read<uint32_t>(nt + 24 + 56).value_or(0);
  headers.size_of_headers = bytes.read<uint32_t>(nt + 24 + 60).value_or(0);
  const uint32_t directories = bytes.read<uint32_t>(nt + 24 + 92).value_or(0);
  for (uint32_t i = 0; i < directories && i < headers.directories.size(); ++i)
    headers.directories[i] = bytes.read<Directory>(nt + 24 + 96 + 8 * i).value_or(Directory());
  const uint16_t count = bytes.read<uint16_t>(nt + 6).value_or(0);
  const uint64_t table = nt + 24 + bytes.read<uint16_t>(nt + 20).value_or(0);
  for (uint64_t at = table; at < table + uint64_t{count} * 40; at += 40) {
    struct Raw {
      char name[8];
      uint32_t virtual_size, rva, file_size, file_offset, unused[3], characteristics;
    };
    const auto raw = bytes.read<Raw>(at);
    if (!raw) break;
    if (!headers.sections.empty() && raw->rva <= headers.sections.back().rva) return std::nullopt;
    if (!bytes.contains(raw->file_offset, raw->file_size)) return std::nullopt;
    headers.sections.push_back({std::string(raw->name, strnlen(raw->name, 8)), raw->rva,
                                raw->virtual_size ? raw->virtual_size : raw->file_size,
                                raw->file_offset, raw->file_size, raw->characteristics});
  }
  return headers;
}

}  // namespace

std::optional<Headers> parse_any_headers(Bytes file, std::string_view name) {
  auto headers = parse_headers(file, file.size(), name, Purpose::kInspect);
  if (headers) return *std::move(headers);
  return parse_headers32(file);
}

}  // namespace mimic::pe
