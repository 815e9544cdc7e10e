#include "libs/windows/core/console.h"

#include <fcntl.h>

#include <cstring>
#include <utility>

#include "libs/windows/core/console_input.h"
#include "libs/windows/core/console_session.h"
#include "libs/windows/core/console_wait.h"
#include "libs/windows/core/descriptor.h"
#include "libs/windows/core/terminal.h"

namespace mimic::win {

namespace {

bool has_console() { return console_session::kind() != console_session::Kind::kNone; }

}  // namespace

Console::Console(int descriptor, bool input)
    : IoObject(ObjectType::kConsole, true),
      descriptor_(descriptor),
      screen_(input ? nullptr : ConsoleScreen::first()) {
  if (descriptor >= 0) terminal::note_descriptor(descriptor, input);
}

Console::Console(int descriptor, std::shared_ptr<ConsoleScreen> screen)
    : IoObject(ObjectType::kConsole, true), descriptor_(descriptor), screen_(std::move(screen)) {}

Console::~Console() {
  // The terminal goes on using the first descriptor it got.
  if (descriptor_ > 2 && descriptor_ != terminal::input_descriptor() &&
      descriptor_ != terminal::output_descriptor())
    close_descriptor(descriptor_);
}

// A buffer that is shown and that nobody has any more gives way to the first one.
void Console::last_handle_closed() {
  if (!screen_ || screen_ == ConsoleScreen::first() || screen_ != ConsoleScreen::active()) return;
  if (screen_.use_count() <= 2) ConsoleScreen::activate(ConsoleScreen::first());
}

NTSTATUS Console::read(const IoRequest& request, void* buffer, ULONG length, const LARGE_INTEGER*) {
  begin(request);
  if (screen_ || !has_console()) return finish(request, STATUS_INVALID_HANDLE, 0, false);
  const auto bytes = console_input::read_bytes(length, true);
  if (!bytes) return finish(request, bytes.error(), 0, false);
  std::memcpy(buffer, bytes->data(), bytes->size());
  return finish(request, STATUS_SUCCESS, bytes->size(), false);
}

NTSTATUS Console::write(const IoRequest& request, const void* buffer, ULONG length,
                        const LARGE_INTEGER*) {
  begin(request);
  if (!screen_ || !has_console()) return finish(request, STATUS_INVALID_HANDLE, 0, false);
  const NTSTATUS status = screen_->write_bytes({static_cast<const char*>(buffer), length});
  return finish(request, status, status ? 0 : length, false);
}

Waitable* Console::waitable() {
  return screen_ ? static_cast<Waitable*>(this) : console_wait::waitable();
}

Expected<Ref<IoObject>> open_console(Location::Kind kind, ACCESS_MASK access) {
  constexpr ACCESS_MASK kRead = GENERIC_READ | GENERIC_ALL | FILE_READ_DATA;
  constexpr ACCESS_MASK kWrite = GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA;
  if (kind == Location::Kind::kConsole) {
    // CON is one of the two, by what is asked for.
    const bool reads = access & kRead, writes = access & kWrite;
    if (reads == writes) return nt_fail(STATUS_INVALID_PARAMETER);
    kind = reads ? Location::Kind::kConsoleInput : Location::Kind::kConsoleOutput;
  }
  const bool input = kind == Location::Kind::kConsoleInput;
  if (console_session::kind() == console_session::Kind::kHidden) {
    if (input) return Ref<IoObject>(make_object<Console>(-1, true));
    return Ref<IoObject>(make_object<Console>(-1, ConsoleScreen::active()));
  }
  const int known = input ? terminal::input_descriptor() : terminal::output_descriptor();
  if (known < 0) return nt_fail(STATUS_INVALID_HANDLE);
  const int descriptor = ::fcntl(known, F_DUPFD_CLOEXEC, 3);
  if (descriptor < 0) return nt_fail(STATUS_TOO_MANY_OPENED_FILES);
  if (input) return Ref<IoObject>(make_object<Console>(descriptor, true));
  return Ref<IoObject>(make_object<Console>(descriptor, ConsoleScreen::active()));
}

Expected<Ref<IoObject>> make_screen() {
  return Ref<IoObject>(make_object<Console>(-1, ConsoleScreen::make()));
}

Expected<Ref<Console>> console_of(HANDLE handle) {
  const auto object = object_of(handle);
  if (!object || !Console::is((*object)->type()) || !has_console())
    return nt_fail(STATUS_INVALID_HANDLE);
  return Ref<Console>(static_cast<Console*>(object->get()));
}

Expected<Ref<Console>> console_of(HANDLE handle, bool input) {
  auto console = console_of(handle);
  if (console && (*console)->is_input() != input) return nt_fail(STATUS_INVALID_HANDLE);
  return console;
}

Expected<std::shared_ptr<ConsoleScreen>> screen_of(HANDLE handle) {
  const auto console = console_of(handle, false);
  if (!console) return std::unexpected(console.error());
  return (*console)->screen();
}

}  // namespace mimic::win
