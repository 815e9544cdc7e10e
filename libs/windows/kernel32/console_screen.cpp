// The screen buffer of the console.
#include "libs/windows/core/console_screen.h"

#include <algorithm>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console.h"
#include "libs/windows/core/console_output.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/text.h"
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

// The colours of a Windows 10 console, 0x00bbggrr.
constexpr DWORD kColours[16] = {0x0c0c0c, 0xda3700, 0x0ea113, 0xdd963a, 0x1f0fc5, 0x981788,
                                0x009cc1, 0xcccccc, 0x767676, 0xff783b, 0x0cc616, 0xd6d661,
                                0x5648e7, 0x9e00b4, 0xa5f1f9, 0xf2f2f2};

template <class T>
void describe(T& info) {
  const COORD size = terminal::size();
  info.dwSize = size;
  info.dwCursorPosition = console_screen::cursor();
  info.wAttributes = console_screen::attributes();
  info.srWindow = {0, 0, static_cast<SHORT>(size.X - 1), static_cast<SHORT>(size.Y - 1)};
  info.dwMaximumWindowSize = size;
}

// Writes cell by cell from a place on, over line ends, as the functions that fill do.
BOOL put(HANDLE handle, std::u16string text, COORD start, DWORD attributes, LPDWORD written) {
  const auto console = console_of(handle, false);
  if (!console) return fail(console.error());
  const COORD size = terminal::size();
  if (start.X < 0 || start.Y < 0 || start.X >= size.X || start.Y >= size.Y) {
    *written = 0;
    return TRUE;
  }
  const size_t room = static_cast<size_t>(size.Y - start.Y) * size.X - start.X;
  text.resize(std::min(text.size(), room));
  *written = static_cast<DWORD>(text.size());
  for (std::u16string_view rest = text; !rest.empty();
       start = {0, static_cast<SHORT>(start.Y + 1)}) {
    const size_t count = std::min<size_t>(rest.size(), size.X - start.X);
    console_screen::write_at(start, rest.substr(0, count), attributes);
    rest.remove_prefix(count);
  }
  return TRUE;
}

std::u16string wide(std::string_view text) {
  return decode_text(console_output::code_page(), text);
}

BOOL write_cells(HANDLE handle, const CHAR_INFO* cells, COORD size, COORD from, SMALL_RECT* region,
                 bool ansi) {
  const auto console = console_of(handle, false);
  if (!console) return fail(console.error());
  const COORD screen = terminal::size();
  SMALL_RECT where = *region;
  where.Right = std::min<int>({where.Right, screen.X - 1, where.Left + size.X - from.X - 1});
  where.Bottom = std::min<int>({where.Bottom, screen.Y - 1, where.Top + size.Y - from.Y - 1});
  for (int row = std::max<int>(where.Top, 0); row <= where.Bottom; ++row) {
    const CHAR_INFO* line = cells + (from.Y + row - where.Top) * size.X + from.X;
    // Runs of one colour.
    for (int column = 0; column <= where.Right - where.Left;) {
      const WORD attributes = line[column].Attributes;
      const int first = column;
      std::u16string text;
      for (; column <= where.Right - where.Left && line[column].Attributes == attributes; ++column)
        text +=
            ansi ? wide({&line[column].AsciiChar, 1}) : std::u16string(1, line[column].UnicodeChar);
      console_screen::write_at({static_cast<SHORT>(where.Left + first), static_cast<SHORT>(row)},
                               text, attributes);
    }
  }
  *region = where;
  return TRUE;
}

template <class C>
DWORD give_title(C* buffer, DWORD size, std::basic_string_view<C> title) {
  if (size == 0) return 0;
  if (title.size() >= size) title = title.substr(0, size - 1);
  std::copy(title.begin(), title.end(), buffer);
  buffer[title.size()] = 0;
  return static_cast<DWORD>(title.size());
}

}  // namespace

EXPORT_PARTIAL("the window is the whole buffer", kernel32, BOOL, GetConsoleScreenBufferInfo,
               (HANDLE hConsoleOutput, CONSOLE_SCREEN_BUFFER_INFO* lpConsoleScreenBufferInfo)) {
  const auto console = console_of(hConsoleOutput, false);
  if (!console) return fail(console.error());
  describe(*lpConsoleScreenBufferInfo);
  return TRUE;
}

EXPORT_PARTIAL("the window is the whole buffer", kernel32, BOOL, GetConsoleScreenBufferInfoEx,
               (HANDLE hConsoleOutput, CONSOLE_SCREEN_BUFFER_INFOEX* lpConsoleScreenBufferInfoEx)) {
  const auto console = console_of(hConsoleOutput, false);
  if (!console) return fail(console.error());
  auto& info = *lpConsoleScreenBufferInfoEx;
  if (info.cbSize != sizeof info) return fail_with(ERROR_INVALID_PARAMETER);
  describe(info);
  info.wPopupAttributes = 0xf5;
  info.bFullscreenSupported = FALSE;
  std::copy(std::begin(kColours), std::end(kColours), info.ColorTable);
  return TRUE;
}

EXPORT(kernel32, BOOL, SetConsoleCursorPosition, (HANDLE hConsoleOutput, COORD dwCursorPosition)) {
  const auto console = console_of(hConsoleOutput, false);
  if (!console) return fail(console.error());
  return succeeded(console_screen::set_cursor(dwCursorPosition));
}

EXPORT(kernel32, BOOL, SetConsoleTextAttribute, (HANDLE hConsoleOutput, WORD wAttributes)) {
  const auto console = console_of(hConsoleOutput, false);
  if (!console) return fail(console.error());
  console_screen::set_attributes(wAttributes);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetConsoleCursorInfo,
       (HANDLE hConsoleOutput, CONSOLE_CURSOR_INFO* lpConsoleCursorInfo)) {
  const auto console = console_of(hConsoleOutput, false);
  if (!console) return fail(console.error());
  *lpConsoleCursorInfo = {25, console_screen::cursor_visible()};
  return TRUE;
}

EXPORT(kernel32, BOOL, SetConsoleCursorInfo,
       (HANDLE hConsoleOutput, const CONSOLE_CURSOR_INFO* lpConsoleCursorInfo)) {
  const auto console = console_of(hConsoleOutput, false);
  if (!console) return fail(console.error());
  if (lpConsoleCursorInfo->dwSize < 1 || lpConsoleCursorInfo->dwSize > 100)
    return fail_with(ERROR_INVALID_PARAMETER);
  console_screen::show_cursor(lpConsoleCursorInfo->bVisible != 0);
  return TRUE;
}

EXPORT(kernel32, COORD, GetLargestConsoleWindowSize, (HANDLE hConsoleOutput)) {
  const auto console = console_of(hConsoleOutput, false);
  if (console) return terminal::size();
  fail(console.error());
  return {0, 0};
}

EXPORT(kernel32, BOOL, FillConsoleOutputCharacterW,
       (HANDLE hConsoleOutput, WCHAR cCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  const COORD size = terminal::size();
  const DWORD most = static_cast<DWORD>(size.X) * size.Y;
  return put(hConsoleOutput, std::u16string(std::min(nLength, most), cCharacter), dwWriteCoord,
             console_screen::kCurrentAttributes, lpNumberOfCharsWritten);
}

EXPORT(kernel32, BOOL, FillConsoleOutputCharacterA,
       (HANDLE hConsoleOutput, CHAR cCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  const std::u16string units = wide({&cCharacter, 1});
  return FillConsoleOutputCharacterW(hConsoleOutput, units.empty() ? u' ' : units[0], nLength,
                                     dwWriteCoord, lpNumberOfCharsWritten);
}

EXPORT_PARTIAL("what the screen shows is not known, and keeps its colours", kernel32, BOOL,
               FillConsoleOutputAttribute,
               (HANDLE hConsoleOutput, WORD wAttribute, DWORD nLength, COORD dwWriteCoord,
                LPDWORD lpNumberOfAttrsWritten)) {
  const auto console = console_of(hConsoleOutput, false);
  if (!console) return fail(console.error());
  *lpNumberOfAttrsWritten = nLength;
  return TRUE;
}

EXPORT(kernel32, BOOL, WriteConsoleOutputCharacterW,
       (HANDLE hConsoleOutput, LPCWSTR lpCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  return put(hConsoleOutput, std::u16string(lpCharacter, nLength), dwWriteCoord,
             console_screen::kCurrentAttributes, lpNumberOfCharsWritten);
}

EXPORT(kernel32, BOOL, WriteConsoleOutputCharacterA,
       (HANDLE hConsoleOutput, LPCSTR lpCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  return put(hConsoleOutput, wide({lpCharacter, nLength}), dwWriteCoord,
             console_screen::kCurrentAttributes, lpNumberOfCharsWritten);
}

EXPORT(kernel32, BOOL, WriteConsoleOutputW,
       (HANDLE hConsoleOutput, const CHAR_INFO* lpBuffer, COORD dwBufferSize, COORD dwBufferCoord,
        SMALL_RECT* lpWriteRegion)) {
  return write_cells(hConsoleOutput, lpBuffer, dwBufferSize, dwBufferCoord, lpWriteRegion, false);
}

EXPORT(kernel32, BOOL, WriteConsoleOutputA,
       (HANDLE hConsoleOutput, const CHAR_INFO* lpBuffer, COORD dwBufferSize, COORD dwBufferCoord,
        SMALL_RECT* lpWriteRegion)) {
  return write_cells(hConsoleOutput, lpBuffer, dwBufferSize, dwBufferCoord, lpWriteRegion, true);
}

EXPORT(kernel32, BOOL, SetConsoleTitleW, (LPCWSTR lpConsoleTitle)) {
  console_screen::set_title(std::u16string(view_of(lpConsoleTitle)));
  return TRUE;
}

EXPORT(kernel32, BOOL, SetConsoleTitleA, (LPCSTR lpConsoleTitle)) {
  console_screen::set_title(wide(lpConsoleTitle));
  return TRUE;
}

EXPORT(kernel32, DWORD, GetConsoleTitleW, (LPWSTR lpConsoleTitle, DWORD nSize)) {
  const std::u16string title = console_screen::title();
  return give_title<WCHAR>(lpConsoleTitle, nSize, title);
}

EXPORT(kernel32, DWORD, GetConsoleTitleA, (LPSTR lpConsoleTitle, DWORD nSize)) {
  const std::string title = encode_text(console_output::code_page(), console_screen::title());
  return give_title<CHAR>(lpConsoleTitle, nSize, title);
}

EXPORT(kernel32, HWND, GetConsoleWindow, ()) { return nullptr; }

}  // namespace mimic::win::kernel32
