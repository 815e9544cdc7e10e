// Counts and times by call: what -c prints.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "loader/base/error.h"
#include "syscalls/trace/event.h"

namespace mimic::syscalls {

enum class SummaryOrder { kTime, kCalls, kErrors, kName, kAverage, kNothing };

// "time", "calls", "errors", "name", "avg-time", "nothing", and strace's other names of them.
Result<SummaryOrder> parse_summary_order(std::string_view name);

class Summary {
 public:
  explicit Summary(SummaryOrder order = SummaryOrder::kTime) : order_(order) {}

  // Counts kCall and kCallExit; other events count for nothing.
  void add(std::span<const uint8_t> event);
  std::string text() const;

 private:
  struct Row {
    uint64_t calls = 0, errors = 0, ns = 0;
  };
  const SummaryOrder order_;
  std::map<uint32_t, Row> rows_;
};

}  // namespace mimic::syscalls
