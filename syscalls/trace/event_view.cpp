#include "syscalls/trace/event_view.h"

#include <sys/syscall.h>

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

bool returns_in_child(const CallEvent& event) {
  const bool creates = event.number == SYS_clone || event.number == SYS_clone3 ||
                       event.number == SYS_fork || event.number == SYS_vfork;
  return creates && event.header.kind != EventKind::kCallEntry && event.result == 0 &&
         !(event.flags & kCallInjected);
}

}  // namespace mimic::syscalls
