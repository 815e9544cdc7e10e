#include "loader/elf/sections.h"

namespace mimic::elf {
namespace {

struct SectionHeader {
  uint32_t name, type;
  uint64_t flags, address, offset, size;
  uint32_t link, info;
  uint64_t alignment, entry_size;
};
static_assert(sizeof(SectionHeader) == 64);

constexpr uint64_t kTableField = 0x28, kEntrySizeField = 0x3a, kCountField = 0x3c,
                   kNamesField = 0x3e;
constexpr uint16_t kExtended = 0xffff;  // SHN_XINDEX: the number is in the first section header

std::string_view name_in(Bytes names, uint32_t offset) {
  return names.c_string(offset).value_or(std::string_view());
}

}  // namespace

std::vector<Section> read_sections(Bytes file) {
  const auto table = file.read<uint64_t>(kTableField);
  const auto names_field = file.read<uint16_t>(kNamesField);
  if (!table || !names_field || *table == 0 ||
      *file.read<uint16_t>(kEntrySizeField) != sizeof(SectionHeader)) {
    return {};
  }
  const auto first = file.read<SectionHeader>(*table);
  if (!first) return {};
  uint64_t count = *file.read<uint16_t>(kCountField), names_index = *names_field;
  if (count == 0) count = first->size;
  if (names_index == kExtended) names_index = first->link;
  if (count > (file.size() - *table) / sizeof(SectionHeader)) return {};

  const auto header_at = [&](uint64_t index) {
    return *file.read<SectionHeader>(*table + index * sizeof(SectionHeader));
  };
  const auto bytes_of = [&](const SectionHeader& header) {
    if (header.type == kNoBits) return Bytes();
    return file.slice(header.offset, header.size).value_or(Bytes());
  };
  const Bytes names = names_index < count ? bytes_of(header_at(names_index)) : Bytes();
  std::vector<Section> sections;
  sections.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    const SectionHeader header = header_at(i);
    sections.push_back({name_in(names, header.name), header.type, header.flags, header.address,
                        header.size, bytes_of(header), header.link, header.info,
                        header.entry_size});
  }
  return sections;
}

const Section* find_section(const std::vector<Section>& sections, std::string_view name) {
  for (const Section& section : sections)
    if (section.name == name) return &section;
  return nullptr;
}

}  // namespace mimic::elf
