#include "syscalls/trace/event_view.h"

namespace mimic::syscalls {

std::optional<EventHeader> event_header(std::span<const uint8_t> event) {
  const auto header = fixed_part<EventHeader>(event);
  if (!header || header->version != kEventVersion || header->size < sizeof(EventHeader) ||
      header->size > event.size())
    return std::nullopt;
  return header;
}

void add_ranges(std::span<const uint8_t> event, CapturedMemory& memory) {
  const auto call = fixed_part<CallEvent>(event);
  if (!call) return;
  if (call->header.size < event.size()) event = event.first(call->header.size);
  size_t at = sizeof(CallEvent);
  for (unsigned i = 0; i < call->range_count && at <= event.size(); ++i) {
    const auto range = fixed_part<CapturedRange>(event.subspan(at));
    if (!range) return;
    at += sizeof(CapturedRange);
    if (range->size > event.size() - at) return;
    memory.add({range->address, event.subspan(at, range->size), range->flags});
    at += event_padding(range->size);
  }
}

}  // namespace mimic::syscalls
