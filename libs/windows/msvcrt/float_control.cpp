// Rounding, exception masks and flags of the processor, in the notation of <float.h> and <fenv.h>.
// On x64 they are those of SSE (MXCSR); the x87 unit, which MinGW's long double uses, follows in
// rounding and masks.
#include <xmmintrin.h>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {
namespace {

// One exception: its bit in <float.h> (mask and status alike) and in MXCSR's status. MXCSR's mask
// lies 7 bits above; x87's have the same order.
struct Exception {
  unsigned abstract, status;
};
constexpr Exception kExceptions[] = {
    {0x1, 0x20}, {0x2, 0x10}, {0x4, 0x08}, {0x8, 0x04}, {0x10, 0x01}, {0x80000, 0x02},
};
constexpr unsigned kMaskShift = 7, kStatusBits = 0x3f, kMaskBits = kStatusBits << kMaskShift;
constexpr unsigned kEmDenormal = 0x80000, kMcwEm = 0x8001f, kMcwRc = 0x300, kMcwDn = 0x3000000;
constexpr unsigned kDaz = 0x40, kFtz = 0x8000;

unsigned abstract_exceptions(unsigned status) {
  unsigned bits = 0;
  for (const Exception& exception : kExceptions) {
    if (status & exception.status) bits |= exception.abstract;
  }
  return bits;
}
unsigned status_of(unsigned abstract) {
  unsigned bits = 0;
  for (const Exception& exception : kExceptions) {
    if (abstract & exception.abstract) bits |= exception.status;
  }
  return bits;
}

unsigned control_of(unsigned mxcsr) {
  unsigned control = abstract_exceptions(mxcsr >> kMaskShift & kStatusBits);
  control |= (mxcsr >> 13 & 3) << 8;  // the same codes for rounding
  const bool daz = mxcsr & kDaz, ftz = mxcsr & kFtz;
  control |= daz && ftz ? 0x1000000 : daz ? 0x2000000 : ftz ? 0x3000000 : 0;
  return control;
}

void set_control(unsigned control) {
  unsigned mxcsr = _mm_getcsr() & kStatusBits;
  mxcsr |= status_of(control) << kMaskShift;
  mxcsr |= (control >> 8 & 3) << 13;
  switch (control & kMcwDn) {
    case 0x1000000:
      mxcsr |= kDaz | kFtz;
      break;
    case 0x2000000:
      mxcsr |= kDaz;
      break;
    case 0x3000000:
      mxcsr |= kFtz;
      break;
    default:
      break;
  }
  uint16_t x87;
  asm volatile("fnstcw %0" : "=m"(x87));
  x87 = static_cast<uint16_t>((x87 & ~0xc3f) | (mxcsr >> kMaskShift & kStatusBits) |
                              (mxcsr >> 13 & 3) << 10);
  asm volatile("fnclex; fldcw %0" : : "m"(x87));
  _mm_setcsr(mxcsr);
}

unsigned status() {
  uint16_t x87;
  asm volatile("fnstsw %0" : "=m"(x87));
  return abstract_exceptions((_mm_getcsr() | x87) & kStatusBits);
}

void set_status(unsigned abstract) {
  asm volatile("fnclex");
  _mm_setcsr((_mm_getcsr() & ~kStatusBits) | status_of(abstract));
}

unsigned change_control(unsigned value, unsigned mask) {
  mask &= kMcwEm | kMcwRc | kMcwDn;  // precision and infinity control are x86's alone
  const unsigned old = control_of(_mm_getcsr());
  const unsigned control = (old & ~mask) | (value & mask);
  if (control != old) set_control(control);
  return control;
}

constexpr unsigned kKnownBits = 0x030f031f;  // what _controlfp_s accepts

// fenv_t of the UCRT: masks of x87 in the low bits and of SSE in the high byte, so that the
// headers' FE_DFL_ENV, {0x3f00003f, 0}, means what it should.
struct Environment {
  uint32_t control, status;
};
unsigned pack(unsigned control) {
  const unsigned masks = (control & 0x1f) | (control & kEmDenormal ? 0x20 : 0);
  const unsigned rounding = control >> 8 & 3;
  return masks | rounding << 8 | masks << 24 | rounding << 30;
}
unsigned unpack(unsigned packed) {
  return (packed >> 24 & 0x1f) | (packed >> 24 & 0x20 ? kEmDenormal : 0) | (packed >> 30) << 8;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT(unsigned, _control87, (unsigned value, unsigned mask)) {
  return crt::change_control(value, mask);
}
CRT_EXPORT(unsigned, _controlfp, (unsigned value, unsigned mask)) {
  return crt::change_control(value, mask & ~crt::kEmDenormal);
}
CRT_EXPORT_O(int, _controlfp_s, (unsigned* current, unsigned value, unsigned mask)) {
  if ((value & mask) & ~crt::kKnownBits) {
    if (current) *current = _controlfp(0, 0);
    return crt::fail_invalid(crt::kEINVAL);
  }
  const unsigned control = _controlfp(value, mask);
  if (current) *current = control;
  return 0;
}
CRT_EXPORT(unsigned, _statusfp, ()) { return crt::status(); }
CRT_EXPORT(unsigned, _clearfp, ()) {
  const unsigned status = crt::status();
  crt::set_status(0);
  return status;
}
CRT_EXPORT(void, _fpreset, ()) {
  crt::set_control(crt::kMcwEm);
  crt::set_status(0);
}
// The code of the floating-point exception a SIGFPE handler is called for.
CRT_EXPORT(int*, __fpecode, ()) {
  static thread_local int code;
  return &code;
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT(void, _set_controlfp, (unsigned value, unsigned mask)) {
  msvcrt::_controlfp(value, mask);
}
UCRT_EXPORT_O(int, __fpe_flt_rounds, ()) {
  constexpr int kRounds[] = {1, 3, 2, 0};  // nearest, down, up, chop as FLT_ROUNDS
  return kRounds[crt::control_of(_mm_getcsr()) >> 8 & 3];
}

UCRT_EXPORT(int, fegetenv, (crt::Environment * to)) {
  *to = {crt::pack(crt::control_of(_mm_getcsr())), crt::status()};
  return 0;
}
UCRT_EXPORT(int, fesetenv, (const crt::Environment* from)) {
  const crt::Environment environment = *from;
  crt::set_control(crt::unpack(environment.control));
  crt::set_status(environment.status);
  return 0;
}
UCRT_EXPORT(int, feholdexcept, (crt::Environment * to)) {
  fegetenv(to);
  crt::set_status(0);
  crt::change_control(crt::kMcwEm, crt::kMcwEm);
  return 0;
}
UCRT_EXPORT(int, fegetround, ()) { return crt::control_of(_mm_getcsr()) & crt::kMcwRc; }
UCRT_EXPORT(int, fesetround, (int rounding)) {
  if (rounding & ~static_cast<int>(crt::kMcwRc)) return 1;
  crt::change_control(static_cast<unsigned>(rounding), crt::kMcwRc);
  return 0;
}
UCRT_EXPORT(int, fetestexcept, (int exceptions)) {
  return static_cast<int>(crt::status()) & exceptions & 0x1f;
}
UCRT_EXPORT(int, feclearexcept, (int exceptions)) {
  crt::set_status(crt::status() & ~(static_cast<unsigned>(exceptions) & 0x1f));
  return 0;
}
UCRT_EXPORT(int, fegetexceptflag, (ULONG * to, int exceptions)) {
  *to = static_cast<ULONG>(fetestexcept(exceptions));
  return 0;
}
UCRT_EXPORT(int, fesetexceptflag, (const ULONG* from, int exceptions)) {
  const unsigned wanted = static_cast<unsigned>(exceptions) & 0x1f;
  crt::set_status((crt::status() & ~wanted) | (*from & wanted));
  return 0;
}

}  // namespace mimic::win::ucrtbase
