// `mimic inspect` as text.
#include <algorithm>
#include <cinttypes>
#include <cstdarg>
#include <cstdio>

#include "cli/image_names.h"
#include "cli/inspect_report.h"
#include "cli/text_report.h"
#include "loader/base/printable.h"

namespace mimic {
namespace {

std::string joined(const std::vector<std::string>& words, const char* separator = ", ") {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

void print_headers(const InspectReport& report, Parts& parts) {
  const pe::Headers& h = *report.headers;
  parts.begin();
  std::printf("%s\n", report.path.c_str());
  line("kind", "%s %s for x86-64 (PE32+)", subsystem_name(h.subsystem).c_str(),
       h.is_dll() ? "DLL" : "program");
  if (!report.module_name.empty())
    line("its own name", "%s", printable(report.module_name).c_str());
  if (h.time_stamp != 0) {
    line("time stamp", "0x%08x (%s)", h.time_stamp, time_text(h.time_stamp).c_str());
  }
  line("linker", "%u.%u", h.linker_major, h.linker_minor);
  line("Windows", "%u.%u or later", h.subsystem_major, h.subsystem_minor);
  line("image base", "0x%" PRIx64 "%s", h.image_base,
       !h.is_movable()       ? ", fixed"
       : h.has_relocations() ? ", relocatable"
                             : "");
  line("entry point", "0x%08x", h.entry_rva);
  line("size", "%s in memory, headers 0x%x", size_text(h.size_of_image).c_str(), h.size_of_headers);
  line("alignment", "0x%x in memory, 0x%x in the file", h.section_alignment, h.file_alignment);
  line("stack", "%s, %s committed", size_text(h.stack_reserve).c_str(),
       size_text(h.stack_commit).c_str());
  line("heap", "%s, %s committed", size_text(h.heap_reserve).c_str(),
       size_text(h.heap_commit).c_str());
  if (h.checksum != 0) line("checksum", "0x%08x", h.checksum);
  line("flags", "%s", joined(characteristics_names(h.characteristics)).c_str());
  line("DLL flags", "%s", joined(dll_characteristics_names(h.dll_characteristics)).c_str());
  if (report.tls) {
    line("thread-local data", "%s%s%s",
         size_text(report.tls->template_end - report.tls->template_begin).c_str(),
         report.tls->zero_fill ? (", zeros " + size_text(report.tls->zero_fill)).c_str() : "",
         report.tls->callbacks_address ? ", callbacks" : "");
  }
  if (report.load_config) {
    line("load configuration", "%u bytes%s%s", report.load_config->size,
         report.load_config->security_cookie_address ? ", stack cookie" : "",
         report.load_config->has_control_flow_guard() ? ", control-flow guard" : "");
  }
  if (report.unwind_entries != 0) line("unwind entries", "%u", report.unwind_entries);
  for (const pe::BoundImport& bound : report.bound) {
    line("bound to", "%s of %s", printable(bound.name).c_str(),
         time_text(bound.time_stamp).c_str());
  }
}

void print_sections(const InspectReport& report, Parts& parts) {
  parts.begin();
  std::puts("Sections");
  std::printf("  %-16s %-10s %10s  %-10s %10s  %s\n", "name", "address", "size", "in file", "size",
              "access");
  for (const pe::Section& section : report.headers->sections) {
    std::printf("  %-16s 0x%08x %#10x  0x%08x %#10x  %s\n",
                printable(section_name(*report.headers, report.file, section.name)).c_str(),
                section.rva, section.virtual_size, section.file_offset, section.file_size,
                protection(section.characteristics).c_str());
  }
}

void print_exports(const InspectReport& report, Parts& parts) {
  if (report.exports.empty()) return;
  parts.begin();
  std::printf("Exports (%zu)\n", report.exports.size());
  for (const pe::Exports::Entry& entry : report.exports) {
    const std::string name = entry.name.empty() ? "(by ordinal only)" : printable(entry.name);
    if (entry.target.forwarder.empty()) {
      std::printf("  %5u  0x%08x  %s\n", entry.ordinal, entry.target.rva, name.c_str());
    } else {
      std::printf("  %5u  forwarder   %s -> %s\n", entry.ordinal, name.c_str(),
                  printable(entry.target.forwarder).c_str());
    }
  }
}

void print_module(const InspectedModule& module) {
  size_t counts[3] = {};
  for (const InspectedImport& import : module.imports) {
    ++counts[static_cast<size_t>(import.status.support)];
  }
  std::printf("  %s", printable(module.name).c_str());
  if (!module.host.empty()) std::printf(" -> %s", module.host.c_str());
  if (module.delayed) std::printf(", delayed");
  if (module.source.empty()) {
    std::printf(": no such DLL; %zu functions missing\n", module.imports.size());
  } else {
    std::printf(" (%s): %zu full", module.source.c_str(), counts[0]);
    if (counts[1] != 0) std::printf(", %zu partial", counts[1]);
    if (counts[2] != 0) std::printf(", %zu missing", counts[2]);
    std::putchar('\n');
  }
  for (const InspectedImport& import : module.imports) {
    static constexpr char kWords[][8] = {"full", "partial", "missing"};
    std::printf("    %-8s %s", kWords[static_cast<size_t>(import.status.support)],
                printable(import.name).c_str());
    if (!import.status.reason.empty()) std::printf("  \"%s\"", import.status.reason.c_str());
    std::putchar('\n');
  }
}

void print_imports(const InspectReport& report, Parts& parts) {
  if (report.modules.empty()) return;
  size_t total = 0;
  for (const InspectedModule& module : report.modules) total += module.imports.size();
  parts.begin();
  std::printf("Imports (%zu from %zu DLLs)\n", total, report.modules.size());
  for (const InspectedModule& module : report.modules) print_module(module);
}

void print_manifest(const pe::Manifest& manifest, Parts& parts) {
  parts.begin();
  std::puts("Manifest");
  const auto text = [](const char* label, const std::string& value) {
    if (!value.empty()) line(label, "%s", printable(value).c_str());
  };
  text("execution level", manifest.requested_execution_level);
  text("active code page", manifest.active_code_page);
  if (manifest.long_path_aware) line("long paths", "yes");
  if (manifest.ui_access) line("UI access", "yes");
  text("DPI awareness", manifest.dpi_awareness);
  for (const std::string& os : manifest.supported_os) text("supports", os);
  for (const std::string& assembly : manifest.dependencies) text("depends on", assembly);
}

void print_version(const pe::VersionInfo& version, Parts& parts) {
  parts.begin();
  std::puts("Version");
  if (version.fixed) {
    line("file", "%s", version_text(version.fixed->file_high, version.fixed->file_low).c_str());
    line("product", "%s",
         version_text(version.fixed->product_high, version.fixed->product_low).c_str());
  }
  for (const pe::VersionStrings& table : version.strings) {
    line("language", "0x%04x, code page %u", table.language, table.code_page);
    for (const auto& [key, value] : table.values) {
      std::printf("    %-18s %s\n", shown(key).c_str(), shown(value).c_str());
    }
  }
}

void print_resources(const InspectReport& report, Parts& parts) {
  if (!report.resources.empty()) {
    parts.begin();
    std::printf("Resources (%zu)\n", report.resources.size());
    for (const pe::Resources::Entry& entry : report.resources) {
      std::printf("  %-16s %-12s language 0x%04x  %s\n",
                  printable(resource_type_name(entry.type)).c_str(),
                  printable(resource_name(entry.name)).c_str(), entry.resource.language,
                  size_text(entry.resource.size).c_str());
    }
  }
  if (report.manifest) print_manifest(*report.manifest, parts);
  if (report.version) print_version(*report.version, parts);
}

}  // namespace

void print_text(const InspectReport& report, const InspectParts& wanted) {
  Parts parts;
  if (wanted.headers) print_headers(report, parts);
  if (wanted.sections) print_sections(report, parts);
  if (wanted.imports) print_imports(report, parts);
  if (wanted.exports) print_exports(report, parts);
  if (wanted.resources) print_resources(report, parts);
}

}  // namespace mimic
