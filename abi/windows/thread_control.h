// What suspends a guest thread and reads its context (abi/windows/seh) keeps per thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace mimic::win {

struct ThreadControl {
  std::atomic<uint32_t> suspend_count{0};
};

}  // namespace mimic::win
