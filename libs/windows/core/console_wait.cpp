#include "libs/windows/core/console_wait.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <mutex>

#include "libs/windows/core/console_input.h"
#include "libs/windows/core/reactor.h"
#include "libs/windows/core/terminal.h"

namespace mimic::win::console_wait {
namespace {

class InputSignal final : public Waitable {
 public:
  bool is_signaled(Thread*) const override { return signaled_; }

  void refresh() {
    const bool ready = console_input::is_ready();
    const DispatcherLock lock;
    signaled_ = ready;
    if (ready) wake();
  }

  void watch() {
    const int descriptor = terminal::input_descriptor();
    const std::lock_guard guard(lock_);
    if (descriptor < 0) return;
    if (!watches_changes_) {
      watches_changes_ = true;
      Reactor::watch(console_input::change_descriptor(), EPOLLIN, false, [this](uint32_t) {
        uint64_t ignored;
        [[maybe_unused]] const ssize_t count =
            ::read(console_input::change_descriptor(), &ignored, sizeof ignored);
        refresh();
      });
    }
    if (watches_terminal_) return;
    // Only once: what nobody reads would be told of again and again.
    watches_terminal_ = Reactor::watch(descriptor, EPOLLIN, true, [this](uint32_t) {
                          {
                            const std::lock_guard inner(lock_);
                            watches_terminal_ = false;
                          }
                          refresh();
                        }) != 0;
  }

  bool signaled() const {
    const DispatcherLock lock;
    return signaled_;
  }

 private:
  bool signaled_ = false;  // under the dispatcher lock
  std::mutex lock_;
  bool watches_terminal_ = false, watches_changes_ = false;  // under lock_
};

InputSignal& instance() {
  static auto* const made = new InputSignal;
  return *made;
}

}  // namespace

Waitable* waitable() {
  InputSignal& signal = instance();
  signal.refresh();
  if (!signal.signaled()) signal.watch();
  return &signal;
}

void refresh() { instance().refresh(); }

}  // namespace mimic::win::console_wait
