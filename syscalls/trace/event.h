// The events that leave a traced program through the ring in shared memory, and that a trace file
// holds: plain old data, host byte order, each a multiple of 8 bytes long.
//
//   EventHeader, then by kind
//     kCall, kCallEntry, kCallExit   CallEvent, `range_count` x (CapturedRange, bytes, padding to
//     8) kSignal, kKilled               SignalEvent kCreated                       CreatedEvent
//     kExecuted                      ExecutedEvent, the path of the program (to the event's end)
//     kExited                        ExitedEvent
//     kText                          text, UTF-8 (to the event's end, padded with NUL)
//
// Freestanding: the monitor writes them.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace mimic::syscalls {

constexpr uint8_t kEventVersion = 1;

enum class EventKind : uint8_t {
  kCall = 1,       // a call, entered and left
  kCallEntry = 2,  // a call that has not returned yet (it blocks, or others' events come between)
  kCallExit = 3,   // its return: number and arguments again, and what was captured at exit
  kSignal = 4,     // a signal is delivered to a handler, or stops or continues the process
  kKilled = 5,     // a signal ended the process
  kCreated = 6,    // a process or thread begins
  kExecuted = 7,   // the process runs another program now
  kExited = 8,     // the process or thread has ended by itself
  kText = 9,       // a line of the monitor's own
};

struct EventHeader {
  uint32_t size;  // of the whole event in bytes, padding included
  EventKind kind;
  uint8_t version;  // kEventVersion
  uint16_t reserved;
  int32_t pid;    // the process
  int32_t tid;    // the thread
  uint64_t time;  // CLOCK_REALTIME in ns: at entry for calls
};

struct CallEvent {
  EventHeader header;
  uint32_t number;
  uint16_t range_count;
  uint16_t flags;  // CallFlags
  uint64_t arguments[6];
  int64_t result;     // -errno for errors; 0 in kCallEntry
  uint64_t ip;        // after the guest's syscall instruction
  uint64_t duration;  // ns from entry to exit; 0 in kCallEntry
};

enum CallFlags : uint16_t {
  kCallInjected = 1,   // the monitor answered in the kernel's place
  kCallNoReturn = 2,   // the call did not return: exit, a successful rt_sigreturn
  kCallUnmatched = 4,  // kCallExit of a call whose entry was not seen
};

struct CapturedRange {
  uint64_t address;
  uint32_t size;   // of the bytes that follow
  uint32_t flags;  // RangeFlags
};

enum RangeFlags : uint32_t {
  kRangeTruncated = 1,   // more belonged to it; a limit, or the event's size, cut it
  kRangeUnreadable = 2,  // memory ended before it did
  kRangeAtExit = 4,      // copied after the call
};

struct SignalEvent {
  EventHeader header;
  int32_t signal;
  uint32_t flags;        // SignalFlags
  uint8_t siginfo[128];  // siginfo_t; zero where kSignalNoInfo
};

enum SignalFlags : uint32_t {
  kSignalStopped = 1,     // "--- stopped by SIGSTOP ---"
  kSignalCoreDumped = 2,  // kKilled
  kSignalNoInfo = 4,
};

struct CreatedEvent {
  EventHeader header;  // of the new thread
  int32_t parent_pid;
  int32_t parent_tid;
  uint64_t flags;  // as for clone
};

struct ExecutedEvent {
  EventHeader header;
  int32_t former_tid;  // the thread that called execve, which has the process's id from now on
  uint32_t reserved;
};

struct ExitedEvent {
  EventHeader header;
  int32_t status;
  uint32_t reserved;
};

// No event is longer. What does not fit is left out of the captured ranges.
constexpr uint32_t kEventLimit = 1u << 20;

constexpr uint32_t event_padding(uint32_t size) { return (size + 7) & ~7u; }

static_assert(sizeof(EventHeader) == 24 && sizeof(CallEvent) == 104 && sizeof(CapturedRange) == 16);
static_assert(sizeof(SignalEvent) == 160 && sizeof(CreatedEvent) == 40);
static_assert(sizeof(ExecutedEvent) == 32 && sizeof(ExitedEvent) == 32);

}  // namespace mimic::syscalls
