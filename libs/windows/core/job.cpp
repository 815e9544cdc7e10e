#include "libs/windows/core/job.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "libs/windows/core/namespace.h"

namespace mimic::win {
namespace {

std::atomic<bool> any_job{false};

// Ids of all host processes that descend from `roots`, nearest first.
std::vector<DWORD> descendants(const std::vector<DWORD>& roots) {
  std::vector<std::pair<DWORD, DWORD>> parents;  // child, parent
  if (DIR* folder = ::opendir("/proc")) {
    while (const dirent* entry = ::readdir(folder)) {
      const DWORD id = std::strtoul(entry->d_name, nullptr, 10);
      if (!id) continue;
      char path[64], text[512];
      std::snprintf(path, sizeof path, "/proc/%u/stat", id);
      FILE* file = std::fopen(path, "re");
      if (!file) continue;
      const size_t size = std::fread(text, 1, sizeof text - 1, file);
      std::fclose(file);
      const std::string_view stat(text, size);
      const size_t name_end = stat.rfind(')');
      unsigned parent = 0;
      if (name_end != stat.npos &&
          std::sscanf(std::string(stat.substr(name_end + 1)).c_str(), " %*c %u", &parent) == 1)
        parents.emplace_back(id, parent);
    }
    ::closedir(folder);
  }
  std::vector<DWORD> found;
  std::vector<DWORD> front = roots;
  while (!front.empty()) {
    std::vector<DWORD> next;
    for (const auto& [child, parent] : parents)
      if (std::find(front.begin(), front.end(), parent) != front.end()) next.push_back(child);
    found.insert(found.end(), next.begin(), next.end());
    front = std::move(next);
  }
  return found;
}

}  // namespace

void Job::post(DWORD message, DWORD process) {
  if (!port_) return;
  port_->post({reinterpret_cast<ULONG_PTR>(port_key_), reinterpret_cast<PVOID>(uintptr_t{process}),
               STATUS_SUCCESS, message});
}

NTSTATUS Job::assign(const Ref<Process>& process) {
  any_job = true;
  {
    std::lock_guard lock(lock_);
    if (std::any_of(processes_.begin(), processes_.end(),
                    [&](const auto& one) { return one.get() == process.get(); }))
      return STATUS_SUCCESS;
    if (limits_.flags & JOB_OBJECT_LIMIT_ACTIVE_PROCESS &&
        processes_.size() >= limits_.active_processes)
      return STATUS_NOT_SUPPORTED;
    if (limits_.flags & JOB_OBJECT_LIMIT_PROCESS_MEMORY && !process->is_current()) {
      const rlimit limit = {limits_.process_memory, limits_.process_memory};
      ::prlimit(process->id(), RLIMIT_AS, &limit, nullptr);
    }
    if (limits_.flags & JOB_OBJECT_LIMIT_AFFINITY) {
      cpu_set_t set;
      CPU_ZERO(&set);
      for (int i = 0; i < 64; ++i)
        if (limits_.affinity >> i & 1) CPU_SET(i, &set);
      ::sched_setaffinity(process->id(), sizeof set, &set);
    }
    processes_.push_back(process);
    ++gone_.total;
    post(JOB_OBJECT_MSG_NEW_PROCESS, process->id());
  }
  process->set_job(Ref<Object>(this));
  // It may have ended before it knew of the job.
  if (process->exit_code() != STILL_ACTIVE) process_left_job(*this, *process);
  return STATUS_SUCCESS;
}

void process_left_job(Object& object, Process& process) {
  Job& job = static_cast<Job&>(object);
  Ref<Process> last;  // goes after the lock
  std::lock_guard lock(job.lock_);
  const auto at = std::find_if(job.processes_.begin(), job.processes_.end(),
                               [&](const auto& one) { return one.get() == &process; });
  if (at == job.processes_.end()) return;
  last = std::move(*at);
  job.processes_.erase(at);
  const ProcessTimes times = process.times();
  job.gone_.user += times.user;
  job.gone_.kernel += times.kernel;
  const DWORD code = process.exit_code();
  // Windows calls these codes abnormal (JOBOBJECT_ASSOCIATE_COMPLETION_PORT).
  const bool abnormal = code == static_cast<DWORD>(STATUS_ACCESS_VIOLATION) ||
                        code == static_cast<DWORD>(STATUS_CONTROL_C_EXIT) ||
                        code == static_cast<DWORD>(STATUS_STACK_OVERFLOW) ||
                        code == static_cast<DWORD>(STATUS_INTEGER_DIVIDE_BY_ZERO);
  job.post(abnormal ? JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS : JOB_OBJECT_MSG_EXIT_PROCESS,
           process.id());
  if (job.processes_.empty()) job.post(JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
}

void Job::terminate(DWORD code) {
  std::vector<Ref<Process>> members;
  {
    std::lock_guard lock(lock_);
    members = processes_;
    gone_.terminated += members.size();
  }
  std::vector<DWORD> roots;
  bool self = false;
  for (const auto& member : members) {
    if (member->is_current())
      self = true;
    else
      roots.push_back(member->id());
  }
  for (const DWORD id : descendants(roots)) {
    if (auto process = open_process(id)) (*process)->terminate(code);
  }
  for (const auto& member : members)
    if (!member->is_current()) member->terminate(code);
  if (self) Process::current()->terminate(code);
}

void Job::last_handle_closed() {
  if (!name_.empty()) forget_name(*this);
  if (limits().flags & JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE) terminate(0);
}

bool Job::contains(const Process& process) {
  std::lock_guard lock(lock_);
  return std::any_of(processes_.begin(), processes_.end(),
                     [&](const auto& one) { return one.get() == &process; });
}

std::vector<DWORD> Job::process_ids() {
  std::lock_guard lock(lock_);
  std::vector<DWORD> ids;
  for (const auto& process : processes_) ids.push_back(process->id());
  return ids;
}

JobLimits Job::limits() {
  std::lock_guard lock(lock_);
  return limits_;
}

NTSTATUS Job::set_limits(const JobLimits& limits) {
  std::lock_guard lock(lock_);
  limits_ = limits;
  return STATUS_SUCCESS;
}

void Job::set_port(Ref<CompletionPort> port, PVOID key) {
  std::lock_guard lock(lock_);
  port_ = std::move(port);
  port_key_ = key;
  for (const auto& process : processes_) post(JOB_OBJECT_MSG_NEW_PROCESS, process->id());
}

Job::Accounting Job::accounting() {
  std::lock_guard lock(lock_);
  Accounting sum = gone_;
  sum.active = processes_.size();
  for (const auto& process : processes_) {
    const ProcessTimes times = process->times();
    sum.user += times.user;
    sum.kernel += times.kernel;
  }
  return sum;
}

void close_jobs_at_exit() {
  if (!any_job) return;
  std::vector<Ref<Job>> jobs;
  handles().for_each([&](HANDLE, HandleEntry& entry) {
    if (entry.object->type() == ObjectType::kJob)
      jobs.push_back(Ref<Job>(static_cast<Job*>(entry.object.get())));
  });
  for (const auto& job : jobs) {
    if (!(job->limits().flags & JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)) continue;
    std::vector<DWORD> roots;
    for (const DWORD id : job->process_ids())
      if (id != Process::current()->id()) roots.push_back(id);
    for (const DWORD id : descendants(roots)) ::kill(id, SIGKILL);
    for (const DWORD id : roots)
      if (auto process = open_process(id)) (*process)->terminate(0);
  }
}

}  // namespace mimic::win
