// Message-only windows: creation messages, long words, texts in both forms, properties, ending.
#include "check.h"

static int messages[16], count;

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wide, LPARAM longer) {
  if (count < 16) messages[count++] = message;
  if (message == WM_NCCREATE) {
    const CREATESTRUCTW* creation = (const CREATESTRUCTW*)longer;
    CHECK(creation->lpCreateParams == (void*)42 && !wcscmp(creation->lpszName, L"title"));
  }
  if (message == WM_USER) return wide + longer;
  return DefWindowProcW(window, message, wide, longer);
}

int main(void) {
  WNDCLASSEXW added = {sizeof added};
  added.lpfnWndProc = procedure;
  added.hInstance = GetModuleHandleW(NULL);
  added.lpszClassName = L"mimic test";
  added.cbWndExtra = 16;
  const ATOM atom = RegisterClassExW(&added);
  CHECK(atom);
  CHECK(!RegisterClassExW(&added) && GetLastError() == ERROR_CLASS_ALREADY_EXISTS);
  WNDCLASSEXW known = {sizeof known};
  CHECK(GetClassInfoExW(added.hInstance, L"MIMIC TEST", &known) && known.lpfnWndProc == procedure);

  SetLastError(0);
  CHECK(!CreateWindowExW(0, L"no such class", L"", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL));
  CHECK(GetLastError() == ERROR_CANNOT_FIND_WND_CLASS);
  HWND window = CreateWindowExW(0, (LPCWSTR)(ULONG_PTR)atom, L"title", 0, 0, 0, 0, 0, HWND_MESSAGE,
                                NULL, added.hInstance, (void*)42);
  CHECK(window && IsWindow(window) && !IsWindowVisible(window));
  CHECK(count == 4 && messages[0] == WM_GETMINMAXINFO && messages[1] == WM_NCCREATE &&
        messages[2] == WM_NCCALCSIZE && messages[3] == WM_CREATE);
  CHECK(SendMessageW(window, WM_USER, 3, 4) == 7);
  CHECK(GetWindowThreadProcessId(window, NULL) == GetCurrentThreadId());

  SetLastError(0);
  CHECK(SetWindowLongPtrW(window, GWLP_USERDATA, 0x123456789) == 0);
  CHECK(GetWindowLongPtrW(window, GWLP_USERDATA) == 0x123456789);
  CHECK(SetWindowLongPtrW(window, 8, -5) == 0 && GetWindowLongPtrW(window, 8) == -5);
  CHECK(GetWindowLongPtrW(window, 9) == 0 && GetLastError() == ERROR_INVALID_INDEX);

  wchar_t wide[32];
  char narrow[32];
  CHECK(GetWindowTextW(window, wide, 32) == 5 && !wcscmp(wide, L"title"));
  CHECK(SetWindowTextA(window, "other") && GetWindowTextA(window, narrow, 4) == 3);
  CHECK(!strcmp(narrow, "oth"));
  CHECK(GetClassNameW(window, wide, 32) == 10 && !wcscmp(wide, L"mimic test"));
  CHECK(SetPropW(window, L"p", (HANDLE)7) && GetPropA(window, "p") == (HANDLE)7);
  CHECK(FindWindowExW(HWND_MESSAGE, NULL, L"mimic test", L"other") == window);
  CHECK(!FindWindowW(L"mimic test", NULL));

  CHECK(!UnregisterClassW(L"mimic test", added.hInstance) &&
        GetLastError() == ERROR_CLASS_HAS_WINDOWS);
  count = 0;
  CHECK(SendMessageW(window, WM_CLOSE, 0, 0) == 0);
  CHECK(count == 3 && messages[1] == WM_DESTROY && messages[2] == WM_NCDESTROY);
  CHECK(!IsWindow(window) && GetLastError() == ERROR_INVALID_WINDOW_HANDLE);
  CHECK(UnregisterClassW(L"mimic test", added.hInstance));
  return 0;
}
