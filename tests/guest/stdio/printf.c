// Formatted output of msvcrt: integers, strings, floating-point numbers, widths.
#undef __USE_MINGW_ANSI_STDIO
#define __USE_MINGW_ANSI_STDIO 0
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
#pragma GCC diagnostic ignored "-Wformat-overflow"

static void integers(void) {
  printf("[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%.4d] [%8.3d]\n", 42, 42, 42, 42, 42, 42, 42, 7);
  printf("[%u] [%x] [%X] [%#x] [%o] [%#o] [%#x] [%#o]\n", 4000000000u, 0xbeef, 0xbeef, 0xbeef, 8, 8,
         0, 0);
  printf("[%hd] [%I64d] [%I64x] [%lld] [%ld] [%I32u]\n", 70000, 1234567890123456789LL,
         0xfedcba9876543210ULL, LLONG_MIN, INT_MIN, 7);
  printf("[%*d] [%-*d] [%*d] [%.*d] [%.*d]\n", 6, 1, 6, 2, -6, 3, 3, 4, -1, 5);
  printf("[%.0d] [%5.0d] [%p] [%20p]\n", 0, 0, (void*)0x1234abcd, (void*)0xff);
  printf("[%c] [%5c] [%-5c] [%%] [%y]\n", 'a', 'b', 'c');
}

static void strings(void) {
  printf("[%s] [%10s] [%-10s] [%.2s] [%010s] [%s]\n", "text", "text", "text", "text", "text",
         (char*)NULL);
  printf("[%S] [%ls] [%ws] [%hs] [%C] [%.3S]\n", L"wide", L"long", L"w", "narrow", L'x', L"abcdef");
  wchar_t wide[64];
  _snwprintf(wide, 64, L"[%s] [%S] [%hs] [%ls] [%c]", L"wide", "narrow", "narrow", L"long", L'x');
  printf("%ls\n", wide);
}

static void numbers(void) {
  printf("[%f] [%.2f] [%10.3f] [%-10.1f] [%+f] [%010.2f]\n", 3.14159265, 2.005, -1.5, 2.25, 1.0,
         -3.5);
  printf("[%e] [%.0e] [%E] [%.3e] [%#.0e]\n", 12345.678, 5.5, 1e-10, 1e300, 1.0);
  printf("[%g] [%g] [%g] [%g] [%#g] [%G] [%.10g]\n", 0.0001, 0.00001, 1e6, 123456.0, 1.0, 1e-20,
         3.14159265358979);
  printf("[%.0f] [%.0f] [%.0f] [%.1f] [%.2f]\n", 0.5, 1.5, 2.5, 0.25, 1.005);
  printf("[%f] [%f] [%g] [%e] [%.2f] [%10g]\n", INFINITY, -INFINITY, INFINITY, INFINITY, INFINITY,
         INFINITY);
  printf("[%.20f] [%.3f] [%f]\n", 0.1, 1e22, 1e-7);
}

static void sized(void) {
  char buffer[8];
  memset(buffer, '#', sizeof buffer);
  printf("%d ", _snprintf(buffer, 4, "%s", "abc"));
  printf("%.8s\n", buffer);
  memset(buffer, '#', sizeof buffer);
  printf("%d ", _snprintf(buffer, 3, "%s", "abc"));
  printf("%.8s\n", buffer);
  memset(buffer, '#', sizeof buffer);
  printf("%d ", _snprintf(buffer, 2, "%s", "abc"));
  printf("%.8s\n", buffer);
  printf("%d %d\n", _scprintf("%d-%s", 12345, "abc"), _scwprintf(L"%d-%s", 12345, L"abc"));
}

int main(void) {
  integers();
  strings();
  numbers();
  sized();
  return 0;
}
