// Which pending operations IoObject::cancel() means, and taking them out of their queue.
#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

#include "libs/windows/core/io.h"

namespace mimic::win {

// Whether an operation that the thread `owner` started is meant by cancel(thread_id, only).
inline bool is_meant(const IoRequest& request, ULONG_PTR owner, ULONG_PTR thread_id,
                     const IO_STATUS_BLOCK* only) {
  return (!thread_id || owner == thread_id) && (!only || request.status_block == only);
}

// Moves the operations for which `meant` holds from the queue to the end of `taken`, in their
// order.
template <class Pending>
void take_out(std::vector<Pending>& queue, std::vector<Pending>& taken, auto meant) {
  const auto first = std::stable_partition(queue.begin(), queue.end(),
                                           [&](const Pending& one) { return !meant(one); });
  std::move(first, queue.end(), std::back_inserter(taken));
  queue.erase(first, queue.end());
}

// The same for what cancel(thread_id, only) means.
template <class Pending>
void take_cancelled(std::vector<Pending>& queue, std::vector<Pending>& taken, ULONG_PTR thread_id,
                    const IO_STATUS_BLOCK* only) {
  take_out(queue, taken, [&](const Pending& one) {
    return is_meant(one.request, one.thread_id, thread_id, only);
  });
}

}  // namespace mimic::win
