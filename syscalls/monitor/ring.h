// The ring in shared memory by which events leave the traced processes. Its writers are all threads
// of all of them, its reader is the collector, a process of its own: what was written is not lost
// when a writer is killed.
//
// The memory: a page that holds this structure, then the ring itself, which both sides map twice in
// a row, so that an event is always in one piece.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace mimic::monitor {

inline constexpr uint32_t kRingMagic = 0x676e6972;
inline constexpr uint64_t kRingPage = 4096;
inline constexpr size_t kTracedNumbers = 512;

// A call that is answered otherwise, delayed, or met with a signal (strace's -e inject=).
struct RingInjection {
  uint64_t calls[kTracedNumbers / 64];  // by number
  uint32_t first, last, step;           // which of a thread's matching calls, counted from 1
  uint32_t answers;                     // whether `result` is the answer
  int64_t result;
  uint32_t replacement;  // the number of the call that is made instead, or kNoReplacement
  int32_t signal;        // sent before the call, or 0
  uint64_t delay_enter, delay_exit;  // ns
};
inline constexpr uint32_t kNoReplacement = ~uint32_t{0};
inline constexpr size_t kInjections = 8;

struct Ring {
  uint32_t magic;
  uint32_t reserved;
  uint64_t capacity;  // bytes of the ring, a power of two and of pages

  // What the collector wants; constant once the first program runs.
  uint64_t wanted[kTracedNumbers / 64];  // calls by number
  uint32_t signals;                      // whether events of signals are wanted
  uint32_t data_limit;                   // bytes of a buffer, of a string

  uint32_t injection_count;
  RingInjection injections[kInjections];

  alignas(64) uint32_t owner;  // thread id of the writer that holds the lock, or 0
  alignas(64) uint64_t head;   // bytes written since the beginning
  alignas(64) uint64_t tail;   // bytes read since the beginning
  alignas(
      64) uint32_t taken;  // counts the reader's steps: writers wait on it where the ring is full
};

static_assert(sizeof(Ring) <= kRingPage);

}  // namespace mimic::monitor
