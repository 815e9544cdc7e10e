// Formatted text of the Universal CRT, which takes its rules as options.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

typedef int (*Print)(unsigned long long, char*, size_t, const char*, void*, va_list);
typedef int (*PrintWide)(unsigned long long, wchar_t*, size_t, const wchar_t*, void*, va_list);
typedef int (*PrintLimited)(unsigned long long, char*, size_t, size_t, const char*, void*, va_list);
typedef int (*Scan)(unsigned long long, const char*, size_t, const char*, void*, va_list);
static Print vsprintf_, vsprintf_s_, vsprintf_p_;
static PrintWide vswprintf_;
static PrintLimited vsnprintf_s_;
static Scan vsscanf_;

static void show(unsigned long long options, size_t size, const char* format, ...) {
  char text[256];
  memset(text, '#', sizeof text);
  va_list list;
  va_start(list, format);
  const int result = vsprintf_(options, text, size, format, NULL, list);
  va_end(list);
  text[255] = 0;
  printf("%d [%.*s]\n", result, (int)(size ? strnlen(text, size) : 0), text);
}
static void show_checked(Print function, const char* format, ...) {
  char text[16] = "before";
  va_list list;
  va_start(list, format);
  const int result = function(0, text, sizeof text, format, NULL, list);
  va_end(list);
  printf("%d [%s]\n", result, text);
}
static void show_limited(size_t size, size_t limit, const char* format, ...) {
  char text[16] = "before";
  va_list list;
  va_start(list, format);
  const int result = vsnprintf_s_(0, text, size, limit, format, NULL, list);
  va_end(list);
  printf("%d [%s]\n", result, text);
}
static void show_wide(unsigned long long options, const wchar_t* format, ...) {
  wchar_t text[64];
  va_list list;
  va_start(list, format);
  const int result = vswprintf_(options, text, 64, format, NULL, list);
  va_end(list);
  printf("%d [%ls]\n", result, text);
}
static int scan(unsigned long long options, const char* text, const char* format, ...) {
  va_list list;
  va_start(list, format);
  const int result = vsscanf_(options, text, (size_t)-1, format, NULL, list);
  va_end(list);
  return result;
}
static void no_handler(const wchar_t* a, const wchar_t* b, const wchar_t* c, unsigned d,
                       uintptr_t e) {}

enum {
  kLegacyEnd = 1,
  kStandardEnd = 2,
  kLegacyWide = 4,
  kLegacy = 8,
  kThreeDigits = 16,
  kRounding = 32
};

int main(void) {
  HMODULE ucrt = LoadLibraryA("ucrtbase.dll");
  if (!ucrt) return 1;
  vsprintf_ = (void*)GetProcAddress(ucrt, "__stdio_common_vsprintf");
  vsprintf_s_ = (void*)GetProcAddress(ucrt, "__stdio_common_vsprintf_s");
  vsprintf_p_ = (void*)GetProcAddress(ucrt, "__stdio_common_vsprintf_p");
  vswprintf_ = (void*)GetProcAddress(ucrt, "__stdio_common_vswprintf");
  vsnprintf_s_ = (void*)GetProcAddress(ucrt, "__stdio_common_vsnprintf_s");
  vsscanf_ = (void*)GetProcAddress(ucrt, "__stdio_common_vsscanf");
  void (*set_handler)(void*) = (void*)GetProcAddress(ucrt, "_set_invalid_parameter_handler");
  if (!vsprintf_ || !vsprintf_s_ || !vsprintf_p_ || !vswprintf_ || !vsnprintf_s_ || !vsscanf_ ||
      !set_handler)
    return 2;
  set_handler((void*)no_handler);

  // Numbers: exact digits, both roundings, both exponents, infinities.
  show(kRounding, 256, "%.0f %.0f %.0f %.1f %.2f", 0.5, 1.5, 2.5, 0.25, 2.675);
  show(0, 256, "%.0f %.0f %.0f %.1f %.2f", 0.5, 1.5, 2.5, 0.25, 2.675);
  show(kRounding, 256, "%.55f", 0.1);
  show(kRounding, 256, "%.20g %.3e %.0e %g", 0.1, 123456.0, 2.5, 1e-5);
  show(kThreeDigits, 256, "%e %g", 1.0, 1e100);
  show(0, 256, "%.1e %.1e %.1e %.2g", 1.25, 1.35, 1e23, 125.0);
  show(kRounding, 256, "%f %F %5.1f %-6g| %06f %+f", INFINITY, -INFINITY, INFINITY, NAN, INFINITY,
       INFINITY);
  show(kLegacy, 256, "%f %e", INFINITY, -INFINITY);
  show(kRounding, 256, "%a %A %.2a %.0a %a %#.0a", 1.0, -0.1, 1.999, 1.5, 5e-324, 2.0);
  show(kRounding, 256, "%.0f", 1.7976931348623157e308);
  show(kRounding, 256, "%.15f|%25.20f|%-25.20f|%025.20f", 5e-324, 1.5, 1.5, -1.5);
  show(kRounding, 256, "%#g %#.3g %g %g %g", 1.0, 100.0, 100000.0, 1000000.0, 0.0);

  // Integers and texts.
  show(0, 256, "%hhx %hx %zu %td %jd %lld %Iu", 0x1234, 0x12345, (size_t)7, (ptrdiff_t)-7, -8LL,
       -9LL, (size_t)10);
  show(0, 256, "%s %ls %hs %.2s %5c|%-5c|", "s", L"ls", "hs", "abc", 'x', 'y');
  show_wide(kLegacyWide, L"%s %S %hs %ls", L"wide", "narrow", "narrow", L"wide");
  show_wide(0, L"%s %S %hs %ls", "narrow", L"wide", "narrow", L"wide");

  // What does not fit.
  show(0, 4, "%s", "abc");
  show(0, 4, "%s", "abcd");
  show(kStandardEnd, 4, "%s", "abcdef");
  show(kLegacyEnd, 4, "%s", "abcd");
  show(kLegacyEnd, 4, "%s", "abcde");
  show_checked(vsprintf_s_, "%s", "fits");
  show_checked(vsprintf_s_, "%s", "this does not fit");
  show_checked(vsprintf_s_, "%y");
  show_checked(vsprintf_p_, "%2$s-%1$d", 5, "x");
  show_checked(vsprintf_p_, "%1$*2$d|", 5, 3);
  show_limited(16, 3, "%s", "abcdef");
  show_limited(4, (size_t)-1, "%s", "abcdef");
  show_limited(4, 10, "%s", "abcdef");

  double a = 0, b = 0, c = 0;
  printf("%d\n", scan(0, "0x1p4 inf 1e2", "%lf %lf %lf", &a, &b, &c));
  printf("%g %d %g\n", a, isinf(b) != 0, c);
  signed char byte = 0;
  size_t size = 0;
  const int stored = scan(0, "300 99", "%hhd %zu", &byte, &size);
  printf("%d %d %d\n", stored, byte, (int)size);
  return 0;
}
