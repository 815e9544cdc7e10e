// Descriptors go to children with their numbers and modes, but for those that are not inherited.
#include <process.h>

#include "check.h"

static int child(int shared, int hidden) {
  char text[8];
  CHECK(_read(shared, text, 8) == 4 && !memcmp(text, "c\nd\n", 4));  // text, behind the parent
  CHECK(_setmode(shared, _O_BINARY) == _O_TEXT);
  _set_invalid_parameter_handler(NULL);
  CHECK(_read(hidden, text, 1) == -1 && errno == EBADF);
  printf("printed by the child\n");
  return 7;
}

int main(int count, char** arguments) {
  if (count == 3) return child(atoi(arguments[1]), atoi(arguments[2]));
  write_file("lines", "a\r\nb\r\nc\r\nd\r\n", 12);
  const int hidden = _open("lines", _O_RDONLY | _O_NOINHERIT);
  const int shared = _open("lines", _O_RDONLY | _O_TEXT);
  CHECK(hidden >= 0 && shared >= 0);
  CHECK(_lseek(shared, 6, SEEK_SET) == 6);
  char numbers[2][12];
  sprintf(numbers[0], "%d", shared);
  sprintf(numbers[1], "%d", hidden);
  printf("printed by the parent\n");
  fflush(stdout);
  CHECK(_spawnl(_P_WAIT, arguments[0], "child", numbers[0], numbers[1], NULL) == 7);
  CHECK(_tell(shared) == 12);  // one position

  // Standard output of a child goes where descriptor 1 goes.
  const int saved = _dup(1);
  const int file = _open("output", _O_CREAT | _O_WRONLY | _O_BINARY, _S_IREAD | _S_IWRITE);
  CHECK(saved >= 0 && file >= 0 && _dup2(file, 1) == 0 && _close(file) == 0);
  CHECK(_lseek(shared, 6, SEEK_SET) == 6);
  const intptr_t result = _spawnl(_P_WAIT, arguments[0], "child", numbers[0], numbers[1], NULL);
  CHECK(_dup2(saved, 1) == 0 && _close(saved) == 0);
  CHECK(result == 7);
  CHECK(file_is("output", "printed by the child\r\n", 22));
  return 0;
}
