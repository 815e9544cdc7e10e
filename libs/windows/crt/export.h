// Shorthands for what the C runtimes export. msvcrt.dll and ucrtbase.dll share one implementation,
// declared in namespace msvcrt; what only the Universal CRT has is declared in namespace ucrtbase.
#pragma once

#include "libs/windows/exports/export.h"

// In msvcrt and under the same name in ucrtbase.
#define CRT_EXPORT(result, name, parameters) \
  ALSO(ucrtbase, name, "msvcrt." #name);     \
  EXPORT(msvcrt, result, name, parameters)

// The same where ucrtbase also has the `_o_` name by which Windows' own modules import it
// (api-ms-win-crt-private-l1-1-0).
#define CRT_EXPORT_O(result, name, parameters) \
  ALSO(ucrtbase, _o_##name, "msvcrt." #name);  \
  CRT_EXPORT(result, name, parameters)

// Only in ucrtbase, without and with the `_o_` name.
#define UCRT_EXPORT(result, name, parameters) EXPORT(ucrtbase, result, name, parameters)
#define UCRT_EXPORT_O(result, name, parameters) \
  ALSO(ucrtbase, _o_##name, "ucrtbase." #name); \
  EXPORT(ucrtbase, result, name, parameters)

// Another name of a function that is declared in msvcrt, in both runtimes or in ucrtbase alone.
#define CRT_ALIAS(name, implementation)          \
  ALSO(msvcrt, name, "msvcrt." #implementation); \
  ALSO(ucrtbase, name, "msvcrt." #implementation)
#define UCRT_ALIAS(name, implementation) ALSO(ucrtbase, name, "msvcrt." #implementation)
#define UCRT_ALIAS_O(name, implementation)              \
  ALSO(ucrtbase, _o_##name, "msvcrt." #implementation); \
  ALSO(ucrtbase, name, "msvcrt." #implementation)
