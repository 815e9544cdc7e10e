#include "cli/inspect_elf.h"

#include "cli/image_names.h"
#include "loader/rewrite/functions.h"
#include "syscalls/linux/call.h"

namespace mimic {
namespace {

// Static Linux programs often bear no mark.
bool has_linux_numbers(elf::System system) {
  return system == elf::System::kLinux || system == elf::System::kUnknown;
}

std::string call_name(elf::System system, std::optional<int64_t> number) {
  if (!number || !has_linux_numbers(system)) return {};
  const syscalls::Call* call = syscalls::find(static_cast<uint64_t>(*number));
  return call ? call->name : std::string();
}

}  // namespace

// A library has a name, which libc.so.6 has as well, though it can be run.
bool ElfReport::is_library() const {
  constexpr uint64_t kProgram = 0x08000000;  // DF_1_PIE
  if (!dynamic.name.empty()) return true;
  return headers->is_movable() && !headers->interpreter && !(dynamic.flags_1 & kProgram);
}

ElfReport collect_elf(const elf::Headers& headers, Bytes file, const std::string& path,
                      const InspectParts& parts) {
  const elf::View view(headers, file);
  ElfReport report;
  report.path = path;
  report.headers = &headers;
  report.dynamic = elf::read_dynamic(view);
  if (parts.exports) report.exports = elf::dynamic_function_symbols(view);
  if (!parts.syscalls) return report;

  const rewrite::Functions functions(view);
  rewrite::SiteOptions options;
  options.other_entries = true;
  options.all_numbers = true;
  options.max_code = ~uint64_t{0};
  for (const rewrite::Site& site : rewrite::find_sites(functions, options)) {
    report.sites.push_back(
        {site, std::string(functions.name(site.address)), call_name(headers.system, site.number)});
  }
  return report;
}

std::string segment_access(uint32_t flags) {
  return access_text(flags & elf::kRead, flags & elf::kWrite, flags & elf::kExecute);
}

std::vector<std::string> x86_feature_names(uint32_t features) {
  std::vector<std::string> names;
  if (features & elf::kIndirectBranchTracking) names.push_back("indirect branch tracking");
  if (features & elf::kShadowStack) names.push_back("shadow stack");
  return names;
}

}  // namespace mimic
