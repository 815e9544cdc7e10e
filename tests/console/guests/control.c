// Says what events come; ends after the third, or as it is told to.
#include "check.h"

static HANDLE done;
static volatile LONG count;

static BOOL WINAPI on_event(DWORD event) {
  static const char* const kNames[] = {"ctrl-c\n", "ctrl-break\n", "close\n"};
  say(kNames[event]);
  if (InterlockedIncrement(&count) == 3) SetEvent(done);
  return TRUE;
}

int main(int argc, char** argv) {
  const char* how = argc > 1 ? argv[1] : "";
  done = CreateEventA(NULL, FALSE, FALSE, NULL);
  CHECK(SetConsoleCtrlHandler(on_event, TRUE));
  if (!strcmp(how, "raw")) CHECK(SetConsoleMode(INPUT, ENABLE_EXTENDED_FLAGS));
  say("ready\n");
  if (!strcmp(how, "read")) {
    // A line that is being read goes on.
    WCHAR line[32];
    DWORD read;
    CHECK(ReadConsoleW(INPUT, line, 32, &read, NULL));
    printf("read %lu\n", read);
    return 0;
  }
  if (!strcmp(how, "raw")) {
    INPUT_RECORD event;
    DWORD read;
    CHECK(ReadConsoleInputW(INPUT, &event, 1, &read));
    printf("key %d\n", event.Event.KeyEvent.uChar.UnicodeChar);
    return 0;
  }
  CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0);
  say("done\n");
  return 0;
}
