// An ELF image in memory, as the kernel maps it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "loader/base/bytes.h"
#include "loader/base/error.h"

namespace mimic::elf {

struct Mapping {
  std::string path;
  uint64_t bias = 0;             // what is added to the addresses of the image
  uint64_t lowest = 0;           // first address of the image, before the bias
  uint64_t end = 0;              // where it ends in memory, rounded up to a page
  uint64_t entry = 0;            // in memory
  uint64_t program_headers = 0;  // in memory; 0 where no segment holds them
  uint64_t program_header_count = 0;
  std::string interpreter;  // empty: none
};

// Maps the segments of `path` from the file, an image that has a place of its own there. `file` is
// what it holds. The mapping stays.
// Where `low`, it goes where the kernel puts programs, with room for the break to grow.
Result<Mapping> map_image(Bytes file, const std::string& path, bool low);

}  // namespace mimic::elf
