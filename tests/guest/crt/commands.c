// A command with a stream from it and to it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                        \
  do {                                          \
    if (!(condition)) {                         \
      printf("%d: %s\n", __LINE__, #condition); \
      return 1;                                 \
    }                                           \
  } while (0)

int main(void) {
  char line[64] = "";
  FILE* command = _popen("echo from the command& exit 3", "r");
  CHECK(command && fgets(line, sizeof line, command));
  CHECK(strcmp(line, "from the command\n") == 0);
  CHECK(_pclose(command) == 3);
  errno = 0;
  CHECK(_popen("echo", "x") == NULL && errno == EINVAL);
  CHECK(system(NULL) == 1);
  CHECK(system("exit 7") == 7);
  return 0;
}
