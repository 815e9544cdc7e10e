#include "libs/windows/crt/spawn.h"

#include <algorithm>

#include "libs/windows/core/environment.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crt/environment.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/exit.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_paths.h"
#include "libs/windows/crt/streams.h"
#include "libs/windows/kernel32/startup_info.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, CreateProcessW,
               (LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
                SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
                BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
                LPCWSTR lpCurrentDirectory, STARTUPINFOW* lpStartupInfo,
                PROCESS_INFORMATION* lpProcessInformation));
DECLARE_EXPORT(kernel32, DWORD, WaitForSingleObject, (HANDLE hHandle, DWORD dwMilliseconds));
DECLARE_EXPORT(kernel32, BOOL, GetExitCodeProcess, (HANDLE hProcess, LPDWORD lpExitCode));

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {

namespace {

constexpr DWORD kUnicodeEnvironment = 0x400, kDetachedProcess = 8, kUseStandardHandles = 0x100;

// The runtimes put arguments one behind the other with blanks between and quote nothing: that is
// the caller's part.
std::u16string join(const std::vector<std::u16string>& arguments) {
  std::u16string line;
  for (const std::u16string& argument : arguments) {
    if (!line.empty()) line += u' ';
    line += argument;
  }
  return line;
}

// A block of the given variables, with what a program cannot do without: the drives' folders and
// SystemRoot.
std::u16string make_block(const std::vector<std::u16string>& variables) {
  std::u16string block;
  const std::u16string own = environment_block();
  for (const WCHAR* at = own.c_str(); *at; at += length_of(at) + 1) {
    if (*at == u'=') block.append(at).push_back(0);
  }
  constexpr std::u16string_view kSystemRoot = u"SystemRoot=";
  const bool has_root = std::ranges::any_of(variables, [&](const std::u16string& variable) {
    return equal_ignoring_case(std::u16string_view(variable).substr(0, kSystemRoot.size()),
                               kSystemRoot);
  });
  for (const std::u16string& variable : variables) block.append(variable).push_back(0);
  if (!has_root) {
    if (const auto root = environment_variable(u"SystemRoot"))
      block.append(kSystemRoot).append(*root).push_back(0);
  }
  if (block.empty()) block.push_back(0);
  block.push_back(0);
  return block;
}

bool exists(const std::u16string& path) {
  return kernel32::GetFileAttributesW(path.c_str()) != kNoAttributes;
}

bool has_extension(std::u16string_view path) {
  const size_t dot = path.rfind(u'.'), slash = path.find_last_of(u"\\/");
  return dot != path.npos && (slash == path.npos || dot > slash);
}

// The names that a name without extension may stand for.
constexpr std::u16string_view kExtensions[] = {u".com", u".exe", u".bat", u".cmd"};

bool add_extension(std::u16string& path) {
  if (has_extension(path)) return exists(path);
  for (const std::u16string_view extension : kExtensions) {
    std::u16string candidate = path + std::u16string(extension);
    if (!exists(candidate)) continue;
    path = std::move(candidate);
    return true;
  }
  return false;
}

// The program's path: as given, or found in the folders of PATH.
bool find_program(std::u16string& path, bool search_path) {
  if (add_extension(path)) return true;
  if (!search_path || path.find_first_of(u"\\/:") != path.npos) return false;
  const std::u16string list = environment_variable(u"PATH").value_or(u"");
  for (size_t at = 0; at < list.size();) {
    const size_t end = std::min(list.find(u';', at), list.size());
    std::u16string folder = list.substr(at, end - at);
    at = end + 1;
    std::erase(folder, u'"');
    if (folder.empty()) continue;
    if (folder.back() != u'\\' && folder.back() != u'/') folder += u'\\';
    folder += path;
    if (!add_extension(folder)) continue;
    path = std::move(folder);
    return true;
  }
  return false;
}

}  // namespace

HANDLE start_process(const WCHAR* program, std::u16string command_line, const WCHAR* environment,
                     DWORD flags, const HANDLE (*standard)[3]) {
  kernel32::STARTUPINFOW info{};
  info.cb = sizeof info;
  std::vector<uint8_t> descriptors = inheritable_descriptors();
  info.cbReserved2 = static_cast<WORD>(descriptors.size());
  info.lpReserved2 = descriptors.data();
  if (standard) {
    info.dwFlags = kUseStandardHandles;
    HANDLE* const handles[] = {&info.hStdInput, &info.hStdOutput, &info.hStdError};
    for (DWORD i = 0; i < 3; ++i)
      *handles[i] = (*standard)[i] ? (*standard)[i] : kernel32::GetStdHandle(-10 - i);
  }
  kernel32::PROCESS_INFORMATION started{};
  if (!kernel32::CreateProcessW(program, command_line.data(), nullptr, nullptr, TRUE,
                                flags | kUnicodeEnvironment, const_cast<WCHAR*>(environment),
                                nullptr, &info, &started)) {
    set_last_error();
    return nullptr;
  }
  kernel32::CloseHandle(started.hThread);
  return started.hProcess;
}

bool wait_for_process(HANDLE process, DWORD* code) {
  const bool done = kernel32::WaitForSingleObject(process, INFINITE) == 0 &&
                    kernel32::GetExitCodeProcess(process, code);
  if (!done) set_last_error();
  kernel32::CloseHandle(process);
  return done;
}

intptr_t spawn(const SpawnRequest& request) {
  if (request.mode < kWait || request.mode > kDetach) {
    fail_invalid(kEINVAL);
    return -1;
  }
  std::u16string path = request.program;
  if (!find_program(path, request.search_path)) {
    set_os_error(ERROR_FILE_NOT_FOUND);
    return -1;
  }
  const std::u16string block =
      request.environment ? make_block(*request.environment) : std::u16string();
  if (request.mode == kOverlay) flush_all(false);
  const HANDLE process =
      start_process(path.c_str(), join(request.arguments), block.empty() ? nullptr : block.c_str(),
                    request.mode == kDetach ? kDetachedProcess : 0);
  if (!process) return -1;
  switch (request.mode) {
    case kOverlay: {
      // Windows cannot replace a program; this one stays, for its parent to wait for, and has
      // nothing more to do.
      DWORD code = 0;
      wait_for_process(process, &code);
      exit_at_once(static_cast<int>(code));
    }
    case kWait: {
      DWORD code = 0;
      return wait_for_process(process, &code) ? static_cast<int>(code) : -1;
    }
    case kDetach:
      kernel32::CloseHandle(process);
      return 0;
    default:
      return reinterpret_cast<intptr_t>(process);
  }
}

std::u16string command_interpreter() {
  return environment_variable(u"COMSPEC").value_or(u"cmd.exe");
}

std::u16string interpreter_line(const std::u16string& interpreter, std::u16string_view command) {
  return (interpreter + u" /c ").append(command);
}

}  // namespace mimic::win::crt
