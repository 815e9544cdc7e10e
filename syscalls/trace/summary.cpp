#include "syscalls/trace/summary.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "syscalls/linux/call.h"
#include "syscalls/trace/event_view.h"

namespace mimic::syscalls {
namespace {

constexpr struct {
  std::string_view name;
  SummaryOrder order;
} kOrders[] = {{"time", SummaryOrder::kTime},         {"time-total", SummaryOrder::kTime},
               {"time_total", SummaryOrder::kTime},   {"total-time", SummaryOrder::kTime},
               {"total_time", SummaryOrder::kTime},   {"time-percent", SummaryOrder::kTime},
               {"calls", SummaryOrder::kCalls},       {"count", SummaryOrder::kCalls},
               {"errors", SummaryOrder::kErrors},     {"error", SummaryOrder::kErrors},
               {"name", SummaryOrder::kName},         {"syscall", SummaryOrder::kName},
               {"syscall-name", SummaryOrder::kName}, {"avg-time", SummaryOrder::kAverage},
               {"avg_time", SummaryOrder::kAverage},  {"time-avg", SummaryOrder::kAverage},
               {"time_avg", SummaryOrder::kAverage},  {"nothing", SummaryOrder::kNothing},
               {"none", SummaryOrder::kNothing}};

constexpr char kLine[] = "------ ----------- ----------- --------- --------- ----------------\n";

std::string name_of(uint32_t number) {
  if (const Call* call = find(uint64_t{number})) return call->name;
  char text[32];
  std::snprintf(text, sizeof text, "syscall_%#x", number);
  return text;
}

void append_row(std::string& out, double percent, uint64_t ns, uint64_t calls, uint64_t errors,
                const char* name) {
  char text[160], failed[24] = "";
  if (errors) std::snprintf(failed, sizeof failed, "%lu", errors);
  const uint64_t average = calls ? ns / calls / 1000 : 0;
  std::snprintf(text, sizeof text, "%6.2f %4lu.%06lu %11lu %9lu %9s %s\n", percent, ns / 1000000000,
                ns % 1000000000 / 1000, average, calls, failed, name);
  out.append(text);
}

}  // namespace

Result<SummaryOrder> parse_summary_order(std::string_view name) {
  for (const auto& known : kOrders)
    if (known.name == name) return known.order;
  return fail(ErrorKind::kUsage, "invalid sortby: '%s'", std::string(name).c_str());
}

void Summary::add(std::span<const uint8_t> event) {
  const auto header = event_header(event);
  if (!header || (header->kind != EventKind::kCall && header->kind != EventKind::kCallExit)) return;
  const auto call = fixed_part<CallEvent>(event);
  if (!call || call->flags & kCallNoReturn || returns_in_child(*call)) return;
  Row& row = rows_[call->number];
  ++row.calls;
  row.ns += call->duration;
  if (call->result < 0 && call->result >= -4095) ++row.errors;
}

std::string Summary::text() const {
  struct Named {
    std::string name;
    Row row;
  };
  std::vector<Named> rows;
  Row total;
  for (const auto& [number, row] : rows_) {
    rows.push_back({name_of(number), row});
    total.calls += row.calls;
    total.errors += row.errors;
    total.ns += row.ns;
  }
  const auto average = [](const Row& row) { return row.calls ? row.ns / row.calls : 0; };
  std::stable_sort(rows.begin(), rows.end(), [&](const Named& a, const Named& b) {
    switch (order_) {
      case SummaryOrder::kTime:
        return a.row.ns > b.row.ns;
      case SummaryOrder::kCalls:
        return a.row.calls > b.row.calls;
      case SummaryOrder::kErrors:
        return a.row.errors > b.row.errors;
      case SummaryOrder::kName:
        return a.name < b.name;
      case SummaryOrder::kAverage:
        return average(a.row) > average(b.row);
      case SummaryOrder::kNothing:
        return false;
    }
    return false;
  });
  std::string out = "% time     seconds  usecs/call     calls    errors syscall\n";
  out.append(kLine);
  for (const Named& one : rows) {
    const double percent =
        total.ns ? 100.0 * static_cast<double>(one.row.ns) / static_cast<double>(total.ns) : 0;
    append_row(out, percent, one.row.ns, one.row.calls, one.row.errors, one.name.c_str());
  }
  out.append(kLine);
  append_row(out, 100, total.ns, total.calls, total.errors, "total");
  return out;
}

}  // namespace mimic::syscalls
