// What the processor can do, from CPUID.
#include <cpuid.h>
#include <sys/auxv.h>

#include "libs/windows/core/system_information.h"

namespace mimic::win {
namespace {

struct Feature {
  uint8_t number;  // PF_*
  uint32_t leaf;
  uint8_t reg;  // 0 eax, 1 ebx, 2 ecx, 3 edx
  uint8_t bit;
};
// Numbers from winnt.h, bits from the Intel and AMD manuals.
constexpr Feature kFeatures[] = {
    {2, 1, 3, 8},             // compare exchange of 8 bytes
    {3, 1, 3, 23},            // MMX
    {6, 1, 3, 25},            // SSE
    {7, 0x80000001, 3, 31},   // 3DNow
    {8, 1, 3, 4},             // RDTSC
    {9, 1, 3, 6},             // PAE
    {10, 1, 3, 26},           // SSE2
    {12, 0x80000001, 3, 20},  // NX
    {13, 1, 2, 0},            // SSE3
    {14, 1, 2, 13},           // compare exchange of 16 bytes
    {17, 1, 2, 27},           // XSAVE, as the system enabled it
    {22, 7, 1, 0},            // RDFSBASE and its kind
    {28, 1, 2, 30},           // RDRAND
    {32, 0x80000001, 3, 27},  // RDTSCP
    {33, 7, 2, 22},           // RDPID
    {35, 0x80000001, 2, 29},  // MONITORX
    {36, 1, 2, 9},            // SSSE3
    {37, 1, 2, 19},           // SSE4.1
    {38, 1, 2, 20},           // SSE4.2
    {39, 1, 2, 28},           // AVX
    {40, 7, 1, 5},            // AVX2
    {41, 7, 1, 16},           // AVX-512 F
    {42, 7, 1, 9},            // enhanced REP MOVSB
};

uint32_t cpuid(uint32_t leaf, int reg) {
  unsigned values[4] = {};
  __get_cpuid_count(leaf, 0, &values[0], &values[1], &values[2], &values[3]);
  return values[reg];
}

}  // namespace

bool processor_feature(DWORD feature) {
  if (feature == 23) return true;  // __fastfail is understood
  for (const Feature& f : kFeatures) {
    if (f.number != feature) continue;
    // The kernel decides whether user code may use these, and says so in AT_HWCAP2.
    if (feature == 22) return ::getauxval(AT_HWCAP2) & 2;
    const bool present = cpuid(f.leaf, f.reg) >> f.bit & 1;
    if (feature < 39 || feature > 41 || !present) return present;
    // Vector state must also be saved by the system.
    if (!(cpuid(1, 2) >> 27 & 1)) return false;
    uint32_t low, high;
    asm("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    const uint32_t needed = feature == 41 ? 0xE6 : 0x06;
    return (low & needed) == needed;
  }
  return false;
}

WORD processor_level() {
  const uint32_t signature = cpuid(1, 0);
  const uint32_t family = signature >> 8 & 15;
  return static_cast<WORD>(family == 15 ? family + (signature >> 20 & 0xFF) : family);
}

WORD processor_revision() {
  const uint32_t signature = cpuid(1, 0);
  const uint32_t model = (signature >> 4 & 15) | (signature >> 12 & 0xF0);
  return static_cast<WORD>(model << 8 | (signature & 15));
}

}  // namespace mimic::win
