// Handles to the console: its input buffer and its screen.
#pragma once

#include <memory>

#include "libs/windows/core/console_screen.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/path.h"

namespace mimic::win {

class Console final : public IoObject {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kConsole; }

  // Takes the descriptor of a terminal over; -1 for a console that nobody sees.
  Console(int descriptor, bool input);
  // Another screen buffer than the first.
  Console(int descriptor, std::shared_ptr<ConsoleScreen> screen);

  bool is_input() const { return !screen_; }
  const std::shared_ptr<ConsoleScreen>& screen() const { return screen_; }
  NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                const LARGE_INTEGER* offset) override;
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER* offset) override;
  DWORD file_type() const override { return FILE_TYPE_CHAR; }
  int descriptor() const override { return descriptor_; }
  void last_handle_closed() override;

  // The input is signaled while there is something to read.
  Waitable* waitable() override;

 private:
  ~Console() override;
  const int descriptor_;
  const std::shared_ptr<ConsoleScreen> screen_;  // null: the input
};

// CON, CONIN$ and CONOUT$. STATUS_INVALID_HANDLE where the process has no console.
Expected<Ref<IoObject>> open_console(Location::Kind kind, ACCESS_MASK access);
// The console behind a handle, its input or its screen; STATUS_INVALID_HANDLE for anything else.
Expected<Ref<Console>> console_of(HANDLE handle);
Expected<Ref<Console>> console_of(HANDLE handle, bool input);
// The screen buffer behind a handle.
Expected<std::shared_ptr<ConsoleScreen>> screen_of(HANDLE handle);
// CreateConsoleScreenBuffer: another screen buffer, which is not shown.
Expected<Ref<IoObject>> make_screen();

}  // namespace mimic::win
