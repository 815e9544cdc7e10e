// Events as they come out of the ring: bytes that may be anything, looked at with checks.
#pragma once

#include <cstring>
#include <optional>
#include <span>

#include "syscalls/trace/event.h"
#include "syscalls/trace/memory.h"

namespace mimic::syscalls {

// The fixed part of an event, nullopt if the event is shorter.
template <class T>
std::optional<T> fixed_part(std::span<const uint8_t> event) {
  if (event.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, event.data(), sizeof value);
  return value;
}

// The header, if the event is of this version and as long as it says.
std::optional<EventHeader> event_header(std::span<const uint8_t> event);

// Adds the ranges of a call's event, as many as are whole.
void add_ranges(std::span<const uint8_t> event, CapturedMemory& memory);

// Whether this is the new process's own return from the call that made it: its first event, and no
// call that it made.
bool returns_in_child(const CallEvent& event);

}  // namespace mimic::syscalls
