// Pointers: may they be used, and how to hide them; Beep.
#include <unistd.h>

#include "abi/windows/status.h"
#include "libs/windows/core/readable.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, BOOL, IsBadReadPtr, (const void* lp, UINT_PTR ucb)) {
  return ucb && !is_readable(lp, ucb);
}
ALSO(kernel32, IsBadHugeReadPtr, "kernel32.IsBadReadPtr");
EXPORT(kernel32, BOOL, IsBadWritePtr, (void* lp, UINT_PTR ucb)) {
  return ucb && !is_writable(lp, ucb);
}
ALSO(kernel32, IsBadHugeWritePtr, "kernel32.IsBadWritePtr");
EXPORT(kernel32, BOOL, IsBadCodePtr, (FARPROC lpfn)) { return !is_readable(lpfn, 1); }
EXPORT(kernel32, BOOL, IsBadStringPtrA, (const char* lpsz, UINT_PTR ucchMax)) {
  for (UINT_PTR i = 0; i < ucchMax; ++i) {
    const auto address = reinterpret_cast<uintptr_t>(lpsz + i);
    if ((i == 0 || address % 4096 == 0) && !is_readable(lpsz + i, 1)) return TRUE;
    if (!lpsz[i]) break;
  }
  return FALSE;
}
EXPORT(kernel32, BOOL, IsBadStringPtrW, (const WCHAR* lpsz, UINT_PTR ucchMax)) {
  for (UINT_PTR i = 0; i < ucchMax; ++i) {
    const auto address = reinterpret_cast<uintptr_t>(lpsz + i);
    if ((i == 0 || address % 4096 < sizeof(WCHAR)) && !is_readable(lpsz + i, sizeof(WCHAR)))
      return TRUE;
    if (!lpsz[i]) break;
  }
  return FALSE;
}

EXPORT(kernel32, BOOL, Beep, (DWORD dwFreq, DWORD dwDuration)) {
  if (dwFreq < 37 || dwFreq > 32767) return fail_with(ERROR_INVALID_PARAMETER);
  ::usleep(dwDuration * 1000);  // Windows returns when the sound ends
  return TRUE;
}

}  // namespace mimic::win::kernel32

namespace mimic::win::ntdll {
namespace {

// Drawn once for each process; also for the "system" pointers, since no other process decodes them.
uint64_t cookie() {
  static const uint64_t value = [] {
    uint64_t random = 0;
    if (::getentropy(&random, sizeof random) != 0) random = 0x2B992DDFA232;
    return random;
  }();
  return value;
}

}  // namespace

EXPORT(ntdll, PVOID, RtlEncodePointer, (PVOID Ptr)) {
  const uint64_t key = cookie();
  const uint64_t mixed = reinterpret_cast<uint64_t>(Ptr) ^ key;
  const unsigned turn = key & 0x3F;
  return reinterpret_cast<PVOID>(mixed >> turn | mixed << ((64 - turn) & 63));
}
EXPORT(ntdll, PVOID, RtlDecodePointer, (PVOID Ptr)) {
  const uint64_t key = cookie();
  const auto mixed = reinterpret_cast<uint64_t>(Ptr);
  const unsigned turn = key & 0x3F;
  return reinterpret_cast<PVOID>((mixed << turn | mixed >> ((64 - turn) & 63)) ^ key);
}
ALSO(ntdll, RtlEncodeSystemPointer, "ntdll.RtlEncodePointer");
ALSO(ntdll, RtlDecodeSystemPointer, "ntdll.RtlDecodePointer");

}  // namespace mimic::win::ntdll

namespace mimic::win::kernel32 {
FORWARD(kernel32, EncodePointer, "ntdll.RtlEncodePointer");
FORWARD(kernel32, DecodePointer, "ntdll.RtlDecodePointer");
FORWARD(kernel32, EncodeSystemPointer, "ntdll.RtlEncodeSystemPointer");
FORWARD(kernel32, DecodeSystemPointer, "ntdll.RtlDecodeSystemPointer");
}  // namespace mimic::win::kernel32
