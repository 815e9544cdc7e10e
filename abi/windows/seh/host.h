// What structured exception handling needs from the layers above, which set it once at start.
#pragma once

#include <cstdint>

#include "abi/windows/context.h"
#include "abi/windows/status.h"

namespace mimic::win::seh {

struct Image {
  uint64_t base = 0;
  uint64_t size = 0;
  bool builtin = false;  // made by mimic: thunks only
};

struct Host {
  // The PE image that contains this address. Async-signal-safe.
  bool (*image_at)(uint64_t address, Image* image) = nullptr;
  // Takes the guard away from the PAGE_GUARD page at this address, if it is one.
  bool (*take_guard)(const void* address) = nullptr;
  // "module.dll+0x1234" into `text`, or the bare address.
  void (*describe)(uint64_t address, char* text, size_t size) = nullptr;
  // Ends the process after printing the line.
  void (*end_program)(uint32_t exit_code, const char* message) = nullptr;
  // Ends the process without a word.
  void (*exit_process)(uint32_t exit_code) = nullptr;
};

extern Host g_host;

}  // namespace mimic::win::seh
