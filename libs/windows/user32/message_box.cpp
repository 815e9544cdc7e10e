// Message boxes: the text goes to standard error, and the default button answers.
#include <unistd.h>

#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::user32 {
namespace {

// The buttons of each style (MB_OK, MB_OKCANCEL, …) in order.
constexpr int IDOK = 1, IDCANCEL = 2, IDABORT = 3, IDRETRY = 4, IDIGNORE = 5, IDYES = 6, IDNO = 7,
              IDTRYAGAIN = 10, IDCONTINUE = 11;
constexpr int kButtons[][3] = {
    {IDOK, IDOK, IDOK},
    {IDOK, IDCANCEL, IDOK},
    {IDABORT, IDRETRY, IDIGNORE},
    {IDYES, IDNO, IDCANCEL},
    {IDYES, IDNO, IDYES},
    {IDRETRY, IDCANCEL, IDRETRY},
    {IDCANCEL, IDTRYAGAIN, IDCONTINUE},
};

int show(std::u16string_view text, std::u16string_view caption, UINT type) {
  std::string line = to_utf8(caption.empty() ? u"Error" : caption) + ": " + to_utf8(text);
  if (!line.ends_with('\n')) line += '\n';
  for (size_t done = 0; done < line.size();) {
    const ssize_t count = ::write(STDERR_FILENO, line.data() + done, line.size() - done);
    if (count <= 0) break;
    done += count;
  }
  const UINT style = type & 0xF, button = type >> 8 & 0xF;
  return style < std::size(kButtons) && button < 3 ? kButtons[style][button] : IDOK;
}

}  // namespace

EXPORT(user32, int, MessageBoxExW,
       (HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType, WORD wLanguageId)) {
  return show(view_of(lpText), view_of(lpCaption), uType);
}
EXPORT(user32, int, MessageBoxExA,
       (HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType, WORD wLanguageId)) {
  return show(from_ansi(lpText), from_ansi(lpCaption), uType);
}
EXPORT(user32, int, MessageBoxW, (HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType)) {
  return MessageBoxExW(hWnd, lpText, lpCaption, uType, 0);
}
EXPORT(user32, int, MessageBoxA, (HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType)) {
  return MessageBoxExA(hWnd, lpText, lpCaption, uType, 0);
}
EXPORT(user32, BOOL, MessageBeep, (UINT uType)) { return TRUE; }

}  // namespace mimic::win::user32
