// Fuzzes the readers of ELF images and the search for system calls: whatever the bytes are, what is
// read lies in the file, an error is one line, and a plan changes only code, and each byte once.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>

#include "loader/elf/dynamic.h"
#include "loader/elf/sections.h"
#include "loader/rewrite/plan.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace mimic::rewrite {
namespace {

constexpr std::string_view kName = "fuzz";
constexpr uint64_t kBias = 0x7f0000000000;

// Makes the sanitizer look at what a view points to.
void touch(std::string_view text) {
  volatile char sum = 0;
  for (const char c : text) sum = sum + c;
}
void touch(Bytes bytes) {
  touch(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}
void require(bool condition, std::source_location where = std::source_location::current()) {
  if (condition) return;
  std::fprintf(stderr, "line %u: not so\n", where.line());
  std::abort();
}

void read_tables(const elf::View& view) {
  const elf::Dynamic dynamic = elf::read_dynamic(view);
  for (const std::string_view name : dynamic.needed) touch(name);
  touch(dynamic.name);
  touch(dynamic.run_path);
  for (const elf::Section& section : elf::read_sections(view.file())) {
    touch(section.name);
    touch(section.bytes.slice(0, std::min<size_t>(section.bytes.size(), 64)).value());
  }
  for (const elf::Symbol& symbol : elf::function_symbols(view, elf::Names::kRead)) {
    touch(symbol.name);
    require(view.is_executable(symbol.address));
  }
  const elf::Frames frames(view);
  for (uint32_t i = 0; i < std::min(frames.size(), 64u); ++i) {
    const auto frame = frames.at(i);
    if (!frame) continue;
    require(frame->begin < frame->end);
    (void)elf::landing_pads(view, *frame);
  }
  const elf::GoFunctions go(view);
  for (uint64_t i = 0; i < std::min<uint64_t>(go.size(), 64); ++i) {
    if (const auto function = go.at(i)) touch(function->name);
  }
}

void rewrite(const elf::View& view) {
  const Functions functions(view);
  SiteOptions options;
  options.other_entries = true;
  options.all_numbers = true;
  const std::vector<Site> sites = find_sites(functions, options);
  for (size_t i = 0; i < sites.size(); ++i) {
    require(i == 0 || sites[i - 1].address <= sites[i].address);
    require((sites[i].strategy == Strategy::kTrap) == (sites[i].reason != Reason::kNone));
  }
  const elf::Headers& headers = view.headers();
  const Area area{kBias + headers.lowest - 0x100000, area_size(sites), 0x1234};
  const Plan plan = make_plan(view, sites, kBias, area);
  require(plan.area.size() <= area.size);
  uint64_t end = 0;
  for (const Patch& patch : plan.patches) {
    require(patch.address >= end && patch.size <= patch.bytes.size());
    end = patch.address + patch.size;
    require(view.at(patch.address - kBias, patch.size).has_value());
    require(view.is_executable(patch.address - kBias));
  }
  for (const PatchedSite& site : plan.sites) {
    require(find_by_trampoline(plan.sites.data(), plan.sites.size(), site.call) == &site);
    require(guest_address(site, site.call) == site.site);
    for (size_t i = 0; i < site.step_count; ++i) {
      const uint64_t guest = guest_address(site, site.trampoline + site.steps[i].trampoline);
      require(host_address(site, guest) != 0);
    }
  }
}

void read_image(Bytes file) {
  const auto headers = elf::parse_headers(file, kName);
  if (!headers) {
    const std::string& message = headers.error().message;
    require(message.starts_with(kName) && message.find('\n') == std::string::npos);
    return;
  }
  const elf::View view(*headers, file);
  touch(view.from(headers->entry));
  read_tables(view);
  rewrite(view);
}

// Fields that matter: the headers and the tables they lead to.
size_t interesting_offset(const uint8_t* data, size_t size, uint32_t random) {
  const size_t in_headers = random / 7 % std::min<size_t>(size, 64 + 8 * 56);
  if (random % 3 == 0) return in_headers;
  const auto headers = elf::parse_headers(Bytes(data, size), kName);
  if (!headers) return in_headers;
  const elf::View view(*headers, Bytes(data, size));
  const uint64_t addresses[] = {headers->dynamic.address, headers->eh_frame_header.address,
                                headers->entry, elf::read_dynamic(view).gnu_hash};
  const Bytes table = view.from(addresses[random / 11 % std::size(addresses)]);
  if (table.size() == 0) return in_headers;
  return static_cast<size_t>(table.data() - data) +
         random / 176 % std::min<size_t>(table.size(), 512);
}

}  // namespace
}  // namespace mimic::rewrite

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  mimic::rewrite::read_image(mimic::Bytes(data, size));
  return 0;
}

// Mutates headers and tables as often as code, with the values that break readers.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed) {
  uint64_t state = seed * 0x9e3779b97f4a7c15 + 1;
  const auto random = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<uint32_t>(state >> 16);
  };
  if (size < 128 || random() % 4 == 0) return LLVMFuzzerMutate(data, size, max_size);
  static constexpr uint64_t kValues[] = {0,          1,          2,
                                         8,          0x7f,       0xff,
                                         0x1000,     0xffff,     0x7fffffff,
                                         0x80000000, 0xffffffff, ~uint64_t{0},
                                         0x00050f00, 0xe9050f00, uint64_t{1} << 63};
  for (uint32_t count = 1 + random() % 3; count != 0; --count) {
    const size_t width = size_t{1} << random() % 4;
    size_t offset = mimic::rewrite::interesting_offset(data, size, random());
    if (random() % 4 != 0) offset &= ~(width - 1);
    if (offset + width > size) continue;
    uint64_t value = 0;
    std::memcpy(&value, data + offset, width);
    switch (random() % 4) {
      case 0:
        value = kValues[random() % std::size(kValues)];
        break;
      case 1:
        value += static_cast<uint64_t>(int64_t{random() % 33} - 16);
        break;
      case 2:
        value ^= uint64_t{1} << random() % (8 * width);
        break;
      default:  // some other field of the same image, so that tables meet each other
        std::memcpy(&value, data + random() % (size - width + 1), width);
        break;
    }
    std::memcpy(data + offset, &value, width);
  }
  if (random() % 64 == 0) size = 1 + random() % size;
  return size;
}
