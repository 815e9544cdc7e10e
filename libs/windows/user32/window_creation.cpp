// Making and ending windows.
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/user32/message_queue.h"

namespace mimic::win::user32 {
namespace {

using kernel32::fail_with;

constexpr int CW_USEDEFAULT = static_cast<int>(0x80000000);

struct CREATESTRUCT {
  LPVOID lpCreateParams;
  HINSTANCE hInstance;
  HANDLE hMenu;
  HWND hwndParent;
  int cy, cx, y, x;
  LONG style;
  const void* lpszName;
  const void* lpszClass;
  DWORD dwExStyle;
};
static_assert(sizeof(CREATESTRUCT) == 80);

struct MINMAXINFO {
  POINT reserved, max_size, max_position, min_track_size, max_track_size;
};

HWND fail_window(DWORD error) {
  set_last_error(error);
  return nullptr;
}

struct Request {
  DWORD extended_style;
  ClassName class_name;
  const void* class_argument;
  bool unicode;
  std::u16string text;
  bool has_text;
  DWORD style;
  int x, y, width, height;
  HWND parent;
  HANDLE menu;
  HINSTANCE instance;
  LPVOID parameter;
};

HWND create(const Request& request) {
  const HINSTANCE instance = request.instance ? request.instance : current_peb()->ImageBaseAddress;
  const ClassRef window_class = find_class(request.class_name, instance);
  if (!window_class) return fail_window(ERROR_CANNOT_FIND_WND_CLASS);
  auto window = std::make_shared<Window>();
  window->message_only = request.parent == kMessageOnly;
  if (request.parent && !window->message_only) {
    const WindowRef parent = find_window(request.parent);
    if (!parent) return nullptr;
    window->parent = request.parent == kDesktop ? nullptr : request.parent;
    window->message_only = parent->message_only;
  } else if (!request.parent && request.style & WS_CHILD) {
    return fail_window(ERROR_TLW_WITH_WSCHILD);
  }
  window->window_class = window_class;
  window->queue = own_queue();
  window->thread_id = window->queue->thread_id;
  window->procedure = window_class->procedure;
  window->is_unicode = window_class->is_unicode;
  window->style = request.style;
  window->extended_style = request.extended_style;
  window->instance = instance;
  if (request.style & WS_CHILD) window->id = reinterpret_cast<LONG_PTR>(request.menu);
  const int x = request.x == CW_USEDEFAULT ? 0 : request.x;
  const int y = request.x == CW_USEDEFAULT || request.y == CW_USEDEFAULT ? 0 : request.y;
  const int width = request.width == CW_USEDEFAULT ? 0 : request.width;
  const int height = request.width == CW_USEDEFAULT ? 0 : request.height;
  window->rectangle = {x, y, x + width, y + height};
  window->extra.resize(window_class->window_extra);
  count_window(*window_class, 1);
  const HWND handle = insert_window(window);

  // As the procedure wants its texts.
  const std::string narrow = window->is_unicode ? std::string() : to_ansi(request.text);
  const std::string narrow_class =
      window->is_unicode ? std::string() : to_ansi(request.class_name.text);
  const auto name = [&]() -> const void* {
    if (!request.has_text) return nullptr;
    return window->is_unicode ? static_cast<const void*>(request.text.c_str()) : narrow.c_str();
  };
  const auto class_argument = [&]() -> const void* {
    if (request.unicode == window->is_unicode || request.class_name.atom)
      return request.class_argument;
    return window->is_unicode ? static_cast<const void*>(request.class_name.text.c_str())
                              : narrow_class.c_str();
  };
  CREATESTRUCT creation = {request.parameter,
                           instance,
                           request.menu,
                           request.parent,
                           height,
                           width,
                           y,
                           x,
                           static_cast<LONG>(request.style),
                           name(),
                           class_argument(),
                           request.extended_style};
  const auto structure = reinterpret_cast<LPARAM>(&creation);
  const bool unicode = window->is_unicode;
  if (!(request.style & WS_CHILD)) {
    MINMAXINFO limits = {{}, {1024, 768}, {}, {112, 27}, {1044, 788}};
    call_window(window, unicode, WM_GETMINMAXINFO, 0, reinterpret_cast<LPARAM>(&limits));
  }
  if (!call_window(window, unicode, WM_NCCREATE, 0, structure)) {
    remove_window(*window);
    return nullptr;
  }
  RECT client = window->rectangle;
  call_window(window, unicode, WM_NCCALCSIZE, 0, reinterpret_cast<LPARAM>(&client));
  if (call_window(window, unicode, WM_CREATE, 0, structure) == -1) {
    if (!window->destroyed) destroy_window(window);
    return nullptr;
  }
  if (window->destroyed) return nullptr;
  if (!window->message_only) {
    call_window(window, unicode, WM_SIZE, 0, (height & 0xFFFF) << 16 | (width & 0xFFFF));
    call_window(window, unicode, WM_MOVE, 0, (y & 0xFFFF) << 16 | (x & 0xFFFF));
    if (request.style & WS_VISIBLE) call_window(window, unicode, WM_SHOWWINDOW, 1, 0);
  }
  return window->destroyed ? nullptr : handle;
}

}  // namespace

EXPORT(user32, HWND, CreateWindowExW,
       (DWORD dwExStyle, LPCWSTR lpClassName, LPCWSTR lpWindowName, DWORD dwStyle, int X, int Y,
        int nWidth, int nHeight, HWND hWndParent, HANDLE hMenu, HINSTANCE hInstance,
        LPVOID lpParam)) {
  return create({dwExStyle, class_name(lpClassName), lpClassName, true,
                 std::u16string(view_of(lpWindowName)), lpWindowName != nullptr, dwStyle, X, Y,
                 nWidth, nHeight, hWndParent, hMenu, hInstance, lpParam});
}
EXPORT(user32, HWND, CreateWindowExA,
       (DWORD dwExStyle, LPCSTR lpClassName, LPCSTR lpWindowName, DWORD dwStyle, int X, int Y,
        int nWidth, int nHeight, HWND hWndParent, HANDLE hMenu, HINSTANCE hInstance,
        LPVOID lpParam)) {
  return create({dwExStyle, class_name(lpClassName), lpClassName, false, from_ansi(lpWindowName),
                 lpWindowName != nullptr, dwStyle, X, Y, nWidth, nHeight, hWndParent, hMenu,
                 hInstance, lpParam});
}
EXPORT(user32, BOOL, DestroyWindow, (HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  if (window->queue != own_queue()) return fail_with(ERROR_ACCESS_DENIED);
  destroy_window(window);
  return TRUE;
}

EXPORT(user32, LRESULT, DefWindowProcW, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  constexpr WPARAM SC_CLOSE = 0xF060;
  const WindowRef window = find_window(hWnd);
  if (!window) return 0;
  switch (Msg) {
    case WM_NCCREATE: {
      const auto* creation = reinterpret_cast<const CREATESTRUCT*>(lParam);
      if (!creation || !creation->lpszName) return TRUE;
      std::u16string text =
          window->is_unicode
              ? std::u16string(view_of(static_cast<const WCHAR*>(creation->lpszName)))
              : from_ansi(static_cast<const char*>(creation->lpszName));
      const WindowsLock guard;
      window->text = std::move(text);
      return TRUE;
    }
    case WM_SETTEXT: {
      std::u16string text(view_of(reinterpret_cast<const WCHAR*>(lParam)));
      const WindowsLock guard;
      window->text = std::move(text);
      return TRUE;
    }
    case WM_GETTEXT: {
      if (!wParam) return 0;
      std::u16string text;
      {
        const WindowsLock guard;
        text = window->text;
      }
      if (text.size() >= wParam) text.resize(wParam - 1);
      std::memcpy(reinterpret_cast<WCHAR*>(lParam), text.c_str(),
                  (text.size() + 1) * sizeof(WCHAR));
      return static_cast<LRESULT>(text.size());
    }
    case WM_GETTEXTLENGTH: {
      const WindowsLock guard;
      return static_cast<LRESULT>(window->text.size());
    }
    case WM_CLOSE:
      DestroyWindow(hWnd);
      return 0;
    case WM_SYSCOMMAND:
      if ((wParam & 0xFFF0) == SC_CLOSE) call_window(window, true, WM_CLOSE, 0, 0);
      return 0;
    case WM_GETICON: {
      const WindowsLock guard;
      return wParam < 3 ? reinterpret_cast<LRESULT>(window->icons[wParam]) : 0;
    }
    case WM_SETICON: {
      const WindowsLock guard;
      if (wParam >= 3) return 0;
      return reinterpret_cast<LRESULT>(
          std::exchange(window->icons[wParam], reinterpret_cast<HANDLE>(lParam)));
    }
    case WM_QUERYOPEN:
    case WM_QUERYENDSESSION:
    case WM_MOUSEACTIVATE:
    case WM_NCHITTEST:
      return 1;
    default:
      return 0;
  }
}
EXPORT(user32, LRESULT, DefWindowProcA, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  if (Msg == WM_GETTEXTLENGTH) {
    const WindowRef window = find_window(hWnd);
    if (!window) return 0;
    const WindowsLock guard;
    return static_cast<LRESULT>(to_ansi(window->text).size());
  }
  // The creation structure is told apart by the window itself.
  return call_procedure(DefWindowProcW, true, Msg == WM_NCCREATE || Msg == WM_CREATE, hWnd, Msg,
                        wParam, lParam);
}

namespace {
LRESULT call(WindowProcedure procedure, bool unicode, HWND window, UINT message, WPARAM wide,
             LPARAM longer) {
  return procedure ? procedure(window, message, wide, longer) : 0;
}
}  // namespace
EXPORT(user32, LRESULT, CallWindowProcW,
       (WindowProcedure lpPrevWndFunc, HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return call(lpPrevWndFunc, true, hWnd, Msg, wParam, lParam);
}
EXPORT(user32, LRESULT, CallWindowProcA,
       (WindowProcedure lpPrevWndFunc, HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return call(lpPrevWndFunc, false, hWnd, Msg, wParam, lParam);
}

// Dialogs need somebody who looks at them.
EXPORT(user32, INT_PTR, DialogBoxParamW,
       (HINSTANCE hInstance, LPCWSTR lpTemplateName, HWND hWndParent, PVOID lpDialogFunc,
        LPARAM dwInitParam)) {
  set_last_error(ERROR_RESOURCE_NAME_NOT_FOUND);
  return -1;
}
ALSO(user32, DialogBoxParamA, "user32.DialogBoxParamW");
EXPORT(user32, INT_PTR, DialogBoxIndirectParamW,
       (HINSTANCE hInstance, LPCVOID hDialogTemplate, HWND hWndParent, PVOID lpDialogFunc,
        LPARAM dwInitParam)) {
  set_last_error(ERROR_NOT_SUPPORTED);
  return -1;
}
ALSO(user32, DialogBoxIndirectParamA, "user32.DialogBoxIndirectParamW");
EXPORT(user32, HWND, CreateDialogParamW,
       (HINSTANCE hInstance, LPCWSTR lpTemplateName, HWND hWndParent, PVOID lpDialogFunc,
        LPARAM dwInitParam)) {
  return fail_window(ERROR_RESOURCE_NAME_NOT_FOUND);
}
ALSO(user32, CreateDialogParamA, "user32.CreateDialogParamW");
EXPORT(user32, HWND, CreateDialogIndirectParamW,
       (HINSTANCE hInstance, LPCVOID lpTemplate, HWND hWndParent, PVOID lpDialogFunc,
        LPARAM dwInitParam)) {
  return fail_window(ERROR_NOT_SUPPORTED);
}
ALSO(user32, CreateDialogIndirectParamA, "user32.CreateDialogIndirectParamW");
EXPORT(user32, BOOL, EndDialog, (HWND hDlg, INT_PTR nResult)) {
  return fail_with(ERROR_INVALID_WINDOW_HANDLE);
}
EXPORT(user32, BOOL, IsDialogMessageW, (HWND hDlg, MSG* lpMsg)) { return FALSE; }
ALSO(user32, IsDialogMessageA, "user32.IsDialogMessageW");

}  // namespace mimic::win::user32
