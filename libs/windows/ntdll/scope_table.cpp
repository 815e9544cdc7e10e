// The handler of C's __try blocks, under the names of all modules that export it.
#include "abi/windows/seh/scope_table.h"

#include "abi/windows/seh/unwind.h"
#include "abi/windows/status.h"
#include "libs/windows/ntdll/with_context.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, EXCEPTION_DISPOSITION, __C_specific_handler,
       (EXCEPTION_RECORD * ExceptionRecord, void* EstablisherFrame, CONTEXT* ContextRecord,
        DISPATCHER_CONTEXT* DispatcherContext)) {
  return seh::c_specific_handler(ExceptionRecord, EstablisherFrame, ContextRecord,
                                 DispatcherContext);
}
ALSO(msvcrt, __C_specific_handler, "ntdll.__C_specific_handler");
ALSO(vcruntime140, __C_specific_handler, "ntdll.__C_specific_handler");
ALSO(vcruntime140, __C_specific_handler_noexcept, "ntdll.__C_specific_handler");
ALSO(ucrtbase, __C_specific_handler, "ntdll.__C_specific_handler");

// _local_unwind: leaves a __try block by goto or return.
extern "C" MS_ABI void mimic_local_unwind(uint64_t frame, uint64_t target, uint64_t, uint64_t,
                                          CONTEXT* caller) {
  seh::unwind_to(frame, target, nullptr, 0, nullptr, caller);
}
[[gnu::naked]] EXPORT(ntdll, void, _local_unwind, (PVOID Frame, PVOID Target)) {
  JUMP_WITH_CONTEXT(mimic_local_unwind);
}
ALSO(msvcrt, _local_unwind, "ntdll._local_unwind");
ALSO(vcruntime140, _local_unwind, "ntdll._local_unwind");

// setjmp stores its second argument, the frame, for longjmp to unwind to.
[[gnu::naked]] EXPORT(ntdll, int, _setjmp, (JUMP_BUFFER * Buffer, PVOID Frame)) {
  asm("jmp mimic_setjmp");
}
ALSO(ntdll, _setjmpex, "ntdll._setjmp");
ALSO(msvcrt, _setjmp, "ntdll._setjmp");
ALSO(msvcrt, _setjmpex, "ntdll._setjmp");
ALSO(vcruntime140, __intrinsic_setjmp, "ntdll._setjmp");
ALSO(vcruntime140, __intrinsic_setjmpex, "ntdll._setjmp");
ALSO(ucrtbase, __intrinsic_setjmp, "ntdll._setjmp");
ALSO(ucrtbase, __intrinsic_setjmpex, "ntdll._setjmp");

extern "C" MS_ABI void mimic_longjmp(JUMP_BUFFER* buffer, int value, uint64_t, uint64_t,
                                     CONTEXT* caller) {
  const auto result = static_cast<uint32_t>(value ? value : 1);
  if (buffer->Frame == 0) {
    seh::load_jump_buffer(*caller, *buffer);
    caller->Rax = result;
    mimic_restore_context(caller);
  }
  EXCEPTION_RECORD record{};
  record.ExceptionCode = STATUS_LONGJUMP;
  record.ExceptionAddress = reinterpret_cast<void*>(caller->Rip);
  record.NumberParameters = 1;
  record.ExceptionInformation[0] = reinterpret_cast<ULONG_PTR>(buffer);
  seh::unwind_to(buffer->Frame, buffer->Rip, &record, result, nullptr, caller);
}
[[gnu::naked]] EXPORT(ntdll, void, longjmp, (JUMP_BUFFER * Buffer, int Value)) {
  JUMP_WITH_CONTEXT(mimic_longjmp);
}
ALSO(msvcrt, longjmp, "ntdll.longjmp");
ALSO(vcruntime140, longjmp, "ntdll.longjmp");
ALSO(ucrtbase, longjmp, "ntdll.longjmp");

}  // namespace mimic::win::ntdll
