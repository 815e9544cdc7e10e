// KUSER_SHARED_DATA: the page at 0x7ffe0000 that Windows maps read-only into every process.
// Programs read the time from it directly.
#pragma once

namespace mimic::win::shared_data {

inline constexpr unsigned long kAddress = 0x7ffe0000;

// Reserves the page without access. The first read faults, and handle_fault() maps it and starts
// the thread that keeps its clocks going; that thread rests while nobody reads. False if the
// address is taken.
bool reserve();
// For the fault handler: true if the fault at `address` was a read of the page, now served.
bool handle_fault(const void* address);

}  // namespace mimic::win::shared_data
