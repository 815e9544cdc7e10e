// The ring of a trace, from the side of the program that is traced and of the collector.
#pragma once

#include <string>

#include "loader/base/error.h"
#include "syscalls/monitor/ring.h"

namespace mimic::monitor {

struct MappedRing {
  Ring* ring;
  unsigned char* data;  // twice in a row
};

// Makes a ring of `capacity` bytes (a power of two, at least a page); its descriptor is closed on
// exec.
Result<int> make_ring(uint64_t capacity);
// Maps the ring that a descriptor leads to; `name` is for messages.
Result<MappedRing> map_ring(int descriptor, const char* name);

// Joins the trace whose ring is at `path`.
Result<void> open_trace(const std::string& path);

}  // namespace mimic::monitor
