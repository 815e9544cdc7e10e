#include "libs/windows/core/console_output.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <string>
#include <utility>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console_input.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/text.h"

namespace mimic::win::console_output {
namespace {

constexpr DWORD kKnownModes = 0x1f;

std::atomic<DWORD> g_mode{ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT |
                          ENABLE_VIRTUAL_TERMINAL_PROCESSING};
std::atomic<UINT> g_page{0};  // 0: the OEM code page
std::mutex g_lock;            // guards the two, and keeps writes whole
std::u16string g_high;        // the first half of a surrogate pair
std::string g_partial;        // the start of a character in the code page

NTSTATUS write_all(std::string_view bytes) {
  const int descriptor = terminal::output_descriptor();
  if (descriptor < 0) return STATUS_SUCCESS;  // a console that nobody sees
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(count);
    } else if (errno == EAGAIN) {
      pollfd entry = {descriptor, POLLOUT, 0};
      ::poll(&entry, 1, -1);
    } else if (errno != EINTR) {
      return status_of_errno(errno);
    }
  }
  return STATUS_SUCCESS;
}

// What the console shows for control characters that it does not act on: the glyphs of code page
// 437.
constexpr char16_t kGlyphs[33] = u" ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";

// Control characters that this mode does not let through become visible.
void show_controls(std::u16string& text, DWORD mode) {
  const bool processed = mode & ENABLE_PROCESSED_OUTPUT;
  const bool sequences = processed && mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING;
  if (sequences) return;
  for (char16_t& unit : text) {
    if (unit >= 0x20) continue;
    const bool acted_on = processed && (unit == u'\a' || unit == u'\b' || unit == u'\t' ||
                                        unit == u'\n' || unit == u'\r' || unit == 0);
    if (!acted_on) unit = kGlyphs[unit];
  }
}

// How many bytes at the end of `text` are the start of an unfinished character.
size_t unfinished(const CodePage& page, std::string_view text) {
  if (page.kind == CodePageKind::kUtf8) {
    for (size_t back = 1; back <= 3 && back <= text.size(); ++back) {
      const auto byte = static_cast<unsigned char>(text[text.size() - back]);
      if (byte < 0x80) return 0;
      if (byte >= 0xc0) return back < (byte < 0xe0 ? 2u : byte < 0xf0 ? 3u : 4u) ? back : 0;
    }
    return 0;
  }
  if (page.max_bytes != 2) return 0;
  size_t at = 0;
  while (at < text.size()) {
    const size_t step = page.is_lead(static_cast<uint8_t>(text[at])) ? 2 : 1;
    if (at + step > text.size()) return text.size() - at;
    at += step;
  }
  return 0;
}

NTSTATUS write_units(std::u16string text) {
  if (!g_high.empty()) text.insert(0, std::exchange(g_high, {}));
  if (!text.empty() && text.back() >= 0xd800 && text.back() < 0xdc00) {
    g_high = text.back();
    text.pop_back();
  }
  show_controls(text, g_mode);
  return write_all(to_utf8(text));
}

}  // namespace

DWORD mode() { return g_mode; }

NTSTATUS set_mode(DWORD mode) {
  if (mode & ~kKnownModes) return STATUS_INVALID_PARAMETER;
  g_mode = mode;
  const DWORD input = console_input::mode();
  terminal::apply(
      input & ENABLE_LINE_INPUT ? terminal::Discipline::kLine : terminal::Discipline::kKeys, input,
      mode);
  return STATUS_SUCCESS;
}

UINT code_page() {
  const UINT page = g_page;
  return page ? page : oem_code_page();
}

bool set_code_page(UINT page) {
  if (!win::code_page(page)) return false;
  g_page = page;
  return true;
}

NTSTATUS write_text(std::u16string_view text) {
  std::u16string copy(text);
  const std::lock_guard guard(g_lock);
  return write_units(std::move(copy));
}

NTSTATUS write_bytes(std::string_view bytes) {
  const CodePage* const page = win::code_page(code_page());
  std::string copy(bytes);
  const std::lock_guard guard(g_lock);
  if (!g_partial.empty()) copy.insert(0, std::exchange(g_partial, {}));
  if (const size_t rest = unfinished(*page, copy)) {
    g_partial = copy.substr(copy.size() - rest);
    copy.resize(copy.size() - rest);
  }
  constexpr DWORD kPlain = ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
  if (page->kind == CodePageKind::kUtf8 && (g_mode & kPlain) == kPlain) return write_all(copy);
  return write_units(decode_text(page->id, copy));
}

void write_control(std::string_view sequence) {
  const std::lock_guard guard(g_lock);
  write_all(sequence);
}

void report_mouse(bool on) {
  write_control(on ? "\x1b[?1002h\x1b[?1006h" : "\x1b[?1002l\x1b[?1006l");
}

}  // namespace mimic::win::console_output
