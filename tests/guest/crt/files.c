// Files by name: folders, states, listings, renaming, removing.
#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CHECK(condition)                                          \
  do {                                                            \
    if (!(condition)) {                                           \
      printf("%d: %s (errno %d)\n", __LINE__, #condition, errno); \
      return 1;                                                   \
    }                                                             \
  } while (0)

int main(void) {
  char start[_MAX_PATH], path[_MAX_PATH];
  CHECK(_getcwd(start, sizeof start));
  CHECK(_mkdir("folder") == 0);
  CHECK(_mkdir("folder") == -1 && errno == EEXIST);
  CHECK(_chdir("folder") == 0);
  CHECK(_getcwd(path, sizeof path) && strlen(path) == strlen(start) + 7);
  CHECK(_getcwd(path, 3) == NULL && errno == ERANGE);
  CHECK(_fullpath(path, "..", sizeof path) && _stricmp(path, start) == 0);
  CHECK(_getdrive() == (start[0] & 31));

  FILE* file = fopen("one.txt", "wb");
  CHECK(file && fwrite("12345", 1, 5, file) == 5 && fclose(file) == 0);
  struct _stat64 state;
  CHECK(_stat64("one.txt", &state) == 0);
  CHECK(state.st_size == 5 && state.st_mode == (_S_IFREG | 0666) && state.st_nlink == 1);
  CHECK(state.st_dev == _getdrive() - 1u && state.st_mtime > 1500000000);
  CHECK(_stat64(start, &state) == 0 && state.st_mode == (_S_IFDIR | 0777));
  CHECK(_stat64("nothing", &state) == -1 && errno == ENOENT);
  CHECK(_stat64("*.txt", &state) == -1 && errno == ENOENT);

  CHECK(_access("one.txt", 0) == 0 && _access("one.txt", 6) == 0);
  CHECK(_access("nothing", 0) == -1 && errno == ENOENT);
  CHECK(rename("one.txt", "two.txt") == 0);
  CHECK(rename("one.txt", "three.txt") == -1 && errno == ENOENT);
  file = fopen("three.txt", "wb");
  CHECK(file && fclose(file) == 0);
  CHECK(rename("two.txt", "three.txt") == -1 && errno == EEXIST);

  struct __finddata64_t found;
  int files = 0;
  const intptr_t search = _findfirst64("*.txt", &found);
  CHECK(search != -1);
  do {
    ++files;
    CHECK(strcmp(found.name, files == 1 ? "three.txt" : "two.txt") == 0);
    CHECK(found.size == (files == 1 ? 0 : 5));
  } while (_findnext64(search, &found) == 0);
  CHECK(errno == ENOENT && files == 2 && _findclose(search) == 0);
  CHECK(_findfirst64("*.none", &found) == -1 && errno == ENOENT);

  char name[] = "fnXXXXXX";
  CHECK(_mktemp(name) == name && name[2] == 'a');
  CHECK(remove("two.txt") == 0 && _unlink("three.txt") == 0);
  CHECK(remove("two.txt") == -1 && errno == ENOENT);
  CHECK(_chdir("..") == 0);
  CHECK(_rmdir("folder") == 0);
  CHECK(_rmdir("folder") == -1 && errno == ENOENT);
  return 0;
}
