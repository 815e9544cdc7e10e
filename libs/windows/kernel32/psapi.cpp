// The process status functions, which psapi.dll has under their old names.
#include <algorithm>
#include <cstring>

#include "libs/windows/core/modules.h"
#include "libs/windows/core/process.h"
#include "libs/windows/core/process_list.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

struct PROCESS_MEMORY_COUNTERS_EX {
  DWORD cb, PageFaultCount;
  SIZE_T PeakWorkingSetSize, WorkingSetSize, QuotaPeakPagedPoolUsage, QuotaPagedPoolUsage,
      QuotaPeakNonPagedPoolUsage, QuotaNonPagedPoolUsage, PagefileUsage, PeakPagefileUsage,
      PrivateUsage;
};
static_assert(sizeof(PROCESS_MEMORY_COUNTERS_EX) == 80);

struct MODULEINFO {
  LPVOID lpBaseOfDll;
  DWORD SizeOfImage;
  LPVOID EntryPoint;
};

// Copies as much as fits, with a terminator; the length without it.
DWORD give_text(std::u16string_view text, WCHAR* buffer, DWORD size) {
  if (!size) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  const DWORD count = std::min<size_t>(text.size(), size);
  std::memcpy(buffer, text.data(), count * sizeof(WCHAR));
  if (count < size)
    buffer[count] = 0;
  else
    set_last_error(ERROR_INSUFFICIENT_BUFFER), buffer[size - 1] = 0;
  return count;
}
DWORD give_text(std::u16string_view wide, char* buffer, DWORD size) {
  const std::string text = to_ansi(wide);
  if (!size) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  const DWORD count = std::min<size_t>(text.size(), size);
  std::memcpy(buffer, text.data(), count);
  if (count < size)
    buffer[count] = 0;
  else
    set_last_error(ERROR_INSUFFICIENT_BUFFER), buffer[size - 1] = 0;
  return count;
}

Expected<Module*> module_of(HANDLE handle, HMODULE base) {
  auto process = process_of(handle);
  if (!process) return std::unexpected(process.error());
  if (!(*process)->is_current()) return nt_fail(STATUS_ACCESS_DENIED);
  Module* module = base ? modules::by_base(base) : modules::program();
  if (!module) return nt_fail(STATUS_INVALID_HANDLE);
  return module;
}

template <class C>
DWORD module_text(HANDLE process, HMODULE base, C* buffer, DWORD size, bool whole_path) {
  // Of another process only the program is known.
  if (!base) {
    auto object = process_of(process);
    if (!object) return fail(object.error());
    const std::u16string path = (*object)->image_path();
    return give_text(whole_path ? path : path.substr(path.rfind(u'\\') + 1), buffer, size);
  }
  const auto module = module_of(process, base);
  if (!module) return fail(module.error());
  return give_text(whole_path ? (*module)->path : (*module)->base_name, buffer, size);
}

template <class C>
DWORD image_file_name(HANDLE handle, C* buffer, DWORD size) {
  auto process = process_of(handle);
  if (!process) return fail(process.error());
  std::u16string path = (*process)->image_path();
  // By the device of the volume, as QueryDosDevice gives it.
  if (path.size() > 2)
    path = (path[0] == u'Z' ? u"\\Device\\HarddiskVolume26" : u"\\Device\\HarddiskVolume3") +
           path.substr(2);
  return give_text(path, buffer, size);
}

}  // namespace

EXPORT(kernel32, BOOL, K32GetProcessMemoryInfo,
       (HANDLE Process, PROCESS_MEMORY_COUNTERS_EX* ppsmemCounters, DWORD cb)) {
  constexpr DWORD kPlain = 72;  // without PrivateUsage
  auto process = process_of(Process);
  if (!process) return fail(process.error());
  if (cb < kPlain) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  const ProcessMemory memory = memory_of((*process)->id());
  PROCESS_MEMORY_COUNTERS_EX counters = {};
  counters.cb = cb >= sizeof counters ? sizeof counters : kPlain;
  counters.PageFaultCount = memory.page_faults;
  counters.PeakWorkingSetSize = memory.peak_working_set;
  counters.WorkingSetSize = memory.working_set;
  counters.PagefileUsage = counters.PrivateUsage = memory.private_bytes;
  counters.PeakPagefileUsage = std::max(memory.private_bytes, memory.peak_working_set);
  std::memcpy(ppsmemCounters, &counters, counters.cb);
  return TRUE;
}
ALSO(psapi, GetProcessMemoryInfo, "kernel32.K32GetProcessMemoryInfo");

EXPORT(kernel32, BOOL, K32EnumProcesses, (DWORD * lpidProcess, DWORD cb, LPDWORD lpcbNeeded)) {
  const auto processes = list_processes();
  const size_t count = std::min<size_t>(processes.size(), cb / sizeof(DWORD));
  for (size_t i = 0; i < count; ++i) lpidProcess[i] = processes[i].id;
  *lpcbNeeded = count * sizeof(DWORD);
  return TRUE;
}
ALSO(psapi, EnumProcesses, "kernel32.K32EnumProcesses");

EXPORT(kernel32, BOOL, K32EnumProcessModules,
       (HANDLE hProcess, HMODULE* lphModule, DWORD cb, LPDWORD lpcbNeeded)) {
  const auto program = module_of(hProcess, nullptr);
  if (!program) return fail(program.error());
  const auto list = modules::list();
  const size_t room = cb / sizeof(HMODULE);
  for (size_t i = 0; i < std::min(room, list.size()); ++i) lphModule[i] = list[i]->base;
  *lpcbNeeded = list.size() * sizeof(HMODULE);
  return TRUE;
}
ALSO(psapi, EnumProcessModules, "kernel32.K32EnumProcessModules");

EXPORT(kernel32, BOOL, K32EnumProcessModulesEx,
       (HANDLE hProcess, HMODULE* lphModule, DWORD cb, LPDWORD lpcbNeeded, DWORD dwFilterFlag)) {
  return K32EnumProcessModules(hProcess, lphModule, cb, lpcbNeeded);
}
ALSO(psapi, EnumProcessModulesEx, "kernel32.K32EnumProcessModulesEx");

EXPORT(kernel32, DWORD, K32GetModuleBaseNameW,
       (HANDLE hProcess, HMODULE hModule, LPWSTR lpBaseName, DWORD nSize)) {
  return module_text(hProcess, hModule, lpBaseName, nSize, false);
}
ALSO(psapi, GetModuleBaseNameW, "kernel32.K32GetModuleBaseNameW");

EXPORT(kernel32, DWORD, K32GetModuleBaseNameA,
       (HANDLE hProcess, HMODULE hModule, LPSTR lpBaseName, DWORD nSize)) {
  return module_text(hProcess, hModule, lpBaseName, nSize, false);
}
ALSO(psapi, GetModuleBaseNameA, "kernel32.K32GetModuleBaseNameA");

EXPORT(kernel32, DWORD, K32GetModuleFileNameExW,
       (HANDLE hProcess, HMODULE hModule, LPWSTR lpFilename, DWORD nSize)) {
  return module_text(hProcess, hModule, lpFilename, nSize, true);
}
ALSO(psapi, GetModuleFileNameExW, "kernel32.K32GetModuleFileNameExW");

EXPORT(kernel32, DWORD, K32GetModuleFileNameExA,
       (HANDLE hProcess, HMODULE hModule, LPSTR lpFilename, DWORD nSize)) {
  return module_text(hProcess, hModule, lpFilename, nSize, true);
}
ALSO(psapi, GetModuleFileNameExA, "kernel32.K32GetModuleFileNameExA");

EXPORT(kernel32, BOOL, K32GetModuleInformation,
       (HANDLE hProcess, HMODULE hModule, MODULEINFO* lpmodinfo, DWORD cb)) {
  if (cb < sizeof *lpmodinfo) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  const auto module = module_of(hProcess, hModule);
  if (!module) return fail(module.error());
  const DWORD entry = (*module)->headers.entry_rva;
  *lpmodinfo = {(*module)->base, static_cast<DWORD>((*module)->size),
                entry ? (*module)->base + entry : nullptr};
  return TRUE;
}
ALSO(psapi, GetModuleInformation, "kernel32.K32GetModuleInformation");

EXPORT(kernel32, DWORD, K32GetProcessImageFileNameW,
       (HANDLE hProcess, LPWSTR lpImageFileName, DWORD nSize)) {
  return image_file_name(hProcess, lpImageFileName, nSize);
}
ALSO(psapi, GetProcessImageFileNameW, "kernel32.K32GetProcessImageFileNameW");

EXPORT(kernel32, DWORD, K32GetProcessImageFileNameA,
       (HANDLE hProcess, LPSTR lpImageFileName, DWORD nSize)) {
  return image_file_name(hProcess, lpImageFileName, nSize);
}
ALSO(psapi, GetProcessImageFileNameA, "kernel32.K32GetProcessImageFileNameA");

EXPORT(kernel32, BOOL, K32EmptyWorkingSet, (HANDLE hProcess)) {
  auto process = process_of(hProcess);
  return process ? TRUE : fail(process.error());
}
ALSO(psapi, EmptyWorkingSet, "kernel32.K32EmptyWorkingSet");

}  // namespace mimic::win::kernel32
