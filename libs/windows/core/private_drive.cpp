#include "libs/windows/core/private_drive.h"

#include <strings.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "libs/windows/exports/builtin.h"

namespace mimic::win {
namespace {

// Relative to C:, parents first.
constexpr std::string_view kFolders[] = {
    "",
    "/Program Files",
    "/Program Files/Common Files",
    "/Program Files (x86)",
    "/ProgramData",
    "/Users",
    "/Users/Public",
    "/Windows",
    "/Windows/Fonts",
    "/Windows/System32",
    "/Windows/System32/drivers",
    "/Windows/System32/drivers/etc",
    "/Windows/Temp",
};
constexpr std::string_view kSystem = "/Windows/System32";
constexpr std::string_view kInterpreter = "/Windows/System32/cmd.exe";
constexpr struct {
  std::string_view name, target;
} kHostFiles[] = {
    {"/Windows/System32/drivers/etc/hosts", "/etc/hosts"},
    {"/Windows/System32/drivers/etc/networks", "/etc/networks"},
    {"/Windows/System32/drivers/etc/protocol", "/etc/protocols"},
    {"/Windows/System32/drivers/etc/services", "/etc/services"},
};

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// The part below C:, or nothing.
bool relative_to_drive(std::string_view path, std::string_view& relative) {
  const std::string& drive = private_drive();
  if (!path.starts_with(drive)) return false;
  relative = path.substr(drive.size());
  return relative.empty() || relative[0] == '/';
}

std::string_view parent_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

}  // namespace

const std::string& private_drive() {
  static const std::string* const drive = [] {
    std::string root;
    if (const char* home = getenv("MIMIC_HOME"); home && home[0] == '/') {
      root = home;
    } else if (const char* state = getenv("XDG_STATE_HOME"); state && state[0] == '/') {
      root = std::string(state) + "/mimic";
    } else {
      const char* user = getenv("HOME");
      root = std::string(user && user[0] == '/' ? user : "/tmp") + "/.local/state/mimic";
    }
    while (root.size() > 1 && root.back() == '/') root.pop_back();
    return new std::string(root + "/c");
  }();
  return *drive;
}

VirtualEntry virtual_entry(std::string_view path) {
  std::string_view relative;
  if (!relative_to_drive(path, relative)) return {};
  for (const auto folder : kFolders) {
    if (equal(relative, folder)) return {VirtualEntry::Kind::kFolder, folder};
  }
  for (const auto& file : kHostFiles) {
    if (equal(relative, file.name)) return {VirtualEntry::Kind::kHostFile, file.target};
  }
  if (equal(relative, kInterpreter)) return {VirtualEntry::Kind::kProgram, kInterpreter};
  const size_t slash = relative.rfind('/');
  if (slash == relative.npos || !equal(relative.substr(0, slash), kSystem)) return {};
  std::string name(relative.substr(slash + 1));
  for (char& letter : name) {
    if (letter >= 'A' && letter <= 'Z') letter += 'a' - 'A';
  }
  if (!name.ends_with(".dll")) return {};
  name.resize(name.size() - 4);
  if (const BuiltinModule* module = find_builtin(name))
    return {VirtualEntry::Kind::kModule, module->name.get()};
  return {};
}

std::vector<std::string> virtual_names(std::string_view path) {
  std::vector<std::string> names;
  std::string_view relative;
  if (!relative_to_drive(path, relative)) return names;
  const auto add_from = [&](std::string_view entry) {
    if (!entry.empty() && equal(parent_of(entry), relative))
      names.emplace_back(entry.substr(entry.rfind('/') + 1));
  };
  for (const auto folder : kFolders) add_from(folder);
  for (const auto& file : kHostFiles) add_from(file.name);
  add_from(kInterpreter);
  if (equal(relative, kSystem)) {
    for (const BuiltinModule& module : builtin_modules())
      names.push_back(std::string(module.name.get()) + ".dll");
  }
  return names;
}

NTSTATUS missing_status(std::string_view path, NTSTATUS status) {
  if (status != STATUS_OBJECT_PATH_NOT_FOUND) return status;
  const bool has_folder = virtual_entry(parent_of(path)).kind == VirtualEntry::Kind::kFolder;
  return has_folder ? STATUS_OBJECT_NAME_NOT_FOUND : status;
}

std::string make_parent(const std::string& path) {
  std::string_view relative;
  if (!relative_to_drive(path, relative) || relative.empty()) return {};
  const VirtualEntry entry = virtual_entry(parent_of(path));
  if (entry.kind != VirtualEntry::Kind::kFolder) return {};
  const std::string parent = private_drive() + std::string(entry.target);
  for (size_t slash = 1; slash != std::string::npos;) {
    slash = parent.find('/', slash + 1);
    if (mkdir(parent.substr(0, slash).c_str(), 0777) != 0 && errno != EEXIST) return {};
  }
  return parent + std::string(relative.substr(relative.rfind('/')));
}

}  // namespace mimic::win
