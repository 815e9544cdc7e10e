// Undecorated names, as the C runtime makes them.
#include "libs/windows/vcruntime140/undecorate.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::dbghelp {
namespace {

// As much as fits of the name, and how much that is.
template <class Char>
DWORD give(std::basic_string_view<Char> text, Char* buffer, DWORD capacity) {
  if (!buffer || !capacity)
    return static_cast<DWORD>(kernel32::fail_with(ERROR_INSUFFICIENT_BUFFER));
  const size_t fits = std::min<size_t>(text.size(), capacity - 1);
  std::memcpy(buffer, text.data(), fits * sizeof(Char));
  buffer[fits] = 0;
  return static_cast<DWORD>(fits);
}

}  // namespace

EXPORT(dbghelp, DWORD, UnDecorateSymbolName,
       (LPCSTR name, LPSTR outputString, DWORD maxStringLength, DWORD flags)) {
  return give<char>(cpp::undecorate(name, flags), outputString, maxStringLength);
}
EXPORT(dbghelp, DWORD, UnDecorateSymbolNameW,
       (LPCWSTR name, LPWSTR outputString, DWORD maxStringLength, DWORD flags)) {
  const std::u16string text = to_utf16(cpp::undecorate(to_utf8(view_of(name)), flags));
  return give<WCHAR>(text, outputString, maxStringLength);
}

// The symbol's name follows its description.
struct IMAGEHLP_SYMBOL64 {
  DWORD SizeOfStruct;
  DWORD64 Address;
  DWORD Size, Flags, MaxNameLength;
  CHAR Name[1];
};
EXPORT(dbghelp, BOOL, SymUnDName64,
       (const IMAGEHLP_SYMBOL64* sym, LPSTR UnDecName, DWORD UnDecNameLength)) {
  return UnDecorateSymbolName(sym->Name, UnDecName, UnDecNameLength, cpp::kUndecorateComplete) != 0;
}

}  // namespace mimic::win::dbghelp
