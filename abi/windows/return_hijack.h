// Getting control when a host function returns to the guest code that called it.
//
// The return address of the outermost host frame (the one a call from guest code pushed) is
// replaced by that of a trampoline. The API trace uses this to see results, suspension to stop a
// thread before it runs guest code again; both may hold the same slot at once.
//
// Whoever reads a return address from a stack must look through this: the unwinders and
// RtlCaptureContext of mimic do.
#pragma once

#include <cstdint>

namespace mimic::win {

// The result registers of the function that returns; what is written here the guest sees.
struct HostReturn {
  uint64_t rax;
  uint64_t slot;  // address of the return address; rsp of the guest will be slot + 8
  uint64_t xmm0[2];
  uint64_t real;  // where the function returns to
};

enum class HijackUser : uint8_t { kTrace, kSuspend };

// Runs on the guest's stack, as part of the host, after the function has released its frame.
using OnHostReturn = void (*)(void* data, HostReturn& result);

// Hijacks the return address in `slot` for `user`: when the function returns, on_return(data,
// result) runs once. A hijack whose frame was abandoned (by an exception or longjmp) is forgotten
// when its slot is used again. Async-signal-safe and lock-free; false if too many are active.
bool hijack_return(uint64_t* slot, HijackUser user, OnHostReturn on_return, void* data);

// The return address that belongs into `slot`, whether hijacked or not.
uint64_t real_return_address(const uint64_t* slot);

// The same for a value already read from `slot`: one comparison in the usual case.
extern "C" const char mimic_return_trampoline[];
inline uint64_t see_through_hijack(uint64_t value, uint64_t slot) {
  if (value != reinterpret_cast<uint64_t>(mimic_return_trampoline)) [[likely]]
    return value;
  return real_return_address(reinterpret_cast<const uint64_t*>(slot));
}

}  // namespace mimic::win
