// Aliases of console lines. Lengths are in bytes.
#include "libs/windows/core/console_alias.h"

#include <algorithm>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console_output.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

std::u16string wide(LPCWSTR text) { return std::u16string(view_of(text)); }
std::u16string wide(LPCSTR text) { return decode_text(console_output::code_page(), text); }

template <class C>
std::basic_string<C> as(const std::u16string& text) {
  if constexpr (sizeof(C) == 2)
    return text;
  else
    return encode_text(console_output::code_page(), text);
}

// One after the other, each with its terminator.
template <class C>
std::basic_string<C> joined(const std::vector<std::u16string>& lines) {
  std::basic_string<C> text;
  for (const std::u16string& line : lines) {
    text += as<C>(line);
    text += C{0};
  }
  return text;
}

template <class C>
DWORD give(const std::basic_string<C>& text, C* buffer, DWORD size) {
  if (text.size() * sizeof(C) > size) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::ranges::copy(text, buffer);
  return static_cast<DWORD>(text.size() * sizeof(C));
}

template <class C>
BOOL add(const C* source, const C* target, const C* program) {
  if (!source || !program) return fail_with(ERROR_INVALID_PARAMETER);
  const bool done =
      console_alias::set(wide(program), wide(source), target ? wide(target) : std::u16string());
  return done ? TRUE : fail_with(ERROR_GEN_FAILURE);
}

template <class C>
DWORD get(const C* source, C* buffer, DWORD size, const C* program) {
  const auto target = console_alias::get(wide(program), wide(source));
  if (!target) return fail_with(ERROR_GEN_FAILURE);
  return give(joined<C>({*target}), buffer, size);
}

}  // namespace

EXPORT_PARTIAL("lines are read as they are typed", kernel32, BOOL, AddConsoleAliasW,
               (LPCWSTR Source, LPCWSTR Target, LPCWSTR ExeName)) {
  return add(Source, Target, ExeName);
}
EXPORT_PARTIAL("lines are read as they are typed", kernel32, BOOL, AddConsoleAliasA,
               (LPCSTR Source, LPCSTR Target, LPCSTR ExeName)) {
  return add(Source, Target, ExeName);
}

EXPORT(kernel32, DWORD, GetConsoleAliasW,
       (LPCWSTR Source, LPWSTR TargetBuffer, DWORD TargetBufferLength, LPCWSTR ExeName)) {
  return get<WCHAR>(Source, TargetBuffer, TargetBufferLength, ExeName);
}
EXPORT(kernel32, DWORD, GetConsoleAliasA,
       (LPCSTR Source, LPSTR TargetBuffer, DWORD TargetBufferLength, LPCSTR ExeName)) {
  return get<CHAR>(Source, TargetBuffer, TargetBufferLength, ExeName);
}

EXPORT(kernel32, DWORD, GetConsoleAliasesLengthW, (LPCWSTR ExeName)) {
  return static_cast<DWORD>(joined<WCHAR>(console_alias::list(wide(ExeName))).size() * 2);
}
EXPORT(kernel32, DWORD, GetConsoleAliasesLengthA, (LPCSTR ExeName)) {
  return static_cast<DWORD>(joined<CHAR>(console_alias::list(wide(ExeName))).size());
}

EXPORT(kernel32, DWORD, GetConsoleAliasesW,
       (LPWSTR AliasBuffer, DWORD AliasBufferLength, LPCWSTR ExeName)) {
  return give(joined<WCHAR>(console_alias::list(wide(ExeName))), AliasBuffer, AliasBufferLength);
}
EXPORT(kernel32, DWORD, GetConsoleAliasesA,
       (LPSTR AliasBuffer, DWORD AliasBufferLength, LPCSTR ExeName)) {
  return give(joined<CHAR>(console_alias::list(wide(ExeName))), AliasBuffer, AliasBufferLength);
}

EXPORT(kernel32, DWORD, GetConsoleAliasExesLengthW, ()) {
  return static_cast<DWORD>(joined<WCHAR>(console_alias::programs()).size() * 2);
}
EXPORT(kernel32, DWORD, GetConsoleAliasExesLengthA, ()) {
  return static_cast<DWORD>(joined<CHAR>(console_alias::programs()).size());
}

EXPORT(kernel32, DWORD, GetConsoleAliasExesW, (LPWSTR ExeNameBuffer, DWORD ExeNameBufferLength)) {
  return give(joined<WCHAR>(console_alias::programs()), ExeNameBuffer, ExeNameBufferLength);
}
EXPORT(kernel32, DWORD, GetConsoleAliasExesA, (LPSTR ExeNameBuffer, DWORD ExeNameBufferLength)) {
  return give(joined<CHAR>(console_alias::programs()), ExeNameBuffer, ExeNameBufferLength);
}

}  // namespace mimic::win::kernel32
