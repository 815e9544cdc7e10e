// The input buffer as a queue: writing, counting, peeking, flushing.
#include "check.h"

static INPUT_RECORD key(WCHAR unit) {
  INPUT_RECORD record = {.EventType = KEY_EVENT};
  record.Event.KeyEvent.bKeyDown = TRUE;
  record.Event.KeyEvent.wRepeatCount = 1;
  record.Event.KeyEvent.uChar.UnicodeChar = unit;
  return record;
}

int main(void) {
  INPUT_RECORD events[8] = {};
  DWORD count = 77;
  CHECK(GetNumberOfConsoleInputEvents(INPUT, &count) && count == 0);
  CHECK(PeekConsoleInputW(INPUT, events, 8, &count) && count == 0);
  CHECK(WaitForSingleObject(INPUT, 0) == WAIT_TIMEOUT);
  INPUT_RECORD written[] = {key(L'a'), key(0x20ac), key(L'c')};
  CHECK(WriteConsoleInputW(INPUT, written, 3, &count) && count == 3);
  CHECK(WaitForSingleObject(INPUT, 0) == WAIT_OBJECT_0);
  CHECK(GetNumberOfConsoleInputEvents(INPUT, &count) && count == 3);
  CHECK(PeekConsoleInputW(INPUT, events, 2, &count) && count == 2);
  CHECK(events[1].Event.KeyEvent.uChar.UnicodeChar == 0x20ac);
  CHECK(ReadConsoleInputW(INPUT, events, 8, &count) && count == 3);
  CHECK(events[2].Event.KeyEvent.uChar.UnicodeChar == L'c');
  CHECK(GetNumberOfConsoleInputEvents(INPUT, &count) && count == 0);
  CHECK(WriteConsoleInputW(INPUT, written, 3, &count));
  CHECK(FlushConsoleInputBuffer(INPUT));
  CHECK(GetNumberOfConsoleInputEvents(INPUT, &count) && count == 0);
  CHECK(WaitForSingleObject(INPUT, 0) == WAIT_TIMEOUT);
  // Keys of a program's own are a line like those that are typed.
  INPUT_RECORD line[] = {key(L'h'), key(L'i'), key(L'\r')};
  CHECK(WriteConsoleInputW(INPUT, line, 3, &count));
  WCHAR text[16];
  CHECK(ReadConsoleW(INPUT, text, 16, &count, NULL));
  CHECK(count == 4 && !memcmp(text, L"hi\r\n", 8));
  say("done\n");
  return 0;
}
