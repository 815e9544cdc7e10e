// Formatted input of msvcrt.
#undef __USE_MINGW_ANSI_STDIO
#define __USE_MINGW_ANSI_STDIO 0
#include "check.h"

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"

static void integers(void) {
  int a, b, c, count;
  unsigned u;
  short s = 0;
  long long big;
  CHECK(sscanf(" 12 -34+56", "%d%d%d", &a, &b, &c) == 3 && a == 12 && b == -34 && c == 56);
  CHECK(sscanf("0x1f 017 99", "%i%i%i", &a, &b, &c) == 3 && a == 31 && b == 15 && c == 99);
  CHECK(sscanf("ff 0XFF 777", "%x%x%o", &a, &b, &u) == 3 && a == 255 && b == 255 && u == 511);
  CHECK(sscanf("12345", "%2d%3d", &a, &b) == 2 && a == 12 && b == 345);
  CHECK(sscanf("70000", "%hd", &s) == 1 && s == 4464);
  CHECK(sscanf("-1234567890123", "%I64d", &big) == 1 && big == -1234567890123LL);
  CHECK(sscanf("7,8", "%d,%d%n", &a, &b, &count) == 2 && count == 3);
  CHECK(sscanf("7;8", "%d,%d", &a, &b) == 1);
  CHECK(sscanf("1 2 3", "%d%*d%d", &a, &b) == 2 && b == 3);
  CHECK(sscanf("", "%d", &a) == EOF && sscanf("  ", "%d", &a) == EOF);
  CHECK(sscanf("x", "%d", &a) == 0);
  CHECK(sscanf("50%", "%d%%%n", &a, &count) == 1 && count == 3);
}

static void texts(void) {
  char one[32], two[32];
  wchar_t wide[32];
  CHECK(sscanf("  hello world", "%s%s", one, two) == 2 && !strcmp(one, "hello") &&
        !strcmp(two, "world"));
  CHECK(sscanf("hello", "%3s%s", one, two) == 2 && !strcmp(one, "hel") && !strcmp(two, "lo"));
  CHECK(sscanf("abc123", "%[a-z]%[^4]", one, two) == 2 && !strcmp(one, "abc") &&
        !strcmp(two, "123"));
  CHECK(sscanf("]-x", "%[]-]%c", one, two) == 2 && !strcmp(one, "]-") && two[0] == 'x');
  CHECK(sscanf("a b", "%c%c%c", one, one + 1, one + 2) == 3 && one[1] == ' ');
  CHECK(sscanf("wide", "%S", wide) == 1 && !wcscmp(wide, L"wide"));
  CHECK(sscanf("wide", "%ls", wide) == 1 && !wcscmp(wide, L"wide"));
  CHECK(swscanf(L"wide narrow", L"%s%S", wide, one) == 2 && !wcscmp(wide, L"wide") &&
        !strcmp(one, "narrow"));
  CHECK(_snscanf("123456", 3, "%s", one) == 1 && !strcmp(one, "123"));
}

static void numbers(void) {
  float f;
  double d, e;
  CHECK(sscanf("1.5 -2.5e3 .25", "%f%lf%lf", &f, &d, &e) == 3 && f == 1.5f && d == -2500 &&
        e == 0.25);
  CHECK(sscanf("3.14159x", "%4lf%lf", &d, &e) == 2 && d == 3.14 && e == 159);
  CHECK(sscanf("-", "%lf", &d) < 1);
}

static void secure(void) {
  char text[4];
  int a = 0;
  CHECK(sscanf_s("abc 5", "%s%d", text, 4u, &a) == 2 && !strcmp(text, "abc") && a == 5);
  CHECK(sscanf_s("abcd 5", "%s%d", text, 4u, &a) == 0 && !text[0]);
  CHECK(sscanf_s("xyz", "%c%c", text, 1u, text + 1, 1u) == 2 && text[1] == 'y');
}

static void streams(void) {
  FILE* file = fopen("input", "w");
  CHECK(fputs("10 twenty 30.5\nrest of line\n", file) >= 0 && fclose(file) == 0);
  file = fopen("input", "r");
  int a;
  char text[32];
  double d;
  CHECK(fscanf(file, "%d %s %lf", &a, text, &d) == 3 && a == 10 && d == 30.5 &&
        !strcmp(text, "twenty"));
  CHECK(getc(file) == '\n');
  CHECK(fscanf(file, "%[^\n]", text) == 1 && !strcmp(text, "rest of line"));
  CHECK(fscanf(file, "%d", &a) == EOF && feof(file));
  rewind(file);
  wchar_t wide[32];
  CHECK(fwscanf(file, L"%d %s", &a, wide) == 2 && a == 10 && !wcscmp(wide, L"twenty"));
  CHECK(fclose(file) == 0);
}

int main(void) {
  integers();
  texts();
  numbers();
  secure();
  streams();
  return 0;
}
