// DefWindowProc: what a window that nobody sees does by default.
#include "libs/windows/exports/export.h"
#include "libs/windows/user32/window_class.h"

namespace mimic::win::user32 {

EXPORT(user32, LRESULT, DefWindowProcW, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return 0;
}
EXPORT(user32, LRESULT, DefWindowProcA, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return DefWindowProcW(hWnd, Msg, wParam, lParam);
}

}  // namespace mimic::win::user32
