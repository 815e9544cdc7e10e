// Snapshots of processes, threads and modules (tlhelp32).
#include <cstring>
#include <memory>
#include <vector>

#include "libs/windows/core/modules.h"
#include "libs/windows/core/process.h"
#include "libs/windows/core/process_list.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD TH32CS_SNAPHEAPLIST = 1, TH32CS_SNAPPROCESS = 2, TH32CS_SNAPTHREAD = 4,
                TH32CS_SNAPMODULE = 8, TH32CS_SNAPMODULE32 = 0x10, TH32CS_INHERIT = 0x80000000;

template <class C>
struct PROCESSENTRY32 {
  DWORD dwSize, cntUsage, th32ProcessID;
  ULONG_PTR th32DefaultHeapID;
  DWORD th32ModuleID, cntThreads, th32ParentProcessID;
  LONG pcPriClassBase;
  DWORD dwFlags;
  C szExeFile[MAX_PATH];
};
static_assert(sizeof(PROCESSENTRY32<WCHAR>) == 568 && sizeof(PROCESSENTRY32<char>) == 304);

struct THREADENTRY32 {
  DWORD dwSize, cntUsage, th32ThreadID, th32OwnerProcessID;
  LONG tpBasePri, tpDeltaPri;
  DWORD dwFlags;
};
static_assert(sizeof(THREADENTRY32) == 28);

template <class C>
struct MODULEENTRY32 {
  DWORD dwSize, th32ModuleID, th32ProcessID, GlblcntUsage, ProccntUsage;
  BYTE* modBaseAddr;
  DWORD modBaseSize;
  HMODULE hModule;
  C szModule[256];
  C szExePath[MAX_PATH];
};
static_assert(sizeof(MODULEENTRY32<WCHAR>) == 1080 && sizeof(MODULEENTRY32<char>) == 568);

struct SnapshotThread {
  DWORD id, process;
};
struct SnapshotModule {
  uint8_t* base;
  size_t size;
  std::u16string name, path;
};

class Snapshot final : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kSection; }
  Snapshot() : Object(ObjectType::kSection) {}  // as on Windows, a section behind the scenes
  DWORD process = 0;
  std::vector<ListedProcess> processes;
  std::vector<SnapshotThread> threads;
  std::vector<SnapshotModule> modules;
  size_t next_process = 0, next_thread = 0, next_module = 0;
};

void copy_text(WCHAR* to, size_t room, std::u16string_view text) {
  const size_t count = std::min(room - 1, text.size());
  std::memcpy(to, text.data(), count * sizeof(WCHAR));
  to[count] = 0;
}
void copy_text(char* to, size_t room, std::u16string_view text) {
  const std::string narrow = to_ansi(text);
  const size_t count = std::min(room - 1, narrow.size());
  std::memcpy(to, narrow.data(), count);
  to[count] = 0;
}

template <class C>
BOOL next_process(HANDLE handle, PROCESSENTRY32<C>* entry, bool first) {
  auto snapshot = object_of<Snapshot>(handle);
  if (!snapshot) return fail(snapshot.error());
  if (entry->dwSize < sizeof *entry) return fail_with(ERROR_BAD_LENGTH);
  if (first) (*snapshot)->next_process = 0;
  size_t& next = (*snapshot)->next_process;
  if (next >= (*snapshot)->processes.size()) return fail_with(ERROR_NO_MORE_FILES);
  const ListedProcess& process = (*snapshot)->processes[next++];
  *entry = {};
  entry->dwSize = sizeof *entry;
  entry->th32ProcessID = process.id;
  entry->cntThreads = process.threads;
  entry->th32ParentProcessID = process.parent;
  entry->pcPriClassBase = process.base_priority;
  copy_text(entry->szExeFile, MAX_PATH, process.name);
  return TRUE;
}

BOOL next_thread(HANDLE handle, THREADENTRY32* entry, bool first) {
  auto snapshot = object_of<Snapshot>(handle);
  if (!snapshot) return fail(snapshot.error());
  if (entry->dwSize < sizeof *entry) return fail_with(ERROR_BAD_LENGTH);
  if (first) (*snapshot)->next_thread = 0;
  size_t& next = (*snapshot)->next_thread;
  if (next >= (*snapshot)->threads.size()) return fail_with(ERROR_NO_MORE_FILES);
  const SnapshotThread& thread = (*snapshot)->threads[next++];
  *entry = {sizeof *entry, 0, thread.id, thread.process, 8, 0, 0};
  return TRUE;
}

template <class C>
BOOL next_module(HANDLE handle, MODULEENTRY32<C>* entry, bool first) {
  auto snapshot = object_of<Snapshot>(handle);
  if (!snapshot) return fail(snapshot.error());
  if (entry->dwSize < sizeof *entry) return fail_with(ERROR_BAD_LENGTH);
  if (first) (*snapshot)->next_module = 0;
  size_t& next = (*snapshot)->next_module;
  if (next >= (*snapshot)->modules.size()) return fail_with(ERROR_NO_MORE_FILES);
  const SnapshotModule& module = (*snapshot)->modules[next++];
  *entry = {};
  entry->dwSize = sizeof *entry;
  entry->th32ModuleID = 1;
  entry->th32ProcessID = (*snapshot)->process;
  entry->GlblcntUsage = entry->ProccntUsage = 0xffff;
  entry->modBaseAddr = module.base;
  entry->modBaseSize = module.size;
  entry->hModule = module.base;
  copy_text(entry->szModule, 256, module.name);
  copy_text(entry->szExePath, MAX_PATH, module.path);
  return TRUE;
}

}  // namespace

EXPORT_PARTIAL("modules of this process only; no heaps", kernel32, HANDLE, CreateToolhelp32Snapshot,
               (DWORD dwFlags, DWORD th32ProcessID)) {
  const DWORD own = Process::current()->id();
  auto snapshot = make_object<Snapshot>();
  snapshot->process = th32ProcessID ? th32ProcessID : own;
  if (dwFlags & TH32CS_SNAPPROCESS) {
    // Windows begins with its idle process.
    snapshot->processes.push_back({0, 0, 1, 0, u"[System Process]"});
    for (auto& process : list_processes()) snapshot->processes.push_back(std::move(process));
  }
  if (dwFlags & TH32CS_SNAPTHREAD) {
    for (const auto& process : list_processes())
      for (const DWORD thread : list_threads_of(process.id))
        snapshot->threads.push_back({thread, process.id});
  }
  if (dwFlags & (TH32CS_SNAPMODULE | TH32CS_SNAPMODULE32)) {
    if (snapshot->process != own) return fail_with(ERROR_ACCESS_DENIED), INVALID_HANDLE_VALUE;
    for (const Module* module : modules::list())
      snapshot->modules.push_back({module->base, module->size, module->base_name, module->path});
  }
  return handles().insert(snapshot, 0xf001f, dwFlags & TH32CS_INHERIT);
}

EXPORT(kernel32, BOOL, Process32FirstW, (HANDLE hSnapshot, PROCESSENTRY32<WCHAR>* lppe)) {
  return next_process(hSnapshot, lppe, true);
}
EXPORT(kernel32, BOOL, Process32NextW, (HANDLE hSnapshot, PROCESSENTRY32<WCHAR>* lppe)) {
  return next_process(hSnapshot, lppe, false);
}
EXPORT(kernel32, BOOL, Process32First, (HANDLE hSnapshot, PROCESSENTRY32<char>* lppe)) {
  return next_process(hSnapshot, lppe, true);
}
EXPORT(kernel32, BOOL, Process32Next, (HANDLE hSnapshot, PROCESSENTRY32<char>* lppe)) {
  return next_process(hSnapshot, lppe, false);
}
EXPORT(kernel32, BOOL, Thread32First, (HANDLE hSnapshot, THREADENTRY32* lpte)) {
  return next_thread(hSnapshot, lpte, true);
}
EXPORT(kernel32, BOOL, Thread32Next, (HANDLE hSnapshot, THREADENTRY32* lpte)) {
  return next_thread(hSnapshot, lpte, false);
}
EXPORT(kernel32, BOOL, Module32FirstW, (HANDLE hSnapshot, MODULEENTRY32<WCHAR>* lpme)) {
  return next_module(hSnapshot, lpme, true);
}
EXPORT(kernel32, BOOL, Module32NextW, (HANDLE hSnapshot, MODULEENTRY32<WCHAR>* lpme)) {
  return next_module(hSnapshot, lpme, false);
}
EXPORT(kernel32, BOOL, Module32First, (HANDLE hSnapshot, MODULEENTRY32<char>* lpme)) {
  return next_module(hSnapshot, lpme, true);
}
EXPORT(kernel32, BOOL, Module32Next, (HANDLE hSnapshot, MODULEENTRY32<char>* lpme)) {
  return next_module(hSnapshot, lpme, false);
}

}  // namespace mimic::win::kernel32
