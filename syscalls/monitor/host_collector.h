// The collector: reads the ring of a trace, in the process that started it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "syscalls/monitor/host_start.h"
#include "syscalls/monitor/ring.h"

namespace mimic::monitor {

struct Collection {
  Program program;
  std::function<void(Ring& settings)> configure;  // before the program runs
  // Each event whole and in order; valid during the call.
  std::function<void(std::span<const uint8_t> event)> take;
};

// Runs the program and its descendants until the last has ended; its wait status. Where it could
// not be started, mimic has said so in its place.
Result<int> collect(const Collection& collection);

}  // namespace mimic::monitor
