#include "libs/windows/user32/window.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/user32/message_queue.h"

namespace mimic::win::user32 {
namespace {

struct Table {
  std::mutex lock;
  std::map<uintptr_t, WindowRef> windows;  // by handle, and so by age
  uintptr_t next = 0x10010;
};
Table& table() {
  static Table* const instance = new Table;
  return *instance;
}

WindowRef make_desktop() {
  auto desktop = std::make_shared<Window>();
  desktop->handle = kDesktop;
  desktop->window_class = find_class({0, u"#32769"}, nullptr);
  desktop->procedure = desktop->window_class->procedure;
  desktop->style = WS_POPUP | WS_VISIBLE;
  desktop->rectangle = {0, 0, 1024, 768};
  return desktop;
}

}  // namespace

WindowsLock::WindowsLock() { table().lock.lock(); }
WindowsLock::~WindowsLock() { table().lock.unlock(); }

WindowRef find_window(HWND handle) {
  if (handle == kDesktop) {
    static const WindowRef desktop = make_desktop();
    return desktop;
  }
  const WindowsLock guard;
  const auto found = table().windows.find(reinterpret_cast<uintptr_t>(handle));
  if (found != table().windows.end()) return found->second;
  set_last_error(ERROR_INVALID_WINDOW_HANDLE);
  return nullptr;
}

HWND insert_window(const WindowRef& window) {
  const WindowsLock guard;
  const uintptr_t value = table().next += 2;
  window->handle = reinterpret_cast<HWND>(value);
  table().windows.emplace(value, window);
  return window->handle;
}

void remove_window(Window& window) {
  WindowRef last;
  {
    const WindowsLock guard;
    const auto found = table().windows.find(reinterpret_cast<uintptr_t>(window.handle));
    if (found == table().windows.end()) return;
    last = std::move(found->second);
    last->destroyed = true;
    table().windows.erase(found);
  }
  count_window(*last->window_class, -1);
}

std::vector<WindowRef> all_windows() {
  const WindowsLock guard;
  std::vector<WindowRef> windows;
  for (const auto& [value, window] : table().windows) windows.push_back(window);
  return windows;
}

void remove_windows_of(const Queue& queue) {
  for (const WindowRef& window : all_windows())
    if (window->queue.get() == &queue) remove_window(*window);
}

LRESULT call_procedure(WindowProcedure procedure, bool unicode_procedure, bool unicode_caller,
                       HWND window, UINT message, WPARAM wide, LPARAM longer) {
  if (unicode_procedure == unicode_caller || !longer)
    return procedure(window, message, wide, longer);
  if (message == WM_SETTEXT) {
    if (unicode_procedure) {
      const std::u16string text = from_ansi(reinterpret_cast<const char*>(longer));
      return procedure(window, message, wide, reinterpret_cast<LPARAM>(text.c_str()));
    }
    const std::string text = to_ansi(view_of(reinterpret_cast<const WCHAR*>(longer)));
    return procedure(window, message, wide, reinterpret_cast<LPARAM>(text.c_str()));
  }
  if (message == WM_GETTEXT && wide) {
    if (unicode_procedure) {
      std::u16string text(wide, 0);
      const LRESULT length =
          procedure(window, message, wide, reinterpret_cast<LPARAM>(text.data()));
      if (length <= 0) return length;
      const std::string narrow = to_ansi(std::u16string_view(text).substr(0, length));
      const size_t fits = std::min<size_t>(narrow.size(), wide - 1);
      std::memcpy(reinterpret_cast<char*>(longer), narrow.data(), fits);
      reinterpret_cast<char*>(longer)[fits] = 0;
      return static_cast<LRESULT>(fits);
    }
    std::string text(wide * 3, 0);
    const LRESULT length =
        procedure(window, message, text.size(), reinterpret_cast<LPARAM>(text.data()));
    if (length <= 0) return length;
    const std::u16string wider = from_ansi(std::string_view(text).substr(0, length));
    const size_t fits = std::min<size_t>(wider.size(), wide - 1);
    std::memcpy(reinterpret_cast<WCHAR*>(longer), wider.data(), fits * sizeof(WCHAR));
    reinterpret_cast<WCHAR*>(longer)[fits] = 0;
    return static_cast<LRESULT>(fits);
  }
  return procedure(window, message, wide, longer);
}

LRESULT call_window(const WindowRef& window, bool unicode_caller, UINT message, WPARAM wide,
                    LPARAM longer) {
  WindowProcedure procedure;
  bool unicode_procedure;
  {
    const WindowsLock guard;
    if (window->destroyed) return 0;
    procedure = window->procedure;
    unicode_procedure = window->is_unicode;
  }
  return procedure ? call_procedure(procedure, unicode_procedure, unicode_caller, window->handle,
                                    message, wide, longer)
                   : 0;
}

void destroy_window(const WindowRef& window) {
  call_window(window, true, WM_DESTROY, 0, 0);
  // Children and owned windows end after their parent heard of it and before it is gone.
  for (const WindowRef& other : all_windows()) {
    if (other->parent == window->handle && other->queue == window->queue) destroy_window(other);
  }
  call_window(window, true, WM_NCDESTROY, 0, 0);
  window->queue->forget(window->handle);
  remove_window(*window);
}

}  // namespace mimic::win::user32
