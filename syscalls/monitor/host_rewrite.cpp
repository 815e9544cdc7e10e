#include "syscalls/monitor/host_rewrite.h"

#include <sys/mman.h>

#include <cstring>

#include "loader/base/file.h"
#include "loader/elf/map.h"
#include "loader/rewrite/plan.h"
#include "syscalls/monitor/host_site_cache.h"
#include "syscalls/monitor/modules.h"

namespace mimic::monitor {

using elf::page_down, elf::page_up;

extern "C" const char mimic_gateway[];

namespace {

constexpr uint64_t kReach = 1 << 30;  // how far from the code the trampolines may be
constexpr int kAttempts = 24;

// Memory near the image: below it, where the next image would go, or above.
uint64_t allocate_near(uint64_t begin, uint64_t end, uint64_t size) {
  uint64_t below = begin, above = end, step = size;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    below -= step;
    for (const uint64_t at : {below, above}) {
      void* wanted = reinterpret_cast<void*>(at);
      if (at < 0x10000 || at + size - begin + kReach > 2 * kReach) continue;
      void* mapped = ::mmap(wanted, size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
      if (mapped == wanted) return at;
      if (mapped != MAP_FAILED) ::munmap(mapped, size);
    }
    above += step;
    step *= 2;
  }
  return 0;
}

// Rewrites what of the image lies in [begin, end) of memory.
void rewrite(const elf::Headers& headers, Bytes file, int descriptor, uint64_t bias, uint64_t begin,
             uint64_t end) {
  const elf::View view(headers, file);
  std::vector<rewrite::Site> sites =
      cached_sites(descriptor, [&] { return rewrite::find_sites(rewrite::Functions(view)); });
  std::erase_if(sites, [&](const rewrite::Site& site) {
    return site.strategy == rewrite::Strategy::kTrap || bias + site.begin < begin ||
           bias + site.end > end;
  });
  if (sites.empty()) return;
  const uint64_t size = page_up(rewrite::area_size(sites));
  const uint64_t at = allocate_near(bias + headers.lowest, bias + headers.end, size);
  if (!at) return;
  const rewrite::Area area{at, size, reinterpret_cast<uint64_t>(mimic_gateway)};
  auto* plan =
      new rewrite::Plan(rewrite::make_plan(view, sites, bias, area));  // as the module, for good
  std::memcpy(reinterpret_cast<void*>(at), plan->area.data(), plan->area.size());
  const Module module = {begin, end, at, at + size, plan->sites.data(), plan->sites.size()};
  if (plan->patches.empty() ||
      ::mprotect(reinterpret_cast<void*>(at), size, PROT_READ | PROT_EXEC) != 0 ||
      !add_module(module)) {
    ::munmap(reinterpret_cast<void*>(at), size);
    delete plan;
    return;
  }
  for (const elf::Segment& segment : headers.segments) {
    const uint64_t from = page_down(bias + segment.address), to = page_up(bias + segment.end());
    if (!(segment.flags & elf::kExecute) || to <= begin || from >= end) continue;
    if (::mprotect(reinterpret_cast<void*>(from), to - from, PROT_READ | PROT_WRITE) != 0) continue;
    for (const rewrite::Patch& patch : plan->patches)
      if (patch.address >= from && patch.address + patch.size <= to)
        std::memcpy(reinterpret_cast<void*>(patch.address), patch.bytes.data(), patch.size);
    ::mprotect(reinterpret_cast<void*>(from), to - from,
               elf::protection(segment.flags & ~elf::kWrite));
  }
}

}  // namespace

void rewrite_image(const elf::Headers& headers, Bytes file, int descriptor, uint64_t bias) {
  rewrite(headers, file, descriptor, bias, bias + headers.lowest, bias + headers.end);
}

void rewrite_mapped(void* mapped_code) {
  const auto& code = *static_cast<const MappedCode*>(mapped_code);
  const auto file = MappedFile::of(code.descriptor, "");
  if (!file) return;
  const auto headers = elf::parse_headers(file->bytes(), "");
  if (!headers) return;
  for (const elf::Segment& segment : headers->segments) {
    if (!(segment.flags & elf::kExecute) || page_down(segment.file_offset) != code.offset) continue;
    const uint64_t bias = code.address - page_down(segment.address);
    const uint64_t end = page_up(segment.address + segment.file_size) + bias;
    rewrite(*headers, file->bytes(), code.descriptor, bias, code.address,
            std::min(end, code.address + code.size));
    return;
  }
}

}  // namespace mimic::monitor
