// Events to JSON: one object a line (`--format=json`).
//
//   {"type":"call","time":1700000000.123456789,"pid":7,"tid":7,"call":"close","number":3,
//    "args":{"fd":"3"},"raw":["0x3"],"result":0,"text":"0","duration":0.000004211,"ip":"0x401234"}
//
// "args" holds the arguments as strace writes them, "raw" the registers, "text" the result as
// strace writes it; a failed call has "error":"ENOENT" and the result -1. Other types: "unfinished"
// (a call that never returned), "signal", "killed", "created", "executed", "exited", "text".
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "syscalls/trace/event.h"
#include "syscalls/trace/options.h"

namespace mimic::syscalls {

class JsonFormatter {
 public:
  explicit JsonFormatter(FormatOptions options = {}) : options_(std::move(options)) {}

  // Appends the event's object and a newline; a call that has not returned is kept until it does.
  // False for an event that is malformed, of another version or of no known kind.
  bool format(std::span<const uint8_t> event, std::string& out);
  // Appends the calls that have not returned.
  void finish(std::string& out);

 private:
  bool call(std::span<const uint8_t> event, std::span<const uint8_t> entry, bool exited,
            std::string& out);

  const FormatOptions options_;
  std::map<int32_t, std::vector<uint8_t>> pending_;  // kCallEntry by thread
};

}  // namespace mimic::syscalls
