#include "libs/windows/core/program_lookup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "abi/windows/teb.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/program_alias.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr std::u16string_view kInterpreter = u"C:\\Windows\\System32\\cmd.exe";

bool ends_with_ignoring_case(std::u16string_view text, std::u16string_view end) {
  return text.size() >= end.size() &&
         equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

std::u16string_view last_component(std::u16string_view path) {
  const size_t slash = path.find_last_of(u"\\/:");
  return slash == path.npos ? path : path.substr(slash + 1);
}

bool has_extension(std::u16string_view name) {
  return last_component(name).find(u'.') != name.npos;
}

bool has_folder(std::u16string_view name) { return name.find_first_of(u"\\/:") != name.npos; }

bool names_interpreter(std::u16string_view full) {
  return equal_ignoring_case(full, kInterpreter) ||
         equal_ignoring_case(full, kInterpreter.substr(0, kInterpreter.size() - 4)) ||
         equal_ignoring_case(full, u"C:\\Windows\\SysWOW64\\cmd.exe");
}

// What the file's first bytes say. Fails for what cannot be run.
Expected<ProgramKind> kind_of(const std::string& host_path, std::u16string_view path) {
  const int descriptor = ::open(host_path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    // A host program may be executable without being readable.
    if (errno == EACCES && ::access(host_path.c_str(), X_OK) == 0) return ProgramKind::kHost;
    return nt_fail(status_of_errno(errno));
  }
  unsigned char start[1024] = {};
  struct stat status = {};
  ::fstat(descriptor, &status);
  const ssize_t size = ::pread(descriptor, start, sizeof start, 0);
  ::close(descriptor);
  if (S_ISDIR(status.st_mode)) return nt_fail(STATUS_ACCESS_DENIED);
  if (size >= 64 && start[0] == 'M' && start[1] == 'Z') {
    uint32_t header;
    std::memcpy(&header, start + 0x3c, sizeof header);
    uint16_t machine = 0x8664;
    if (size_t{header} + 6 <= static_cast<size_t>(size)) {
      if (std::memcmp(start + header, "PE\0", 4) != 0) return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
      std::memcpy(&machine, start + header + 4, sizeof machine);
    }
    if (machine != 0x8664) return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
    return ProgramKind::kWindows;
  }
  if (begins_host_program(
          {reinterpret_cast<const char*>(start), size < 0 ? size_t{0} : static_cast<size_t>(size)}))
    return ProgramKind::kHost;
  if (ends_with_ignoring_case(path, u".bat") || ends_with_ignoring_case(path, u".cmd"))
    return ProgramKind::kBatch;
  return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
}

Expected<Program> program_at(std::string host_path, std::u16string path) {
  const auto kind = kind_of(host_path, path);
  if (!kind) return std::unexpected(kind.error());
  return Program{*kind, std::move(host_path), std::move(path)};
}

// The host's file of exactly this name in a host folder, with or without `.exe`.
bool exact_in(const std::string& folder, std::u16string_view name, bool append,
              std::string& found) {
  std::string path = folder;
  if (!path.ends_with('/')) path += '/';
  path += to_utf8(name);
  const auto is_program = [](const std::string& candidate) {
    struct stat status;
    return ::stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  };
  if (append && is_program(path + ".exe")) {
    found = path + ".exe";
    return true;
  }
  // The host's programs have no extension, but Windows programs may write one.
  for (size_t cut : {size_t{0}, ends_with_ignoring_case(name, u".exe") ? size_t{4} : size_t{0}}) {
    const std::string candidate = path.substr(0, path.size() - cut);
    if (cut == 0 ? is_program(candidate) : is_host_program(candidate)) {
      found = candidate;
      return true;
    }
    if (!ends_with_ignoring_case(name, u".exe")) break;
  }
  return false;
}

// The folders in which a bare name is looked for, in order.
std::vector<std::u16string> search_folders(std::u16string_view path_list) {
  std::vector<std::u16string> folders;
  if (const Module* program = modules::program()) {
    const size_t slash = program->path.rfind(u'\\');
    if (slash != program->path.npos) folders.push_back(program->path.substr(0, slash));
  }
  folders.push_back(current_directory());
  folders.emplace_back(u"C:\\Windows\\System32");
  folders.emplace_back(u"C:\\Windows");
  while (!path_list.empty()) {
    const size_t end = std::min(path_list.find(u';'), path_list.size());
    std::u16string_view folder = path_list.substr(0, end);
    path_list.remove_prefix(std::min(end + 1, path_list.size()));
    if (folder.size() >= 2 && folder.front() == u'"' && folder.back() == u'"')
      folder = folder.substr(1, folder.size() - 2);
    if (!folder.empty()) folders.emplace_back(folder);
  }
  return folders;
}

Expected<Program> search(std::u16string_view name, std::u16string_view path_list) {
  const auto folders = search_folders(path_list);
  const bool append = !has_extension(name);
  NTSTATUS failure = STATUS_OBJECT_NAME_NOT_FOUND;
  // Exact names first, in all folders: no folder has to be read then.
  for (const auto& folder : folders) {
    if (equal_ignoring_case(folder, u"C:\\Windows\\System32") &&
        (equal_ignoring_case(name, u"cmd") || equal_ignoring_case(name, u"cmd.exe")))
      return Program{ProgramKind::kCommandInterpreter, {}, std::u16string(kInterpreter)};
    const auto location = locate(folder);
    if (!location || location->kind != Location::Kind::kHost) continue;
    std::string host;
    if (!exact_in(location->path, name, append, host)) continue;
    auto program = program_at(host, dos_path(host));
    if (program) return program;
    failure = program.error();
  }
  for (const auto& folder : folders) {
    std::u16string path = folder;
    if (!path.ends_with(u'\\')) path += u'\\';
    path += name;
    auto program = find_program(path, append);
    if (program) return program;
    if (program.error() != STATUS_OBJECT_NAME_NOT_FOUND &&
        program.error() != STATUS_OBJECT_PATH_NOT_FOUND)
      failure = program.error();
  }
  return nt_fail(failure);
}

}  // namespace

Expected<Program> find_program(std::u16string_view name, bool append_extension) {
  const std::u16string full = full_path(name);
  if (names_interpreter(full))
    return Program{ProgramKind::kCommandInterpreter, {}, std::u16string(kInterpreter)};
  if (append_extension && !has_extension(name)) {
    if (auto host = host_program_path(full + u".exe")) return program_at(*host, dos_path(*host));
  }
  auto host = host_program_path(full);
  if (!host) return std::unexpected(host.error());
  return program_at(*host, dos_path(*host));
}

Expected<Program> find_program_of(std::u16string_view line, std::u16string_view path_list) {
  const auto find = [&](std::u16string_view name) {
    return has_folder(name) ? find_program(name, true) : search(name, path_list);
  };
  while (!line.empty() && (line[0] == u' ' || line[0] == u'\t')) line.remove_prefix(1);
  if (!line.empty() && line[0] == u'"') {
    const size_t close = line.find(u'"', 1);
    return find(line.substr(1, (close == line.npos ? line.size() : close) - 1));
  }
  Expected<Program> first = nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  for (size_t end = 0; end < line.size();) {
    const size_t space = line.find_first_of(u" \t", end);
    const size_t stop = space == line.npos ? line.size() : space;
    if (stop == 0) break;
    Expected<Program> found = find(line.substr(0, stop));
    if (found) return found;
    const bool missing = found.error() == STATUS_OBJECT_NAME_NOT_FOUND ||
                         found.error() == STATUS_OBJECT_PATH_NOT_FOUND ||
                         found.error() == STATUS_OBJECT_NAME_INVALID;
    if (end == 0) first = found;
    if (!missing && found.error() != STATUS_ACCESS_DENIED) return found;
    end = line.find_first_not_of(u" \t", stop);
    if (end == line.npos) break;
  }
  return first;
}

}  // namespace mimic::win
