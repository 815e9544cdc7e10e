// Processes hand events and a mutex to each other, in turn, and none is lost or had twice.
#include "child.h"

enum { kRounds = 10000, kProcesses = 4, kTurns = 1000 };

static HANDLE named_event(const char* base, const char* what) {
  char name[128];
  snprintf(name, sizeof name, "%s-%s", base, what);
  HANDLE event = CreateEventA(NULL, FALSE, FALSE, name);
  CHECK(event);
  return event;
}

static void ping_pong(const char* base, BOOL first) {
  HANDLE ping = named_event(base, "ping"), pong = named_event(base, "pong");
  for (int i = 0; i < kRounds; i++) {
    if (first) {
      CHECK(SetEvent(ping) && WaitForSingleObject(pong, 20000) == WAIT_OBJECT_0);
    } else {
      CHECK(WaitForSingleObject(ping, 20000) == WAIT_OBJECT_0 && SetEvent(pong));
    }
  }
}

static void take_turns(const char* base) {
  char name[128];
  snprintf(name, sizeof name, "%s-mutex", base);
  HANDLE mutex = CreateMutexA(NULL, FALSE, name);
  snprintf(name, sizeof name, "%s-section", base);
  HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, name);
  volatile LONG* shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
  CHECK(mutex && shared);
  for (int i = 0; i < kTurns; i++) {
    CHECK(WaitForSingleObject(mutex, 20000) == WAIT_OBJECT_0);
    CHECK(shared[0] == 0);
    shared[0] = 1;
    shared[1]++;
    shared[0] = 0;
    CHECK(ReleaseMutex(mutex));
  }
}

int main(int argc, char** argv) {
  if (has_role(argc, argv, "pong")) {
    ping_pong(argv[2], FALSE);
    return 0;
  }
  if (has_role(argc, argv, "turns")) {
    take_turns(argv[2]);
    return 0;
  }
  char base[64], name[128];
  snprintf(base, sizeof base, "mimic-test-%lu", GetCurrentProcessId());
  HANDLE keep[2] = {named_event(base, "ping"), named_event(base, "pong")};
  HANDLE process = start_child("pong", base);
  ping_pong(base, TRUE);
  join_child(process);
  CHECK(keep[0] && keep[1]);

  snprintf(name, sizeof name, "%s-mutex", base);
  HANDLE mutex = CreateMutexA(NULL, TRUE, name);
  snprintf(name, sizeof name, "%s-section", base);
  HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, name);
  volatile LONG* shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
  HANDLE processes[kProcesses];
  for (int i = 0; i < kProcesses; i++) processes[i] = start_child("turns", base);
  CHECK(ReleaseMutex(mutex));
  for (int i = 0; i < kProcesses; i++) join_child(processes[i]);
  CHECK(shared[1] == kProcesses * kTurns);
  return 0;
}
