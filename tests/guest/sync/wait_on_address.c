// WaitOnAddress with all sizes.
#include "check.h"

static volatile LONG turn;
static volatile char bytes[8];
static volatile LONG64 wide;

static DWORD WINAPI ping(LPVOID unused) {
  for (LONG i = 0; i < 2000; i++) {
    LONG seen;
    while ((seen = turn) != 2 * i + 1) WaitOnAddress(&turn, &seen, 4, INFINITE);
    turn = 2 * i + 2;
    WakeByAddressSingle((void*)&turn);
  }
  return 0;
}

static DWORD WINAPI waits_for_byte(LPVOID unused) {
  char zero = 0;
  while (bytes[3] == 0) WaitOnAddress(&bytes[3], &zero, 1, INFINITE);
  LONG64 zero64 = 0;
  while (wide == 0) CHECK(WaitOnAddress(&wide, &zero64, 8, 20000));
  return 0;
}

int main(void) {
  HANDLE thread = run_thread(ping, NULL);
  for (LONG i = 0; i < 2000; i++) {
    turn = 2 * i + 1;
    WakeByAddressSingle((void*)&turn);
    LONG seen;
    while ((seen = turn) != 2 * i + 2) WaitOnAddress(&turn, &seen, 4, INFINITE);
  }
  join_thread(thread);

  HANDLE threads[6];
  for (int i = 0; i < 6; i++) threads[i] = run_thread(waits_for_byte, NULL);
  Sleep(20);
  bytes[3] = 1;
  WakeByAddressAll((void*)&bytes[3]);
  Sleep(20);
  wide = 1LL << 40;
  WakeByAddressAll((void*)&wide);
  for (int i = 0; i < 6; i++) join_thread(threads[i]);

  LONG same = turn;
  CHECK(!WaitOnAddress(&turn, &same, 4, 10) && GetLastError() == ERROR_TIMEOUT);
  CHECK(!WaitOnAddress(&turn, &same, 4, 0) && GetLastError() == ERROR_TIMEOUT);
  same++;
  CHECK(WaitOnAddress(&turn, &same, 4, 0));
  CHECK(!WaitOnAddress(&turn, &same, 3, 0) && GetLastError() == ERROR_INVALID_PARAMETER);
  return 0;
}
