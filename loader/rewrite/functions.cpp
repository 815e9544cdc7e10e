#include "loader/rewrite/functions.h"

#include <algorithm>

namespace mimic::rewrite {

const elf::GoFunctions& Functions::go() const {
  if (!go_) go_.emplace(*view_);
  return *go_;
}

const std::vector<elf::Symbol>& Functions::symbols() const {
  if (!symbols_) symbols_ = elf::function_symbols(*view_, elf::Names::kSkip);
  return *symbols_;
}

std::optional<Function> Functions::find(uint64_t address) const {
  if (const auto frame = frames_.find(address)) {
    return Function{frame->begin, frame->end, Proof::kUnwindTable, frame->handlers};
  }
  if (const auto symbol = go().find(address)) {
    return Function{symbol->address, symbol->address + symbol->size, Proof::kGoTable, 0};
  }
  if (const auto function = by_symbol(address)) return function;
  const auto next = reached_.upper_bound(address);
  if (next == reached_.begin() || !std::prev(next)->second.contains(address)) return std::nullopt;
  return std::prev(next)->second;
}

std::optional<Function> Functions::by_symbol(uint64_t address) const {
  const elf::Symbol* symbol = elf::find_symbol(symbols(), address);
  if (!symbol) return std::nullopt;
  uint64_t end = symbol->address + symbol->size;
  if (symbol->size == 0) {  // up to what comes next
    end =
        std::min(view_->headers().segment_at(symbol->address)->end(), next_begin(symbol->address));
    if (address >= end) return std::nullopt;
  }
  return Function{symbol->address, end, Proof::kSymbol, 0};
}

uint64_t Functions::next_begin(uint64_t address) const {
  uint64_t next = std::min(frames_.next_begin(address), go().next_begin(address));
  const auto symbol = std::ranges::upper_bound(symbols(), address, {}, &elf::Symbol::address);
  if (symbol != symbols().end()) next = std::min(next, symbol->address);
  const auto reached = reached_.upper_bound(address);
  return reached == reached_.end() ? next : std::min(next, reached->first);
}

uint64_t Functions::previous_end(uint64_t address) const {
  uint64_t end = frames_.previous_end(address);
  if (go().size() != 0) {
    const auto last = go().at(go().size() - 1);
    if (last && last->address <= address) end = std::max(end, last->address + last->size);
  }
  const auto symbol = std::ranges::upper_bound(symbols(), address, {}, &elf::Symbol::address);
  if (symbol != symbols().begin()) {
    const elf::Symbol& before = *std::prev(symbol);
    end = std::max(end, before.address + before.size);
  }
  const auto reached = reached_.upper_bound(address);
  if (reached != reached_.begin()) end = std::max(end, std::prev(reached)->second.end);
  return end;
}

void Functions::add_reached(uint64_t begin, uint64_t end) {
  reached_.try_emplace(begin, Function{begin, end, Proof::kReached, 0});
}

std::string_view Functions::name(uint64_t address) const {
  if (!named_symbols_) named_symbols_ = elf::function_symbols(*view_, elf::Names::kRead);
  if (const elf::Symbol* symbol = elf::find_symbol(*named_symbols_, address)) return symbol->name;
  const auto symbol = go().find(address);
  return symbol ? symbol->name : std::string_view();
}

}  // namespace mimic::rewrite
