// Jobs: groups of processes with limits. A job knows the processes that this process has put into
// it; what these start is found by descent when the job ends.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "libs/windows/core/completion.h"
#include "libs/windows/core/process.h"

namespace mimic::win {

struct JobLimits {  // JOBOBJECT_EXTENDED_LIMIT_INFORMATION without its counters
  int64_t process_time = 0, job_time = 0;
  DWORD flags = 0;
  SIZE_T minimum_working_set = 0, maximum_working_set = 0;
  DWORD active_processes = 0;
  ULONG_PTR affinity = 0;
  DWORD priority_class = 0, scheduling_class = 5;
  SIZE_T process_memory = 0, job_memory = 0;
};
inline constexpr DWORD JOB_OBJECT_LIMIT_ACTIVE_PROCESS = 8, JOB_OBJECT_LIMIT_AFFINITY = 0x10,
                       JOB_OBJECT_LIMIT_PROCESS_MEMORY = 0x100,
                       JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE = 0x2000;
// Messages to the completion port of a job.
inline constexpr DWORD JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO = 4, JOB_OBJECT_MSG_NEW_PROCESS = 6,
                       JOB_OBJECT_MSG_EXIT_PROCESS = 7, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS = 8;

class Job final : public Object, public Waitable {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kJob; }
  explicit Job(std::u16string name) : Object(ObjectType::kJob), name_(std::move(name)) {}

  Waitable* waitable() override { return this; }
  bool is_signaled(Thread*) const override { return false; }  // only when its time is up
  std::u16string name() const override { return name_; }
  void last_handle_closed() override;

  NTSTATUS assign(const Ref<Process>& process);
  void terminate(DWORD code);
  bool contains(const Process& process);
  std::vector<DWORD> process_ids();
  JobLimits limits();
  NTSTATUS set_limits(const JobLimits& limits);
  void set_port(Ref<CompletionPort> port, PVOID key);
  void set_ui_restrictions(DWORD flags) { ui_restrictions_ = flags; }
  DWORD ui_restrictions() const { return ui_restrictions_; }

  struct Accounting {
    int64_t user = 0, kernel = 0;
    DWORD total = 0, active = 0, terminated = 0;
  };
  Accounting accounting();

 private:
  friend void process_left_job(Object& job, Process& process);
  ~Job() override = default;
  void post(DWORD message, DWORD process);

  const std::u16string name_;
  std::atomic<DWORD> ui_restrictions_{0};
  std::mutex lock_;  // guards all below
  std::vector<Ref<Process>> processes_;
  JobLimits limits_;
  Accounting gone_;  // of processes that have ended
  Ref<CompletionPort> port_;
  PVOID port_key_ = nullptr;
};

// For a process that has ended.
void process_left_job(Object& job, Process& process);
// At the end of this process: its handles close, and with them the jobs that nobody else has.
void close_jobs_at_exit();

}  // namespace mimic::win
