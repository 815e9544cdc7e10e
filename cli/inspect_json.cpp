// `mimic inspect --json`. Addresses and sizes are numbers; what is absent has no member.
#include <cstdio>

#include "cli/image_names.h"
#include "cli/inspect_report.h"
#include "cli/json_writer.h"

namespace mimic {
namespace {

void strings(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  json.key(key);
  json.begin_array();
  for (const std::string& value : values) json.string(value);
  json.end_array();
}

void write_headers(JsonWriter& json, const InspectReport& report) {
  const pe::Headers& h = *report.headers;
  json.key("headers");
  json.begin_object();
  json.member("machine", "x86-64");
  json.member("kind", h.is_dll() ? "dll" : "program");
  json.member("subsystem", subsystem_name(h.subsystem));
  if (!report.module_name.empty()) json.member("name", report.module_name);
  json.member("time_stamp", h.time_stamp);
  json.member("linker", std::to_string(h.linker_major) + "." + std::to_string(h.linker_minor));
  json.member("windows",
              std::to_string(h.subsystem_major) + "." + std::to_string(h.subsystem_minor));
  json.member("image_base", h.image_base);
  json.flag("movable", h.is_movable());
  json.member("entry_point", h.entry_rva);
  json.member("size_of_image", h.size_of_image);
  json.member("size_of_headers", h.size_of_headers);
  json.member("section_alignment", h.section_alignment);
  json.member("file_alignment", h.file_alignment);
  json.member("stack_reserve", h.stack_reserve);
  json.member("stack_commit", h.stack_commit);
  json.member("heap_reserve", h.heap_reserve);
  json.member("heap_commit", h.heap_commit);
  json.member("checksum", h.checksum);
  strings(json, "flags", characteristics_names(h.characteristics));
  strings(json, "dll_flags", dll_characteristics_names(h.dll_characteristics));
  if (report.tls) {
    json.member("tls_size", report.tls->template_end - report.tls->template_begin);
  }
  if (report.load_config) {
    json.flag("control_flow_guard", report.load_config->has_control_flow_guard());
  }
  json.member("unwind_entries", report.unwind_entries);
  json.end_object();
}

void write_sections(JsonWriter& json, const InspectReport& report) {
  json.key("sections");
  json.begin_array();
  for (const pe::Section& section : report.headers->sections) {
    json.begin_object();
    json.member("name", section_name(*report.headers, report.file, section.name));
    json.member("address", section.rva);
    json.member("size", section.virtual_size);
    json.member("file_offset", section.file_offset);
    json.member("file_size", section.file_size);
    json.member("access", protection(section.characteristics));
    json.end_object();
  }
  json.end_array();
}

void write_imports(JsonWriter& json, const InspectReport& report) {
  static constexpr char kWords[][8] = {"full", "partial", "missing"};
  json.key("imports");
  json.begin_array();
  for (const InspectedModule& module : report.modules) {
    json.begin_object();
    json.member("name", module.name);
    if (!module.host.empty()) json.member("host", module.host);
    if (!module.source.empty()) json.member("source", module.source);
    json.flag("delayed", module.delayed);
    json.key("functions");
    json.begin_array();
    for (const InspectedImport& import : module.imports) {
      json.begin_object();
      json.member("name", import.name);
      json.member("status", kWords[static_cast<size_t>(import.status.support)]);
      if (!import.status.reason.empty()) json.member("reason", import.status.reason);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_exports(JsonWriter& json, const InspectReport& report) {
  json.key("exports");
  json.begin_array();
  for (const pe::Exports::Entry& entry : report.exports) {
    json.begin_object();
    json.member("ordinal", entry.ordinal);
    if (!entry.name.empty()) json.member("name", entry.name);
    if (entry.target.forwarder.empty()) {
      json.member("address", entry.target.rva);
    } else {
      json.member("forwarder", entry.target.forwarder);
    }
    json.end_object();
  }
  json.end_array();
}

void write_manifest(JsonWriter& json, const pe::Manifest& manifest) {
  json.key("manifest");
  json.begin_object();
  json.member("requested_execution_level", manifest.requested_execution_level);
  json.member("active_code_page", manifest.active_code_page);
  json.flag("long_path_aware", manifest.long_path_aware);
  json.flag("ui_access", manifest.ui_access);
  json.member("dpi_awareness", manifest.dpi_awareness);
  strings(json, "supported_os", manifest.supported_os);
  strings(json, "dependencies", manifest.dependencies);
  json.end_object();
}

void write_version(JsonWriter& json, const pe::VersionInfo& version) {
  json.key("version");
  json.begin_object();
  if (version.fixed) {
    json.member("file", version_text(version.fixed->file_high, version.fixed->file_low));
    json.member("product", version_text(version.fixed->product_high, version.fixed->product_low));
  }
  json.key("strings");
  json.begin_array();
  for (const pe::VersionStrings& table : version.strings) {
    json.begin_object();
    json.member("language", table.language);
    json.member("code_page", table.code_page);
    json.key("values");
    json.begin_object();
    for (const auto& [key, value] : table.values) json.member(utf8(key), utf8(value));
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_resources(JsonWriter& json, const InspectReport& report) {
  json.key("resources");
  json.begin_array();
  for (const pe::Resources::Entry& entry : report.resources) {
    json.begin_object();
    json.member("type", resource_type_name(entry.type));
    json.member("name", resource_name(entry.name));
    json.member("language", entry.resource.language);
    json.member("size", entry.resource.size);
    json.end_object();
  }
  json.end_array();
  if (report.manifest) write_manifest(json, *report.manifest);
  if (report.version) write_version(json, *report.version);
}

}  // namespace

void print_json(const InspectReport& report, const InspectParts& parts) {
  JsonWriter json;
  json.begin_object();
  json.member("file", report.path);
  if (parts.headers) write_headers(json, report);
  if (parts.sections) write_sections(json, report);
  if (parts.imports) write_imports(json, report);
  if (parts.exports) write_exports(json, report);
  if (parts.resources) write_resources(json, report);
  json.key("problems");
  json.begin_array();
  for (const Error& problem : report.problems) json.string(problem.message);
  json.end_array();
  json.end_object();
  std::fputs(json.text().c_str(), stdout);
}

}  // namespace mimic
