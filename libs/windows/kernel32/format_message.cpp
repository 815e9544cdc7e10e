// FormatMessage: message texts with inserts.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/insert_format.h"
#include "libs/windows/core/messages.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD FORMAT_MESSAGE_ALLOCATE_BUFFER = 0x100, FORMAT_MESSAGE_IGNORE_INSERTS = 0x200,
                FORMAT_MESSAGE_FROM_STRING = 0x400, FORMAT_MESSAGE_FROM_HMODULE = 0x800,
                FORMAT_MESSAGE_FROM_SYSTEM = 0x1000, FORMAT_MESSAGE_ARGUMENT_ARRAY = 0x2000,
                FORMAT_MESSAGE_MAX_WIDTH_MASK = 0xFF;

// The arguments: they are asked for by number, but a va_list can only be read in order.
class Inserts {
 public:
  Inserts(const uint64_t* slots) : slots_(slots) {}
  bool present() const { return slots_ != nullptr; }
  Arguments from(unsigned number) const { return Arguments(slots_ + number - 1); }

 private:
  const uint64_t* slots_;
};

// Builds lines, wrapped at a width where one is given.
class Lines {
 public:
  explicit Lines(unsigned width) : width_(width) {}
  void put(char16_t unit) {
    text_.push_back(unit);
    if (!width_ || width_ == FORMAT_MESSAGE_MAX_WIDTH_MASK) return;
    if (unit == u' ') space_ = text_.size();
    if (text_.size() - line_ <= width_ || space_ == line_) return;
    // Break at the last space, which goes away.
    text_.replace(space_ - 1, 1, u"\r\n");
    line_ = space_ = space_ + 1;
  }
  void put_break() {
    text_ += u"\r\n";
    line_ = space_ = text_.size();
  }
  // A line break of the message text, which a given width turns into a space.
  void put_soft_break() { width_ ? put(u' ') : put_break(); }
  std::u16string take() { return std::move(text_); }

 private:
  unsigned width_;
  std::u16string text_;
  size_t line_ = 0, space_ = 0;
};

// ERROR_SUCCESS, or why the message cannot be formatted.
DWORD expand(std::u16string_view message, DWORD flags, const Inserts& inserts, bool narrow,
             std::u16string* out) {
  Lines lines(flags & FORMAT_MESSAGE_MAX_WIDTH_MASK);
  const bool ignore = flags & FORMAT_MESSAGE_IGNORE_INSERTS;
  for (size_t i = 0; i < message.size(); ++i) {
    const char16_t unit = message[i];
    if (unit == u'\r' || unit == u'\n') {
      if (unit == u'\r' && i + 1 < message.size() && message[i + 1] == u'\n') ++i;
      lines.put_soft_break();
      continue;
    }
    if (unit != u'%') {
      lines.put(unit);
      continue;
    }
    if (++i == message.size()) return ERROR_INVALID_PARAMETER;
    const char16_t kind = message[i];
    if (kind >= u'1' && kind <= u'9') {
      unsigned number = kind - u'0';
      size_t next = i + 1;
      if (next < message.size() && message[next] >= u'0' && message[next] <= u'9')
        number = number * 10 + (message[next++] - u'0');
      if (ignore) {
        lines.put(u'%');
        lines.put(kind);
        continue;
      }
      if (!inserts.present()) return ERROR_INVALID_PARAMETER;
      std::u16string format = u"s";
      if (next < message.size() && message[next] == u'!') {
        const size_t end = message.find(u'!', next + 1);
        if (end == std::u16string_view::npos) return ERROR_INVALID_PARAMETER;
        format = message.substr(next + 1, end - next - 1);
        next = end + 1;
      }
      Arguments arguments = inserts.from(number);
      std::u16string text;
      if (!format_one(format, narrow, arguments, &text)) return ERROR_INVALID_PARAMETER;
      for (const char16_t c : text) lines.put(c);
      i = next - 1;
    } else if (kind == u'0') {
      break;
    } else if (kind == u'n') {
      lines.put_break();
    } else if (kind == u'r') {
      lines.put(u'\r');
    } else if (kind == u't') {
      lines.put(u'\t');
    } else {
      if (ignore) lines.put(u'%');
      lines.put(kind);
    }
  }
  *out = lines.take();
  return ERROR_SUCCESS;
}

bool is_english(DWORD language) {
  // Neutral, user and system default, English and its US form.
  return language == 0 || language == 0x400 || language == 0x800 || language == 9 ||
         language == 0x409;
}

// The whole of both variants but for where the result goes.
DWORD build(DWORD flags, const void* source, std::u16string_view string, DWORD id, DWORD language,
            const uint64_t* arguments, bool narrow, std::u16string* out) {
  std::u16string message;
  if (flags & FORMAT_MESSAGE_FROM_STRING) {
    message = string;
  } else {
    DWORD error = ERROR_INVALID_PARAMETER;
    bool found = false;
    if (flags & FORMAT_MESSAGE_FROM_HMODULE) {
      auto text = module_message(source, id, static_cast<LANGID>(language));
      found = text.has_value();
      if (found)
        message = std::move(*text);
      else
        error = text.error();
    }
    if (!found && flags & FORMAT_MESSAGE_FROM_SYSTEM) {
      if (!is_english(language)) return ERROR_RESOURCE_LANG_NOT_FOUND;
      auto text = system_message(id);
      found = text.has_value();
      if (found)
        message = std::move(*text);
      else
        error = ERROR_MR_MID_NOT_FOUND;
    }
    if (!found) return error;
  }
  return expand(message, flags, Inserts(arguments), narrow, out);
}

// A va_list of Windows is a pointer to the first argument.
const uint64_t* slots_of(DWORD flags, void* arguments) {
  if (!arguments || flags & FORMAT_MESSAGE_ARGUMENT_ARRAY)
    return static_cast<const uint64_t*>(arguments);
  return *static_cast<const uint64_t* const*>(arguments);
}

template <class Char>
DWORD deliver(DWORD flags, const std::basic_string<Char>& text, Char* buffer, DWORD size) {
  if (text.empty()) {
    // Windows has nothing to allocate then, and gives no error.
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)
      *reinterpret_cast<Char**>(buffer) = nullptr;
    else if (size)
      buffer[0] = 0;
    set_last_error(ERROR_SUCCESS);
    return 0;
  }
  if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
    const size_t units = std::max<size_t>(size, text.size() + 1);
    auto* block = static_cast<Char*>(heap_allocate(units * sizeof(Char)));
    if (!block) {
      set_last_error(ERROR_NOT_ENOUGH_MEMORY);
      return 0;
    }
    std::memcpy(block, text.c_str(), (text.size() + 1) * sizeof(Char));
    *reinterpret_cast<Char**>(buffer) = block;
    return static_cast<DWORD>(text.size());
  }
  if (text.size() >= size) {
    if (size) {
      std::memcpy(buffer, text.data(), (size - 1) * sizeof(Char));
      buffer[size - 1] = 0;
    }
    set_last_error(ERROR_INSUFFICIENT_BUFFER);
    return 0;
  }
  std::memcpy(buffer, text.c_str(), (text.size() + 1) * sizeof(Char));
  return static_cast<DWORD>(text.size());
}

DWORD check(DWORD flags, const void* source, void* buffer) {
  if (!buffer)
    return flags & FORMAT_MESSAGE_ALLOCATE_BUFFER ? ERROR_NOT_ENOUGH_MEMORY
                                                  : ERROR_INVALID_PARAMETER;
  if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) *static_cast<void**>(buffer) = nullptr;
  const DWORD from = flags & (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE |
                              FORMAT_MESSAGE_FROM_SYSTEM);
  const bool bad = !from || (from & FORMAT_MESSAGE_FROM_STRING &&
                             (from != FORMAT_MESSAGE_FROM_STRING || !source));
  return bad ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

}  // namespace

EXPORT(kernel32, DWORD, FormatMessageW,
       (DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId, WCHAR* lpBuffer,
        DWORD nSize, void* Arguments)) {
  DWORD error = check(dwFlags, lpSource, lpBuffer);
  std::u16string text;
  if (!error) {
    const auto string = dwFlags & FORMAT_MESSAGE_FROM_STRING
                            ? view_of(static_cast<const WCHAR*>(lpSource))
                            : std::u16string_view();
    error = build(dwFlags, lpSource, string, dwMessageId, dwLanguageId,
                  slots_of(dwFlags, Arguments), false, &text);
  }
  if (error) {
    set_last_error(error);
    return 0;
  }
  return deliver(dwFlags, text, lpBuffer, nSize);
}

EXPORT(kernel32, DWORD, FormatMessageA,
       (DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId, char* lpBuffer,
        DWORD nSize, void* Arguments)) {
  DWORD error = check(dwFlags, lpSource, lpBuffer);
  std::u16string text;
  if (!error) {
    std::u16string string;
    if (dwFlags & FORMAT_MESSAGE_FROM_STRING)
      string = from_ansi(static_cast<const char*>(lpSource));
    error = build(dwFlags, lpSource, string, dwMessageId, dwLanguageId,
                  slots_of(dwFlags, Arguments), true, &text);
  }
  if (error) {
    set_last_error(error);
    return 0;
  }
  return deliver(dwFlags, to_ansi(text), lpBuffer, nSize);
}

}  // namespace mimic::win::kernel32
