// What start-up code asks for: main's arguments, the command line, the program's kind.
#include "libs/windows/crt/arguments.h"

#include <atomic>

#include "libs/windows/crt/environment.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/exit.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, LPWSTR, GetCommandLineW, ());
DECLARE_EXPORT(kernel32, LPSTR, GetCommandLineA, ());

}  // namespace mimic::win::kernel32

namespace mimic::win::msvcrt {

EXPORT_DATA(msvcrt, int, __argc) = 0;
EXPORT_DATA(msvcrt, char**, __argv) = nullptr;
EXPORT_DATA(msvcrt, WCHAR**, __wargv) = nullptr;
EXPORT_DATA(msvcrt, char*, _acmdln) = nullptr;
EXPORT_DATA(msvcrt, WCHAR*, _wcmdln) = nullptr;
EXPORT_DATA(msvcrt, char*, _pgmptr) = nullptr;
EXPORT_DATA(msvcrt, WCHAR*, _wpgmptr) = nullptr;
// Its own version, as GetVersion gives it: Windows 10.
EXPORT_DATA(msvcrt, unsigned, _osplatform) = 2;
EXPORT_DATA(msvcrt, unsigned, _osver) = 19045;
EXPORT_DATA(msvcrt, unsigned, _winver) = 0xa00;
EXPORT_DATA(msvcrt, unsigned, _winmajor) = 10;
EXPORT_DATA(msvcrt, unsigned, _winminor) = 0;

DECLARE_EXPORT(msvcrt, int, _set_new_mode, (int mode));

namespace {

int g_app_type = 0;  // _crt_unknown_app; 1 console, 2 GUI

int set_arguments(crt::ArgumentMode mode, const char*) {
  const auto arguments = crt::make_arguments<char>(mode);
  if (!arguments.values) return -1;
  __argc = arguments.count;
  __argv = arguments.values;
  _pgmptr = crt::program_path<char>();
  return 0;
}
int set_arguments(crt::ArgumentMode mode, const WCHAR*) {
  const auto arguments = crt::make_arguments<WCHAR>(mode);
  if (!arguments.values) return -1;
  __argc = arguments.count;
  __wargv = arguments.values;
  _wpgmptr = crt::program_path<WCHAR>();
  return 0;
}

crt::ArgumentMode wildcard_mode(int expand) {
  return expand ? crt::ArgumentMode::kWithWildcards : crt::ArgumentMode::kAsWritten;
}

struct StartupInfo {
  int new_mode;
};

}  // namespace

CRT_EXPORT(void, __set_app_type, (int type)) { g_app_type = type; }
EXPORT(msvcrt, int, __get_app_type, ()) { return g_app_type; }

CRT_EXPORT(int, __getmainargs,
           (int* argc, char*** argv, char*** environment, int expand_wildcards,
            const StartupInfo* info)) {
  if (set_arguments(wildcard_mode(expand_wildcards), static_cast<const char*>(nullptr)) < 0)
    return -1;
  *argc = __argc;
  *argv = __argv;
  *environment = crt::environment<char>();
  if (info) _set_new_mode(info->new_mode);
  return 0;
}
CRT_EXPORT(int, __wgetmainargs,
           (int* argc, WCHAR*** argv, WCHAR*** environment, int expand_wildcards,
            const StartupInfo* info)) {
  if (set_arguments(wildcard_mode(expand_wildcards), static_cast<const WCHAR*>(nullptr)) < 0)
    return -1;
  *argc = __argc;
  *argv = __wargv;
  *environment = crt::environment<WCHAR>();
  if (info) _set_new_mode(info->new_mode);
  return 0;
}

CRT_EXPORT_O(int*, __p___argc, ()) { return &__argc; }
CRT_EXPORT_O(char***, __p___argv, ()) { return &__argv; }
CRT_EXPORT_O(WCHAR***, __p___wargv, ()) { return &__wargv; }
// The Universal CRT asks for these without an entry point of msvcrt's having run.
CRT_EXPORT_O(char**, __p__acmdln, ()) {
  if (!_acmdln) _acmdln = kernel32::GetCommandLineA();
  return &_acmdln;
}
CRT_EXPORT_O(WCHAR**, __p__wcmdln, ()) {
  if (!_wcmdln) _wcmdln = kernel32::GetCommandLineW();
  return &_wcmdln;
}
CRT_EXPORT_O(char**, __p__pgmptr, ()) {
  if (!_pgmptr) _pgmptr = crt::program_path<char>();
  return &_pgmptr;
}
CRT_EXPORT_O(WCHAR**, __p__wpgmptr, ()) {
  if (!_wpgmptr) _wpgmptr = crt::program_path<WCHAR>();
  return &_wpgmptr;
}
CRT_EXPORT_O(int, _get_pgmptr, (char** path)) {
  if (!path) return crt::fail_invalid(crt::kEINVAL);
  *path = *__p__pgmptr();
  return 0;
}
CRT_EXPORT_O(int, _get_wpgmptr, (WCHAR * *path)) {
  if (!path) return crt::fail_invalid(crt::kEINVAL);
  *path = *__p__wpgmptr();
  return 0;
}
EXPORT(msvcrt, unsigned*, __p__osver, ()) { return &_osver; }
EXPORT(msvcrt, unsigned*, __p__winver, ()) { return &_winver; }
EXPORT(msvcrt, unsigned*, __p__winmajor, ()) { return &_winmajor; }
EXPORT(msvcrt, unsigned*, __p__winminor, ()) { return &_winminor; }
EXPORT(msvcrt, int, _get_osplatform, (unsigned* value)) {
  if (!value) return crt::fail_invalid(crt::kEINVAL);
  *value = _osplatform;
  return 0;
}
EXPORT(msvcrt, int, _get_winmajor, (unsigned* value)) {
  if (!value) return crt::fail_invalid(crt::kEINVAL);
  *value = _winmajor;
  return 0;
}
EXPORT(msvcrt, int, _get_winminor, (unsigned* value)) {
  if (!value) return crt::fail_invalid(crt::kEINVAL);
  *value = _winminor;
  return 0;
}
EXPORT(msvcrt, int, _get_winver, (unsigned* value)) {
  if (!value) return crt::fail_invalid(crt::kEINVAL);
  *value = _winver;
  return 0;
}

// msvcrt makes the command line and the environment known before any code of the program runs, and
// writes what streams hold when the process ends.
DLL_ENTRY(msvcrt) {
  if (reason == 1) {  // DLL_PROCESS_ATTACH
    _acmdln = kernel32::GetCommandLineA();
    _wcmdln = kernel32::GetCommandLineW();
    crt::environment<char>();
  } else {
    crt::finish_at_process_end();
  }
  return TRUE;
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::ArgumentMode;

UCRT_EXPORT_O(void, _set_app_type, (int type)) {
  crt::use_universal_runtime();
  msvcrt::g_app_type = type;
}
UCRT_EXPORT(int, _query_app_type, ()) { return msvcrt::g_app_type; }

// _crt_argv_no_arguments, _crt_argv_unexpanded_arguments, _crt_argv_expanded_arguments.
UCRT_EXPORT_O(int, _configure_narrow_argv, (int mode)) {
  if (mode == 0) return 0;
  if (mode != 1 && mode != 2) return crt::fail_invalid(crt::kEINVAL);
  return msvcrt::set_arguments(msvcrt::wildcard_mode(mode == 2),
                               static_cast<const char*>(nullptr)) < 0
             ? crt::kENOMEM
             : 0;
}
UCRT_EXPORT_O(int, _configure_wide_argv, (int mode)) {
  if (mode == 0) return 0;
  if (mode != 1 && mode != 2) return crt::fail_invalid(crt::kEINVAL);
  return msvcrt::set_arguments(msvcrt::wildcard_mode(mode == 2),
                               static_cast<const WCHAR*>(nullptr)) < 0
             ? crt::kENOMEM
             : 0;
}

UCRT_EXPORT_O(char*, _get_narrow_winmain_command_line, ()) {
  return crt::arguments_text(kernel32::GetCommandLineA());
}
UCRT_EXPORT_O(WCHAR*, _get_wide_winmain_command_line, ()) {
  return crt::arguments_text(kernel32::GetCommandLineW());
}

DLL_ENTRY(ucrtbase) {
  if (reason == 0) crt::finish_at_process_end();  // DLL_PROCESS_DETACH
  return TRUE;
}

}  // namespace mimic::win::ucrtbase
