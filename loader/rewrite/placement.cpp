#include "loader/rewrite/placement.h"

#include <algorithm>

namespace mimic::rewrite {
namespace {

constexpr uint64_t kJumpSize = 5;  // e9 and a distance of 32 bits
constexpr size_t kMaxMoved = 6;    // instructions; a PatchedSite has room for them
// No site's patch is longer than this, and all that belongs to a site is nearer to it than that.
constexpr uint64_t kMaxPatch = 32, kNear = 160;

bool set(Site& site, Strategy strategy, uint64_t begin, uint64_t end) {
  site.strategy = strategy;
  site.begin = begin;
  site.end = end;
  return true;
}

}  // namespace

bool Placement::place(Site& site, const Code& code) {
  const auto index = code.index_of(site.address);
  return index && (forward(site, code, *index) || short_hop(site) || backward(site, code, *index));
}

// Whether no other site's patch or hole is there.
bool Placement::is_free(uint64_t begin, uint64_t end) const {
  auto other =
      std::ranges::lower_bound(sites_, begin > kNear ? begin - kNear : 0, {}, &Site::address);
  for (; other != sites_.end() && other->address < end + kNear; ++other) {
    if (other->begin < end && begin < other->end) return false;
    if (other->hole != 0 && other->hole < end && begin < other->hole + kHoleSize) return false;
  }
  return true;
}

bool Placement::forward(Site& site, const Code& code, size_t index) {
  const auto& instructions = code.instructions();
  uint64_t end = site.after();
  for (size_t i = index + 1; end - site.address < kJumpSize; ++i) {
    if (i == instructions.size() || !instructions[i].instruction.can_move()) return false;
    end = instructions[i].end();
  }
  if (end - site.address > kMaxPatch || !is_free(site.address, end) ||
      targets_.any_between(site.address, end, code.function())) {
    return false;
  }
  return set(site, Strategy::kForward, site.address, end);
}

bool Placement::short_hop(Site& site) {
  const auto is_usable = [this](uint64_t begin) { return is_free(begin, begin + kHoleSize); };
  const auto hole = padding_.take(site.after() - 128, site.after() + 127, is_usable);
  if (!hole) return false;
  site.hole = *hole;
  return set(site, Strategy::kShortHop, site.address, site.after());
}

// With enough before it, the `syscall` itself stays, for jumps to it.
bool Placement::backward(Site& site, const Code& code, size_t index) {
  uint64_t begin_with_call = 0;
  for (size_t back = 1; back <= index && back <= kMaxMoved; ++back) {
    const size_t i = index - back;
    const Placed& placed = code.instructions()[i];
    const uint64_t begin = placed.address;
    if (!placed.instruction.can_move() || site.after() - begin > kMaxPatch ||
        !is_free(begin, site.address) ||
        targets_.any_between(begin, site.address, code.function())) {
      break;
    }
    if (site.after() - begin >= kJumpSize && begin_with_call == 0) begin_with_call = begin;
    if (site.address - begin < kJumpSize) continue;
    return set(site, Strategy::kBackward, begin, site.address);
  }
  if (begin_with_call == 0 ||
      targets_.any_between(begin_with_call, site.after(), code.function())) {
    return false;
  }
  return set(site, Strategy::kBackward, begin_with_call, site.after());
}

}  // namespace mimic::rewrite
