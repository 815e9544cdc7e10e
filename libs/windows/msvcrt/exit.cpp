// exit, abort and their kind, and the functions that are called at the end.
#include "libs/windows/crt/exit.h"

#include <atomic>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/onexit_table.h"
#include "libs/windows/crt/report.h"
#include "libs/windows/crt/signal.h"
#include "libs/windows/crt/streams.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, void, ExitProcess, (UINT uExitCode));

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {
namespace {

using TlsCallback = MS_ABI void (*)(HINSTANCE instance, DWORD reason, void* reserved);

constinit OnexitTable exit_table{}, quick_exit_table{};
std::atomic<TlsCallback> thread_local_destructors{nullptr};
std::atomic<bool> cleaned{false};  // exit functions have run, or must not

// Exit functions, then streams. Once; a function that calls exit() comes back here and goes on with
// those that are left.
void clean_up() {
  if (const TlsCallback callback = thread_local_destructors.exchange(nullptr))
    callback(nullptr, 0, nullptr);
  run_exit_functions(exit_table);
  flush_all_streams();
  cleaned = true;
}

unsigned abort_behavior = 3;  // _WRITE_ABORT_MSG | _CALL_REPORTFAULT
constexpr unsigned kWriteAbortMessage = 1, kCallReportFault = 2;
constexpr unsigned kFatalAppExit = 7;  // FAST_FAIL_FATAL_APP_EXIT
constexpr int kAbortCode = 3;

}  // namespace

void exit_at_once(int code) {
  cleaned = true;
  kernel32::ExitProcess(static_cast<UINT>(code));
  __builtin_unreachable();
}

void finish_at_process_end() {
  if (cleaned.exchange(true)) return;
  // msvcrt calls the exit functions, ucrtbase only writes what streams hold.
  if (!is_universal_runtime()) run_exit_functions(exit_table);
  flush_all_streams();
}

void abort_program() {
  if (!is_universal_runtime() && abort_behavior & kWriteAbortMessage) {
    report(
        u"\nThis application has requested the Runtime to terminate it in an unusual way.\n"
        u"Please contact the application's support team for more information.\n");
  }
  if (has_abort_handler()) raise_signal(kSIGABRT);
  if (is_universal_runtime() && abort_behavior & kCallReportFault) fast_fail(kFatalAppExit);
  exit_at_once(kAbortCode);
}

}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::ExitFunction;

CRT_EXPORT_O(void, exit, (int code)) {
  crt::clean_up();
  kernel32::ExitProcess(static_cast<UINT>(code));
}
CRT_EXPORT_O(void, _exit, (int code)) { crt::exit_at_once(code); }
CRT_EXPORT_O(void, _cexit, ()) { crt::clean_up(); }
CRT_EXPORT(void, _c_exit, ()) { crt::cleaned = true; }
CRT_EXPORT_O(void, abort, ()) { crt::abort_program(); }

CRT_EXPORT(ExitFunction, _onexit, (ExitFunction function)) {
  return crt::register_exit_function(crt::exit_table, function) ? function : nullptr;
}
EXPORT(msvcrt, int, atexit, (ExitFunction function)) {
  return crt::register_exit_function(crt::exit_table, function) ? 0 : -1;
}

// A DLL's own list, [*begin, *end), which it calls itself when it goes.
EXPORT(msvcrt, ExitFunction, __dllonexit,
       (ExitFunction function, ExitFunction** begin, ExitFunction** end)) {
  crt::OnexitTable table{*begin, *end, *end};
  if (!crt::register_exit_function(table, function)) return nullptr;
  *begin = table.first;
  *end = table.last;
  return function;
}

// Initialisers in [first, last).
CRT_EXPORT(void, _initterm, (ExitFunction * first, ExitFunction* last)) {
  for (; first < last; ++first) {
    if (*first) (*first)();
  }
}
CRT_EXPORT(int, _initterm_e, (ExitFunction * first, ExitFunction* last)) {
  for (; first < last; ++first) {
    if (!*first) continue;
    if (const int error = (*first)()) return error;
  }
  return 0;
}

CRT_EXPORT_O(unsigned, _set_abort_behavior, (unsigned flags, unsigned mask)) {
  const unsigned previous = crt::abort_behavior;
  crt::abort_behavior = (previous & ~mask) | (flags & mask);
  return previous;
}

CRT_EXPORT(void, _register_thread_local_exe_atexit_callback, (crt::TlsCallback callback)) {
  crt::TlsCallback none = nullptr;
  // A second one is a defect of the program's start-up code.
  if (!crt::thread_local_destructors.compare_exchange_strong(none, callback)) crt::abort_program();
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::ExitFunction;

UCRT_ALIAS_O(_crt_atexit, atexit);
UCRT_ALIAS(_Exit, _exit);

UCRT_EXPORT(int, _crt_at_quick_exit, (ExitFunction function)) {
  return crt::register_exit_function(crt::quick_exit_table, function) ? 0 : -1;
}
UCRT_EXPORT(void, quick_exit, (int code)) {
  crt::run_exit_functions(crt::quick_exit_table);
  crt::exit_at_once(code);
}

}  // namespace mimic::win::ucrtbase
