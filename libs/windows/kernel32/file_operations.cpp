// Deleting, moving, replacing and linking files.
#include "libs/windows/core/name_operations.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/copy_progress.h"
#include "libs/windows/kernel32/deliver.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

namespace {

constexpr DWORD MOVEFILE_REPLACE_EXISTING = 1, MOVEFILE_COPY_ALLOWED = 2,
                MOVEFILE_DELAY_UNTIL_REBOOT = 4, MOVEFILE_CREATE_HARDLINK = 0x10;
constexpr DWORD SYMBOLIC_LINK_FLAG_DIRECTORY = 1, SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE = 2;

// Calls operation(first location, second location).
template <class Operation>
BOOL with_two(LPCWSTR first, LPCWSTR second, Operation operation) {
  const auto a = locate(wide(first));
  if (!a) return fail(a.error());
  const auto b = locate(wide(second));
  return succeeded(b ? operation(*a, *b) : b.error());
}

DWORD error_of_replacing(NTSTATUS status, ReplaceStage stage) {
  switch (stage) {
    case ReplaceStage::kRemoving:
      return ERROR_UNABLE_TO_REMOVE_REPLACED;
    case ReplaceStage::kMoving:
      return ERROR_UNABLE_TO_MOVE_REPLACEMENT;
    case ReplaceStage::kMovingAfterBackup:
      return ERROR_UNABLE_TO_MOVE_REPLACEMENT_2;
    case ReplaceStage::kBefore:
      break;
  }
  return error_of(status);
}

}  // namespace

EXPORT(kernel32, BOOL, DeleteFileW, (LPCWSTR lpFileName)) {
  const auto location = locate(wide(lpFileName));
  return succeeded(location ? delete_file(*location) : location.error());
}
EXPORT(kernel32, BOOL, DeleteFileA, (LPCSTR lpFileName)) {
  return DeleteFileW(from_ansi(lpFileName).c_str());
}

EXPORT(kernel32, BOOL, MoveFileWithProgressW,
       (LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, PROGRESS_ROUTINE lpProgressRoutine,
        LPVOID lpData, DWORD dwFlags)) {
  if ((dwFlags & MOVEFILE_DELAY_UNTIL_REBOOT && dwFlags & MOVEFILE_COPY_ALLOWED) ||
      (!lpNewFileName && !(dwFlags & MOVEFILE_DELAY_UNTIL_REBOOT)))
    return fail_with(ERROR_INVALID_PARAMETER);
  // What happens at the next start of the machine, only administrators may say.
  if (dwFlags & MOVEFILE_DELAY_UNTIL_REBOOT) return fail(STATUS_ACCESS_DENIED);
  CopyProgress progress(lpProgressRoutine, lpData, nullptr);
  MoveOptions options;
  options.replace = dwFlags & MOVEFILE_REPLACE_EXISTING;
  options.copy_allowed = dwFlags & MOVEFILE_COPY_ALLOWED;
  if (lpProgressRoutine) options.observer = &progress;
  return with_two(lpExistingFileName, lpNewFileName, [&](const auto& from, const auto& to) {
    return dwFlags & MOVEFILE_CREATE_HARDLINK ? create_hard_link(to, from)
                                              : move_file(from, to, options);
  });
}
EXPORT(kernel32, BOOL, MoveFileWithProgressA,
       (LPCSTR lpExistingFileName, LPCSTR lpNewFileName, PROGRESS_ROUTINE lpProgressRoutine,
        LPVOID lpData, DWORD dwFlags)) {
  return MoveFileWithProgressW(WideName(lpExistingFileName), WideName(lpNewFileName),
                               lpProgressRoutine, lpData, dwFlags);
}

EXPORT(kernel32, BOOL, MoveFileExW,
       (LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, DWORD dwFlags)) {
  return MoveFileWithProgressW(lpExistingFileName, lpNewFileName, nullptr, nullptr, dwFlags);
}
EXPORT(kernel32, BOOL, MoveFileExA,
       (LPCSTR lpExistingFileName, LPCSTR lpNewFileName, DWORD dwFlags)) {
  return MoveFileExW(WideName(lpExistingFileName), WideName(lpNewFileName), dwFlags);
}

EXPORT(kernel32, BOOL, MoveFileW, (LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName)) {
  return MoveFileExW(lpExistingFileName, lpNewFileName, MOVEFILE_COPY_ALLOWED);
}
EXPORT(kernel32, BOOL, MoveFileA, (LPCSTR lpExistingFileName, LPCSTR lpNewFileName)) {
  return MoveFileExA(lpExistingFileName, lpNewFileName, MOVEFILE_COPY_ALLOWED);
}

EXPORT(kernel32, BOOL, ReplaceFileW,
       (LPCWSTR lpReplacedFileName, LPCWSTR lpReplacementFileName, LPCWSTR lpBackupFileName,
        DWORD dwReplaceFlags, LPVOID lpExclude, LPVOID lpReserved)) {
  if (!lpReplacedFileName || !lpReplacementFileName || lpExclude || lpReserved)
    return fail_with(ERROR_INVALID_PARAMETER);
  std::optional<Location> backup;
  if (lpBackupFileName) {
    const auto location = locate(wide(lpBackupFileName));
    if (!location) return fail(location.error());
    backup = *location;
  }
  const auto replaced = locate(wide(lpReplacedFileName));
  if (!replaced) return fail(replaced.error());
  const auto replacement = locate(wide(lpReplacementFileName));
  if (!replacement) return fail(replacement.error());
  ReplaceStage stage;
  const NTSTATUS status =
      replace_file(*replaced, *replacement, backup ? &*backup : nullptr, &stage);
  return nt_success(status) ? TRUE : fail_with(error_of_replacing(status, stage));
}
EXPORT(kernel32, BOOL, ReplaceFileA,
       (LPCSTR lpReplacedFileName, LPCSTR lpReplacementFileName, LPCSTR lpBackupFileName,
        DWORD dwReplaceFlags, LPVOID lpExclude, LPVOID lpReserved)) {
  return ReplaceFileW(WideName(lpReplacedFileName), WideName(lpReplacementFileName),
                      WideName(lpBackupFileName), dwReplaceFlags, lpExclude, lpReserved);
}
ALSO(kernel32, ReplaceFile, "kernel32.ReplaceFileW");

EXPORT(kernel32, BOOL, CreateHardLinkW,
       (LPCWSTR lpFileName, LPCWSTR lpExistingFileName,
        SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return with_two(lpFileName, lpExistingFileName, create_hard_link);
}
EXPORT(kernel32, BOOL, CreateHardLinkA,
       (LPCSTR lpFileName, LPCSTR lpExistingFileName, SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return CreateHardLinkW(WideName(lpFileName), WideName(lpExistingFileName), lpSecurityAttributes);
}

EXPORT(kernel32, BOOLEAN, CreateSymbolicLinkW,
       (LPCWSTR lpSymlinkFileName, LPCWSTR lpTargetFileName, DWORD dwFlags)) {
  if (dwFlags & ~(SYMBOLIC_LINK_FLAG_DIRECTORY | SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE))
    return static_cast<BOOLEAN>(fail_with(ERROR_INVALID_PARAMETER));
  const auto link = locate(wide(lpSymlinkFileName));
  return static_cast<BOOLEAN>(
      succeeded(link ? create_symbolic_link(*link, wide(lpTargetFileName)) : link.error()));
}
EXPORT(kernel32, BOOLEAN, CreateSymbolicLinkA,
       (LPCSTR lpSymlinkFileName, LPCSTR lpTargetFileName, DWORD dwFlags)) {
  return CreateSymbolicLinkW(WideName(lpSymlinkFileName), WideName(lpTargetFileName), dwFlags);
}

}  // namespace mimic::win::kernel32
