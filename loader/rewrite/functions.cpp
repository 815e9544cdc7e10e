#include "loader/rewrite/functions.h"

#include <algorithm>

namespace mimic::rewrite {

const std::vector<elf::Symbol>& Functions::symbols() const {
  if (!symbols_) symbols_ = elf::function_symbols(*view_);
  return *symbols_;
}

std::optional<Function> Functions::find(uint64_t address) const {
  if (const auto frame = frames_.find(address)) {
    return Function{frame->begin, frame->end, Proof::kUnwindTable, frame->handlers};
  }
  return by_symbol(address);
}

std::optional<Function> Functions::by_symbol(uint64_t address) const {
  const elf::Symbol* symbol = elf::find_symbol(symbols(), address);
  if (!symbol) return std::nullopt;
  uint64_t end = symbol->address + symbol->size;
  if (symbol->size == 0) {  // up to what comes next
    const elf::Segment* segment = view_->headers().segment_at(symbol->address);
    end = std::min(segment->end(), next_begin(address));
    if (address >= end) return std::nullopt;
  }
  return Function{symbol->address, end, Proof::kSymbol, 0};
}

uint64_t Functions::next_begin(uint64_t address) const {
  const uint64_t described = frames_.next_begin(address);
  const auto symbol = std::ranges::upper_bound(symbols(), address, {}, &elf::Symbol::address);
  return symbol == symbols().end() ? described : std::min(described, symbol->address);
}

}  // namespace mimic::rewrite
