#include "libs/windows/crt/conio.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "libs/windows/core/console_types.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/nls.h"
#include "libs/windows/crt/os_files.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, UINT, GetConsoleCP, ());
DECLARE_EXPORT(kernel32, BOOL, WriteConsoleA,
               (HANDLE console, const char* from, DWORD count, DWORD* written, void* reserved));

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {
namespace {

RecursiveLock lock;

// The console's own handles, opened when they are first needed.
HANDLE open_console(const WCHAR* name) {
  constexpr DWORD kReadWrite = 0xc0000000, kShared = 3, kOpenExisting = 3;
  return kernel32::CreateFileW(name, kReadWrite, kShared, nullptr, kOpenExisting, 0, nullptr);
}
HANDLE console_input() {
  static const HANDLE handle = open_console(u"CONIN$");
  return handle;
}
HANDLE console_output() {
  static const HANDLE handle = open_console(u"CONOUT$");
  return handle;
}

// While one lives, keys come one by one and are not shown.
class RawMode {
 public:
  explicit RawMode(DWORD mode) {
    if (!kernel32::GetConsoleMode(console_input(), &before_)) return;
    changed_ = kernel32::SetConsoleMode(console_input(), mode);
  }
  ~RawMode() {
    if (changed_) kernel32::SetConsoleMode(console_input(), before_);
  }
  RawMode(const RawMode&) = delete;
  RawMode& operator=(const RawMode&) = delete;

 private:
  DWORD before_ = 0;
  bool changed_ = false;
};

// Codes of keys without a character, by scan code: alone, with Shift, Ctrl and Alt. 0: none.
struct ExtendedKey {
  uint8_t scan_code;
  uint8_t lead;
  uint8_t codes[4];
};
// The keys between the letters and the number pad, which are marked as enhanced.
constexpr ExtendedKey kEnhancedKeys[] = {
    {71, 0xe0, {71, 71, 119, 151}}, {72, 0xe0, {72, 72, 141, 152}}, {73, 0xe0, {73, 73, 134, 153}},
    {75, 0xe0, {75, 75, 115, 155}}, {77, 0xe0, {77, 77, 116, 157}}, {79, 0xe0, {79, 79, 117, 159}},
    {80, 0xe0, {80, 80, 145, 160}}, {81, 0xe0, {81, 81, 118, 161}}, {82, 0xe0, {82, 82, 146, 162}},
    {83, 0xe0, {83, 83, 147, 163}}, {28, 0, {0, 0, 0, 166}},        {53, 0, {0, 0, 149, 164}},
};
constexpr ExtendedKey kKeys[] = {
    {59, 0, {59, 84, 94, 104}},  {60, 0, {60, 85, 95, 105}},       {61, 0, {61, 86, 96, 106}},
    {62, 0, {62, 87, 97, 107}},  {63, 0, {63, 88, 98, 108}},       {64, 0, {64, 89, 99, 109}},
    {65, 0, {65, 90, 100, 110}}, {66, 0, {66, 91, 101, 111}},      {67, 0, {67, 92, 102, 112}},
    {68, 0, {68, 93, 103, 113}}, {87, 0xe0, {133, 135, 137, 139}}, {88, 0xe0, {134, 136, 138, 140}},
    {71, 0, {71, 0, 119, 0}},    {72, 0, {72, 0, 141, 0}},         {73, 0, {73, 0, 132, 0}},
    {75, 0, {75, 0, 115, 0}},    {76, 0, {76, 0, 143, 0}},         {77, 0, {77, 0, 116, 0}},
    {79, 0, {79, 0, 117, 0}},    {80, 0, {80, 0, 145, 0}},         {81, 0, {81, 0, 118, 0}},
    {82, 0, {82, 0, 146, 0}},    {83, 0, {83, 0, 147, 0}},         {3, 0, {0, 0, 3, 0}},
    {15, 0, {0, 0, 148, 165}},
};
// With Alt, letters and digits give their place on the keyboard.
constexpr uint8_t kFirstDigitKey = 2, kLastDigitKey = 13, kFirstLetterKey = 16, kLastLetterKey = 50;
constexpr uint8_t kAltDigits = 118;

struct Code {
  uint8_t lead, code;  // no code: 0
};

Code code_of(const KEY_EVENT_RECORD& key) {
  constexpr DWORD kAlt = 3, kCtrl = 12;  // left or right
  const DWORD state = key.dwControlKeyState;
  const int modifier = state & kAlt ? 3 : state & kCtrl ? 2 : state & SHIFT_PRESSED ? 1 : 0;
  auto find = [&](const auto& keys) -> Code {
    for (const ExtendedKey& one : keys) {
      if (one.scan_code == key.wVirtualScanCode) return {one.lead, one.codes[modifier]};
    }
    return {};
  };
  if (state & ENHANCED_KEY) return find(kEnhancedKeys);
  if (const Code code = find(kKeys); code.code) return code;
  if (modifier != 3) return {};
  const auto scan = static_cast<uint8_t>(key.wVirtualScanCode);
  if (scan >= kFirstDigitKey && scan <= kLastDigitKey)
    return {0, static_cast<uint8_t>(scan + kAltDigits)};
  if (scan >= kFirstLetterKey && scan <= kLastLetterKey) return {0, scan};
  return {};
}

// Codes that wait: the second of a key, more bytes of a character, one that was put back.
template <class C>
struct Queue {
  int units[8];
  int count = 0;
  bool ungot = false;

  int take() {
    const int first = units[0];
    std::copy(units + 1, units + count, units);
    --count;
    ungot = false;
    return first;
  }
  void add(int unit) {
    if (count < 8) units[count++] = unit;
  }
};
template <class C>
Queue<C> queue;

// Puts what a key gives into the queue.
template <class C>
void add_key(const KEY_EVENT_RECORD& key) {
  if (key.UnicodeChar) {
    if constexpr (sizeof(C) == 2) {
      queue<C>.add(key.UnicodeChar);
    } else {
      char bytes[5];
      const int size = kernel32::WideCharToMultiByte(kernel32::GetConsoleCP(), 0, &key.UnicodeChar,
                                                     1, bytes, sizeof bytes, nullptr, nullptr);
      for (int i = 0; i < size; ++i) queue<C>.add(static_cast<uint8_t>(bytes[i]));
    }
  } else if (const Code code = code_of(key); code.code) {
    queue<C>.add(code.lead);
    queue<C>.add(code.code);
  }
}

template <class C>
class ConsoleOutput final : public Output<C> {
 public:
  bool write(const C* text, size_t count) override { return put_console(text, count); }
};

template <class C>
class ConsoleInput final : public Input<C> {
 public:
  int next() override {
    const int key = get_key_echoed<C>();
    return key == '\r' ? '\n' : key;
  }
  void back(int unit) override { unget_key<C>(unit); }
};

}  // namespace

RecursiveLock& console_lock() { return lock; }

template <class C>
int get_key() {
  if (queue<C>.count) return queue<C>.take();
  if (console_input() == kInvalidHandle) return -1;
  const RawMode raw(0);
  for (;;) {
    INPUT_RECORD event;
    DWORD read = 0;
    if (!kernel32::ReadConsoleInputW(console_input(), &event, 1, &read) || !read) return -1;
    if (event.EventType != KEY_EVENT || !event.Key.bKeyDown) continue;
    add_key<C>(event.Key);
    if (queue<C>.count) return queue<C>.take();
  }
}

template <class C>
int get_key_echoed() {
  // What was put back has been shown before.
  const bool shown = queue<C>.count;
  const int key = get_key<C>();
  if (key < 0 || shown) return key;
  const C unit = static_cast<C>(key);
  return put_console(&unit, 1) ? key : -1;
}

template <class C>
bool unget_key(int key) {
  Queue<C>& waiting = queue<C>;
  if (key < 0 || waiting.ungot || waiting.count == 8) return false;
  std::copy_backward(waiting.units, waiting.units + waiting.count,
                     waiting.units + waiting.count + 1);
  waiting.units[0] = key;
  ++waiting.count;
  waiting.ungot = true;
  return true;
}

bool key_waits() {
  if (queue<char>.count || queue<WCHAR>.count) return true;
  if (console_input() == kInvalidHandle) return false;
  DWORD count = 0;
  if (!kernel32::GetNumberOfConsoleInputEvents(console_input(), &count) || !count) return false;
  std::vector<INPUT_RECORD> events(count);
  DWORD read = 0;
  if (!kernel32::PeekConsoleInputW(console_input(), events.data(), count, &read)) return false;
  return std::any_of(events.begin(), events.begin() + read, [](const INPUT_RECORD& event) {
    return event.EventType == KEY_EVENT && event.Key.bKeyDown &&
           (event.Key.UnicodeChar || code_of(event.Key).code);
  });
}

template <class C>
bool put_console(const C* text, size_t count) {
  if (console_output() == kInvalidHandle) return false;
  while (count) {
    const auto part = static_cast<DWORD>(std::min<size_t>(count, 0x4000));
    DWORD written = 0;
    const bool done = [&] {
      if constexpr (sizeof(C) == 2)
        return kernel32::WriteConsoleW(console_output(), text, part, &written, nullptr);
      else
        return kernel32::WriteConsoleA(console_output(), text, part, &written, nullptr);
    }();
    if (!done || !written) return false;
    text += written;
    count -= written;
  }
  return true;
}

template <class C>
int get_console_line(C* to, size_t capacity) {
  if (console_input() == kInvalidHandle) return -1;
  const RawMode lines(ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT);
  size_t count = 0;
  // Read unit by unit: the rest of a line that is too long stays for the next read.
  while (count + 1 < capacity) {
    WCHAR unit;
    DWORD read = 0;
    if (!kernel32::ReadConsoleW(console_input(), &unit, 1, &read, nullptr)) return -1;
    if (!read || unit == '\n') break;
    if (unit == '\r') continue;
    if constexpr (sizeof(C) == 2) {
      to[count++] = unit;
    } else {
      char bytes[5];
      const int size = kernel32::WideCharToMultiByte(kernel32::GetConsoleCP(), 0, &unit, 1, bytes,
                                                     sizeof bytes, nullptr, nullptr);
      if (count + size >= capacity) break;
      std::memcpy(to + count, bytes, size);
      count += size;
    }
  }
  to[count] = 0;
  return static_cast<int>(count);
}

template <class C>
int print_console(const C* text, const void* arguments, Locale* locale, const FormatRules& rules) {
  if (!text) return refuse(-1);
  const RecursiveGuard guard(lock);
  ConsoleOutput<C> output;
  return format(static_cast<Output<C>&>(output), text, arguments, locale_or_current(locale), rules);
}

template <class C>
int scan_console(const C* text, const void* arguments, Locale* locale, const ScanRules& rules) {
  if (!text) return refuse(-1);
  const RecursiveGuard guard(lock);
  ConsoleInput<C> input;
  return scan(static_cast<Input<C>&>(input), text, arguments, locale_or_current(locale), rules);
}

#define FOR(C)                                                                    \
  template int get_key<C>();                                                      \
  template int get_key_echoed<C>();                                               \
  template bool unget_key<C>(int);                                                \
  template bool put_console(const C*, size_t);                                    \
  template int get_console_line(C*, size_t);                                      \
  template int print_console(const C*, const void*, Locale*, const FormatRules&); \
  template int scan_console(const C*, const void*, Locale*, const ScanRules&);
FOR(char)
FOR(WCHAR)
#undef FOR

}  // namespace mimic::win::crt
