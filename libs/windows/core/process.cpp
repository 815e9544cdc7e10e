#include "libs/windows/core/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/job.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/startup_block.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

std::mutex children_lock;

// Children that run, so that opening one by its id gives the object that knows its end.
std::vector<Process*>& children() {
  static auto* const list = new std::vector<Process*>;
  return *list;
}

std::string read_proc(DWORD id, const char* name) {
  const std::string path = "/proc/" + std::to_string(id) + "/" + name;
  std::string text;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return text;
  char part[4096];
  for (ssize_t count; (count = ::read(descriptor, part, sizeof part)) > 0;)
    text.append(part, count);
  ::close(descriptor);
  return text;
}

// Process times of a live process, from /proc/ID/stat (proc(5): 14 utime, 15 stime, 22 starttime).
ProcessTimes live_times(DWORD id) {
  ProcessTimes times;
  const std::string stat = read_proc(id, "stat");
  const size_t end_of_name = stat.rfind(')');
  if (end_of_name == stat.npos) return times;
  unsigned long user = 0, kernel = 0;
  unsigned long long start = 0;
  std::sscanf(stat.c_str() + end_of_name + 2,
              "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %*d %*d %llu",
              &user, &kernel, &start);
  const int64_t tick = 10'000'000 / ::sysconf(_SC_CLK_TCK);
  times.user = user * tick;
  times.kernel = kernel * tick;
  timespec boot;
  ::clock_gettime(CLOCK_BOOTTIME, &boot);
  const int64_t up = boot.tv_sec * 10'000'000LL + boot.tv_nsec / 100;
  times.created = system_time_now() - up + static_cast<int64_t>(start) * tick;
  return times;
}

int64_t ticks_of(const timeval& time) { return (time.tv_sec * 1'000'000LL + time.tv_usec) * 10; }

// The slot that a process of mimic reports its exit code to, found from outside.
ExitCodeSlot slot_of(DWORD id) {
  const std::string environment = read_proc(id, "environ");
  const std::string wanted = std::string(kStartupVariable) + "=";
  size_t at = environment.starts_with(wanted) ? 0 : environment.find('\0' + wanted);
  if (at == environment.npos) return {};
  if (at) ++at;
  int block = -1, file = -1;
  ExitCodeSlot slot;
  if (std::sscanf(environment.c_str() + at + wanted.size(), "%d:%d:%u", &block, &file,
                  &slot.index) != 3)
    return {};
  const std::string path = "/proc/" + std::to_string(id) + "/fd/" + std::to_string(file);
  slot.descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  return slot;
}

}  // namespace

const Ref<Process>& Process::current() {
  static const Ref<Process> process = make_object<Process>(static_cast<DWORD>(::getpid()), -1);
  return process;
}

Ref<Object> current_process_object() { return Process::current(); }

Process::Process(DWORD id, int descriptor)
    : Object(ObjectType::kProcess), id_(id), descriptor_(descriptor) {
  if (descriptor_ >= 0) ::fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
}

Process::~Process() {
  if (is_child_) {
    std::lock_guard lock(children_lock);
    std::erase(children(), this);
  }
  if (resume_descriptor_ >= 0) ::close(resume_descriptor_);
  if (owns_slot_file_ && slot_.descriptor >= 0)
    ::close(slot_.descriptor);
  else
    release_exit_code(slot_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Process::watch() {
  // The watch keeps the object until the process has ended: a child has to be reaped.
  token_ = Reactor::watch(descriptor_, EPOLLIN, true,
                          [self = Ref<Process>(this)](uint32_t) { self->check(); });
}

void Process::become_child(const ExitCodeSlot& slot, std::u16string image_path,
                           Ref<Thread> first_thread, int resume_descriptor) {
  {
    std::lock_guard lock(lock_);
    is_child_ = true;
    slot_ = slot;
    image_path_ = std::move(image_path);
    first_thread_ = std::move(first_thread);
    resume_descriptor_ = resume_descriptor;
    times_.created = system_time_now();
  }
  {
    std::lock_guard lock(children_lock);
    children().push_back(this);
  }
  watch();
}

void Process::check() {
  if (descriptor_ < 0) return;
  Ref<Thread> thread;
  Ref<Object> job;
  DWORD code;
  {
    std::lock_guard lock(lock_);
    if (reaped_) return;
    pollfd entry = {descriptor_, POLLIN, 0};
    if (::poll(&entry, 1, 0) != 1) return;
    reaped_ = true;
    siginfo_t info = {};
    rusage usage = {};
    // The fifth argument of the system call tells what the child used (waitid(2)).
    if (is_child_ && ::syscall(SYS_waitid, P_PIDFD, descriptor_, &info, WEXITED, &usage) == 0) {
      exit_code_ = exit_code_of_host(info.si_code, info.si_status);
      times_.user = ticks_of(usage.ru_utime);
      times_.kernel = ticks_of(usage.ru_stime);
      if (info.si_code == CLD_KILLED && terminated_) exit_code_ = termination_code_;
    } else {
      exit_code_ = terminated_ ? termination_code_ : 0;
    }
    if (const auto whole = read_exit_code(slot_)) exit_code_ = *whole;
    times_.exited = system_time_now();
    thread = std::move(first_thread_);
    job = std::move(job_);
    code = exit_code_;
  }
  {
    std::lock_guard lock(children_lock);
    std::erase(children(), this);
  }
  {
    DispatcherLock lock;
    ended_ = true;
    wake();
    if (thread) {
      thread->exit_code = code;
      thread->ended = true;
      thread->wake();
    }
  }
  if (job) process_left_job(*job, *this);
}

DWORD Process::exit_code() {
  check();
  std::lock_guard lock(lock_);
  return exit_code_;
}

NTSTATUS Process::terminate(DWORD code) {
  if (is_current()) end_process(code);
  check();
  std::lock_guard lock(lock_);
  if (reaped_) return STATUS_PROCESS_IS_TERMINATING;
  terminated_ = true;
  termination_code_ = code;
  write_exit_code(slot_, code);
  if (::syscall(SYS_pidfd_send_signal, descriptor_, SIGKILL, nullptr, 0) == 0)
    return STATUS_SUCCESS;
  return errno == ESRCH ? STATUS_PROCESS_IS_TERMINATING : STATUS_ACCESS_DENIED;
}

bool Process::resume() {
  std::lock_guard lock(lock_);
  if (resume_descriptor_ < 0) return false;
  const char go = 1;
  if (::write(resume_descriptor_, &go, 1) < 0) {
    // It has been killed meanwhile.
  }
  ::close(std::exchange(resume_descriptor_, -1));
  return true;
}

ProcessTimes Process::times() {
  check();
  if (is_current()) {
    static const int64_t created = live_times(id_).created;
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return {created, 0, ticks_of(usage.ru_stime), ticks_of(usage.ru_utime)};
  }
  std::lock_guard lock(lock_);
  if (reaped_) return times_;
  ProcessTimes times = live_times(id_);
  if (times_.created) times.created = times_.created;
  return times;
}

std::u16string Process::image_path() {
  {
    std::lock_guard lock(lock_);
    if (!image_path_.empty()) return image_path_;
  }
  if (is_current()) {
    if (const Module* program = modules::program()) return program->path;
  }
  return image_path_of(id_);
}

Ref<Object> Process::job() {
  std::lock_guard lock(lock_);
  return job_;
}

namespace {
DWORD given_parent_id = 0;
}
DWORD parent_process_id() {
  return given_parent_id ? given_parent_id : static_cast<DWORD>(::getppid());
}
void set_parent_process_id(DWORD id) { given_parent_id = id; }

void Process::place(HANDLE handle) {
  const std::lock_guard guard(lock_);
  placed_.push_back(handle);
}
bool Process::is_placed(HANDLE handle) {
  const std::lock_guard guard(lock_);
  return std::ranges::find(placed_, handle) != placed_.end();
}
bool Process::take_back(HANDLE handle) {
  const std::lock_guard guard(lock_);
  return std::erase(placed_, handle) != 0;
}

void Process::set_job(Ref<Object> job) {
  std::lock_guard lock(lock_);
  job_ = std::move(job);
}

Expected<Ref<Process>> open_process(DWORD id) {
  if (id == Process::current()->id()) return Process::current();
  {
    std::lock_guard lock(children_lock);
    for (Process* child : children())
      if (child->id() == id) return Ref<Process>(child);
  }
  const int descriptor = ::syscall(SYS_pidfd_open, id, 0);
  if (descriptor < 0) return nt_fail(errno == EPERM ? STATUS_ACCESS_DENIED : STATUS_INVALID_CID);
  auto process = make_object<Process>(id, descriptor);
  process->slot_ = slot_of(id);
  process->owns_slot_file_ = true;
  process->watch();
  return process;
}

Expected<Ref<Process>> process_of(HANDLE handle) { return object_of<Process>(handle); }

std::u16string image_path_of(DWORD id) {
  char target[4096];
  const std::string link = "/proc/" + std::to_string(id) + "/exe";
  const ssize_t length = ::readlink(link.c_str(), target, sizeof target - 1);
  if (length <= 0) return {};
  const std::string_view executable(target, length);
  // A process of mimic names its program as its first argument.
  if (executable.ends_with("/mimic")) {
    const std::string arguments = read_proc(id, "cmdline");
    const size_t first = arguments.find('\0');
    if (first != arguments.npos) {
      const std::string program = arguments.c_str() + first + 1;
      if (program.starts_with('/')) return dos_path(program);
    }
  }
  return dos_path(executable);
}

}  // namespace mimic::win
