// Shows the units of each line that is read, until an empty one. With "file" by ReadFile.
#include "check.h"

int main(int argc, char** argv) {
  const int file = argc > 1 && !strcmp(argv[1], "file");
  const int noecho = argc > 1 && !strcmp(argv[1], "noecho");
  if (noecho) CHECK(SetConsoleMode(INPUT, ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT));
  if (file) CHECK(SetConsoleCP(CP_UTF8));
  say("ready\n");
  for (;;) {
    WCHAR units[64];
    char bytes[64];
    DWORD read = 0;
    if (file)
      CHECK(ReadFile(INPUT, bytes, 64, &read, NULL));
    else
      CHECK(ReadConsoleW(INPUT, units, 64, &read, NULL));
    char text[1024] = "[";
    for (DWORD i = 0; i < read; ++i)
      sprintf(text + strlen(text), "%s%x", i ? " " : "", file ? (BYTE)bytes[i] : units[i]);
    strcat(text, "]\n");
    say(text);
    if (read <= 2) break;
  }
  say("done\n");
  return 0;
}
