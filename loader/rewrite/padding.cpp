#include "loader/rewrite/padding.h"

#include <algorithm>

namespace mimic::rewrite {
namespace {

// More than code is aligned to: padding that reaches into the range may follow a function before
// it.
constexpr uint64_t kMostPadding = 64;

bool goes_no_further(const Placed& placed) {
  const Flow flow = placed.instruction.flow;
  return flow == Flow::kJump || flow == Flow::kIndirectJump || flow == Flow::kEnd;
}

}  // namespace

uint64_t Padding::end_of_padding(uint64_t begin, uint64_t limit) const {
  const Bytes bytes = codes_.functions().view().from(begin);
  uint64_t at = begin;
  while (at < limit) {
    const auto rest = bytes.slice(at - begin, bytes.size() - (at - begin));
    const auto instruction = rest ? decode(*rest, at) : std::nullopt;
    if (!instruction || !instruction->is_padding || at + instruction->length > limit) break;
    at += instruction->length;
  }
  return at;
}

// Inside the function, and up to the next one. Nothing gets there by going on from before, since
// a run begins after what never goes on; whether something jumps there is asked later.
const std::vector<Padding::Run>& Padding::runs(const Code& code) {
  const auto [place, is_new] = runs_.try_emplace(code.function().key());
  std::vector<Run>& found = place->second;
  if (!is_new) return found;
  const auto& instructions = code.instructions();
  for (size_t i = 0; i < instructions.size(); ++i) {
    if (!goes_no_further(instructions[i])) continue;
    const uint64_t begin = instructions[i].end();
    uint64_t limit = code.function().end;
    if (i + 1 == instructions.size())
      limit = codes_.functions().next_begin(code.function().end - 1);
    const uint64_t end = end_of_padding(begin, limit);
    if (end > begin) found.push_back({begin, end, &code.function()});
    while (i + 1 < instructions.size() && instructions[i + 1].address < end) ++i;
  }
  return found;
}

std::optional<uint64_t> Padding::take_from(const Run& run, uint64_t first, uint64_t last,
                                           const IsUsable& is_usable) {
  for (uint64_t hole = std::max(run.begin, first); hole <= last && hole + kHoleSize <= run.end;
       ++hole) {
    const auto next = taken_.lower_bound(hole >= kHoleSize ? hole - kHoleSize + 1 : 0);
    if (next != taken_.end() && *next < hole + kHoleSize) continue;
    if (!is_usable(hole) || targets_.any_between(hole - 1, hole + kHoleSize, *run.function)) {
      continue;
    }
    taken_.insert(hole);
    return hole;
  }
  return std::nullopt;
}

std::optional<uint64_t> Padding::take(uint64_t first, uint64_t last, const IsUsable& is_usable) {
  const Functions& functions = codes_.functions();
  for (uint64_t at = first > kMostPadding ? first - kMostPadding : 0; at <= last;) {
    const auto function = functions.find(at);
    if (!function) {
      at = functions.next_begin(at);
      continue;
    }
    for (const Run& run : runs(codes_.of(*function))) {
      if (const auto hole = take_from(run, first, last, is_usable)) return hole;
    }
    at = std::max(function->end, at + 1);
  }
  return std::nullopt;
}

}  // namespace mimic::rewrite
