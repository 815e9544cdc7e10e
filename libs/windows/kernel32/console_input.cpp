// The events of the console's input buffer.
#include "libs/windows/core/console_input.h"

#include <algorithm>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console.h"
#include "libs/windows/core/console_wait.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

constexpr WORD CONSOLE_READ_NOREMOVE = 1, CONSOLE_READ_NOWAIT = 2;

// The *A functions have one byte of the input code page in a key event.
void narrow(INPUT_RECORD& record) {
  if (record.EventType != KEY_EVENT) return;
  const std::string bytes = encode_text(console_input::code_page(), {&record.Key.UnicodeChar, 1});
  record.Key.UnicodeChar = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]);
}

void widen(INPUT_RECORD& record) {
  if (record.EventType != KEY_EVENT) return;
  const char byte = record.Key.AsciiChar;
  const std::u16string units = decode_text(console_input::code_page(), {&byte, 1});
  record.Key.UnicodeChar = units.empty() ? 0 : units[0];
}

BOOL read_input(HANDLE handle, INPUT_RECORD* buffer, DWORD length, LPDWORD count, WORD flags,
                bool ansi) {
  if (flags & ~(CONSOLE_READ_NOREMOVE | CONSOLE_READ_NOWAIT))
    return fail_with(ERROR_INVALID_PARAMETER);
  const auto console = console_of(handle, true);
  if (!console) return fail(console.error());
  auto events = console_input::read_events(length, !(flags & CONSOLE_READ_NOREMOVE),
                                           !(flags & CONSOLE_READ_NOWAIT));
  if (!events) return fail(events.error());
  console_wait::refresh();
  if (ansi) std::ranges::for_each(*events, narrow);
  std::ranges::copy(*events, buffer);
  *count = static_cast<DWORD>(events->size());
  return TRUE;
}

BOOL write_input(HANDLE handle, const INPUT_RECORD* buffer, DWORD length, LPDWORD count,
                 bool ansi) {
  const auto console = console_of(handle, true);
  if (!console) return fail(console.error());
  std::vector<INPUT_RECORD> events(buffer, buffer + length);
  if (ansi) std::ranges::for_each(events, widen);
  console_input::write_events(events);
  console_wait::refresh();
  *count = length;
  return TRUE;
}

}  // namespace

EXPORT(kernel32, BOOL, ReadConsoleInputExW,
       (HANDLE hConsoleInput, INPUT_RECORD* lpBuffer, DWORD nLength, LPDWORD lpNumberOfEventsRead,
        USHORT wFlags)) {
  return read_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, wFlags, false);
}

EXPORT(kernel32, BOOL, ReadConsoleInputExA,
       (HANDLE hConsoleInput, INPUT_RECORD* lpBuffer, DWORD nLength, LPDWORD lpNumberOfEventsRead,
        USHORT wFlags)) {
  return read_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, wFlags, true);
}

EXPORT(kernel32, BOOL, ReadConsoleInputW,
       (HANDLE hConsoleInput, INPUT_RECORD* lpBuffer, DWORD nLength,
        LPDWORD lpNumberOfEventsRead)) {
  return read_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, 0, false);
}

EXPORT(kernel32, BOOL, ReadConsoleInputA,
       (HANDLE hConsoleInput, INPUT_RECORD* lpBuffer, DWORD nLength,
        LPDWORD lpNumberOfEventsRead)) {
  return read_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead, 0, true);
}

EXPORT(kernel32, BOOL, PeekConsoleInputW,
       (HANDLE hConsoleInput, INPUT_RECORD* lpBuffer, DWORD nLength,
        LPDWORD lpNumberOfEventsRead)) {
  return read_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead,
                    CONSOLE_READ_NOREMOVE | CONSOLE_READ_NOWAIT, false);
}

EXPORT(kernel32, BOOL, PeekConsoleInputA,
       (HANDLE hConsoleInput, INPUT_RECORD* lpBuffer, DWORD nLength,
        LPDWORD lpNumberOfEventsRead)) {
  return read_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsRead,
                    CONSOLE_READ_NOREMOVE | CONSOLE_READ_NOWAIT, true);
}

EXPORT(kernel32, BOOL, WriteConsoleInputW,
       (HANDLE hConsoleInput, const INPUT_RECORD* lpBuffer, DWORD nLength,
        LPDWORD lpNumberOfEventsWritten)) {
  return write_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsWritten, false);
}

EXPORT(kernel32, BOOL, WriteConsoleInputA,
       (HANDLE hConsoleInput, const INPUT_RECORD* lpBuffer, DWORD nLength,
        LPDWORD lpNumberOfEventsWritten)) {
  return write_input(hConsoleInput, lpBuffer, nLength, lpNumberOfEventsWritten, true);
}

EXPORT(kernel32, BOOL, GetNumberOfConsoleInputEvents,
       (HANDLE hConsoleInput, LPDWORD lpcNumberOfEvents)) {
  const auto console = console_of(hConsoleInput, true);
  if (!console) return fail(console.error());
  *lpcNumberOfEvents = static_cast<DWORD>(console_input::event_count());
  return TRUE;
}

EXPORT(kernel32, BOOL, FlushConsoleInputBuffer, (HANDLE hConsoleInput)) {
  const auto console = console_of(hConsoleInput, true);
  if (!console) return fail(console.error());
  console_input::flush();
  console_wait::refresh();
  return TRUE;
}

EXPORT(kernel32, BOOL, GetNumberOfConsoleMouseButtons, (LPDWORD lpNumberOfMouseButtons)) {
  *lpNumberOfMouseButtons = 3;
  return TRUE;
}

}  // namespace mimic::win::kernel32
