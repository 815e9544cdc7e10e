// Which process a handle argument of a function means.
#pragma once

#include "libs/windows/core/object.h"

namespace mimic::win {

// Does `process` name this process? Fails where it names no process.
inline Expected<bool> is_current_process(HANDLE process) {
  if (reinterpret_cast<int64_t>(process) == -1) return true;
  auto entry = handles().lookup(process);
  if (!entry) return std::unexpected(entry.error());
  if (entry->object->type() != ObjectType::kProcess) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  return entry->object.get() == current_process_object().get();
}

}  // namespace mimic::win
