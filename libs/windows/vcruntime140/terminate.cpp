// std::terminate, unexpected, pure virtual calls, and their handlers.
#include <atomic>

#include "libs/windows/core/termination.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/vcruntime140/catch_state.h"
#include "libs/windows/vcruntime140/frame_handler.h"

// The C runtime's abort, which prints and raises SIGABRT as the program has set it up.
extern "C" MS_ABI void mimic_crt_abort() asm("msvcrt.abort") __attribute__((weak));

namespace mimic::win {

using Handler = void(MS_ABI*)();

namespace {

thread_local Handler t_terminate_handler = nullptr;  // per thread, as Microsoft's
std::atomic<Handler> g_purecall_handler{nullptr}, g_unexpected_handler{nullptr};

}  // namespace

namespace cpp {

void terminate() {
  if (t_terminate_handler) t_terminate_handler();
  if (mimic_crt_abort) mimic_crt_abort();
  end_program(3, "terminate() was called");
}

}  // namespace cpp

namespace msvcrt {

EXPORT(msvcrt, void, terminate, ()) { cpp::terminate(); }
ALSO(msvcrt, ?terminate@@YAXXZ, "msvcrt.terminate");
ALSO(ucrtbase, terminate, "msvcrt.terminate");
ALSO(ucrtbase, _o_terminate, "msvcrt.terminate");
ALSO(vcruntime140, __std_terminate, "msvcrt.terminate");

EXPORT(msvcrt, Handler, set_terminate, (Handler handler)) {
  const Handler old = t_terminate_handler;
  t_terminate_handler = handler;
  return old;
}
ALSO(msvcrt, ?set_terminate@@YAP6AXXZP6AXXZ@Z, "msvcrt.set_terminate");
ALSO(ucrtbase, set_terminate, "msvcrt.set_terminate");
ALSO(ucrtbase, _o_set_terminate, "msvcrt.set_terminate");
EXPORT(msvcrt, Handler, _get_terminate, ()) { return t_terminate_handler; }
ALSO(ucrtbase, _get_terminate, "msvcrt._get_terminate");

EXPORT(msvcrt, Handler, set_unexpected, (Handler handler)) {
  return g_unexpected_handler.exchange(handler);
}
ALSO(msvcrt, ?set_unexpected@@YAP6AXXZP6AXXZ@Z, "msvcrt.set_unexpected");
ALSO(vcruntime140, set_unexpected, "msvcrt.set_unexpected");
EXPORT(msvcrt, void, unexpected, ()) {
  if (const Handler handler = g_unexpected_handler.load()) handler();
  cpp::terminate();
}
ALSO(msvcrt, ?unexpected@@YAXXZ, "msvcrt.unexpected");
ALSO(vcruntime140, unexpected, "msvcrt.unexpected");
EXPORT(msvcrt, Handler, _get_unexpected, ()) { return g_unexpected_handler.load(); }
ALSO(vcruntime140, _get_unexpected, "msvcrt._get_unexpected");

EXPORT(msvcrt, void, _purecall, ()) {
  if (const Handler handler = g_purecall_handler.load()) handler();
  if (mimic_crt_abort) mimic_crt_abort();
  end_program(3, "pure virtual function call");
}
ALSO(vcruntime140, _purecall, "msvcrt._purecall");
EXPORT(msvcrt, Handler, _set_purecall_handler, (Handler handler)) {
  return g_purecall_handler.exchange(handler);
}
ALSO(vcruntime140, _set_purecall_handler, "msvcrt._set_purecall_handler");
EXPORT(msvcrt, Handler, _get_purecall_handler, ()) { return g_purecall_handler.load(); }
ALSO(vcruntime140, _get_purecall_handler, "msvcrt._get_purecall_handler");

}  // namespace msvcrt
}  // namespace mimic::win
