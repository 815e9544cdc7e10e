#include "libs/windows/core/spawn.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mimic::win {
namespace {

// What the child needs; it shares this process's memory until it executes.
struct Child {
  const SpawnRequest* request;
  char* const* argv;
  char* const* envp;
  const sigset_t* mask;
  int error = 0;
};

bool place_standard(const int (&wanted)[3]) {
  int sources[3];
  for (int i = 0; i < 3; ++i) {
    sources[i] = wanted[i];
    // Moved out of the way of the numbers that are filled below.
    if (sources[i] >= 0 && sources[i] < 3 && sources[i] != i)
      sources[i] = ::fcntl(sources[i], F_DUPFD_CLOEXEC, 3);
  }
  for (int i = 0; i < 3; ++i) {
    if (sources[i] < 0) sources[i] = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (sources[i] < 0) return false;
    if (sources[i] == i) {
      if (::fcntl(i, F_SETFD, 0) < 0) return false;
    } else if (::dup2(sources[i], i) < 0) {
      return false;
    }
  }
  return true;
}

// Runs on its own stack in the memory of the parent, whose calling thread sleeps: only system
// calls, nothing that leaves a trace in libc.
int run_child(void* argument) {
  auto& child = *static_cast<Child*>(argument);
  const SpawnRequest& request = *child.request;
  const auto run = [&] {
    // Handlers of this program must not run here. What is ignored stays so, but for SIGPIPE, which
    // mimic ignores for itself.
    for (int number = 1; number < 32; ++number) {
      struct sigaction action;
      if (::sigaction(number, nullptr, &action) != 0) continue;
      const bool own = action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
      if (!own && !(number == SIGPIPE && action.sa_handler == SIG_IGN)) continue;
      std::memset(&action, 0, sizeof action);
      action.sa_handler = SIG_DFL;
      ::sigaction(number, &action, nullptr);
    }
    if (request.new_session) ::setsid();
    if (request.terminal >= 0) ::ioctl(request.terminal, TIOCSCTTY, 0);
    if (request.new_group) {
      ::setpgid(0, 0);
      struct sigaction ignored = {};
      ignored.sa_handler = SIG_IGN;
      ::sigaction(SIGINT, &ignored, nullptr);
    }
    // First those that are kept: their numbers are all above the standard ones.
    for (const int descriptor : request.keep)
      if (::fcntl(descriptor, F_SETFD, 0) < 0) return;
    if (!place_standard(request.standard)) return;
    if (!request.directory.empty() && ::chdir(request.directory.c_str()) != 0) return;
    ::sigprocmask(SIG_SETMASK, child.mask, nullptr);
    ::execve(request.path.c_str(), child.argv, child.envp);
  };
  run();
  child.error = errno;
  ::_exit(127);
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> list;
  list.reserve(strings.size() + 1);
  for (const std::string& string : strings) list.push_back(const_cast<char*>(string.c_str()));
  list.push_back(nullptr);
  return list;
}

}  // namespace

Expected<Spawned> spawn(const SpawnRequest& request) {
  const std::vector<char*> argv = pointers(request.arguments);
  const std::vector<char*> envp = pointers(request.environment);
  sigset_t all, before, none;
  ::sigfillset(&all);
  ::sigemptyset(&none);
  Child child = {&request, argv.data(), envp.data(), &none};
  alignas(16) char stack[32 * 1024];
  int descriptor = -1;
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const pid_t id = ::clone(run_child, stack + sizeof stack,
                           CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &child, &descriptor);
  const int clone_error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (id < 0) return nt_fail(status_of_errno(clone_error));
  if (child.error) {
    ::waitpid(id, nullptr, 0);
    ::close(descriptor);
    switch (child.error) {
      case ENOEXEC:
        return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
      // The file is there: what is missing is the interpreter it names.
      case ENOENT:
        return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
      case E2BIG:
        return nt_fail(STATUS_NAME_TOO_LONG);
      default:
        return nt_fail(status_of_errno(child.error));
    }
  }
  return Spawned{id, descriptor};
}

const std::string& own_program_path() {
  static const std::string path = [] {
    // By its own name where that still leads to it, so that the child is listed under it.
    char target[4096];
    const ssize_t length = ::readlink("/proc/self/exe", target, sizeof target - 1);
    if (length <= 0) return std::string("/proc/self/exe");
    target[length] = 0;
    return std::string(::access(target, X_OK) == 0 ? target : "/proc/self/exe");
  }();
  return path;
}

}  // namespace mimic::win
