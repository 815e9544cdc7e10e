#include "libs/windows/core/process_exit.h"

#include <unistd.h>

#include <atomic>

#include "libs/windows/core/fls.h"
#include "libs/windows/core/job.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/shared_name.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {

void exit_process(uint32_t exit_code) {
  static constinit std::atomic<Thread*> exiting{nullptr};
  Thread* self = Thread::current();
  Thread* nobody = nullptr;
  if (exiting.compare_exchange_strong(nobody, self)) {
    fls_thread_detach();
    modules::shut_down_process();
  } else if (nobody != self) {
    // Somebody else is at it; this thread has nothing to do any more.
    for (;;) ::pause();
  }
  close_jobs_at_exit();
  release_names_at_exit();
  end_process(exit_code);
}

}  // namespace mimic::win
