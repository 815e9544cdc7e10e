// WTSEnumerateProcesses.
#include "abi/windows/status.h"
#include "libs/windows/core/packed_records.h"
#include "libs/windows/core/process_list.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::wtsapi32 {
namespace {

template <class Char>
struct PROCESS_INFO {
  DWORD SessionId;
  DWORD ProcessId;
  Char* pProcessName;
  PVOID pUserSid;
};

std::u16string name_as(const std::u16string& name, WCHAR) { return name; }
std::string name_as(const std::u16string& name, char) { return to_ansi(name); }

template <class Char>
BOOL enumerate(DWORD version, PROCESS_INFO<Char>** processes, DWORD* count) {
  if (!processes || !count || version != 1) return kernel32::fail_with(ERROR_INVALID_PARAMETER);
  PackedRecords<PROCESS_INFO<Char>> records;
  for (const ListedProcess& process : list_processes()) {
    records.add() = {1, process.id, nullptr, nullptr};
    records.text(&PROCESS_INFO<Char>::pProcessName,
                 std::basic_string_view<Char>(name_as(process.name, Char())));
  }
  *processes = records.build();
  *count = static_cast<DWORD>(records.count());
  return TRUE;
}

}  // namespace

EXPORT_PARTIAL("without the users", wtsapi32, BOOL, WTSEnumerateProcessesW,
               (HANDLE hServer, DWORD Reserved, DWORD Version, PROCESS_INFO<WCHAR>** ppProcessInfo,
                DWORD* pCount)) {
  return enumerate(Version, ppProcessInfo, pCount);
}
EXPORT_PARTIAL("without the users", wtsapi32, BOOL, WTSEnumerateProcessesA,
               (HANDLE hServer, DWORD Reserved, DWORD Version, PROCESS_INFO<char>** ppProcessInfo,
                DWORD* pCount)) {
  return enumerate(Version, ppProcessInfo, pCount);
}

}  // namespace mimic::win::wtsapi32
