// Raising, dispatching and continuing exceptions; vectored handlers.
#include "abi/windows/seh/dispatch.h"
#include "abi/windows/seh/unwind.h"
#include "abi/windows/seh/vectored.h"
#include "libs/windows/ntdll/raise.h"
#include "libs/windows/ntdll/with_context.h"

namespace mimic::win::ntdll {

extern "C" {
MS_ABI void mimic_rtl_raise_exception(EXCEPTION_RECORD* record, uint64_t, uint64_t, uint64_t,
                                      CONTEXT* caller) {
  record->ExceptionAddress = reinterpret_cast<void*>(caller->Rip);
  seh::raise_exception(record, caller);
}

MS_ABI void mimic_rtl_raise_status(NTSTATUS status, uint64_t, uint64_t, uint64_t, CONTEXT* caller) {
  EXCEPTION_RECORD record{};
  record.ExceptionCode = status;
  record.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
  record.ExceptionAddress = reinterpret_cast<void*>(caller->Rip);
  seh::raise_exception(&record, caller);
}
}

[[gnu::naked]] EXPORT(ntdll, void, RtlRaiseException, (EXCEPTION_RECORD * ExceptionRecord)) {
  JUMP_WITH_CONTEXT(mimic_rtl_raise_exception);
}

[[gnu::naked]] EXPORT(ntdll, void, RtlRaiseStatus, (NTSTATUS Status)) {
  JUMP_WITH_CONTEXT(mimic_rtl_raise_status);
}

EXPORT(ntdll, NTSTATUS, NtRaiseException,
       (EXCEPTION_RECORD * ExceptionRecord, CONTEXT* ContextRecord, BOOLEAN FirstChance)) {
  EXCEPTION_RECORD record = *ExceptionRecord;
  CONTEXT context = *ContextRecord;
  if (!FirstChance) seh::end_by_exception(record, context);
  seh::raise_exception(&record, &context);
}
ALSO(ntdll, ZwRaiseException, "ntdll.NtRaiseException");

EXPORT(ntdll, NTSTATUS, NtContinue, (CONTEXT * ContextRecord, BOOLEAN TestAlert)) {
  mimic_restore_context(ContextRecord);
}
ALSO(ntdll, ZwContinue, "ntdll.NtContinue");

EXPORT(ntdll, PVOID, RtlAddVectoredExceptionHandler, (ULONG First, seh::VectoredHandler Handler)) {
  return seh::add_vectored_handler(seh::VectoredList::kException, First != 0, Handler);
}
EXPORT(ntdll, ULONG, RtlRemoveVectoredExceptionHandler, (PVOID Handle)) {
  return seh::remove_vectored_handler(seh::VectoredList::kException, Handle);
}
EXPORT(ntdll, PVOID, RtlAddVectoredContinueHandler, (ULONG First, seh::VectoredHandler Handler)) {
  return seh::add_vectored_handler(seh::VectoredList::kContinue, First != 0, Handler);
}
EXPORT(ntdll, ULONG, RtlRemoveVectoredContinueHandler, (PVOID Handle)) {
  return seh::remove_vectored_handler(seh::VectoredList::kContinue, Handle);
}

EXPORT(ntdll, void, RtlSetUnhandledExceptionFilter, (seh::UnhandledFilter Filter)) {
  seh::set_unhandled_filter(Filter);
}

EXPORT(ntdll, void, DbgBreakPoint, ()) { asm volatile("int3"); }
ALSO(ntdll, DbgUserBreakPoint, "ntdll.DbgBreakPoint");

}  // namespace mimic::win::ntdll
