// NtQueryDirectoryFile and NtNotifyChangeDirectoryFile.
#include "libs/windows/core/directory_query.h"
#include "libs/windows/core/directory_state.h"
#include "libs/windows/core/name_match.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ntdll/io_request.h"

namespace mimic::win::ntdll {

namespace {

constexpr ULONG SL_RESTART_SCAN = 1, SL_RETURN_SINGLE_ENTRY = 2;

}  // namespace

EXPORT(ntdll, NTSTATUS, NtQueryDirectoryFileEx,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, PVOID FileInformation, ULONG Length,
        ULONG FileInformationClass, ULONG QueryFlags, const UNICODE_STRING* FileName)) {
  const auto directory = object_of<File>(FileHandle);
  if (!directory) return directory.error();
  const auto request = request_of(Event, ApcRoutine, ApcContext, IoStatusBlock);
  if (!request) return request.error();
  DirectoryQuery query{FileInformationClass, (QueryFlags & SL_RETURN_SINGLE_ENTRY) != 0,
                       (QueryFlags & SL_RESTART_SCAN) != 0, std::nullopt};
  if (FileName && FileName->Length) query.pattern = view_of(*FileName);
  (*directory)->begin_operation(*request);
  ULONG_PTR written = 0;
  const NTSTATUS status = query_directory(**directory, query, FileInformation, Length, &written);
  return (*directory)->end_operation(*request, status, written, false);
}

EXPORT(ntdll, NTSTATUS, NtQueryDirectoryFile,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, PVOID FileInformation, ULONG Length,
        ULONG FileInformationClass, BOOLEAN ReturnSingleEntry, const UNICODE_STRING* FileName,
        BOOLEAN RestartScan)) {
  return NtQueryDirectoryFileEx(
      FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FileInformation, Length,
      FileInformationClass,
      (ReturnSingleEntry ? SL_RETURN_SINGLE_ENTRY : 0) | (RestartScan ? SL_RESTART_SCAN : 0),
      FileName);
}
ALSO(ntdll, ZwQueryDirectoryFile, "ntdll.NtQueryDirectoryFile");
ALSO(ntdll, ZwQueryDirectoryFileEx, "ntdll.NtQueryDirectoryFileEx");

EXPORT(ntdll, NTSTATUS, NtNotifyChangeDirectoryFile,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, PVOID Buffer, ULONG Length, ULONG CompletionFilter,
        BOOLEAN WatchTree)) {
  const auto directory = object_of<File>(FileHandle);
  if (!directory) return directory.error();
  if (!(*directory)->is_directory() || !CompletionFilter ||
      CompletionFilter & ~FILE_NOTIFY_CHANGE_ALL)
    return STATUS_INVALID_PARAMETER;
  const auto request = request_of(Event, ApcRoutine, ApcContext, IoStatusBlock);
  if (!request) return request.error();
  return DirectoryState::changes_of(**directory)
      .request(*request, Buffer, Length, CompletionFilter, WatchTree);
}
ALSO(ntdll, ZwNotifyChangeDirectoryFile, "ntdll.NtNotifyChangeDirectoryFile");

EXPORT(ntdll, BOOLEAN, RtlIsNameInExpression,
       (const UNICODE_STRING* Expression, const UNICODE_STRING* Name, BOOLEAN IgnoreCase,
        const WCHAR* UpcaseTable)) {
  return name_matches(view_of(*Expression), view_of(*Name), IgnoreCase);
}
ALSO(ntdll, RtlIsNameInUnUpcasedExpression, "ntdll.RtlIsNameInExpression");

}  // namespace mimic::win::ntdll
