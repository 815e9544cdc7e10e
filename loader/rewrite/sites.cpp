#include "loader/rewrite/sites.h"

#include <algorithm>

#include "loader/elf/dynamic.h"
#include "loader/rewrite/adjacent.h"
#include "loader/rewrite/padding.h"
#include "loader/rewrite/pairs.h"
#include "loader/rewrite/targets.h"

namespace mimic::rewrite {
namespace {

constexpr uint64_t kJumpSize = 5;  // e9 and a distance of 32 bits
constexpr size_t kMaxMoved = 6;    // instructions; PatchedSite has room for them

struct Entry {
  uint8_t first, second;
};
constexpr Entry kSyscall = {0x0f, 0x05}, kSysenter = {0x0f, 0x34}, kInt80 = {0xcd, 0x80};

// The instruction that ends where the site begins, as reading from the function's begin finds it.
struct Reached {
  Function function;
  uint64_t previous = 0;  // its address; the function's begin has none before it
};

class Finder {
 public:
  Finder(const Functions& functions, SiteOptions options)
      : functions_(functions), view_(functions.view()), codes_(functions), options_(options) {}

  std::vector<Site> find() {
    for (const elf::Segment& segment : view_.headers().segments) {
      if (!(segment.flags & elf::kExecute)) continue;
      find_in(segment, kSyscall);
      if (options_.other_entries) {
        find_in(segment, kSysenter);
        find_in(segment, kInt80);
      }
    }
    std::ranges::sort(sites_, {}, &Site::address);
    place_open_sites();
    if (elf::read_dynamic(view_).has_text_relocations) {
      for (Site& site : sites_) {
        if (site.strategy != Strategy::kTrap) leave(site, Reason::kTextRelocations);
      }
    }
    return std::move(sites_);
  }

 private:
  static void leave(Site& site, Reason reason) {
    site.strategy = Strategy::kTrap;
    site.reason = reason;
    site.begin = site.end = site.hole = 0;
  }

  void find_in(const elf::Segment& segment, Entry entry) {
    const Bytes code = view_.from(segment.address);
    for_each_match(
        code,
        [entry](__m128i these, __m128i next) {
          return _mm_and_si128(equal(these, entry.first), equal(next, entry.second));
        },
        [&](size_t offset) { add(code, segment.address, offset, entry); });
  }

  void add(Bytes code, uint64_t base, size_t offset, Entry entry) {
    Site site;
    site.address = base + offset;
    const auto function = functions_.find(site.address);
    if (!function) {
      if (entry.second != kSyscall.second) return;
      site.reason = Reason::kUnproven;
      sites_.push_back(site);
      return;
    }
    uint64_t previous = 0;
    if (!reach(*function, site.address, &previous)) return;  // the inside of an instruction
    if (entry.second != kSyscall.second) {
      site.reason = Reason::kOtherEntry;
      sites_.push_back(site);
      return;
    }
    const AdjacentLoad load = adjacent_load(code.data(), offset);
    if (load && load.is_signal_return) {
      site.number = load.number;
      site.reason = Reason::kSignalReturn;
    } else if (load && previous == site.address - load.size) {
      site.number = load.number;
      site.strategy = Strategy::kAdjacentLoad;
      site.begin = previous;
      site.end = site.address;
    } else {
      open_.push_back(site.address);
    }
    sites_.push_back(site);
  }

  // Reads the function up to `address`; whether an instruction begins there. Goes on where it was
  // when the last one asked for was in the same function.
  bool reach(const Function& function, uint64_t address, uint64_t* previous) {
    if (function.begin != walk_begin_ || address < walk_at_) {
      walk_begin_ = walk_at_ = function.begin;
      walk_previous_ = 0;
    }
    const Bytes code = view_.from(function.begin);
    while (walk_at_ < address) {
      const uint64_t offset = walk_at_ - function.begin;
      const auto rest = code.slice(offset, code.size() - offset);
      const auto instruction = rest ? decode(*rest, walk_at_) : std::nullopt;
      if (!instruction) return false;
      walk_previous_ = walk_at_;
      walk_at_ += instruction->length;
    }
    *previous = walk_previous_;
    return walk_at_ == address;
  }

  // What takes more than a look at the instruction before.
  void place_open_sites() {
    Targets targets(codes_, open_);
    Padding padding(codes_, targets);
    for (Site& site : sites_) {
      if (site.strategy != Strategy::kTrap || site.reason != Reason::kNone) continue;
      const Code& code = codes_.of(*functions_.find(site.address));
      if (place_forward(site, code, targets) || place_short_hop(site, padding) ||
          place_backward(site, code, targets)) {
        continue;
      }
      leave(site, Reason::kNoRoom);
    }
  }

  bool place_forward(Site& site, const Code& code, Targets& targets) {
    const auto index = code.index_of(site.address);
    if (!index) return false;
    const auto& instructions = code.instructions();
    uint64_t end = site.after();
    for (size_t i = *index + 1; end - site.address < kJumpSize; ++i) {
      if (i == instructions.size() || !instructions[i].instruction.can_move()) return false;
      end = instructions[i].end();
    }
    if (targets.any_between(site.address, end, code.function())) return false;
    site.strategy = Strategy::kForward;
    site.begin = site.address;
    site.end = end;
    return true;
  }

  bool place_short_hop(Site& site, Padding& padding) {
    const auto hole = padding.take(site.after() - 128, site.after() + 127);
    if (!hole) return false;
    site.strategy = Strategy::kShortHop;
    site.begin = site.address;
    site.end = site.after();
    site.hole = *hole;
    return true;
  }

  // With enough before it, the `syscall` itself stays, for jumps to it.
  bool place_backward(Site& site, const Code& code, Targets& targets) {
    const auto index = code.index_of(site.address);
    if (!index) return false;
    uint64_t begin_with_call = 0;
    for (size_t i = *index; i-- > 0 && *index - i <= kMaxMoved;) {
      const Placed& placed = code.instructions()[i];
      if (!placed.instruction.can_move()) break;
      const uint64_t begin = placed.address;
      if (targets.any_between(begin, site.address, code.function())) break;
      if (site.after() - begin >= kJumpSize && begin_with_call == 0) begin_with_call = begin;
      if (site.address - begin < kJumpSize) continue;
      place_backward_from(site, begin, site.address);
      return true;
    }
    if (begin_with_call == 0 ||
        targets.any_between(begin_with_call, site.after(), code.function())) {
      return false;
    }
    place_backward_from(site, begin_with_call, site.after());
    return true;
  }
  static void place_backward_from(Site& site, uint64_t begin, uint64_t end) {
    site.strategy = Strategy::kBackward;
    site.begin = begin;
    site.end = end;
  }

  const Functions& functions_;
  const elf::View& view_;
  CodeCache codes_;
  SiteOptions options_;
  std::vector<Site> sites_;
  std::vector<uint64_t> open_;
  uint64_t walk_begin_ = ~uint64_t{0}, walk_at_ = 0, walk_previous_ = 0;
};

}  // namespace

const char* strategy_name(Strategy strategy) {
  static constexpr char kNames[][16] = {"adjacent load", "forward", "short hop", "backward group",
                                        "trap"};
  return kNames[static_cast<size_t>(strategy)];
}

const char* reason_text(Reason reason) {
  static constexpr char kTexts[][64] = {
      "",
      "the return from a signal, which debuggers know by its bytes",
      "nothing says that these bytes are code",
      "the dynamic linker is going to write into this code",
      "nothing around it can be moved, and no padding is near",
      "an entry of 32-bit programs",
  };
  return kTexts[static_cast<size_t>(reason)];
}

std::vector<Site> find_sites(const Functions& functions, SiteOptions options) {
  return Finder(functions, options).find();
}

}  // namespace mimic::rewrite
