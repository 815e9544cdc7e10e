// Writes JSON to a string, two spaces of indent a level.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mimic {

// Calls have to be balanced; keys are given inside objects only.
class JsonWriter {
 public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);
  void string(std::string_view value);  // bytes that are not UTF-8 become U+FFFD
  void number(uint64_t value);
  void boolean(bool value);

  void member(std::string_view name, std::string_view value) { key(name), string(value); }
  void member(std::string_view name, const char* value) { key(name), string(value); }
  void member(std::string_view name, uint64_t value) { key(name), number(value); }
  void flag(std::string_view name, bool value) { key(name), boolean(value); }

  const std::string& text() const { return text_; }

 private:
  void before_value();
  void new_line() { text_ += '\n', text_.append(2 * depth_, ' '); }
  void open(char bracket);
  void close(char bracket);
  void quoted(std::string_view value);

  std::string text_;
  size_t depth_ = 0;
  bool is_first_ = true, after_key_ = false;
};

}  // namespace mimic
