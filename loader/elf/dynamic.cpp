#include "loader/elf/dynamic.h"

#include <algorithm>

namespace mimic::elf {
namespace {

enum Tag : uint64_t {
  DT_NULL = 0,
  DT_NEEDED = 1,
  DT_HASH = 4,
  DT_STRTAB = 5,
  DT_SYMTAB = 6,
  DT_RELA = 7,
  DT_RELASZ = 8,
  DT_STRSZ = 10,
  DT_INIT = 12,
  DT_FINI = 13,
  DT_SONAME = 14,
  DT_RPATH = 15,
  DT_TEXTREL = 22,
  DT_INIT_ARRAY = 25,
  DT_FINI_ARRAY = 26,
  DT_INIT_ARRAYSZ = 27,
  DT_FINI_ARRAYSZ = 28,
  DT_RUNPATH = 29,
  DT_FLAGS = 30,
  DT_GNU_HASH = 0x6ffffef5,
  DT_FLAGS_1 = 0x6ffffffb,
};

struct Entry {
  uint64_t tag, value;
};

constexpr uint64_t kSymbolSize = 24;

}  // namespace

Dynamic read_dynamic(const View& view) {
  Dynamic dynamic;
  const Extent& extent = view.headers().dynamic;
  const Bytes bytes = view.from(extent.address);
  std::vector<uint64_t> needed;
  uint64_t strings = 0, strings_size = 0, symbols = 0, name = 0, run_path = 0, old_path = 0;
  const std::pair<uint64_t, uint64_t*> kValues[] = {
      {DT_STRTAB, &strings},
      {DT_STRSZ, &strings_size},
      {DT_SYMTAB, &symbols},
      {DT_SONAME, &name},
      {DT_RUNPATH, &run_path},
      {DT_RPATH, &old_path},
      {DT_FLAGS, &dynamic.flags},
      {DT_FLAGS_1, &dynamic.flags_1},
      {DT_HASH, &dynamic.hash},
      {DT_GNU_HASH, &dynamic.gnu_hash},
      {DT_INIT, &dynamic.init},
      {DT_FINI, &dynamic.fini},
      {DT_INIT_ARRAY, &dynamic.init_array.address},
      {DT_INIT_ARRAYSZ, &dynamic.init_array.size},
      {DT_FINI_ARRAY, &dynamic.fini_array.address},
      {DT_FINI_ARRAYSZ, &dynamic.fini_array.size},
      {DT_RELA, &dynamic.relocations.address},
      {DT_RELASZ, &dynamic.relocations.size},
  };
  for (uint64_t at = 0; at < extent.size; at += sizeof(Entry)) {
    const auto entry = bytes.read<Entry>(at);
    if (!entry || entry->tag == DT_NULL) break;
    dynamic.has_text_relocations |= entry->tag == DT_TEXTREL;
    if (entry->tag == DT_NEEDED) needed.push_back(entry->value);
    for (const auto& [tag, value] : kValues)
      if (entry->tag == tag) *value = entry->value;
  }

  constexpr uint64_t kTextRelocations = 4;  // DF_TEXTREL
  dynamic.has_text_relocations |= (dynamic.flags & kTextRelocations) != 0;
  const Bytes from = view.from(strings);
  dynamic.strings = from.slice(0, std::min<uint64_t>(strings_size, from.size())).value_or(Bytes());
  dynamic.symbols = view.from(symbols);
  const auto text = [&](uint64_t offset) {
    return dynamic.strings.c_string(offset).value_or(std::string_view());
  };
  for (const uint64_t offset : needed) dynamic.needed.push_back(text(offset));
  if (name != 0) dynamic.name = text(name);
  if (run_path != 0) dynamic.run_path = text(run_path);
  if (run_path == 0 && old_path != 0) dynamic.run_path = text(old_path);
  return dynamic;
}

uint64_t dynamic_symbol_count(const View& view, const Dynamic& dynamic) {
  const uint64_t most = dynamic.symbols.size() / kSymbolSize;
  // DT_HASH: buckets, chains; there are as many chains as symbols.
  if (const auto count = view.from(dynamic.hash).read<uint32_t>(4)) {
    return std::min<uint64_t>(*count, most);
  }
  // DT_GNU_HASH: the last chain of the bucket with the highest symbol ends with the last symbol.
  const Bytes table = view.from(dynamic.gnu_hash);
  struct Header {
    uint32_t buckets, first_symbol, bloom_words, bloom_shift;
  };
  const auto header = table.read<Header>(0);
  if (!header) return 0;
  const uint64_t buckets = sizeof(Header) + uint64_t{header->bloom_words} * 8;
  const uint64_t chains = buckets + uint64_t{header->buckets} * 4;
  if (!table.contains(0, chains)) return 0;
  uint64_t last = 0;
  for (uint64_t i = 0; i < header->buckets; ++i) {
    last = std::max<uint64_t>(last, *table.read<uint32_t>(buckets + i * 4));
  }
  if (last < header->first_symbol) return std::min<uint64_t>(header->first_symbol, most);
  for (;; ++last) {
    const auto hash = table.read<uint32_t>(chains + (last - header->first_symbol) * 4);
    if (!hash) return 0;
    if (*hash & 1) return std::min(last + 1, most);
  }
}

}  // namespace mimic::elf
