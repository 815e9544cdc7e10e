#include "loader/rewrite/code.h"

#include <algorithm>

namespace mimic::rewrite {

Code::Code(const elf::View& view, const Function& function) : function_(function) {
  Bytes bytes = view.from(function.begin);
  bytes = bytes.slice(0, std::min<uint64_t>(bytes.size(), function.end - function.begin)).value();
  for (uint64_t at = 0; at < bytes.size();) {
    const auto instruction = decode(*bytes.slice(at, bytes.size() - at), function.begin + at);
    if (!instruction) break;
    instructions_.push_back({function.begin + at, *instruction});
    has_indirect_jump_ |= instruction->flow == Flow::kIndirectJump;
    at += instruction->length;
  }
}

std::optional<size_t> Code::index_of(uint64_t address) const {
  const auto found = std::ranges::lower_bound(instructions_, address, {}, &Placed::address);
  if (found == instructions_.end() || found->address != address) return std::nullopt;
  return static_cast<size_t>(found - instructions_.begin());
}

const Placed& Code::instruction_around(uint64_t address) const {
  return *std::prev(std::ranges::upper_bound(instructions_, address, {}, &Placed::address));
}

}  // namespace mimic::rewrite
