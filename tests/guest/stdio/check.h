// What the guest programs of this folder share: a check that ends the program with the line.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <wchar.h>

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      printf("%s:%d: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno); \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

// Puts these bytes into a file.
static inline void write_file(const char* name, const void* bytes, size_t size) {
  const int fd = _open(name, _O_CREAT | _O_TRUNC | _O_WRONLY | _O_BINARY, _S_IREAD | _S_IWRITE);
  CHECK(fd >= 0);
  CHECK(_write(fd, bytes, (unsigned)size) == (int)size);
  CHECK(_close(fd) == 0);
}
// Whether a file holds just these bytes.
static inline int file_is(const char* name, const void* bytes, size_t size) {
  static char buffer[0x10000];
  const int fd = _open(name, _O_RDONLY | _O_BINARY);
  CHECK(fd >= 0);
  const int read = _read(fd, buffer, sizeof buffer);
  CHECK(_close(fd) == 0);
  return read == (int)size && !memcmp(buffer, bytes, size);
}
