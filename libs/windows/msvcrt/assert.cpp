// Failed assertions, and start-up's own errors.
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/exit.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/report.h"

namespace mimic::win::crt {
namespace {

int error_mode = 0;  // _OUT_TO_DEFAULT; there is no message box, so all modes are standard error

[[noreturn]] void fail_assertion(std::u16string_view message, std::u16string_view file,
                                 unsigned line) {
  std::u16string text = u"Assertion failed: ";
  text.append(message).append(u", file ").append(file);
  text.append(u", line ").append(to_utf16(std::to_string(line))).append(u"\n");
  report(text);
  abort_program();
}

struct RuntimeError {
  int number;
  const char16_t* text;
};
constexpr RuntimeError kRuntimeErrors[] = {
    {2, u"R6002\n- floating point support not loaded\n"},
    {8, u"R6008\n- not enough space for arguments\n"},
    {9, u"R6009\n- not enough space for environment\n"},
    {10, u"R6010\n- abort() has been called\n"},
    {16, u"R6016\n- not enough space for thread data\n"},
    {17, u"R6017\n- unexpected multithread lock error\n"},
    {18, u"R6018\n- unexpected heap error\n"},
    {19, u"R6019\n- unable to open console device\n"},
    {24, u"R6024\n- not enough space for _onexit/atexit table\n"},
    {25, u"R6025\n- pure virtual function call\n"},
    {26, u"R6026\n- not enough space for stdio initialization\n"},
    {27, u"R6027\n- not enough space for lowio initialization\n"},
    {28, u"R6028\n- unable to initialize heap\n"},
    {30, u"R6030\n- CRT not initialized\n"},
    {31, u"R6031\n- Attempt to initialize the CRT more than once.\n"},
    {32, u"R6032\n- not enough space for locale information\n"},
};

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT(void, _assert, (const char* message, const char* file, unsigned line)) {
  crt::fail_assertion(from_ansi(message), from_ansi(file), line);
}
CRT_EXPORT(void, _wassert, (const WCHAR* message, const WCHAR* file, unsigned line)) {
  crt::fail_assertion(view_of(message), view_of(file), line);
}

CRT_EXPORT(int, _set_error_mode, (int mode)) {
  const int previous = crt::error_mode;
  if (mode == 3) return previous;  // _REPORT_ERRMODE
  if (mode < 0 || mode > 2) {
    crt::fail_invalid(crt::kEINVAL);
    return -1;
  }
  crt::error_mode = mode;
  return previous;
}

CRT_EXPORT(void, _amsg_exit, (int number)) {
  std::u16string text = u"\nruntime error ";
  for (const crt::RuntimeError& error : crt::kRuntimeErrors) {
    if (error.number == number) text.append(error.text);
  }
  crt::report(text.append(u"\n"));
  crt::exit_at_once(255);
}

}  // namespace mimic::win::msvcrt
