// Handles to the console: its input buffer and its screen.
#pragma once

#include "libs/windows/core/io.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {

class Console final : public IoObject {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kConsole; }

  // Takes the descriptor of a terminal over; -1 for a console that nobody sees.
  Console(int descriptor, bool input);

  bool is_input() const { return input_; }
  NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                const LARGE_INTEGER* offset) override;
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER* offset) override;
  DWORD file_type() const override { return FILE_TYPE_CHAR; }
  int descriptor() const override { return descriptor_; }
  void last_handle_closed() override;

  // The input is signaled while there is something to read.
  Waitable* waitable() override;
  bool is_signaled(Thread*) const override { return signaled_; }
  // To be called when input was read or written.
  void refresh();

 private:
  ~Console() override;
  const int descriptor_;
  const bool input_;
  bool signaled_;  // under the dispatcher lock
  std::mutex watch_lock_;
  Reactor::Token watch_ = 0;  // under watch_lock_
};

// CON, CONIN$ and CONOUT$. STATUS_INVALID_HANDLE where the process has no console.
Expected<Ref<IoObject>> open_console(Location::Kind kind, ACCESS_MASK access);
// The console behind a handle, its input or its screen; STATUS_INVALID_HANDLE for anything else.
Expected<Ref<Console>> console_of(HANDLE handle);
Expected<Ref<Console>> console_of(HANDLE handle, bool input);

}  // namespace mimic::win
