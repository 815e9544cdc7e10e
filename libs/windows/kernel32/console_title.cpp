// The title of the console.
#include "libs/windows/core/console_title.h"

#include <algorithm>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console_output.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

namespace {

template <class C>
DWORD give(C* buffer, DWORD size, std::basic_string_view<C> title) {
  if (size == 0) return 0;
  if (title.size() >= size) title = title.substr(0, size - 1);
  std::copy(title.begin(), title.end(), buffer);
  buffer[title.size()] = 0;
  return static_cast<DWORD>(title.size());
}

std::string narrow(const std::u16string& title) {
  return encode_text(console_output::code_page(), title);
}

}  // namespace

EXPORT(kernel32, BOOL, SetConsoleTitleW, (LPCWSTR lpConsoleTitle)) {
  console_title::set(std::u16string(view_of(lpConsoleTitle)));
  return TRUE;
}

EXPORT(kernel32, BOOL, SetConsoleTitleA, (LPCSTR lpConsoleTitle)) {
  console_title::set(decode_text(console_output::code_page(), lpConsoleTitle));
  return TRUE;
}

EXPORT(kernel32, DWORD, GetConsoleTitleW, (LPWSTR lpConsoleTitle, DWORD nSize)) {
  return give<WCHAR>(lpConsoleTitle, nSize, console_title::get());
}

EXPORT(kernel32, DWORD, GetConsoleTitleA, (LPSTR lpConsoleTitle, DWORD nSize)) {
  return give<CHAR>(lpConsoleTitle, nSize, narrow(console_title::get()));
}

EXPORT(kernel32, DWORD, GetConsoleOriginalTitleW, (LPWSTR lpConsoleTitle, DWORD nSize)) {
  return give<WCHAR>(lpConsoleTitle, nSize, console_title::original());
}

EXPORT(kernel32, DWORD, GetConsoleOriginalTitleA, (LPSTR lpConsoleTitle, DWORD nSize)) {
  return give<CHAR>(lpConsoleTitle, nSize, narrow(console_title::original()));
}

}  // namespace mimic::win::kernel32
