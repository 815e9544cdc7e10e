// ShellExecute: programs are started, documents are given to the host's opener.
#include <algorithm>
#include <optional>
#include <string>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/command_line.h"
#include "libs/windows/core/create_process.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/program_lookup.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::shell32 {
namespace {

using kernel32::fail_with;

constexpr DWORD ERROR_NO_ASSOCIATION = 1155;
constexpr ULONG SEE_MASK_NOCLOSEPROCESS = 0x40, SEE_MASK_DOENVSUBST = 0x200;
// Results below 33 are errors.
constexpr uintptr_t SE_ERR_FNF = 2, SE_ERR_PNF = 3, SE_ERR_ACCESSDENIED = 5, SE_ERR_OOM = 8,
                    SE_ERR_NOASSOC = 31, kStarted = 42;

struct Execution {
  std::u16string verb, file, parameters, directory;
};

bool is_link(std::u16string_view text) {
  const size_t colon = text.find(u':');
  return colon != text.npos && colon > 1;
}

// What runs it: a command line that begins with the program, or the error.
std::expected<std::u16string, DWORD> command_line_of(const Execution& execution) {
  std::u16string line;
  const std::u16string path = environment_variable(u"PATH").value_or(u"");
  if (!is_link(execution.file)) {
    std::u16string quoted;
    append_program(quoted, execution.file);
    const auto program = find_program_of(quoted, path);
    if (program) {
      append_program(line, program->path);
      if (!execution.parameters.empty()) (line += u' ') += execution.parameters;
      return line;
    }
    if (!host_path(execution.file)) return std::unexpected(error_of(program.error()));
  }
  const auto opener = find_program_of(u"xdg-open", path);
  if (!opener) return std::unexpected(ERROR_NO_ASSOCIATION);
  append_program(line, opener->path);
  line += u' ';
  const auto host =
      is_link(execution.file) ? std::nullopt : std::optional(host_path(execution.file));
  append_argument(line, host && *host ? to_utf16(**host) : execution.file);
  return line;
}

// ERROR_SUCCESS with the process, or the error.
DWORD execute(const Execution& execution, HANDLE* process) {
  constexpr std::u16string_view kVerbs[] = {u"", u"open", u"runas", u"runasuser"};
  if (std::ranges::none_of(kVerbs, [&](std::u16string_view verb) {
        return equal_ignoring_case(verb, execution.verb);
      }))
    return ERROR_NO_ASSOCIATION;
  const auto line = command_line_of(execution);
  if (!line) return line.error();
  CreateProcessRequest request;
  request.command_line = *line;
  request.environment = environment_block();
  request.directory = execution.directory;
  auto created = create_process(std::move(request));
  if (!created) return error_of(created.error());
  if (process) *process = handles().insert(created->process, 0x1fffff);
  return ERROR_SUCCESS;
}

uintptr_t instance_of(DWORD error) {
  switch (error) {
    case ERROR_SUCCESS:
      return kStarted;
    case ERROR_PATH_NOT_FOUND:
      return SE_ERR_PNF;
    case ERROR_ACCESS_DENIED:
      return SE_ERR_ACCESSDENIED;
    case ERROR_NOT_ENOUGH_MEMORY:
      return SE_ERR_OOM;
    case ERROR_NO_ASSOCIATION:
      return SE_ERR_NOASSOC;
    default:
      return SE_ERR_FNF;
  }
}

HINSTANCE run(const Execution& execution) {
  const DWORD error = execute(execution, nullptr);
  if (error) set_last_error(error);
  return reinterpret_cast<HINSTANCE>(instance_of(error));
}

std::u16string wide(LPCWSTR text) { return std::u16string(view_of(text)); }
std::u16string wide(LPCSTR text) { return from_ansi(text); }

template <class Char>
struct SHELLEXECUTEINFO {
  DWORD cbSize;
  ULONG fMask;
  HWND hwnd;
  const Char* lpVerb;
  const Char* lpFile;
  const Char* lpParameters;
  const Char* lpDirectory;
  int nShow;
  HINSTANCE hInstApp;
  PVOID lpIDList;
  const Char* lpClass;
  HKEY hkeyClass;
  DWORD dwHotKey;
  HANDLE hIcon;
  HANDLE hProcess;
};
static_assert(sizeof(SHELLEXECUTEINFO<WCHAR>) == 112);
using SHELLEXECUTEINFOW = SHELLEXECUTEINFO<WCHAR>;
using SHELLEXECUTEINFOA = SHELLEXECUTEINFO<char>;

template <class Char>
BOOL execute_extended(SHELLEXECUTEINFO<Char>* info) {
  if (info->cbSize != sizeof *info) return fail_with(ERROR_INVALID_PARAMETER);
  Execution execution = {wide(info->lpVerb), wide(info->lpFile), wide(info->lpParameters),
                         wide(info->lpDirectory)};
  if (info->fMask & SEE_MASK_DOENVSUBST) {
    execution.file = expand_environment(execution.file);
    execution.directory = expand_environment(execution.directory);
  }
  info->hProcess = nullptr;
  const DWORD error =
      execute(execution, info->fMask & SEE_MASK_NOCLOSEPROCESS ? &info->hProcess : nullptr);
  info->hInstApp = reinterpret_cast<HINSTANCE>(instance_of(error));
  return error ? fail_with(error) : TRUE;
}

}  // namespace

EXPORT(shell32, HINSTANCE, ShellExecuteW,
       (HWND hwnd, LPCWSTR lpOperation, LPCWSTR lpFile, LPCWSTR lpParameters, LPCWSTR lpDirectory,
        INT nShowCmd)) {
  return run({wide(lpOperation), wide(lpFile), wide(lpParameters), wide(lpDirectory)});
}
EXPORT(shell32, HINSTANCE, ShellExecuteA,
       (HWND hwnd, LPCSTR lpOperation, LPCSTR lpFile, LPCSTR lpParameters, LPCSTR lpDirectory,
        INT nShowCmd)) {
  return run({wide(lpOperation), wide(lpFile), wide(lpParameters), wide(lpDirectory)});
}
EXPORT(shell32, BOOL, ShellExecuteExW, (SHELLEXECUTEINFOW * pExecInfo)) {
  return execute_extended(pExecInfo);
}
EXPORT(shell32, BOOL, ShellExecuteExA, (SHELLEXECUTEINFOA * pExecInfo)) {
  return execute_extended(pExecInfo);
}
EXPORT(shell32, HINSTANCE, FindExecutableW,
       (LPCWSTR lpFile, LPCWSTR lpDirectory, LPWSTR lpResult)) {
  std::u16string quoted;
  append_program(quoted, view_of(lpFile));
  *lpResult = 0;
  const auto program = find_program_of(quoted, environment_variable(u"PATH").value_or(u""));
  if (!program)
    return reinterpret_cast<HINSTANCE>(host_path(view_of(lpFile)) ? SE_ERR_NOASSOC : SE_ERR_FNF);
  if (program->path.size() >= MAX_PATH) return reinterpret_cast<HINSTANCE>(SE_ERR_OOM);
  std::copy_n(program->path.c_str(), program->path.size() + 1, lpResult);
  return reinterpret_cast<HINSTANCE>(kStarted);
}

}  // namespace mimic::win::shell32
