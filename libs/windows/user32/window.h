// Windows without a display: they have a procedure, texts, relatives and long words, and are never
// seen.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "abi/windows/types.h"
#include "libs/windows/user32/window_class.h"

namespace mimic::win::user32 {

struct Queue;

struct POINT {
  LONG x, y;
};
struct RECT {
  LONG left, top, right, bottom;
};

enum : DWORD {
  WS_POPUP = 0x80000000,
  WS_CHILD = 0x40000000,
  WS_MINIMIZE = 0x20000000,
  WS_VISIBLE = 0x10000000,
  WS_DISABLED = 0x08000000,
  WS_MAXIMIZE = 0x01000000,
  WS_CAPTION = 0x00C00000,
};

inline const HWND kMessageOnly = reinterpret_cast<HWND>(-3);
inline const HWND kBroadcast = reinterpret_cast<HWND>(0xffff);
inline const HWND kDesktop = reinterpret_cast<HWND>(0x10010);

struct Window {
  HWND handle = nullptr;
  ClassRef window_class;
  std::shared_ptr<Queue> queue;  // of the thread that made it
  DWORD thread_id = 0;

  // Guarded by windows_lock(), as programs may ask from any thread.
  WindowProcedure procedure = nullptr;
  bool is_unicode = true;
  bool message_only = false;
  bool destroyed = false;
  HWND parent = nullptr;  // or owner, where it is no child
  DWORD style = 0, extended_style = 0;
  HINSTANCE instance = nullptr;
  LONG_PTR id = 0, user_data = 0;
  RECT rectangle = {};
  std::u16string text;
  std::vector<uint8_t> extra;
  std::map<std::u16string, HANDLE> properties;
  HANDLE icons[3] = {};
};
using WindowRef = std::shared_ptr<Window>;

class WindowsLock {
 public:
  WindowsLock();
  ~WindowsLock();
  WindowsLock(const WindowsLock&) = delete;
  WindowsLock& operator=(const WindowsLock&) = delete;
};

// The window, or null and ERROR_INVALID_WINDOW_HANDLE.
WindowRef find_window(HWND handle);
HWND insert_window(const WindowRef& window);
void remove_window(Window& window);
// In the order they were made.
std::vector<WindowRef> all_windows();
// Forgets the windows of a thread that has ended.
void remove_windows_of(const Queue& queue);

// Calls the window's procedure on this thread, with texts of messages converted where caller and
// procedure differ.
LRESULT call_window(const WindowRef& window, bool unicode_caller, UINT message, WPARAM wide,
                    LPARAM longer);
LRESULT call_procedure(WindowProcedure procedure, bool unicode_procedure, bool unicode_caller,
                       HWND window, UINT message, WPARAM wide, LPARAM longer);
// Destroys it with all that it owns. On its own thread.
void destroy_window(const WindowRef& window);

}  // namespace mimic::win::user32
