// Streams: modes, buffers, pushing back, positions, ends and errors.
#include "check.h"

static void modes(void) {
  CHECK(!fopen("absent", "r") && errno == ENOENT);
  FILE* file = fopen("file", "wx");
  CHECK(file && fputs("0123456789", file) >= 0 && fclose(file) == 0);
  file = fopen("file", "r");
  CHECK(file && fputc('x', file) == EOF && ferror(file));
  clearerr(file);
  CHECK(!ferror(file) && getc(file) == '0' && fclose(file) == 0);
  file = fopen("file", "a+b");
  CHECK(file && fputs("ab", file) >= 0 && ftell(file) == 12);
  rewind(file);
  CHECK(getc(file) == '0' && fclose(file) == 0);
  errno_t error = fopen_s(&file, "absent", "r");
  CHECK(error == ENOENT && !file);
}

static void updates(void) {
  FILE* file = fopen("file", "r+b");
  CHECK(file && getc(file) == '0' && getc(file) == '1');
  CHECK(fseek(file, 0, SEEK_CUR) == 0 && fputs("XY", file) >= 0);
  CHECK(fflush(file) == 0 && fseek(file, 0, SEEK_CUR) == 0 && getc(file) == '4');
  CHECK(fseek(file, -1, SEEK_END) == 0 && getc(file) == 'b' && getc(file) == EOF && feof(file));
  CHECK(fputc('!', file) == '!');  // at the end no seek is needed
  CHECK(fclose(file) == 0 && file_is("file", "01XY456789ab!", 13));
}

static void pushes_back(void) {
  FILE* file = fopen("file", "rb");
  CHECK(getc(file) == '0' && ungetc('#', file) == '#' && ftell(file) == 0);
  CHECK(getc(file) == '#' && getc(file) == '1');
  CHECK(ungetc(EOF, file) == EOF);
  while (getc(file) != EOF) {
  }
  CHECK(feof(file) && ungetc('z', file) == 'z' && !feof(file) && getc(file) == 'z');
  fpos_t position;
  CHECK(fsetpos(file, &(fpos_t){4}) == 0 && fgetpos(file, &position) == 0 && position == 4);
  CHECK(fclose(file) == 0);
}

static void buffers(void) {
  static char own[64];
  FILE* file = fopen("buffered", "wb");
  CHECK(setvbuf(file, own, _IOFBF, sizeof own) == 0);
  CHECK(fputs("held", file) >= 0 && !memcmp(own, "held", 4));
  CHECK(file_is("buffered", "", 0));
  CHECK(fflush(file) == 0 && file_is("buffered", "held", 4));
  CHECK(setvbuf(file, NULL, _IONBF, 0) == 0 && fputs("!", file) >= 0);
  CHECK(file_is("buffered", "held!", 5) && fclose(file) == 0);
}

static void large_blocks(void) {
  enum { kSize = 300001 };
  char* data = malloc(kSize);
  char* back = malloc(kSize);
  for (int i = 0; i < kSize; ++i) data[i] = (char)(i * 7 + i / 256);
  FILE* file = fopen("large", "w+b");
  CHECK(fwrite("head", 1, 4, file) == 4 && fwrite(data, 1, kSize, file) == kSize);
  CHECK(fwrite("tail", 4, 1, file) == 1 && ftell(file) == kSize + 8);
  rewind(file);
  CHECK(fread(back, 1, 4, file) == 4 && !memcmp(back, "head", 4));
  CHECK(fread(back, kSize, 1, file) == 1 && !memcmp(back, data, kSize));
  CHECK(ftell(file) == kSize + 4 && fread(back, 3, 2, file) == 1 && feof(file));
  CHECK(fclose(file) == 0);
}

static void lines(void) {
  FILE* file = fopen("lines", "w");
  CHECK(fputs("short\na longer line\nlast", file) >= 0 && fclose(file) == 0);
  file = fopen("lines", "r");
  char text[10];
  CHECK(fgets(text, sizeof text, file) == text && !strcmp(text, "short\n"));
  CHECK(fgets(text, sizeof text, file) && !strcmp(text, "a longer "));
  CHECK(fgets(text, sizeof text, file) && !strcmp(text, "line\n"));
  CHECK(fgets(text, 1, file) && !text[0]);
  CHECK(fgets(text, sizeof text, file) && !strcmp(text, "last") && !fgets(text, 10, file));
  CHECK(fclose(file) == 0);
}

static void temporary_files(void) {
  FILE* file = tmpfile();
  CHECK(file && fputs("gone", file) >= 0);
  rewind(file);
  char text[8];
  CHECK(fgets(text, 8, file) && !strcmp(text, "gone"));
  CHECK(_rmtmp() == 1);
  char* name = _tempnam(".", "pre");
  CHECK(name && strstr(name, "pre"));
  free(name);
  CHECK(tmpnam(NULL) && tmpnam(NULL)[0]);
}

static void redirects(void) {
  const int saved = _dup(1);
  CHECK(freopen("redirected", "w", stdout) == stdout && _fileno(stdout) == 1);
  printf("to the file\n");
  fflush(stdout);
  CHECK(_dup2(saved, 1) == 0 && _close(saved) == 0);
  CHECK(file_is("redirected", "to the file\r\n", 13));
}

static void many(void) {
  FILE* files[100];
  for (int i = 0; i < 100; ++i) CHECK((files[i] = fopen("file", "r")));
  CHECK(_fileno(files[99]) == 102);
  CHECK(_fcloseall() == 100);
  FILE* file = _fdopen(_open("file", _O_RDONLY), "r");
  CHECK(file && getc(file) == '0' && fclose(file) == 0);
}

int main(void) {
  modes();
  updates();
  pushes_back();
  buffers();
  large_blocks();
  lines();
  temporary_files();
  redirects();
  many();
  return 0;
}
