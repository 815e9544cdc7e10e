#include "loader/rewrite/sites.h"

#include <sys/mman.h>

#include <algorithm>

#include "loader/elf/dynamic.h"
#include "loader/rewrite/adjacent.h"
#include "loader/rewrite/number.h"
#include "loader/rewrite/pairs.h"
#include "loader/rewrite/placement.h"
#include "loader/rewrite/reached.h"

namespace mimic::rewrite {
namespace {

struct Entry {
  uint8_t first, second;
};
constexpr Entry kSyscall = {0x0f, 0x05}, kSysenter = {0x0f, 0x34}, kInt80 = {0xcd, 0x80};

// Code is most often that of a mapped file: this brings it in at once, where touching it would take
// a fault for each few pages. Does no harm to other memory.
void populate(Bytes code) {
  constexpr uintptr_t kPage = elf::kPageSize;
  const auto begin = reinterpret_cast<uintptr_t>(code.data());
  const uintptr_t first = begin & ~(kPage - 1);
  madvise(reinterpret_cast<void*>(first), begin + code.size() - first, MADV_POPULATE_READ);
}

// What reading a function from its begin finds at some place.
enum class Found : uint8_t { kInstruction, kInside, kUnreadable };

class Finder {
 public:
  Finder(const Functions& functions, SiteOptions options)
      : functions_(functions), view_(functions_.view()), codes_(functions_), options_(options) {}

  std::vector<Site> find() {
    uint64_t code_size = 0;
    for (const elf::Segment& segment : view_.headers().segments) {
      if (segment.flags & elf::kExecute) code_size += segment.file_size;
    }
    if (code_size > options_.max_code) return {};
    for (const elf::Segment& segment : view_.headers().segments) {
      if (!(segment.flags & elf::kExecute)) continue;
      find_in(segment, kSyscall);
      if (options_.other_entries) {
        find_in(segment, kSysenter);
        find_in(segment, kInt80);
      }
    }
    std::ranges::sort(sites_, {}, &Site::address);
    if (!open_.empty() || !gaps_.empty()) place_open_sites();
    if (options_.all_numbers) find_numbers();
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
    populate(code);
    for_each_match(
        code,
        [entry](__m128i these, __m128i next) {
          return _mm_and_si128(equal(these, entry.first), equal(next, entry.second));
        },
        [&](size_t offset) { add(code, segment, offset, entry); });
  }

  void add(Bytes code, const elf::Segment& segment, size_t offset, Entry entry) {
    Site site;
    site.address = segment.address + offset;
    const auto function = functions_.find(site.address);
    uint64_t previous = 0;
    const Found found = function ? read_to(*function, site.address, &previous) : Found::kUnreadable;
    if (found == Found::kInside) return;
    if (entry.second != kSyscall.second) {
      site.reason = Reason::kOtherEntry;
      if (found == Found::kInstruction) sites_.push_back(site);
      return;
    }
    const AdjacentLoad load = adjacent_load(code.data(), offset);
    if (load && load.is_signal_return) {
      site.number = load.number;
      site.reason = Reason::kSignalReturn;
    } else if (!function) {
      add_gap(site.address, segment);
    } else if (found == Found::kUnreadable) {
      site.reason = Reason::kUnproven;
    } else if (function->proof != Proof::kSymbol && load && previous == site.address - load.size) {
      use_load(site, load);
    } else {
      open_.push_back(site.address);
    }
    sites_.push_back(site);
  }

  static void use_load(Site& site, const AdjacentLoad& load) {
    site.number = load.number;
    site.strategy = Strategy::kAdjacentLoad;
    site.begin = site.address - load.size;
    site.end = site.address;
  }

  void add_gap(uint64_t address, const elf::Segment& segment) {
    open_.push_back(address);
    if (!gaps_.empty() && gaps_.back().contains(address)) return;
    // Whatever the tables of a strange image say: around the address, and after the gap before.
    uint64_t begin = std::max(functions_.previous_end(address), segment.address);
    if (!gaps_.empty()) begin = std::max(begin, gaps_.back().end);
    const uint64_t end =
        std::min(functions_.next_begin(address), segment.address + segment.file_size);
    gaps_.push_back({std::min(begin, address), std::max(end, address + 1)});
  }

  // Reads the function up to `address`. Goes on where it was when the last one asked for was in the
  // same function.
  Found read_to(const Function& function, uint64_t address, uint64_t* previous) {
    if (function.begin != walk_begin_ || address < walk_at_) {
      walk_begin_ = walk_at_ = function.begin;
      walk_previous_ = 0;
    }
    const Bytes code = view_.from(function.begin);
    while (walk_at_ < address) {
      const uint64_t offset = walk_at_ - function.begin;
      const auto rest = code.slice(offset, code.size() - offset);
      const auto instruction = rest ? decode(*rest, walk_at_) : std::nullopt;
      if (!instruction) return Found::kUnreadable;
      walk_previous_ = walk_at_;
      walk_at_ += instruction->length;
    }
    *previous = walk_previous_;
    return walk_at_ == address ? Found::kInstruction : Found::kInside;
  }

  // What takes more than a look at the instruction before.
  void place_open_sites() {
    Targets targets(codes_, open_, gaps_);
    if (!gaps_.empty()) follow_branches(functions_, codes_, targets, gaps_);
    Reached reached(targets);
    for (Site& site : sites_) {
      if (!is_open(site)) continue;
      const auto function = functions_.find(site.address);
      const bool may_hold_data =
          !function || function->proof == Proof::kSymbol || function->proof == Proof::kReached;
      if (may_hold_data && !(function && reached.contains(codes_.of(*function), site.address))) {
        leave(site, Reason::kUnproven);
      } else {
        place_at_load(site, codes_.of(*function));
      }
    }
    // Only now are all loads known, which the others must not move.
    Placement placement(codes_, targets, sites_);
    for (Site& site : sites_) {
      if (!is_open(site)) continue;
      if (!placement.place(site, *codes_.at(site.address))) leave(site, Reason::kNoRoom);
    }
  }

  static bool is_open(const Site& site) {
    return site.strategy == Strategy::kTrap && site.reason == Reason::kNone;
  }

  void find_numbers() {
    for (Site& site : sites_) {
      const bool is_call = site.reason != Reason::kUnproven && site.reason != Reason::kOtherEntry;
      const Code* code = is_call && !site.number ? codes_.at(site.address) : nullptr;
      if (code) site.number = number_at(view_, *code, site.address);
    }
  }

  void place_at_load(Site& site, const Code& code) const {
    const Bytes bytes = view_.from(code.function().begin);
    const AdjacentLoad load = adjacent_load(bytes.data(), site.address - code.function().begin);
    if (load && code.is_boundary(site.address - load.size)) use_load(site, load);
  }

  Functions functions_;  // a copy, to which reached code is added
  const elf::View& view_;
  CodeCache codes_;
  SiteOptions options_;
  std::vector<Site> sites_;
  std::vector<uint64_t> open_;  // ascending, as are gaps_
  std::vector<Gap> gaps_;
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
