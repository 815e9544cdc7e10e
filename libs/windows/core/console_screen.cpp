#include "libs/windows/core/console_screen.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "libs/windows/core/character_width.h"
#include "libs/windows/core/console_input.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr DWORD kKnownModes = 0x1f;

// Guards all screens, and keeps writes whole.
std::mutex g_lock;
std::shared_ptr<ConsoleScreen>& active_place() {  // under the lock
  static auto* const place = new std::shared_ptr<ConsoleScreen>(ConsoleScreen::first());
  return *place;
}
bool g_shared = false;  // under the lock

std::string utf8_of(char32_t character) {
  if (character < 0x10000) {
    const auto unit = static_cast<char16_t>(character);
    return to_utf8({&unit, 1});
  }
  const char32_t rest = character - 0x10000;
  const char16_t pair[] = {static_cast<char16_t>(0xd800 + (rest >> 10)),
                           static_cast<char16_t>(0xdc00 + (rest & 0x3ff))};
  return to_utf8({pair, 2});
}

}  // namespace

const std::shared_ptr<ConsoleScreen>& ConsoleScreen::first() {
  static auto* const screen = new std::shared_ptr<ConsoleScreen>(std::make_shared<ConsoleScreen>());
  return *screen;
}

std::shared_ptr<ConsoleScreen> ConsoleScreen::active() {
  const std::lock_guard guard(g_lock);
  return active_place();
}

bool ConsoleScreen::is_active() const { return active_place().get() == this; }

std::shared_ptr<ConsoleScreen> ConsoleScreen::make() {
  auto screen = std::make_shared<ConsoleScreen>();
  const std::lock_guard guard(g_lock);
  const ConsoleCell blank = {U' ', kDefaultAttributes};
  screen->grid_ = std::make_unique<ConsoleGrid>(terminal::size(), blank);
  screen->knows_cursor_ = screen->placed_ = true;
  screen->mode_ = active_place()->mode_.load();
  return screen;
}

void ConsoleScreen::activate(std::shared_ptr<ConsoleScreen> screen) {
  const auto& main = first();
  if (screen != main) main->learn_cursor();  // it goes on without the terminal
  DWORD mode;
  {
    const std::lock_guard guard(g_lock);
    const auto before = std::exchange(active_place(), screen);
    if (before == screen) return;
    if (before == main) console_output::send("\x1b[?1049h");
    terminal::note_alternate(screen != main);
    if (screen == main) console_output::send("\x1b[?1049l");
    if (screen != main || screen->stale_) screen->show_all();
    mode = screen->mode_;
  }
  console_input::apply_output_mode(mode);
}

void ConsoleScreen::show_all() {
  ConsoleGrid& cells = grid();
  stale_ = false;
  std::vector<ConsoleCell> all;
  for (int y = 0; y < cells.size().Y; ++y)
    for (int x = 0; x < cells.size().X; ++x) all.push_back(cells.at(x, y));
  const COORD cursor = cells.cursor();
  const WORD colours = cells.attributes();
  const bool visible = cells.cursor_visible();
  console_output::send("\x1b[0m\x1b[2J");
  draw({0, 0}, all);
  send(move_to(cursor) + graphics(colours) + (visible ? "\x1b[?25h" : "\x1b[?25l"));
}

void ConsoleScreen::forget_cursor() {
  const std::lock_guard guard(g_lock);
  first()->knows_cursor_ = false;
}

void ConsoleScreen::share() {
  const std::lock_guard guard(g_lock);
  g_shared = true;
}

NTSTATUS ConsoleScreen::set_mode(DWORD mode) {
  if (mode & ~kKnownModes) return STATUS_INVALID_PARAMETER;
  mode_ = mode;
  if (active().get() == this) console_input::apply_output_mode(mode);
  return STATUS_SUCCESS;
}

NTSTATUS ConsoleScreen::send(std::string_view bytes) {
  if (grid_) {
    grid_->write(bytes);
  } else if (bytes.size() >= kMostRecent) {
    recent_ = bytes.substr(bytes.size() - kMostRecent);
  } else {
    if (recent_.size() + bytes.size() > kMostRecent) recent_.erase(0, recent_.size() / 2);
    recent_ += bytes;
  }
  if (is_active()) return console_output::send(bytes);
  stale_ = true;
  return STATUS_SUCCESS;
}

NTSTATUS ConsoleScreen::write_text(std::u16string_view text) {
  const std::u16string copy(text);
  const std::lock_guard guard(g_lock);
  return send(encoder_.encode_units(copy, mode_));
}

NTSTATUS ConsoleScreen::write_bytes(std::string_view bytes) {
  const std::string copy(bytes);
  const std::lock_guard guard(g_lock);
  return send(encoder_.encode_bytes(copy, mode_));
}

void ConsoleScreen::write_control(std::string_view sequence) {
  const std::lock_guard guard(g_lock);
  send(sequence);
}

void ConsoleScreen::note_echo(std::string_view text) {
  const std::lock_guard guard(g_lock);
  if (grid_)
    grid_->write(text);
  else if (text.size() < kMostRecent && recent_.size() < kMostRecent)
    recent_ += text;
  knows_cursor_ = false;
}

COORD ConsoleScreen::size() const { return terminal::size(); }

ConsoleGrid& ConsoleScreen::grid() {
  const COORD now = terminal::size();
  if (!grid_) {
    grid_ = std::make_unique<ConsoleGrid>(now, ConsoleCell());
    grid_->write(graphics(attributes_));
    grid_->write(std::exchange(recent_, {}));
  }
  const COORD before = grid_->size();
  if (before.X != now.X || before.Y != now.Y) {
    grid_->resize(now);
    if (is_active()) knows_cursor_ = false;  // terminals move lines about
  }
  return *grid_;
}

void ConsoleScreen::learn_cursor() {
  {
    const std::lock_guard guard(g_lock);
    grid();
    if (!is_active() || (knows_cursor_ && !g_shared)) return;
  }
  // Without the lock: the input's comes first.
  const COORD answer = console_input::ask_cursor();
  const std::lock_guard guard(g_lock);
  ConsoleGrid& cells = grid();
  const bool first_time = !std::exchange(placed_, true);
  const COORD guess = cells.cursor();
  if (answer.Y == 0) {
    if (first_time && terminal::output_descriptor() >= 0) cells.shift(cells.size().Y - 1 - guess.Y);
    return;
  }
  knows_cursor_ = true;
  const COORD place = {static_cast<SHORT>(answer.X - 1), static_cast<SHORT>(answer.Y - 1)};
  if (place.X == guess.X && place.Y == guess.Y) return;
  if (first_time && place.X == guess.X)
    cells.shift(place.Y - guess.Y);
  else
    cells.clear({});
  cells.set_cursor(place);
}

COORD ConsoleScreen::cursor() {
  learn_cursor();
  const std::lock_guard guard(g_lock);
  return grid().cursor();
}

NTSTATUS ConsoleScreen::set_cursor(COORD position) {
  const COORD most = size();
  if (position.X < 0 || position.Y < 0 || position.X >= most.X || position.Y >= most.Y)
    return STATUS_INVALID_PARAMETER;
  write_control(move_to(position));
  return STATUS_SUCCESS;
}

WORD ConsoleScreen::attributes() {
  const std::lock_guard guard(g_lock);
  return grid().attributes();
}

void ConsoleScreen::set_attributes(WORD attributes) {
  const std::lock_guard guard(g_lock);
  attributes_ = attributes;
  send(graphics(attributes));
}

ConsoleScreen::CursorShape ConsoleScreen::cursor_shape() {
  const std::lock_guard guard(g_lock);
  return {shape_.size, grid_ ? grid_->cursor_visible() : shape_.visible};
}

void ConsoleScreen::set_cursor_shape(CursorShape shape) {
  const std::lock_guard guard(g_lock);
  shape_ = shape;
  terminal::note_hidden_cursor(!shape.visible);
  send(shape.visible ? "\x1b[?25h" : "\x1b[?25l");
}

// Cells.

void ConsoleScreen::draw(COORD start, std::span<const ConsoleCell> cells) {
  ConsoleGrid& own = grid();
  std::string sequence = kSaveCursor;
  int x = start.X, y = start.Y;
  const int columns = own.size().X;
  bool placed = false;
  int colours = -1;
  for (size_t i = 0; i < cells.size(); ++i, ++x) {
    if (x == columns) {
      x = 0;
      ++y;
      placed = false;
    }
    const ConsoleCell& cell = cells[i];
    if (cell.character == ConsoleCell::kBehindWide) continue;
    if (cell.character == ConsoleCell::kUnknown) {
      own.at(x, y).attributes = cell.attributes;
      placed = false;
      continue;
    }
    if (!placed) sequence += move_to({static_cast<SHORT>(x), static_cast<SHORT>(y)});
    if (std::exchange(colours, cell.attributes & kColourAttributes) !=
        (cell.attributes & kColourAttributes))
      sequence += graphics(cell.attributes);
    sequence += utf8_of(cell.character < 0x20 ? U' ' : cell.character);
    // A wide character without a place for its right half pushes the next one away.
    const bool wide = character_width(cell.character) == 2;
    placed = !wide || (i + 1 < cells.size() && cells[i + 1].character == ConsoleCell::kBehindWide);
  }
  send(sequence + kRestoreCursor);
}

std::vector<ConsoleCell> ConsoleScreen::read(COORD start, size_t most) {
  learn_cursor();
  const std::lock_guard guard(g_lock);
  ConsoleGrid& own = grid();
  std::vector<ConsoleCell> cells;
  if (!own.contains(start)) return cells;
  const int columns = own.size().X, rows = own.size().Y;
  for (int place = start.Y * columns + start.X; place < rows * columns && cells.size() < most;
       ++place)
    cells.push_back(own.at(place % columns, place / columns));
  return cells;
}

size_t ConsoleScreen::write(COORD start, std::span<const ConsoleCell> cells) {
  learn_cursor();
  const std::lock_guard guard(g_lock);
  ConsoleGrid& own = grid();
  if (!own.contains(start)) return 0;
  const size_t room = (own.size().Y - start.Y) * own.size().X - start.X;
  cells = cells.first(std::min(cells.size(), room));
  draw(start, cells);
  return cells.size();
}

size_t ConsoleScreen::write_characters(COORD start, std::span<const char32_t> characters) {
  auto cells = read(start, characters.size());
  for (size_t i = 0; i < cells.size(); ++i) cells[i].character = characters[i];
  return write(start, cells);
}

size_t ConsoleScreen::write_attributes(COORD start, std::span<const WORD> attributes) {
  auto cells = read(start, attributes.size());
  for (size_t i = 0; i < cells.size(); ++i) cells[i].attributes = attributes[i];
  return write(start, cells);
}

// Whole lines move by the terminal's own means, which know what the grid does not.
bool ConsoleScreen::scroll_lines(const SMALL_RECT& from, COORD to, const SMALL_RECT& clip,
                                 ConsoleCell fill) {
  const COORD most = grid().size();
  const int height = from.Bottom - from.Top + 1, by = from.Top - to.Y;
  if (from.Left != 0 || from.Right != most.X - 1 || to.X != 0 || fill.character != U' ' ||
      by == 0 || std::abs(by) > height)
    return false;
  const int top = std::max<int>(std::min(from.Top, to.Y), 0);
  const int bottom = std::min<int>(std::max(+from.Bottom, to.Y + height - 1), most.Y - 1);
  if (top >= bottom || clip.Left > 0 || clip.Right < most.X - 1 || clip.Top > top ||
      clip.Bottom < bottom)
    return false;
  std::string sequence = kSaveCursor;
  sequence += graphics(fill.attributes);
  sequence += "\x1b[" + std::to_string(top + 1) + ';' + std::to_string(bottom + 1) + 'r';
  sequence += "\x1b[" + std::to_string(std::abs(by)) + (by > 0 ? 'S' : 'T');
  send(sequence + "\x1b[r" + kRestoreCursor);
  return true;
}

void ConsoleScreen::scroll(SMALL_RECT from, COORD to, SMALL_RECT clip, ConsoleCell fill) {
  learn_cursor();
  const std::lock_guard guard(g_lock);
  ConsoleGrid& own = grid();
  const COORD most = own.size();
  // What is outside of the screen does not exist; the target moves with the corner.
  if (from.Left < 0) to.X = static_cast<SHORT>(to.X - from.Left), from.Left = 0;
  if (from.Top < 0) to.Y = static_cast<SHORT>(to.Y - from.Top), from.Top = 0;
  from.Right = std::min<SHORT>(from.Right, most.X - 1);
  from.Bottom = std::min<SHORT>(from.Bottom, most.Y - 1);
  if (from.Left > from.Right || from.Top > from.Bottom) return;
  if (scroll_lines(from, to, clip, fill)) return;
  const int dx = to.X - from.Left, dy = to.Y - from.Top;
  const auto inside = [](const SMALL_RECT& area, int x, int y) {
    return x >= area.Left && x <= area.Right && y >= area.Top && y <= area.Bottom;
  };
  std::vector<std::vector<ConsoleCell>> rows;
  for (int y = 0; y < most.Y; ++y) {
    auto& row = rows.emplace_back();
    for (int x = 0; x < most.X; ++x) {
      ConsoleCell cell = own.at(x, y);
      if (inside(clip, x, y)) {
        if (inside(from, x - dx, y - dy))
          cell = own.at(x - dx, y - dy);
        else if (inside(from, x, y))
          cell = fill;
      }
      row.push_back(cell);
    }
  }
  for (int y = 0; y < most.Y; ++y) {
    int first = most.X, last = -1;  // what changes in the row
    for (int x = 0; x < most.X; ++x) {
      const ConsoleCell &before = own.at(x, y), &after = rows[y][x];
      if (before.character == after.character && before.attributes == after.attributes) continue;
      first = std::min(first, x);
      last = x;
    }
    if (last >= 0)
      draw({static_cast<SHORT>(first), static_cast<SHORT>(y)},
           std::span(rows[y]).subspan(first, last - first + 1));
  }
}

}  // namespace mimic::win
