#include "libs/windows/core/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <string_view>

#include "libs/windows/core/control_events.h"
#include "libs/windows/core/termination.h"

namespace mimic::win::terminal {
namespace {

constexpr COORD kUnknownSize = {120, 30};  // a new console window of Windows

std::atomic<int> g_input{-1}, g_output{-1};
std::atomic<bool> g_available{true};

// What restore() needs; published by `g_changed`.
termios g_original;
int g_original_descriptor = -1;
std::atomic<bool> g_changed{false};
std::mutex g_lock;  // apply()
char g_typed[512];
std::atomic<size_t> g_typed_length{0};

// What the end undoes, one bit for each of these.
constexpr std::string_view kUndo[] = {"\x1b[?1002l\x1b[?1006l", "\x1b[?1049l", "\x1b[?25h"};
enum Undo : uint32_t { kMouse, kAlternate, kHiddenCursor };
std::atomic<uint32_t> g_undo{0};

void guard_end() {
  set_end_action(restore);
  control_events::guard_terminal();
}

void note(Undo what, bool on) {
  if (!on) {
    g_undo.fetch_and(~(1u << what));
  } else if (!(g_undo.fetch_or(1u << what) >> what & 1)) {
    guard_end();
  }
}

int open_terminal(std::atomic<int>& place) {
  if (!g_available) return -1;
  int known = place.load();
  if (known >= 0) return known;
  const int opened = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (opened < 0) return -1;
  if (place.compare_exchange_strong(known, opened)) return opened;
  ::close(opened);
  return known;
}

void set_flag(tcflag_t& flags, tcflag_t flag, bool on) {
  flags = on ? flags | flag : flags & ~flag;
}

termios wanted(const termios& original, Discipline discipline, DWORD input_mode,
               DWORD output_mode) {
  termios state = original;
  const bool line = discipline == Discipline::kLine;
  set_flag(state.c_lflag, ICANON | IEXTEN, line);
  set_flag(state.c_lflag, ECHO | ECHOE | ECHOK, line && (input_mode & ENABLE_ECHO_INPUT));
  set_flag(state.c_lflag, ISIG, input_mode & ENABLE_PROCESSED_INPUT);
  set_flag(state.c_iflag, ICRNL, line);
  state.c_cc[VSUSP] = _POSIX_VDISABLE;  // Ctrl-Z is a character
  if (!line) {
    set_flag(state.c_iflag, IXON | INLCR | IGNCR | ISTRIP, false);
    state.c_cc[VMIN] = 1;
    state.c_cc[VTIME] = 0;
  }
  constexpr DWORD kNoReturn = ENABLE_VIRTUAL_TERMINAL_PROCESSING | DISABLE_NEWLINE_AUTO_RETURN;
  if ((output_mode & kNoReturn) == kNoReturn) set_flag(state.c_oflag, ONLCR, false);
  return state;
}

bool same(const termios& a, const termios& b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_lflag == b.c_lflag &&
         a.c_cc[VMIN] == b.c_cc[VMIN] && a.c_cc[VTIME] == b.c_cc[VTIME] &&
         a.c_cc[VSUSP] == b.c_cc[VSUSP];
}

}  // namespace

int input_descriptor() { return open_terminal(g_input); }
int output_descriptor() { return open_terminal(g_output); }
void set_available(bool available) { g_available = available; }

void note_descriptor(int descriptor, bool input) {
  int none = -1;
  (input ? g_input : g_output).compare_exchange_strong(none, descriptor);
}

bool has_foreground() {
  const int descriptor = output_descriptor();
  return descriptor >= 0 && ::tcgetpgrp(descriptor) == ::getpgrp();
}

void apply(Discipline discipline, DWORD input_mode, DWORD output_mode) {
  const int descriptor = input_descriptor();
  // A background process must leave the terminal to who has it; the host would stop it.
  if (descriptor < 0 || ::tcgetpgrp(descriptor) != ::getpgrp()) return;
  const std::lock_guard guard(g_lock);
  termios now;
  if (::tcgetattr(descriptor, &now) != 0) return;
  const termios original = g_changed.load() ? g_original : now;
  const termios state = wanted(original, discipline, input_mode, output_mode);
  if (same(state, now)) return;
  if (!g_changed.load()) {
    g_original = now;
    g_original_descriptor = descriptor;
    g_changed.store(true, std::memory_order_release);
    guard_end();
  }
  ::tcsetattr(descriptor, TCSADRAIN, &state);
}

void note_alternate(bool on) { note(kAlternate, on); }
void note_hidden_cursor(bool on) { note(kHiddenCursor, on); }
void note_mouse(bool on) { note(kMouse, on); }

void note_typed(std::string_view bytes) {
  g_typed_length = 0;
  const size_t length = bytes.copy(g_typed, sizeof g_typed);
  g_typed_length = length;
}

void restore() {
  const size_t typed = g_typed_length.exchange(0);
  const uint32_t undo = g_undo.exchange(0);
  const int output = g_output.load();
  for (size_t what = 0; what < std::size(kUndo); ++what)
    if (undo >> what & 1) [[maybe_unused]]
      const ssize_t written = ::write(output, kUndo[what].data(), kUndo[what].size());
  if (!g_changed.exchange(false, std::memory_order_acquire)) return;
  if (::tcgetpgrp(g_original_descriptor) == ::getpgrp())
    ::tcsetattr(g_original_descriptor, TCSADRAIN, &g_original);
  for (size_t i = 0; i < typed; ++i) ::ioctl(g_original_descriptor, TIOCSTI, &g_typed[i]);
}

COORD size() {
  winsize window = {};
  const int descriptor = output_descriptor();
  if (descriptor < 0 || ::ioctl(descriptor, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 ||
      window.ws_row == 0)
    return kUnknownSize;
  constexpr unsigned short kMost = 0x7fff;
  return {static_cast<SHORT>(std::min(window.ws_col, kMost)),
          static_cast<SHORT>(std::min(window.ws_row, kMost))};
}

}  // namespace mimic::win::terminal
