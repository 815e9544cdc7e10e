// The structures and flags of the console functions (wincon.h, consoleapi.h).
#pragma once

#include "abi/windows/types.h"

namespace mimic::win {

struct COORD {
  SHORT X, Y;
};
struct SMALL_RECT {
  SHORT Left, Top, Right, Bottom;
};
struct CHAR_INFO {
  union {
    WCHAR UnicodeChar;
    CHAR AsciiChar;
  };
  WORD Attributes;
};
static_assert(sizeof(CHAR_INFO) == 4);

struct KEY_EVENT_RECORD {
  BOOL bKeyDown;
  WORD wRepeatCount;
  WORD wVirtualKeyCode;
  WORD wVirtualScanCode;
  union {
    WCHAR UnicodeChar;
    CHAR AsciiChar;
  };
  DWORD dwControlKeyState;
};
struct MOUSE_EVENT_RECORD {
  COORD dwMousePosition;
  DWORD dwButtonState;
  DWORD dwControlKeyState;
  DWORD dwEventFlags;
};
struct INPUT_RECORD {
  WORD EventType;
  union {
    KEY_EVENT_RECORD Key;
    MOUSE_EVENT_RECORD Mouse;
    COORD WindowSize;
    UINT MenuCommand;
    BOOL Focus;
  };
};
static_assert(sizeof(INPUT_RECORD) == 20);
inline constexpr WORD KEY_EVENT = 1, MOUSE_EVENT = 2, WINDOW_BUFFER_SIZE_EVENT = 4,
                      FOCUS_EVENT = 16;

// Input modes.
inline constexpr DWORD ENABLE_PROCESSED_INPUT = 1, ENABLE_LINE_INPUT = 2, ENABLE_ECHO_INPUT = 4,
                       ENABLE_WINDOW_INPUT = 8, ENABLE_MOUSE_INPUT = 0x10,
                       ENABLE_INSERT_MODE = 0x20, ENABLE_QUICK_EDIT_MODE = 0x40,
                       ENABLE_EXTENDED_FLAGS = 0x80, ENABLE_AUTO_POSITION = 0x100,
                       ENABLE_VIRTUAL_TERMINAL_INPUT = 0x200;
// Output modes.
inline constexpr DWORD ENABLE_PROCESSED_OUTPUT = 1, ENABLE_WRAP_AT_EOL_OUTPUT = 2,
                       ENABLE_VIRTUAL_TERMINAL_PROCESSING = 4, DISABLE_NEWLINE_AUTO_RETURN = 8,
                       ENABLE_LVB_GRID_WORLDWIDE = 0x10;
// Control key states.
inline constexpr DWORD LEFT_ALT_PRESSED = 2, LEFT_CTRL_PRESSED = 8, SHIFT_PRESSED = 0x10,
                       ENHANCED_KEY = 0x100;

}  // namespace mimic::win
