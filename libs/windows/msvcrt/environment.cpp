// getenv, _putenv and their kind.
#include "libs/windows/crt/environment.h"

#include <cstring>
#include <string>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {
namespace {

constexpr size_t kLongestVariable = 32767;  // _MAX_ENV

template <class C>
C* get(const C* name) {
  if (!name || bounded_length(name, kLongestVariable) == kLongestVariable) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  return find_variable(name);
}

template <class C>
int get_s(size_t* needed, C* to, size_t capacity, const C* name) {
  if (!needed || (!to && capacity) || !name) return fail_invalid(kEINVAL);
  *needed = 0;
  if (to && capacity) *to = 0;
  const C* value = find_variable(name);
  if (!value) return 0;
  *needed = length(value) + 1;
  if (!capacity) return 0;
  if (*needed > capacity) return crt_errno = kERANGE;
  std::memcpy(to, value, *needed * sizeof(C));
  return 0;
}

template <class C>
int duplicate_s(C** to, size_t* size, const C* name) {
  if (!to) return fail_invalid(kEINVAL);
  *to = nullptr;
  if (size) *size = 0;
  if (!name) return fail_invalid(kEINVAL);
  const C* value = find_variable(name);
  if (!value) return 0;
  const size_t bytes = (length(value) + 1) * sizeof(C);
  auto* copy = static_cast<C*>(allocate(bytes));
  if (!copy) return kENOMEM;
  std::memcpy(copy, value, bytes);
  *to = copy;
  if (size) *size = bytes / sizeof(C);
  return 0;
}

// "NAME=value".
template <class C>
int put(const C* option) {
  if (!option) {
    fail_invalid(kEINVAL);
    return -1;
  }
  const std::basic_string<C> text(option);
  const size_t equals = text.find(C('='));
  if (equals == text.npos || equals == 0) {
    crt_errno = kEINVAL;
    return -1;
  }
  const std::basic_string_view<C> view(text);
  return set_variable<C>(view.substr(0, equals), view.substr(equals + 1));
}

template <class C>
int put_s(const C* name, const C* value) {
  if (!name || !value) return fail_invalid(kEINVAL);
  const std::basic_string<C> name_copy(name), value_copy(value);
  if (name_copy.empty() || name_copy.find(C('=')) != name_copy.npos) return crt_errno = kEINVAL;
  return set_variable<C>(name_copy, value_copy) == 0 ? 0 : crt_errno;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT_O(char*, getenv, (const char* name)) { return crt::get(name); }
CRT_EXPORT_O(WCHAR*, _wgetenv, (const WCHAR* name)) { return crt::get(name); }
CRT_EXPORT_O(int, getenv_s, (size_t* needed, char* to, size_t capacity, const char* name)) {
  return crt::get_s(needed, to, capacity, name);
}
CRT_EXPORT_O(int, _wgetenv_s, (size_t* needed, WCHAR* to, size_t capacity, const WCHAR* name)) {
  return crt::get_s(needed, to, capacity, name);
}
CRT_EXPORT_O(int, _dupenv_s, (char** to, size_t* size, const char* name)) {
  return crt::duplicate_s(to, size, name);
}
CRT_EXPORT_O(int, _wdupenv_s, (WCHAR * *to, size_t* size, const WCHAR* name)) {
  return crt::duplicate_s(to, size, name);
}

CRT_EXPORT_O(int, _putenv, (const char* option)) { return crt::put(option); }
CRT_EXPORT_O(int, _wputenv, (const WCHAR* option)) { return crt::put(option); }
CRT_EXPORT_O(int, _putenv_s, (const char* name, const char* value)) {
  return crt::put_s(name, value);
}
CRT_EXPORT_O(int, _wputenv_s, (const WCHAR* name, const WCHAR* value)) {
  return crt::put_s(name, value);
}

extern char** _environ asm("msvcrt._environ");
extern WCHAR** _wenviron asm("msvcrt._wenviron");
extern char** __initenv asm("msvcrt.__initenv");
extern WCHAR** __winitenv asm("msvcrt.__winitenv");

CRT_EXPORT_O(char***, __p__environ, ()) {
  crt::environment<char>();
  return &_environ;
}
CRT_EXPORT_O(WCHAR***, __p__wenviron, ()) {
  crt::environment<WCHAR>();
  return &_wenviron;
}
EXPORT(msvcrt, char***, __p___initenv, ()) { return &__initenv; }
EXPORT(msvcrt, WCHAR***, __p___winitenv, ()) { return &__winitenv; }

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

// 0 where there is an environment afterwards.
UCRT_EXPORT_O(int, _initialize_narrow_environment, ()) { return crt::environment<char>() ? 0 : -1; }
UCRT_EXPORT_O(int, _initialize_wide_environment, ()) { return crt::environment<WCHAR>() ? 0 : -1; }
UCRT_EXPORT_O(char**, _get_initial_narrow_environment, ()) {
  return crt::initial_environment<char>();
}
UCRT_EXPORT_O(WCHAR**, _get_initial_wide_environment, ()) {
  return crt::initial_environment<WCHAR>();
}

}  // namespace mimic::win::ucrtbase
