#include "loader/elf/go_functions.h"

#include <algorithm>
#include <ranges>

#include "loader/elf/dynamic.h"
#include "loader/elf/sections.h"

namespace mimic::elf {
namespace {

// Magic numbers of the layouts. Before 1.18, entries are addresses of 64 bits.
constexpr uint32_t kMagic2 = 0xfffffffb, kMagic16 = 0xfffffffa, kMagic18 = 0xfffffff0,
                   kMagic20 = 0xfffffff1;
constexpr uint64_t kHeaderSize = 8;  // magic, two zeros, instruction size 1, pointer size 8
constexpr uint64_t kMaxFunctions = 1 << 24;

bool is_header(Bytes bytes) {
  const auto magic = bytes.read<uint32_t>(0);
  if (!magic ||
      (*magic != kMagic2 && *magic != kMagic16 && *magic != kMagic18 && *magic != kMagic20)) {
    return false;
  }
  return bytes.read<uint32_t>(4) == 0x08010000u;
}

}  // namespace

GoFunctions::GoFunctions(const View& view) : view_(&view) {
  const std::vector<Section> sections = read_sections(view.file());
  for (const Section& section : sections) {
    if (section.name.ends_with(".gopclntab") && open(section.bytes, section.address)) return;
  }
  if (!sections.empty()) return;
  for (const Segment& segment : view.headers().segments) {
    const Bytes bytes = view.from(segment.address);
    for (uint64_t at = -segment.address & 7; bytes.contains(at, kHeaderSize); at += 8) {
      const Bytes rest = *bytes.slice(at, bytes.size() - at);
      if (is_header(rest) && open(rest, segment.address + at)) return;
    }
  }
}

bool GoFunctions::open(Bytes table, uint64_t address) {
  if (!is_header(table)) return false;
  const uint32_t magic = *table.read<uint32_t>(0);
  const auto word = [&](uint64_t index) {
    return table.read<uint64_t>(kHeaderSize + 8 * index).value_or(~uint64_t{0});
  };
  const auto from = [&](uint64_t offset) {
    return offset <= table.size() ? *table.slice(offset, table.size() - offset) : Bytes();
  };
  count_ = word(0);
  is_relative_ = magic == kMagic18 || magic == kMagic20;
  if (magic == kMagic2) {
    functions_ = from(kHeaderSize + 8);
    names_ = infos_ = table;
  } else if (magic == kMagic16) {
    names_ = from(word(2));
    functions_ = infos_ = from(word(6));
  } else {
    names_ = from(word(3));
    functions_ = infos_ = from(word(7));
    text_ = text_start(address + kHeaderSize + 16, word(2));
  }
  const uint64_t entry_size = is_relative_ ? 8 : 16;
  // One more entry ends the last function.
  if (count_ == 0 || count_ > kMaxFunctions ||
      !functions_.contains(0, (count_ + 1) * entry_size - entry_size / 2) ||
      !view_->is_executable(address_of(0)) || !view_->is_executable(address_of(count_) - 1)) {
    count_ = 0;
  }
  return count_ != 0;
}

// In an image that can be anywhere, the field is what the dynamic linker puts there.
uint64_t GoFunctions::text_start(uint64_t field_address, uint64_t field) const {
  if (field != 0) return field;
  struct Relocation {
    uint64_t offset, info, addend;
  };
  constexpr uint64_t kRelative = 8;  // R_X86_64_RELATIVE
  const Extent relocations = read_dynamic(*view_).relocations;
  const Bytes table = view_->from(relocations.address);
  for (uint64_t at = 0; at + sizeof(Relocation) <= relocations.size; at += sizeof(Relocation)) {
    const auto relocation = table.read<Relocation>(at);
    if (!relocation) break;
    if (relocation->offset == field_address && relocation->info == kRelative) {
      return relocation->addend;
    }
  }
  // Later versions of Go write no address there, and begin .text with the first function.
  const std::vector<Section> sections = read_sections(view_->file());
  const Section* text = find_section(sections, ".text");
  return text && !read_dynamic(*view_).symbols.size() ? text->address : 0;
}

uint64_t GoFunctions::address_of(uint64_t index) const {
  if (is_relative_) return text_ + functions_.read<uint32_t>(index * 8).value_or(0);
  return functions_.read<uint64_t>(index * 16).value_or(0);
}

uint64_t GoFunctions::upper_bound(uint64_t address) const {
  const auto all = std::views::iota(uint64_t{0}, uint64_t{count_});
  const auto begin = [this](uint64_t index) { return address_of(index); };
  return static_cast<uint64_t>(std::ranges::upper_bound(all, address, {}, begin) - all.begin());
}

std::optional<Symbol> GoFunctions::at(uint64_t index) const {
  if (index >= count_) return std::nullopt;
  const uint64_t begin = address_of(index), end = address_of(index + 1);
  if (end <= begin || !view_->is_executable(begin) || !view_->is_executable(end - 1)) {
    return std::nullopt;
  }
  Symbol symbol{begin, end - begin, {}};
  const uint64_t info = is_relative_ ? functions_.read<uint32_t>(index * 8 + 4).value_or(0)
                                     : functions_.read<uint64_t>(index * 16 + 8).value_or(0);
  // A function's information begins with its entry, then the offset of its name.
  const auto name = infos_.read<uint32_t>(info + (is_relative_ ? 4 : 8));
  if (name) symbol.name = names_.c_string(*name).value_or(std::string_view());
  return symbol;
}

std::optional<Symbol> GoFunctions::find(uint64_t address) const {
  const uint64_t next = upper_bound(address);
  if (next == 0) return std::nullopt;
  const auto symbol = at(next - 1);
  if (!symbol || !symbol->contains(address)) return std::nullopt;
  return symbol;
}

uint64_t GoFunctions::next_begin(uint64_t address) const {
  const uint64_t next = upper_bound(address);
  return next < count_ ? address_of(next) : ~uint64_t{0};
}

}  // namespace mimic::elf
