#include "libs/windows/core/sync_object.h"

#include <unistd.h>

#include "libs/windows/core/namespace.h"
#include "libs/windows/core/shared_wait.h"

namespace mimic::win {

SyncObject::~SyncObject() { delete shared(); }

void SyncObject::last_handle_closed() {
  forget_name(*this);
  if (shared()) shared()->release_name();
}

void SyncObject::use(std::unique_ptr<SharedState> state) { set_shared(state.release()); }

bool SyncObject::share() {
  {
    DispatcherLock lock;
    if (shared()) return true;
  }
  // The values are those of the moment when the state moves.
  const int file = SharedState::make_file();
  auto state = SharedState::create(file, {}, {});
  if (!state) {
    if (file >= 0) ::close(file);
    return false;
  }
  bool packets;
  {
    DispatcherLock lock;
    if (shared()) return true;
    state->values() = values();
    set_shared(state.release());
    moved();
    packets = move_waiters();
  }
  if (packets) wake_shared_packets();
  return true;
}

}  // namespace mimic::win
