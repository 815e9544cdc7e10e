// The cells of a screen, as a terminal makes them of what is sent to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/console_sequences.h"
#include "libs/windows/core/console_types.h"

namespace mimic::win {

struct ConsoleCell {
  // Nothing is known of the cell, which the terminal may have had before; the right half of the
  // wide character to the left.
  static constexpr char32_t kUnknown = 0, kBehindWide = 1;
  char32_t character = kUnknown;
  WORD attributes = kDefaultAttributes;
};

class ConsoleGrid {
 public:
  ConsoleGrid(COORD size, ConsoleCell fill);

  void write(std::string_view bytes);

  COORD size() const { return size_; }
  void resize(COORD size);
  COORD cursor() const { return cursor_; }
  void set_cursor(COORD position);
  // Moves all rows, down where positive, and the cursor with them.
  void shift(int rows);
  WORD attributes() const;
  bool cursor_visible() const { return cursor_visible_; }
  bool contains(COORD place) const {
    return place.X >= 0 && place.Y >= 0 && place.X < size_.X && place.Y < size_.Y;
  }
  ConsoleCell& at(int x, int y) { return rows_[y][x]; }
  // Forgets what is on the screen.
  void clear(ConsoleCell fill);

 private:
  using Row = std::vector<ConsoleCell>;
  enum class State : uint8_t { kGround, kEscape, kSequence, kString, kStringEnd, kCharset, kSkip };
  struct Saved {
    COORD cursor = {};
    uint8_t fore = 7, back = 0;
    WORD effects = 0;
    bool bold = false, line_drawing = false, wrap = false;
  };

  void take(uint8_t byte);
  void take_continuation(uint8_t byte);
  void control(uint8_t byte);
  void escape(uint8_t byte);
  void sequence(char final);
  void mode(int number, bool on);
  void rendition();
  void put(char32_t character);
  void line_feed();
  void reverse_line_feed();
  void scroll(int top, int bottom, int count);  // up where positive
  void erase(int y, int from, int to);          // `to` is the last
  void move(int x, int y);
  void save(Saved& place) const;
  void restore(const Saved& place);
  void reset();
  ConsoleCell blank() const { return {U' ', static_cast<WORD>(attributes() & 0xff)}; }
  // A parameter of the sequence in hand; `otherwise` where it is missing or 0.
  int parameter(size_t index, int otherwise) const;

  COORD size_;
  std::vector<Row> rows_, main_rows_;  // the latter while the alternate screen is shown
  COORD cursor_ = {};
  bool wrap_ = false;  // the last column is full: the next character goes to the next line
  bool auto_wrap_ = true, cursor_visible_ = true, alternate_ = false, line_drawing_ = false;
  int top_ = 0, bottom_;  // what scrolls
  uint8_t fore_ = 7, back_ = 0;
  bool bold_ = false;
  WORD effects_ = 0;
  Saved saved_, main_saved_;

  State state_ = State::kGround;
  std::string parameters_;
  std::vector<int> numbers_;
  char32_t partial_ = 0;
  int missing_ = 0;  // bytes of the character in hand
  char32_t last_ = U' ';
};

}  // namespace mimic::win
