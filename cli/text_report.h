// How the parts of a report for people look.
#pragma once

namespace mimic {

// A line "  label   value".
[[gnu::format(printf, 2, 3)]] void line(const char* label, const char* format, ...);

// Starts a part, after an empty line unless it is the first.
class Parts {
 public:
  void begin();

 private:
  bool is_first_ = true;
};

}  // namespace mimic
