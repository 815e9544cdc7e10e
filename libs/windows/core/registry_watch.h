// Who waits for changes of registry keys. Called with the registry's lock held, but for the last.
#pragma once

#include "libs/windows/core/event.h"
#include "libs/windows/core/registry_tree.h"

namespace mimic::win {

class Key;

// Sets `event` at the next change of one of the kinds in `filter` (REG_NOTIFY_…).
void watch_registry(Key& key, DWORD filter, bool subtree, Ref<Event> event);
void report_registry_change(RegistryNode& node, DWORD kind);
// Sets the events of a handle that closes.
void forget_registry_watches(Key& key);

}  // namespace mimic::win
