// What the Universal CRT has beyond msvcrt.
#include <complex.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <windows.h>

typedef struct {
  double re, im;
} Complex;
typedef struct {
  long long quot, rem;
} Division;

#define LOAD(result, name, parameters)                              \
  result(*name##_) parameters = (void*)GetProcAddress(ucrt, #name); \
  if (!name##_) return printf("no %s\n", #name), 1

int main(void) {
  HMODULE ucrt = LoadLibraryA("ucrtbase.dll");
  if (!ucrt) return 1;
  LOAD(const char*, setlocale, (int, const char*));
  LOAD(size_t, mbstowcs, (wchar_t*, const char*, size_t));
  LOAD(size_t, wcstombs, (char*, const wchar_t*, size_t));
  LOAD(int, ___mb_cur_max_func, (void));
  LOAD(double, strtod, (const char*, char**));
  LOAD(size_t, strftime, (char*, size_t, const char*, const struct tm*));
  LOAD(Complex, csqrt, (Complex));
  LOAD(Division, lldiv, (long long, long long));
  LOAD(double, nexttoward, (double, double));
  LOAD(long, lround, (double));
  LOAD(size_t, mbrtoc16, (wchar_t*, const char*, size_t, void*));
  LOAD(wchar_t*, wcstok, (wchar_t*, const wchar_t*, wchar_t**));

  printf("%s\n", setlocale_(0, ".UTF8"));
  printf("%d\n", ___mb_cur_max_func_());
  wchar_t wide[16];
  size_t count = mbstowcs_(wide, "\xc3\xa4\xf0\x9f\x98\x80", 16);
  printf("%d %x %x %x\n", (int)count, wide[0], wide[1], wide[2]);
  char text[64];
  printf("%d\n", (int)wcstombs_(text, wide, 64));
  printf("%d\n", memcmp(text, "\xc3\xa4\xf0\x9f\x98\x80", 7));
  setlocale_(0, "C");
  printf("%g\n", strtod_("0x1.8p3", NULL));
  struct tm fields = {.tm_year = 121, .tm_mday = 3};
  strftime_(text, sizeof text, "%F %T %G-W%V %c", &fields);
  puts(text);
  Complex root = csqrt_((Complex){-4, 0});
  printf("%g %g\n", root.re, root.im);
  Division division = lldiv_(-7000000000, 3000000000);
  printf("%lld %lld\n", division.quot, division.rem);
  printf("%d %ld\n", nexttoward_(1, 2) > 1, lround_(-2.5));
  unsigned long long state = 0;
  size_t first = mbrtoc16_(wide, "\xf0\x9f\x98\x80", 4, &state);
  size_t second = mbrtoc16_(wide + 1, "", 1, &state);
  printf("%d %d %x %x\n", (int)first, (int)second, wide[0], wide[1]);
  wchar_t list[] = L"a b", *rest;
  printf("%ls", wcstok_(list, L" ", &rest));
  printf("%ls\n", wcstok_(NULL, L" ", &rest));
  return 0;
}
