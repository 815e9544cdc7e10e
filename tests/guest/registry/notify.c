// A change of a key signals the event that waits for it, once.
#include "check.h"

int main(void) {
  HKEY key, child;
  CHECK(RegCreateKeyA(HKEY_CURRENT_USER, "Software\\MimicTest-notify", &key) == 0);
  HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
  CHECK(RegNotifyChangeKeyValue(key, TRUE, REG_NOTIFY_CHANGE_LAST_SET, event, TRUE) == 0);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  CHECK(RegSetValueExA(key, "v", 0, REG_SZ, (const BYTE*)"1", 2) == 0);
  CHECK(WaitForSingleObject(event, 1000) == WAIT_OBJECT_0);
  ResetEvent(event);
  CHECK(RegSetValueExA(key, "v", 0, REG_SZ, (const BYTE*)"2", 2) == 0);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  CHECK(RegNotifyChangeKeyValue(key, TRUE, REG_NOTIFY_CHANGE_NAME, event, TRUE) == 0);
  CHECK(RegCreateKeyA(key, "a\\b", &child) == 0);
  CHECK(WaitForSingleObject(event, 1000) == WAIT_OBJECT_0);
  RegCloseKey(child);
  RegDeleteTreeA(HKEY_CURRENT_USER, "Software\\MimicTest-notify");
  RegCloseKey(key);
  return 0;
}
