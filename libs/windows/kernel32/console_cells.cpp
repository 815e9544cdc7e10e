// The cells of a screen buffer: reading, writing, filling and moving them.
#include <algorithm>

#include "libs/windows/core/character_width.h"
#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console.h"
#include "libs/windows/core/console_screen.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

constexpr char32_t kReplacement = 0xfffd;

std::u16string wide(std::string_view text) {
  return decode_text(console_output::code_page(), text);
}

// The characters of cells, the right halves of wide ones among them.
std::vector<char32_t> cells_of(std::u16string_view text) {
  std::vector<char32_t> cells;
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t character = text[i];
    if (character >= 0xd800 && character < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 &&
        text[i + 1] < 0xe000)
      character = 0x10000 + ((character - 0xd800) << 10) + (text[++i] - 0xdc00);
    const int width = character_width(character);
    if (width == 0) continue;
    cells.push_back(std::max<char32_t>(character, U' '));
    if (width == 2) cells.push_back(ConsoleCell::kBehindWide);
  }
  return cells;
}

// A cell as programs see it: one unit.
char16_t unit_of(const ConsoleCell& cell) {
  if (cell.character == ConsoleCell::kUnknown) return u' ';
  return static_cast<char16_t>(cell.character < 0x10000 ? cell.character : kReplacement);
}

bool is_behind(const ConsoleCell& cell) { return cell.character == ConsoleCell::kBehindWide; }

// What the console keeps of a line of cells; of the *A functions `ansi`.
void describe(std::span<const ConsoleCell> cells, CHAR_INFO* to, bool ansi) {
  std::string halves;
  for (size_t i = 0; i < cells.size(); ++i) {
    const bool behind = is_behind(cells[i]) && i > 0;
    const bool leads = i + 1 < cells.size() && is_behind(cells[i + 1]);
    CHAR_INFO info = {};
    info.Attributes = cells[i].attributes | (behind ? kTrailingHalf : leads ? kLeadingHalf : 0);
    const char16_t unit =
        is_behind(cells[i]) ? (behind ? unit_of(cells[i - 1]) : u' ') : unit_of(cells[i]);
    if (!ansi) {
      info.UnicodeChar = unit;
    } else {
      if (!behind) halves = encode_text(console_output::code_page(), {&unit, 1});
      const size_t half = behind && halves.size() > 1 ? 1 : 0;
      info.AsciiChar = halves.empty() ? ' ' : halves[half];
    }
    to[i] = info;
  }
}

// And the other way.
std::vector<ConsoleCell> cells_of(std::span<const CHAR_INFO> line, bool ansi) {
  std::vector<ConsoleCell> cells;
  for (const CHAR_INFO& info : line) {
    ConsoleCell cell;
    cell.attributes = info.Attributes & kColourAttributes;
    if (info.Attributes & kTrailingHalf && !cells.empty()) {
      cell.character = ConsoleCell::kBehindWide;
    } else if (!ansi) {
      cell.character = std::max<char32_t>(info.UnicodeChar, U' ');
    } else {
      const std::u16string units = wide({&info.AsciiChar, 1});
      cell.character = std::max<char32_t>(units.empty() ? u' ' : units[0], U' ');
    }
    cells.push_back(cell);
  }
  return cells;
}

// The part of a region that is on the screen and in the program's buffer; what of the buffer it
// starts at comes along.
SMALL_RECT clip(const SMALL_RECT& region, COORD screen, COORD size, COORD& from) {
  SMALL_RECT part = region;
  part.Right = std::min<int>({region.Right, screen.X - 1, region.Left + size.X - from.X - 1});
  part.Bottom = std::min<int>({region.Bottom, screen.Y - 1, region.Top + size.Y - from.Y - 1});
  if (region.Left < 0) from.X = static_cast<SHORT>(from.X - region.Left), part.Left = 0;
  if (region.Top < 0) from.Y = static_cast<SHORT>(from.Y - region.Top), part.Top = 0;
  return part;
}

BOOL write_region(HANDLE handle, const CHAR_INFO* cells, COORD size, COORD from, SMALL_RECT* region,
                  bool ansi) {
  const auto screen = screen_of(handle);
  if (!screen) return fail(screen.error());
  const SMALL_RECT part = clip(*region, (*screen)->size(), size, from);
  const int columns = part.Right - part.Left + 1;
  for (SHORT y = part.Top; columns > 0 && y <= part.Bottom; ++y) {
    const CHAR_INFO* const line = cells + (from.Y + y - part.Top) * size.X + from.X;
    (*screen)->write({part.Left, y}, cells_of({line, static_cast<size_t>(columns)}, ansi));
  }
  *region = part;
  return TRUE;
}

BOOL read_region(HANDLE handle, CHAR_INFO* cells, COORD size, COORD to, SMALL_RECT* region,
                 bool ansi) {
  const auto screen = screen_of(handle);
  if (!screen) return fail(screen.error());
  const SMALL_RECT part = clip(*region, (*screen)->size(), size, to);
  const int columns = part.Right - part.Left + 1;
  for (SHORT y = part.Top; columns > 0 && y <= part.Bottom; ++y)
    describe((*screen)->read({part.Left, y}, columns),
             cells + (to.Y + y - part.Top) * size.X + to.X, ansi);
  *region = part;
  return TRUE;
}

// `count`: of the program's characters.
BOOL write_characters(HANDLE handle, std::u16string_view text, size_t count, COORD start,
                      LPDWORD written) {
  const auto screen = screen_of(handle);
  if (!screen) return fail(screen.error());
  const auto cells = cells_of(text);
  const size_t done = (*screen)->write_characters(start, cells);
  *written = static_cast<DWORD>(done == cells.size() ? count : std::min(done, count));
  return TRUE;
}

BOOL scroll(HANDLE handle, const SMALL_RECT* from, const SMALL_RECT* within, COORD to,
            const CHAR_INFO* fill, bool ansi) {
  const auto screen = screen_of(handle);
  if (!screen) return fail(screen.error());
  const SMALL_RECT source = *from;
  const SMALL_RECT clip = within ? *within : SMALL_RECT{0, 0, 0x7fff, 0x7fff};
  (*screen)->scroll(source, to, clip, cells_of({fill, 1}, ansi)[0]);
  return TRUE;
}

size_t most_cells(HANDLE handle, DWORD count) {
  const auto screen = screen_of(handle);
  const COORD size = screen ? (*screen)->size() : COORD{0, 0};
  return std::min<size_t>(count, static_cast<size_t>(size.X) * size.Y);
}

std::u16string read_characters(HANDLE handle, COORD start, DWORD count) {
  std::u16string text;
  if (const auto screen = screen_of(handle))
    for (const ConsoleCell& cell : (*screen)->read(start, count))
      if (!is_behind(cell)) text += unit_of(cell);
  return text;
}

}  // namespace

EXPORT(kernel32, BOOL, FillConsoleOutputCharacterW,
       (HANDLE hConsoleOutput, WCHAR cCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  const std::u16string text(most_cells(hConsoleOutput, nLength), cCharacter ? cCharacter : u' ');
  return write_characters(hConsoleOutput, text, text.size(), dwWriteCoord, lpNumberOfCharsWritten);
}

EXPORT(kernel32, BOOL, FillConsoleOutputCharacterA,
       (HANDLE hConsoleOutput, CHAR cCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  const std::u16string units = wide({&cCharacter, 1});
  return FillConsoleOutputCharacterW(hConsoleOutput, units.empty() ? u' ' : units[0], nLength,
                                     dwWriteCoord, lpNumberOfCharsWritten);
}

EXPORT(kernel32, BOOL, FillConsoleOutputAttribute,
       (HANDLE hConsoleOutput, WORD wAttribute, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfAttrsWritten)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const std::vector<WORD> attributes(most_cells(hConsoleOutput, nLength), wAttribute);
  *lpNumberOfAttrsWritten =
      static_cast<DWORD>((*screen)->write_attributes(dwWriteCoord, attributes));
  return TRUE;
}

EXPORT(kernel32, BOOL, WriteConsoleOutputCharacterW,
       (HANDLE hConsoleOutput, LPCWSTR lpCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  return write_characters(hConsoleOutput, {lpCharacter, nLength}, nLength, dwWriteCoord,
                          lpNumberOfCharsWritten);
}

EXPORT(kernel32, BOOL, WriteConsoleOutputCharacterA,
       (HANDLE hConsoleOutput, LPCSTR lpCharacter, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfCharsWritten)) {
  return write_characters(hConsoleOutput, wide({lpCharacter, nLength}), nLength, dwWriteCoord,
                          lpNumberOfCharsWritten);
}

EXPORT(kernel32, BOOL, WriteConsoleOutputAttribute,
       (HANDLE hConsoleOutput, const WORD* lpAttribute, DWORD nLength, COORD dwWriteCoord,
        LPDWORD lpNumberOfAttrsWritten)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const std::vector<WORD> attributes(lpAttribute, lpAttribute + nLength);
  *lpNumberOfAttrsWritten =
      static_cast<DWORD>((*screen)->write_attributes(dwWriteCoord, attributes));
  return TRUE;
}

EXPORT(kernel32, BOOL, WriteConsoleOutputW,
       (HANDLE hConsoleOutput, const CHAR_INFO* lpBuffer, COORD dwBufferSize, COORD dwBufferCoord,
        SMALL_RECT* lpWriteRegion)) {
  return write_region(hConsoleOutput, lpBuffer, dwBufferSize, dwBufferCoord, lpWriteRegion, false);
}

EXPORT(kernel32, BOOL, WriteConsoleOutputA,
       (HANDLE hConsoleOutput, const CHAR_INFO* lpBuffer, COORD dwBufferSize, COORD dwBufferCoord,
        SMALL_RECT* lpWriteRegion)) {
  return write_region(hConsoleOutput, lpBuffer, dwBufferSize, dwBufferCoord, lpWriteRegion, true);
}

EXPORT(kernel32, BOOL, ReadConsoleOutputW,
       (HANDLE hConsoleOutput, CHAR_INFO* lpBuffer, COORD dwBufferSize, COORD dwBufferCoord,
        SMALL_RECT* lpReadRegion)) {
  return read_region(hConsoleOutput, lpBuffer, dwBufferSize, dwBufferCoord, lpReadRegion, false);
}

EXPORT(kernel32, BOOL, ReadConsoleOutputA,
       (HANDLE hConsoleOutput, CHAR_INFO* lpBuffer, COORD dwBufferSize, COORD dwBufferCoord,
        SMALL_RECT* lpReadRegion)) {
  return read_region(hConsoleOutput, lpBuffer, dwBufferSize, dwBufferCoord, lpReadRegion, true);
}

EXPORT(kernel32, BOOL, ReadConsoleOutputCharacterW,
       (HANDLE hConsoleOutput, LPWSTR lpCharacter, DWORD nLength, COORD dwReadCoord,
        LPDWORD lpNumberOfCharsRead)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const std::u16string text = read_characters(hConsoleOutput, dwReadCoord, nLength);
  std::ranges::copy(text, lpCharacter);
  *lpNumberOfCharsRead = static_cast<DWORD>(text.size());
  return TRUE;
}

EXPORT(kernel32, BOOL, ReadConsoleOutputCharacterA,
       (HANDLE hConsoleOutput, LPSTR lpCharacter, DWORD nLength, COORD dwReadCoord,
        LPDWORD lpNumberOfCharsRead)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  std::string text = encode_text(console_output::code_page(),
                                 read_characters(hConsoleOutput, dwReadCoord, nLength));
  text.resize(std::min<size_t>(text.size(), nLength));
  std::ranges::copy(text, lpCharacter);
  *lpNumberOfCharsRead = static_cast<DWORD>(text.size());
  return TRUE;
}

EXPORT(kernel32, BOOL, ReadConsoleOutputAttribute,
       (HANDLE hConsoleOutput, WORD* lpAttribute, DWORD nLength, COORD dwReadCoord,
        LPDWORD lpNumberOfAttrsRead)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const auto cells = (*screen)->read(dwReadCoord, nLength);
  for (size_t i = 0; i < cells.size(); ++i) {
    const bool behind = is_behind(cells[i]);
    const bool leads = i + 1 < cells.size() && is_behind(cells[i + 1]);
    lpAttribute[i] = cells[i].attributes | (behind ? kTrailingHalf : leads ? kLeadingHalf : 0);
  }
  *lpNumberOfAttrsRead = static_cast<DWORD>(cells.size());
  return TRUE;
}

EXPORT(kernel32, BOOL, ScrollConsoleScreenBufferW,
       (HANDLE hConsoleOutput, const SMALL_RECT* lpScrollRectangle,
        const SMALL_RECT* lpClipRectangle, COORD dwDestinationOrigin, const CHAR_INFO* lpFill)) {
  return scroll(hConsoleOutput, lpScrollRectangle, lpClipRectangle, dwDestinationOrigin, lpFill,
                false);
}

EXPORT(kernel32, BOOL, ScrollConsoleScreenBufferA,
       (HANDLE hConsoleOutput, const SMALL_RECT* lpScrollRectangle,
        const SMALL_RECT* lpClipRectangle, COORD dwDestinationOrigin, const CHAR_INFO* lpFill)) {
  return scroll(hConsoleOutput, lpScrollRectangle, lpClipRectangle, dwDestinationOrigin, lpFill,
                true);
}

}  // namespace mimic::win::kernel32
