// What suspends a guest thread and reads its context (abi/windows/seh) keeps per thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "abi/windows/context.h"

namespace mimic::win {

struct ThreadControl {
  std::atomic<uint32_t> suspend_count{0};  // a futex: whoever resumes the thread wakes it
  std::atomic<bool> guard_open{
      false};  // the stack's guard has been given to an overflow's handlers

  // Suspension (seh/suspend.cpp).
  enum State : uint32_t { kRunning, kParked, kStopsAtReturn };
  std::atomic<uint32_t> state{kRunning};
  std::atomic<uint32_t> requested{0};     // number of the last request,
  std::atomic<uint32_t> acknowledged{0};  // and of the last that has taken effect
  std::atomic<bool> context_set{false};   // `context` is to be applied when it goes on
  CONTEXT context;                        // of the guest, while not kRunning
};

}  // namespace mimic::win
