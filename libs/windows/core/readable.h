// Can memory of the guest be touched? For the few functions that must tell instead of fault.
#pragma once

#include <cstddef>

namespace mimic::win {

bool is_readable(const void* address, size_t size);
bool is_writable(void* address, size_t size);

}  // namespace mimic::win
