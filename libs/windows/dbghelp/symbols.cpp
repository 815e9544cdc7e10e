// Symbols of this process: what modules export. No other debug information is read.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/vcruntime140/undecorate.h"

namespace mimic::win::dbghelp {
namespace {

using kernel32::fail_with;

template <class Char>
struct SYMBOL_INFO {
  ULONG SizeOfStruct;
  ULONG TypeIndex;
  ULONG64 Reserved[2];
  ULONG Index;
  ULONG Size;
  ULONG64 ModBase;
  ULONG Flags;
  ULONG64 Value;
  ULONG64 Address;
  ULONG Register;
  ULONG Scope;
  ULONG Tag;
  ULONG NameLen;
  ULONG MaxNameLen;
  Char Name[1];
};
static_assert(sizeof(SYMBOL_INFO<char>) == 88);

constexpr ULONG SYMFLAG_EXPORT = 0x200, kPublicSymbolTag = 10;
constexpr DWORD SYMOPT_UNDNAME = 2;

DWORD g_options = SYMOPT_UNDNAME;
std::u16string g_search_path = u".";

struct Symbol {
  std::string name;
  uint64_t address = 0;
  const Module* module = nullptr;
};

// The export at or nearest below an address.
bool find_symbol(uint64_t address, Symbol* symbol) {
  const Module* module = modules::at(reinterpret_cast<const void*>(address));
  if (!module) return false;
  const pe::View view = module->view();
  const auto exports = pe::Exports::parse(view);
  if (!exports) return false;
  const auto all = exports->all();
  if (!all) return false;
  const auto base = reinterpret_cast<uint64_t>(module->base);
  for (const auto& entry : *all) {
    if (!entry.target.rva || base + entry.target.rva > address) continue;
    if (symbol->module && base + entry.target.rva <= symbol->address) continue;
    symbol->address = base + entry.target.rva;
    symbol->module = module;
    symbol->name =
        entry.name.empty() ? "Ordinal" + std::to_string(entry.ordinal) : std::string(entry.name);
  }
  return symbol->module != nullptr;
}

std::string as(const std::string& name, char) { return name; }
std::u16string as(const std::string& name, WCHAR) { return to_utf16(name); }

template <class Char>
BOOL give(const Symbol& symbol, SYMBOL_INFO<Char>* info) {
  const auto name =
      as(g_options & SYMOPT_UNDNAME ? cpp::undecorate(symbol.name, cpp::kNameOnly) : symbol.name,
         Char());
  info->TypeIndex = 0;
  info->Index = 0;
  info->Size = 0;
  info->ModBase = reinterpret_cast<uint64_t>(symbol.module->base);
  info->Flags = SYMFLAG_EXPORT;
  info->Value = 0;
  info->Address = symbol.address;
  info->Register = info->Scope = 0;
  info->Tag = kPublicSymbolTag;
  info->NameLen = static_cast<ULONG>(name.size());
  if (info->MaxNameLen) {
    const size_t fits = std::min<size_t>(name.size(), info->MaxNameLen - 1);
    std::memcpy(info->Name, name.data(), fits * sizeof(Char));
    info->Name[fits] = 0;
  }
  return TRUE;
}

template <class Char>
BOOL symbol_at(DWORD64 address, DWORD64* displacement, SYMBOL_INFO<Char>* info) {
  Symbol symbol;
  if (!find_symbol(address, &symbol)) return fail_with(ERROR_MOD_NOT_FOUND);
  if (displacement) *displacement = address - symbol.address;
  return give(symbol, info);
}

template <class Char>
BOOL symbol_named(const std::string& full, SYMBOL_INFO<Char>* info) {
  const size_t mark = full.find('!');
  const std::string name = mark == full.npos ? full : full.substr(mark + 1);
  const std::u16string wanted =
      mark == full.npos ? std::u16string() : to_utf16(full.substr(0, mark));
  for (Module* module : modules::list()) {
    std::u16string_view base = module->base_name;
    if (const size_t dot = base.rfind(u'.'); dot != base.npos) base = base.substr(0, dot);
    if (!wanted.empty() && !equal_ignoring_case(base, wanted)) continue;
    if (void* address = modules::find_export(*module, name))
      return give({name, reinterpret_cast<uint64_t>(address), module}, info);
  }
  return fail_with(ERROR_MOD_NOT_FOUND);
}

}  // namespace

EXPORT(dbghelp, BOOL, SymInitialize,
       (HANDLE hProcess, LPCSTR UserSearchPath, BOOL fInvadeProcess)) {
  if (UserSearchPath) g_search_path = from_ansi(UserSearchPath);
  return TRUE;
}
EXPORT(dbghelp, BOOL, SymInitializeW,
       (HANDLE hProcess, LPCWSTR UserSearchPath, BOOL fInvadeProcess)) {
  if (UserSearchPath) g_search_path = view_of(UserSearchPath);
  return TRUE;
}
EXPORT(dbghelp, BOOL, SymCleanup, (HANDLE hProcess)) { return TRUE; }
EXPORT(dbghelp, BOOL, SymRefreshModuleList, (HANDLE hProcess)) { return TRUE; }
EXPORT(dbghelp, DWORD, SymSetOptions, (DWORD SymOptions)) { return g_options = SymOptions; }
EXPORT(dbghelp, DWORD, SymGetOptions, ()) { return g_options; }
EXPORT(dbghelp, BOOL, SymSetSearchPathW, (HANDLE hProcess, LPCWSTR SearchPath)) {
  g_search_path = view_of(SearchPath);
  return TRUE;
}
EXPORT(dbghelp, BOOL, SymSetSearchPath, (HANDLE hProcess, LPCSTR SearchPath)) {
  g_search_path = from_ansi(SearchPath);
  return TRUE;
}
EXPORT(dbghelp, BOOL, SymGetSearchPathW,
       (HANDLE hProcess, LPWSTR SearchPath, DWORD SearchPathLength)) {
  if (!SearchPath || !SearchPathLength) return fail_with(ERROR_INVALID_PARAMETER);
  const size_t fits = std::min<size_t>(g_search_path.size(), SearchPathLength - 1);
  std::memcpy(SearchPath, g_search_path.data(), fits * sizeof(WCHAR));
  SearchPath[fits] = 0;
  return TRUE;
}
EXPORT(dbghelp, BOOL, SymGetSearchPath,
       (HANDLE hProcess, LPSTR SearchPath, DWORD SearchPathLength)) {
  if (!SearchPath || !SearchPathLength) return fail_with(ERROR_INVALID_PARAMETER);
  const std::string path = to_ansi(g_search_path);
  const size_t fits = std::min<size_t>(path.size(), SearchPathLength - 1);
  std::memcpy(SearchPath, path.data(), fits);
  SearchPath[fits] = 0;
  return TRUE;
}

EXPORT_PARTIAL("exported functions only", dbghelp, BOOL, SymFromAddr,
               (HANDLE hProcess, DWORD64 Address, DWORD64* Displacement,
                SYMBOL_INFO<char>* Symbol)) {
  return symbol_at(Address, Displacement, Symbol);
}
EXPORT_PARTIAL("exported functions only", dbghelp, BOOL, SymFromAddrW,
               (HANDLE hProcess, DWORD64 Address, DWORD64* Displacement,
                SYMBOL_INFO<WCHAR>* Symbol)) {
  return symbol_at(Address, Displacement, Symbol);
}
EXPORT_PARTIAL("exported functions only", dbghelp, BOOL, SymFromName,
               (HANDLE hProcess, LPCSTR Name, SYMBOL_INFO<char>* Symbol)) {
  return symbol_named(Name, Symbol);
}
EXPORT(dbghelp, BOOL, SymGetLineFromAddr64,
       (HANDLE hProcess, DWORD64 qwAddr, DWORD* pdwDisplacement, PVOID Line64)) {
  return fail_with(487);  // ERROR_INVALID_ADDRESS: no line is known
}
ALSO(dbghelp, SymGetLineFromAddrW64, "dbghelp.SymGetLineFromAddr64");
EXPORT(dbghelp, DWORD64, SymGetModuleBase64, (HANDLE hProcess, DWORD64 qwAddr)) {
  const Module* module = modules::at(reinterpret_cast<const void*>(qwAddr));
  if (!module) return static_cast<DWORD64>(fail_with(ERROR_MOD_NOT_FOUND));
  return reinterpret_cast<DWORD64>(module->base);
}
EXPORT(dbghelp, BOOL, SymGetModuleInfo64, (HANDLE hProcess, DWORD64 qwAddr, PVOID ModuleInfo)) {
  return fail_with(ERROR_MOD_NOT_FOUND);
}
ALSO(dbghelp, SymGetModuleInfoW64, "dbghelp.SymGetModuleInfo64");
EXPORT(dbghelp, DWORD64, SymLoadModule64,
       (HANDLE hProcess, HANDLE hFile, LPCSTR ImageName, LPCSTR ModuleName, DWORD64 BaseOfDll,
        DWORD SizeOfDll)) {
  return BaseOfDll;
}
EXPORT(dbghelp, DWORD64, SymLoadModuleEx,
       (HANDLE hProcess, HANDLE hFile, LPCSTR ImageName, LPCSTR ModuleName, DWORD64 BaseOfDll,
        DWORD DllSize, PVOID Data, DWORD Flags)) {
  return BaseOfDll;
}
EXPORT(dbghelp, BOOL, SymUnloadModule64, (HANDLE hProcess, DWORD64 BaseOfDll)) { return TRUE; }

EXPORT(dbghelp, BOOL, EnumerateLoadedModules64,
       (HANDLE hProcess,
        BOOL(MS_ABI* EnumLoadedModulesCallback)(LPCSTR name, DWORD64 base, ULONG size,
                                                PVOID context),
        PVOID UserContext)) {
  for (const Module* module : modules::list()) {
    const std::string path = to_ansi(module->path);
    if (!EnumLoadedModulesCallback(path.c_str(), reinterpret_cast<DWORD64>(module->base),
                                   static_cast<ULONG>(module->size), UserContext))
      break;
  }
  return TRUE;
}

EXPORT(dbghelp, BOOL, MiniDumpWriteDump,
       (HANDLE hProcess, DWORD ProcessId, HANDLE hFile, int DumpType, PVOID ExceptionParam,
        PVOID UserStreamParam, PVOID CallbackParam)) {
  return fail_with(0x80070032);  // HRESULT of ERROR_NOT_SUPPORTED, as this function reports
}

}  // namespace mimic::win::dbghelp
