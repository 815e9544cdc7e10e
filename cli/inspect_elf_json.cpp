// `mimic inspect --json` of an ELF image. Addresses and sizes are numbers; what is absent has no
// member.
#include <cstdio>

#include "cli/inspect_elf.h"
#include "cli/json_writer.h"

namespace mimic {
namespace {

void write_headers(JsonWriter& json, const ElfReport& report) {
  const elf::Headers& h = *report.headers;
  json.key("headers");
  json.begin_object();
  json.member("machine", "x86-64");
  json.member("system", elf::system_name(h.system));
  json.member("kind", report.is_library() ? "library" : "program");
  if (!report.dynamic.name.empty()) json.member("name", report.dynamic.name);
  json.flag("movable", h.is_movable());
  json.member("os_abi", uint64_t{h.os_abi});
  json.member("lowest_address", h.lowest);
  json.member("end_address", h.end);
  if (h.entry != 0) json.member("entry_point", h.entry);
  if (h.interpreter) json.member("interpreter", *h.interpreter);
  if (h.tls) json.member("tls_size", h.tls->memory_size);
  if (h.stack_flags) json.flag("executable_stack", *h.stack_flags & elf::kExecute);
  if (h.x86_features) {
    json.key("properties");
    json.begin_array();
    for (const std::string& name : x86_feature_names(*h.x86_features)) json.string(name);
    json.end_array();
  }
  json.flag("text_relocations", report.dynamic.has_text_relocations);
  json.end_object();
}

void write_segments(JsonWriter& json, const ElfReport& report) {
  json.key("segments");
  json.begin_array();
  for (const elf::Segment& segment : report.headers->segments) {
    json.begin_object();
    json.member("address", segment.address);
    json.member("size", segment.memory_size);
    json.member("file_offset", segment.file_offset);
    json.member("file_size", segment.file_size);
    json.member("access", segment_access(segment.flags));
    json.end_object();
  }
  json.end_array();
}

void write_needed(JsonWriter& json, const ElfReport& report) {
  json.key("needed");
  json.begin_array();
  for (const std::string_view name : report.dynamic.needed) json.string(name);
  json.end_array();
  if (!report.dynamic.run_path.empty()) json.member("run_path", report.dynamic.run_path);
}

void write_exports(JsonWriter& json, const ElfReport& report) {
  json.key("exports");
  json.begin_array();
  for (const elf::Symbol& symbol : report.exports) {
    json.begin_object();
    json.member("name", symbol.name);
    json.member("address", symbol.address);
    json.end_object();
  }
  json.end_array();
}

void write_sites(JsonWriter& json, const ElfReport& report) {
  json.key("syscalls");
  json.begin_array();
  for (const InspectedSite& inspected : report.sites) {
    const rewrite::Site& site = inspected.site;
    json.begin_object();
    json.member("address", site.address);
    json.member("strategy", rewrite::strategy_name(site.strategy));
    if (site.reason != rewrite::Reason::kNone) {
      json.member("reason", rewrite::reason_text(site.reason));
    }
    if (site.number && *site.number >= 0) {
      json.member("number", static_cast<uint64_t>(*site.number));
    }
    if (!inspected.call.empty()) json.member("call", inspected.call);
    if (!inspected.function.empty()) json.member("function", inspected.function);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void print_json(const ElfReport& report, const InspectParts& parts) {
  JsonWriter json;
  json.begin_object();
  json.member("file", report.path);
  if (parts.headers) write_headers(json, report);
  if (parts.sections) write_segments(json, report);
  if (parts.imports) write_needed(json, report);
  if (parts.exports) write_exports(json, report);
  if (parts.syscalls) write_sites(json, report);
  json.end_object();
  std::fputs(json.text().c_str(), stdout);
}

}  // namespace mimic
