// The exception directory: which unwind information belongs to which code.
#pragma once

#include "loader/pe/image.h"

namespace mimic::pe {

// RUNTIME_FUNCTION: the code [begin_rva, end_rva) is described at unwind_rva; with its lowest bit
// set, unwind_rva is that of another RUNTIME_FUNCTION.
struct RuntimeFunction {
  uint32_t begin_rva, end_rva, unwind_rva;
};
static_assert(sizeof(RuntimeFunction) == 12);

// Small and copyable; reads the table in place.
class ExceptionDirectory {
 public:
  // Empty for an image without one. Fails if the table does not lie in the image; entries are not
  // looked at.
  static Result<ExceptionDirectory> parse(const View& view);

  uint32_t size() const { return count_; }
  RuntimeFunction operator[](uint32_t index) const {
    return *table_.read<RuntimeFunction>(uint64_t{index} * sizeof(RuntimeFunction));
  }
  // The entry whose code contains `rva`, by binary search.
  std::optional<RuntimeFunction> find(uint32_t rva) const;
  // The first entry that is empty, ends outside the image or is not after the one before it.
  std::optional<uint32_t> first_malformed(const View& view) const;

 private:
  Bytes table_;
  uint32_t count_ = 0;
};

}  // namespace mimic::pe
