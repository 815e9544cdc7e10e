#include "libs/windows/crt/environment.h"

#include <cstring>
#include <string>
#include <vector>

#include "libs/windows/core/environment.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, SetEnvironmentVariableW, (LPCWSTR lpName, LPCWSTR lpValue));

}  // namespace mimic::win::kernel32

namespace mimic::win::msvcrt {

EXPORT_DATA(msvcrt, char**, _environ) = nullptr;
EXPORT_DATA(msvcrt, WCHAR**, _wenviron) = nullptr;
// What the program's start-up code keeps here for others to read.
EXPORT_DATA(msvcrt, char**, __initenv) = nullptr;
EXPORT_DATA(msvcrt, WCHAR**, __winitenv) = nullptr;

}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {
namespace {

// Held while the arrays change, by those who do; a reader may meet a change, as with Microsoft's
// getenv, whose result does not outlast one either.
Lock change_lock;

char** initial_narrow = nullptr;
WCHAR** initial_wide = nullptr;

template <class C>
C**& current();
template <>
char**& current<char>() {
  return msvcrt::_environ;
}
template <>
WCHAR**& current<WCHAR>() {
  return msvcrt::_wenviron;
}
template <class C>
C**& initial();
template <>
char**& initial<char>() {
  return initial_narrow;
}
template <>
WCHAR**& initial<WCHAR>() {
  return initial_wide;
}

std::u16string widen(std::string_view text) { return from_ansi(text); }
std::u16string widen(std::u16string_view text) { return std::u16string(text); }
template <class C>
std::basic_string<C> narrowed(std::u16string_view text) {
  if constexpr (sizeof(C) == 1)
    return to_ansi(text);
  else
    return std::u16string(text);
}

template <class C>
C* duplicate(std::basic_string_view<C> text) {
  auto* copy = static_cast<C*>(allocate((text.size() + 1) * sizeof(C)));
  if (!copy) return nullptr;
  std::memcpy(copy, text.data(), text.size() * sizeof(C));
  copy[text.size()] = 0;
  return copy;
}

// The variables of the process; those whose names begin with '=' are the command interpreter's.
template <class C>
C** make_array() {
  const std::u16string block = environment_block();
  std::vector<C*> entries;
  for (const WCHAR* at = block.c_str(); *at; at += length_of(at) + 1) {
    if (*at != u'=') entries.push_back(duplicate<C>(narrowed<C>(at)));
  }
  entries.push_back(nullptr);
  auto** array = static_cast<C**>(allocate(entries.size() * sizeof(C*)));
  if (array) std::memcpy(array, entries.data(), entries.size() * sizeof(C*));
  return array;
}

template <class C>
size_t count_of(C** array) {
  size_t count = 0;
  while (array[count]) ++count;
  return count;
}

// ASCII letters are compared without regard to case at once, others by the case table.
template <class C>
bool names(const C* entry, std::basic_string_view<C> name) {
  const std::basic_string_view<C> text(entry);
  if (text.size() <= name.size() || text[name.size()] != C('=')) return false;
  const auto prefix = text.substr(0, name.size());
  return prefix == name || equal_ignoring_case(widen(prefix), widen(name));
}

template <class C>
size_t index_of(C** array, std::basic_string_view<C> name) {
  size_t i = 0;
  while (array[i] && !names<C>(array[i], name)) ++i;
  return i;
}

// An array that may be changed: not the one that main() was given.
template <class C>
bool make_changeable() {
  C**& array = current<C>();
  if (array != initial<C>()) return true;
  const size_t count = count_of(array);
  auto** copy = static_cast<C**>(allocate((count + 1) * sizeof(C*)));
  if (!copy) return false;
  for (size_t i = 0; i < count; ++i) copy[i] = duplicate<C>(array[i]);
  copy[count] = nullptr;
  array = copy;
  return true;
}

template <class C>
bool change(std::basic_string_view<C> name, std::basic_string_view<C> value) {
  if (!make_changeable<C>()) return false;
  C**& array = current<C>();
  const size_t count = count_of(array), index = index_of<C>(array, name);
  if (value.empty()) {
    if (index == count) return true;
    heap_free(array[index]);
    std::memmove(array + index, array + index + 1, (count - index) * sizeof(C*));
    return true;
  }
  std::basic_string<C> entry(name);
  entry += C('=');
  entry += value;
  C* const copy = duplicate<C>(entry);
  if (!copy) return false;
  if (index < count) {
    heap_free(array[index]);
    array[index] = copy;
    return true;
  }
  auto** grown = static_cast<C**>(reallocate(array, (count + 2) * sizeof(C*)));
  if (!grown) return false;
  grown[count] = copy;
  grown[count + 1] = nullptr;
  array = grown;
  return true;
}

}  // namespace

template <class C>
C** environment() {
  C**& array = current<C>();
  if (!array) {
    C** const made = make_array<C>();
    const LockGuard guard(change_lock);
    if (!array) array = initial<C>() = made;
  }
  return array;
}

template <class C>
C** initial_environment() {
  environment<C>();
  return initial<C>();
}

template <class C>
C* find_variable(const C* name) {
  C** const array = environment<C>();
  if (!array) return nullptr;
  const std::basic_string_view<C> view(name);
  C* const entry = array[index_of<C>(array, view)];
  return entry ? entry + view.size() + 1 : nullptr;
}

template <class C>
int set_variable(std::basic_string_view<C> name, std::basic_string_view<C> value) {
  if (!environment<C>()) return -1;
  const std::u16string wide_name = widen(name), wide_value = widen(value);
  bool done;
  {
    const LockGuard guard(change_lock);
    done = change<C>(name, value);
    // The other array follows where there is one.
    if constexpr (sizeof(C) == 1) {
      if (current<WCHAR>()) done &= change<WCHAR>(wide_name, wide_value);
    } else {
      if (current<char>()) done &= change<char>(to_ansi(wide_name), to_ansi(wide_value));
    }
  }
  if (!done) return -1;
  if (!kernel32::SetEnvironmentVariableW(wide_name.c_str(),
                                         value.empty() ? nullptr : wide_value.c_str()) &&
      !value.empty()) {
    crt_errno = kEILSEQ;
    return -1;
  }
  return 0;
}

template char** environment();
template WCHAR** environment();
template char** initial_environment();
template WCHAR** initial_environment();
template char* find_variable(const char*);
template WCHAR* find_variable(const WCHAR*);
template int set_variable(std::string_view, std::string_view);
template int set_variable(std::u16string_view, std::u16string_view);

}  // namespace mimic::win::crt
