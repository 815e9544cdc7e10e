// A terminal emulator, small but true to what real ones do, with a Windows program running on it.
#pragma once

#include <termios.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace mimic::test {

struct TerminalCell {
  std::string text = " ";  // one character, with what combines with it; empty behind a wide one
  std::string graphics;    // the parameters of the last SGR sequences, "" by default
};

struct TerminalOptions {
  int columns = 80, rows = 24;
  bool answers = true;              // to "where is the cursor?"
  std::string initial_screen = {};  // what other programs printed before
  std::vector<std::string> arguments = {};
};

class Terminal {
 public:
  // Starts the guest program `guest` (tests/console/guests/<guest>.c).
  explicit Terminal(const std::string& guest, TerminalOptions options = {});
  ~Terminal();
  Terminal(const Terminal&) = delete;

  void type(std::string_view bytes);
  void resize(int columns, int rows);
  // Waits until the screen shows the text, or the program has ended. False after some seconds.
  bool shows(std::string_view text);
  // Waits for the end: the exit status, or 256 and the signal; -1 after some seconds.
  int end();
  // Sends a signal of the host.
  void signal(int number) const;

  std::string row(int y) const;  // without spaces at its end
  std::string screen() const;    // all rows but the empty ones at the end
  const TerminalCell& cell(int x, int y) const { return cells_[y][x]; }
  int x() const { return x_; }
  int y() const { return y_; }
  const std::string& title() const { return title_; }
  const std::string& output() const { return output_; }  // all that was sent
  bool alternate() const { return alternate_; }
  bool cursor_visible() const { return cursor_visible_; }
  int questions() const { return questions_; }
  const termios& settings_before() const { return before_; }
  termios settings() const;
  // What was typed and nobody has read.
  std::string left() const;

 private:
  using Grid = std::vector<std::vector<TerminalCell>>;
  bool pump(int timeout);
  void show(std::string_view bytes);
  void put(const std::string& character);
  void line_feed();
  void scroll(int top, int bottom, int count);
  void escape();
  void control(char final);
  int number(size_t index, int otherwise) const;
  Grid blank() const;

  TerminalOptions options_;
  int master_ = -1, slave_ = -1;
  int child_ = -1;
  int status_ = -1;
  std::string home_;
  termios before_ = {};

  std::string pending_;  // bytes of an unfinished sequence or character
  std::string body_;     // of the sequence in hand
  std::vector<int> numbers_;
  Grid cells_, main_cells_;
  int x_ = 0, y_ = 0, saved_x_ = 0, saved_y_ = 0, main_x_ = 0, main_y_ = 0;
  int top_ = 0, bottom_ = 0;
  bool wrap_ = false, alternate_ = false, cursor_visible_ = true;
  std::string graphics_, saved_graphics_;
  std::string title_, output_;
  int questions_ = 0;
};

}  // namespace mimic::test
