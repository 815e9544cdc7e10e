#include "libs/windows/crt/print.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/crt/error.h"

namespace mimic::win::crt {
namespace {

class StreamBytes final : public Output<char> {
 public:
  explicit StreamBytes(FILE* stream) : stream_(stream) {}
  bool write(const char* text, size_t count) override {
    return write_bytes(stream_, text, count) == count;
  }

 private:
  FILE* const stream_;
};

class StreamUnits final : public Output<WCHAR> {
 public:
  explicit StreamUnits(FILE* stream) : stream_(stream) {}
  bool write(const WCHAR* text, size_t count) override { return put_units(stream_, text, count); }

 private:
  FILE* const stream_;
};

// The first `capacity` units.
template <class C>
class StringOutput final : public Output<C> {
 public:
  StringOutput(C* to, size_t capacity) : to_(to), capacity_(capacity) {}
  bool write(const C* text, size_t count) override {
    const size_t part = std::min(count, capacity_ - used_);
    std::memcpy(to_ + used_, text, part * sizeof(C));
    used_ += part;
    return true;
  }
  size_t used() const { return used_; }

 private:
  C* const to_;
  const size_t capacity_;
  size_t used_ = 0;
};

int invalid() {
  fail_invalid(kEINVAL);
  return -1;
}

}  // namespace

template <class C>
int print_stream(FILE* stream, const C* text, const void* arguments, Locale* locale,
                 const FormatRules& rules) {
  if (!stream || !text) return invalid();
  StreamGuard guard(stream);
  const Locale& used = locale_or_current(locale);
  if constexpr (sizeof(C) == 1) {
    const Descriptor* descriptor = find_descriptor(stream->_file);
    if (descriptor && descriptor->flags & kText && descriptor->mode != TextMode::kAnsi)
      return invalid();  // bytes would get between the units
    TemporaryBuffer buffer(stream);
    StreamBytes output(stream);
    return format(output, text, arguments, used, rules);
  } else {
    TemporaryBuffer buffer(stream);
    StreamUnits output(stream);
    return format(output, text, arguments, used, rules);
  }
}

template <class C>
int print_string(C* to, size_t capacity, Ending ending, const C* text, const void* arguments,
                 Locale* locale, const FormatRules& rules) {
  if (!text || (!to && capacity)) return invalid();
  // Without room for a terminator too, so that a copy of `to` need not be made.
  StringOutput<C> output(to, ending == Ending::kUnlimited ? ~size_t{0} / sizeof(C) : capacity);
  const int result =
      format(static_cast<Output<C>&>(output), text, arguments, locale_or_current(locale), rules);
  if (!to || !capacity) return result;
  if (result < 0) {
    if (ending != Ending::kOpen)
      to[0] = 0;
    else if (output.used() < capacity)
      to[output.used()] = 0;
    return -1;
  }
  const auto size = static_cast<size_t>(result);
  if (size < capacity) {
    to[size] = 0;
    return result;
  }
  switch (ending) {
    case Ending::kUnlimited:
      break;
    case Ending::kOpen:
      return size == capacity ? result : -1;
    case Ending::kClosed:
      to[capacity - 1] = 0;
      return -1;
    case Ending::kCounted:
      to[capacity - 1] = 0;
      return result;
    case Ending::kDistinct:
      to[capacity - 1] = 0;
      return -2;
  }
  return result;
}

template <class C>
int print_string_s(C* to, size_t capacity, const C* text, const void* arguments, Locale* locale,
                   const FormatRules& rules) {
  if (!text || !to || !capacity) return invalid();
  const int result = print_string(to, capacity, Ending::kDistinct, text, arguments, locale, rules);
  if (result >= 0) return result;
  to[0] = 0;
  if (result == -2) fail_invalid(kERANGE);
  return -1;
}

template <class C>
int print_limited_s(C* to, size_t capacity, size_t limit, const C* text, const void* arguments,
                    Locale* locale, const FormatRules& rules) {
  if (!text) return invalid();
  if (!limit && !to && !capacity) return 0;
  if (!to || !capacity) return invalid();
  // A limit that fits cuts; the capacity is an error unless it was asked to cut as well.
  const bool cut_at_limit = limit < capacity;
  const int saved = crt_errno;
  const int result = print_string(to, cut_at_limit ? limit + 1 : capacity, Ending::kDistinct, text,
                                  arguments, locale, rules);
  if (result >= 0) return result;
  if (result == -2) {
    if (cut_at_limit || limit == kTruncate) {
      crt_errno = saved;
      return -1;
    }
    to[0] = 0;
    fail_invalid(kERANGE);
    return -1;
  }
  to[0] = 0;
  return -1;
}

template <class C>
int print_nowhere(const C* text, const void* arguments, Locale* locale, const FormatRules& rules) {
  return print_string<C>(nullptr, 0, Ending::kOpen, text, arguments, locale, rules);
}

#define FOR(C)                                                                                 \
  template int print_stream(FILE*, const C*, const void*, Locale*, const FormatRules&);        \
  template int print_string(C*, size_t, Ending, const C*, const void*, Locale*,                \
                            const FormatRules&);                                               \
  template int print_string_s(C*, size_t, const C*, const void*, Locale*, const FormatRules&); \
  template int print_limited_s(C*, size_t, size_t, const C*, const void*, Locale*,             \
                               const FormatRules&);                                            \
  template int print_nowhere(const C*, const void*, Locale*, const FormatRules&);
FOR(char)
FOR(WCHAR)
#undef FOR

}  // namespace mimic::win::crt
