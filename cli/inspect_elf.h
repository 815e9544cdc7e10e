// What `mimic inspect` found out about an ELF image, and the two ways to print it.
#pragma once

#include <string>
#include <vector>

#include "cli/inspect_report.h"
#include "loader/elf/dynamic.h"
#include "loader/elf/image.h"
#include "loader/elf/symbols.h"
#include "loader/rewrite/sites.h"

namespace mimic {

struct InspectedSite {
  rewrite::Site site;
  std::string function;  // empty where none is known
  std::string call;      // "openat"; empty where the number is not known or has no name
};

struct ElfReport {
  std::string path;
  const elf::Headers* headers = nullptr;
  elf::Dynamic dynamic;
  std::vector<elf::Symbol> exports;
  std::vector<InspectedSite> sites;

  bool is_library() const;
};

// Only what the wanted parts show. `headers` and `file` must outlive the report.
ElfReport collect_elf(const elf::Headers& headers, Bytes file, const std::string& path,
                      const InspectParts& parts);
// `verbose` lists all system calls rather than those that trap.
void print_text(const ElfReport& report, const InspectParts& parts, bool verbose);
void print_json(const ElfReport& report, const InspectParts& parts);

// "r-x".
std::string segment_access(uint32_t flags);
std::vector<std::string> x86_feature_names(uint32_t features);

}  // namespace mimic
