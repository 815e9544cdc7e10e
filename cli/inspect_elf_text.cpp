// `mimic inspect` of an ELF image, as text.
#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "cli/image_names.h"
#include "cli/inspect_elf.h"
#include "cli/text_report.h"
#include "loader/base/printable.h"

namespace mimic {
namespace {

constexpr rewrite::Strategy kStrategies[] = {
    rewrite::Strategy::kAdjacentLoad, rewrite::Strategy::kForward, rewrite::Strategy::kShortHop,
    rewrite::Strategy::kBackward, rewrite::Strategy::kTrap};

void print_headers(const ElfReport& report, Parts& parts) {
  const elf::Headers& h = *report.headers;
  parts.begin();
  std::printf("%s\n", report.path.c_str());
  line("kind", "%s %s for x86-64 (ELF)", elf::system_name(h.system),
       report.is_library() ? "library" : "program");
  if (!report.dynamic.name.empty()) {
    line("its own name", "%s", printable(report.dynamic.name).c_str());
  }
  line("addresses", "0x%" PRIx64 " to 0x%" PRIx64 "%s", h.lowest, h.end,
       h.is_movable() ? ", movable" : ", fixed");
  line("size", "%s in memory", size_text(h.end - h.lowest).c_str());
  if (h.entry != 0) line("entry point", "0x%" PRIx64, h.entry);
  line("program headers", "%u at 0x%" PRIx64 "%s", h.program_headers.count,
       h.program_headers.file_offset, h.program_headers.address ? "" : ", not in memory");
  if (h.interpreter) line("interpreter", "%s", printable(*h.interpreter).c_str());
  if (h.tls) {
    line("thread-local data", "%s, %s of it from the file, alignment %" PRIu64,
         size_text(h.tls->memory_size).c_str(), size_text(h.tls->file_size).c_str(),
         h.tls->alignment);
  }
  if (h.stack_flags) line("stack", "%s", segment_access(*h.stack_flags).c_str());
  if (h.x86_features) {
    std::string text;
    for (const std::string& name : x86_feature_names(*h.x86_features)) {
      text += (text.empty() ? "" : ", ") + name;
    }
    line("properties", "%s", text.empty() ? "none" : text.c_str());
  }
  if (report.dynamic.has_text_relocations) line("relocations", "also in code");
}

void print_segments(const ElfReport& report, Parts& parts) {
  parts.begin();
  std::puts("Segments");
  std::printf("  %-18s %12s  %-10s %12s  %s\n", "address", "size", "in file", "size", "access");
  for (const elf::Segment& segment : report.headers->segments) {
    std::printf("  0x%016" PRIx64 " %#12" PRIx64 "  0x%08" PRIx64 " %#12" PRIx64 "  %s\n",
                segment.address, segment.memory_size, segment.file_offset, segment.file_size,
                segment_access(segment.flags).c_str());
  }
}

void print_needed(const ElfReport& report, Parts& parts) {
  if (report.dynamic.needed.empty()) return;
  parts.begin();
  std::puts("Needed libraries");
  for (const std::string_view name : report.dynamic.needed) {
    std::printf("  %s\n", printable(name).c_str());
  }
  if (!report.dynamic.run_path.empty()) {
    line("looked for in", "%s", printable(report.dynamic.run_path).c_str());
  }
}

void print_exports(const ElfReport& report, Parts& parts) {
  if (report.exports.empty()) return;
  parts.begin();
  std::printf("Exports (%zu functions)\n", report.exports.size());
  for (const elf::Symbol& symbol : report.exports) {
    std::printf("  0x%08" PRIx64 "  %s\n", symbol.address, printable(symbol.name).c_str());
  }
}

void print_site(const InspectedSite& inspected) {
  const rewrite::Site& site = inspected.site;
  std::string number = "-";
  if (site.number) number = std::to_string(*site.number);
  if (!inspected.call.empty()) number += " " + inspected.call;
  std::string where = printable(inspected.function);
  if (site.reason != rewrite::Reason::kNone) {
    if (!where.empty()) where += ": ";
    where += rewrite::reason_text(site.reason);
  }
  std::printf("  0x%08" PRIx64 "  %-14s  %-24s %s\n", site.address,
              rewrite::strategy_name(site.strategy), number.c_str(), where.c_str());
}

void print_sites(const ElfReport& report, bool verbose, Parts& parts) {
  parts.begin();
  std::printf("System calls (%zu)\n", report.sites.size());
  for (const rewrite::Strategy strategy : kStrategies) {
    const auto count = std::ranges::count_if(report.sites, [strategy](const InspectedSite& site) {
      return site.site.strategy == strategy;
    });
    if (count != 0) line(rewrite::strategy_name(strategy), "%td", count);
  }
  const auto is_listed = [verbose](const InspectedSite& site) {
    return verbose || site.site.strategy == rewrite::Strategy::kTrap;
  };
  if (!std::ranges::any_of(report.sites, is_listed)) return;
  parts.begin();
  std::puts(verbose ? "Each of them" : "Those that trap");
  for (const InspectedSite& site : report.sites) {
    if (is_listed(site)) print_site(site);
  }
}

}  // namespace

void print_text(const ElfReport& report, const InspectParts& wanted, bool verbose) {
  Parts parts;
  if (wanted.headers) print_headers(report, parts);
  if (wanted.sections) print_segments(report, parts);
  if (wanted.imports) print_needed(report, parts);
  if (wanted.exports) print_exports(report, parts);
  if (wanted.syscalls) print_sites(report, verbose, parts);
}

}  // namespace mimic
