// What suspends a guest thread and reads its context (abi/windows/seh) keeps per thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace mimic::win {

struct ThreadControl {
  std::atomic<uint32_t> suspend_count{0};
  std::atomic<bool> guard_open{false};  // the stack's guard has been given to an overflow's handlers
};

}  // namespace mimic::win
