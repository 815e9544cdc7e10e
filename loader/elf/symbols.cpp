#include "loader/elf/symbols.h"

#include <algorithm>

#include "loader/elf/dynamic.h"
#include "loader/elf/sections.h"

namespace mimic::elf {
namespace {

struct RawSymbol {
  uint32_t name;
  uint8_t info, other;
  uint16_t section;
  uint64_t value, size;
};
static_assert(sizeof(RawSymbol) == 24);

constexpr uint8_t kFunction = 2, kIndirectFunction = 10;  // STT_FUNC, STT_GNU_IFUNC
constexpr uint16_t kUndefined = 0;

// `names` is empty where they are not wanted.
void collect(const View& view, Bytes table, Bytes names, uint64_t count,
             std::vector<Symbol>& symbols) {
  count = std::min(count, table.size() / sizeof(RawSymbol));
  for (uint64_t i = 0; i < count; ++i) {
    const auto raw = *table.read<RawSymbol>(i * sizeof(RawSymbol));
    const uint8_t type = raw.info & 0xf;
    if ((type != kFunction && type != kIndirectFunction) || raw.section == kUndefined) continue;
    const Segment* segment = view.headers().segment_at(raw.value);
    if (!segment || !(segment->flags & kExecute) || raw.size > segment->end() - raw.value) continue;
    symbols.push_back({raw.value, raw.size, names.c_string(raw.name).value_or(std::string_view())});
  }
}

void collect_dynamic(const View& view, Names names, std::vector<Symbol>& symbols) {
  if (!view.headers().dynamic) return;
  const Dynamic dynamic = read_dynamic(view);
  collect(view, dynamic.symbols, names == Names::kRead ? dynamic.strings : Bytes(),
          dynamic_symbol_count(view, dynamic), symbols);
}

void sort(std::vector<Symbol>& symbols) {
  std::ranges::sort(symbols, [](const Symbol& a, const Symbol& b) {
    return a.address != b.address ? a.address < b.address : a.size > b.size;
  });
}

}  // namespace

std::vector<Symbol> function_symbols(const View& view, Names names) {
  std::vector<Symbol> symbols;
  const std::vector<Section> sections = read_sections(view.file());
  for (const Section& section : sections) {
    if (section.type != kSymbolTable || section.link >= sections.size()) continue;
    const Bytes strings = names == Names::kRead ? sections[section.link].bytes : Bytes();
    collect(view, section.bytes, strings, ~uint64_t{0}, symbols);
  }
  collect_dynamic(view, names, symbols);
  sort(symbols);
  return symbols;
}

std::vector<Symbol> dynamic_function_symbols(const View& view) {
  std::vector<Symbol> symbols;
  collect_dynamic(view, Names::kRead, symbols);
  sort(symbols);
  return symbols;
}

const Symbol* find_symbol(const std::vector<Symbol>& symbols, uint64_t address) {
  auto next = std::ranges::upper_bound(symbols, address, {}, &Symbol::address);
  const Symbol* sizeless = nullptr;
  // A symbol inside another one may hide it, so look past a few.
  for (int i = 0; i < 8 && next != symbols.begin(); ++i) {
    --next;
    if (next->contains(address)) return &*next;
    if (next->size == 0 && !sizeless) sizeless = &*next;
    if (next->size != 0 && sizeless) break;
  }
  return sizeless;
}

}  // namespace mimic::elf
