// Fonts, display mode, selection and history of the console: what a terminal keeps to itself.
#include <mutex>

#include "libs/windows/core/console.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

struct CONSOLE_FONT_INFO {
  DWORD nFont;
  COORD dwFontSize;
};
struct CONSOLE_FONT_INFOEX {
  ULONG cbSize;
  DWORD nFont;
  COORD dwFontSize;
  UINT FontFamily;
  UINT FontWeight;
  WCHAR FaceName[32];
};
static_assert(sizeof(CONSOLE_FONT_INFOEX) == 84);
struct CONSOLE_SELECTION_INFO {
  DWORD dwFlags;
  COORD dwSelectionAnchor;
  SMALL_RECT srSelection;
};
struct CONSOLE_HISTORY_INFO {
  UINT cbSize;
  UINT HistoryBufferSize;
  UINT NumberOfHistoryBuffers;
  DWORD dwFlags;
};

constexpr UINT FF_MODERN = 0x30, TMPF_VECTOR = 2, TMPF_TRUETYPE = 4, FW_NORMAL = 400;
constexpr DWORD HISTORY_NO_DUP_FLAG = 1;

// What programs set they get back.
std::mutex g_lock;
CONSOLE_FONT_INFOEX g_font = {
    sizeof g_font, 0, {8, 16}, FF_MODERN | TMPF_VECTOR | TMPF_TRUETYPE, FW_NORMAL, u"Consolas"};
CONSOLE_HISTORY_INFO g_history = {sizeof g_history, 50, 4, 0};

template <class T>
T read(const T& value) {
  const std::lock_guard guard(g_lock);
  return value;
}

}  // namespace

EXPORT(kernel32, BOOL, GetCurrentConsoleFont,
       (HANDLE hConsoleOutput, BOOL bMaximumWindow, CONSOLE_FONT_INFO* lpConsoleCurrentFont)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const CONSOLE_FONT_INFOEX font = read(g_font);
  *lpConsoleCurrentFont = {font.nFont, font.dwFontSize};
  return TRUE;
}

EXPORT(kernel32, BOOL, GetCurrentConsoleFontEx,
       (HANDLE hConsoleOutput, BOOL bMaximumWindow, CONSOLE_FONT_INFOEX* lpConsoleCurrentFontEx)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  if (lpConsoleCurrentFontEx->cbSize != sizeof g_font) return fail_with(ERROR_INVALID_PARAMETER);
  *lpConsoleCurrentFontEx = read(g_font);
  return TRUE;
}

EXPORT_PARTIAL("the terminal keeps its font", kernel32, BOOL, SetCurrentConsoleFontEx,
               (HANDLE hConsoleOutput, BOOL bMaximumWindow,
                const CONSOLE_FONT_INFOEX* lpConsoleCurrentFontEx)) {
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const CONSOLE_FONT_INFOEX font = *lpConsoleCurrentFontEx;
  if (font.cbSize != sizeof font) return fail_with(ERROR_INVALID_PARAMETER);
  const std::lock_guard guard(g_lock);
  g_font = font;
  return TRUE;
}

EXPORT(kernel32, COORD, GetConsoleFontSize, (HANDLE hConsoleOutput, DWORD nFont)) {
  const auto screen = screen_of(hConsoleOutput);
  if (screen && nFont == read(g_font).nFont) return read(g_font).dwFontSize;
  set_last_error(screen ? ERROR_INVALID_PARAMETER : ERROR_INVALID_HANDLE);
  return {0, 0};
}

EXPORT(kernel32, BOOL, GetConsoleDisplayMode, (LPDWORD lpModeFlags)) {
  *lpModeFlags = 0;  // a window
  return TRUE;
}

EXPORT(kernel32, BOOL, SetConsoleDisplayMode,
       (HANDLE hConsoleOutput, DWORD dwFlags, COORD* lpNewScreenBufferDimensions)) {
  constexpr DWORD CONSOLE_WINDOWED_MODE = 2;
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  if (dwFlags != CONSOLE_WINDOWED_MODE) return fail_with(ERROR_INVALID_PARAMETER);
  if (lpNewScreenBufferDimensions) *lpNewScreenBufferDimensions = (*screen)->size();
  return TRUE;
}

EXPORT(kernel32, BOOL, GetConsoleSelectionInfo, (CONSOLE_SELECTION_INFO * lpConsoleSelectionInfo)) {
  *lpConsoleSelectionInfo = {};  // the terminal's own affair
  return TRUE;
}

EXPORT(kernel32, BOOL, GetConsoleHistoryInfo, (CONSOLE_HISTORY_INFO * lpConsoleHistoryInfo)) {
  if (lpConsoleHistoryInfo->cbSize != sizeof g_history) return fail_with(ERROR_INVALID_PARAMETER);
  *lpConsoleHistoryInfo = read(g_history);
  return TRUE;
}

EXPORT_PARTIAL("no history of lines is kept", kernel32, BOOL, SetConsoleHistoryInfo,
               (const CONSOLE_HISTORY_INFO* lpConsoleHistoryInfo)) {
  const CONSOLE_HISTORY_INFO info = *lpConsoleHistoryInfo;
  if (info.cbSize != sizeof info || info.dwFlags & ~HISTORY_NO_DUP_FLAG)
    return fail_with(ERROR_INVALID_PARAMETER);
  const std::lock_guard guard(g_lock);
  g_history = info;
  return TRUE;
}

}  // namespace mimic::win::kernel32
