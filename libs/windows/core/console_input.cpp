#include "libs/windows/core/console_input.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <utility>

#include "libs/windows/core/character_width.h"
#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console_keys.h"
#include "libs/windows/core/console_output.h"
#include "libs/windows/core/console_screen.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/text.h"

namespace mimic::win::console_input {
namespace {

constexpr DWORD kDefaultMode = ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT |
                               ENABLE_MOUSE_INPUT | ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE |
                               ENABLE_EXTENDED_FLAGS | ENABLE_AUTO_POSITION;
constexpr DWORD kKnownModes = 0x3ff;
constexpr int kEscapeTimeout = 25;   // ms: an Escape that nothing follows is the key
constexpr int kAnswerTimeout = 300;  // ms: for what the terminal answers
constexpr char16_t kCtrlZ = 0x1a;

struct State {
  std::mutex lock;  // never held while a read may block
  std::atomic<DWORD> mode{kDefaultMode};
  std::atomic<UINT> page{0};  // 0: the OEM code page
  bool keys = false;          // events are read one by one: the terminal does not edit lines
  bool prepared = false;      // the terminal gives lines as the console does
  bool ended = false;         // the terminal is gone
  std::string bytes;          // read and not yet understood
  std::string ahead;          // typed before the program read keys
  std::deque<INPUT_RECORD> events;
  size_t echoed = 0;    // how many of them, from the first on, the terminal has shown already
  std::u16string line;  // of a finished line that was read in part
  std::string narrow;   // the rest of a character in the code page
  COORD window = {};    // last seen
  int expected_answers = 0;
  bool never_answers = false;
  // eventfds: events were written, or the window's size changed. For readers, and for waits.
  std::atomic<int> wake{-1}, change{-1};
};
State& state() {
  static State* const instance = new State;
  return *instance;
}

bool wants_lines(const State& s) { return (s.mode & ENABLE_LINE_INPUT) && !s.keys; }

void apply_mode(const State& s) {
  terminal::apply(wants_lines(s) ? terminal::Discipline::kLine : terminal::Discipline::kKeys,
                  s.mode, ConsoleScreen::active()->mode());
}

int event_descriptor(std::atomic<int>& place) {
  int known = place.load();
  if (known >= 0) return known;
  const int made = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (place.compare_exchange_strong(known, made)) return made;
  ::close(made);
  return known;
}

int wake_descriptor() { return event_descriptor(state().wake); }

void wake_readers() {
  const uint64_t one = 1;
  for (const std::atomic<int>* place : {&state().wake, &state().change})
    if (const int descriptor = place->load(); descriptor >= 0) [[maybe_unused]]
      const ssize_t written = ::write(descriptor, &one, sizeof one);
}

bool poll_input(int timeout) {
  pollfd entry = {terminal::input_descriptor(), POLLIN, 0};
  return entry.fd >= 0 && ::poll(&entry, 1, timeout) > 0 && entry.revents;
}

// Takes what the terminal has. Only when poll_input() said that there is something.
void fill(State& s) {
  char buffer[4096];
  const ssize_t count = ::read(terminal::input_descriptor(), buffer, sizeof buffer);
  if (count > 0)
    s.bytes.append(buffer, count);
  else if (count < 0 && errno != EINTR && errno != EAGAIN)
    s.ended = true;
}

// Takes "ESC [ row ; column R" out of the bytes. {0, 0} where there is none.
COORD take_answer(State& s) {
  for (size_t start = s.bytes.find("\x1b["); start != std::string::npos;
       start = s.bytes.find("\x1b[", start + 1)) {
    int row = 0, column = 0, length = 0;
    if (std::sscanf(s.bytes.c_str() + start, "\x1b[%d;%d%n", &row, &column, &length) == 2 &&
        s.bytes[start + length] == 'R') {
      s.bytes.erase(start, length + 1);
      if (s.expected_answers > 0) --s.expected_answers;
      return {static_cast<SHORT>(column), static_cast<SHORT>(row)};
    }
  }
  return {0, 0};
}

// Makes events of the bytes. `patient`: an Escape may still be the start of something.
void make_events(State& s) {
  if (s.expected_answers > 0) take_answer(s);
  std::vector<INPUT_RECORD> made;
  while (!s.bytes.empty()) {
    const bool verbatim = s.mode & ENABLE_VIRTUAL_TERMINAL_INPUT;
    size_t taken = parse_key(s.bytes, false, verbatim, made);
    if (taken == 0) {
      if (poll_input(kEscapeTimeout)) {
        fill(s);
        if (!s.ended) continue;
      }
      taken = parse_key(s.bytes, true, verbatim, made);
    }
    s.bytes.erase(0, std::max<size_t>(taken, 1));
  }
  for (const INPUT_RECORD& record : made) {
    const bool mouse = record.EventType == MOUSE_EVENT;
    if (mouse && (!(s.mode & ENABLE_MOUSE_INPUT) || s.mode & ENABLE_QUICK_EDIT_MODE)) continue;
    s.events.push_back(record);
  }
}

void look_at_window(State& s) {
  const COORD size = terminal::size();
  const bool changed = size.X != s.window.X || size.Y != s.window.Y;
  if (changed && s.window.X && s.mode & ENABLE_WINDOW_INPUT) {
    INPUT_RECORD record = {};
    record.EventType = WINDOW_BUFFER_SIZE_EVENT;
    record.WindowSize = size;
    s.events.push_back(record);
  }
  s.window = size;
}

// Moves to reading keys. What the terminal has of a line comes along, and was shown as it came.
void enter_keys(State& s) {
  if (s.keys) return;
  const bool echoes = s.mode & ENABLE_ECHO_INPUT && s.mode & ENABLE_LINE_INPUT;
  s.keys = true;
  s.ahead.clear();
  apply_mode(s);
  int count = 0;
  if (::ioctl(terminal::input_descriptor(), FIONREAD, &count) != 0 || count == 0) return;
  const size_t before = s.bytes.size();
  const bool first = s.events.empty() && before == 0;
  fill(s);
  s.ahead = s.bytes.substr(before);
  terminal::note_typed(s.ahead);
  std::replace(s.bytes.begin() + before, s.bytes.end(), '\n', '\r');
  make_events(s);
  if (!echoes) return;
  if (first) s.echoed = s.events.size();
  ConsoleScreen::forget_cursor();
}

// Moves to reading keys, and takes those that are there.
void take_keys(State& s) {
  enter_keys(s);
  while (!s.ended && poll_input(0)) {
    const size_t before = s.bytes.size();
    fill(s);
    if (s.bytes.size() == before) {  // end of file
      s.ended = true;
      break;
    }
  }
  make_events(s);
  look_at_window(s);
}

INPUT_RECORD take_event(State& s) {
  terminal::note_typed({});
  const INPUT_RECORD record = s.events.front();
  s.events.pop_front();
  if (s.echoed > 0) --s.echoed;
  return record;
}

void watch_window() {
  static std::once_flag once;
  std::call_once(once, [] {
    wake_descriptor();
    struct sigaction action = {};
    action.sa_handler = [](int) {
      const int error = errno;
      wake_readers();
      errno = error;
    };
    action.sa_flags = SA_RESTART | SA_ONSTACK;
    ::sigaction(SIGWINCH, &action, nullptr);
  });
}

// Text of the keys that are pressed in events which are in the queue.
std::u16string take_typed(State& s, size_t most) {
  std::u16string text;
  while (!s.events.empty() && text.size() < most) {
    const INPUT_RECORD record = take_event(s);
    if (record.EventType != KEY_EVENT || !record.Key.bKeyDown || !record.Key.UnicodeChar) continue;
    for (int i = 0; i < std::max<int>(record.Key.wRepeatCount, 1); ++i)
      text += record.Key.UnicodeChar;
  }
  return text;
}

// A line as the console gives it: CR LF at its end. The end of the input is a Ctrl-Z.
std::u16string finish_line(std::u16string line, bool processed) {
  if (!line.empty() && (line.back() == u'\n' || line.back() == u'\r')) line.pop_back();
  line += processed ? u"\r\n" : u"\r";
  return line;
}

// From here on the terminal edits the line.
void prepare_line(State& s) {
  if (!s.keys && s.prepared) return;
  s.keys = false;
  s.prepared = true;
  apply_mode(s);
}

// As the terminal and the console of Windows show what is typed.
std::u16string visible(std::u16string_view text) {
  std::u16string shown;
  for (const char16_t unit : text) {
    if (unit >= 32 || unit == u'\t') {
      shown += unit;
    } else {
      shown += u'^';
      shown += static_cast<char16_t>(unit + 64);
    }
  }
  return shown;
}

// Takes the last character off, and tells what removes it from the screen.
std::u16string erase_last(std::u16string& text) {
  if (text.empty()) return {};
  const char16_t last = text.back();
  text.pop_back();
  char32_t character = last;
  if (last >= 0xdc00 && last < 0xe000 && !text.empty()) {
    character = 0x10000 + ((text.back() - 0xd800) << 10) + (last - 0xdc00);
    text.pop_back();
  }
  std::u16string erasure;
  for (int i = last < 32 ? 2 : character_width(character); i > 0; --i) erasure += u"\b \b";
  return erasure;
}

// mimic's own line editor: for CONSOLE_READCONSOLE_CONTROL, and for keys that were typed ahead of
// the line. What is typed goes to the end of the text.
std::u16string edit_line(std::unique_lock<std::mutex>& guard, LineControl& control) {
  State& s = state();
  std::u16string text = control.initial;
  for (;;) {
    take_keys(s);
    while (!s.events.empty()) {
      const bool echo = s.mode & ENABLE_ECHO_INPUT && s.echoed == 0;
      const auto show = [echo](std::u16string_view shown) {
        if (echo) ConsoleScreen::active()->write_text(shown);
      };
      const INPUT_RECORD record = take_event(s);
      if (record.EventType != KEY_EVENT || !record.Key.bKeyDown) continue;
      const char16_t unit = record.Key.UnicodeChar;
      control.control_state = record.Key.dwControlKeyState;
      if (unit == 0) continue;
      if (unit < 32 && control.wakeup_mask >> unit & 1) return text + unit;
      if (unit == u'\r') {
        show(u"\r\n");
        return text + (s.mode & ENABLE_PROCESSED_INPUT ? u"\r\n" : u"\r");
      }
      if (unit == u'\b') {
        show(erase_last(text));
      } else if (unit == u'\x1b') {
        while (!text.empty()) show(erase_last(text));
      } else {
        text += unit;
        show(visible({&unit, 1}));
      }
    }
    if (s.ended) return text + kCtrlZ;
    guard.unlock();
    wait_until_ready();
    guard.lock();
  }
}

std::u16string take_front(std::u16string& from, size_t most) {
  std::u16string taken = from.substr(0, most);
  from.erase(0, taken.size());
  return taken;
}

}  // namespace

DWORD mode() { return state().mode; }

NTSTATUS set_mode(DWORD mode) {
  // Echo is part of the line editing.
  if (mode & ~kKnownModes) return STATUS_INVALID_PARAMETER;
  if ((mode & ENABLE_ECHO_INPUT) && !(mode & ENABLE_LINE_INPUT)) return STATUS_INVALID_PARAMETER;
  State& s = state();
  const std::lock_guard guard(s.lock);
  DWORD next = mode;
  // Without the flag the two old settings stay, as the console of Windows keeps them.
  constexpr DWORD kExtended = ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE;
  if (!(mode & (ENABLE_EXTENDED_FLAGS | kExtended))) next |= s.mode & (kExtended);
  const bool had_mouse =
      (s.mode & (ENABLE_MOUSE_INPUT | ENABLE_QUICK_EDIT_MODE)) == ENABLE_MOUSE_INPUT;
  const bool has_mouse =
      (next & (ENABLE_MOUSE_INPUT | ENABLE_QUICK_EDIT_MODE)) == ENABLE_MOUSE_INPUT;
  const bool lines_again = (mode & ENABLE_LINE_INPUT) && !(s.mode & ENABLE_LINE_INPUT);
  s.mode = next;
  if (lines_again && s.events.empty()) s.keys = false;
  if (had_mouse != has_mouse) {
    ConsoleScreen::active()->write_control(has_mouse ? "\x1b[?1002h\x1b[?1006h"
                                                     : "\x1b[?1002l\x1b[?1006l");
    terminal::note_mouse(has_mouse);
  }
  apply_mode(s);
  if (mode & ENABLE_WINDOW_INPUT) watch_window();
  return STATUS_SUCCESS;
}

UINT code_page() {
  const UINT page = state().page;
  return page ? page : oem_code_page();
}

bool set_code_page(UINT page) {
  if (!win::code_page(page)) return false;
  state().page = page;
  return true;
}

void apply_output_mode(DWORD mode) {
  State& s = state();
  const std::lock_guard guard(s.lock);
  terminal::apply(wants_lines(s) ? terminal::Discipline::kLine : terminal::Discipline::kKeys,
                  s.mode, mode);
}

bool is_ready() {
  State& s = state();
  const std::lock_guard guard(s.lock);
  if (s.keys) look_at_window(s);
  return !s.line.empty() || !s.narrow.empty() || !s.events.empty() || !s.bytes.empty() || s.ended ||
         poll_input(0);
}

int change_descriptor() { return event_descriptor(state().change); }

void wait_until_ready() {
  pollfd entries[] = {{terminal::input_descriptor(), POLLIN, 0}, {wake_descriptor(), POLLIN, 0}};
  ::poll(entries, 2, -1);
  uint64_t ignored;
  if (entries[1].revents) [[maybe_unused]]
    const ssize_t count = ::read(entries[1].fd, &ignored, sizeof ignored);
}

// Takes the lines that the terminal has finished.
void take_lines(State& s) {
  const size_t before = s.bytes.size();
  fill(s);
  const bool end = s.bytes.size() == before && !s.ended;  // Ctrl-D
  if (s.ended) return;
  while (s.expected_answers > 0 && take_answer(s).Y) {
  }
  std::u16string text = to_utf16(std::exchange(s.bytes, {}));
  if (end) text += kCtrlZ;
  // More than one line may have been typed ahead; each comes with its own end.
  for (size_t at = 0; at < text.size();) {
    const size_t stop = std::min(text.find(u'\n', at), text.size() - 1);
    std::u16string line = text.substr(at, stop + 1 - at);
    if (s.mode & ENABLE_ECHO_INPUT) {
      const bool whole = line.back() == u'\n';
      const auto shown = visible({line.data(), line.size() - whole});
      ConsoleScreen::active()->note_echo(to_utf8(shown) + (whole ? "\r\n" : ""));
    }
    s.line += finish_line(std::move(line), s.mode & ENABLE_PROCESSED_INPUT);
    at = stop + 1;
  }
}

Expected<std::u16string> read_text(size_t most, LineControl* control) {
  State& s = state();
  if (terminal::input_descriptor() < 0) return nt_fail(STATUS_INVALID_HANDLE);
  if (most == 0) return std::u16string();
  LineControl plain;
  const bool controlled = control && (control->wakeup_mask || !control->initial.empty());
  std::unique_lock guard(s.lock);
  for (;;) {
    if (!s.line.empty()) return take_front(s.line, most);
    if (!(s.mode & ENABLE_LINE_INPUT)) {
      take_keys(s);
      std::u16string text = take_typed(s, most);
      if (!text.empty()) return text;
      if (s.ended) return std::u16string();
    } else if (controlled || !s.events.empty() || !s.bytes.empty()) {
      s.line = edit_line(guard, control ? *control : plain);
      continue;
    } else if (s.ended) {
      s.line = finish_line({kCtrlZ}, s.mode & ENABLE_PROCESSED_INPUT);
      continue;
    } else {
      prepare_line(s);
      if (poll_input(0)) {
        take_lines(s);
        continue;
      }
    }
    guard.unlock();
    wait_until_ready();
    guard.lock();
  }
}

Expected<std::string> read_bytes(size_t most, bool file) {
  State& s = state();
  const UINT page = code_page();
  std::string result;
  {
    const std::lock_guard guard(s.lock);
    result = s.narrow.substr(0, most);
    s.narrow.erase(0, result.size());
  }
  if (!result.empty() || most == 0) return result;
  const auto text = read_text(most);
  if (!text) return std::unexpected(text.error());
  if (file && mode() & ENABLE_LINE_INPUT && !text->empty() && (*text)[0] == kCtrlZ) {
    const std::lock_guard guard(s.lock);
    s.line.clear();
    return std::string();
  }
  result = encode_text(page, *text);
  if (result.size() > most) {
    const std::lock_guard guard(s.lock);
    s.narrow = result.substr(most);
    result.resize(most);
  }
  return result;
}

Expected<std::vector<INPUT_RECORD>> read_events(size_t most, bool remove, bool wait) {
  State& s = state();
  if (terminal::input_descriptor() < 0) return nt_fail(STATUS_INVALID_HANDLE);
  std::unique_lock guard(s.lock);
  for (;;) {
    take_keys(s);
    if (!s.events.empty() || !wait) break;
    if (s.ended) return nt_fail(STATUS_PIPE_BROKEN);
    guard.unlock();
    wait_until_ready();
    guard.lock();
  }
  if (remove) terminal::note_typed({});
  const size_t count = std::min(most, s.events.size());
  std::vector<INPUT_RECORD> taken(s.events.begin(), s.events.begin() + count);
  if (remove) s.events.erase(s.events.begin(), s.events.begin() + count);
  return taken;
}

size_t event_count() {
  State& s = state();
  const std::lock_guard guard(s.lock);
  if (terminal::input_descriptor() >= 0) take_keys(s);
  return s.events.size();
}

void write_events(std::span<const INPUT_RECORD> events) {
  State& s = state();
  {
    const std::lock_guard guard(s.lock);
    s.events.insert(s.events.end(), events.begin(), events.end());
    // Sequences of a program's own are for who reads them one by one.
  }
  wake_descriptor();
  wake_readers();
}

void flush() {
  State& s = state();
  const std::lock_guard guard(s.lock);
  while (!s.ended && poll_input(0)) {
    const size_t before = s.bytes.size();
    fill(s);
    if (s.bytes.size() == before) break;
  }
  s.bytes.clear();
  s.events.clear();
  s.echoed = 0;
  terminal::note_typed({});
  s.line.clear();
  s.narrow.clear();
}

COORD ask_cursor() {
  State& s = state();
  const int input = terminal::input_descriptor(), output = terminal::output_descriptor();
  const std::lock_guard guard(s.lock);
  const char* const name = ::getenv("TERM");
  if (s.never_answers || s.ended || input < 0 || output < 0 || !name ||
      std::strcmp(name, "dumb") == 0 || !terminal::has_foreground())
    return {0, 0};
  const bool had_keys = s.keys;
  // Whole lines that were typed ahead may be for the program after this one.
  if (!had_keys && poll_input(0)) return {0, 0};
  enter_keys(s);
  COORD answer = {0, 0};
  if (::write(output, "\x1b[6n", 4) == 4) {
    ++s.expected_answers;
    while (!answer.Y && poll_input(kAnswerTimeout) && !s.ended) {
      const size_t before = s.bytes.size();
      fill(s);
      if (s.bytes.size() == before) s.ended = true;
      answer = take_answer(s);
    }
    s.never_answers = answer.Y == 0;
  }
  // What was typed meanwhile.
  if (!had_keys && !s.bytes.empty()) {
    s.ahead += s.bytes;
    terminal::note_typed(s.ahead);
  }
  make_events(s);
  // Keys that came along are for mimic's own editor, or for who reads keys.
  if (!had_keys && s.events.empty()) {
    s.keys = false;
    apply_mode(s);
  }
  return answer;
}

}  // namespace mimic::win::console_input
