// Handles that a child gets from its parent: as descriptors and their numbers.
#pragma once

#include <optional>

#include "libs/windows/core/startup_block.h"

namespace mimic::win {

// How the object of a handle travels; nothing where it cannot. `descriptor` is the one of this
// process.
std::optional<InheritedHandle> describe_handle(HANDLE value, const HandleEntry& entry);
// In the child: the object again; null where it cannot be made. Takes the descriptor over.
Ref<Object> adopt_object(const InheritedHandle& handle);

}  // namespace mimic::win
