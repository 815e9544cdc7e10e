// _spawn…, _exec…, system, _cwait, _getpid.
#include "libs/windows/crt/spawn.h"

#include <cstdarg>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_paths.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, DWORD, GetCurrentProcessId, ());
DECLARE_EXPORT(kernel32, BOOL, Beep, (DWORD dwFreq, DWORD dwDuration));

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {
namespace {

std::u16string widen(const char* text) { return from_ansi(text); }
std::u16string widen(const WCHAR* text) { return std::u16string(view_of(text)); }

template <class C>
std::vector<std::u16string> strings_of(const C* const* array) {
  std::vector<std::u16string> strings;
  for (; *array; ++array) strings.push_back(widen(*array));
  return strings;
}

template <class C>
intptr_t spawn_program(int mode, const C* program, std::vector<std::u16string> arguments,
                       const C* const* environment, bool search_path) {
  SpawnRequest request{.mode = mode,
                       .program = widen(program),
                       .arguments = std::move(arguments),
                       .search_path = search_path};
  std::vector<std::u16string> variables;
  if (environment) {
    variables = strings_of(environment);
    request.environment = &variables;
  }
  return spawn(request);
}

template <class C>
intptr_t spawn_array(int mode, const C* program, const C* const* arguments,
                     const C* const* environment, bool search_path) {
  if (!program || !*program || !arguments || !*arguments || !**arguments) {
    fail_invalid(kEINVAL);
    return -1;
  }
  return spawn_program(mode, program, strings_of(arguments), environment, search_path);
}

// Arguments of the functions that take them one by one, and what follows their end.
template <class C>
std::vector<std::u16string> collect(const C* first, __builtin_ms_va_list& rest) {
  std::vector<std::u16string> arguments;
  for (const C* argument = first; argument; argument = __builtin_va_arg(rest, const C*))
    arguments.push_back(widen(argument));
  return arguments;
}

template <class C>
bool valid(const C* program, const C* first) {
  if (program && *program && first && *first) return true;
  fail_invalid(kEINVAL);
  return false;
}

template <class C>
int run_command(const C* command) {
  const std::u16string interpreter = command_interpreter();
  if (!command) return 1;  // mimic has an interpreter of its own
  crt_errno = 0;
  const HANDLE process =
      start_process(nullptr, interpreter_line(interpreter, widen(command)), nullptr, 0);
  DWORD code = 0;
  if (!process || !wait_for_process(process, &code)) return -1;
  return static_cast<int>(code);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

// The eight functions of a family differ in how they take arguments and environment, and in whether
// they search PATH.
#define SPAWN_ARRAYS(C, spawn, exec)                                                           \
  CRT_EXPORT_O(intptr_t, spawn##v, (int mode, const C* program, const C* const* arguments)) {  \
    return crt::spawn_array<C>(mode, program, arguments, nullptr, false);                      \
  }                                                                                            \
  CRT_EXPORT_O(                                                                                \
      intptr_t, spawn##ve,                                                                     \
      (int mode, const C* program, const C* const* arguments, const C* const* environment)) {  \
    return crt::spawn_array<C>(mode, program, arguments, environment, false);                  \
  }                                                                                            \
  CRT_EXPORT_O(intptr_t, spawn##vp, (int mode, const C* program, const C* const* arguments)) { \
    return crt::spawn_array<C>(mode, program, arguments, nullptr, true);                       \
  }                                                                                            \
  CRT_EXPORT_O(                                                                                \
      intptr_t, spawn##vpe,                                                                    \
      (int mode, const C* program, const C* const* arguments, const C* const* environment)) {  \
    return crt::spawn_array<C>(mode, program, arguments, environment, true);                   \
  }                                                                                            \
  CRT_EXPORT_O(intptr_t, exec##v, (const C* program, const C* const* arguments)) {             \
    return crt::spawn_array<C>(crt::kOverlay, program, arguments, nullptr, false);             \
  }                                                                                            \
  CRT_EXPORT_O(intptr_t, exec##ve,                                                             \
               (const C* program, const C* const* arguments, const C* const* environment)) {   \
    return crt::spawn_array<C>(crt::kOverlay, program, arguments, environment, false);         \
  }                                                                                            \
  CRT_EXPORT_O(intptr_t, exec##vp, (const C* program, const C* const* arguments)) {            \
    return crt::spawn_array<C>(crt::kOverlay, program, arguments, nullptr, true);              \
  }                                                                                            \
  CRT_EXPORT_O(intptr_t, exec##vpe,                                                            \
               (const C* program, const C* const* arguments, const C* const* environment)) {   \
    return crt::spawn_array<C>(crt::kOverlay, program, arguments, environment, true);          \
  }

#define SPAWN_LIST(C, name, mode_parameter, mode, with_environment, search_path)                 \
  CRT_EXPORT(intptr_t, name, (mode_parameter const C* program, const C* first, ...)) {           \
    if (!crt::valid(program, first)) return -1;                                                  \
    __builtin_ms_va_list rest;                                                                   \
    __builtin_ms_va_start(rest, first);                                                          \
    std::vector<std::u16string> arguments = crt::collect(first, rest);                           \
    const C* const* environment =                                                                \
        with_environment ? __builtin_va_arg(rest, const C* const*) : nullptr;                    \
    __builtin_ms_va_end(rest);                                                                   \
    return crt::spawn_program<C>(mode, program, std::move(arguments), environment, search_path); \
  }

#define MODE_PARAMETER int mode,
#define NO_PARAMETER
#define SPAWN_LISTS(C, spawn, exec)                                 \
  SPAWN_LIST(C, spawn##l, MODE_PARAMETER, mode, false, false)       \
  SPAWN_LIST(C, spawn##le, MODE_PARAMETER, mode, true, false)       \
  SPAWN_LIST(C, spawn##lp, MODE_PARAMETER, mode, false, true)       \
  SPAWN_LIST(C, spawn##lpe, MODE_PARAMETER, mode, true, true)       \
  SPAWN_LIST(C, exec##l, NO_PARAMETER, crt::kOverlay, false, false) \
  SPAWN_LIST(C, exec##le, NO_PARAMETER, crt::kOverlay, true, false) \
  SPAWN_LIST(C, exec##lp, NO_PARAMETER, crt::kOverlay, false, true) \
  SPAWN_LIST(C, exec##lpe, NO_PARAMETER, crt::kOverlay, true, true)

SPAWN_ARRAYS(char, _spawn, _exec)
SPAWN_ARRAYS(WCHAR, _wspawn, _wexec)
SPAWN_LISTS(char, _spawn, _exec)
SPAWN_LISTS(WCHAR, _wspawn, _wexec)

CRT_EXPORT_O(int, system, (const char* command)) { return crt::run_command(command); }
CRT_EXPORT_O(int, _wsystem, (const WCHAR* command)) { return crt::run_command(command); }

CRT_EXPORT_O(intptr_t, _cwait, (int* status, intptr_t process, int)) {
  DWORD code = 0;
  if (process == -1 || process == -2) {
    crt::crt_errno = crt::kECHILD;
    return -1;
  }
  if (!crt::wait_for_process(reinterpret_cast<HANDLE>(process), &code)) {
    // No handle, or none of a process.
    constexpr DWORD kInvalidHandleError = 6;
    if (crt::crt_doserrno == kInvalidHandleError) crt::crt_errno = crt::kECHILD;
    if (status) *status = -1;
    return -1;
  }
  if (status) *status = static_cast<int>(code);
  return process;
}

CRT_EXPORT(int, _getpid, ()) { return static_cast<int>(kernel32::GetCurrentProcessId()); }
CRT_EXPORT_O(void, _sleep, (ULONG milliseconds)) {
  kernel32::Sleep(milliseconds ? milliseconds : 1);
}
CRT_EXPORT_O(void, _beep, (unsigned frequency, unsigned milliseconds)) {
  kernel32::Beep(frequency, milliseconds);
}

}  // namespace mimic::win::msvcrt
