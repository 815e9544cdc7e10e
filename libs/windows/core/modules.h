// The modules of the process: loading, binding, initialising, finding and unloading.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "loader/base/error.h"
#include "loader/pe/image.h"

namespace mimic::win {

struct BuiltinModule;

struct Module {
  uint8_t* base = nullptr;
  size_t size = 0;
  pe::Headers headers;
  std::u16string path;       // full Windows path
  std::u16string base_name;  // last component
  std::string name;          // base name, UTF-8, lower case: for look-up and messages
  std::string host_path;     // empty for a builtin
  const BuiltinModule* builtin = nullptr;
  std::vector<Module*> dependencies;  // each with a reference
  uint32_t references = 0;
  bool pinned = false;
  bool initialised = false;
  bool thread_notifications = true;
  uint32_t tls_index = ~0u;
  LDR_DATA_TABLE_ENTRY* ldr = nullptr;

  pe::View view() const { return {headers, Bytes(base, size), pe::View::Layout::kMapped, name}; }
};

inline constexpr DWORD DLL_PROCESS_DETACH = 0, DLL_PROCESS_ATTACH = 1, DLL_THREAD_ATTACH = 2,
                       DLL_THREAD_DETACH = 3;

namespace modules {

// Maps and binds the program and everything it imports; runs nothing yet. `path` is the host's.
Result<Module*> load_program(const std::string& path);
// Runs TLS callbacks and DllMain of all modules that wait for it, dependencies first. False if a
// DllMain refused; *failed is then its module.
bool initialise_all(Module** failed);
Module* program();

// LdrLoadDll / LoadLibraryEx. `flags` as LoadLibraryEx takes them. On success the module has one
// more reference.
Expected<Module*> load(std::u16string_view name, DWORD flags);
NTSTATUS unload(Module* module);
// Like GetModuleHandle: no reference taken. Null where nothing of that name is loaded.
Module* find(std::u16string_view name);
Module* by_base(const void* base);
// The module whose image contains this address (builtin ones included), or null. Lock-free and
// async-signal-safe.
Module* at(const void* address);
// An export of a module, forwarders followed (which may load modules). Null where there is none.
void* find_export(Module& module, std::string_view name);
void* find_export(Module& module, uint32_t ordinal);
// Loaded modules in load order: program, ntdll, kernel32, …
std::vector<Module*> list();

// Called on a new guest thread before its start function, and before it ends.
void thread_attach();
void thread_detach();
// Runs process detach notifications and ends nothing itself. For ExitProcess.
void shut_down_process();

// "module.dll+0x1234" for messages, or the bare address.
std::string describe(const void* address);

}  // namespace modules
}  // namespace mimic::win
