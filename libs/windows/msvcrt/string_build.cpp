// Functions that write strings: copy, append, fill, split, duplicate, with their `_s` forms.
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/strings.h"

#pragma GCC optimize("no-tree-loop-distribute-patterns")

namespace mimic::win::msvcrt {

DECLARE_EXPORT(msvcrt, size_t, strlen, (const char* text));
DECLARE_EXPORT(msvcrt, size_t, wcslen, (const WCHAR* text));
DECLARE_EXPORT(msvcrt, void*, memcpy, (void* to, const void* from, size_t size));

CRT_EXPORT(char*, strcpy, (char* to, const char* from)) {
  memcpy(to, from, strlen(from) + 1);
  return to;
}
CRT_EXPORT_O(WCHAR*, wcscpy, (WCHAR * to, const WCHAR* from)) {
  memcpy(to, from, 2 * (wcslen(from) + 1));
  return to;
}
CRT_EXPORT(char*, strcat, (char* to, const char* from)) {
  memcpy(to + strlen(to), from, strlen(from) + 1);
  return to;
}
CRT_EXPORT(WCHAR*, wcscat, (WCHAR * to, const WCHAR* from)) {
  memcpy(to + wcslen(to), from, 2 * (wcslen(from) + 1));
  return to;
}
CRT_EXPORT(char*, strncpy, (char* to, const char* from, size_t count)) {
  return crt::copy_padded(to, from, count);
}
CRT_EXPORT(WCHAR*, wcsncpy, (WCHAR * to, const WCHAR* from, size_t count)) {
  return crt::copy_padded(to, from, count);
}
CRT_EXPORT(char*, strncat, (char* to, const char* from, size_t count)) {
  return crt::append(to, from, count);
}
CRT_EXPORT(WCHAR*, wcsncat, (WCHAR * to, const WCHAR* from, size_t count)) {
  return crt::append(to, from, count);
}

CRT_EXPORT_O(int, strcpy_s, (char* to, size_t capacity, const char* from)) {
  return crt::copy_s(to, capacity, from);
}
CRT_EXPORT_O(int, wcscpy_s, (WCHAR * to, size_t capacity, const WCHAR* from)) {
  return crt::copy_s(to, capacity, from);
}
CRT_EXPORT_O(int, strcat_s, (char* to, size_t capacity, const char* from)) {
  return crt::append_s(to, capacity, from);
}
CRT_EXPORT_O(int, wcscat_s, (WCHAR * to, size_t capacity, const WCHAR* from)) {
  return crt::append_s(to, capacity, from);
}
CRT_EXPORT_O(int, strncpy_s, (char* to, size_t capacity, const char* from, size_t count)) {
  return crt::copy_n_s(to, capacity, from, count);
}
CRT_EXPORT_O(int, wcsncpy_s, (WCHAR * to, size_t capacity, const WCHAR* from, size_t count)) {
  return crt::copy_n_s(to, capacity, from, count);
}
CRT_EXPORT_O(int, strncat_s, (char* to, size_t capacity, const char* from, size_t count)) {
  return crt::append_n_s(to, capacity, from, count);
}
CRT_EXPORT_O(int, wcsncat_s, (WCHAR * to, size_t capacity, const WCHAR* from, size_t count)) {
  return crt::append_n_s(to, capacity, from, count);
}

CRT_EXPORT(char*, _strset, (char* text, int byte)) {
  return crt::fill(text, static_cast<char>(byte), crt::kTruncate);
}
CRT_EXPORT(WCHAR*, _wcsset, (WCHAR * text, WCHAR unit)) {
  return crt::fill(text, unit, crt::kTruncate);
}
CRT_EXPORT(char*, _strnset, (char* text, int byte, size_t count)) {
  return crt::fill(text, static_cast<char>(byte), count);
}
CRT_EXPORT_O(WCHAR*, _wcsnset, (WCHAR * text, WCHAR unit, size_t count)) {
  return crt::fill(text, unit, count);
}
CRT_EXPORT_O(int, _strset_s, (char* text, size_t capacity, int byte)) {
  return crt::fill_s(text, capacity, static_cast<char>(byte), crt::kTruncate);
}
CRT_EXPORT_O(int, _wcsset_s, (WCHAR * text, size_t capacity, WCHAR unit)) {
  return crt::fill_s(text, capacity, unit, crt::kTruncate);
}
CRT_EXPORT_O(int, _strnset_s, (char* text, size_t capacity, int byte, size_t count)) {
  if (!text && !capacity && !count) return 0;
  return crt::fill_s(text, capacity, static_cast<char>(byte), count);
}
CRT_EXPORT_O(int, _wcsnset_s, (WCHAR * text, size_t capacity, WCHAR unit, size_t count)) {
  if (!text && !capacity && !count) return 0;
  return crt::fill_s(text, capacity, unit, count);
}
CRT_EXPORT(char*, _strrev, (char* text)) { return crt::reverse(text); }
CRT_EXPORT(WCHAR*, _wcsrev, (WCHAR * text)) { return crt::reverse(text); }
UCRT_ALIAS(_o__wcsset, _wcsset);

CRT_EXPORT_O(char*, strtok_s, (char* text, const char* delimiters, char** rest)) {
  return crt::tokenize_s(text, delimiters, rest);
}
CRT_EXPORT_O(WCHAR*, wcstok_s, (WCHAR * text, const WCHAR* delimiters, WCHAR** rest)) {
  return crt::tokenize_s(text, delimiters, rest);
}
CRT_EXPORT_O(char*, strtok, (char* text, const char* delimiters)) {
  static thread_local char* rest;
  return crt::tokenize(text, delimiters, &rest);
}

namespace {
thread_local WCHAR* wide_rest;
}
EXPORT(msvcrt, WCHAR*, wcstok, (WCHAR * text, const WCHAR* delimiters)) {
  return crt::tokenize(text, delimiters, &wide_rest);
}

CRT_EXPORT_O(char*, _strdup, (const char* text)) {
  if (!text) return nullptr;
  const size_t size = strlen(text) + 1;
  void* copy = crt::allocate(size);
  return static_cast<char*>(copy ? memcpy(copy, text, size) : nullptr);
}
CRT_EXPORT_O(WCHAR*, _wcsdup, (const WCHAR* text)) {
  if (!text) return nullptr;
  const size_t size = 2 * (wcslen(text) + 1);
  void* copy = crt::allocate(size);
  return static_cast<WCHAR*>(copy ? memcpy(copy, text, size) : nullptr);
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

// The Universal CRT's takes the C standard's third argument, which may be null.
UCRT_EXPORT_O(WCHAR*, wcstok, (WCHAR * text, const WCHAR* delimiters, WCHAR** rest)) {
  return crt::tokenize(text, delimiters, rest ? rest : &msvcrt::wide_rest);
}

}  // namespace mimic::win::ucrtbase
