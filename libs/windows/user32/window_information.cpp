// What windows know of themselves and of each other.
#include <algorithm>
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/user32/message_queue.h"

namespace mimic::win::user32 {

DECLARE_EXPORT(user32, LRESULT, SendMessageW, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam));
DECLARE_EXPORT(user32, LRESULT, SendMessageA, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam));

namespace {

using kernel32::fail_with;
using EnumProcedure = BOOL(MS_ABI*)(HWND, LPARAM);

enum : int {
  GWLP_WNDPROC = -4,
  GWLP_HINSTANCE = -6,
  GWLP_HWNDPARENT = -8,
  GWL_ID = -12,
  GWL_STYLE = -16,
  GWL_EXSTYLE = -20,
  GWLP_USERDATA = -21,
};

// Reads or replaces one of the window's words; `size` 4 or 8 is that of an extra word.
LONG_PTR exchange_word(HWND handle, int index, size_t size, const LONG_PTR* fresh, bool unicode) {
  const WindowRef window = find_window(handle);
  if (!window) return 0;
  const WindowsLock guard;
  const auto swap = [&](auto& field) {
    const auto old = (LONG_PTR)field;  // NOLINT: pointers and numbers alike
    if (fresh) field = (std::remove_reference_t<decltype(field)>)*fresh;  // NOLINT
    return old;
  };
  switch (index) {
    case GWLP_WNDPROC:
      if (fresh) window->is_unicode = unicode;
      return swap(window->procedure);
    case GWLP_HINSTANCE:
      return swap(window->instance);
    case GWLP_HWNDPARENT:
      return swap(window->parent);
    case GWL_ID:
      return swap(window->id);
    case GWL_STYLE:
      return swap(window->style);
    case GWL_EXSTYLE:
      return swap(window->extended_style);
    case GWLP_USERDATA:
      return swap(window->user_data);
    default:
      break;
  }
  if (index < 0 || static_cast<size_t>(index) + size > window->extra.size())
    return fail_with(ERROR_INVALID_INDEX);
  uint8_t* const at = window->extra.data() + index;
  LONG_PTR old = 0;
  std::memcpy(&old, at, size);
  if (fresh) std::memcpy(at, fresh, size);
  return size == 4 ? static_cast<LONG>(old) : old;
}

DWORD exchange_class_word(HWND handle, int index, size_t size, const ULONG_PTR* fresh,
                          ULONG_PTR* old) {
  enum : int {
    kAtom = -32,
    kStyle = -26,
    kProcedure = -24,
    kClassExtra = -20,
    kWindowExtra = -18,
    kModule = -16,
    kIcon = -14,
    kCursor = -12,
    kBackground = -10,
    kMenuName = -8,
    kSmallIcon = -34,
  };
  const WindowRef window = find_window(handle);
  *old = 0;
  if (!window) return ERROR_INVALID_WINDOW_HANDLE;
  const WindowsLock guard;
  WindowClass& known = *window->window_class;
  const auto swap = [&](auto& field) {
    *old = (ULONG_PTR)field;                                              // NOLINT
    if (fresh) field = (std::remove_reference_t<decltype(field)>)*fresh;  // NOLINT
    return 0;
  };
  switch (index) {
    case kAtom:
      return swap(known.atom);
    case kStyle:
      return swap(known.style);
    case kProcedure:
      return swap(known.procedure);
    case kClassExtra:
      return swap(known.class_extra);
    case kWindowExtra:
      return swap(known.window_extra);
    case kModule:
      return swap(known.module);
    case kIcon:
      return swap(known.icon);
    case kCursor:
      return swap(known.cursor);
    case kBackground:
      return swap(known.background);
    case kMenuName:
      return swap(known.menu);
    case kSmallIcon:
      return swap(known.small_icon);
    default:
      break;
  }
  if (index < 0 || index + static_cast<int>(size) > known.class_extra) return ERROR_INVALID_INDEX;
  std::memcpy(old, known.extra.get() + index, size);
  if (fresh) std::memcpy(known.extra.get() + index, fresh, size);
  return 0;
}
ULONG_PTR class_word(HWND handle, int index, size_t size, const ULONG_PTR* fresh) {
  ULONG_PTR old;
  if (const DWORD error = exchange_class_word(handle, index, size, fresh, &old))
    set_last_error(error);
  return old;
}

bool is_top_level(const Window& window) {
  return !window.message_only && !(window.style & WS_CHILD);
}

HWND find_by(HWND parent, HWND after, const ClassName* name, const std::u16string* title) {
  bool passed = !after;
  for (const WindowRef& window : all_windows()) {
    if (!passed) {
      passed = window->handle == after;
      continue;
    }
    const bool related = parent == kMessageOnly ? window->message_only && !window->parent
                         : !parent || parent == kDesktop
                             ? is_top_level(*window)
                             : window->parent == parent && window->style & WS_CHILD;
    if (!related) continue;
    if (name && (name->atom ? window->window_class->atom != name->atom
                            : !equal_ignoring_case(window->window_class->name, name->text)))
      continue;
    const WindowsLock guard;
    if (title && !equal_ignoring_case(window->text, *title)) continue;
    return window->handle;
  }
  return nullptr;
}

HWND find_wide(HWND parent, HWND after, LPCWSTR class_argument, LPCWSTR title) {
  const ClassName name = class_name(class_argument);
  const std::u16string text(view_of(title));
  return find_by(parent, after, class_argument ? &name : nullptr, title ? &text : nullptr);
}
HWND find_ansi(HWND parent, HWND after, LPCSTR class_argument, LPCSTR title) {
  const ClassName name = class_name(class_argument);
  const std::u16string text = from_ansi(title);
  return find_by(parent, after, class_argument ? &name : nullptr, title ? &text : nullptr);
}

bool is_below(const Window& window, HWND ancestor) {
  HWND at = window.parent;
  while (at && at != ancestor) {
    const WindowRef parent = find_window(at);
    at = parent ? parent->parent : nullptr;
  }
  return at == ancestor;
}

template <class Accept>
BOOL enumerate(EnumProcedure procedure, LPARAM parameter, Accept accept) {
  for (const WindowRef& window : all_windows()) {
    if (accept(*window) && !window->destroyed && !procedure(window->handle, parameter))
      return FALSE;
  }
  return TRUE;
}

}  // namespace

EXPORT(user32, LONG_PTR, GetWindowLongPtrW, (HWND hWnd, int nIndex)) {
  return exchange_word(hWnd, nIndex, 8, nullptr, true);
}
EXPORT(user32, LONG_PTR, GetWindowLongPtrA, (HWND hWnd, int nIndex)) {
  return exchange_word(hWnd, nIndex, 8, nullptr, false);
}
EXPORT(user32, LONG, GetWindowLongW, (HWND hWnd, int nIndex)) {
  return static_cast<LONG>(exchange_word(hWnd, nIndex, 4, nullptr, true));
}
EXPORT(user32, LONG, GetWindowLongA, (HWND hWnd, int nIndex)) {
  return static_cast<LONG>(exchange_word(hWnd, nIndex, 4, nullptr, false));
}
EXPORT(user32, LONG_PTR, SetWindowLongPtrW, (HWND hWnd, int nIndex, LONG_PTR dwNewLong)) {
  return exchange_word(hWnd, nIndex, 8, &dwNewLong, true);
}
EXPORT(user32, LONG_PTR, SetWindowLongPtrA, (HWND hWnd, int nIndex, LONG_PTR dwNewLong)) {
  return exchange_word(hWnd, nIndex, 8, &dwNewLong, false);
}
EXPORT(user32, LONG, SetWindowLongW, (HWND hWnd, int nIndex, LONG dwNewLong)) {
  const LONG_PTR fresh = dwNewLong;
  return static_cast<LONG>(exchange_word(hWnd, nIndex, 4, &fresh, true));
}
EXPORT(user32, LONG, SetWindowLongA, (HWND hWnd, int nIndex, LONG dwNewLong)) {
  const LONG_PTR fresh = dwNewLong;
  return static_cast<LONG>(exchange_word(hWnd, nIndex, 4, &fresh, false));
}
EXPORT(user32, ULONG_PTR, GetClassLongPtrW, (HWND hWnd, int nIndex)) {
  return class_word(hWnd, nIndex, 8, nullptr);
}
ALSO(user32, GetClassLongPtrA, "user32.GetClassLongPtrW");
EXPORT(user32, DWORD, GetClassLongW, (HWND hWnd, int nIndex)) {
  return static_cast<DWORD>(class_word(hWnd, nIndex, 4, nullptr));
}
ALSO(user32, GetClassLongA, "user32.GetClassLongW");
EXPORT(user32, ULONG_PTR, SetClassLongPtrW, (HWND hWnd, int nIndex, LONG_PTR dwNewLong)) {
  const auto fresh = static_cast<ULONG_PTR>(dwNewLong);
  return class_word(hWnd, nIndex, 8, &fresh);
}
ALSO(user32, SetClassLongPtrA, "user32.SetClassLongPtrW");

EXPORT(user32, BOOL, IsWindow, (HWND hWnd)) { return find_window(hWnd) != nullptr; }
EXPORT(user32, BOOL, IsWindowUnicode, (HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  return window && window->is_unicode;
}
EXPORT(user32, BOOL, IsWindowVisible, (HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  return window && window->style & WS_VISIBLE && !window->message_only;
}
EXPORT(user32, BOOL, IsWindowEnabled, (HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  return window && !(window->style & WS_DISABLED);
}
EXPORT(user32, BOOL, IsIconic, (HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  return window && window->style & WS_MINIMIZE;
}
EXPORT(user32, BOOL, IsZoomed, (HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  return window && window->style & WS_MAXIMIZE;
}
EXPORT(user32, BOOL, IsChild, (HWND hWndParent, HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  return window && find_window(hWndParent) && window->style & WS_CHILD &&
         is_below(*window, hWndParent);
}
EXPORT(user32, BOOL, IsHungAppWindow, (HWND hwnd)) { return FALSE; }
EXPORT(user32, DWORD, GetWindowThreadProcessId, (HWND hWnd, LPDWORD lpdwProcessId)) {
  const WindowRef window = find_window(hWnd);
  if (!window) return 0;
  if (lpdwProcessId)
    *lpdwProcessId = window->queue ? static_cast<DWORD>(current_teb()->ClientId.UniqueProcess) : 4;
  return window->queue ? window->thread_id : 4;
}
EXPORT(user32, HWND, GetDesktopWindow, ()) { return kDesktop; }
EXPORT(user32, HWND, GetShellWindow, ()) { return nullptr; }

EXPORT(user32, HWND, GetParent, (HWND hWnd)) {
  const WindowRef window = find_window(hWnd);
  return window && window->style & (WS_CHILD | WS_POPUP) ? window->parent : nullptr;
}
EXPORT(user32, HWND, SetParent, (HWND hWndChild, HWND hWndNewParent)) {
  const WindowRef window = find_window(hWndChild);
  if (!window) return nullptr;
  if (hWndNewParent && hWndNewParent != kMessageOnly && !find_window(hWndNewParent)) return nullptr;
  const WindowsLock guard;
  window->message_only = hWndNewParent == kMessageOnly;
  const HWND fresh = window->message_only || hWndNewParent == kDesktop ? nullptr : hWndNewParent;
  const HWND old = std::exchange(window->parent, fresh);
  return old ? old : kDesktop;
}
EXPORT(user32, HWND, GetAncestor, (HWND hwnd, UINT gaFlags)) {
  WindowRef window = find_window(hwnd);
  if (!window || hwnd == kDesktop) return nullptr;
  constexpr UINT GA_PARENT = 1, GA_ROOTOWNER = 3;
  if (gaFlags == GA_PARENT)
    return window->style & WS_CHILD && window->parent ? window->parent : kDesktop;
  while (window->parent && (window->style & WS_CHILD || gaFlags == GA_ROOTOWNER)) {
    WindowRef parent = find_window(window->parent);
    if (!parent) break;
    window = std::move(parent);
  }
  return window->handle;
}
EXPORT(user32, HWND, GetWindow, (HWND hWnd, UINT uCmd)) {
  constexpr UINT GW_HWNDNEXT = 2, GW_HWNDPREV = 3, GW_OWNER = 4, GW_CHILD = 5;
  const WindowRef window = find_window(hWnd);
  if (!window) return nullptr;
  if (uCmd == GW_OWNER) return window->style & WS_CHILD ? nullptr : window->parent;
  if (uCmd == GW_CHILD) return find_by(hWnd, nullptr, nullptr, nullptr);
  const HWND family = window->style & WS_CHILD ? window->parent : nullptr;
  HWND previous = nullptr, last = nullptr;
  bool passed = false;
  for (HWND at = find_by(family, nullptr, nullptr, nullptr); at;
       at = find_by(family, at, nullptr, nullptr)) {
    if (passed && uCmd == GW_HWNDNEXT) return at;
    if (at == hWnd) {
      passed = true;
      if (uCmd == GW_HWNDPREV) return last;
    }
    if (!previous) previous = at;
    last = at;
  }
  return uCmd == 0 ? previous : uCmd == 1 ? last : nullptr;
}
EXPORT(user32, HWND, GetTopWindow, (HWND hWnd)) { return find_by(hWnd, nullptr, nullptr, nullptr); }

EXPORT(user32, HWND, FindWindowW, (LPCWSTR lpClassName, LPCWSTR lpWindowName)) {
  return find_wide(nullptr, nullptr, lpClassName, lpWindowName);
}
EXPORT(user32, HWND, FindWindowA, (LPCSTR lpClassName, LPCSTR lpWindowName)) {
  return find_ansi(nullptr, nullptr, lpClassName, lpWindowName);
}
EXPORT(user32, HWND, FindWindowExW,
       (HWND hWndParent, HWND hWndChildAfter, LPCWSTR lpszClass, LPCWSTR lpszWindow)) {
  return find_wide(hWndParent, hWndChildAfter, lpszClass, lpszWindow);
}
EXPORT(user32, HWND, FindWindowExA,
       (HWND hWndParent, HWND hWndChildAfter, LPCSTR lpszClass, LPCSTR lpszWindow)) {
  return find_ansi(hWndParent, hWndChildAfter, lpszClass, lpszWindow);
}
EXPORT(user32, BOOL, EnumWindows, (EnumProcedure lpEnumFunc, LPARAM lParam)) {
  return enumerate(lpEnumFunc, lParam, is_top_level);
}
EXPORT(user32, BOOL, EnumThreadWindows, (DWORD dwThreadId, EnumProcedure lpfn, LPARAM lParam)) {
  return enumerate(lpfn, lParam, [&](const Window& window) {
    return is_top_level(window) && window.thread_id == dwThreadId;
  });
}
EXPORT(user32, BOOL, EnumChildWindows, (HWND hWndParent, EnumProcedure lpEnumFunc, LPARAM lParam)) {
  if (!hWndParent || hWndParent == kDesktop) return enumerate(lpEnumFunc, lParam, is_top_level);
  return enumerate(lpEnumFunc, lParam, [&](const Window& window) {
    return window.style & WS_CHILD && is_below(window, hWndParent);
  });
}
EXPORT(user32, BOOL, EnumDesktopWindows, (HANDLE hDesktop, EnumProcedure lpfn, LPARAM lParam)) {
  return enumerate(lpfn, lParam, is_top_level);
}

EXPORT(user32, int, GetClassNameW, (HWND hWnd, LPWSTR lpClassName, int nMaxCount)) {
  const WindowRef window = find_window(hWnd);
  if (!window || nMaxCount <= 0) return 0;
  std::u16string name = window->window_class->name;
  if (name.size() >= static_cast<size_t>(nMaxCount)) name.resize(nMaxCount - 1);
  std::memcpy(lpClassName, name.c_str(), (name.size() + 1) * sizeof(WCHAR));
  return static_cast<int>(name.size());
}
EXPORT(user32, int, GetClassNameA, (HWND hWnd, LPSTR lpClassName, int nMaxCount)) {
  const WindowRef window = find_window(hWnd);
  if (!window || nMaxCount <= 0) return 0;
  std::string name = to_ansi(window->window_class->name);
  if (name.size() >= static_cast<size_t>(nMaxCount)) name.resize(nMaxCount - 1);
  std::memcpy(lpClassName, name.c_str(), name.size() + 1);
  return static_cast<int>(name.size());
}
ALSO(user32, RealGetWindowClassW, "user32.GetClassNameW");

EXPORT(user32, int, GetWindowTextW, (HWND hWnd, LPWSTR lpString, int nMaxCount)) {
  if (nMaxCount <= 0) return 0;
  *lpString = 0;
  return static_cast<int>(
      SendMessageW(hWnd, WM_GETTEXT, nMaxCount, reinterpret_cast<LPARAM>(lpString)));
}
EXPORT(user32, int, GetWindowTextA, (HWND hWnd, LPSTR lpString, int nMaxCount)) {
  if (nMaxCount <= 0) return 0;
  *lpString = 0;
  return static_cast<int>(
      SendMessageA(hWnd, WM_GETTEXT, nMaxCount, reinterpret_cast<LPARAM>(lpString)));
}
EXPORT(user32, int, GetWindowTextLengthW, (HWND hWnd)) {
  return static_cast<int>(SendMessageW(hWnd, WM_GETTEXTLENGTH, 0, 0));
}
EXPORT(user32, int, GetWindowTextLengthA, (HWND hWnd)) {
  return static_cast<int>(SendMessageA(hWnd, WM_GETTEXTLENGTH, 0, 0));
}
EXPORT(user32, BOOL, SetWindowTextW, (HWND hWnd, LPCWSTR lpString)) {
  return find_window(hWnd) && SendMessageW(hWnd, WM_SETTEXT, 0, reinterpret_cast<LPARAM>(lpString));
}
EXPORT(user32, BOOL, SetWindowTextA, (HWND hWnd, LPCSTR lpString)) {
  return find_window(hWnd) && SendMessageA(hWnd, WM_SETTEXT, 0, reinterpret_cast<LPARAM>(lpString));
}

EXPORT(user32, BOOL, GetWindowRect, (HWND hWnd, RECT* lpRect)) {
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  const RECT rectangle = window->rectangle;
  *lpRect = rectangle;
  return TRUE;
}
EXPORT(user32, BOOL, GetClientRect, (HWND hWnd, RECT* lpRect)) {
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  const RECT rectangle = window->rectangle;
  *lpRect = {0, 0, rectangle.right - rectangle.left, rectangle.bottom - rectangle.top};
  return TRUE;
}
EXPORT(user32, BOOL, MoveWindow,
       (HWND hWnd, int X, int Y, int nWidth, int nHeight, BOOL bRepaint)) {
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  const WindowsLock guard;
  window->rectangle = {X, Y, X + nWidth, Y + nHeight};
  return TRUE;
}
EXPORT(user32, BOOL, SetWindowPos,
       (HWND hWnd, HWND hWndInsertAfter, int X, int Y, int cx, int cy, UINT uFlags)) {
  constexpr UINT SWP_NOSIZE = 1, SWP_NOMOVE = 2, SWP_SHOWWINDOW = 0x40, SWP_HIDEWINDOW = 0x80;
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  const WindowsLock guard;
  RECT& at = window->rectangle;
  const LONG width = uFlags & SWP_NOSIZE ? at.right - at.left : cx;
  const LONG height = uFlags & SWP_NOSIZE ? at.bottom - at.top : cy;
  const LONG x = uFlags & SWP_NOMOVE ? at.left : X, y = uFlags & SWP_NOMOVE ? at.top : Y;
  at = {x, y, x + width, y + height};
  if (uFlags & SWP_SHOWWINDOW) window->style |= WS_VISIBLE;
  if (uFlags & SWP_HIDEWINDOW) window->style &= ~WS_VISIBLE;
  return TRUE;
}
EXPORT(user32, BOOL, ShowWindow, (HWND hWnd, int nCmdShow)) {
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  bool before;
  {
    const WindowsLock guard;
    before = window->style & WS_VISIBLE;
    window->style = nCmdShow ? window->style | WS_VISIBLE : window->style & ~WS_VISIBLE;
  }
  if (before != (nCmdShow != 0)) SendMessageW(hWnd, WM_SHOWWINDOW, nCmdShow != 0, 0);
  return before;
}
ALSO(user32, ShowWindowAsync, "user32.ShowWindow");
EXPORT(user32, BOOL, EnableWindow, (HWND hWnd, BOOL bEnable)) {
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  const WindowsLock guard;
  const bool disabled = window->style & WS_DISABLED;
  window->style = bEnable ? window->style & ~WS_DISABLED : window->style | WS_DISABLED;
  return disabled;
}
EXPORT(user32, BOOL, UpdateWindow, (HWND hWnd)) { return find_window(hWnd) != nullptr; }
EXPORT(user32, BOOL, InvalidateRect, (HWND hWnd, const RECT* lpRect, BOOL bErase)) {
  return !hWnd || find_window(hWnd);
}
EXPORT(user32, BOOL, RedrawWindow,
       (HWND hWnd, const RECT* lprcUpdate, HANDLE hrgnUpdate, UINT flags)) {
  return !hWnd || find_window(hWnd);
}
EXPORT(user32, int, GetDlgCtrlID, (HWND hWnd)) {
  return static_cast<int>(exchange_word(hWnd, GWL_ID, 4, nullptr, true));
}

EXPORT(user32, BOOL, SetPropW, (HWND hWnd, LPCWSTR lpString, HANDLE hData)) {
  const ClassName name = class_name(lpString);
  const WindowRef window = find_window(hWnd);
  if (!window) return FALSE;
  const WindowsLock guard;
  window->properties[name.atom ? std::u16string(1, name.atom) : name.text] = hData;
  return TRUE;
}
EXPORT(user32, HANDLE, GetPropW, (HWND hWnd, LPCWSTR lpString)) {
  const ClassName name = class_name(lpString);
  const WindowRef window = find_window(hWnd);
  if (!window) return nullptr;
  const WindowsLock guard;
  const auto found = window->properties.find(name.atom ? std::u16string(1, name.atom) : name.text);
  return found == window->properties.end() ? nullptr : found->second;
}
EXPORT(user32, HANDLE, RemovePropW, (HWND hWnd, LPCWSTR lpString)) {
  const HANDLE old = GetPropW(hWnd, lpString);
  const ClassName name = class_name(lpString);
  const WindowRef window = find_window(hWnd);
  if (!window) return nullptr;
  const WindowsLock guard;
  window->properties.erase(name.atom ? std::u16string(1, name.atom) : name.text);
  return old;
}
namespace {
// The name of a property as the wide functions take it.
class WideName {
 public:
  explicit WideName(LPCSTR name) : atom_(reinterpret_cast<uintptr_t>(name)) {
    if (atom_ >= 0x10000) text_ = from_ansi(name);
  }
  LPCWSTR get() const { return atom_ < 0x10000 ? reinterpret_cast<LPCWSTR>(atom_) : text_.c_str(); }

 private:
  uintptr_t atom_;
  std::u16string text_;
};
}  // namespace
EXPORT(user32, BOOL, SetPropA, (HWND hWnd, LPCSTR lpString, HANDLE hData)) {
  return SetPropW(hWnd, WideName(lpString).get(), hData);
}
EXPORT(user32, HANDLE, GetPropA, (HWND hWnd, LPCSTR lpString)) {
  return GetPropW(hWnd, WideName(lpString).get());
}
EXPORT(user32, HANDLE, RemovePropA, (HWND hWnd, LPCSTR lpString)) {
  return RemovePropW(hWnd, WideName(lpString).get());
}

// Nobody looks, so nothing is in front and nothing has the focus.
EXPORT(user32, HWND, GetActiveWindow, ()) { return nullptr; }
EXPORT(user32, HWND, GetForegroundWindow, ()) { return nullptr; }
EXPORT(user32, HWND, GetFocus, ()) { return nullptr; }
EXPORT(user32, HWND, GetCapture, ()) { return nullptr; }
EXPORT(user32, HWND, SetActiveWindow, (HWND hWnd)) { return nullptr; }
EXPORT(user32, HWND, SetFocus, (HWND hWnd)) { return nullptr; }
EXPORT(user32, HWND, SetCapture, (HWND hWnd)) { return nullptr; }
EXPORT(user32, BOOL, ReleaseCapture, ()) { return TRUE; }
EXPORT(user32, BOOL, SetForegroundWindow, (HWND hWnd)) { return FALSE; }
EXPORT(user32, BOOL, AllowSetForegroundWindow, (DWORD dwProcessId)) { return FALSE; }
EXPORT(user32, BOOL, LockSetForegroundWindow, (UINT uLockCode)) { return FALSE; }
EXPORT(user32, BOOL, BringWindowToTop, (HWND hWnd)) { return find_window(hWnd) != nullptr; }
EXPORT(user32, BOOL, FlashWindow, (HWND hWnd, BOOL bInvert)) { return FALSE; }
EXPORT(user32, BOOL, FlashWindowEx, (PVOID pfwi)) { return FALSE; }

}  // namespace mimic::win::user32
