// What to write where, so that the system calls of an image go to a gateway.
//
// A trampoline takes rax as the site set it, sets rcx to where the gateway is to go on, and jumps
// to the gateway, whose address is stored at the start of the trampoline area. All else is as it
// was: the other registers, the flags, the stack and what is below it. When the gateway jumps to
// rcx, what was moved runs in the trampoline with rcx as the kernel would have left it.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "loader/rewrite/mapping.h"
#include "loader/rewrite/sites.h"

namespace mimic::rewrite {

// Memory for trampolines, within 2 GB of the code in either direction. It is written once, then
// executable and no longer writable.
struct Area {
  uint64_t address = 0;
  uint64_t size = 0;     // at least area_size()
  uint64_t gateway = 0;  // absolute address
};

// How much the trampolines of these sites take at most.
uint64_t area_size(std::span<const Site> sites);

struct Patch {
  uint64_t address = 0;
  uint8_t size = 0;
  std::array<uint8_t, 32> bytes{};
};

struct Plan {
  std::vector<Patch> patches;         // ascending, not overlapping
  std::vector<uint8_t> area;          // the bytes from Area::address on
  std::vector<PatchedSite> sites;     // ascending by `begin` and in the area
  std::vector<uint64_t> unreachable;  // sites left alone because of distances beyond 2 GB
};

// `sites` are find_sites()'s of this image, which is loaded `bias` bytes above the addresses it was
// linked for and is not patched yet. Sites that cannot be of this image (kept from another one) are
// left alone.
Plan make_plan(const elf::View& view, std::span<const Site> sites, uint64_t bias, const Area& area);

}  // namespace mimic::rewrite
