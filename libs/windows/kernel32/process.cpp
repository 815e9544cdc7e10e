// Creating, ending and opening processes.
#include <algorithm>
#include <cstring>

#include "libs/windows/core/create_process.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/job.h"
#include "libs/windows/core/process_exit.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/kernel32/startup_info.h"

namespace mimic::win::kernel32 {
namespace {

constexpr ACCESS_MASK kAllAccess = 0x1fffff;

bool inherits(const SECURITY_ATTRIBUTES* attributes) {
  return attributes && attributes->bInheritHandle;
}

std::u16string wide(const WCHAR* text) { return std::u16string(view_of(text)); }
std::u16string wide(const char* text) { return from_ansi(text); }

std::u16string environment_of(const void* block, DWORD flags) {
  if (!block) return environment_block();
  if (flags & CREATE_UNICODE_ENVIRONMENT) {
    const auto* units = static_cast<const WCHAR*>(block);
    return {units, environment_length(units)};
  }
  const auto* start = static_cast<const char*>(block);
  const char* end = start;
  while (*end) end += std::strlen(end) + 1;
  std::u16string text = from_ansi({start, static_cast<size_t>(end - start)});
  text.append(end == start ? 2 : 1, u'\0');
  return text;
}

template <class C>
void read_startup_info(const STARTUPINFO<C>& info, StartupBlock& block) {
  block.startup_flags = info.dwFlags;
  block.title = wide(info.lpTitle);
  block.desktop = wide(info.lpDesktop);
  block.x = info.dwX, block.y = info.dwY;
  block.x_size = info.dwXSize, block.y_size = info.dwYSize;
  block.x_chars = info.dwXCountChars, block.y_chars = info.dwYCountChars;
  block.fill = info.dwFillAttribute;
  block.show_window = info.wShowWindow;
  if (info.lpReserved2 && info.cbReserved2)
    block.reserved2.assign(info.lpReserved2, info.lpReserved2 + info.cbReserved2);
  if (info.dwFlags & STARTF_USESTDHANDLES) {
    block.standard[0] = info.hStdInput;
    block.standard[1] = info.hStdOutput;
    block.standard[2] = info.hStdError;
  }
}

NTSTATUS read_attributes(const PROC_THREAD_ATTRIBUTE_LIST* list, CreateProcessRequest& request,
                         std::vector<HANDLE>& jobs) {
  if (!list) return STATUS_SUCCESS;
  for (DWORD i = 0; i < list->count; ++i) {
    const auto& [attribute, size, value] = list->attributes[i];
    const auto* values = static_cast<const HANDLE*>(value);
    if (attribute == PROC_THREAD_ATTRIBUTE_HANDLE_LIST)
      request.handle_list.emplace(values, values + size / sizeof(HANDLE));
    if (attribute == PROC_THREAD_ATTRIBUTE_JOB_LIST)
      jobs.assign(values, values + size / sizeof(HANDLE));
    // The value is the console itself.
    if (attribute == PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE)
      request.console = PseudoConsole::find(value);
    if (attribute == PROC_THREAD_ATTRIBUTE_PARENT_PROCESS && size == sizeof(HANDLE)) {
      auto parent = process_of(*values);
      if (!parent) return parent.error();
      if (!(*parent)->is_current()) request.parent = std::move(*parent);
    }
  }
  return STATUS_SUCCESS;
}

template <class C>
BOOL create(HANDLE token, const C* application, const C* command_line,
            const SECURITY_ATTRIBUTES* process_security, const SECURITY_ATTRIBUTES* thread_security,
            BOOL inherit, DWORD flags, const void* environment, const C* directory,
            const STARTUPINFO<C>* info, PROCESS_INFORMATION* result) {
  CreateProcessRequest request;
  if (!application && !command_line) return fail_with(ERROR_INVALID_PARAMETER);
  if (token) {
    auto user = token_of(token, TOKEN_QUERY | TOKEN_ASSIGN_PRIMARY);
    if (!user) return fail(user.error());
    if ((*user)->state().type != kTokenPrimary) return fail(STATUS_BAD_TOKEN_TYPE);
    request.token = std::move(*user);
  }
  if (application) request.application = wide(application);
  request.command_line = command_line ? wide(command_line) : *request.application;
  request.environment = environment_of(environment, flags);
  request.directory = wide(directory);
  request.creation_flags = flags;
  request.inherit_handles = inherit;
  read_startup_info(*info, request.startup);
  std::vector<HANDLE> job_handles;
  if (flags & EXTENDED_STARTUPINFO_PRESENT && info->cb >= sizeof(STARTUPINFOEXW)) {
    const auto* extended = reinterpret_cast<const STARTUPINFOEXW*>(info);
    const NTSTATUS status = read_attributes(extended->lpAttributeList, request, job_handles);
    if (!nt_success(status)) return fail(status);
  }
  std::vector<Ref<Job>> jobs;
  for (const HANDLE handle : job_handles) {
    auto job = object_of<Job>(handle);
    if (!job) return fail(job.error());
    jobs.push_back(std::move(*job));
  }
  const bool inherit_process = inherits(process_security),
             inherit_thread = inherits(thread_security);
  *result = {};

  auto created = create_process(std::move(request));
  if (!created) return fail(created.error());
  for (const auto& job : jobs) job->assign(created->process);
  *result = {handles().insert(created->process, kAllAccess, inherit_process),
             handles().insert(created->thread, kAllAccess, inherit_thread), created->process->id(),
             created->process->id()};
  return TRUE;
}

}  // namespace

EXPORT(kernel32, BOOL, CreateProcessW,
       (LPCWSTR lpApplicationName, LPWSTR lpCommandLine, SECURITY_ATTRIBUTES* lpProcessAttributes,
        SECURITY_ATTRIBUTES* lpThreadAttributes, BOOL bInheritHandles, DWORD dwCreationFlags,
        LPVOID lpEnvironment, LPCWSTR lpCurrentDirectory, STARTUPINFOW* lpStartupInfo,
        PROCESS_INFORMATION* lpProcessInformation)) {
  return create<WCHAR>(nullptr, lpApplicationName, lpCommandLine, lpProcessAttributes,
                       lpThreadAttributes, bInheritHandles, dwCreationFlags, lpEnvironment,
                       lpCurrentDirectory, lpStartupInfo, lpProcessInformation);
}

EXPORT(kernel32, BOOL, CreateProcessA,
       (LPCSTR lpApplicationName, LPSTR lpCommandLine, SECURITY_ATTRIBUTES* lpProcessAttributes,
        SECURITY_ATTRIBUTES* lpThreadAttributes, BOOL bInheritHandles, DWORD dwCreationFlags,
        LPVOID lpEnvironment, LPCSTR lpCurrentDirectory, STARTUPINFOA* lpStartupInfo,
        PROCESS_INFORMATION* lpProcessInformation)) {
  return create<char>(nullptr, lpApplicationName, lpCommandLine, lpProcessAttributes,
                      lpThreadAttributes, bInheritHandles, dwCreationFlags, lpEnvironment,
                      lpCurrentDirectory, lpStartupInfo, lpProcessInformation);
}

EXPORT(kernel32, BOOL, CreateProcessInternalW,
       (HANDLE hUserToken, LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
        SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
        BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
        LPCWSTR lpCurrentDirectory, STARTUPINFOW* lpStartupInfo,
        PROCESS_INFORMATION* lpProcessInformation, HANDLE* hRestrictedUserToken)) {
  return create<WCHAR>(hUserToken, lpApplicationName, lpCommandLine, lpProcessAttributes,
                       lpThreadAttributes, bInheritHandles, dwCreationFlags, lpEnvironment,
                       lpCurrentDirectory, lpStartupInfo, lpProcessInformation);
}
EXPORT(kernel32, BOOL, CreateProcessInternalA,
       (HANDLE hUserToken, LPCSTR lpApplicationName, LPSTR lpCommandLine,
        SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
        BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
        LPCSTR lpCurrentDirectory, STARTUPINFOA* lpStartupInfo,
        PROCESS_INFORMATION* lpProcessInformation, HANDLE* hRestrictedUserToken)) {
  return create<char>(hUserToken, lpApplicationName, lpCommandLine, lpProcessAttributes,
                      lpThreadAttributes, bInheritHandles, dwCreationFlags, lpEnvironment,
                      lpCurrentDirectory, lpStartupInfo, lpProcessInformation);
}

EXPORT(kernel32, UINT, WinExec, (LPCSTR lpCmdLine, UINT uCmdShow)) {
  STARTUPINFOA info = {};
  info.cb = sizeof info;
  info.dwFlags = 1;  // STARTF_USESHOWWINDOW
  info.wShowWindow = uCmdShow;
  PROCESS_INFORMATION started;
  if (!create<char>(nullptr, nullptr, lpCmdLine, nullptr, nullptr, FALSE, 0, nullptr, nullptr,
                    &info, &started))
    return std::min<UINT>(last_error(), 31);
  handles().close(started.hProcess);
  handles().close(started.hThread);
  return 33;  // any number above 31 is success
}

EXPORT(kernel32, void, ExitProcess, (UINT uExitCode)) { exit_process(uExitCode); }

EXPORT(kernel32, BOOL, TerminateProcess, (HANDLE hProcess, UINT uExitCode)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  const NTSTATUS status = (*process)->terminate(uExitCode);
  return status == STATUS_PROCESS_IS_TERMINATING ? fail_with(ERROR_ACCESS_DENIED)
                                                 : succeeded(status);
}

EXPORT(kernel32, BOOL, GetExitCodeProcess, (HANDLE hProcess, LPDWORD lpExitCode)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  *lpExitCode = (*process)->exit_code();
  return TRUE;
}

EXPORT(kernel32, HANDLE, OpenProcess,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwProcessId)) {
  if (!dwProcessId) return fail_with(ERROR_INVALID_PARAMETER), nullptr;
  auto process = open_process(dwProcessId);
  if (!process) return fail(process.error()), nullptr;
  return handles().insert(*process, dwDesiredAccess, bInheritHandle);
}

EXPORT(kernel32, HANDLE, GetCurrentProcess, ()) { return reinterpret_cast<HANDLE>(-1); }

EXPORT(kernel32, DWORD, GetCurrentProcessId, ()) { return current_teb()->ClientId.UniqueProcess; }

EXPORT(kernel32, DWORD, GetProcessId, (HANDLE Process)) {
  auto process = process_of(Process);
  if (!process) return fail(process.error());
  return (*process)->id();
}

}  // namespace mimic::win::kernel32
