// The load configuration directory.
//
// Source: Microsoft, "PE Format", "The Load Configuration Structure";
// IMAGE_LOAD_CONFIG_DIRECTORY64.
#pragma once

#include "loader/pe/image.h"

namespace mimic::pe {

// What an image's structure is too short for is 0. Addresses are virtual and as image_base says.
struct LoadConfig {
  uint32_t size = 0;
  uint64_t security_cookie_address = 0;  // of the 8-byte stack cookie, inside the image
  uint32_t security_cookie_rva = 0;
  uint32_t guard_flags = 0;
  uint64_t guard_check_address = 0;  // of the pointers that control-flow guard calls through
  uint64_t guard_dispatch_address = 0;
  uint64_t guard_function_count = 0;
  uint64_t handler_count = 0;  // SafeSEH: 32-bit images only
  uint32_t process_heap_flags = 0;
  uint16_t dependent_load_flags = 0;
  uint32_t critical_section_timeout = 0;
  uint64_t process_affinity = 0;
  uint64_t hybrid_metadata_address = 0;  // ARM64EC

  bool has_control_flow_guard() const { return guard_flags & 0x100; }
};

// nullopt for an image without one. Fails only if the cookie would lie outside the image.
Result<std::optional<LoadConfig>> parse_load_config(const View& view);

// What compilers put where the cookie goes. The loader replaces it, and only it, by a random value;
// a C runtime that still finds it does so itself.
inline constexpr uint64_t kDefaultSecurityCookie = 0x00002b992ddfa232;

}  // namespace mimic::pe
