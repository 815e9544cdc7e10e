#include "libs/windows/core/console_keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr WORD VK_BACK = 8, VK_TAB = 9, VK_RETURN = 13, VK_ESCAPE = 27, VK_SPACE = 32;

// Where a character is on the keyboard of the United States.
struct KeyPlace {
  char plain, shifted;
  WORD key, scan;
};
constexpr KeyPlace kPlaces[] = {
    {'1', '!', '1', 2},          {'2', '@', '2', 3},
    {'3', '#', '3', 4},          {'4', '$', '4', 5},
    {'5', '%', '5', 6},          {'6', '^', '6', 7},
    {'7', '&', '7', 8},          {'8', '*', '8', 9},
    {'9', '(', '9', 10},         {'0', ')', '0', 11},
    {'-', '_', 0xbd, 12},        {'=', '+', 0xbb, 13},
    {'q', 'Q', 'Q', 16},         {'w', 'W', 'W', 17},
    {'e', 'E', 'E', 18},         {'r', 'R', 'R', 19},
    {'t', 'T', 'T', 20},         {'y', 'Y', 'Y', 21},
    {'u', 'U', 'U', 22},         {'i', 'I', 'I', 23},
    {'o', 'O', 'O', 24},         {'p', 'P', 'P', 25},
    {'[', '{', 0xdb, 26},        {']', '}', 0xdd, 27},
    {'a', 'A', 'A', 30},         {'s', 'S', 'S', 31},
    {'d', 'D', 'D', 32},         {'f', 'F', 'F', 33},
    {'g', 'G', 'G', 34},         {'h', 'H', 'H', 35},
    {'j', 'J', 'J', 36},         {'k', 'K', 'K', 37},
    {'l', 'L', 'L', 38},         {';', ':', 0xba, 39},
    {'\'', '"', 0xde, 40},       {'`', '~', 0xc0, 41},
    {'\\', '|', 0xdc, 43},       {'z', 'Z', 'Z', 44},
    {'x', 'X', 'X', 45},         {'c', 'C', 'C', 46},
    {'v', 'V', 'V', 47},         {'b', 'B', 'B', 48},
    {'n', 'N', 'N', 49},         {'m', 'M', 'M', 50},
    {',', '<', 0xbc, 51},        {'.', '>', 0xbe, 52},
    {'/', '?', 0xbf, 53},        {' ', ' ', VK_SPACE, 57},
    {'\r', '\r', VK_RETURN, 28}, {'\t', '\t', VK_TAB, 15},
    {'\b', '\b', VK_BACK, 14},   {'\x1b', '\x1b', VK_ESCAPE, 1},
};

// Keys without a character: by the final of "CSI x", and by the number of "CSI n ~".
struct NamedKey {
  int code;
  WORD key, scan;
  bool enhanced;
};
constexpr NamedKey kFinals[] = {
    {'A', 0x26, 72, true},  {'B', 0x28, 80, true},  {'C', 0x27, 77, true},  {'D', 0x25, 75, true},
    {'H', 0x24, 71, true},  {'F', 0x23, 79, true},  {'E', 0x0c, 76, false}, {'P', 0x70, 59, false},
    {'Q', 0x71, 60, false}, {'R', 0x72, 61, false}, {'S', 0x73, 62, false}};
constexpr NamedKey kNumbers[] = {
    {1, 0x24, 71, true},   {2, 0x2d, 82, true},   {3, 0x2e, 83, true},   {4, 0x23, 79, true},
    {5, 0x21, 73, true},   {6, 0x22, 81, true},   {7, 0x24, 71, true},   {8, 0x23, 79, true},
    {11, 0x70, 59, false}, {12, 0x71, 60, false}, {13, 0x72, 61, false}, {14, 0x73, 62, false},
    {15, 0x74, 63, false}, {17, 0x75, 64, false}, {18, 0x76, 65, false}, {19, 0x77, 66, false},
    {20, 0x78, 67, false}, {21, 0x79, 68, false}, {23, 0x7a, 87, false}, {24, 0x7b, 88, false}};

void append(std::vector<INPUT_RECORD>& events, WORD key, WORD scan, char16_t unit, DWORD state) {
  INPUT_RECORD record = {};
  record.EventType = KEY_EVENT;
  record.Key.wRepeatCount = 1;
  record.Key.wVirtualKeyCode = key;
  record.Key.wVirtualScanCode = scan;
  record.Key.UnicodeChar = unit;
  record.Key.dwControlKeyState = state;
  for (const BOOL down : {TRUE, FALSE}) {
    record.Key.bKeyDown = down;
    events.push_back(record);
  }
}

// The terminals' parameter for modifiers: 1 + shift 1, alt 2, ctrl 4.
DWORD modifiers(int parameter) {
  const int bits = parameter > 0 ? parameter - 1 : 0;
  return (bits & 1 ? SHIFT_PRESSED : 0) | (bits & 2 ? LEFT_ALT_PRESSED : 0) |
         (bits & 4 ? LEFT_CTRL_PRESSED : 0);
}

// A mouse report "CSI < button ; column ; row M" (or m).
void append_mouse(std::vector<INPUT_RECORD>& events, const int (&numbers)[3], bool down) {
  static DWORD held = 0;  // under the input's lock
  constexpr DWORD MOUSE_MOVED = 1, MOUSE_WHEELED = 4;
  const int code = numbers[0];
  INPUT_RECORD record = {};
  record.EventType = MOUSE_EVENT;
  record.Mouse.dwMousePosition = {static_cast<SHORT>(numbers[1] - 1),
                                  static_cast<SHORT>(numbers[2] - 1)};
  record.Mouse.dwControlKeyState = (code & 4 ? SHIFT_PRESSED : 0) |
                                   (code & 8 ? LEFT_ALT_PRESSED : 0) |
                                   (code & 16 ? LEFT_CTRL_PRESSED : 0);
  constexpr DWORD kButtons[] = {1, 4, 2, 0};  // left, middle, right, none
  if (code & 64) {
    record.Mouse.dwEventFlags = MOUSE_WHEELED;
    record.Mouse.dwButtonState = held | (code & 1 ? 0xff880000u : 0x00780000u);
  } else {
    const DWORD button = kButtons[code & 3];
    if (code & 32)
      record.Mouse.dwEventFlags = MOUSE_MOVED;
    else
      held = down ? held | button : held & ~button;
    record.Mouse.dwButtonState = held;
  }
  events.push_back(record);
}

// A sequence after "ESC [": its length, or 0 where it is not complete.
size_t sequence_length(std::string_view bytes) {
  for (size_t i = 2; i < bytes.size(); ++i)
    if (bytes[i] >= 0x40 && bytes[i] <= 0x7e) return i + 1;
  return 0;
}

void append_sequence(std::vector<INPUT_RECORD>& events, std::string_view body, char final) {
  const bool mouse = body.starts_with('<');
  if (mouse) body.remove_prefix(1);
  int numbers[3] = {};
  size_t count = 0;
  for (const char c : body) {
    if (c == ';')
      count = std::min<size_t>(count + 1, 2);
    else if (c >= '0' && c <= '9' && numbers[count] < 10000)
      numbers[count] = numbers[count] * 10 + (c - '0');
  }
  if (mouse) {
    if (final == 'M' || final == 'm') append_mouse(events, numbers, final == 'M');
    return;
  }
  if (final == 'Z') return append(events, VK_TAB, 15, u'\t', SHIFT_PRESSED);
  if (final == 'I' || final == 'O') {
    INPUT_RECORD record = {};
    record.EventType = FOCUS_EVENT;
    record.Focus = final == 'I';
    events.push_back(record);
    return;
  }
  const auto append_named = [&](const auto& table, int code) {
    const auto* found = std::ranges::find(table, code, &NamedKey::code);
    if (found != std::end(table))
      append(events, found->key, found->scan, 0,
             modifiers(numbers[1]) | (found->enhanced ? ENHANCED_KEY : 0));
  };
  if (final == '~')
    append_named(kNumbers, numbers[0]);
  else
    append_named(kFinals, final);
}

size_t utf8_length(unsigned char lead) {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 1;
}

}  // namespace

void append_key(std::vector<INPUT_RECORD>& events, char16_t unit, DWORD state) {
  // Backspace is DEL to most terminals; with Ctrl it is the other one.
  if (unit == 0x7f) return append(events, VK_BACK, 14, u'\b', state);
  if (unit == 0) return append(events, '2', 3, 0, state | LEFT_CTRL_PRESSED);
  for (const KeyPlace& place : kPlaces) {
    if (unit != static_cast<unsigned char>(place.plain) &&
        unit != static_cast<unsigned char>(place.shifted))
      continue;
    const bool shifted = unit != static_cast<unsigned char>(place.plain);
    return append(events, place.key, place.scan, unit, state | (shifted ? SHIFT_PRESSED : 0));
  }
  if (unit < 0x20) {  // Ctrl and a letter
    const char letter = static_cast<char>(unit + 0x60);
    const auto* found = std::ranges::find(kPlaces, letter, &KeyPlace::plain);
    if (found != std::end(kPlaces))
      return append(events, found->key, found->scan, unit, state | LEFT_CTRL_PRESSED);
  }
  append(events, 0, 0, unit, state);
}

size_t parse_key(std::string_view bytes, bool complete, bool verbatim,
                 std::vector<INPUT_RECORD>& events) {
  if (bytes.empty()) return 0;
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first == 0x1b && bytes.size() == 1 && !complete) return 0;
  if (first == 0x1b && !verbatim && bytes.size() > 1) {
    if (bytes[1] == '[') {
      const size_t length = sequence_length(bytes);
      if (length == 0 && !complete) return 0;
      if (length) {
        append_sequence(events, bytes.substr(2, length - 3), bytes[length - 1]);
        return length;
      }
    } else if (bytes[1] == 'O') {
      if (bytes.size() == 2 && !complete) return 0;
      if (bytes.size() > 2) {
        append_sequence(events, {}, bytes[2]);
        return 3;
      }
    } else if (bytes[1] != 0x1b) {  // Alt and a key
      std::vector<INPUT_RECORD> rest;
      const size_t length = parse_key(bytes.substr(1), complete, false, rest);
      if (length == 0) return 0;
      for (INPUT_RECORD& record : rest)
        if (record.EventType == KEY_EVENT) record.Key.dwControlKeyState |= LEFT_ALT_PRESSED;
      events.insert(events.end(), rest.begin(), rest.end());
      return length + 1;
    }
  }
  if (first == 0x1b && verbatim && bytes.size() > 1) {
    append(events, 0, 0, u'\x1b', 0);
    return 1;
  }
  if (first == 0x7f && verbatim) {
    append(events, VK_BACK, 14, u'\x7f', 0);
    return 1;
  }
  const size_t length = utf8_length(first);
  if (bytes.size() < length && !complete) return 0;
  const size_t taken = std::min(length, bytes.size());
  for (const char16_t unit : to_utf16(bytes.substr(0, taken))) append_key(events, unit);
  return taken;
}

}  // namespace mimic::win
