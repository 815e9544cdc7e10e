// Screen buffers of the console. What the terminal shows is the active one's; its window is all
// there is of it.
//
// Text goes to the terminal as it is, and nothing is kept of it but a last piece. When a program
// first asks what is on the screen, or where the cursor is, the buffer gets a grid of cells: the
// terminal is asked for its cursor, and from then on the grid follows what is sent.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/core/console_grid.h"
#include "libs/windows/core/console_output.h"

namespace mimic::win {

class ConsoleScreen {
 public:
  static constexpr DWORD kInitialMode =
      ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;

  // The buffer that the console came with, and the one that is shown.
  static const std::shared_ptr<ConsoleScreen>& first();
  static std::shared_ptr<ConsoleScreen> active();
  // CreateConsoleScreenBuffer.
  static std::shared_ptr<ConsoleScreen> make();
  static void activate(std::shared_ptr<ConsoleScreen> screen);
  // Others than this process move the terminal's cursor from now on: a line was typed; a child
  // writes too.
  static void forget_cursor();
  static void share();

  DWORD mode() const { return mode_; }
  NTSTATUS set_mode(DWORD mode);
  // WriteConsoleW.
  NTSTATUS write_text(std::u16string_view text);
  // WriteFile and WriteConsoleA: text in the output code page.
  NTSTATUS write_bytes(std::string_view bytes);
  // A control sequence of mimic's own.
  void write_control(std::string_view sequence);
  // What the terminal has shown by itself: the echo of a line.
  void note_echo(std::string_view text);

  COORD size() const;
  // 0-based. Where the terminal does not tell, the start of the last line, if nothing better is
  // known.
  COORD cursor();
  NTSTATUS set_cursor(COORD position);
  WORD attributes();
  void set_attributes(WORD attributes);
  struct CursorShape {
    DWORD size;  // percent of a cell
    bool visible;
  };
  CursorShape cursor_shape();
  void set_cursor_shape(CursorShape shape);

  // Cells from a place on, over the ends of lines; fewer where the screen ends, none where it does
  // not begin on it.
  std::vector<ConsoleCell> read(COORD start, size_t most);
  // Writes so, without moving the cursor. How many cells that were.
  size_t write(COORD start, std::span<const ConsoleCell> cells);
  // Replaces one half of each cell.
  size_t write_characters(COORD start, std::span<const char32_t> characters);
  size_t write_attributes(COORD start, std::span<const WORD> attributes);
  // Moves `from` to `to`, within `clip`; what it leaves is filled.
  void scroll(SMALL_RECT from, COORD to, SMALL_RECT clip, ConsoleCell fill);

 private:
  bool is_active() const;
  NTSTATUS send(std::string_view bytes);
  ConsoleGrid& grid();
  void learn_cursor();
  void show_all();
  void draw(COORD start, std::span<const ConsoleCell> cells);
  bool scroll_lines(const SMALL_RECT& from, COORD to, const SMALL_RECT& clip, ConsoleCell fill);

  static constexpr size_t kMostRecent = 8192;

  // All but the mode under the console's output lock.
  std::atomic<DWORD> mode_{kInitialMode};
  ConsoleEncoder encoder_;
  WORD attributes_ = kDefaultAttributes;  // that were set last
  CursorShape shape_ = {25, true};
  std::string recent_;  // what was sent before there was a grid, from its last piece on
  std::unique_ptr<ConsoleGrid> grid_;
  bool knows_cursor_ = false, placed_ = false;
  bool stale_ = false;  // written while another was shown
};

}  // namespace mimic::win
