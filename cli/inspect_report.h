// What `mimic inspect` found out about an image, and the two ways to print it.
#pragma once

#include <string>
#include <vector>

#include "cli/import_status.h"
#include "loader/pe/bound.h"
#include "loader/pe/image.h"
#include "loader/pe/load_config.h"
#include "loader/pe/manifest.h"
#include "loader/pe/resources.h"
#include "loader/pe/version_info.h"

namespace mimic {

struct InspectedImport {
  std::string name;  // "CloseHandle", or "#12" for an ordinal
  ImportStatus status;
};

struct InspectedModule {
  std::string name;
  std::string host;    // for an API set: the DLL it stands for
  std::string source;  // "builtin", a path, or empty where there is no such DLL
  bool delayed = false;
  std::vector<InspectedImport> imports;
};

// Which parts to print.
struct InspectParts {
  bool headers = false, sections = false, exports = false, imports = false, resources = false;
  bool syscalls = false;
};

struct InspectReport {
  std::string path;
  Bytes file;
  const pe::Headers* headers = nullptr;
  std::optional<pe::TlsDirectory> tls;
  std::optional<pe::LoadConfig> load_config;
  uint32_t unwind_entries = 0;
  std::vector<pe::BoundImport> bound;
  std::string module_name;
  std::vector<pe::Exports::Entry> exports;
  std::vector<InspectedModule> modules;
  std::vector<pe::Resources::Entry> resources;
  std::optional<pe::Manifest> manifest;
  std::optional<pe::VersionInfo> version;
  std::vector<Error> problems;  // parts that could not be read
};

void print_text(const InspectReport& report, const InspectParts& parts);
void print_json(const InspectReport& report, const InspectParts& parts);

}  // namespace mimic
