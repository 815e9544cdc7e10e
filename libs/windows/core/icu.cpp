#include "libs/windows/core/icu.h"

#include <dlfcn.h>

#include <cstdio>
#include <initializer_list>

namespace mimic::win {
namespace {

struct Icu {
  void* common = nullptr;  // libicuuc
  void* i18n = nullptr;    // libicui18n, which the first is part of on some systems
  int version = 0;         // 0: names without one
};

Icu open_icu() {
  Icu icu;
  char name[64];
  for (int version = 80; version >= 60 && !icu.i18n; --version) {
    std::snprintf(name, sizeof name, "libicui18n.so.%d", version);
    icu.i18n = ::dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (!icu.i18n) continue;
    std::snprintf(name, sizeof name, "libicuuc.so.%d", version);
    icu.common = ::dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    icu.version = version;
  }
  return icu;
}

}  // namespace

void* icu_symbol(const char* name) {
  static const Icu icu = open_icu();
  if (!icu.i18n) return nullptr;
  char versioned[96];
  std::snprintf(versioned, sizeof versioned, "%s_%d", name, icu.version);
  for (void* library : {icu.i18n, icu.common}) {
    if (!library) continue;
    if (void* symbol = ::dlsym(library, versioned)) return symbol;
    if (void* symbol = ::dlsym(library, name)) return symbol;
  }
  return nullptr;
}

}  // namespace mimic::win
