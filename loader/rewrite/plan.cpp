#include "loader/rewrite/plan.h"

#include <algorithm>

#include "loader/rewrite/adjacent.h"
#include "loader/rewrite/decoder.h"

namespace mimic::rewrite {
namespace {

constexpr uint64_t kSlotSize = 8;  // the gateway's address, before all trampolines
// lea, jmp, lea, jmp around what was moved.
constexpr uint64_t kOverhead = 7 + 6 + 7 + 5;
constexpr uint64_t kJumpSize = 5;
constexpr uint8_t kJump = 0xe9, kTrapInstruction = 0xcc;

bool reaches(uint64_t from, uint64_t to) {
  const auto distance = static_cast<int64_t>(to - from);
  return distance == static_cast<int32_t>(distance);
}

// Writes one trampoline.
class Trampoline {
 public:
  Trampoline(uint64_t address, uint64_t guest_begin) {
    patched_.trampoline = address;
    patched_.begin = guest_begin;
  }

  bool ok() const { return ok_; }
  uint64_t here() const { return patched_.trampoline + bytes_.size(); }
  const std::vector<uint8_t>& bytes() const { return bytes_; }
  PatchedSite& patched() { return patched_; }

  // What is written next stands for the guest's code at `guest`.
  void stands_for(uint64_t guest) {
    const auto distance = static_cast<int64_t>(guest - patched_.begin);
    if (patched_.step_count == kMaxSteps || distance != static_cast<int8_t>(distance)) {
      ok_ = false;
      return;
    }
    patched_.steps[patched_.step_count++] = {static_cast<uint8_t>(bytes_.size()),
                                             static_cast<int8_t>(distance)};
  }
  void put_rcx(uint64_t value) { put_relative({0x48, 0x8d, 0x0d}, value); }   // lea
  void put_jump_through(uint64_t slot) { put_relative({0xff, 0x25}, slot); }  // jmp *slot
  void put_jump(uint64_t target) { put_relative({kJump}, target); }

  // A copy of an instruction that lies at `guest`.
  void put_moved(Bytes code, const Instruction& instruction, uint64_t guest) {
    stands_for(guest);
    const size_t at = bytes_.size();
    bytes_.insert(bytes_.end(), code.data(), code.data() + instruction.length);
    if (!instruction.is_rip_relative) return;
    ok_ &= reaches(here(), instruction.target);
    const auto distance = static_cast<int32_t>(instruction.target - here());
    std::memcpy(bytes_.data() + at + instruction.displacement_offset, &distance, sizeof distance);
  }

 private:
  // An instruction that ends with a distance of 32 bits.
  void put_relative(std::initializer_list<uint8_t> opcode, uint64_t target) {
    bytes_.insert(bytes_.end(), opcode);
    const uint64_t end = here() + 4;
    ok_ &= reaches(end, target);
    const auto distance = static_cast<int32_t>(target - end);
    const auto* raw = reinterpret_cast<const uint8_t*>(&distance);
    bytes_.insert(bytes_.end(), raw, raw + sizeof distance);
  }

  std::vector<uint8_t> bytes_;
  PatchedSite patched_{};
  bool ok_ = true;
};

class Planner {
 public:
  Planner(const elf::View& view, uint64_t bias, const Area& area)
      : view_(view), bias_(bias), area_(area) {
    plan_.area.resize(kSlotSize);
    std::memcpy(plan_.area.data(), &area.gateway, sizeof area.gateway);
  }

  Plan plan(std::span<const Site> sites) {
    for (const Site& site : sites) {
      if (site.strategy == Strategy::kTrap || !is_plausible(site)) continue;
      if (!add(site)) plan_.unreachable.push_back(site.address + bias_);
    }
    std::ranges::sort(plan_.patches, {}, &Patch::address);
    return std::move(plan_);
  }

 private:
  bool is_plausible(const Site& site) {
    const auto call = view_.at(site.address, 2);
    if (!call || call->data()[0] != 0x0f || call->data()[1] != 0x05) return false;
    const uint64_t size = site.end - site.begin;
    const bool is_hop = site.strategy == Strategy::kShortHop;
    const bool holds_call = site.begin <= site.address && site.end >= site.address;
    if (size < (is_hop ? 2 : kJumpSize) || size > Patch().bytes.size() || !holds_call ||
        site.begin < previous_end_ || !view_.at(site.begin, size) ||
        (is_hop && !view_.at(site.hole, kJumpSize))) {
      return false;
    }
    previous_end_ = site.end;
    return true;
  }

  bool add(const Site& site) {
    const uint64_t call = site.address + bias_, after = site.after() + bias_;
    Trampoline out(area_.address + plan_.area.size(), site.begin + bias_);
    PatchedSite& patched = out.patched();
    patched.site = call;
    patched.end = site.end + bias_;
    patched.keeps_syscall = site.end <= site.address;

    const bool moves_on = site.end > site.after();  // instructions after the call as well
    if (!put_moved(out, site.begin, std::min(site.address, site.end))) return false;
    patched.call = out.here();
    out.stands_for(call);
    const uint64_t resume = out.here() + 7 + 6;
    patched.resume = moves_on ? resume : after;
    out.put_rcx(patched.resume);
    out.put_jump_through(area_.address);
    if (moves_on) {
      out.stands_for(after);
      out.put_rcx(after);
      if (!put_moved(out, site.after(), site.end)) return false;
      out.stands_for(patched.end);
      out.put_jump(patched.end);
    }
    patched.trampoline_end = out.here();
    if (!out.ok() || plan_.area.size() + out.bytes().size() > area_.size) return false;
    if (!add_patches(site, patched)) return false;
    plan_.area.insert(plan_.area.end(), out.bytes().begin(), out.bytes().end());
    plan_.sites.push_back(patched);
    return true;
  }

  // The instructions of the image between two addresses it was linked for.
  bool put_moved(Trampoline& out, uint64_t begin, uint64_t end) {
    while (begin < end) {
      const Bytes code = view_.from(begin);
      const auto instruction = decode(code, begin + bias_);
      if (!instruction) return false;
      out.put_moved(code, *instruction, begin + bias_);
      begin += instruction->length;
    }
    return true;
  }

  bool add_patches(const Site& site, const PatchedSite& patched) {
    const bool hops = site.strategy == Strategy::kShortHop;
    const uint64_t jump_at = hops ? site.hole + bias_ : patched.begin;
    if (!reaches(jump_at + 5, patched.trampoline)) return false;
    Patch jump;
    jump.address = jump_at;
    jump.size = hops ? 5 : static_cast<uint8_t>(patched.end - patched.begin);
    // What follows the jump is never run, but for the rest of a long load.
    jump.bytes.fill(kTrapInstruction);
    jump.bytes[0] = kJump;
    const auto distance = static_cast<int32_t>(patched.trampoline - (jump_at + 5));
    std::memcpy(jump.bytes.data() + 1, &distance, sizeof distance);
    if (patched.keeps_syscall && jump.size == 7) {
      jump.bytes[5] = 0x66;  // as adjacent.h has it
      jump.bytes[6] = 0x90;
    }
    plan_.patches.push_back(jump);
    if (!hops) return true;
    Patch hop;
    hop.address = patched.begin;
    hop.size = 2;
    hop.bytes[0] = 0xeb;
    hop.bytes[1] = static_cast<uint8_t>(site.hole - site.after());
    plan_.patches.push_back(hop);
    return true;
  }

  const elf::View& view_;
  uint64_t bias_;
  Area area_;
  uint64_t previous_end_ = 0;
  Plan plan_;
};

}  // namespace

uint64_t area_size(std::span<const Site> sites) {
  uint64_t size = kSlotSize;
  for (const Site& site : sites) {
    if (site.strategy != Strategy::kTrap) size += kOverhead + (site.end - site.begin);
  }
  return size;
}

Plan make_plan(const elf::View& view, std::span<const Site> sites, uint64_t bias,
               const Area& area) {
  return Planner(view, bias, area).plan(sites);
}

}  // namespace mimic::rewrite
