// Exceptions and debugging as kernel32 exports them.
#include <cstdio>
#include <cstring>
#include <string>

#include "abi/windows/seh/dispatch.h"
#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/core/text.h"
#include "libs/windows/ntdll/with_context.h"

namespace mimic::win::kernel32 {

extern "C" {
MS_ABI void mimic_raise_exception(DWORD code, DWORD flags, DWORD count, const ULONG_PTR* arguments,
                                  CONTEXT* caller) {
  EXCEPTION_RECORD record{};
  record.ExceptionCode = static_cast<NTSTATUS>(code & ~0x10000000u);
  record.ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE;
  record.ExceptionAddress = reinterpret_cast<void*>(caller->Rip);
  if (arguments) {
    record.NumberParameters =
        count > EXCEPTION_MAXIMUM_PARAMETERS ? EXCEPTION_MAXIMUM_PARAMETERS : count;
    std::memcpy(record.ExceptionInformation, arguments,
                record.NumberParameters * sizeof *arguments);
  }
  seh::raise_exception(&record, caller);
}

MS_ABI void mimic_raise_fail_fast(EXCEPTION_RECORD* given, CONTEXT* context, DWORD flags, uint64_t,
                                  CONTEXT* caller) {
  constexpr DWORD kGenerateAddress = 1;
  EXCEPTION_RECORD record{};
  if (given) {
    record = *given;
    if (flags & kGenerateAddress) record.ExceptionAddress = reinterpret_cast<void*>(caller->Rip);
  } else {
    record.ExceptionCode = STATUS_FAIL_FAST_EXCEPTION;
    record.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
    record.ExceptionAddress = reinterpret_cast<void*>(caller->Rip);
  }
  seh::end_by_exception(record, context ? *context : *caller);
}
}

[[gnu::naked]] EXPORT(kernel32, void, RaiseException,
                      (DWORD dwExceptionCode, DWORD dwExceptionFlags, DWORD nNumberOfArguments,
                       const ULONG_PTR* lpArguments)) {
  JUMP_WITH_CONTEXT(mimic_raise_exception);
}

[[gnu::naked]] EXPORT(kernel32, void, RaiseFailFastException,
                      (EXCEPTION_RECORD * pExceptionRecord, CONTEXT* pContextRecord,
                       DWORD dwFlags)) {
  JUMP_WITH_CONTEXT(mimic_raise_fail_fast);
}

EXPORT(kernel32, seh::UnhandledFilter, SetUnhandledExceptionFilter,
       (seh::UnhandledFilter lpTopLevelExceptionFilter)) {
  return seh::set_unhandled_filter(lpTopLevelExceptionFilter);
}

EXPORT(kernel32, LONG, UnhandledExceptionFilter, (EXCEPTION_POINTERS * ExceptionInfo)) {
  const LONG verdict = seh::call_unhandled_filter(ExceptionInfo);
  if (verdict != EXCEPTION_CONTINUE_SEARCH) return verdict;
  // Where Windows would show its error report.
  seh::end_by_exception(*ExceptionInfo->ExceptionRecord, *ExceptionInfo->ContextRecord);
}

EXPORT(kernel32, void, FatalAppExitW, (UINT uAction, LPCWSTR lpMessageText)) {
  end_program(1, "%s", to_utf8(view_of(lpMessageText)).c_str());
}
EXPORT(kernel32, void, FatalAppExitA, (UINT uAction, LPCSTR lpMessageText)) {
  end_program(1, "%s", to_utf8(from_ansi(lpMessageText)).c_str());
}

EXPORT(kernel32, BOOL, IsDebuggerPresent, ()) { return current_peb()->BeingDebugged; }
EXPORT(kernel32, BOOL, CheckRemoteDebuggerPresent, (HANDLE hProcess, BOOL* pbDebuggerPresent)) {
  if (!hProcess || !pbDebuggerPresent) {
    set_last_error(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  *pbDebuggerPresent = FALSE;
  return TRUE;
}
EXPORT(kernel32, void, DebugBreak, ()) { asm volatile("int3"); }

// Both raise an exception that only a debugger or a vectored handler is meant to see; an own frame
// swallows it.
EXPORT(kernel32, void, OutputDebugStringA, (LPCSTR lpOutputString)) {
  const ULONG_PTR arguments[2] = {std::strlen(lpOutputString) + 1,
                                  reinterpret_cast<ULONG_PTR>(lpOutputString)};
  seh::raise_vectored_only(DBG_PRINTEXCEPTION_C, 2, arguments);
}
EXPORT(kernel32, void, OutputDebugStringW, (LPCWSTR lpOutputString)) {
  const std::string ansi = to_ansi(view_of(lpOutputString));
  const ULONG_PTR arguments[4] = {length_of(lpOutputString) + 1,
                                  reinterpret_cast<ULONG_PTR>(lpOutputString), ansi.size() + 1,
                                  reinterpret_cast<ULONG_PTR>(ansi.c_str())};
  seh::raise_vectored_only(DBG_PRINTEXCEPTION_WIDE_C, 4, arguments);
}

FORWARD(kernel32, AddVectoredExceptionHandler, "ntdll.RtlAddVectoredExceptionHandler");
FORWARD(kernel32, RemoveVectoredExceptionHandler, "ntdll.RtlRemoveVectoredExceptionHandler");
FORWARD(kernel32, AddVectoredContinueHandler, "ntdll.RtlAddVectoredContinueHandler");
FORWARD(kernel32, RemoveVectoredContinueHandler, "ntdll.RtlRemoveVectoredContinueHandler");
FORWARD(kernel32, RtlCaptureContext, "ntdll.RtlCaptureContext");
FORWARD(kernel32, RtlRestoreContext, "ntdll.RtlRestoreContext");
FORWARD(kernel32, RtlLookupFunctionEntry, "ntdll.RtlLookupFunctionEntry");
FORWARD(kernel32, RtlVirtualUnwind, "ntdll.RtlVirtualUnwind");
FORWARD(kernel32, RtlUnwind, "ntdll.RtlUnwind");
FORWARD(kernel32, RtlUnwindEx, "ntdll.RtlUnwindEx");
FORWARD(kernel32, RtlRaiseException, "ntdll.RtlRaiseException");
FORWARD(kernel32, RtlAddFunctionTable, "ntdll.RtlAddFunctionTable");
FORWARD(kernel32, RtlDeleteFunctionTable, "ntdll.RtlDeleteFunctionTable");
FORWARD(kernel32, RtlInstallFunctionTableCallback, "ntdll.RtlInstallFunctionTableCallback");
FORWARD(kernel32, RtlPcToFileHeader, "ntdll.RtlPcToFileHeader");
FORWARD(kernel32, RtlCaptureStackBackTrace, "ntdll.RtlCaptureStackBackTrace");
FORWARD(kernel32, __C_specific_handler, "ntdll.__C_specific_handler");

}  // namespace mimic::win::kernel32
