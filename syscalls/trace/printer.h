// Text in strace's notation, appended to a string: numbers, names, strings, structures. The
// printers of structures are built from it.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "syscalls/linux/call.h"
#include "syscalls/trace/memory.h"
#include "syscalls/trace/names.h"
#include "syscalls/trace/options.h"

namespace mimic::syscalls {

struct Printer {
  std::string& out;
  const CapturedMemory& memory;
  const FormatOptions& options;
  int32_t pid = 0;
  bool at_exit = false;  // which copy of memory is meant

  void text(std::string_view text) { out.append(text); }
  void print(const char* format, ...) __attribute__((format(printf, 2, 3)));
  void decimal(int64_t value);
  void unsigned_decimal(uint64_t value);
  void hex(uint64_t value);      // "0x10"; "0" for 0
  void address(uint64_t value);  // likewise, "NULL" for 0
  void octal(uint64_t value);    // "0644", "000"
  void mode(uint32_t mode);      // "S_IFREG|0644"
  void device(uint64_t device);  // "makedev(0x8, 0x1)"
  void id(uint32_t id);          // of a user or group: "-1" for none
  void descriptor(int32_t descriptor);
  void folder(int32_t descriptor);  // "AT_FDCWD"
  void set(std::span<const Name> names, uint64_t value, const char* unknown);
  void one(std::span<const Name> names, uint64_t value, const char* unknown);
  void signal_set(uint64_t set);

  // Bytes in quotes with escapes, `limit` at most, then "..." if there are more or `more` says so.
  void quoted(std::span<const uint8_t> bytes, uint64_t limit, bool more = false);
  void quoted_hex(std::span<const uint8_t> bytes, uint64_t limit, bool more = false);
  // The NUL-terminated text inside a field of fixed size.
  void field_text(std::span<const uint8_t> field);
  // The captured string at an address; the address itself if nothing was captured.
  void string_at(uint64_t address, bool is_path);
  // `size` captured bytes at an address.
  void data_at(uint64_t address, uint64_t size);
};

// The members of a structure: "{a=1, b=2}". Usage: Members members(printer); members("a") ... The
// closing brace is printed at its end of life.
class Members {
 public:
  explicit Members(Printer& printer) : printer_(printer) { printer.out.push_back('{'); }
  ~Members() { printer_.out.push_back('}'); }
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  Printer& operator()(const char* name) {
    separate();
    printer_.text(name);
    printer_.out.push_back('=');
    return printer_;
  }
  void more() {  // what is left out without -v
    separate();
    printer_.text("...");
  }

 private:
  void separate() {
    if (!first_) printer_.text(", ");
    first_ = false;
  }
  Printer& printer_;
  bool first_ = true;
};

// A structure that the captured bytes hold; nullopt if they are too few.
template <class T>
std::optional<T> structure(std::span<const uint8_t> bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

// The part of an array or string that a structure holds in place.
template <class T, size_t kSize>
std::span<const uint8_t> bytes_of(const T (&array)[kSize]) {
  return {reinterpret_cast<const uint8_t*>(array), sizeof array};
}

}  // namespace mimic::syscalls
