#include "libs/windows/core/console_output.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

std::atomic<UINT> g_page{0};  // 0: the OEM code page

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

}  // namespace

namespace console_output {

UINT code_page() {
  const UINT page = g_page;
  return page ? page : oem_code_page();
}

bool set_code_page(UINT page) {
  if (!win::code_page(page)) return false;
  g_page = page;
  return true;
}

NTSTATUS send(std::string_view bytes) {
  const int descriptor = terminal::output_descriptor();
  if (descriptor < 0) return STATUS_SUCCESS;
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

}  // namespace console_output

std::string ConsoleEncoder::encode_units(std::u16string_view units, DWORD mode) {
  std::u16string text = std::exchange(high_, {});
  text += units;
  if (!text.empty() && text.back() >= 0xd800 && text.back() < 0xdc00) {
    high_ = text.back();
    text.pop_back();
  }
  show_controls(text, mode);
  return to_utf8(text);
}

std::string ConsoleEncoder::encode_bytes(std::string_view bytes, DWORD mode) {
  const CodePage* const page = win::code_page(console_output::code_page());
  std::string text = std::exchange(partial_, {});
  text += bytes;
  if (const size_t rest = unfinished(*page, text)) {
    partial_ = text.substr(text.size() - rest);
    text.resize(text.size() - rest);
  }
  constexpr DWORD kPlain = ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
  if (page->kind == CodePageKind::kUtf8 && (mode & kPlain) == kPlain) return text;
  return encode_units(decode_text(page->id, text), mode);
}

}  // namespace mimic::win
