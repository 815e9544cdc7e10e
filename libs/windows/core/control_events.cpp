#include "libs/windows/core/control_events.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>
#include <vector>

#include "abi/windows/guest_thread.h"
#include "libs/windows/core/console_session.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/safe_point.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/thread.h"

namespace mimic::win::control_events {
namespace {

constexpr struct {
  int signal;
  DWORD event;
} kSignals[] = {{SIGINT, CTRL_C_EVENT},
                {SIGQUIT, CTRL_BREAK_EVENT},
                {SIGTERM, CTRL_CLOSE_EVENT},
                {SIGHUP, CTRL_CLOSE_EVENT}};

constexpr int kRetryMicroseconds = 2000;

constinit Lock g_lock;
std::vector<Handler>& handlers() {  // under the lock
  static auto* const list = new std::vector<Handler>;
  return *list;
}
std::atomic<bool> g_has_handlers{false};
std::atomic<uint32_t> g_pending{0};  // signals that came, by their place in the table
constinit Lock g_install_lock;
bool g_installed[std::size(kSignals)];  // under g_install_lock

// The signal's own end of the process, after all that a program may want to do before.
[[noreturn]] void end_by(int signal) {
  terminal::restore();
  ::signal(signal, SIG_DFL);
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, signal);
  ::kill(::getpid(), signal);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  ::_exit(128 + signal);
}

// The thread of one event.
DWORD MS_ABI run_handlers(PVOID parameter) {
  const auto& [signal, event] = kSignals[reinterpret_cast<uintptr_t>(parameter)];
  std::vector<Handler> list;
  {
    const LockGuard guard(g_lock);
    list = handlers();
  }
  bool handled = false;
  while (!handled && !list.empty()) {
    handled = list.back()(event) != 0;
    list.pop_back();
  }
  // What closes the console ends the process, whatever its handlers say.
  if (!handled || event == CTRL_CLOSE_EVENT) end_by(signal);
  return 0;
}

void start_threads() {
  const uint32_t pending = g_pending.exchange(0);
  for (uintptr_t index = 0; index < std::size(kSignals); ++index) {
    if (!(pending >> index & 1)) continue;
    ThreadStart start;
    start.routine = reinterpret_cast<PVOID>(&run_handlers);
    start.parameter = reinterpret_cast<PVOID>(index);
    if (!create_thread(start)) end_by(kSignals[index].signal);
  }
}

// Starts the threads of what is pending, or tries again soon. There is no thread that waits for
// signals: most programs that have handlers never see one.
void start_threads_if_safe(void* context) {
  if (g_pending == 0) return;
  if (current_guest_thread() && is_safe_point(*static_cast<const ucontext_t*>(context))) {
    start_threads();
    return;
  }
  const itimerval soon = {{0, 0}, {0, kRetryMicroseconds}};
  ::setitimer(ITIMER_REAL, &soon, nullptr);
}

void on_signal(int signal, siginfo_t*, void* context) {
  const int error = errno;
  if (!g_has_handlers.load()) end_by(signal);
  for (size_t index = 0; index < std::size(kSignals); ++index)
    if (kSignals[index].signal == signal) g_pending.fetch_or(1u << index);
  start_threads_if_safe(context);
  errno = error;
}

void on_alarm(int, siginfo_t*, void* context) {
  const int error = errno;
  start_threads_if_safe(context);
  errno = error;
}

void handle(int signal, void (*handler)(int, siginfo_t*, void*)) {
  struct sigaction action = {};
  action.sa_sigaction = handler;
  // Threads that are started within must not inherit a mask.
  action.sa_flags = SA_RESTART | SA_ONSTACK | SA_SIGINFO | SA_NODEFER;
  ::sigaction(signal, &action, nullptr);
}

// A signal that was ignored when the process started stays so, as Windows inherits it.
void install(size_t index) {
  const LockGuard guard(g_install_lock);
  if (g_installed[index]) return;
  struct sigaction action = {};
  if (::sigaction(kSignals[index].signal, nullptr, &action) != 0 || action.sa_handler != SIG_DFL)
    return;
  handle(kSignals[index].signal, on_signal);
  g_installed[index] = true;
}

void install_all() {
  for (size_t index = 0; index < std::size(kSignals); ++index) install(index);
}

}  // namespace

void add(Handler handler) {
  {
    const LockGuard guard(g_lock);
    handlers().push_back(handler);
  }
  g_has_handlers = true;
  handle(SIGALRM, on_alarm);
  install_all();
}

bool remove(Handler handler) {
  const LockGuard guard(g_lock);
  auto& list = handlers();
  const auto found = std::find(list.rbegin(), list.rend(), handler);
  if (found == list.rend()) return false;
  list.erase(std::next(found).base());
  g_has_handlers = !list.empty();
  return true;
}

void ignore_interrupt(bool ignore) {
  {
    const LockGuard guard(g_install_lock);
    ::signal(SIGINT, ignore ? SIG_IGN : SIG_DFL);
    g_installed[0] = false;
  }
  if (!ignore && (g_has_handlers || g_installed[1])) install(0);
}

NTSTATUS generate(DWORD event, DWORD group) {
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return STATUS_INVALID_PARAMETER;
  const int signal = event == CTRL_C_EVENT ? SIGINT : SIGQUIT;
  if (group != 0) {
    // Its leader has its number. Ctrl-C is ignored by groups that CREATE_NEW_PROCESS_GROUP made,
    // until they ask for it.
    const auto leader = static_cast<pid_t>(group);
    return leader > 1 && ::kill(-leader, signal) == 0 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
  }
  // All that share the console. The host's group would be too many: a program that starts this
  // process, a shell say, has nothing to do with it.
  for (const DWORD process : console_session::processes())
    if (static_cast<pid_t>(process) != ::getpid()) ::kill(static_cast<pid_t>(process), signal);
  ::kill(::getpid(), signal);
  return STATUS_SUCCESS;
}

void guard_terminal() { install_all(); }

}  // namespace mimic::win::control_events
