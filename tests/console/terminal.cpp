#include "tests/console/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>

namespace mimic::test {
namespace {

constexpr int kPatience = 10000;  // ms

using Clock = std::chrono::steady_clock;
int left_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  return static_cast<int>(std::max<int64_t>(left.count(), 0));
}

// The few that the tests show: ideographs, kana, emoji.
bool is_wide(const std::string& character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  return (lead >= 0xe3 && lead <= 0xe9) || lead == 0xf0;
}

size_t length_of(unsigned char lead) {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

}  // namespace

Terminal::Terminal(const std::string& guest, TerminalOptions options)
    : options_(std::move(options)) {
  cells_ = blank();
  bottom_ = options_.rows - 1;
  char pattern[] = "/tmp/mimic-console-XXXXXX";
  home_ = ::mkdtemp(pattern);
  winsize size = {};
  size.ws_col = static_cast<unsigned short>(options_.columns);
  size.ws_row = static_cast<unsigned short>(options_.rows);
  if (::openpty(&master_, &slave_, nullptr, nullptr, &size) != 0) return;
  ::fcntl(master_, F_SETFD, FD_CLOEXEC);
  ::tcgetattr(slave_, &before_);
  before_.c_iflag |= IUTF8;
  ::tcsetattr(slave_, TCSANOW, &before_);
  show(options_.initial_screen);
  const std::string path = std::string(GUESTS) + "/" + guest + ".exe";
  std::vector<char*> arguments = {const_cast<char*>(MIMIC), const_cast<char*>(path.c_str())};
  for (std::string& argument : options_.arguments) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  child_ = ::fork();
  if (child_ == 0) {
    ::login_tty(slave_);
    for (const int number : {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGPIPE, SIGTTOU})
      ::signal(number, SIG_DFL);
    ::setenv("MIMIC_HOME", (home_ + "/home").c_str(), 1);
    ::setenv("TERM", "xterm-256color", 1);
    if (::chdir(home_.c_str()) == 0) ::execv(MIMIC, arguments.data());
    ::_exit(127);
  }
}

Terminal::~Terminal() {
  if (status_ < 0 && child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  if (master_ >= 0) ::close(master_);
  if (slave_ >= 0) ::close(slave_);
  std::error_code ignored;
  std::filesystem::remove_all(home_, ignored);
}

Terminal::Grid Terminal::blank() const {
  return Grid(options_.rows, std::vector<TerminalCell>(options_.columns));
}

void Terminal::type(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(master_, bytes.data(), bytes.size());
    if (count <= 0) return;
    bytes.remove_prefix(count);
  }
}

void Terminal::resize(int columns, int rows) {
  options_.columns = columns;
  options_.rows = rows;
  cells_.resize(rows);
  for (auto& line : cells_) line.resize(columns);
  bottom_ = rows - 1;
  top_ = 0;
  winsize size = {};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  ::ioctl(master_, TIOCSWINSZ, &size);
}

void Terminal::signal(int number) const { ::kill(child_, number); }

termios Terminal::settings() const {
  termios now = {};
  ::tcgetattr(slave_, &now);
  return now;
}

std::string Terminal::left() const {
  pollfd entry = {slave_, POLLIN, 0};
  char buffer[4096];
  if (::poll(&entry, 1, 0) <= 0) return {};
  const ssize_t count = ::read(slave_, buffer, sizeof buffer);
  return std::string(buffer, count > 0 ? count : 0);
}

bool Terminal::pump(int timeout) {
  pollfd entry = {master_, POLLIN, 0};
  if (::poll(&entry, 1, timeout) <= 0) return false;
  char buffer[4096];
  const ssize_t count = ::read(master_, buffer, sizeof buffer);
  if (count <= 0) return false;
  output_.append(buffer, count);
  show({buffer, static_cast<size_t>(count)});
  return true;
}

bool Terminal::shows(std::string_view text) {
  const auto until = Clock::now() + std::chrono::milliseconds(kPatience);
  while (screen().find(text) == std::string::npos) {
    const int left = left_until(until);
    if (left == 0 || status_ >= 0) return false;
    if (pump(std::min(left, 50))) continue;
    int status = 0;
    if (::waitpid(child_, &status, WNOHANG) == child_) {
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
      while (pump(0)) {
      }
    }
  }
  return true;
}

int Terminal::end() {
  const auto until = Clock::now() + std::chrono::milliseconds(kPatience);
  while (status_ < 0 && left_until(until)) {
    pump(10);
    int status = 0;
    if (::waitpid(child_, &status, WNOHANG) == child_)
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
  }
  while (pump(0)) {
  }
  return status_;
}

std::string Terminal::row(int y) const {
  std::string text;
  for (const TerminalCell& cell : cells_[y]) text += cell.text;
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string Terminal::screen() const {
  std::string text;
  for (int y = 0; y < options_.rows; ++y) text += row(y) + "\n";
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

void Terminal::scroll(int top, int bottom, int count) {
  for (; count > 0; --count) {
    cells_.erase(cells_.begin() + top);
    cells_.insert(cells_.begin() + bottom, std::vector<TerminalCell>(options_.columns));
  }
  for (; count < 0; ++count) {
    cells_.erase(cells_.begin() + bottom);
    cells_.insert(cells_.begin() + top, std::vector<TerminalCell>(options_.columns));
  }
}

void Terminal::line_feed() {
  wrap_ = false;
  if (y_ == bottom_)
    scroll(top_, bottom_, 1);
  else if (y_ < options_.rows - 1)
    ++y_;
}

void Terminal::put(const std::string& character) {
  const int width = is_wide(character) ? 2 : 1;
  if (wrap_ || x_ + width > options_.columns) {
    x_ = 0;
    line_feed();
  }
  cells_[y_][x_] = {character, graphics_};
  if (width == 2) cells_[y_][x_ + 1] = {"", graphics_};
  x_ += width;
  if (x_ >= options_.columns) {
    x_ = options_.columns - 1;
    wrap_ = true;
  }
}

int Terminal::number(size_t index, int otherwise) const {
  return index < numbers_.size() && numbers_[index] > 0 ? numbers_[index] : otherwise;
}

void Terminal::control(char final) {
  numbers_.clear();
  int value = 0;
  bool any = false;
  for (const char c : body_) {
    if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      any = true;
    } else if (c == ';') {
      numbers_.push_back(value);
      value = 0;
      any = true;
    }
  }
  if (any) numbers_.push_back(value);
  const int last_row = options_.rows - 1, last_column = options_.columns - 1;
  auto& line = cells_[y_];
  const auto clear = [&](int row, int from, int to) {
    for (int column = from; column <= to; ++column) cells_[row][column] = {" ", graphics_};
  };
  if (body_.starts_with('?')) {
    const int mode = number(0, 0);
    if (mode == 25) cursor_visible_ = final == 'h';
    if (mode == 1049 && alternate_ != (final == 'h')) {
      alternate_ = final == 'h';
      std::swap(cells_, main_cells_);
      if (alternate_) {
        cells_ = blank();
        main_x_ = x_, main_y_ = y_;
      } else {
        x_ = main_x_, y_ = main_y_;
      }
    }
    return;
  }
  wrap_ = wrap_ && (final == 'm' || final == 'n' || final == 'c');
  switch (final) {
    case 'A':
      y_ = std::max(y_ - number(0, 1), 0);
      break;
    case 'B':
      y_ = std::min(y_ + number(0, 1), last_row);
      break;
    case 'C':
      x_ = std::min(x_ + number(0, 1), last_column);
      break;
    case 'D':
      x_ = std::max(x_ - number(0, 1), 0);
      break;
    case 'G':
      x_ = std::min(number(0, 1) - 1, last_column);
      break;
    case 'd':
      y_ = std::min(number(0, 1) - 1, last_row);
      break;
    case 'H':
    case 'f':
      y_ = std::min(number(0, 1) - 1, last_row);
      x_ = std::min(number(1, 1) - 1, last_column);
      break;
    case 'J': {
      const int what = number(0, 0);
      clear(y_, what == 0 ? x_ : 0, what == 1 ? x_ : last_column);
      for (int row = what == 0 ? y_ + 1 : 0; row < (what == 1 ? y_ : last_row + 1); ++row)
        clear(row, 0, last_column);
      break;
    }
    case 'K':
      clear(y_, number(0, 0) == 0 ? x_ : 0, number(0, 0) == 1 ? x_ : last_column);
      break;
    case 'X':
      clear(y_, x_, std::min(x_ + number(0, 1) - 1, last_column));
      break;
    case 'P':
      for (int i = number(0, 1); i > 0; --i) {
        line.erase(line.begin() + x_);
        line.emplace_back();
      }
      break;
    case '@':
      for (int i = number(0, 1); i > 0; --i) {
        line.insert(line.begin() + x_, TerminalCell());
        line.pop_back();
      }
      break;
    case 'L':
      scroll(y_, bottom_, -number(0, 1));
      break;
    case 'M':
      scroll(y_, bottom_, number(0, 1));
      break;
    case 'S':
      scroll(top_, bottom_, number(0, 1));
      break;
    case 'T':
      scroll(top_, bottom_, -number(0, 1));
      break;
    case 'r':
      top_ = number(0, 1) - 1;
      bottom_ = number(1, options_.rows) - 1;
      x_ = y_ = 0;
      break;
    case 's':
      saved_x_ = x_, saved_y_ = y_;
      break;
    case 'u':
      x_ = saved_x_, y_ = saved_y_;
      break;
    case 'm':
      if (body_.empty() || body_ == "0") {
        graphics_.clear();
      } else if (body_.starts_with("0;")) {
        graphics_ = body_.substr(2);
      } else {
        graphics_ += (graphics_.empty() ? "" : ";") + body_;
      }
      break;
    case 'n':
      if (number(0, 0) == 6) {
        ++questions_;
        if (options_.answers)
          type("\x1b[" + std::to_string(y_ + 1) + ";" + std::to_string(x_ + 1) + "R");
      }
      break;
    default:
      break;
  }
}

// Takes one whole sequence from the front of pending_, if it is there.
void Terminal::escape() {
  if (pending_.size() < 2) return;
  const char kind = pending_[1];
  if (kind == '[') {
    const size_t end = pending_.find_first_of(
        "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~", 2);
    if (end == std::string::npos) return;
    body_ = pending_.substr(2, end - 2);
    const char final = pending_[end];
    pending_.erase(0, end + 1);
    control(final);
  } else if (kind == ']') {
    const size_t end = pending_.find('\x07');
    if (end == std::string::npos) return;
    if (pending_.starts_with("\x1b]0;") || pending_.starts_with("\x1b]2;"))
      title_ = pending_.substr(4, end - 4);
    pending_.erase(0, end + 1);
  } else {
    if (kind == '7') saved_x_ = x_, saved_y_ = y_, saved_graphics_ = graphics_;
    if (kind == '8') x_ = saved_x_, y_ = saved_y_, graphics_ = saved_graphics_, wrap_ = false;
    if (kind == 'M') {
      if (y_ == top_)
        scroll(top_, bottom_, -1);
      else if (y_ > 0)
        --y_;
    }
    pending_.erase(0, 2);
  }
}

void Terminal::show(std::string_view bytes) {
  pending_ += bytes;
  while (!pending_.empty()) {
    const size_t before = pending_.size();
    const char first = pending_[0];
    if (first == '\x1b') {
      escape();
      if (pending_.size() == before) return;
      continue;
    }
    const size_t length = length_of(static_cast<unsigned char>(first));
    if (pending_.size() < length) return;
    const std::string character = pending_.substr(0, length);
    pending_.erase(0, length);
    if (first == '\r') {
      x_ = 0;
      wrap_ = false;
    } else if (first == '\n') {
      line_feed();
    } else if (first == '\b') {
      x_ = std::max(x_ - 1, 0);
      wrap_ = false;
    } else if (first == '\t') {
      x_ = std::min((x_ / 8 + 1) * 8, options_.columns - 1);
    } else if (static_cast<unsigned char>(first) >= 0x20) {
      put(character);
    }
  }
}

}  // namespace mimic::test
