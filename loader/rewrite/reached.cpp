#include "loader/rewrite/reached.h"

#include <algorithm>

#include "loader/elf/dynamic.h"

namespace mimic::rewrite {
namespace {

// A branch further ahead than this leads to another function.
constexpr uint64_t kMaxFunction = 1 << 16;

bool ends_here(Flow flow) {
  return flow == Flow::kJump || flow == Flow::kIndirectJump || flow == Flow::kEnd;
}

class Follower {
 public:
  Follower(Functions& functions, CodeCache& codes, const std::vector<Gap>& gaps)
      : functions_(functions), codes_(codes), gaps_(gaps) {}

  void add_root(uint64_t address) {
    const auto next = std::ranges::upper_bound(gaps_, address, {}, &Gap::begin);
    if (next == gaps_.begin() || !std::prev(next)->contains(address)) return;
    roots_.push_back({address, std::prev(next)->end});
  }

  void add_roots_of_image() {
    const elf::View& view = functions_.view();
    add_root(view.headers().entry);
    const elf::Dynamic dynamic = elf::read_dynamic(view);
    add_root(dynamic.init);
    add_root(dynamic.fini);
    for (const elf::Extent& array : {dynamic.init_array, dynamic.fini_array}) {
      const Bytes words = view.from(array.address);
      for (uint64_t at = 0; at < array.size; at += 8) {
        const auto word = words.read<uint64_t>(at);
        if (!word) break;
        add_root(*word);
      }
    }
  }

  // A branch counts if an instruction of known code makes it.
  void add_roots_of_branches(const std::vector<Branch>& branches) {
    for (const Branch& branch : branches) {
      const Code* code = codes_.at(branch.opcode);
      if (!code || branch.opcode >= code->read_end()) continue;
      const Instruction& made = code->instruction_around(branch.opcode).instruction;
      if (made.has_target && made.target == branch.target) add_root(branch.target);
    }
  }

  // Known code that just goes on: a system call that starts a thread is left out of unwind tables.
  void add_roots_before() {
    for (const Gap& gap : gaps_) {
      const Code* before = gap.begin == 0 ? nullptr : codes_.at(gap.begin - 1);
      if (!before || before->instructions().empty() || before->read_end() != gap.begin) continue;
      const Flow flow = before->instructions().back().instruction.flow;
      if (!ends_here(flow) && flow != Flow::kCall) add_root(gap.begin);
    }
  }

  void follow() {
    while (!roots_.empty()) {
      const Root root = roots_.back();
      roots_.pop_back();
      if (functions_.find(root.begin)) continue;
      targets_.clear();
      const uint64_t end = read_function(root);
      if (end == root.begin) continue;
      functions_.add_reached(root.begin, end);
      for (const uint64_t target : targets_) add_root(target);
    }
  }

 private:
  struct Root {
    uint64_t begin, limit;
  };

  // Reads on until nothing goes on, and no branch so far leads further. Returns the end, and leaves
  // where branches and calls lead.
  uint64_t read_function(const Root& root) {
    const uint64_t limit = std::min(root.limit, functions_.next_begin(root.begin));
    const Bytes bytes = functions_.view().from(root.begin);
    uint64_t furthest = root.begin;
    for (uint64_t at = root.begin; at < limit;) {
      const auto rest = bytes.slice(at - root.begin, bytes.size() - (at - root.begin));
      const auto instruction = rest ? decode(*rest, at) : std::nullopt;
      if (!instruction || at + instruction->length > limit) return at;
      at += instruction->length;
      const uint64_t target = instruction->target;
      const bool is_near = target >= at && target - root.begin < kMaxFunction && target < limit;
      if (instruction->has_target) targets_.push_back(target);
      if (instruction->has_target && instruction->flow != Flow::kCall && is_near) {
        furthest = std::max(furthest, target);
      }
      if (ends_here(instruction->flow) && at > furthest) return at;
    }
    return limit;
  }

  Functions& functions_;
  CodeCache& codes_;
  const std::vector<Gap>& gaps_;
  std::vector<Root> roots_;
  std::vector<uint64_t> targets_;  // of the function that was read last
};

}  // namespace

void follow_branches(Functions& functions, CodeCache& codes, const Targets& targets,
                     const std::vector<Gap>& gaps) {
  Follower follower(functions, codes, gaps);
  follower.add_roots_of_image();
  for (const Gap& gap : gaps) follower.add_roots_of_branches(targets.into(gap));
  follower.add_roots_before();
  follower.follow();
}

bool Reached::contains(const Code& code, uint64_t address) {
  const auto wanted = code.index_of(address);
  if (!wanted) return false;
  const auto [place, is_new] = by_function_.try_emplace(code.function().key());
  std::vector<bool>& seen = place->second;
  if (!is_new) return *wanted < seen.size() && seen[*wanted];

  const auto& instructions = code.instructions();
  seen.resize(instructions.size());
  std::vector<size_t> open;
  const auto add = [&](std::optional<size_t> index) {
    if (!index || *index == instructions.size() || seen[*index]) return;
    seen[*index] = true;
    open.push_back(*index);
  };
  add(0);
  for (const uint64_t target : targets_.of_function(code.function())) add(code.index_of(target));
  while (!open.empty()) {
    const size_t index = open.back();
    open.pop_back();
    const Instruction& instruction = instructions[index].instruction;
    if (instruction.has_target) add(code.index_of(instruction.target));
    if (!ends_here(instruction.flow)) add(index + 1);
  }
  return seen[*wanted];
}

}  // namespace mimic::rewrite
