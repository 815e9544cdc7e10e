// A variadic export and the one that takes its arguments as a va_list.
#pragma once

#include "libs/windows/crt/export.h"

#define CRT_UNPACK(...) __VA_ARGS__

// `parameters` is a list in parentheses, `last` the last of them, `call` an expression that uses
// them and `arguments`.
#define CRT_VARIADIC(dll, name, parameters, last, call)  \
  EXPORT(dll, int, name, (CRT_UNPACK parameters, ...)) { \
    __builtin_ms_va_list arguments;                      \
    __builtin_ms_va_start(arguments, last);              \
    const int result = call;                             \
    __builtin_ms_va_end(arguments);                      \
    return result;                                       \
  }
#define CRT_VARIADIC_PAIR(dll, name, v_name, parameters, last, call) \
  CRT_VARIADIC(dll, name, parameters, last, call)                    \
  EXPORT(dll, int, v_name, (CRT_UNPACK parameters, const void* arguments)) { return call; }
