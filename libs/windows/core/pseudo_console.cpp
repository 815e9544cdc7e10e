#include "libs/windows/core/pseudo_console.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace mimic::win {
namespace {

std::mutex g_lock;
std::vector<std::shared_ptr<PseudoConsole>>& consoles() {  // under the lock
  static auto* const list = new std::vector<std::shared_ptr<PseudoConsole>>;
  return *list;
}

int duplicate(HANDLE handle) {
  const auto object = object_of(handle);
  return object ? ::fcntl((*object)->descriptor(), F_DUPFD_CLOEXEC, 3) : -1;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count > 0) {
      bytes.remove_prefix(count);
    } else if (errno == EAGAIN) {
      pollfd entry = {descriptor, POLLOUT, 0};
      ::poll(&entry, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

// Waits for input or the end; false at the end.
bool wait_for_input(int descriptor, int stop) {
  pollfd entries[] = {{descriptor, POLLIN, 0}, {stop, POLLIN, 0}};
  while (::poll(entries, 2, -1) < 0 && errno == EINTR) {
  }
  return entries[1].revents == 0;
}

winsize window_of(COORD size) {
  winsize window = {};
  window.ws_col = static_cast<unsigned short>(size.X);
  window.ws_row = static_cast<unsigned short>(size.Y);
  return window;
}

}  // namespace

PseudoConsole::~PseudoConsole() {
  for (const int descriptor : {master_, slave_, input_, output_, stop_})
    if (descriptor >= 0) ::close(descriptor);
}

void PseudoConsole::pass_input() {
  char buffer[4096];
  while (wait_for_input(input_, stop_)) {
    const ssize_t count = ::read(input_, buffer, sizeof buffer);
    if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) return;
    if (count > 0 && !write_all(master_, {buffer, static_cast<size_t>(count)})) return;
  }
}

void PseudoConsole::pass_output() {
  char buffer[4096];
  bool goes_on = true;
  while (goes_on) {
    goes_on = wait_for_input(master_, stop_);
    ssize_t count;
    // At the end: what is there already.
    while ((count = ::read(master_, buffer, sizeof buffer)) > 0)
      if (!write_all(output_, {buffer, static_cast<size_t>(count)})) goes_on = false;
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) goes_on = false;
  }
}

// The threads hold the console; none of them ever runs guest code, or handles a signal.
bool PseudoConsole::start_thread(void (PseudoConsole::*run)()) {
  struct Start {
    std::shared_ptr<PseudoConsole> console;
    void (PseudoConsole::*run)();
  };
  auto* const start = new Start{find(this), run};
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  const int error = ::pthread_create(
      &thread, nullptr,
      [](void* argument) -> void* {
        const std::unique_ptr<Start> own(static_cast<Start*>(argument));
        ((*own->console).*own->run)();
        return nullptr;
      },
      start);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error == 0) {
    ::pthread_detach(thread);
    return true;
  }
  delete start;
  return false;
}

Expected<PseudoConsole*> PseudoConsole::create(COORD size, HANDLE input, HANDLE output) {
  if (size.X <= 0 || size.Y <= 0) return nt_fail(STATUS_INVALID_PARAMETER);
  auto made = std::make_shared<PseudoConsole>();
  made->input_ = duplicate(input);
  made->output_ = duplicate(output);
  if (made->input_ < 0 || made->output_ < 0) return nt_fail(STATUS_INVALID_HANDLE);
  made->stop_ = ::eventfd(0, EFD_CLOEXEC);
  made->master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  char name[64];
  if (made->stop_ < 0 || made->master_ < 0 || ::unlockpt(made->master_) != 0 ||
      ::ptsname_r(made->master_, name, sizeof name) != 0)
    return nt_fail(status_of_errno(errno));
  // Stays open: programs come and go.
  made->slave_ = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (made->slave_ < 0) return nt_fail(status_of_errno(errno));
  termios settings;
  if (::tcgetattr(made->slave_, &settings) == 0) {
    settings.c_iflag |= IUTF8;
    ::tcsetattr(made->slave_, TCSANOW, &settings);
  }
  made->resize(size);
  {
    const std::lock_guard guard(g_lock);
    consoles().push_back(made);
  }
  if (!made->start_thread(&PseudoConsole::pass_input) ||
      !made->start_thread(&PseudoConsole::pass_output)) {
    close(made.get());
    return nt_fail(STATUS_NO_MEMORY);
  }
  return made.get();
}

std::shared_ptr<PseudoConsole> PseudoConsole::find(const void* console) {
  const std::lock_guard guard(g_lock);
  const auto found = std::ranges::find(consoles(), console, &std::shared_ptr<PseudoConsole>::get);
  return found == consoles().end() ? nullptr : *found;
}

void PseudoConsole::close(const void* console) {
  std::shared_ptr<PseudoConsole> closing;
  {
    const std::lock_guard guard(g_lock);
    const auto found = std::ranges::find(consoles(), console, &std::shared_ptr<PseudoConsole>::get);
    if (found == consoles().end()) return;
    closing = std::move(*found);
    consoles().erase(found);
  }
  // The last of the threads closes the terminal.
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(closing->stop_, &one, sizeof one);
}

NTSTATUS PseudoConsole::resize(COORD size) {
  if (size.X <= 0 || size.Y <= 0) return STATUS_INVALID_PARAMETER;
  const winsize window = window_of(size);
  return ::ioctl(master_, TIOCSWINSZ, &window) == 0 ? STATUS_SUCCESS : status_of_errno(errno);
}

}  // namespace mimic::win
