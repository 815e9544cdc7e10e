#include "libs/windows/core/module_search.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>

#include "abi/windows/guest_thread.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/builtin.h"
#include "loader/pe/api_set.h"

namespace mimic::win {
namespace {

constexpr uint32_t LOAD_WITH_ALTERED_SEARCH_PATH = 8, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR = 0x100,
                   LOAD_LIBRARY_SEARCH_APPLICATION_DIR = 0x200,
                   LOAD_LIBRARY_SEARCH_USER_DIRS = 0x400, LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x800,
                   LOAD_LIBRARY_SEARCH_DEFAULT_DIRS = 0x1000;
constexpr uint32_t kSearchFlags = 0x1f00;

// Builtins that a file beside the program replaces: what installers redistribute, and names that
// programs use for their own proxies. Never the system's own core (Windows's "known DLLs").
constexpr std::string_view kReplaceable[] = {"vcruntime", "msvcp",  "concrt",
                                             "version",   "winmm",  "dbghelp",
                                             "libstdc++", "libgcc", "libwinpthread"};

struct Directories {
  std::mutex mutex;
  std::optional<std::u16string> set;
  std::vector<std::u16string*> added;
};
Directories& directories() {
  static Directories* const instance = new Directories;
  return *instance;
}

bool has_directory(std::u16string_view name) {
  return name.find_first_of(u"\\/:") != std::u16string_view::npos;
}

std::u16string_view base_of(std::u16string_view name) {
  const size_t slash = name.find_last_of(u"\\/:");
  return slash == std::u16string_view::npos ? name : name.substr(slash + 1);
}

// ".dll" is added where the name has no extension; a final dot means "none wanted".
std::u16string with_extension(std::u16string_view name) {
  std::u16string full(name);
  const std::u16string_view base = base_of(name);
  if (base.ends_with(u'.'))
    full.pop_back();
  else if (base.find(u'.') == std::u16string_view::npos)
    full += u".dll";
  return full;
}

std::optional<std::string> file_at(std::u16string_view path) {
  auto found = host_path(path);
  if (!found || access(found->c_str(), R_OK) != 0) return std::nullopt;
  return *found;
}

std::optional<std::string> file_in(std::u16string_view directory, std::u16string_view name) {
  if (directory.empty()) return std::nullopt;
  std::u16string path(directory);
  if (path.back() != u'\\') path += u'\\';
  path += name;
  return file_at(path);
}

std::u16string directory_of(std::u16string_view path) {
  const size_t slash = path.find_last_of(u"\\/");
  return std::u16string(path.substr(0, slash == std::u16string_view::npos ? 0 : slash));
}

std::u16string program_directory() {
  const Module* program = modules::program();
  return program ? directory_of(program->path) : std::u16string();
}

bool is_system_path(std::u16string_view path) {
  const std::u16string full = full_path(path);
  constexpr std::u16string_view system = u"C:\\Windows\\System32\\";
  return full.size() > system.size() &&
         equal_ignoring_case(std::u16string_view(full).substr(0, system.size()), system) &&
         !has_directory(std::u16string_view(full).substr(system.size()));
}

const BuiltinModule* builtin_of(std::string_view key) {
  if (!key.ends_with(".dll") && !key.ends_with(".drv")) return nullptr;
  return find_builtin(key.substr(0, key.size() - 4));
}

std::optional<std::string> search_added(std::u16string_view name) {
  Directories& d = directories();
  const std::lock_guard lock(d.mutex);
  for (const auto* directory : d.added)
    if (auto found = file_in(*directory, name)) return found;
  return std::nullopt;
}

// While the program's imports are bound there is no process block yet: what it will get.
std::optional<std::u16string> path_variable() {
  if (current_guest_thread()) return environment_variable(u"PATH");
  const std::unique_ptr<WCHAR, void (*)(void*)> block(make_environment(), std::free);
  const auto found = find_variable(block.get(), u"PATH");
  if (!found) return std::nullopt;
  return std::u16string(*found);
}

std::optional<std::string> search_files(std::u16string_view name, uint32_t flags) {
  if (flags & kSearchFlags) {
    const bool defaults = flags & LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    if (defaults || flags & LOAD_LIBRARY_SEARCH_APPLICATION_DIR)
      if (auto found = file_in(program_directory(), name)) return found;
    if (defaults || flags & LOAD_LIBRARY_SEARCH_USER_DIRS)
      if (auto found = search_added(name)) return found;
    return std::nullopt;
  }
  if (auto found = file_in(program_directory(), name)) return found;
  std::optional<std::u16string> set;
  {
    Directories& d = directories();
    const std::lock_guard lock(d.mutex);
    set = d.set;
  }
  if (set && !set->empty())
    if (auto found = file_in(*set, name)) return found;
  // SetDllDirectory("") takes the current directory out of the search.
  if (!set)
    if (auto found = file_in(current_directory(), name)) return found;
  const auto path = path_variable();
  if (!path) return std::nullopt;
  for (std::u16string_view rest = *path; !rest.empty();) {
    const size_t end = std::min(rest.find(u';'), rest.size());
    if (auto found = file_in(rest.substr(0, end), name)) return found;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

}  // namespace

bool is_replaceable(std::string_view key) {
  return std::ranges::any_of(kReplaceable, [&](auto prefix) { return key.starts_with(prefix); });
}

std::string module_key(std::u16string_view name) {
  std::string key = to_utf8(with_extension(base_of(name)));
  for (char& c : key)
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  if (const auto host = pe::api_set_host(key)) key = std::string(*host) + ".dll";
  return key;
}

Expected<FoundModule> search_module(std::u16string_view name, uint32_t flags) {
  const std::string key = module_key(name);
  const BuiltinModule* builtin = builtin_of(key);
  const bool with_directory = has_directory(name);
  if (builtin && (!with_directory || is_system_path(with_extension(name))) &&
      (!is_replaceable(key) || with_directory))
    return FoundModule{builtin, {}};
  const std::u16string full = with_extension(name);
  std::optional<std::string> file;
  if (with_directory) {
    file = file_at(full);
  } else {
    file = search_files(full, flags);
  }
  if (file) return FoundModule{nullptr, std::move(*file)};
  if (builtin) return FoundModule{builtin, {}};
  return nt_fail(STATUS_DLL_NOT_FOUND);
}

void set_dll_directory(std::u16string_view directory, bool given) {
  Directories& d = directories();
  const std::lock_guard lock(d.mutex);
  d.set = given ? std::optional<std::u16string>(directory) : std::nullopt;
}

std::u16string dll_directory() {
  Directories& d = directories();
  const std::lock_guard lock(d.mutex);
  return d.set.value_or(std::u16string());
}

void* add_dll_directory(std::u16string_view directory) {
  Directories& d = directories();
  const std::lock_guard lock(d.mutex);
  d.added.push_back(new std::u16string(full_path(directory)));
  return d.added.back();
}

bool remove_dll_directory(void* cookie) {
  Directories& d = directories();
  const std::lock_guard lock(d.mutex);
  const auto at = std::ranges::find(d.added, cookie, [](auto* entry) -> void* { return entry; });
  if (at == d.added.end()) return false;
  delete *at;
  d.added.erase(at);
  return true;
}

}  // namespace mimic::win
