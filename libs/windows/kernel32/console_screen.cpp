// Screen buffers of the console: what they are like, and which one is shown.
#include "libs/windows/core/console_screen.h"

#include <algorithm>

#include "libs/windows/core/console.h"
#include "libs/windows/core/share_mode.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

struct CONSOLE_SCREEN_BUFFER_INFO {
  COORD dwSize;
  COORD dwCursorPosition;
  WORD wAttributes;
  SMALL_RECT srWindow;
  COORD dwMaximumWindowSize;
};
static_assert(sizeof(CONSOLE_SCREEN_BUFFER_INFO) == 22);

struct CONSOLE_SCREEN_BUFFER_INFOEX {
  ULONG cbSize;
  COORD dwSize;
  COORD dwCursorPosition;
  WORD wAttributes;
  SMALL_RECT srWindow;
  COORD dwMaximumWindowSize;
  WORD wPopupAttributes;
  BOOL bFullscreenSupported;
  DWORD ColorTable[16];
};
static_assert(sizeof(CONSOLE_SCREEN_BUFFER_INFOEX) == 96);

struct CONSOLE_CURSOR_INFO {
  DWORD dwSize;  // percent of a cell
  BOOL bVisible;
};

constexpr DWORD CONSOLE_TEXTMODE_BUFFER = 1;

template <class T>
void describe(T& info, ConsoleScreen& screen) {
  const COORD size = screen.size(), cursor = screen.cursor();
  info.dwSize = size;
  info.dwCursorPosition = cursor;
  info.wAttributes = screen.attributes();
  info.srWindow = {0, 0, static_cast<SHORT>(size.X - 1), static_cast<SHORT>(size.Y - 1)};
  info.dwMaximumWindowSize = size;
}

}  // namespace

EXPORT_PARTIAL("the window is the whole buffer", kernel32, BOOL, GetConsoleScreenBufferInfo,
               (HANDLE hConsoleOutput, CONSOLE_SCREEN_BUFFER_INFO* lpConsoleScreenBufferInfo)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  describe(*lpConsoleScreenBufferInfo, **screen);
  return TRUE;
}

EXPORT_PARTIAL("the window is the whole buffer", kernel32, BOOL, GetConsoleScreenBufferInfoEx,
               (HANDLE hConsoleOutput, CONSOLE_SCREEN_BUFFER_INFOEX* lpConsoleScreenBufferInfoEx)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  auto& info = *lpConsoleScreenBufferInfoEx;
  if (info.cbSize != sizeof info) return fail_with(ERROR_INVALID_PARAMETER);
  describe(info, **screen);
  info.wPopupAttributes = 0xf5;
  info.bFullscreenSupported = FALSE;
  std::copy(std::begin(kConsoleColours), std::end(kConsoleColours), info.ColorTable);
  return TRUE;
}

EXPORT_PARTIAL("the terminal keeps its size and its colours", kernel32, BOOL,
               SetConsoleScreenBufferInfoEx,
               (HANDLE hConsoleOutput,
                const CONSOLE_SCREEN_BUFFER_INFOEX* lpConsoleScreenBufferInfoEx)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const auto& info = *lpConsoleScreenBufferInfoEx;
  if (info.cbSize != sizeof info || info.dwSize.X <= 0 || info.dwSize.Y <= 0)
    return fail_with(ERROR_INVALID_PARAMETER);
  (*screen)->set_attributes(info.wAttributes);
  return TRUE;
}

EXPORT_PARTIAL("the terminal keeps its size", kernel32, BOOL, SetConsoleScreenBufferSize,
               (HANDLE hConsoleOutput, COORD dwSize)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  // A buffer cannot be smaller than its window.
  const COORD window = (*screen)->size();
  return dwSize.X >= window.X && dwSize.Y >= window.Y ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

EXPORT_PARTIAL("the terminal keeps its size", kernel32, BOOL, SetConsoleWindowInfo,
               (HANDLE hConsoleOutput, BOOL bAbsolute, const SMALL_RECT* lpConsoleWindow)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const COORD size = (*screen)->size();
  SMALL_RECT window = *lpConsoleWindow;
  if (!bAbsolute) {
    window.Right = static_cast<SHORT>(window.Right + size.X - 1);
    window.Bottom = static_cast<SHORT>(window.Bottom + size.Y - 1);
  }
  const bool possible = window.Left >= 0 && window.Top >= 0 && window.Left <= window.Right &&
                        window.Top <= window.Bottom && window.Right < size.X &&
                        window.Bottom < size.Y;
  return possible ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

EXPORT(kernel32, BOOL, SetConsoleCursorPosition, (HANDLE hConsoleOutput, COORD dwCursorPosition)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  return succeeded((*screen)->set_cursor(dwCursorPosition));
}

EXPORT(kernel32, BOOL, SetConsoleTextAttribute, (HANDLE hConsoleOutput, WORD wAttributes)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  (*screen)->set_attributes(wAttributes);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetConsoleCursorInfo,
       (HANDLE hConsoleOutput, CONSOLE_CURSOR_INFO* lpConsoleCursorInfo)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const auto shape = (*screen)->cursor_shape();
  *lpConsoleCursorInfo = {shape.size, shape.visible};
  return TRUE;
}

EXPORT(kernel32, BOOL, SetConsoleCursorInfo,
       (HANDLE hConsoleOutput, const CONSOLE_CURSOR_INFO* lpConsoleCursorInfo)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const CONSOLE_CURSOR_INFO info = *lpConsoleCursorInfo;
  if (info.dwSize < 1 || info.dwSize > 100) return fail_with(ERROR_INVALID_PARAMETER);
  (*screen)->set_cursor_shape({info.dwSize, info.bVisible != 0});
  return TRUE;
}

EXPORT(kernel32, COORD, GetLargestConsoleWindowSize, (HANDLE hConsoleOutput)) {
  const auto screen = screen_of(hConsoleOutput);
  if (screen) return (*screen)->size();
  fail(screen.error());
  return {0, 0};
}

EXPORT(kernel32, HANDLE, CreateConsoleScreenBuffer,
       (DWORD dwDesiredAccess, DWORD dwShareMode, const SECURITY_ATTRIBUTES* lpSecurityAttributes,
        DWORD dwFlags, LPVOID lpScreenBufferData)) {
  const auto invalid = [](DWORD error) {
    fail_with(error);
    return reinterpret_cast<HANDLE>(-1);
  };
  if (dwFlags != CONSOLE_TEXTMODE_BUFFER || lpScreenBufferData ||
      dwShareMode & ~(FILE_SHARE_READ | FILE_SHARE_WRITE))
    return invalid(ERROR_INVALID_PARAMETER);
  const bool inherit = lpSecurityAttributes && lpSecurityAttributes->bInheritHandle;
  const auto screen = make_screen();
  if (!screen) return invalid(ERROR_INVALID_HANDLE);
  return handles().insert(*screen, map_file_access(dwDesiredAccess), inherit);
}

EXPORT(kernel32, BOOL, SetConsoleActiveScreenBuffer, (HANDLE hConsoleOutput)) {
  auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  ConsoleScreen::activate(std::move(*screen));
  return TRUE;
}

}  // namespace mimic::win::kernel32
