// Window classes of this process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "abi/windows/types.h"

namespace mimic::win::user32 {

inline constexpr DWORD ERROR_INVALID_MENU_HANDLE = 1401, ERROR_TLW_WITH_WSCHILD = 1406,
                       ERROR_CANNOT_FIND_WND_CLASS = 1407, ERROR_WINDOW_OF_OTHER_THREAD = 1408,
                       ERROR_CLASS_ALREADY_EXISTS = 1410, ERROR_CLASS_DOES_NOT_EXIST = 1411,
                       ERROR_CLASS_HAS_WINDOWS = 1412, ERROR_INVALID_INDEX = 1413,
                       ERROR_INVALID_THREAD_ID = 1444;

using WPARAM = uint64_t;
using LPARAM = int64_t;
using LRESULT = int64_t;
using WindowProcedure = LRESULT(MS_ABI*)(HWND window, UINT message, WPARAM wide, LPARAM longer);

struct WindowClass {
  std::u16string name;
  ATOM atom = 0;
  HINSTANCE module = nullptr;
  bool is_system = false;
  bool is_unicode = true;  // how its procedure takes texts
  UINT style = 0;
  WindowProcedure procedure = nullptr;
  int class_extra = 0, window_extra = 0;
  HANDLE icon = nullptr, cursor = nullptr, background = nullptr, small_icon = nullptr;
  std::u16string menu_text;
  const void* menu = nullptr;        // as given: a number below 65536, or a string
  std::unique_ptr<uint8_t[]> extra;  // class_extra bytes, under the table's lock
  unsigned windows = 0;              // under the table's lock
};
using ClassRef = std::shared_ptr<WindowClass>;

// Names a class as functions take it: by an atom below 65536, or text.
struct ClassName {
  ATOM atom = 0;
  std::u16string text;
};
ClassName class_name(LPCWSTR name);
ClassName class_name(LPCSTR name);

// ERROR_CLASS_ALREADY_EXISTS, or 0.
DWORD register_class(ClassRef added);
// The class of a module, else one that is global; null where there is none.
ClassRef find_class(const ClassName& name, HINSTANCE module);
// ERROR_CLASS_DOES_NOT_EXIST, ERROR_CLASS_HAS_WINDOWS, or 0.
DWORD unregister_class(const ClassName& name, HINSTANCE module);
void count_window(WindowClass& window_class, int change);

}  // namespace mimic::win::user32
