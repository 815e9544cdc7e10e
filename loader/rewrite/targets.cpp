#include "loader/rewrite/targets.h"

#include <algorithm>
#include <bitset>

#include "loader/rewrite/pairs.h"

namespace mimic::rewrite {
namespace {

// How far from a site anything is asked for: padding within a short jump's reach, and some more.
constexpr uint64_t kReach = 160;
// More entries than any table of a switch statement.
constexpr uint64_t kMaxTable = 4096;
// Of a function with more pairs of addresses that may be a table and its base, any may be.
constexpr size_t kMaxTables = 1 << 16;
// How many parts of one function, apart from its main part, are looked at.
constexpr size_t kMaxParts = 8;

bool lies_between(const std::vector<uint64_t>& sorted, uint64_t begin, uint64_t end) {
  const auto next = std::ranges::upper_bound(sorted, begin);
  return next != sorted.end() && *next < end;
}
bool lies_between(const std::vector<Branch>& sorted, uint64_t begin, uint64_t end) {
  const auto next = std::ranges::upper_bound(sorted, begin, {}, &Branch::target);
  return next != sorted.end() && next->target < end;
}

// Where one of these bytes begins an instruction that jumps by 8 bits: jcc, loop, jrcxz, jmp.
bool jumps_short(uint8_t opcode) {
  return (opcode & 0xf0) == 0x70 || (opcode & 0xfc) == 0xe0 || opcode == 0xeb;
}

// The first bytes of branches by 32 bits: call, jmp, jcc.
inline __m128i may_branch(__m128i these, __m128i next) {
  const auto masked = [](__m128i bytes, uint8_t mask, uint8_t value) {
    return equal(_mm_and_si128(bytes, _mm_set1_epi8(static_cast<char>(mask))), value);
  };
  return _mm_or_si128(masked(these, 0xfe, 0xe8),
                      _mm_and_si128(equal(these, 0x0f), masked(next, 0xf0, 0x80)));
}

}  // namespace

const Code& CodeCache::of(const Function& function) {
  auto& code = codes_[function.key()];
  if (!code) code = std::make_unique<Code>(functions_->view(), function);
  return *code;
}

const Code* CodeCache::at(uint64_t address) {
  const auto function = functions_->find(address);
  return function ? &of(*function) : nullptr;
}

// The neighbourhoods of sites, as a bit for each 64 bytes. Some other places share these bits: what
// is found there as well does no harm.
class Targets::Windows {
 public:
  explicit Windows(const std::vector<uint64_t>& sites, const std::vector<Gap>& gaps = {}) {
    for (const uint64_t site : sites) add(site > kReach ? site - kReach : 0, site + kReach);
    for (const Gap& gap : gaps) add(gap.begin, gap.end);
  }
  bool contains(uint64_t address) const {
    return address - begin_ < end_ - begin_ && bits_[address / 64 % kBits];
  }

 private:
  static constexpr size_t kBits = 1 << 16;

  void add(uint64_t begin, uint64_t end) {
    begin_ = std::min(begin_, begin);
    end_ = std::max(end_, end);
    const uint64_t count = std::min<uint64_t>((end - 1) / 64 - begin / 64 + 1, kBits);
    for (uint64_t i = 0; i < count; ++i) bits_.set((begin / 64 + i) % kBits);
  }

  uint64_t begin_ = ~uint64_t{0}, end_ = 0;
  std::bitset<kBits> bits_;
};

Targets::Targets(CodeCache& codes, const std::vector<uint64_t>& sites, const std::vector<Gap>& gaps)
    : codes_(codes), sites_(sites) {
  if (!sites.empty() || !gaps.empty()) scan_code(Windows(sites, gaps));
}

std::vector<Branch> Targets::into(const Gap& gap) const {
  const auto first = std::ranges::lower_bound(direct_, gap.begin, {}, &Branch::target);
  const auto last = std::ranges::lower_bound(direct_, gap.end, {}, &Branch::target);
  return {first, last};
}

void Targets::scan_code(const Windows& windows) {
  const elf::View& view = codes_.functions().view();
  for (const elf::Segment& segment : view.headers().segments) {
    if (!(segment.flags & elf::kExecute)) continue;
    const Bytes code = view.from(segment.address);
    const auto find = [](__m128i these, __m128i next) { return may_branch(these, next); };
    for_each_match(code, find, [&](size_t offset) {
      const size_t end = offset + (code.data()[offset] == 0x0f ? 6 : 5);
      if (end > code.size()) return;
      int32_t distance;
      std::memcpy(&distance, code.data() + end - 4, sizeof distance);
      const uint64_t target = segment.address + end + static_cast<uint64_t>(int64_t{distance});
      if (windows.contains(target)) direct_.push_back({target, segment.address + offset});
    });
  }
  std::ranges::sort(direct_, {}, &Branch::target);
}

// Jump tables of absolute addresses, and such addresses that the dynamic linker has still to write
// (the addends of its relocations are words of data as well).
void Targets::scan_data(const Windows& windows) {
  absolute_.emplace();
  const elf::View& view = codes_.functions().view();
  for (const elf::Segment& segment : view.headers().segments) {
    if (segment.flags & elf::kExecute) continue;
    const Bytes data = view.from(segment.address);
    for (size_t at = -segment.address & 7; at + 8 <= data.size(); at += 8) {
      uint64_t word;
      std::memcpy(&word, data.data() + at, sizeof word);
      if (windows.contains(word)) absolute_->push_back(word);
    }
  }
  std::ranges::sort(*absolute_);
}

// A branch by 8 bits is near. What looks like one counts unless it is known to be the inside of an
// instruction.
bool Targets::any_short(uint64_t begin, uint64_t end) {
  const elf::View& view = codes_.functions().view();
  const elf::Segment* segment = view.headers().segment_at(begin);
  if (!segment) return true;
  const uint64_t first = begin - segment->address > 130 ? begin - 130 : segment->address;
  const Bytes code = view.from(first);
  for (uint64_t at = first; at < end + 128 && code.contains(at - first, 2); ++at) {
    if (!jumps_short(code.data()[at - first])) continue;
    const uint64_t target =
        at + 2 + static_cast<uint64_t>(int64_t{static_cast<int8_t>(code.data()[at - first + 1])});
    if (target <= begin || target >= end) continue;
    const Code* around = codes_.at(at);
    if (!around || at >= around->read_end() || around->is_boundary(at)) return true;
    // A prefix before the opcode: the instruction begins earlier.
    const Placed& instruction = around->instruction_around(at);
    if (instruction.instruction.has_target && instruction.instruction.target == target) return true;
  }
  return false;
}

// The entries of tables of distances, each from the table or from some other address that the
// function mentions.
void Targets::add_tables(const Code& code, std::vector<uint64_t>& found) {
  const elf::View& view = codes_.functions().view();
  std::vector<uint64_t> mentioned;
  for (const Placed& placed : code.instructions()) {
    if (placed.instruction.is_rip_relative) mentioned.push_back(placed.instruction.target);
  }
  std::ranges::sort(mentioned);
  const auto repeated = std::ranges::unique(mentioned);
  mentioned.erase(repeated.begin(), repeated.end());
  const Function& function = code.function();
  std::vector<uint64_t> bases;
  std::ranges::copy_if(mentioned, std::back_inserter(bases),
                       [&](uint64_t address) { return function.contains(address); });
  if (mentioned.size() * (bases.size() + 1) > kMaxTables) {
    for (const Placed& placed : code.instructions()) found.push_back(placed.address);
    return;
  }
  bases.push_back(0);
  for (const uint64_t table : mentioned) {
    const Bytes entries = view.from(table);
    bases.back() = table;
    for (const uint64_t base : bases) {
      for (uint64_t i = 0; i < kMaxTable; ++i) {
        const auto distance = entries.read<int32_t>(i * 4);
        if (!distance) break;
        const uint64_t target = base + static_cast<uint64_t>(int64_t{*distance});
        if (!function.contains(target)) break;
        found.push_back(target);
      }
    }
  }
}

const std::vector<uint64_t>& Targets::of_function(const Function& function) {
  const auto [place, is_new] = by_function_.try_emplace(function.key());
  std::vector<uint64_t>& found = place->second;
  if (!is_new) return found;

  const elf::View& view = codes_.functions().view();
  // Compilers put what is rarely run elsewhere; it is part of the function that branches to it.
  std::vector<const Code*> parts = {&codes_.of(function)};
  for (size_t i = 0; i < parts.size(); ++i) {
    for (const Placed& placed : parts[i]->instructions()) {
      const Instruction& instruction = placed.instruction;
      if (instruction.is_landing) found.push_back(placed.address);
      if (instruction.has_target && instruction.flow == Flow::kNext) {  // xbegin
        found.push_back(instruction.target);
      }
      if (parts.size() > kMaxParts || !instruction.has_target ||
          (instruction.flow != Flow::kBranch && instruction.flow != Flow::kJump) ||
          parts[i]->function().contains(instruction.target)) {
        continue;
      }
      const Code* other = codes_.at(instruction.target);
      // A jump to another function's begin is a call in the end.
      if (!other ||
          (instruction.flow == Flow::kJump && other->function().begin == instruction.target)) {
        continue;
      }
      if (std::ranges::find(parts, other) == parts.end()) parts.push_back(other);
    }
  }
  bool has_indirect_jump = false;
  for (const Code* part : parts) {
    has_indirect_jump |= part->has_indirect_jump();
    const Function& of = part->function();
    if (of.handlers == 0) continue;
    const auto pads = elf::landing_pads(view, {of.begin, of.end, of.handlers, false});
    if (pads) {
      found.insert(found.end(), pads->begin(), pads->end());
    } else {  // it may land anywhere
      for (const Placed& placed : part->instructions()) found.push_back(placed.address);
    }
  }
  if (has_indirect_jump) {
    for (const Code* part : parts) add_tables(*part, found);
    if (!absolute_) scan_data(Windows(sites_));
    for (const uint64_t target : *absolute_) found.push_back(target);
  }
  std::ranges::sort(found);
  return found;
}

bool Targets::any_between(uint64_t begin, uint64_t end, const Function& function) {
  return lies_between(direct_, begin, end) || lies_between(of_function(function), begin, end) ||
         any_short(begin, end);
}

}  // namespace mimic::rewrite
