#include "cli/inspect.h"

#include <cstdio>
#include <cstring>

#include "cli/exit_status.h"
#include "cli/inspect_elf.h"
#include "cli/inspect_report.h"
#include "loader/base/printable.h"
#include "loader/pe/api_set.h"
#include "loader/pe/exception_directory.h"

namespace mimic {
namespace {

constexpr char kHelp[] =
    "Usage: mimic inspect [options] FILE\n"
    "\n"
    "Describes an image for x86-64. Runs nothing. Of a Windows program or DLL: what it is, what\n"
    "it imports, and which of those functions mimic has in full, in part or not at all. Of an\n"
    "ELF program or library (Linux, FreeBSD, NetBSD, ...): what it is, what it needs, and how\n"
    "its system calls reach mimic.\n"
    "\n"
    "Options (without one that names a part, all parts are shown, of ELF images but exports):\n"
    "  --headers     machine, kind, sizes, flags\n"
    "  --sections    sections or segments with their addresses and protections\n"
    "  --exports     exported functions\n"
    "  --imports     imported functions by DLL, with their status; needed libraries\n"
    "  --resources   Windows: resources, manifest settings, version strings\n"
    "  --syscalls    ELF: how many system calls are rewritten in which way, and which trap and "
    "why\n"
    "  --verbose     with --syscalls: each of them, with its number and function\n"
    "  --missing     Windows: only the missing functions, one a line; exit status 1 if there is "
    "one\n"
    "  --json        as one JSON object\n"
    "\n"
    "Examples:\n"
    "  mimic inspect ninja.exe\n"
    "  mimic inspect --missing app.exe && echo everything is there\n"
    "  mimic inspect --json app.exe | jq '.imports[].name'\n"
    "  mimic inspect --syscalls --verbose /lib/x86_64-linux-gnu/libc.so.6\n";

struct Options {
  InspectParts parts;
  bool missing = false, json = false, verbose = false, help = false;
  bool all = false;  // no part was named
  std::string path;
};

Result<Options> parse_options(std::span<const char* const> arguments) {
  Options options;
  bool only_files = false;
  const std::pair<const char*, bool*> kFlags[] = {
      {"--headers", &options.parts.headers},
      {"--sections", &options.parts.sections},
      {"--exports", &options.parts.exports},
      {"--imports", &options.parts.imports},
      {"--resources", &options.parts.resources},
      {"--syscalls", &options.parts.syscalls},
      {"--verbose", &options.verbose},
      {"-v", &options.verbose},
      {"--missing", &options.missing},
      {"--json", &options.json},
      {"--help", &options.help},
      {"-h", &options.help},
  };
  for (const char* argument : arguments) {
    if (only_files || argument[0] != '-' || argument[1] == 0) {
      if (!options.path.empty()) {
        return fail(ErrorKind::kUsage, "inspect: one FILE at a time, not also %s", argument);
      }
      options.path = argument;
      continue;
    }
    only_files = !std::strcmp(argument, "--");
    bool known = only_files;
    for (const auto& [name, flag] : kFlags) {
      if (std::strcmp(argument, name) != 0) continue;
      *flag = true;
      known = true;
    }
    if (!known) return fail(ErrorKind::kUsage, "inspect: unknown option %s", argument);
  }
  if (options.path.empty() && !options.help) {
    return fail(ErrorKind::kUsage, "inspect: FILE is missing (see mimic inspect --help)");
  }
  InspectParts& parts = options.parts;
  if (!(parts.headers || parts.sections || parts.exports || parts.imports || parts.resources ||
        parts.syscalls)) {
    parts = {true, true, true, true, true, true};
    options.all = true;
  }
  return options;
}

int report_error(const Error& error) {
  std::fprintf(stderr, "mimic: %s\n", error.message.c_str());
  return exit_status(error.kind);
}

// The value, or none and one more problem in the report.
template <class T>
T value_or_problem(Result<T> result, InspectReport& report) {
  if (result) return std::move(*result);
  report.problems.push_back(std::move(result.error()));
  return T();
}

void collect_imports(const std::vector<pe::ImportedModule>& modules, ImportSources& sources,
                     InspectReport& report) {
  for (const pe::ImportedModule& module : modules) {
    InspectedModule inspected;
    inspected.name = module.name;
    inspected.delayed = module.delayed;
    if (const auto host = pe::api_set_host(module.name)) inspected.host = *host;
    const ImportSource* source = sources.find(module.name);
    if (source) inspected.source = source->description();
    for (const pe::ImportedSymbol& symbol : module.symbols) {
      InspectedImport& import = inspected.imports.emplace_back();
      import.name =
          symbol.name.empty() ? "#" + std::to_string(symbol.ordinal) : std::string(symbol.name);
      if (source) import.status = source->status(symbol);
    }
    report.modules.push_back(std::move(inspected));
  }
}

// How many functions are missing; lists them if wanted.
size_t count_missing(const InspectReport& report, bool list) {
  size_t count = 0;
  for (const InspectedModule& module : report.modules) {
    for (const InspectedImport& import : module.imports) {
      if (import.status.support != ImportSupport::kMissing) continue;
      ++count;
      if (!list) continue;
      std::printf("%s!%s%s\n", printable(module.name).c_str(), printable(import.name).c_str(),
                  module.source.empty() ? " (no such DLL)" : "");
    }
  }
  return count;
}

void collect(const pe::View& view, const std::string& path, InspectReport& report) {
  report.tls = value_or_problem(pe::parse_tls(view), report);
  report.load_config = value_or_problem(pe::parse_load_config(view), report);
  report.unwind_entries = value_or_problem(pe::ExceptionDirectory::parse(view), report).size();
  report.bound = value_or_problem(pe::parse_bound_imports(view), report);
  if (auto exports = pe::Exports::parse(view)) {
    report.module_name = exports->module_name();
    report.exports = value_or_problem(exports->all(), report);
  } else {
    report.problems.push_back(exports.error());
  }
  ImportSources sources(path);
  collect_imports(value_or_problem(pe::parse_imports(view), report), sources, report);
  collect_imports(value_or_problem(pe::parse_delayed_imports(view), report), sources, report);
  report.resources = pe::Resources(view).all();
  report.manifest = pe::read_manifest(view);
  report.version = pe::read_version_info(view);
}

int inspect_pe_file(Bytes file, const Options& options) {
  const auto headers = pe::parse_headers(file, file.size(), options.path, pe::Purpose::kInspect);
  if (!headers) return report_error(headers.error());
  if (options.parts.syscalls && !options.all) {
    return report_error({ErrorKind::kUsage, "inspect: --syscalls is for ELF images, which " +
                                                options.path + " is not"});
  }
  const pe::View view(*headers, file, pe::View::Layout::kFile, options.path);

  InspectReport report;
  report.path = options.path;
  report.file = file;
  report.headers = &*headers;
  collect(view, options.path, report);

  int status = 0;
  if (options.missing && count_missing(report, !options.json) != 0) status = 1;
  if (options.json) {
    print_json(report, options.parts);
  } else if (!options.missing) {
    print_text(report, options.parts);
  }
  std::fflush(stdout);
  for (const Error& problem : report.problems) status = report_error(problem);
  return status;
}

int inspect_elf_file(Bytes file, const Options& options) {
  const auto headers = elf::parse_headers(file, options.path);
  if (!headers) return report_error(headers.error());
  if (options.missing || options.parts.resources > options.all) {
    return report_error({ErrorKind::kUsage,
                         "inspect: --missing and --resources are for Windows "
                         "images, which " +
                             options.path + " is not"});
  }
  InspectParts parts = options.parts;
  if (options.all) parts.exports = options.json;  // a library has thousands
  const ElfReport report = collect_elf(*headers, file, options.path, parts);
  if (options.json) {
    print_json(report, parts);
  } else {
    print_text(report, parts, options.verbose);
  }
  std::fflush(stdout);
  return 0;
}

}  // namespace

int inspect(std::span<const char* const> arguments) {
  const auto options = parse_options(arguments);
  if (!options) return report_error(options.error());
  if (options->help) {
    std::fputs(kHelp, stdout);
    return 0;
  }
  const auto file = MappedFile::open(options->path);
  if (!file) return report_error(file.error());
  const Bytes bytes = file->bytes();
  const bool is_elf = bytes.contains(0, 4) && std::memcmp(bytes.data(), "\177ELF", 4) == 0;
  return is_elf ? inspect_elf_file(bytes, *options) : inspect_pe_file(bytes, *options);
}

}  // namespace mimic
