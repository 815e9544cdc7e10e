// ccs=: files in UTF-8 and UTF-16 are read and written as wide characters.
#include "check.h"

static const wchar_t kText[] = L"caf\u00e9 \u20ac\n\xd83d\xde00 end\n";
static const char kUtf8[] =
    "\xef\xbb\xbf"
    "caf\xc3\xa9 \xe2\x82\xac\r\n\xf0\x9f\x98\x80 end\r\n";
static const wchar_t kUtf16[] =
    L"\xfeff"
    L"caf\u00e9 \u20ac\r\n\xd83d\xde00 end\r\n";

static void write_with(const char* mode, const void* bytes, size_t size) {
  FILE* file = fopen("encoded", mode);
  CHECK(file);
  CHECK(fputws(kText, file) >= 0);
  CHECK(fclose(file) == 0);
  CHECK(file_is("encoded", bytes, size));
}

static void read_with(const char* mode, const void* bytes, size_t size) {
  write_file("encoded", bytes, size);
  FILE* file = fopen("encoded", mode);
  CHECK(file);
  wchar_t line[32];
  CHECK(fgetws(line, 32, file) && !wcsncmp(line, kText, 7));
  const long middle = ftell(file);
  CHECK(fgetws(line, 32, file) && !wcscmp(line, kText + 7));
  CHECK(fgetwc(file) == WEOF && feof(file));
  CHECK(fseek(file, middle, SEEK_SET) == 0);
  CHECK(fgetwc(file) == 0xd83d && fgetwc(file) == 0xde00 && fgetwc(file) == ' ');
  CHECK(ungetwc(L'!', file) == L'!' && fgetwc(file) == L'!' && fgetwc(file) == L'e');
  CHECK(fclose(file) == 0);
}

int main(void) {
  write_with("w, ccs=UTF-8", kUtf8, sizeof kUtf8 - 1);
  write_with("w, ccs=UTF-16LE", kUtf16, sizeof kUtf16 - 2);
  write_with("w, ccs=UNICODE", kUtf16, sizeof kUtf16 - 2);
  read_with("r, ccs=UTF-8", kUtf8, sizeof kUtf8 - 1);
  read_with("r, ccs=UTF-8", kUtf8 + 3, sizeof kUtf8 - 4);  // without a mark
  read_with("r, ccs=UTF-8", kUtf16, sizeof kUtf16 - 2);    // the mark decides
  read_with("r, ccs=UNICODE", kUtf8, sizeof kUtf8 - 1);
  read_with("r, ccs=UTF-16LE", kUtf16, sizeof kUtf16 - 2);
  CHECK(!fopen("encoded", "r, ccs=LATIN"));

  // Appending reads the mark of what is there.
  write_file("encoded", kUtf8, sizeof kUtf8 - 1);
  FILE* file = fopen("encoded", "a, ccs=UTF-16LE");
  CHECK(file && fputwc(L'\u00e9', file) == L'\u00e9' && fclose(file) == 0);
  char both[sizeof kUtf8 + 1];
  memcpy(both, kUtf8, sizeof kUtf8 - 1);
  memcpy(both + sizeof kUtf8 - 1, "\xc3\xa9", 2);
  CHECK(file_is("encoded", both, sizeof both));

  // Without an encoding, wide text is the locale's; in binary mode it is UTF-16.
  file = fopen("encoded", "w");
  CHECK(file && fputws(L"\u00e9\n", file) >= 0 && fclose(file) == 0);
  CHECK(file_is("encoded", "\xe9\r\n", 3));
  file = fopen("encoded", "wb");
  CHECK(file && fputws(L"\u00e9\n", file) >= 0 && fclose(file) == 0);
  CHECK(file_is("encoded", L"\u00e9\n", 4));
  return 0;
}
