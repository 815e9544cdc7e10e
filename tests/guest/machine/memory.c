// Notifications of much and of little memory.
#include "check.h"

int main(void) {
  HANDLE low = CreateMemoryResourceNotification(LowMemoryResourceNotification);
  HANDLE high = CreateMemoryResourceNotification(HighMemoryResourceNotification);
  CHECK(low && high);
  BOOL is_low = 2, is_high = 2;
  CHECK(QueryMemoryResourceNotification(low, &is_low) && (is_low == TRUE || is_low == FALSE));
  CHECK(QueryMemoryResourceNotification(high, &is_high) && (is_high == TRUE || is_high == FALSE));
  CHECK(!(is_low && is_high));
  CHECK((WaitForSingleObject(high, 0) == WAIT_OBJECT_0) == is_high);
  CHECK(CreateMemoryResourceNotification(7) == NULL);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
  CHECK(!QueryMemoryResourceNotification(event, &is_low));
  CloseHandle(event);
  CHECK(CloseHandle(low) && CloseHandle(high));
  return 0;
}
