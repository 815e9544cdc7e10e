// Blocks of memory, checksums and random numbers.
#include <array>
#include <cstring>

#include "abi/windows/status.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {

namespace ntdll {

EXPORT(ntdll, void, RtlMoveMemory, (void* Destination, const void* Source, SIZE_T Length)) {
  std::memmove(Destination, Source, Length);
}
EXPORT(ntdll, void, RtlCopyMemory, (void* Destination, const void* Source, SIZE_T Length)) {
  std::memmove(Destination, Source, Length);
}
ALSO(ntdll, RtlCopyMemoryNonTemporal, "ntdll.RtlCopyMemory");
EXPORT(ntdll, void, RtlFillMemory, (void* Destination, SIZE_T Length, UCHAR Fill)) {
  std::memset(Destination, Fill, Length);
}
EXPORT(ntdll, void, RtlZeroMemory, (void* Destination, SIZE_T Length)) {
  std::memset(Destination, 0, Length);
}
ALSO(ntdll, RtlSecureZeroMemory, "ntdll.RtlZeroMemory");
EXPORT(ntdll, void, RtlFillMemoryUlong, (ULONG * Destination, SIZE_T Length, ULONG Pattern)) {
  for (SIZE_T i = 0; i < Length / sizeof(ULONG); ++i) Destination[i] = Pattern;
}
EXPORT(ntdll, void, RtlFillMemoryUlonglong,
       (ULONGLONG * Destination, SIZE_T Length, ULONGLONG Pattern)) {
  for (SIZE_T i = 0; i < Length / sizeof(ULONGLONG); ++i) Destination[i] = Pattern;
}
// How many bytes are the same.
EXPORT(ntdll, SIZE_T, RtlCompareMemory, (const void* Source1, const void* Source2, SIZE_T Length)) {
  const auto* a = static_cast<const uint8_t*>(Source1);
  const auto* b = static_cast<const uint8_t*>(Source2);
  SIZE_T i = 0;
  while (i < Length && a[i] == b[i]) ++i;
  return i;
}
EXPORT(ntdll, SIZE_T, RtlCompareMemoryUlong, (const void* Source, SIZE_T Length, ULONG Pattern)) {
  const auto* words = static_cast<const ULONG*>(Source);
  SIZE_T i = 0;
  while (i < Length / sizeof(ULONG) && words[i] == Pattern) ++i;
  return i * sizeof(ULONG);
}
EXPORT(ntdll, void, RtlPrefetchMemoryNonTemporal, (void* Source, SIZE_T Length)) {
  for (SIZE_T i = 0; i < Length; i += 64) __builtin_prefetch(static_cast<char*>(Source) + i, 0, 0);
}

namespace {

// The table of a reflected CRC.
template <class T, T kPolynomial>
constexpr auto kCrcTable = [] {
  std::array<T, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    T value = i;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? value >> 1 ^ kPolynomial : value >> 1;
    table[i] = value;
  }
  return table;
}();

template <class T, T kPolynomial>
T crc(const void* data, SIZE_T length, T start) {
  T value = ~start;
  const auto* bytes = static_cast<const uint8_t*>(data);
  for (SIZE_T i = 0; i < length; ++i)
    value = value >> 8 ^ kCrcTable<T, kPolynomial>[(value ^ bytes[i]) & 0xFF];
  return ~value;
}

// The minimal standard generator of Park and Miller in the form Windows has it.
ULONG next_random(ULONG seed) {
  return static_cast<ULONG>((0x7FFFFFED * uint64_t{seed} + 0x7FFFFFC3) % 0x7FFFFFFF);
}

}  // namespace

EXPORT(ntdll, DWORD, RtlComputeCrc32, (DWORD Initial, const void* Data, INT Length)) {
  return crc<uint32_t, 0xEDB88320>(Data, static_cast<SIZE_T>(Length), Initial);
}
EXPORT(ntdll, DWORD, RtlCrc32, (const void* Buffer, SIZE_T Size, DWORD InitialCrc)) {
  return crc<uint32_t, 0xEDB88320>(Buffer, Size, InitialCrc);
}
EXPORT(ntdll, ULONGLONG, RtlCrc64, (const void* Buffer, SIZE_T Size, ULONGLONG InitialCrc)) {
  return crc<uint64_t, 0x9A6C9329AC4BC9B5>(Buffer, Size, InitialCrc);
}

EXPORT(ntdll, ULONG, RtlUniform, (ULONG * Seed)) { return *Seed = next_random(*Seed); }
EXPORT(ntdll, ULONG, RtlRandom, (ULONG * Seed)) {
  *Seed = next_random(*Seed);
  return next_random(*Seed);
}
EXPORT(ntdll, ULONG, RtlRandomEx, (ULONG * Seed)) {
  *Seed = next_random(*Seed);
  return *Seed;
}

EXPORT(ntdll, USHORT, RtlUshortByteSwap, (USHORT Source)) { return __builtin_bswap16(Source); }
EXPORT(ntdll, ULONG, RtlUlongByteSwap, (ULONG Source)) { return __builtin_bswap32(Source); }
EXPORT(ntdll, ULONGLONG, RtlUlonglongByteSwap, (ULONGLONG Source)) {
  return __builtin_bswap64(Source);
}

}  // namespace ntdll

namespace kernel32 {
FORWARD(kernel32, RtlMoveMemory, "ntdll.RtlMoveMemory");
FORWARD(kernel32, RtlCopyMemory, "ntdll.RtlCopyMemory");
FORWARD(kernel32, RtlFillMemory, "ntdll.RtlFillMemory");
FORWARD(kernel32, RtlZeroMemory, "ntdll.RtlZeroMemory");
FORWARD(kernel32, RtlCompareMemory, "ntdll.RtlCompareMemory");
}  // namespace kernel32
}  // namespace mimic::win
