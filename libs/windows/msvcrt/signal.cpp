// signal, raise, and the exception filter that turns exceptions into signals.
#include "libs/windows/crt/signal.h"

#include <atomic>

#include "abi/windows/status.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/exit.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/os_error.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, SetConsoleCtrlHandler,
               (BOOL(MS_ABI * HandlerRoutine)(DWORD), BOOL Add));
DECLARE_EXPORT(kernel32, LONG, UnhandledExceptionFilter, (EXCEPTION_POINTERS * ExceptionInfo));

}  // namespace mimic::win::kernel32

namespace mimic::win::msvcrt {

DECLARE_EXPORT(msvcrt, int*, __fpecode, ());

}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {

using SignalHandler = MS_ABI void (*)(int);
using FloatHandler = MS_ABI void (*)(int, int);

namespace {

// Values of handlers that are none.
SignalHandler special(intptr_t value) { return reinterpret_cast<SignalHandler>(value); }
const SignalHandler kDefault = special(0), kIgnore = special(1), kGet = special(2),
                    kSge = special(3), kAcknowledge = special(4), kDie = special(5),
                    kError = special(-1);

// Of the whole process.
std::atomic<SignalHandler> interrupt_handler{nullptr}, break_handler{nullptr},
    abort_handler{nullptr}, terminate_handler{nullptr};

std::atomic<SignalHandler>* process_handler(int signal) {
  switch (signal) {
    case kSIGINT:
      return &interrupt_handler;
    case kSIGBREAK:
      return &break_handler;
    case kSIGABRT:
    case kSIGABRT_COMPAT:
      return &abort_handler;
    case kSIGTERM:
      return &terminate_handler;
    default:
      return nullptr;
  }
}

// Signals that stand for exceptions have a handler per thread. In the Universal CRT as in msvcrt a
// thread begins with default ones.
struct ThreadSignals {
  SignalHandler illegal, floating, segmentation;
  EXCEPTION_POINTERS* pointers;  // while a handler runs
};
constinit thread_local ThreadSignals thread_signals{};

SignalHandler* thread_handler(int signal) {
  switch (signal) {
    case kSIGILL:
      return &thread_signals.illegal;
    case kSIGFPE:
      return &thread_signals.floating;
    case kSIGSEGV:
      return &thread_signals.segmentation;
    default:
      return nullptr;
  }
}

MS_ABI BOOL console_event(DWORD event) {
  if (event > 1) return FALSE;  // CTRL_C_EVENT, CTRL_BREAK_EVENT
  auto& handler = event == 0 ? interrupt_handler : break_handler;
  const SignalHandler action = handler.load();
  if (action == kDefault) return FALSE;
  if (action == kIgnore) return TRUE;
  handler = kDefault;
  action(event == 0 ? kSIGINT : kSIGBREAK);
  return TRUE;
}

bool watch_console() {
  static std::atomic<bool> watching{false};
  if (watching.exchange(true)) return true;
  if (kernel32::SetConsoleCtrlHandler(console_event, TRUE)) return true;
  watching = false;
  return false;
}

SignalHandler refuse() {
  crt_errno = kEINVAL;
  return kError;
}

SignalHandler set_handler(int signal, SignalHandler handler) {
  if (handler == kAcknowledge || handler == kSge) return refuse();
  if (auto* slot = process_handler(signal)) {
    if ((signal == kSIGINT || signal == kSIGBREAK) && handler != kGet && !watch_console()) {
      set_last_error();
      return kError;
    }
    return handler == kGet ? slot->load() : slot->exchange(handler);
  }
  SignalHandler* const slot = thread_handler(signal);
  if (!slot) return refuse();
  const SignalHandler previous = *slot;
  if (handler != kGet) *slot = handler;
  return previous;
}

struct SignalOfException {
  NTSTATUS code;
  int signal, float_code;
};
constexpr SignalOfException kExceptions[] = {
    {STATUS_ACCESS_VIOLATION, kSIGSEGV, 0},
    {STATUS_ILLEGAL_INSTRUCTION, kSIGILL, 0},
    {STATUS_PRIVILEGED_INSTRUCTION, kSIGILL, 0},
    {static_cast<NTSTATUS>(0xc000008d), kSIGFPE, 0x82},  // FLOAT_DENORMAL_OPERAND
    {static_cast<NTSTATUS>(0xc000008e), kSIGFPE, 0x83},  // FLOAT_DIVIDE_BY_ZERO
    {static_cast<NTSTATUS>(0xc000008f), kSIGFPE, 0x86},  // FLOAT_INEXACT_RESULT
    {static_cast<NTSTATUS>(0xc0000090), kSIGFPE, 0x81},  // FLOAT_INVALID_OPERATION
    {static_cast<NTSTATUS>(0xc0000091), kSIGFPE, 0x84},  // FLOAT_OVERFLOW
    {static_cast<NTSTATUS>(0xc0000092), kSIGFPE, 0x8a},  // FLOAT_STACK_CHECK
    {static_cast<NTSTATUS>(0xc0000093), kSIGFPE, 0x85},  // FLOAT_UNDERFLOW
    {static_cast<NTSTATUS>(0xc00002b4), kSIGFPE, 0x8d},  // FLOAT_MULTIPLE_FAULTS
    {static_cast<NTSTATUS>(0xc00002b5), kSIGFPE, 0x8e},  // FLOAT_MULTIPLE_TRAPS
};

// Calls a handler as raise() and the exception filter do: with the exception's pointers, and with
// the code of a floating-point exception.
void call_handler(SignalHandler handler, int signal, EXCEPTION_POINTERS* pointers, int float_code) {
  EXCEPTION_POINTERS* const outer_pointers = thread_signals.pointers;
  thread_signals.pointers = pointers;
  if (signal == kSIGFPE) {
    int& code = *msvcrt::__fpecode();
    const int outer_code = code;
    code = float_code;
    // A handler of SIGFPE may take the code as a second argument, which <signal.h> does not
    // declare.
    reinterpret_cast<FloatHandler>(reinterpret_cast<void*>(handler))(signal, float_code);
    code = outer_code;
  } else {
    handler(signal);
  }
  thread_signals.pointers = outer_pointers;
}

}  // namespace

bool has_abort_handler() { return abort_handler.load() != kDefault; }

int raise_signal(int signal) {
  auto* const process_slot = process_handler(signal);
  SignalHandler* const thread_slot = thread_handler(signal);
  if (!process_slot && !thread_slot) {
    fail_invalid(kEINVAL);
    return -1;
  }
  const SignalHandler handler = process_slot ? process_slot->load() : *thread_slot;
  if (handler == kIgnore) return 0;
  if (handler == kDefault) exit_at_once(3);
  if (process_slot) {
    process_slot->store(kDefault);
    handler(signal);
  } else {
    *thread_slot = kDefault;
    call_handler(handler, signal, nullptr, 0x8c);  // _FPE_EXPLICITGEN
  }
  return 0;
}

LONG filter_exception(DWORD code, EXCEPTION_POINTERS* pointers) {
  for (const SignalOfException& exception : kExceptions) {
    if (exception.code != static_cast<NTSTATUS>(code)) continue;
    SignalHandler& slot = *thread_handler(exception.signal);
    const SignalHandler handler = slot;
    if (handler == kDefault) break;
    if (handler == kIgnore) return EXCEPTION_CONTINUE_EXECUTION;
    slot = kDefault;
    if (handler == kDie) return EXCEPTION_EXECUTE_HANDLER;
    call_handler(handler, exception.signal, pointers, exception.float_code);
    return EXCEPTION_CONTINUE_EXECUTION;
  }
  return EXCEPTION_CONTINUE_SEARCH;
}

}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::SignalHandler;

CRT_EXPORT(SignalHandler, signal, (int signal, SignalHandler handler)) {
  return crt::set_handler(signal, handler);
}
CRT_EXPORT_O(int, raise, (int signal)) { return crt::raise_signal(signal); }

CRT_EXPORT(void**, __pxcptinfoptrs, ()) {
  return reinterpret_cast<void**>(&crt::thread_signals.pointers);
}

namespace {
constexpr DWORD kCppException = 0xe06d7363;
}

// The filter around main. msvcrt asks the unhandled exception filter itself.
EXPORT(msvcrt, int, _XcptFilter, (ULONG code, EXCEPTION_POINTERS* pointers)) {
  const LONG verdict = crt::filter_exception(code, pointers);
  return verdict == EXCEPTION_CONTINUE_SEARCH ? kernel32::UnhandledExceptionFilter(pointers)
                                              : verdict;
}
EXPORT(msvcrt, int, __CppXcptFilter, (ULONG code, EXCEPTION_POINTERS* pointers)) {
  return code == kCppException ? _XcptFilter(code, pointers) : EXCEPTION_CONTINUE_SEARCH;
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(int, _seh_filter_exe, (ULONG code, EXCEPTION_POINTERS* pointers)) {
  return crt::filter_exception(code, pointers);
}
// Around a DLL's start-up code only exceptions of C++ are of interest.
UCRT_EXPORT_O(int, _seh_filter_dll, (ULONG code, EXCEPTION_POINTERS* pointers)) {
  return code == msvcrt::kCppException ? crt::filter_exception(code, pointers)
                                       : EXCEPTION_CONTINUE_SEARCH;
}

}  // namespace mimic::win::ucrtbase
