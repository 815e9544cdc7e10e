// __unDName: readable names for a program that asks the C runtime.
#include <algorithm>
#include <cstring>

#include "libs/windows/exports/export.h"
#include "libs/windows/vcruntime140/undecorate.h"

namespace mimic::win::vcruntime140 {

using UndecorateAllocate = MS_ABI void* (*)(SIZE_T size);
using UndecorateFree = MS_ABI void (*)(void* block);

EXPORT(vcruntime140, char*, __unDName,
       (char* outputString, LPCSTR name, int maxStringLength, UndecorateAllocate pAlloc,
        UndecorateFree pFree, WORD disableFlags)) {
  if (!name || !pAlloc) return nullptr;
  const std::string text = cpp::undecorate(name, disableFlags);
  size_t fits = text.size();
  if (outputString) {
    if (maxStringLength <= 0) return nullptr;
    fits = std::min<size_t>(fits, static_cast<size_t>(maxStringLength) - 1);
  } else {
    outputString = static_cast<char*>(pAlloc(fits + 1));
    if (!outputString) return nullptr;
  }
  std::memcpy(outputString, text.data(), fits);
  outputString[fits] = 0;
  return outputString;
}

// With a function that names a template's parameters; a symbol of a program has none left.
EXPORT(vcruntime140, char*, __unDNameEx,
       (char* outputString, LPCSTR name, int maxStringLength, UndecorateAllocate pAlloc,
        UndecorateFree pFree, PVOID pGetParameter, WORD disableFlags)) {
  return __unDName(outputString, name, maxStringLength, pAlloc, pFree, disableFlags);
}

}  // namespace mimic::win::vcruntime140

ALSO(msvcrt, __unDName, "vcruntime140.__unDName");
ALSO(msvcrt, __unDNameEx, "vcruntime140.__unDNameEx");
ALSO(ucrtbase, __unDName, "vcruntime140.__unDName");
ALSO(ucrtbase, __unDNameEx, "vcruntime140.__unDNameEx");
