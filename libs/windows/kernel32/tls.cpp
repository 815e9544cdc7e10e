#include "libs/windows/core/tls.h"

#include "libs/windows/core/fls.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

constexpr DWORD TLS_OUT_OF_INDEXES = 0xffffffff, FLS_OUT_OF_INDEXES = 0xffffffff;

}  // namespace

EXPORT(kernel32, DWORD, TlsAlloc, ()) {
  auto index = tls_allocate();
  if (index) return *index;
  fail(index.error());
  return TLS_OUT_OF_INDEXES;
}

EXPORT(kernel32, BOOL, TlsFree, (DWORD dwTlsIndex)) { return succeeded(tls_free(dwTlsIndex)); }

// A null value is no failure: the last error tells, so success clears it.
EXPORT(kernel32, LPVOID, TlsGetValue, (DWORD dwTlsIndex)) {
  TEB* teb = current_teb();
  if (dwTlsIndex < kTlsSlots) {
    teb->LastErrorValue = ERROR_SUCCESS;
    return teb->TlsSlots[dwTlsIndex];
  }
  auto value = tls_get(dwTlsIndex);
  if (!value) {
    fail(value.error());
    return nullptr;
  }
  teb->LastErrorValue = ERROR_SUCCESS;
  return *value;
}

EXPORT(kernel32, BOOL, TlsSetValue, (DWORD dwTlsIndex, LPVOID lpTlsValue)) {
  return succeeded(tls_set(dwTlsIndex, lpTlsValue));
}

EXPORT(kernel32, DWORD, FlsAlloc, (PVOID lpCallback)) {
  auto index = fls_allocate(reinterpret_cast<FlsCallback>(lpCallback));
  if (index) return *index;
  fail(index.error());
  return FLS_OUT_OF_INDEXES;
}

EXPORT(kernel32, BOOL, FlsFree, (DWORD dwFlsIndex)) { return succeeded(fls_free(dwFlsIndex)); }

EXPORT(kernel32, PVOID, FlsGetValue, (DWORD dwFlsIndex)) {
  auto value = fls_get(dwFlsIndex);
  if (!value) {
    fail(value.error());
    return nullptr;
  }
  set_last_error(ERROR_SUCCESS);
  return *value;
}

EXPORT(kernel32, BOOL, FlsSetValue, (DWORD dwFlsIndex, PVOID lpFlsData)) {
  return succeeded(fls_set(dwFlsIndex, lpFlsData));
}

}  // namespace mimic::win::kernel32
