// FormatMessage: system messages, inserts, allocated buffers, errors.
#include "check.h"

static DWORD with_arguments(char* out, DWORD size, const char* format, ...) {
  va_list list;
  va_start(list, format);
  const DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_STRING, format, 0, 0, out, size, &list);
  va_end(list);
  return length;
}

int main(void) {
  char text[256];
  const DWORD system = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
  CHECK(FormatMessageA(system, NULL, ERROR_FILE_NOT_FOUND, 0, text, 256, NULL) == 44);
  CHECK(!strcmp(text, "The system cannot find the file specified.\r\n"));
  CHECK(FormatMessageA(system | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, ERROR_ACCESS_DENIED, 0, text,
                       256, NULL));
  CHECK(!strcmp(text, "Access is denied. "));
  CHECK(FormatMessageA(system, NULL, 10061, 0x409, text, 256, NULL));
  CHECK(strstr(text, "No connection could be made") != NULL);

  CHECK(with_arguments(text, 256, "%2!4d! <%1> %3!x!%%%n", "one", 42, 255) == 16);
  CHECK(!strcmp(text, "  42 <one> ff%\r\n"));
  DWORD_PTR array[] = {(DWORD_PTR) "a", (DWORD_PTR) "b"};
  CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%2%1", 0, 0,
                       text, 256, (va_list*)array) == 2);
  CHECK(!strcmp(text, "ba"));

  WCHAR* allocated = NULL;
  CHECK(FormatMessageW(system | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_INVALID_PARAMETER, 0,
                       (WCHAR*)&allocated, 0, NULL) == 29);
  CHECK(allocated && !wcscmp(allocated, L"The parameter is incorrect.\r\n"));
  CHECK(LocalFree(allocated) == NULL);

  CHECK(!FormatMessageA(system, NULL, 0x01234567, 0, text, 256, NULL));
  CHECK(GetLastError() == ERROR_MR_MID_NOT_FOUND);
  CHECK(!FormatMessageA(system, NULL, ERROR_FILE_NOT_FOUND, 0, text, 4, NULL));
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  return finish();
}
