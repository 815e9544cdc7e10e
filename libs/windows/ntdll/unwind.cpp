// Unwinding, contexts and function tables.
#include "abi/windows/seh/unwind.h"

#include "abi/windows/seh/dispatch.h"
#include "abi/windows/seh/function_table.h"
#include "abi/windows/seh/virtual_unwind.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/ntdll/with_context.h"

namespace mimic::win::ntdll {

extern "C" {
MS_ABI void mimic_rtl_unwind_ex(uint64_t target_frame, uint64_t target_ip, EXCEPTION_RECORD* record,
                                uint64_t value, CONTEXT* caller) {
  auto* original = reinterpret_cast<CONTEXT*>(stack_argument(*caller, 4));
  if (original) *original = *caller;
  seh::unwind_to(target_frame, target_ip, record, value, original, original ? original : caller);
}

MS_ABI void mimic_rtl_unwind(uint64_t target_frame, uint64_t target_ip, EXCEPTION_RECORD* record,
                             uint64_t value, CONTEXT* caller) {
  seh::unwind_to(target_frame, target_ip, record, value, nullptr, caller);
}
}

[[gnu::naked]] EXPORT(ntdll, void, RtlUnwindEx,
                      (PVOID TargetFrame, PVOID TargetIp, EXCEPTION_RECORD* ExceptionRecord,
                       PVOID ReturnValue, CONTEXT* ContextRecord,
                       UNWIND_HISTORY_TABLE* HistoryTable)) {
  JUMP_WITH_CONTEXT(mimic_rtl_unwind_ex);
}

[[gnu::naked]] EXPORT(ntdll, void, RtlUnwind,
                      (PVOID TargetFrame, PVOID TargetIp, EXCEPTION_RECORD* ExceptionRecord,
                       PVOID ReturnValue)) {
  JUMP_WITH_CONTEXT(mimic_rtl_unwind);
}

[[gnu::naked]] EXPORT(ntdll, void, RtlCaptureContext, (CONTEXT * ContextRecord)) {
  asm("jmp mimic_capture_context");
}

EXPORT(ntdll, void, RtlRestoreContext,
       (CONTEXT * ContextRecord, EXCEPTION_RECORD* ExceptionRecord)) {
  seh::restore_context(ContextRecord, ExceptionRecord);
}

EXPORT(ntdll, RUNTIME_FUNCTION*, RtlLookupFunctionEntry,
       (DWORD64 ControlPc, DWORD64* ImageBase, UNWIND_HISTORY_TABLE* HistoryTable)) {
  uint64_t base;
  RUNTIME_FUNCTION* function = seh::lookup_function(ControlPc, &base);
  *ImageBase = base;
  return function;
}

EXPORT(ntdll, EXCEPTION_ROUTINE, RtlVirtualUnwind,
       (DWORD HandlerType, DWORD64 ImageBase, DWORD64 ControlPc, RUNTIME_FUNCTION* FunctionEntry,
        CONTEXT* ContextRecord, PVOID* HandlerData, DWORD64* EstablisherFrame,
        KNONVOLATILE_CONTEXT_POINTERS* ContextPointers)) {
  void* data;
  uint64_t frame;
  EXCEPTION_ROUTINE handler = seh::virtual_unwind(HandlerType, ImageBase, ControlPc, FunctionEntry,
                                                  *ContextRecord, &data, &frame, ContextPointers);
  *HandlerData = data;
  *EstablisherFrame = frame;
  return handler;
}

EXPORT(ntdll, BOOLEAN, RtlAddFunctionTable,
       (RUNTIME_FUNCTION * FunctionTable, DWORD EntryCount, DWORD64 BaseAddress)) {
  return seh::add_function_table(FunctionTable, EntryCount, BaseAddress);
}
EXPORT(ntdll, BOOLEAN, RtlDeleteFunctionTable, (RUNTIME_FUNCTION * FunctionTable)) {
  return seh::delete_function_table(FunctionTable);
}
EXPORT_PARTIAL("out-of-process DLL is ignored", ntdll, BOOLEAN, RtlInstallFunctionTableCallback,
               (DWORD64 TableIdentifier, DWORD64 BaseAddress, DWORD Length,
                seh::FunctionTableCallback Callback, PVOID Context,
                LPCWSTR OutOfProcessCallbackDll)) {
  return seh::add_function_callback(TableIdentifier, BaseAddress, Length, Callback, Context);
}
EXPORT(ntdll, DWORD, RtlAddGrowableFunctionTable,
       (PVOID * DynamicTable, RUNTIME_FUNCTION* FunctionTable, DWORD EntryCount,
        DWORD MaximumEntryCount, ULONG_PTR RangeBase, ULONG_PTR RangeEnd)) {
  *DynamicTable =
      seh::add_growable_table(FunctionTable, EntryCount, MaximumEntryCount, RangeBase, RangeEnd);
  return static_cast<DWORD>(*DynamicTable ? STATUS_SUCCESS : STATUS_NO_MEMORY);
}
EXPORT(ntdll, void, RtlGrowFunctionTable, (PVOID DynamicTable, DWORD NewEntryCount)) {
  seh::grow_function_table(DynamicTable, NewEntryCount);
}
EXPORT(ntdll, void, RtlDeleteGrowableFunctionTable, (PVOID DynamicTable)) {
  seh::delete_growable_table(DynamicTable);
}

EXPORT(ntdll, PVOID, RtlPcToFileHeader, (PVOID PcValue, PVOID* BaseOfImage)) {
  const Module* module = modules::at(PcValue);
  return *BaseOfImage = module ? module->base : nullptr;
}

namespace {

// Return addresses from `context` outwards, without the first `skip`. `context` is consumed.
ULONG walk_stack(CONTEXT& context, ULONG skip, ULONG count, PVOID* trace) {
  ULONG found = 0;
  for (ULONG depth = 0; found < count && context.Rip != 0; ++depth) {
    if (!seh::on_guest_stack(context.Rsp)) break;
    if (depth >= skip) trace[found++] = reinterpret_cast<PVOID>(context.Rip);
    uint64_t base, establisher;
    void* data;
    RUNTIME_FUNCTION* function = seh::lookup_function(context.Rip, &base);
    const uint64_t before = context.Rsp;
    seh::virtual_unwind(0, base, context.Rip, function, context, &data, &establisher, nullptr);
    if (context.Rsp <= before) break;
  }
  return found;
}

}  // namespace

extern "C" {
MS_ABI USHORT mimic_capture_stack_back_trace(ULONG skip, ULONG count, PVOID* trace, ULONG* hash,
                                             CONTEXT* caller) {
  // The first frame is the export's own, which skip counts; its caller's address comes next.
  const ULONG found = walk_stack(*caller, skip, count, trace);
  if (hash) {
    ULONG_PTR sum = 0;
    for (ULONG i = 0; i < found; ++i) sum += reinterpret_cast<ULONG_PTR>(trace[i]);
    *hash = static_cast<ULONG>(sum);
  }
  return static_cast<USHORT>(found);
}
MS_ABI ULONG mimic_walk_frame_chain(PVOID* callers, ULONG count, ULONG flags, uint64_t,
                                    CONTEXT* caller) {
  return walk_stack(*caller, flags >> 8, count, callers);
}
}

[[gnu::naked]] EXPORT(ntdll, USHORT, RtlCaptureStackBackTrace,
                      (ULONG FramesToSkip, ULONG FramesToCapture, PVOID* BackTrace,
                       ULONG* BackTraceHash)) {
  JUMP_WITH_CONTEXT(mimic_capture_stack_back_trace);
}
[[gnu::naked]] EXPORT(ntdll, ULONG, RtlWalkFrameChain,
                      (PVOID * Callers, ULONG Count, ULONG Flags)) {
  JUMP_WITH_CONTEXT(mimic_walk_frame_chain);
}

}  // namespace mimic::win::ntdll
