// Shows each event of the input until q is pressed.
#include "check.h"

int main(int argc, char** argv) {
  DWORD mode = ENABLE_WINDOW_INPUT | ENABLE_EXTENDED_FLAGS;
  if (argc > 1 && !strcmp(argv[1], "sequences")) mode |= ENABLE_VIRTUAL_TERMINAL_INPUT;
  if (argc > 1 && !strcmp(argv[1], "mouse")) mode |= ENABLE_MOUSE_INPUT;
  CHECK(SetConsoleMode(INPUT, mode));
  say("ready\n");
  for (;;) {
    INPUT_RECORD event;
    DWORD count = 0;
    CHECK(WaitForSingleObject(INPUT, 10000) == WAIT_OBJECT_0);
    CHECK(ReadConsoleInputW(INPUT, &event, 1, &count) && count == 1);
    char text[128] = "";
    if (event.EventType == KEY_EVENT) {
      const KEY_EVENT_RECORD* key = &event.Event.KeyEvent;
      if (!key->bKeyDown) continue;
      sprintf(text, "key %x %x %lx\n", key->wVirtualKeyCode, key->uChar.UnicodeChar,
              key->dwControlKeyState);
    } else if (event.EventType == WINDOW_BUFFER_SIZE_EVENT) {
      sprintf(text, "size %d %d\n", event.Event.WindowBufferSizeEvent.dwSize.X,
              event.Event.WindowBufferSizeEvent.dwSize.Y);
    } else if (event.EventType == MOUSE_EVENT) {
      const MOUSE_EVENT_RECORD* mouse = &event.Event.MouseEvent;
      sprintf(text, "mouse %d %d %lx %lx\n", mouse->dwMousePosition.X, mouse->dwMousePosition.Y,
              mouse->dwButtonState, mouse->dwEventFlags);
    }
    say(text);
    if (event.EventType == KEY_EVENT && event.Event.KeyEvent.uChar.UnicodeChar == L'q') break;
  }
  say("done\n");
  return 0;
}
