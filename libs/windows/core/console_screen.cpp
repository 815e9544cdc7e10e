#include "libs/windows/core/console_screen.h"

#include <atomic>
#include <mutex>
#include <optional>

#include "abi/windows/teb.h"
#include "libs/windows/core/console_input.h"
#include "libs/windows/core/console_output.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/text.h"

namespace mimic::win::console_screen {
namespace {

constexpr WORD kDefaultAttributes = 7;  // grey on black, which is the terminal's own pair
constexpr WORD kReverse = 0x4000, kUnderscore = 0x8000;  // COMMON_LVB_…

std::atomic<WORD> g_attributes{kDefaultAttributes};
std::atomic<bool> g_cursor_visible{true};
std::mutex g_title_lock;
std::optional<std::u16string> g_title;

// Windows counts colours blue, green, red; terminals red, green, blue.
int colour(int attribute) { return (attribute & 1) << 2 | (attribute & 2) | (attribute & 4) >> 2; }

std::string graphics(WORD attributes) {
  if ((attributes & 0xff) == kDefaultAttributes && !(attributes & (kReverse | kUnderscore)))
    return "\x1b[0m";
  const int fore = attributes & 15, back = attributes >> 4 & 15;
  std::string text = "\x1b[0";
  if (fore != kDefaultAttributes) text += ';' + std::to_string((fore & 8 ? 90 : 30) + colour(fore));
  if (back) text += ';' + std::to_string((back & 8 ? 100 : 40) + colour(back));
  if (attributes & kReverse) text += ";7";
  if (attributes & kUnderscore) text += ";4";
  return text + 'm';
}

std::string move_to(COORD position) {
  return "\x1b[" + std::to_string(position.Y + 1) + ';' + std::to_string(position.X + 1) + 'H';
}

bool is_inside(COORD position) {
  const COORD size = terminal::size();
  return position.X >= 0 && position.Y >= 0 && position.X < size.X && position.Y < size.Y;
}

}  // namespace

COORD cursor() {
  const COORD answer = console_input::ask_cursor();
  if (answer.Y == 0) return {0, 0};
  return {static_cast<SHORT>(answer.X - 1), static_cast<SHORT>(answer.Y - 1)};
}

NTSTATUS set_cursor(COORD position) {
  if (!is_inside(position)) return STATUS_INVALID_PARAMETER;
  console_output::write_control(move_to(position));
  return STATUS_SUCCESS;
}

WORD attributes() { return g_attributes; }

void set_attributes(WORD attributes) {
  g_attributes = attributes;
  console_output::write_control(graphics(attributes));
}

bool cursor_visible() { return g_cursor_visible; }

void show_cursor(bool visible) {
  g_cursor_visible = visible;
  console_output::write_control(visible ? "\x1b[?25h" : "\x1b[?25l");
}

void write_at(COORD position, std::u16string_view text, DWORD attributes) {
  // Saved and brought back with its colours.
  std::string sequence =
      "\x1b"
      "7" +
      move_to(position);
  if (attributes != kCurrentAttributes) sequence += graphics(static_cast<WORD>(attributes));
  console_output::write_control(sequence + to_utf8(text) +
                                "\x1b"
                                "8");
}

std::u16string title() {
  const std::lock_guard guard(g_title_lock);
  if (g_title) return *g_title;
  return std::u16string(view_of(current_peb()->ProcessParameters->WindowTitle));
}

void set_title(std::u16string title) {
  std::string shown;
  for (const char byte : to_utf8(title))
    if (static_cast<unsigned char>(byte) >= 0x20) shown += byte;
  {
    const std::lock_guard guard(g_title_lock);
    g_title = std::move(title);
  }
  if (terminal::output_descriptor() >= 0) console_output::write_control("\x1b]0;" + shown + "\x07");
}

}  // namespace mimic::win::console_screen
