// Events to text: one line each, in strace's notation.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "syscalls/trace/event.h"
#include "syscalls/trace/options.h"

namespace mimic::syscalls {

// Formats a sequence of events, which may come from many threads. Not itself for more than one
// thread. Events may hold anything: what does not fit is left out, never read beyond its end.
class Formatter {
 public:
  explicit Formatter(FormatOptions options = {}) : options_(std::move(options)) {}

  // Appends what the event has to say. `event` is the whole event, of EventHeader::size bytes;
  // false if it is malformed, of another version or of no known kind, and then nothing has been
  // appended. A call that has not returned leaves its line open; the rest, or " <unfinished ...>"
  // and the end of the line, comes with the next event.
  bool format(std::span<const uint8_t> event, std::string& out);

  // Ends a line that is still open.
  void finish(std::string& out);

  const FormatOptions& options() const { return options_; }

 private:
  // A call that has not returned.
  struct Pending {
    std::vector<uint8_t> event;  // kCallEntry
    unsigned next_argument = 0;
  };

  void begin_line(const EventHeader& header, std::string& out);
  bool call(std::span<const uint8_t> event, std::string& out);
  bool call_entry(std::span<const uint8_t> event, std::string& out);
  bool call_exit(std::span<const uint8_t> event, std::string& out);
  bool signal(std::span<const uint8_t> event, std::string& out);
  bool exited(std::span<const uint8_t> event, std::string& out);
  bool executed(std::span<const uint8_t> event, std::string& out);
  void result(const struct CallView& view, const CallEvent& event, struct Printer& printer);
  void forget(const EventHeader& header);

  const FormatOptions options_;
  std::map<int32_t, Pending> pending_;  // by thread
  std::set<int32_t> threads_;           // alive, as far as seen
  int32_t open_ = 0;                    // the thread whose line is open, 0 for none
  size_t open_length_ = 0;              // characters of that line so far
  size_t line_start_ = 0;               // where the current line began in `out`
  uint64_t last_time_ = 0;
};

}  // namespace mimic::syscalls
