// Multimedia time: the host's timers always have the finest resolution.
#include "libs/windows/core/clock.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::winmm {
namespace {

using MMRESULT = UINT;
constexpr MMRESULT TIMERR_NOERROR = 0, TIMERR_NOCANDO = 97, MMSYSERR_INVALPARAM = 11;

struct TIMECAPS {
  UINT wPeriodMin;
  UINT wPeriodMax;
};

}  // namespace

EXPORT(winmm, DWORD, timeGetTime, ()) { return static_cast<DWORD>(monotonic_now() / 1'000'000); }

EXPORT(winmm, MMRESULT, timeBeginPeriod, (UINT uPeriod)) {
  return uPeriod && uPeriod < 1'000'000 ? TIMERR_NOERROR : TIMERR_NOCANDO;
}
ALSO(winmm, timeEndPeriod, "winmm.timeBeginPeriod");

EXPORT(winmm, MMRESULT, timeGetDevCaps, (TIMECAPS * ptc, UINT cbtc)) {
  if (!ptc || cbtc < sizeof(TIMECAPS)) return TIMERR_NOCANDO;
  *ptc = {1, 1'000'000};
  return TIMERR_NOERROR;
}

struct MMTIME {
  UINT wType;
  DWORD value;
  DWORD unused;
};
EXPORT(winmm, MMRESULT, timeGetSystemTime, (MMTIME * pmmt, UINT cbmmt)) {
  if (!pmmt || cbmmt < 8) return MMSYSERR_INVALPARAM;
  pmmt->wType = 1;  // TIME_MS
  pmmt->value = timeGetTime();
  return TIMERR_NOERROR;
}

}  // namespace mimic::win::winmm
