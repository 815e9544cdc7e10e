// kernel32's functions under the names by which msvcp60 and old static libraries ask msvcrt for
// them. The arguments msvcrt adds (a code page, a locale) come last and change nothing for these.
#include "libs/windows/exports/export.h"

ALSO(msvcrt, __crtCompareStringA, "kernel32.CompareStringA");
ALSO(msvcrt, __crtCompareStringW, "kernel32.CompareStringW");
ALSO(msvcrt, __crtGetLocaleInfoW, "kernel32.GetLocaleInfoW");
ALSO(msvcrt, __crtGetStringTypeW, "kernel32.GetStringTypeW");
ALSO(msvcrt, __crtLCMapStringA, "kernel32.LCMapStringA");
ALSO(msvcrt, __crtLCMapStringW, "kernel32.LCMapStringW");
