// Text mode: CR LF is one character, Ctrl-Z ends a file, and positions are the file's.
#include "check.h"

static void translates_when_writing(void) {
  FILE* file = fopen("written", "w");
  CHECK(file);
  CHECK(fputs("one\ntwo\r\n\n", file) >= 0);
  CHECK(ftell(file) == 13);
  CHECK(fclose(file) == 0);
  CHECK(file_is("written", "one\r\ntwo\r\r\n\r\n", 13));
}

static void translates_when_reading(void) {
  write_file("lines", "a\r\nb\rc\nd\r\n\x1aignored\r\n", 20);
  FILE* file = fopen("lines", "r");
  CHECK(file);
  char text[32];
  CHECK(fread(text, 1, sizeof text, file) == 8);
  CHECK(!memcmp(text, "a\nb\rc\nd\n", 8));
  CHECK(feof(file));
  CHECK(fclose(file) == 0);
  file = fopen("lines", "rb");
  CHECK(fread(text, 1, sizeof text, file) == 20);
  CHECK(fclose(file) == 0);
}

// Every position that ftell gives leads back to the same rest of the file.
static void positions_return(void) {
  FILE* file = fopen("many", "wb");
  for (int i = 0; i < 3000; ++i) fprintf(file, "line %d%s", i, i % 3 ? "\r\n" : "\n");
  CHECK(fclose(file) == 0);
  file = fopen("many", "r");
  long positions[3000];
  char line[32], expected[32];
  for (int i = 0; i < 3000; ++i) {
    positions[i] = ftell(file);
    CHECK(fgets(line, sizeof line, file));
  }
  CHECK(!fgets(line, sizeof line, file));
  for (int i = 2999; i >= 0; i -= 7) {
    CHECK(fseek(file, positions[i], SEEK_SET) == 0);
    CHECK(ftell(file) == positions[i]);
    CHECK(fgets(line, sizeof line, file));
    sprintf(expected, "line %d\n", i);
    CHECK(!strcmp(line, expected));
    if (i < 2999) CHECK(ftell(file) == positions[i + 1]);
  }
  CHECK(fclose(file) == 0);
}

// A CR at the end of a read belongs to the LF behind it.
static void breaks_between_reads(void) {
  char data[4097];
  memset(data, 'x', sizeof data);
  data[4095] = '\r';
  data[4096] = '\n';
  write_file("break", data, sizeof data);
  FILE* file = fopen("break", "r");
  int count = 0, last = 0;
  for (int c; (c = getc(file)) != EOF; ++count) last = c;
  CHECK(count == 4096 && last == '\n');
  CHECK(fclose(file) == 0);
  const int fd = _open("break", _O_RDONLY | _O_TEXT);
  CHECK(_lseek(fd, 4094, SEEK_SET) == 4094);
  char two[2];
  CHECK(_read(fd, two, 2) == 2 && two[0] == 'x' && two[1] == '\n');
  CHECK(_read(fd, two, 2) == 0 && _eof(fd) == 1);
  CHECK(_close(fd) == 0);
}

static void ctrl_z_goes_when_appending(void) {
  write_file("appended", "text\x1a", 5);
  FILE* file = fopen("appended", "a+");
  CHECK(file && fputs("more", file) >= 0 && fclose(file) == 0);
  CHECK(file_is("appended", "textmore", 8));
}

static void pipes_keep_a_lone_cr(void) {
  int ends[2];
  CHECK(_pipe(ends, 256, _O_BINARY) == 0);
  CHECK(_setmode(ends[0], _O_TEXT) == _O_BINARY);
  CHECK(_write(ends[1], "a\r\nb\rc", 6) == 6);
  CHECK(_close(ends[1]) == 0);
  char text[8];
  CHECK(_read(ends[0], text, 2) == 2 && !memcmp(text, "a\n", 2));
  CHECK(_read(ends[0], text, 2) == 2 && !memcmp(text, "b\r", 2));
  CHECK(_read(ends[0], text, 2) == 1 && text[0] == 'c');
  CHECK(_read(ends[0], text, 2) == 0);
  CHECK(_close(ends[0]) == 0);
}

int main(void) {
  translates_when_writing();
  translates_when_reading();
  positions_return();
  breaks_between_reads();
  ctrl_z_goes_when_appending();
  pipes_keep_a_lone_cr();
  return 0;
}
