#include "libs/windows/core/console.h"

#include <fcntl.h>
#include <sys/epoll.h>

#include <cstring>
#include <utility>

#include "libs/windows/core/console_input.h"
#include "libs/windows/core/console_output.h"
#include "libs/windows/core/descriptor.h"
#include "libs/windows/core/terminal.h"

namespace mimic::win {

Console::Console(int descriptor, bool input)
    : IoObject(ObjectType::kConsole, true),
      descriptor_(descriptor),
      input_(input),
      signaled_(!input) {
  if (descriptor >= 0) terminal::note_descriptor(descriptor, input);
}

Console::~Console() {
  // The terminal goes on using the first descriptor it got.
  if (descriptor_ > 2 && descriptor_ != terminal::input_descriptor() &&
      descriptor_ != terminal::output_descriptor())
    close_descriptor(descriptor_);
}

void Console::last_handle_closed() {
  Reactor::Token token;
  {
    const std::lock_guard guard(watch_lock_);
    token = std::exchange(watch_, 0);
  }
  Reactor::cancel(token);
}

NTSTATUS Console::read(const IoRequest& request, void* buffer, ULONG length, const LARGE_INTEGER*) {
  begin(request);
  if (!input_) return finish(request, STATUS_INVALID_HANDLE, 0, false);
  const auto bytes = console_input::read_bytes(length, true);
  if (!bytes) return finish(request, bytes.error(), 0, false);
  std::memcpy(buffer, bytes->data(), bytes->size());
  return finish(request, STATUS_SUCCESS, bytes->size(), false);
}

NTSTATUS Console::write(const IoRequest& request, const void* buffer, ULONG length,
                        const LARGE_INTEGER*) {
  begin(request);
  if (input_) return finish(request, STATUS_INVALID_HANDLE, 0, false);
  const NTSTATUS status = console_output::write_bytes({static_cast<const char*>(buffer), length});
  return finish(request, status, status ? 0 : length, false);
}

void Console::refresh() {
  if (!input_) return;
  const bool ready = console_input::is_ready();
  const DispatcherLock lock;
  signaled_ = ready;
  if (ready) wake();
}

// A wait is about to begin: the state is looked at now, and watched while there is no input.
Waitable* Console::waitable() {
  if (!input_) return this;
  refresh();
  const int descriptor = terminal::input_descriptor();
  const std::lock_guard guard(watch_lock_);
  if (descriptor < 0 || watch_ || signaled_) return this;
  watch_ = Reactor::watch(descriptor, EPOLLIN, true, [self = Ref<Console>(this)](uint32_t) {
    {
      const std::lock_guard inner(self->watch_lock_);
      self->watch_ = 0;
    }
    self->refresh();
  });
  return this;
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
  const int known = input ? terminal::input_descriptor() : terminal::output_descriptor();
  if (known < 0) return nt_fail(STATUS_INVALID_HANDLE);
  const int descriptor = ::fcntl(known, F_DUPFD_CLOEXEC, 3);
  if (descriptor < 0) return nt_fail(STATUS_TOO_MANY_OPENED_FILES);
  return Ref<IoObject>(make_object<Console>(descriptor, input));
}

Expected<Ref<Console>> console_of(HANDLE handle) {
  const auto object = object_of(handle);
  if (!object || !Console::is((*object)->type())) return nt_fail(STATUS_INVALID_HANDLE);
  return Ref<Console>(static_cast<Console*>(object->get()));
}

Expected<Ref<Console>> console_of(HANDLE handle, bool input) {
  auto console = console_of(handle);
  if (console && (*console)->is_input() != input) return nt_fail(STATUS_INVALID_HANDLE);
  return console;
}

}  // namespace mimic::win
