// Events made by hand for the tests.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "syscalls/trace/event.h"
#include "syscalls/trace/format.h"

namespace mimic::syscalls {

class EventBuilder {
 public:
  EventBuilder(long number, std::vector<uint64_t> args, int64_t result = 0,
               EventKind kind = EventKind::kCall) {
    args.resize(6);
    event_.header = {.size = 0,
                     .kind = kind,
                     .version = kEventVersion,
                     .reserved = 0,
                     .pid = 100,
                     .tid = 100,
                     .time = 1700000000123456789};
    event_.number = static_cast<uint32_t>(number);
    std::memcpy(event_.arguments, args.data(), sizeof event_.arguments);
    event_.result = result;
  }

  EventBuilder& thread(int32_t tid) {
    event_.header.tid = tid;
    return *this;
  }
  EventBuilder& flags(uint16_t flags) {
    event_.flags = flags;
    return *this;
  }
  EventBuilder& duration(uint64_t ns) {
    event_.duration = ns;
    return *this;
  }
  EventBuilder& bytes(uint64_t address, const void* data, size_t size, uint32_t flags = 0) {
    const CapturedRange range{address, static_cast<uint32_t>(size), flags};
    append(&range, sizeof range);
    append(data, size);
    ranges_.resize((ranges_.size() + 7) & ~size_t{7});
    ++event_.range_count;
    return *this;
  }
  EventBuilder& text(uint64_t address, const std::string& text, uint32_t flags = 0) {
    return bytes(address, text.c_str(), text.size() + 1, flags);
  }
  template <class T>
  EventBuilder& in(uint64_t address, const T& value) {
    return bytes(address, &value, sizeof value);
  }
  template <class T>
  EventBuilder& out(uint64_t address, const T& value) {
    return bytes(address, &value, sizeof value, kRangeAtExit);
  }

  std::vector<uint8_t> event() const {
    CallEvent event = event_;
    event.header.size = static_cast<uint32_t>(sizeof event + ranges_.size());
    std::vector<uint8_t> all(sizeof event);
    std::memcpy(all.data(), &event, sizeof event);
    all.insert(all.end(), ranges_.begin(), ranges_.end());
    return all;
  }

  // The line without its end and without the spaces before " = ".
  std::string line(FormatOptions options = {}) const {
    Formatter formatter(std::move(options));
    std::string out;
    if (!formatter.format(event(), out)) return "malformed";
    formatter.finish(out);
    while (out.find("  = ") != std::string::npos) out.erase(out.find("  = "), 1);
    if (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
  }

 private:
  void append(const void* data, size_t size) {
    const auto* begin = static_cast<const uint8_t*>(data);
    ranges_.insert(ranges_.end(), begin, begin + size);
  }

  CallEvent event_{};
  std::vector<uint8_t> ranges_;
};

}  // namespace mimic::syscalls
