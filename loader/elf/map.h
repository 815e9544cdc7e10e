// An ELF image in memory, as the kernel maps it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "loader/base/error.h"
#include "loader/elf/image.h"

namespace mimic::elf {

struct Mapping {
  uint64_t bias = 0;             // what is added to the addresses of the image
  uint64_t lowest = 0;           // first address of the image, before the bias
  uint64_t end = 0;              // where it ends in memory, rounded up to a page
  uint64_t entry = 0;            // in memory
  uint64_t program_headers = 0;  // in memory; 0 where no segment holds them
  uint64_t program_header_count = 0;
  std::string interpreter;  // empty: none
};

// Maps the segments of an image, which stay, from the file that `descriptor` is open on; `path` is
// for messages. Where `low`, it goes where the kernel puts programs, with room for the break to
// grow.
Result<Mapping> map_image(const Headers& headers, int descriptor, const std::string& path,
                          bool low);

// PROT_* for the flags of a segment.
int protection(uint32_t flags);

}  // namespace mimic::elf
