// The bound import directory: which builds of its DLLs an image was bound against. Windows ignores
// it under ASLR, and so does mimic; `mimic inspect` shows it.
#pragma once

#include <vector>

#include "loader/pe/image.h"

namespace mimic::pe {

struct BoundImport {
  std::string_view name;  // points into the image
  uint32_t time_stamp = 0;
  bool is_forwarder = false;  // a DLL that the one before forwards to
};

Result<std::vector<BoundImport>> parse_bound_imports(const View& view);

}  // namespace mimic::pe
