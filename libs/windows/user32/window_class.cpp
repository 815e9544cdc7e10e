#include "libs/windows/user32/window_class.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {
namespace kernel32 {
DECLARE_EXPORT(kernel32, ATOM, GlobalAddAtomW, (LPCWSTR lpString));
DECLARE_EXPORT(kernel32, ATOM, GlobalFindAtomW, (LPCWSTR lpString));
}  // namespace kernel32

namespace user32 {

DECLARE_EXPORT(user32, LRESULT, DefWindowProcW,
               (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam));

namespace {

constexpr UINT CS_GLOBALCLASS = 0x4000;

struct Table {
  std::mutex lock;
  std::vector<ClassRef> classes;
};
Table& table() {
  static Table instance;
  return instance;
}

bool matches(const WindowClass& window_class, const ClassName& name) {
  return name.atom ? window_class.atom == name.atom
                   : equal_ignoring_case(window_class.name, name.text);
}
bool is_global(const WindowClass& window_class) {
  return window_class.is_system || window_class.style & CS_GLOBALCLASS;
}

// Made when first asked for: controls that nobody sees.
ClassRef system_class(const ClassName& name) {
  constexpr struct {
    std::u16string_view name;
    ATOM atom;
  } kNames[] = {{u"Button", 0xC017},    {u"Edit", 0xC018},      {u"Static", 0xC019},
                {u"ListBox", 0xC01A},   {u"ScrollBar", 0xC01B}, {u"ComboBox", 0xC01C},
                {u"MDIClient", 0xC01D}, {u"#32770", 0x8002},    {u"#32768", 0x8000},
                {u"#32769", 0x8001},    {u"Message", 0x8003}};
  for (const auto& known : kNames) {
    if (name.atom ? name.atom != known.atom : !equal_ignoring_case(name.text, known.name)) continue;
    auto made = std::make_shared<WindowClass>();
    made->name = known.name;
    made->atom = known.atom;
    made->is_system = true;
    made->procedure = DefWindowProcW;
    made->window_extra = known.name == u"#32770" ? 30 : 8;
    return made;
  }
  return nullptr;
}

}  // namespace

ClassName class_name(LPCWSTR name) {
  const auto value = reinterpret_cast<uintptr_t>(name);
  if (value < 0x10000) return {static_cast<ATOM>(value), {}};
  return {0, std::u16string(view_of(name))};
}
ClassName class_name(LPCSTR name) {
  const auto value = reinterpret_cast<uintptr_t>(name);
  if (value < 0x10000) return {static_cast<ATOM>(value), {}};
  return {0, from_ansi(name)};
}

DWORD register_class(ClassRef added) {
  if (!added->atom) added->atom = kernel32::GlobalAddAtomW(added->name.c_str());
  Table& all = table();
  const std::lock_guard guard(all.lock);
  for (const ClassRef& other : all.classes) {
    if (equal_ignoring_case(other->name, added->name) && other->module == added->module &&
        !other->is_system)
      return ERROR_CLASS_ALREADY_EXISTS;
  }
  all.classes.push_back(std::move(added));
  return 0;
}

ClassRef find_class(const ClassName& name, HINSTANCE module) {
  Table& all = table();
  const std::lock_guard guard(all.lock);
  ClassRef global;
  for (const ClassRef& one : all.classes) {
    if (!matches(*one, name)) continue;
    if (one->module == module && !one->is_system) return one;
    if (is_global(*one)) global = one;
  }
  if (!global) {
    global = system_class(name);
    if (global) all.classes.push_back(global);
  }
  return global;
}

DWORD unregister_class(const ClassName& name, HINSTANCE module) {
  Table& all = table();
  const std::lock_guard guard(all.lock);
  const auto found = std::ranges::find_if(all.classes, [&](const ClassRef& one) {
    return matches(*one, name) && !one->is_system && (one->module == module || is_global(*one));
  });
  if (found == all.classes.end()) return ERROR_CLASS_DOES_NOT_EXIST;
  if ((*found)->windows) return ERROR_CLASS_HAS_WINDOWS;
  all.classes.erase(found);
  return 0;
}

void count_window(WindowClass& window_class, int change) {
  const std::lock_guard guard(table().lock);
  window_class.windows += change;
}

}  // namespace user32
}  // namespace mimic::win
