// Walking stacks, and reading the headers of images in memory.
#include "abi/windows/seh/function_table.h"
#include "abi/windows/seh/virtual_unwind.h"
#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::dbghelp {
namespace {

using kernel32::fail_with;

constexpr DWORD IMAGE_FILE_MACHINE_AMD64 = 0x8664;
constexpr DWORD kAddressModeFlat = 3;

struct ADDRESS64 {
  DWORD64 Offset;
  WORD Segment;
  DWORD Mode;
};
struct STACKFRAME64 {
  ADDRESS64 AddrPC, AddrReturn, AddrFrame, AddrStack, AddrBStore;
  PVOID FuncTableEntry;
  DWORD64 Params[4];
  BOOL Far;
  BOOL Virtual;
  DWORD64 Reserved[3];  // the first: frames given so far
};

uint64_t unwind(CONTEXT& context, PVOID* function_entry) {
  uint64_t base, frame;
  void* data;
  RUNTIME_FUNCTION* const function = seh::lookup_function(context.Rip, &base);
  *function_entry = function;
  seh::virtual_unwind(0, base, context.Rip, function, context, &data, &frame, nullptr);
  return frame;
}

BOOL walk(STACKFRAME64* frame, CONTEXT* context) {
  if (frame->Reserved[0]) {
    const uint64_t before = context->Rsp;
    PVOID entry;
    unwind(*context, &entry);
    if (!context->Rip || context->Rsp <= before) return FALSE;
  }
  ++frame->Reserved[0];
  if (!context->Rip) return FALSE;
  CONTEXT caller = *context;
  const uint64_t frame_address = unwind(caller, &frame->FuncTableEntry);
  frame->AddrPC = {context->Rip, 0, kAddressModeFlat};
  frame->AddrStack = {context->Rsp, 0, kAddressModeFlat};
  frame->AddrFrame = {frame_address, 0, kAddressModeFlat};
  frame->AddrReturn = {caller.Rip, 0, kAddressModeFlat};
  frame->Virtual = TRUE;
  frame->Far = FALSE;
  return TRUE;
}

struct Headers {
  const uint8_t* base;
  const uint8_t* nt() const {
    uint16_t magic;
    __builtin_memcpy(&magic, base, sizeof magic);
    if (magic != 0x5A4D) return nullptr;
    uint32_t offset, signature;
    __builtin_memcpy(&offset, base + 0x3c, sizeof offset);
    __builtin_memcpy(&signature, base + offset, sizeof signature);
    return signature == 0x4550 ? base + offset : nullptr;
  }
};

}  // namespace

EXPORT(dbghelp, BOOL, StackWalk64,
       (DWORD MachineType, HANDLE hProcess, HANDLE hThread, STACKFRAME64* StackFrame,
        CONTEXT* ContextRecord, PVOID ReadMemoryRoutine, PVOID FunctionTableAccessRoutine,
        PVOID GetModuleBaseRoutine, PVOID TranslateAddress)) {
  if (MachineType != IMAGE_FILE_MACHINE_AMD64) return fail_with(ERROR_INVALID_PARAMETER);
  return walk(StackFrame, ContextRecord);
}
ALSO(dbghelp, StackWalk, "dbghelp.StackWalk64");
EXPORT(dbghelp, BOOL, StackWalkEx,
       (DWORD MachineType, HANDLE hProcess, HANDLE hThread, STACKFRAME64* StackFrame,
        CONTEXT* ContextRecord, PVOID ReadMemoryRoutine, PVOID FunctionTableAccessRoutine,
        PVOID GetModuleBaseRoutine, PVOID TranslateAddress, DWORD Flags)) {
  if (MachineType != IMAGE_FILE_MACHINE_AMD64) return fail_with(ERROR_INVALID_PARAMETER);
  return walk(StackFrame, ContextRecord);
}
EXPORT(dbghelp, PVOID, SymFunctionTableAccess64, (HANDLE hProcess, DWORD64 AddrBase)) {
  uint64_t base;
  return seh::lookup_function(AddrBase, &base);
}
ALSO(dbghelp, SymFunctionTableAccess, "dbghelp.SymFunctionTableAccess64");

EXPORT(dbghelp, PVOID, ImageNtHeader, (PVOID Base)) {
  if (!Base) return nullptr;
  return const_cast<uint8_t*>(Headers{static_cast<const uint8_t*>(Base)}.nt());
}
EXPORT_PARTIAL("images as they are mapped only", dbghelp, PVOID, ImageDirectoryEntryToData,
               (PVOID Base, BOOLEAN MappedAsImage, USHORT DirectoryEntry, ULONG* Size)) {
  const uint8_t* const nt = Headers{static_cast<const uint8_t*>(Base)}.nt();
  *Size = 0;
  if (!nt || DirectoryEntry >= 16 || !MappedAsImage) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  uint32_t directory[2];
  __builtin_memcpy(directory, nt + 24 + 112 + DirectoryEntry * 8, sizeof directory);
  if (!directory[0]) return nullptr;
  *Size = directory[1];
  return static_cast<uint8_t*>(Base) + directory[0];
}
ALSO(imagehlp, ImageNtHeader, "dbghelp.ImageNtHeader");
ALSO(imagehlp, ImageDirectoryEntryToData, "dbghelp.ImageDirectoryEntryToData");
ALSO(imagehlp, StackWalk64, "dbghelp.StackWalk64");
ALSO(imagehlp, SymFunctionTableAccess64, "dbghelp.SymFunctionTableAccess64");
ALSO(imagehlp, SymInitialize, "dbghelp.SymInitialize");
ALSO(imagehlp, SymCleanup, "dbghelp.SymCleanup");
ALSO(imagehlp, SymSetOptions, "dbghelp.SymSetOptions");
ALSO(imagehlp, SymGetOptions, "dbghelp.SymGetOptions");
ALSO(imagehlp, SymFromAddr, "dbghelp.SymFromAddr");
ALSO(imagehlp, SymGetModuleBase64, "dbghelp.SymGetModuleBase64");
ALSO(imagehlp, SymGetLineFromAddr64, "dbghelp.SymGetLineFromAddr64");

}  // namespace mimic::win::dbghelp
