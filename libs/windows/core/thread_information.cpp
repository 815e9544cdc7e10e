// What is known and can be set about a thread: times, name, processors.
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>

#include "libs/windows/core/text.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {

namespace {

constinit Lock description_lock;

// User and system time of a live thread from /proc/self/task/<id>/stat, in 100 ns.
void read_times(DWORD id, ThreadTimes& times) {
  char path[64], line[512];
  ::snprintf(path, sizeof path, "/proc/self/task/%u/stat", id);
  FILE* file = ::fopen(path, "re");
  if (!file) return;
  const size_t length = ::fread(line, 1, sizeof line - 1, file);
  ::fclose(file);
  line[length] = 0;
  // Fields 14 and 15 (proc(5)); the name in field 2 may hold anything, so count from its end.
  const char* after_name = std::strrchr(line, ')');
  unsigned long user, system;
  if (!after_name ||
      ::sscanf(after_name + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
               &system) != 2)
    return;
  const int64_t tick = 10'000'000 / ::sysconf(_SC_CLK_TCK);
  times.user = static_cast<int64_t>(user) * tick;
  times.kernel = static_cast<int64_t>(system) * tick;
}

}  // namespace

ThreadTimes times_of(Thread& thread) {
  ThreadTimes times{thread.created, 0, 0, 0};
  {
    DispatcherLock lock;
    if (thread.ended) return {thread.created, thread.exited, thread.kernel_time, thread.user_time};
  }
  if (&thread == Thread::current()) {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    times.user = (usage.ru_utime.tv_sec * 1'000'000LL + usage.ru_utime.tv_usec) * 10;
    times.kernel = (usage.ru_stime.tv_sec * 1'000'000LL + usage.ru_stime.tv_usec) * 10;
  } else {
    read_times(thread.id(), times);
  }
  return times;
}

std::u16string description_of(Thread& thread) {
  LockGuard guard(description_lock);
  return thread.description;
}

void set_description(Thread& thread, std::u16string_view description) {
  const std::string name = to_utf8(description);
  std::u16string copy(description);
  {
    LockGuard guard(description_lock);
    thread.description.swap(copy);
  }
  char path[64];
  ::snprintf(path, sizeof path, "/proc/self/task/%u/comm", thread.id());
  if (FILE* file = ::fopen(path, "we")) {
    ::fwrite(name.data(), 1, name.size() < 15 ? name.size() : 15, file);
    ::fclose(file);
  }
}

Expected<ULONG_PTR> affinity_of(Thread& thread) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(static_cast<pid_t>(thread.id()), sizeof set, &set) != 0)
    return nt_fail(STATUS_THREAD_IS_TERMINATING);
  ULONG_PTR mask = 0;
  std::memcpy(&mask, &set, sizeof mask);
  return mask;
}

Expected<ULONG_PTR> set_affinity(Thread& thread, ULONG_PTR mask) {
  auto before = affinity_of(thread);
  if (!before) return before;
  if (mask == 0) return nt_fail(STATUS_INVALID_PARAMETER);
  if (mask == *before) return before;
  cpu_set_t set;
  CPU_ZERO(&set);
  std::memcpy(&set, &mask, sizeof mask);
  if (::sched_setaffinity(static_cast<pid_t>(thread.id()), sizeof set, &set) != 0)
    return nt_fail(STATUS_INVALID_PARAMETER);
  return before;
}

}  // namespace mimic::win
