// Processes: this one, children, and others that were opened by id. The id is the host's.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "libs/windows/core/exit_code.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/reactor.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

class Job;

// 100 ns units; start and end are system times since 1601.
struct ProcessTimes {
  int64_t created = 0, exited = 0, kernel = 0, user = 0;
};

class Process final : public Object, public Waitable {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kProcess; }
  static const Ref<Process>& current();

  // Process `id`, by its pidfd (taken over; -1 for this process).
  Process(DWORD id, int descriptor);

  DWORD id() const { return id_; }
  bool is_current() const { return descriptor_ < 0; }
  Waitable* waitable() override { return this; }
  bool is_signaled(Thread*) const override { return ended_; }
  int descriptor() const override { return descriptor_; }

  // STILL_ACTIVE while it runs.
  DWORD exit_code();
  // Ends it with this code, as TerminateProcess: STATUS_PROCESS_IS_TERMINATING where it has ended.
  NTSTATUS terminate(DWORD code);
  ProcessTimes times();
  // The Windows path of its program.
  std::u16string image_path();

  // For a child that was just started: its slot, its program, its suspended first thread.
  void become_child(const ExitCodeSlot& slot, std::u16string image_path, Ref<Thread> first_thread,
                    int resume_descriptor);
  // Lets a child run that was started suspended. False where it already does.
  bool resume();

  std::atomic<DWORD> priority_class{0x20};  // NORMAL_PRIORITY_CLASS
  // The job that this process has put it into.
  Ref<Object> job();
  void set_job(Ref<Object> job);

  // Handles that were put into this process so that children inherit them which are made with it as
  // their parent. They wait in our own handle table until then.
  void place(HANDLE handle);
  bool is_placed(HANDLE handle);
  bool take_back(HANDLE handle);  // false where it was not placed

 private:
  friend Expected<Ref<Process>> open_process(DWORD id);
  ~Process() override;
  void watch();
  // Notes the end of the process if it has come. Called from any thread.
  void check();

  const DWORD id_;
  const int descriptor_;
  bool ended_ = false;  // under the dispatcher lock

  std::mutex lock_;  // guards all below
  bool is_child_ = false;
  bool reaped_ = false;
  bool terminated_ = false;
  DWORD termination_code_ = 0;
  DWORD exit_code_ = STILL_ACTIVE;
  ExitCodeSlot slot_;
  bool owns_slot_file_ = false;
  ProcessTimes times_;
  std::u16string image_path_;
  Ref<Thread> first_thread_;
  Ref<Object> job_;
  std::vector<HANDLE> placed_;
  int resume_descriptor_ = -1;
  Reactor::Token token_ = 0;
};

// STATUS_INVALID_CID where there is no such process.
Expected<Ref<Process>> open_process(DWORD id);
// The process behind a handle.
Expected<Ref<Process>> process_of(HANDLE handle);

// Who made this process, or stands for who did (PROC_THREAD_ATTRIBUTE_PARENT_PROCESS).
DWORD parent_process_id();
void set_parent_process_id(DWORD id);  // at the start; 0: the host's parent

// The Windows path of the program of a host process; empty where it cannot be told.
std::u16string image_path_of(DWORD id);

}  // namespace mimic::win
