// Reading, writing, filling and moving the cells of the screen.
#include "check.h"

static void expect_row(SHORT y, const char* text) {
  char row[81] = "";
  DWORD read;
  COORD start = {0, y};
  CHECK(ReadConsoleOutputCharacterA(OUTPUT, row, 80, start, &read) && read == 80);
  while (read && row[read - 1] == ' ') row[--read] = 0;
  if (strcmp(row, text)) {
    printf("row %d is \"%s\", not \"%s\"\n", y, row, text);
    exit(1);
  }
}

int main(void) {
  char edge[81], end[81];
  sprintf(edge, "%-79sA", "           DEF");
  sprintf(end, "%78s!!", "");
  DWORD count;
  COORD origin = {0, 0}, place;
  // What was written before anything was asked.
  say("first\r\nsecond");
  expect_row(0, "first");
  expect_row(1, "second");

  place = (COORD){2, 3};
  CHECK(FillConsoleOutputCharacterW(OUTPUT, L'#', 5, place, &count) && count == 5);
  expect_row(3, "  #####");
  CHECK(FillConsoleOutputAttribute(OUTPUT, FOREGROUND_GREEN, 3, place, &count) && count == 3);
  WORD attributes[8];
  CHECK(ReadConsoleOutputAttribute(OUTPUT, attributes, 5, place, &count) && count == 5);
  CHECK(attributes[0] == FOREGROUND_GREEN && attributes[2] == FOREGROUND_GREEN);
  CHECK(attributes[3] == 7);
  // Characters alone leave the colours.
  CHECK(WriteConsoleOutputCharacterW(OUTPUT,
                                     L"a\x00e4"
                                     L"b",
                                     3, place, &count) &&
        count == 3);
  CHECK(ReadConsoleOutputAttribute(OUTPUT, attributes, 1, place, &count));
  CHECK(attributes[0] == FOREGROUND_GREEN);
  const WORD red[] = {FOREGROUND_RED, FOREGROUND_RED};
  CHECK(WriteConsoleOutputAttribute(OUTPUT, red, 2, place, &count) && count == 2);
  // Over the end of a line, and not over that of the screen.
  place = (COORD){78, 4};
  CHECK(WriteConsoleOutputCharacterA(OUTPUT, "wxyz", 4, place, &count) && count == 4);
  expect_row(5, "yz");
  place = (COORD){78, 23};
  CHECK(FillConsoleOutputCharacterA(OUTPUT, '!', 10, place, &count) && count == 2);
  place = (COORD){0, 24};
  CHECK(FillConsoleOutputCharacterA(OUTPUT, '!', 10, place, &count) && count == 0);

  // Blocks.
  CHAR_INFO block[6];
  for (int i = 0; i < 6; ++i) {
    block[i].Char.UnicodeChar = (WCHAR)(L'A' + i);
    block[i].Attributes = FOREGROUND_BLUE | BACKGROUND_RED;
  }
  SMALL_RECT region = {10, 7, 12, 8};
  CHECK(WriteConsoleOutputW(OUTPUT, block, (COORD){3, 2}, origin, &region));
  CHECK(region.Left == 10 && region.Top == 7 && region.Right == 12 && region.Bottom == 8);
  expect_row(7, "          ABC");
  expect_row(8, "          DEF");
  // Parts of it beyond the screen.
  region = (SMALL_RECT){79, 9, 81, 10};
  CHECK(WriteConsoleOutputW(OUTPUT, block, (COORD){3, 2}, origin, &region));
  CHECK(region.Right == 79 && region.Bottom == 10);
  region = (SMALL_RECT){-1, 11, 1, 12};
  CHECK(WriteConsoleOutputW(OUTPUT, block, (COORD){3, 2}, origin, &region) && region.Left == 0);
  expect_row(11, "BC");
  CHAR_INFO read[6] = {};
  region = (SMALL_RECT){10, 7, 12, 8};
  CHECK(ReadConsoleOutputW(OUTPUT, read, (COORD){3, 2}, origin, &region));
  CHECK(!memcmp(read, block, sizeof block));
  // Wide characters take two.
  place = (COORD){0, 13};
  CHECK(WriteConsoleOutputCharacterW(OUTPUT, L"\x6f22z", 2, place, &count));
  region = (SMALL_RECT){0, 13, 2, 13};
  CHECK(ReadConsoleOutputW(OUTPUT, read, (COORD){3, 1}, origin, &region));
  CHECK(read[0].Char.UnicodeChar == 0x6f22 && read[0].Attributes & 0x100);
  CHECK(read[1].Char.UnicodeChar == 0x6f22 && read[1].Attributes & 0x200);
  CHECK(read[2].Char.UnicodeChar == L'z' && !(read[2].Attributes & 0x300));
  WCHAR units[4] = {};
  CHECK(ReadConsoleOutputCharacterW(OUTPUT, units, 3, place, &count) && count == 2);
  CHECK(units[0] == 0x6f22 && units[1] == L'z');

  // A block moves; what it leaves is filled.
  CHAR_INFO fill = {{L'.'}, 7};
  SMALL_RECT from = {10, 7, 12, 8};
  CHECK(ScrollConsoleScreenBufferW(OUTPUT, &from, NULL, (COORD){11, 8}, &fill));
  expect_row(7, "          ...");
  expect_row(8, "          .ABC");
  expect_row(9, edge);
  // Within a clip.
  from = (SMALL_RECT){11, 8, 13, 9};
  SMALL_RECT clip = {0, 8, 79, 8};
  CHECK(ScrollConsoleScreenBufferW(OUTPUT, &from, &clip, (COORD){1, 8}, &fill));
  expect_row(8, " ABC      ....");
  expect_row(9, edge);
  // Whole lines.
  fill.Char.UnicodeChar = L' ';
  from = (SMALL_RECT){0, 0, 79, 23};
  CHECK(ScrollConsoleScreenBufferW(OUTPUT, &from, NULL, (COORD){0, -2}, &fill));
  expect_row(1,
             "  a\x84"
             "b##");
  expect_row(21, end);
  expect_row(22, "");
  CONSOLE_SCREEN_BUFFER_INFO info;
  CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info));
  CHECK(info.dwCursorPosition.X == 6 && info.dwCursorPosition.Y == 1);
  CHECK(SetConsoleCursorPosition(OUTPUT, (COORD){0, 22}));
  say("done");
  return 0;
}
