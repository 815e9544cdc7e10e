// MBS(result, name, (parameters), { body }) declares an _mbs function and its _l form, whose bodies
// see the characters' rules as `mb`.
#pragma once

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/mbcs.h"

#define MBS_WITH_LOCALE(...) (__VA_ARGS__, ::mimic::win::crt::Locale * locale)
#define MBS(result, name, parameters, ...)                      \
  CRT_EXPORT_O(result, name, parameters) {                      \
    [[maybe_unused]] const ::mimic::win::crt::Mbcs mb(nullptr); \
    __VA_ARGS__                                                 \
  }                                                             \
  CRT_EXPORT_O(result, name##_l, MBS_WITH_LOCALE parameters) {  \
    [[maybe_unused]] const ::mimic::win::crt::Mbcs mb(locale);  \
    __VA_ARGS__                                                 \
  }
