#include "libs/windows/core/modules.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "abi/windows/guest_thread.h"
#include "libs/windows/core/image_mapping.h"
#include "libs/windows/core/memory.h"
#include "libs/windows/core/missing_function.h"
#include "libs/windows/core/module_list.h"
#include "libs/windows/core/module_search.h"
#include "libs/windows/core/module_tls.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/builtin.h"
#include "loader/pe/load_config.h"

namespace mimic::win::modules {
namespace {

constexpr DWORD DONT_RESOLVE_DLL_REFERENCES = 1;

struct State {
  std::recursive_mutex lock;         // the loader lock: DllMain runs under it
  std::vector<Module*> loaded;       // load order, the program first
  std::vector<Module*> initialised;  // the order DllMain ran in
  std::vector<Module*> waiting;      // dependencies first
  Module* program = nullptr;
  bool started = false;  // what came with the program is initialised
  bool shutting_down = false;
};
State& state() {
  static State* const instance = new State;
  return *instance;
}

// Address ranges for at(), which a signal handler calls: slots are only ever filled or cleared.
struct Range {
  std::atomic<uint8_t*> base{nullptr};
  size_t size = 0;
  Module* module = nullptr;
};
constexpr size_t kMostModules = 512;
Range g_ranges[kMostModules];
std::atomic<size_t> g_range_count{0};

void publish(Module& module) {
  const size_t count = g_range_count;
  size_t slot = 0;
  while (slot < count && g_ranges[slot].base.load()) ++slot;
  if (slot == kMostModules) return;
  g_ranges[slot].size = module.size;
  g_ranges[slot].module = &module;
  g_ranges[slot].base.store(module.base, std::memory_order_release);
  if (slot == count) g_range_count = count + 1;
}

void withdraw(const Module& module) {
  for (size_t i = 0; i < g_range_count; ++i)
    if (g_ranges[i].module == &module) g_ranges[i].base = nullptr;
}

std::u16string_view last_component(std::u16string_view path) {
  return path.substr(path.find_last_of(u'\\') + 1);
}

void set_names(Module& module, std::u16string path) {
  module.path = std::move(path);
  module.base_name = last_component(module.path);
  module.name = module_key(module.base_name);
}

Result<Module*> load_module(const FoundModule& found);

Module* find_by_key(std::string_view key) {
  for (Module* module : state().loaded)
    if (module->name == key) return module;
  return nullptr;
}

Module* find_by_host_path(std::string_view path) {
  for (Module* module : state().loaded)
    if (module->host_path == path) return module;
  return nullptr;
}

// An already loaded module of that name, or a newly loaded one. `importer` is the module that
// imports it, null where none does.
Result<Module*> require(std::u16string_view name, DWORD flags, const Module* importer = nullptr) {
  const bool bare = name.find_first_of(u"\\/:") == std::u16string_view::npos;
  if (bare) {
    if (Module* module = find_by_key(module_key(name))) return module;
  }
  auto found = search_module(name, flags);
  if (!found && importer)
    return fail(ErrorKind::kMissingModule, "%s: %s, which it imports, was not found",
                importer->name.c_str(), to_utf8(name).c_str());
  if (!found) return fail(ErrorKind::kMissingModule, "%s was not found", to_utf8(name).c_str());
  if (found->builtin) {
    if (Module* module = find_by_key(std::string(found->builtin->name.get()) + ".dll"))
      return module;
  } else if (Module* module = find_by_host_path(found->host_path)) {
    return module;
  }
  return load_module(*found);
}

void* export_address(Module& module, const std::optional<pe::ExportTarget>& target);

void* bind(Module& importer, Module& exporter, const pe::ImportedSymbol& symbol) {
  void* address = symbol.name.empty() ? find_export(exporter, symbol.ordinal)
                                      : find_export(exporter, symbol.name);
  if (address) return address;
  char ordinal[16];
  snprintf(ordinal, sizeof ordinal, "#%u", symbol.ordinal);
  return missing_function(exporter.name, symbol.name.empty() ? ordinal : symbol.name);
}

Result<void> bind_imports(Module& module) {
  auto imports = pe::parse_imports(module.view());
  if (!imports) return std::unexpected(imports.error());
  for (const pe::ImportedModule& imported : *imports) {
    auto exporter = require(to_utf16(imported.name), 0, &module);
    if (!exporter) return std::unexpected(exporter.error());
    ++(*exporter)->references;
    module.dependencies.push_back(*exporter);
    for (const pe::ImportedSymbol& symbol : imported.symbols) {
      void* address = bind(module, **exporter, symbol);
      memcpy(module.base + symbol.slot_rva, &address, sizeof address);
    }
  }
  return {};
}

void forget(Module* module) {
  std::erase(state().loaded, module);
  std::erase(state().waiting, module);
  std::erase(state().initialised, module);
  withdraw(*module);
  module_list::remove(*module);
  module_tls::remove_module(*module);
  if (!module->builtin) unmap_image(module->base, module->size);
  delete module;
}

void release(Module* module);

void release_dependencies(Module* module) {
  const auto dependencies = std::move(module->dependencies);
  for (Module* dependency : dependencies) release(dependency);
}

BOOL call_entry(Module& module, DWORD reason, void* reserved) {
  if (!module.headers.is_dll() || module.headers.entry_rva == 0) return TRUE;
  using DllMain = BOOL(MS_ABI*)(void*, DWORD, void*);
  const auto entry = reinterpret_cast<DllMain>(module.base + module.headers.entry_rva);
  return entry(module.base, reason, reserved);
}

void notify(Module& module, DWORD reason, void* reserved) {
  module_tls::run_callbacks(module, reason);
  call_entry(module, reason, reserved);
}

void release(Module* module) {
  if (module->pinned || --module->references > 0) return;
  if (module->initialised) {
    module->initialised = false;
    notify(*module, DLL_PROCESS_DETACH, nullptr);
  }
  release_dependencies(module);
  forget(module);
}

Module* add(Module* module) {
  state().loaded.push_back(module);
  publish(*module);
  module_list::add(*module);
  return module;
}

Result<Module*> load_builtin(const BuiltinModule& builtin) {
  const std::string file = std::string(builtin.name.get()) + ".dll";
  auto* module = new Module;
  module->builtin = &builtin;
  module->base = const_cast<uint8_t*>(builtin.image());
  module->size = builtin.image_size;
  module->pinned = true;
  auto headers = pe::parse_headers(Bytes(module->base, 0x1000), builtin.image_size, file);
  if (!headers) {
    delete module;
    return std::unexpected(headers.error());
  }
  module->headers = std::move(*headers);
  module->headers.image_base = reinterpret_cast<uint64_t>(module->base);
  module->thread_notifications = false;
  set_names(*module, u"C:\\Windows\\System32\\" + to_utf16(file));
  memory::register_mapping(module->base, module->size, MEM_IMAGE, PAGE_EXECUTE_READ);
  memory::note_protection(module->base, kPage, PAGE_READONLY);
  if (module->headers.entry_rva) state().waiting.push_back(module);
  return add(module);
}

// The stack cookie gets a random value before any code of the module runs, as the loader of Windows
// gives it; the two high bytes stay 0.
void set_security_cookie(Module& module) {
  const auto config = pe::parse_load_config(module.view());
  if (!config || !*config || !(*config)->security_cookie_rva) return;
  uint8_t* cookie = module.base + (*config)->security_cookie_rva;
  uint64_t value = 0;
  memcpy(&value, cookie, sizeof value);
  if (value != pe::kDefaultSecurityCookie || getrandom(&value, 6, 0) != 6) return;
  memcpy(cookie, &value, sizeof value);
}

Result<Module*> load_file(const std::string& host_path, bool resolve) {
  const int descriptor = open(host_path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return fail(errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnreadable, "%s: %s",
                host_path.c_str(), strerror(errno));
  const size_t slash = host_path.rfind('/');
  auto image = map_image(descriptor, host_path.substr(slash + 1));
  close(descriptor);
  if (!image) return std::unexpected(image.error());
  auto* module = new Module;
  module->base = image->base;
  module->size = image->size;
  module->headers = image->headers;
  module->host_path = host_path;
  set_names(*module, full_path(dos_path(host_path)));
  const bool first = state().program == nullptr && !module->headers.is_dll();
  if (first) state().program = module;
  add(module);
  if (resolve) {
    // ntdll and kernel32 are in every process, right after the program.
    if (first)
      for (const char16_t* name : {u"ntdll.dll", u"kernel32.dll", u"kernelbase.dll"})
        if (auto core = require(name, 0); !core) return std::unexpected(core.error());
    Result<void> done = bind_imports(*module);
    if (done) done = module_tls::add_module(*module);
    if (!done) {
      if (first) state().program = nullptr;
      release_dependencies(module);
      forget(module);
      return std::unexpected(done.error());
    }
    state().waiting.push_back(module);
  }
  if (resolve) set_security_cookie(*module);
  protect_image(*image);
  return module;
}

Result<Module*> load_module(const FoundModule& found) {
  if (found.builtin) return load_builtin(*found.builtin);
  return load_file(found.host_path, true);
}

// The absolute path of a file, without the "." and ".." that a Windows path does not keep. A link
// to the file itself stays what it is.
std::string with_resolved_folder(const std::string& path) {
  if (path.starts_with('/') && path.find("/.") == path.npos && path.find("//") == path.npos)
    return path;
  const size_t name = path.rfind('/') + 1;  // 0 where there is no folder
  char* const folder = realpath(name ? path.substr(0, name).c_str() : ".", nullptr);
  if (!folder) return path;
  std::string resolved = folder;
  free(folder);
  if (!resolved.ends_with('/')) resolved += '/';
  return resolved + path.substr(name);
}

NTSTATUS status_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kNotFound:
    case ErrorKind::kMissingModule:
      return STATUS_DLL_NOT_FOUND;
    case ErrorKind::kUnreadable:
      return STATUS_ACCESS_DENIED;
    case ErrorKind::kSystem:
      return STATUS_NO_MEMORY;
    default:
      return STATUS_INVALID_IMAGE_FORMAT;
  }
}

void* export_address(Module& module, const std::optional<pe::ExportTarget>& target) {
  if (!target) return nullptr;
  if (target->forwarder.empty()) return target->rva ? module.base + target->rva : nullptr;
  const size_t dot = target->forwarder.rfind('.');
  if (dot == std::string_view::npos) return nullptr;
  const std::string dll = std::string(target->forwarder.substr(0, dot)) + ".dll";
  const std::string_view name = target->forwarder.substr(dot + 1);
  auto exporter = require(to_utf16(dll), 0);
  if (!exporter) return nullptr;
  if (name.starts_with('#'))
    return find_export(**exporter, static_cast<uint32_t>(atoi(name.data() + 1)));
  return find_export(**exporter, name);
}

}  // namespace

Module* program() { return state().program; }

Result<Module*> load_program(const std::string& path) {
  const std::lock_guard lock(state().lock);
  auto module = load_file(with_resolved_folder(path), true);
  if (!module) return module;
  (*module)->pinned = true;
  ++(*module)->references;
  return module;
}

bool initialise_all(Module** failed) {
  State& s = state();
  const std::lock_guard lock(s.lock);
  while (!s.waiting.empty()) {
    Module* module = s.waiting.front();
    s.waiting.erase(s.waiting.begin());
    module->initialised = true;
    s.initialised.push_back(module);
    module_list::note_initialised(*module);
    module_tls::run_callbacks(*module, DLL_PROCESS_ATTACH);
    // The last argument tells what came with the program from what is loaded later.
    void* const is_static = s.started ? nullptr : module;
    if (!call_entry(*module, DLL_PROCESS_ATTACH, is_static)) {
      module->initialised = false;
      std::erase(s.initialised, module);
      *failed = module;
      return false;
    }
  }
  s.started = true;
  return true;
}

Expected<Module*> load(std::u16string_view name, DWORD flags) {
  State& s = state();
  const std::lock_guard lock(s.lock);
  Result<Module*> module;
  if (flags & DONT_RESOLVE_DLL_REFERENCES) {
    auto found = search_module(name, flags);
    if (!found) return std::unexpected(found.error());
    module = found->builtin ? require(name, flags) : load_file(found->host_path, false);
  } else {
    module = require(name, flags);
  }
  if (!module) return nt_fail(status_of(module.error()));
  ++(*module)->references;
  Module* failed = nullptr;
  if (!initialise_all(&failed)) {
    release(*module);
    return nt_fail(STATUS_DLL_INIT_FAILED);
  }
  return *module;
}

NTSTATUS unload(Module* module) {
  const std::lock_guard lock(state().lock);
  if (std::ranges::find(state().loaded, module) == state().loaded.end())
    return STATUS_DLL_NOT_FOUND;
  release(module);
  return STATUS_SUCCESS;
}

Module* find(std::u16string_view name) {
  State& s = state();
  const std::lock_guard lock(s.lock);
  if (name.find_first_of(u"\\/:") == std::u16string_view::npos)
    return find_by_key(module_key(name));
  const std::u16string full = full_path(name);
  for (Module* module : s.loaded)
    if (equal_ignoring_case(module->path, full)) return module;
  return nullptr;
}

Module* by_base(const void* base) {
  const size_t count = g_range_count;
  for (size_t i = 0; i < count; ++i)
    if (base && g_ranges[i].base.load(std::memory_order_acquire) == base) return g_ranges[i].module;
  return nullptr;
}

Module* at(const void* address) {
  const auto* byte = static_cast<const uint8_t*>(address);
  const size_t count = g_range_count;
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* base = g_ranges[i].base.load(std::memory_order_acquire);
    if (base && byte >= base && byte < base + g_ranges[i].size) return g_ranges[i].module;
  }
  return nullptr;
}

void* find_export(Module& module, std::string_view name) {
  if (module.builtin) {
    // The description gives thunks and variables at once; forwarders are in the export directory.
    const BuiltinExport* entry = module.builtin->find(name);
    if (!entry) return nullptr;
    if (entry->thunk_rva) return module.base + entry->thunk_rva;
    if (entry->data_offset) return entry->data();
  }
  const pe::View view = module.view();
  const auto exports = pe::Exports::parse(view);
  return exports ? export_address(module, exports->find(name)) : nullptr;
}

void* find_export(Module& module, uint32_t ordinal) {
  const pe::View view = module.view();
  const auto exports = pe::Exports::parse(view);
  return exports ? export_address(module, exports->find(ordinal)) : nullptr;
}

std::vector<Module*> list() {
  const std::lock_guard lock(state().lock);
  return state().loaded;
}

void thread_attach() {
  State& s = state();
  const std::lock_guard lock(s.lock);
  module_tls::add_thread(current_teb());
  for (size_t i = 0; i < s.initialised.size(); ++i)
    if (Module* module = s.initialised[i]; module->thread_notifications)
      notify(*module, DLL_THREAD_ATTACH, nullptr);
}

void thread_detach() {
  State& s = state();
  const std::lock_guard lock(s.lock);
  if (!s.shutting_down)
    for (size_t i = s.initialised.size(); i-- > 0;)
      if (Module* module = s.initialised[i]; module->thread_notifications)
        notify(*module, DLL_THREAD_DETACH, nullptr);
  module_tls::remove_thread(current_teb());
}

void shut_down_process() {
  State& s = state();
  const std::lock_guard lock(s.lock);
  if (s.shutting_down) return;
  s.shutting_down = true;
  for (size_t i = s.initialised.size(); i-- > 0;)
    notify(*s.initialised[i], DLL_PROCESS_DETACH, reinterpret_cast<void*>(1));
}

std::string describe(const void* address) {
  char text[64];
  if (const Module* module = at(address)) {
    snprintf(text, sizeof text, "+0x%zx",
             static_cast<size_t>(static_cast<const uint8_t*>(address) - module->base));
    return to_utf8(module->base_name) + text;
  }
  snprintf(text, sizeof text, "%p", address);
  return text;
}

}  // namespace mimic::win::modules
