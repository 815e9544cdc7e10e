// The invalid parameter handlers, which validation in the `_s` functions calls.
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {

constinit thread_local int crt_errno = 0;

using InvalidParameterHandler = MS_ABI void (*)(const WCHAR* expression, const WCHAR* function,
                                                const WCHAR* file, unsigned line,
                                                uintptr_t reserved);

namespace {
InvalidParameterHandler process_handler = nullptr;
thread_local InvalidParameterHandler thread_handler = nullptr;
bool universal = false;
}  // namespace

void use_universal_runtime() { universal = true; }
bool is_universal_runtime() { return universal; }

[[noreturn]] void fast_fail(unsigned code) {
  for (;;) asm volatile("int $0x29" : : "c"(code) : "memory");
}

void invalid_parameter() {
  if (auto handler = thread_handler ? thread_handler : process_handler) {
    handler(nullptr, nullptr, nullptr, 0, 0);
  } else if (universal) {
    fast_fail(5);
  }
}

}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::InvalidParameterHandler;

CRT_EXPORT_O(InvalidParameterHandler, _set_invalid_parameter_handler,
             (InvalidParameterHandler handler)) {
  auto previous = crt::process_handler;
  crt::process_handler = handler;
  return previous;
}

CRT_EXPORT_O(InvalidParameterHandler, _get_invalid_parameter_handler, ()) {
  return crt::process_handler;
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::InvalidParameterHandler;

UCRT_EXPORT_O(InvalidParameterHandler, _set_thread_local_invalid_parameter_handler,
              (InvalidParameterHandler handler)) {
  auto previous = crt::thread_handler;
  crt::thread_handler = handler;
  return previous;
}

UCRT_EXPORT_O(InvalidParameterHandler, _get_thread_local_invalid_parameter_handler, ()) {
  return crt::thread_handler;
}

UCRT_EXPORT_O(void, _invalid_parameter_noinfo, ()) { crt::invalid_parameter(); }

UCRT_EXPORT_O(void, _invalid_parameter_noinfo_noreturn, ()) {
  crt::invalid_parameter();
  crt::fast_fail(5);
}

UCRT_EXPORT(void, _invoke_watson,
            (const WCHAR* expression, const WCHAR* function, const WCHAR* file, unsigned line,
             uintptr_t reserved)) {
  crt::fast_fail(5);
}

}  // namespace mimic::win::ucrtbase
