// Interlocked singly linked lists: a 16-byte header that is exchanged as a whole, with a sequence
// number against reuse.
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

struct SLIST_ENTRY {
  SLIST_ENTRY* Next;
};

// Depth in bits 0 to 15, sequence above; the first entry, whose lower four bits are 0.
struct alignas(16) SLIST_HEADER {
  uint64_t depth_and_sequence;
  SLIST_ENTRY* first;
};
constexpr uint64_t kDepthMask = 0xffff, kOneChange = 0x10000;

SLIST_HEADER read(const SLIST_HEADER* header) {
  SLIST_HEADER now;
  now.depth_and_sequence = __atomic_load_n(&header->depth_and_sequence, __ATOMIC_ACQUIRE);
  now.first = __atomic_load_n(&header->first, __ATOMIC_ACQUIRE);
  return now;
}

// Puts `next` where `now` was, or reads the header into `now`.
bool exchange(SLIST_HEADER* header, SLIST_HEADER& now, SLIST_HEADER next) {
  bool same;
  asm volatile("lock cmpxchg16b %1"
               : "=@ccz"(same), "+m"(*header), "+a"(now.depth_and_sequence), "+d"(now.first)
               : "b"(next.depth_and_sequence), "c"(next.first)
               : "memory");
  return same;
}

// The depth after a change by `by`, with a new sequence number.
uint64_t changed(uint64_t value, int by) {
  const uint64_t depth = (value + static_cast<uint64_t>(by)) & kDepthMask;
  return ((value & ~kDepthMask) + kOneChange) | depth;
}

}  // namespace

EXPORT(ntdll, void, RtlInitializeSListHead, (SLIST_HEADER * ListHead)) { *ListHead = {0, nullptr}; }

EXPORT(ntdll, SLIST_ENTRY*, RtlFirstEntrySList, (const SLIST_HEADER* ListHead)) {
  return ListHead->first;
}

EXPORT(ntdll, USHORT, RtlQueryDepthSList, (const SLIST_HEADER* ListHead)) {
  return static_cast<USHORT>(ListHead->depth_and_sequence & kDepthMask);
}

EXPORT(ntdll, SLIST_ENTRY*, RtlInterlockedPushEntrySList,
       (SLIST_HEADER * ListHead, SLIST_ENTRY* ListEntry)) {
  SLIST_HEADER now = read(ListHead);
  do {
    ListEntry->Next = now.first;
  } while (!exchange(ListHead, now, {changed(now.depth_and_sequence, 1), ListEntry}));
  return now.first;
}

EXPORT(ntdll, SLIST_ENTRY*, RtlInterlockedPopEntrySList, (SLIST_HEADER * ListHead)) {
  SLIST_HEADER now = read(ListHead);
  while (now.first) {
    SLIST_ENTRY* next = __atomic_load_n(&now.first->Next, __ATOMIC_RELAXED);
    if (exchange(ListHead, now, {changed(now.depth_and_sequence, -1), next})) return now.first;
  }
  return nullptr;
}

EXPORT(ntdll, SLIST_ENTRY*, RtlInterlockedFlushSList, (SLIST_HEADER * ListHead)) {
  SLIST_HEADER now = read(ListHead);
  while (now.first) {
    const uint64_t empty = (now.depth_and_sequence & ~kDepthMask) + kOneChange;
    if (exchange(ListHead, now, {empty, nullptr})) return now.first;
  }
  return nullptr;
}

EXPORT(ntdll, SLIST_ENTRY*, RtlInterlockedPushListSListEx,
       (SLIST_HEADER * ListHead, SLIST_ENTRY* List, SLIST_ENTRY* ListEnd, ULONG Count)) {
  SLIST_HEADER now = read(ListHead);
  do {
    ListEnd->Next = now.first;
  } while (
      !exchange(ListHead, now, {changed(now.depth_and_sequence, static_cast<int>(Count)), List}));
  return now.first;
}

ALSO(ntdll, RtlInterlockedPushListSList, "ntdll.RtlInterlockedPushListSListEx");

FORWARD(kernel32, InitializeSListHead, "ntdll.RtlInitializeSListHead");
FORWARD(kernel32, InterlockedPushEntrySList, "ntdll.RtlInterlockedPushEntrySList");
FORWARD(kernel32, InterlockedPopEntrySList, "ntdll.RtlInterlockedPopEntrySList");
FORWARD(kernel32, InterlockedFlushSList, "ntdll.RtlInterlockedFlushSList");
FORWARD(kernel32, InterlockedPushListSListEx, "ntdll.RtlInterlockedPushListSListEx");
FORWARD(kernel32, InterlockedPushListSList, "ntdll.RtlInterlockedPushListSList");
FORWARD(kernel32, QueryDepthSList, "ntdll.RtlQueryDepthSList");

}  // namespace mimic::win::ntdll
