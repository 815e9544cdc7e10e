// The application manifest: the settings in it that change how a program runs.
//
// Source: Microsoft, "Application manifests".
#pragma once

#include <string>
#include <vector>

#include "loader/pe/image.h"

namespace mimic::pe {

struct Manifest {
  std::string active_code_page;           // e.g. "UTF-8", as written; empty: not given
  std::string requested_execution_level;  // e.g. "asInvoker"; empty: not given
  std::string dpi_awareness;              // e.g. "PerMonitorV2"; empty: not given
  std::vector<std::string> supported_os;  // identifiers "{8e0f7a12-…}", as written
  std::vector<std::string> dependencies;  // names of assemblies it asks for
  bool long_path_aware = false;
  bool ui_access = false;

  bool wants_utf8() const;
};

// The bytes of the image's own manifest (a program's or a library's); nullopt without one.
std::optional<Bytes> find_manifest(const View& view);

// Reads what is there of UTF-8 or UTF-16 XML. Namespaces are ignored, and what is no XML is
// skipped.
Manifest parse_manifest(Bytes text);

// Both of these; nullopt without a manifest.
std::optional<Manifest> read_manifest(const View& view);

}  // namespace mimic::pe
