// What vcruntime140 has besides exceptions and string functions (those are beside their
// implementations): its thin layer over kernel32 and telemetry hooks.
#include "libs/windows/exports/export.h"

ALSO(vcruntime140, __vcrt_GetModuleFileNameW, "kernel32.GetModuleFileNameW");
ALSO(vcruntime140, __vcrt_GetModuleHandleW, "kernel32.GetModuleHandleW");
ALSO(vcruntime140, __vcrt_LoadLibraryExW, "kernel32.LoadLibraryExW");
ALSO(vcruntime140, __vcrt_InitializeCriticalSectionEx, "kernel32.InitializeCriticalSectionEx");

namespace mimic::win::vcruntime140 {

// Event tracing at the start and end of main; nobody listens.
EXPORT(vcruntime140, void, __telemetry_main_invoke_trigger, (HINSTANCE)) {}
EXPORT(vcruntime140, void, __telemetry_main_return_trigger, (HINSTANCE)) {}

EXPORT(vcruntime140, void, _SetWinRTOutOfMemoryExceptionCallback, (PVOID)) {}

}  // namespace mimic::win::vcruntime140
