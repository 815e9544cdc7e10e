// RegisterClass and its family.
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/user32/window_class.h"

namespace mimic::win::user32 {
namespace {

using kernel32::fail_with;

template <class Char>
struct Class {
  UINT style;
  WindowProcedure lpfnWndProc;
  int cbClsExtra;
  int cbWndExtra;
  HINSTANCE hInstance;
  HANDLE hIcon;
  HANDLE hCursor;
  HANDLE hbrBackground;
  const Char* lpszMenuName;
  const Char* lpszClassName;
};
template <class Char>
struct ClassEx {
  UINT cbSize;
  UINT style;
  WindowProcedure lpfnWndProc;
  int cbClsExtra;
  int cbWndExtra;
  HINSTANCE hInstance;
  HANDLE hIcon;
  HANDLE hCursor;
  HANDLE hbrBackground;
  const Char* lpszMenuName;
  const Char* lpszClassName;
  HANDLE hIconSm;
};
static_assert(sizeof(ClassEx<WCHAR>) == 80);
using WNDCLASSW = Class<WCHAR>;
using WNDCLASSA = Class<char>;
using WNDCLASSEXW = ClassEx<WCHAR>;
using WNDCLASSEXA = ClassEx<char>;

HINSTANCE module_or_program(HINSTANCE module) {
  return module ? module : current_peb()->ImageBaseAddress;
}

std::u16string text_of(LPCWSTR text) { return std::u16string(view_of(text)); }
std::u16string text_of(LPCSTR text) { return from_ansi(text); }

template <class Char, template <class> class Structure>
ATOM add(const Structure<Char>* given, HANDLE small_icon) {
  ClassName name = class_name(given->lpszClassName);
  if ((name.text.empty() && !name.atom) || given->cbClsExtra < 0 || given->cbWndExtra < 0)
    return static_cast<ATOM>(fail_with(ERROR_INVALID_PARAMETER));
  auto made = std::make_shared<WindowClass>();
  made->name = name.text;
  made->atom = name.atom;
  made->module = module_or_program(given->hInstance);
  made->is_unicode = sizeof(Char) == sizeof(WCHAR);
  made->style = given->style;
  made->procedure = given->lpfnWndProc;
  made->class_extra = given->cbClsExtra;
  made->window_extra = given->cbWndExtra;
  made->icon = given->hIcon;
  made->cursor = given->hCursor;
  made->background = given->hbrBackground;
  made->small_icon = small_icon;
  made->menu = given->lpszMenuName;
  if (reinterpret_cast<uintptr_t>(given->lpszMenuName) >= 0x10000)
    made->menu_text = text_of(given->lpszMenuName);
  made->extra = std::make_unique<uint8_t[]>(given->cbClsExtra);
  if (const DWORD error = register_class(made)) return static_cast<ATOM>(fail_with(error));
  return made->atom;
}

template <class Char, template <class> class Structure>
ClassRef describe(HINSTANCE module, const Char* name, Structure<Char>* out) {
  const ClassRef found = find_class(class_name(name), module_or_program(module));
  if (!found) {
    set_last_error(ERROR_CLASS_DOES_NOT_EXIST);
    return nullptr;
  }
  out->style = found->style;
  out->lpfnWndProc = found->procedure;
  out->cbClsExtra = found->class_extra;
  out->cbWndExtra = found->window_extra;
  out->hInstance = found->is_system ? nullptr : module;
  out->hIcon = found->icon;
  out->hCursor = found->cursor;
  out->hbrBackground = found->background;
  out->lpszMenuName = static_cast<const Char*>(found->menu);
  out->lpszClassName = name;
  return found;
}

}  // namespace

EXPORT(user32, ATOM, RegisterClassW, (const WNDCLASSW* lpWndClass)) {
  return add(lpWndClass, nullptr);
}
EXPORT(user32, ATOM, RegisterClassA, (const WNDCLASSA* lpWndClass)) {
  return add(lpWndClass, nullptr);
}
EXPORT(user32, ATOM, RegisterClassExW, (const WNDCLASSEXW* lpwcx)) {
  if (lpwcx->cbSize != sizeof *lpwcx) return static_cast<ATOM>(fail_with(ERROR_INVALID_PARAMETER));
  return add(lpwcx, lpwcx->hIconSm);
}
EXPORT(user32, ATOM, RegisterClassExA, (const WNDCLASSEXA* lpwcx)) {
  if (lpwcx->cbSize != sizeof *lpwcx) return static_cast<ATOM>(fail_with(ERROR_INVALID_PARAMETER));
  return add(lpwcx, lpwcx->hIconSm);
}

EXPORT(user32, BOOL, UnregisterClassW, (LPCWSTR lpClassName, HINSTANCE hInstance)) {
  const DWORD error = unregister_class(class_name(lpClassName), module_or_program(hInstance));
  return error ? fail_with(error) : TRUE;
}
EXPORT(user32, BOOL, UnregisterClassA, (LPCSTR lpClassName, HINSTANCE hInstance)) {
  const DWORD error = unregister_class(class_name(lpClassName), module_or_program(hInstance));
  return error ? fail_with(error) : TRUE;
}

// The result is the class's atom, which programs may take for TRUE.
EXPORT(user32, BOOL, GetClassInfoW,
       (HINSTANCE hInstance, LPCWSTR lpClassName, WNDCLASSW* lpWndClass)) {
  const ClassRef found = describe(hInstance, lpClassName, lpWndClass);
  return found ? found->atom : FALSE;
}
EXPORT(user32, BOOL, GetClassInfoA,
       (HINSTANCE hInstance, LPCSTR lpClassName, WNDCLASSA* lpWndClass)) {
  const ClassRef found = describe(hInstance, lpClassName, lpWndClass);
  return found ? found->atom : FALSE;
}
EXPORT(user32, BOOL, GetClassInfoExW,
       (HINSTANCE hInstance, LPCWSTR lpszClass, WNDCLASSEXW* lpwcx)) {
  const ClassRef found = describe(hInstance, lpszClass, lpwcx);
  if (!found) return FALSE;
  lpwcx->hIconSm = found->small_icon;
  return found->atom;
}
EXPORT(user32, BOOL, GetClassInfoExA, (HINSTANCE hInstance, LPCSTR lpszClass, WNDCLASSEXA* lpwcx)) {
  const ClassRef found = describe(hInstance, lpszClass, lpwcx);
  if (!found) return FALSE;
  lpwcx->hIconSm = found->small_icon;
  return found->atom;
}

}  // namespace mimic::win::user32
