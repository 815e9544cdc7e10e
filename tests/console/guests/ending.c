// Changes the terminal and ends in the way that it is told.
#include "check.h"

static volatile int* volatile nowhere = NULL;

int main(int argc, char** argv) {
  const char* how = argc > 1 ? argv[1] : "";
  CHECK(SetConsoleMode(INPUT, ENABLE_PROCESSED_INPUT));
  INPUT_RECORD event;
  DWORD count;
  CHECK(PeekConsoleInputW(INPUT, &event, 1, &count));
  say("ready\n");
  if (!strcmp(how, "exit")) ExitProcess(3);
  if (!strcmp(how, "terminate")) TerminateProcess(GetCurrentProcess(), 4);
  if (!strcmp(how, "crash")) *nowhere = 1;
  if (!strcmp(how, "wait")) Sleep(20000);
  return 5;
}
