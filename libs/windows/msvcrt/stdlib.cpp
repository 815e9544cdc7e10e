// The small functions of <stdlib.h>: random numbers, division, rotation, byte order.
#include <sys/random.h>

#include <bit>
#include <cstdlib>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::msvcrt {

namespace {
constinit thread_local uint32_t random_state = 1;
}

// Programs rely on the sequence: a linear congruential generator, 15 bits a number, per thread.
CRT_EXPORT_O(int, rand, ()) {
  random_state = random_state * 214013 + 2531011;
  return static_cast<int>(random_state >> 16 & 0x7fff);
}
CRT_EXPORT_O(void, srand, (unsigned seed)) { random_state = seed; }
CRT_EXPORT_O(int, rand_s, (unsigned* value)) {
  if (!value) return crt::fail_invalid(crt::kEINVAL);
  unsigned random;
  *value = 0;
  if (::getrandom(&random, sizeof random, 0) != sizeof random) return crt::crt_errno = crt::kENOMEM;
  *value = random;
  return 0;
}

CRT_EXPORT(int, abs, (int value)) {
  return static_cast<int>(value < 0 ? 0u - static_cast<unsigned>(value) : value);
}
CRT_EXPORT(LONG, labs, (LONG value)) { return abs(value); }
CRT_EXPORT(LONG64, _abs64, (LONG64 value)) {
  return static_cast<LONG64>(value < 0 ? 0 - static_cast<ULONG64>(value) : value);
}
UCRT_ALIAS(llabs, _abs64);
UCRT_ALIAS(imaxabs, _abs64);

struct Division {
  int quot, rem;
};
struct LongDivision {
  LONG64 quot, rem;
};
CRT_EXPORT(Division, div, (int a, int b)) { return {a / b, a % b}; }
CRT_ALIAS(ldiv, div);

CRT_EXPORT(unsigned, _rotl, (unsigned value, int shift)) { return std::rotl(value, shift & 31); }
CRT_EXPORT(unsigned, _rotr, (unsigned value, int shift)) { return std::rotr(value, shift & 31); }
CRT_EXPORT(ULONG64, _rotl64, (ULONG64 value, int shift)) { return std::rotl(value, shift & 63); }
CRT_EXPORT(ULONG64, _rotr64, (ULONG64 value, int shift)) { return std::rotr(value, shift & 63); }
CRT_ALIAS(_lrotl, _rotl);
CRT_ALIAS(_lrotr, _rotr);

CRT_EXPORT(uint16_t, _byteswap_ushort, (uint16_t value)) { return __builtin_bswap16(value); }
CRT_EXPORT(ULONG, _byteswap_ulong, (ULONG value)) { return __builtin_bswap32(value); }
CRT_EXPORT(ULONG64, _byteswap_uint64, (ULONG64 value)) { return __builtin_bswap64(value); }

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT(msvcrt::LongDivision, lldiv, (LONG64 a, LONG64 b)) { return {a / b, a % b}; }
ALSO(ucrtbase, imaxdiv, "ucrtbase.lldiv");

}  // namespace mimic::win::ucrtbase
