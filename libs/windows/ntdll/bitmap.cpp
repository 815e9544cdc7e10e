// Bit maps.
#include "abi/windows/status.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

struct RTL_BITMAP {
  ULONG SizeOfBitMap;
  ULONG* Buffer;
};
struct RTL_BITMAP_RUN {
  ULONG StartingIndex;
  ULONG NumberOfBits;
};

constexpr ULONG kNone = 0xffffffff;

bool bit(const RTL_BITMAP* map, ULONG index) { return map->Buffer[index / 32] >> (index % 32) & 1; }

void set_bits(RTL_BITMAP* map, ULONG first, ULONG count, bool value) {
  for (ULONG i = first, end = first + count; i < end;) {
    if (i % 32 == 0 && end - i >= 32) {
      map->Buffer[i / 32] = value ? ~0u : 0;
      i += 32;
      continue;
    }
    const ULONG mask = 1u << (i % 32);
    if (value)
      map->Buffer[i / 32] |= mask;
    else
      map->Buffer[i / 32] &= ~mask;
    ++i;
  }
}

// The first run at or after `from` of bits that are `value`; its length goes to *length, 0 at the
// end.
ULONG next_run(const RTL_BITMAP* map, ULONG from, bool value, ULONG* length) {
  const ULONG size = map->SizeOfBitMap, skip = value ? 0 : ~0u;
  while (from < size && bit(map, from) != value)
    from = from % 32 == 0 && map->Buffer[from / 32] == skip && size - from >= 32 ? from + 32
                                                                                 : from + 1;
  ULONG end = from;
  while (end < size && bit(map, end) == value)
    end = end % 32 == 0 && map->Buffer[end / 32] == ~skip && size - end >= 32 ? end + 32 : end + 1;
  *length = end - from;
  return from;
}

ULONG find_in(const RTL_BITMAP* map, ULONG count, ULONG first, bool value) {
  ULONG length;
  for (ULONG at = next_run(map, first, value, &length); length;
       at = next_run(map, at + length, value, &length))
    if (length >= count) return at;
  return kNone;
}

// From the hint on, then from the beginning. Windows starts at the hint's byte.
ULONG find(const RTL_BITMAP* map, ULONG count, ULONG hint, bool value) {
  if (hint >= map->SizeOfBitMap) hint = 0;
  if (count > map->SizeOfBitMap) return kNone;
  if (!count) return hint & ~7u;
  ULONG at = find_in(map, count, hint, value);
  if (at == kNone && hint) at = find_in(map, count, 0, value);
  return at;
}

ULONG count_bits(const RTL_BITMAP* map, bool value) {
  ULONG set = 0;
  for (ULONG i = 0; i < map->SizeOfBitMap; i += 32) {
    ULONG word = map->Buffer[i / 32];
    if (map->SizeOfBitMap - i < 32) word &= (1u << (map->SizeOfBitMap - i)) - 1;
    set += static_cast<ULONG>(__builtin_popcount(word));
  }
  return value ? set : map->SizeOfBitMap - set;
}

BOOLEAN are_bits(const RTL_BITMAP* map, ULONG first, ULONG count, bool value) {
  if (!count || first >= map->SizeOfBitMap || count > map->SizeOfBitMap - first) return FALSE;
  ULONG length;
  return next_run(map, first, value, &length) == first && length >= count;
}

ULONG longest_run(const RTL_BITMAP* map, bool value, ULONG* start) {
  ULONG best = 0, length;
  for (ULONG at = next_run(map, 0, value, &length); length;
       at = next_run(map, at + length, value, &length)) {
    if (length <= best) continue;
    best = length;
    if (start) *start = at;
  }
  return best;
}

}  // namespace

EXPORT(ntdll, void, RtlInitializeBitMap,
       (RTL_BITMAP * BitMapHeader, ULONG* BitMapBuffer, ULONG SizeOfBitMap)) {
  *BitMapHeader = {SizeOfBitMap, BitMapBuffer};
}
EXPORT(ntdll, void, RtlClearAllBits, (RTL_BITMAP * BitMapHeader)) {
  for (ULONG i = 0; i < (BitMapHeader->SizeOfBitMap + 31) / 32; ++i) BitMapHeader->Buffer[i] = 0;
}
EXPORT(ntdll, void, RtlSetAllBits, (RTL_BITMAP * BitMapHeader)) {
  for (ULONG i = 0; i < (BitMapHeader->SizeOfBitMap + 31) / 32; ++i) BitMapHeader->Buffer[i] = ~0u;
}
EXPORT(ntdll, void, RtlClearBit, (RTL_BITMAP * BitMapHeader, ULONG BitNumber)) {
  BitMapHeader->Buffer[BitNumber / 32] &= ~(1u << (BitNumber % 32));
}
EXPORT(ntdll, void, RtlSetBit, (RTL_BITMAP * BitMapHeader, ULONG BitNumber)) {
  BitMapHeader->Buffer[BitNumber / 32] |= 1u << (BitNumber % 32);
}
EXPORT(ntdll, BOOLEAN, RtlTestBit, (const RTL_BITMAP* BitMapHeader, ULONG BitNumber)) {
  return bit(BitMapHeader, BitNumber);
}
EXPORT(ntdll, void, RtlClearBits,
       (RTL_BITMAP * BitMapHeader, ULONG StartingIndex, ULONG NumberToClear)) {
  set_bits(BitMapHeader, StartingIndex, NumberToClear, false);
}
EXPORT(ntdll, void, RtlSetBits,
       (RTL_BITMAP * BitMapHeader, ULONG StartingIndex, ULONG NumberToSet)) {
  set_bits(BitMapHeader, StartingIndex, NumberToSet, true);
}
EXPORT(ntdll, ULONG, RtlFindClearBits,
       (const RTL_BITMAP* BitMapHeader, ULONG NumberToFind, ULONG HintIndex)) {
  return find(BitMapHeader, NumberToFind, HintIndex, false);
}
EXPORT(ntdll, ULONG, RtlFindSetBits,
       (const RTL_BITMAP* BitMapHeader, ULONG NumberToFind, ULONG HintIndex)) {
  return find(BitMapHeader, NumberToFind, HintIndex, true);
}
EXPORT(ntdll, ULONG, RtlFindClearBitsAndSet,
       (RTL_BITMAP * BitMapHeader, ULONG NumberToFind, ULONG HintIndex)) {
  const ULONG at = find(BitMapHeader, NumberToFind, HintIndex, false);
  if (at != kNone) set_bits(BitMapHeader, at, NumberToFind, true);
  return at;
}
EXPORT(ntdll, ULONG, RtlFindSetBitsAndClear,
       (RTL_BITMAP * BitMapHeader, ULONG NumberToFind, ULONG HintIndex)) {
  const ULONG at = find(BitMapHeader, NumberToFind, HintIndex, true);
  if (at != kNone) set_bits(BitMapHeader, at, NumberToFind, false);
  return at;
}
EXPORT(ntdll, ULONG, RtlNumberOfSetBits, (const RTL_BITMAP* BitMapHeader)) {
  return count_bits(BitMapHeader, true);
}
EXPORT(ntdll, ULONG, RtlNumberOfClearBits, (const RTL_BITMAP* BitMapHeader)) {
  return count_bits(BitMapHeader, false);
}
EXPORT(ntdll, BOOLEAN, RtlAreBitsClear,
       (const RTL_BITMAP* BitMapHeader, ULONG StartingIndex, ULONG Length)) {
  return are_bits(BitMapHeader, StartingIndex, Length, false);
}
EXPORT(ntdll, BOOLEAN, RtlAreBitsSet,
       (const RTL_BITMAP* BitMapHeader, ULONG StartingIndex, ULONG Length)) {
  return are_bits(BitMapHeader, StartingIndex, Length, true);
}
EXPORT(ntdll, ULONG, RtlFindNextForwardRunClear,
       (const RTL_BITMAP* BitMapHeader, ULONG FromIndex, ULONG* StartingRunIndex)) {
  ULONG length;
  *StartingRunIndex = next_run(BitMapHeader, FromIndex, false, &length);
  return length;
}
EXPORT(ntdll, ULONG, RtlFindLongestRunClear,
       (const RTL_BITMAP* BitMapHeader, ULONG* StartingIndex)) {
  return longest_run(BitMapHeader, false, StartingIndex);
}
EXPORT(ntdll, ULONG, RtlFindLongestRunSet, (const RTL_BITMAP* BitMapHeader, ULONG* StartingIndex)) {
  return longest_run(BitMapHeader, true, StartingIndex);
}
EXPORT(ntdll, ULONG, RtlFindClearRuns,
       (const RTL_BITMAP* BitMapHeader, RTL_BITMAP_RUN* RunArray, ULONG SizeOfRunArray,
        BOOLEAN LocateLongestRuns)) {
  ULONG count = 0, length;
  for (ULONG at = next_run(BitMapHeader, 0, false, &length); length;
       at = next_run(BitMapHeader, at + length, false, &length)) {
    if (count < SizeOfRunArray) {
      RunArray[count++] = {at, length};
      continue;
    }
    if (!LocateLongestRuns) break;
    ULONG shortest = 0;
    for (ULONG i = 1; i < count; ++i)
      if (RunArray[i].NumberOfBits < RunArray[shortest].NumberOfBits) shortest = i;
    if (count && RunArray[shortest].NumberOfBits < length) RunArray[shortest] = {at, length};
  }
  if (LocateLongestRuns) {  // longest first
    for (ULONG i = 1; i < count; ++i)
      for (ULONG n = i; n && RunArray[n - 1].NumberOfBits < RunArray[n].NumberOfBits; --n) {
        const RTL_BITMAP_RUN run = RunArray[n];
        RunArray[n] = RunArray[n - 1];
        RunArray[n - 1] = run;
      }
  }
  return count;
}

EXPORT(ntdll, CHAR, RtlFindMostSignificantBit, (ULONGLONG Set)) {
  return static_cast<CHAR>(Set ? 63 - __builtin_clzll(Set) : -1);
}
EXPORT(ntdll, CHAR, RtlFindLeastSignificantBit, (ULONGLONG Set)) {
  return static_cast<CHAR>(Set ? __builtin_ctzll(Set) : -1);
}
EXPORT(ntdll, ULONG, RtlNumberOfSetBitsUlongPtr, (ULONG_PTR Target)) {
  return static_cast<ULONG>(__builtin_popcountll(Target));
}

}  // namespace mimic::win::ntdll
