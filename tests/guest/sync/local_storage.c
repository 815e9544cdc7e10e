// TLS and FLS slots, and the callbacks of the latter.
#include "check.h"

static DWORD tls[100], fls;
static volatile LONG freed;
static void* last_freed;

static void WINAPI on_free(void* value) {
  last_freed = value;
  InterlockedIncrement(&freed);
}

static DWORD WINAPI uses_slots(LPVOID unused) {
  for (int i = 0; i < 100; i++) {
    CHECK(TlsGetValue(tls[i]) == NULL && GetLastError() == 0);
    CHECK(TlsSetValue(tls[i], (void*)(ULONG_PTR)(i + 1000)));
  }
  for (int i = 0; i < 100; i++) CHECK(TlsGetValue(tls[i]) == (void*)(ULONG_PTR)(i + 1000));
  CHECK(FlsGetValue(fls) == NULL);
  CHECK(FlsSetValue(fls, (void*)123));
  CHECK(FlsGetValue(fls) == (void*)123);
  return 0;
}

static DWORD WINAPI gets_none(LPVOID unused) {
  CHECK(FlsSetValue(fls, (void*)1));
  CHECK(FlsSetValue(fls, NULL));
  return 0;
}

int main(void) {
  for (int i = 0; i < 100; i++) {
    tls[i] = TlsAlloc();
    CHECK(tls[i] != TLS_OUT_OF_INDEXES);
    CHECK(TlsSetValue(tls[i], (void*)(ULONG_PTR)i));
  }
  fls = FlsAlloc(on_free);
  CHECK(fls != FLS_OUT_OF_INDEXES);
  join_thread(run_thread(uses_slots, NULL));
  CHECK(freed == 1 && last_freed == (void*)123);
  join_thread(run_thread(gets_none, NULL));
  CHECK(freed == 1);
  for (int i = 0; i < 100; i++) CHECK(TlsGetValue(tls[i]) == (void*)(ULONG_PTR)i);
  CHECK(TlsFree(tls[7]));
  CHECK(!TlsFree(tls[7]) && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(TlsAlloc() == tls[7] && TlsGetValue(tls[7]) == NULL);
  SetLastError(5);
  CHECK(TlsGetValue(5000) == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(!TlsSetValue(1088, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(FlsSetValue(fls, (void*)7));
  CHECK(FlsFree(fls));
  CHECK(freed == 2 && last_freed == (void*)7);
  DWORD taken = 0;
  while (TlsAlloc() != TLS_OUT_OF_INDEXES) taken++;
  CHECK(taken > 900 && taken < 1088);
  return 0;
}
