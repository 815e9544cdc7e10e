// wsprintf and its kind: at most 1023 characters, whatever the buffer.
#include <cstring>
#include <string>

#include "libs/windows/core/insert_format.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::user32 {
namespace {

constexpr size_t kMost = 1023;

int write(WCHAR* out, const WCHAR* format, const uint64_t* arguments) {
  std::u16string text = format_all(view_of(format), false, Arguments(arguments));
  if (text.size() > kMost) text.resize(kMost);
  std::memcpy(out, text.c_str(), (text.size() + 1) * sizeof(WCHAR));
  return static_cast<int>(text.size());
}
int write(char* out, const char* format, const uint64_t* arguments) {
  std::string text = to_ansi(format_all(from_ansi(format), true, Arguments(arguments)));
  if (text.size() > kMost) text.resize(kMost);
  std::memcpy(out, text.c_str(), text.size() + 1);
  return static_cast<int>(text.size());
}

}  // namespace

EXPORT(user32, int, wvsprintfW, (WCHAR * lpOutput, const WCHAR* lpFmt, void* arglist)) {
  return write(lpOutput, lpFmt, static_cast<const uint64_t*>(arglist));
}
EXPORT(user32, int, wvsprintfA, (char* lpOutput, const char* lpFmt, void* arglist)) {
  return write(lpOutput, lpFmt, static_cast<const uint64_t*>(arglist));
}
EXPORT(user32, int, wsprintfW, (WCHAR * lpOut, const WCHAR* lpFmt, ...)) {
  __builtin_ms_va_list list;
  __builtin_ms_va_start(list, lpFmt);
  const int length = write(lpOut, lpFmt, reinterpret_cast<const uint64_t*>(list));
  __builtin_ms_va_end(list);
  return length;
}
EXPORT(user32, int, wsprintfA, (char* lpOut, const char* lpFmt, ...)) {
  __builtin_ms_va_list list;
  __builtin_ms_va_start(list, lpFmt);
  const int length = write(lpOut, lpFmt, reinterpret_cast<const uint64_t*>(list));
  __builtin_ms_va_end(list);
  return length;
}

}  // namespace mimic::win::user32
