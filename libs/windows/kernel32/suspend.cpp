// Suspending threads and their contexts.
#include <cstring>

#include "libs/windows/core/suspension.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

namespace {

constexpr DWORD kFailed = ~DWORD{0};

// Works on the thread behind a handle; a failure becomes the last error.
template <class Work>
bool on_thread(HANDLE handle, Work&& work) {
  const auto thread = object_of<Thread>(handle);
  const NTSTATUS status = thread ? work(**thread) : thread.error();
  if (nt_success(status)) return true;
  set_last_error(error_of(status));
  return false;
}

template <class Work>
DWORD count_of(HANDLE handle, Work&& work) {
  DWORD count = kFailed;
  on_thread(handle, [&](Thread& thread) -> NTSTATUS {
    const auto previous = work(thread);
    if (!previous) return previous.error();
    count = *previous;
    return STATUS_SUCCESS;
  });
  return count;
}

}  // namespace

EXPORT(kernel32, DWORD, SuspendThread, (HANDLE hThread)) {
  return count_of(hThread, suspend_thread);
}
EXPORT(kernel32, DWORD, ResumeThread, (HANDLE hThread)) { return count_of(hThread, resume_thread); }

EXPORT_PARTIAL("debug and extended registers are not delivered", kernel32, BOOL, GetThreadContext,
               (HANDLE hThread, CONTEXT* lpContext)) {
  CONTEXT context = *lpContext;
  if (!on_thread(hThread, [&](Thread& thread) { return get_thread_context(thread, &context); }))
    return FALSE;
  *lpContext = context;
  return TRUE;
}
EXPORT_PARTIAL("debug and extended registers are ignored", kernel32, BOOL, SetThreadContext,
               (HANDLE hThread, const CONTEXT* lpContext)) {
  const CONTEXT context = *lpContext;
  return on_thread(hThread, [&](Thread& thread) { return set_thread_context(thread, context); });
}

// Contexts with extended state: what there is of it is the legacy part.
EXPORT(kernel32, DWORD64, GetEnabledXStateFeatures, ()) { return 3; }  // x87 and SSE
EXPORT(kernel32, BOOL, InitializeContext,
       (PVOID Buffer, DWORD ContextFlags, CONTEXT** Context, DWORD* ContextLength)) {
  constexpr DWORD kNeeded = sizeof(CONTEXT) + 15;
  if (!Buffer || *ContextLength < kNeeded) {
    *ContextLength = kNeeded;
    set_last_error(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
  }
  auto* context =
      reinterpret_cast<CONTEXT*>((reinterpret_cast<uint64_t>(Buffer) + 15) & ~uint64_t{15});
  std::memset(context, 0, sizeof *context);
  context->ContextFlags = ContextFlags;
  *Context = context;
  return TRUE;
}
EXPORT(kernel32, BOOL, CopyContext, (CONTEXT * Destination, DWORD ContextFlags, CONTEXT* Source)) {
  const DWORD flags = Destination->ContextFlags;
  *Destination = *Source;
  Destination->ContextFlags = flags | ContextFlags;
  return TRUE;
}
EXPORT(kernel32, PVOID, LocateXStateFeature, (CONTEXT * Context, DWORD FeatureId, DWORD* Length)) {
  constexpr DWORD kLegacySse = 1;
  if (FeatureId > kLegacySse) return nullptr;
  if (Length) *Length = FeatureId == kLegacySse ? 256 : 160;
  auto* save = reinterpret_cast<uint8_t*>(&Context->FltSave);
  return FeatureId == kLegacySse ? save + 160 : save;
}
EXPORT(kernel32, BOOL, GetXStateFeaturesMask, (CONTEXT * Context, DWORD64* FeatureMask)) {
  *FeatureMask = 3;
  return TRUE;
}
EXPORT(kernel32, BOOL, SetXStateFeaturesMask, (CONTEXT * Context, DWORD64 FeatureMask)) {
  return (FeatureMask & ~DWORD64{3}) == 0;
}

}  // namespace mimic::win::kernel32
