#include "libs/windows/core/console_grid.h"

#include <algorithm>
#include <utility>

#include "libs/windows/core/character_width.h"

namespace mimic::win {
namespace {

constexpr size_t kMostParameters = 128;  // bytes of a sequence
constexpr char32_t kReplacement = 0xfffd;

// The special graphics set of the VT100, from '`' on.
constexpr char32_t kLineDrawing[] = U"◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";

}  // namespace

ConsoleGrid::ConsoleGrid(COORD size, ConsoleCell fill)
    : size_(size), rows_(size.Y, Row(size.X, fill)), bottom_(size.Y - 1) {}

void ConsoleGrid::clear(ConsoleCell fill) { rows_.assign(size_.Y, Row(size_.X, fill)); }

void ConsoleGrid::resize(COORD size) {
  if (size.X == size_.X && size.Y == size_.Y) return;
  const auto fit = [size](std::vector<Row>& rows) {
    rows.resize(size.Y, Row());
    for (Row& row : rows) row.resize(size.X);
  };
  // What does not fit below the cursor's line leaves at the top, as terminals have it.
  if (cursor_.Y >= size.Y) shift(size.Y - 1 - cursor_.Y);
  size_ = size;
  fit(rows_);
  if (alternate_) fit(main_rows_);
  top_ = 0;
  bottom_ = size.Y - 1;
  move(cursor_.X, cursor_.Y);
}

void ConsoleGrid::shift(int rows) {
  const int first = cursor_.Y + rows;
  for (; rows > 0; --rows) {
    rows_.pop_back();
    rows_.insert(rows_.begin(), Row(size_.X));
  }
  for (; rows < 0; ++rows) {
    rows_.erase(rows_.begin());
    rows_.emplace_back(size_.X);
  }
  cursor_.Y = static_cast<SHORT>(std::clamp(first, 0, size_.Y - 1));
}

void ConsoleGrid::set_cursor(COORD position) { move(position.X, position.Y); }

WORD ConsoleGrid::attributes() const {
  return static_cast<WORD>((bold_ ? fore_ | 8 : fore_) | back_ << 4 | effects_);
}

void ConsoleGrid::move(int x, int y) {
  cursor_ = {static_cast<SHORT>(std::clamp(x, 0, size_.X - 1)),
             static_cast<SHORT>(std::clamp(y, 0, size_.Y - 1))};
  wrap_ = false;
}

void ConsoleGrid::scroll(int top, int bottom, int count) {
  count = std::clamp(count, top - bottom - 1, bottom - top + 1);
  const auto first = rows_.begin() + top, last = rows_.begin() + bottom + 1;
  if (count > 0)
    std::rotate(first, first + count, last);
  else
    std::rotate(first, last + count, last);
  for (int y = 0; y < std::abs(count); ++y) erase(count > 0 ? bottom - y : top + y, 0, size_.X - 1);
}

void ConsoleGrid::erase(int y, int from, int to) {
  for (int x = from; x <= std::min(to, size_.X - 1); ++x) rows_[y][x] = blank();
}

void ConsoleGrid::line_feed() {
  wrap_ = false;
  if (cursor_.Y == bottom_)
    scroll(top_, bottom_, 1);
  else if (cursor_.Y < size_.Y - 1)
    ++cursor_.Y;
}

void ConsoleGrid::reverse_line_feed() {
  wrap_ = false;
  if (cursor_.Y == top_)
    scroll(top_, bottom_, -1);
  else if (cursor_.Y > 0)
    --cursor_.Y;
}

void ConsoleGrid::put(char32_t character) {
  if (line_drawing_ && character >= U'`' && character <= U'~')
    character = kLineDrawing[character - U'`'];
  const int width = character_width(character);
  if (width == 0 || width > size_.X) return;
  if (wrap_ || cursor_.X + width > size_.X) {
    if (auto_wrap_) {
      cursor_.X = 0;
      line_feed();
    } else {
      cursor_.X = static_cast<SHORT>(size_.X - width);
    }
  }
  Row& row = rows_[cursor_.Y];
  const int after = cursor_.X + width;
  // Half of a wide character does not stay.
  if (row[cursor_.X].character == ConsoleCell::kBehindWide && cursor_.X > 0)
    row[cursor_.X - 1].character = U' ';
  if (after < size_.X && row[after].character == ConsoleCell::kBehindWide)
    row[after].character = U' ';
  const WORD colours = attributes();
  row[cursor_.X] = {character, colours};
  if (width == 2) row[cursor_.X + 1] = {ConsoleCell::kBehindWide, colours};
  last_ = character;
  if (after < size_.X) {
    cursor_.X = static_cast<SHORT>(after);
  } else {
    cursor_.X = static_cast<SHORT>(size_.X - 1);
    wrap_ = auto_wrap_;
  }
}

void ConsoleGrid::control(uint8_t byte) {
  switch (byte) {
    case '\b':
      move(cursor_.X - 1, cursor_.Y);
      break;
    case '\t':
      if (!wrap_) move((cursor_.X / 8 + 1) * 8, cursor_.Y);
      break;
    case '\n':
    case '\v':
    case '\f':
      line_feed();
      break;
    case '\r':
      move(0, cursor_.Y);
      break;
    case 0x1b:
      state_ = State::kEscape;
      break;
    default:
      break;
  }
}

void ConsoleGrid::save(Saved& place) const {
  place = {cursor_, fore_, back_, effects_, bold_, line_drawing_, wrap_};
}

void ConsoleGrid::restore(const Saved& place) {
  move(place.cursor.X, place.cursor.Y);
  fore_ = place.fore;
  back_ = place.back;
  effects_ = place.effects;
  bold_ = place.bold;
  line_drawing_ = place.line_drawing;
  wrap_ = place.wrap;
}

void ConsoleGrid::reset() { *this = ConsoleGrid(size_, {U' ', kDefaultAttributes}); }

void ConsoleGrid::escape(uint8_t byte) {
  state_ = State::kGround;
  switch (byte) {
    case '[':
      parameters_.clear();
      state_ = State::kSequence;
      break;
    case ']':
    case 'P':
    case 'X':
    case '^':
    case '_':
      state_ = State::kString;
      break;
    case '(':
      state_ = State::kCharset;
      break;
    case ')':
    case '*':
    case '+':
    case '#':
    case '%':
    case ' ':
      state_ = State::kSkip;
      break;
    case '7':
      save(saved_);
      break;
    case '8':
      restore(saved_);
      break;
    case 'D':
      line_feed();
      break;
    case 'E':
      cursor_.X = 0;
      line_feed();
      break;
    case 'M':
      reverse_line_feed();
      break;
    case 'c':
      reset();
      break;
    default:
      break;
  }
}

int ConsoleGrid::parameter(size_t index, int otherwise) const {
  return index < numbers_.size() && numbers_[index] > 0 ? numbers_[index] : otherwise;
}

void ConsoleGrid::mode(int number, bool on) {
  switch (number) {
    case 7:
      auto_wrap_ = on;
      break;
    case 25:
      cursor_visible_ = on;
      break;
    case 47:
    case 1047:
    case 1049:
      if (on == alternate_) break;
      alternate_ = on;
      if (on) {
        save(main_saved_);
        main_rows_ = std::exchange(rows_, std::vector<Row>(size_.Y, Row(size_.X, blank())));
      } else {
        rows_ = std::exchange(main_rows_, {});
        if (number == 1049) restore(main_saved_);
      }
      break;
    default:
      break;
  }
}

void ConsoleGrid::rendition() {
  if (numbers_.empty()) numbers_.push_back(0);
  for (size_t i = 0; i < numbers_.size(); ++i) {
    const int code = numbers_[i];
    if (code == 38 || code == 48) {
      int colour = -1;
      if (parameter(i + 1, 0) == 5) {
        colour = nearest_colour(std::min(parameter(i + 2, 0), 255));
        i += 2;
      } else if (parameter(i + 1, 0) == 2) {
        colour = nearest_colour(parameter(i + 2, 0), parameter(i + 3, 0), parameter(i + 4, 0));
        i += 4;
      }
      if (colour >= 0) (code == 38 ? fore_ : back_) = static_cast<uint8_t>(colour);
    } else if (code == 0) {
      fore_ = 7;
      back_ = 0;
      bold_ = false;
      effects_ = 0;
    } else if (code == 1 || code == 22) {
      bold_ = code == 1;
    } else if (code == 4 || code == 24) {
      effects_ = code == 4 ? effects_ | kUnderscore : effects_ & ~kUnderscore;
    } else if (code == 7 || code == 27) {
      effects_ = code == 7 ? effects_ | kReverse : effects_ & ~kReverse;
    } else if (code >= 30 && code <= 37) {
      fore_ = static_cast<uint8_t>(swap_colour(code - 30));
    } else if (code >= 90 && code <= 97) {
      fore_ = static_cast<uint8_t>(swap_colour(code - 90) | 8);
    } else if (code >= 40 && code <= 47) {
      back_ = static_cast<uint8_t>(swap_colour(code - 40));
    } else if (code >= 100 && code <= 107) {
      back_ = static_cast<uint8_t>(swap_colour(code - 100) | 8);
    } else if (code == 39) {
      fore_ = 7;
    } else if (code == 49) {
      back_ = 0;
    }
  }
}

void ConsoleGrid::sequence(char final) {
  numbers_.clear();
  bool any = false;
  int value = 0;
  for (const char c : parameters_) {
    if (c >= '0' && c <= '9') {
      value = std::min(value * 10 + (c - '0'), 32767);
      any = true;
    } else if (c == ';' || c == ':') {
      numbers_.push_back(std::exchange(value, 0));
      any = true;
    }
  }
  if (any) numbers_.push_back(value);
  const char prefix = parameters_.empty() ? 0 : parameters_.front();
  if (prefix == '?') {
    if (final == 'h' || final == 'l')
      for (const int number : numbers_) mode(number, final == 'h');
    return;
  }
  // With an intermediate the final means something else.
  if (prefix == '>' || prefix == '=' || prefix == '<' ||
      parameters_.find_first_of(" !\"#$%&'()*+,-./") != std::string::npos)
    return;
  const int count = parameter(0, 1), x = cursor_.X, y = cursor_.Y;
  const int last_x = size_.X - 1, last_y = size_.Y - 1;
  Row& row = rows_[y];
  switch (final) {
    case 'A':
      move(x, std::max(y - count, y >= top_ ? top_ : 0));
      break;
    case 'B':
    case 'e':
      move(x, std::min(y + count, y <= bottom_ ? bottom_ : last_y));
      break;
    case 'C':
    case 'a':
      move(x + count, y);
      break;
    case 'D':
      move(x - count, y);
      break;
    case 'E':
      move(0, y + count);
      break;
    case 'F':
      move(0, y - count);
      break;
    case 'G':
    case '`':
      move(count - 1, y);
      break;
    case 'd':
      move(x, count - 1);
      break;
    case 'H':
    case 'f':
      move(parameter(1, 1) - 1, count - 1);
      break;
    case 'J': {
      const int what = parameter(0, 0);
      if (what > 2) break;  // what was scrolled off
      if (what == 0) erase(y, x, last_x);
      if (what == 1) erase(y, 0, x);
      for (int other = what == 0 ? y + 1 : 0; other <= (what == 1 ? y - 1 : last_y); ++other)
        erase(other, 0, last_x);
      break;
    }
    case 'K': {
      const int what = parameter(0, 0);
      erase(y, what == 0 ? x : 0, what == 1 ? x : last_x);
      break;
    }
    case 'X':
      erase(y, x, x + count - 1);
      break;
    case 'P': {
      const int gone = std::min(count, size_.X - x);
      row.erase(row.begin() + x, row.begin() + x + gone);
      row.resize(size_.X, blank());
      break;
    }
    case '@':
      row.insert(row.begin() + x, std::min(count, size_.X - x), blank());
      row.resize(size_.X);
      break;
    case 'L':
    case 'M':
      if (y >= top_ && y <= bottom_) scroll(y, bottom_, final == 'L' ? -count : count);
      break;
    case 'S':
      scroll(top_, bottom_, count);
      break;
    case 'T':
      scroll(top_, bottom_, -count);
      break;
    case 'b':
      for (int i = 0; i < std::min(count, size_.X * size_.Y); ++i) put(last_);
      break;
    case 'r': {
      const int top = count - 1, bottom = std::min(parameter(1, size_.Y), +size_.Y) - 1;
      if (top >= bottom) break;
      top_ = top;
      bottom_ = bottom;
      move(0, 0);
      break;
    }
    case 's':
      save(saved_);
      break;
    case 'u':
      restore(saved_);
      break;
    case 'm':
      rendition();
      break;
    default:
      break;
  }
}

void ConsoleGrid::take_continuation(uint8_t byte) {
  if (missing_ && (byte & 0xc0) == 0x80) {
    partial_ = partial_ << 6 | (byte & 0x3f);
    if (--missing_ == 0) put(partial_);
    return;
  }
  if (byte < 0xc0 || byte >= 0xf8) return put(kReplacement);
  missing_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  partial_ = byte & (0x3f >> missing_);
}

void ConsoleGrid::take(uint8_t byte) {
  switch (state_) {
    case State::kGround:
      if (byte >= 0x80) return take_continuation(byte);
      missing_ = 0;
      if (byte < 0x20) return control(byte);
      if (byte != 0x7f) put(byte);
      return;
    case State::kEscape:
      return escape(byte);
    case State::kSequence:
      if (byte < 0x20) {  // control characters are acted on in between
        control(byte);
      } else if (byte >= 0x40 && byte <= 0x7e) {
        state_ = State::kGround;
        sequence(static_cast<char>(byte));
      } else if (parameters_.size() < kMostParameters) {
        parameters_ += static_cast<char>(byte);
      }
      return;
    case State::kString:
      if (byte == 0x07 || byte == 0x18 || byte == 0x1a) state_ = State::kGround;
      if (byte == 0x1b) state_ = State::kStringEnd;
      return;
    case State::kStringEnd:
      state_ = State::kGround;
      if (byte != '\\') escape(byte);
      return;
    case State::kCharset:
      line_drawing_ = byte == '0';
      state_ = State::kGround;
      return;
    case State::kSkip:
      state_ = State::kGround;
      return;
  }
}

void ConsoleGrid::write(std::string_view bytes) {
  for (const char byte : bytes) take(static_cast<uint8_t>(byte));
}

}  // namespace mimic::win
