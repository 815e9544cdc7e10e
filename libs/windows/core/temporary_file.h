// Where temporary files go, and names for them.
#pragma once

#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

// With a final backslash; whether it exists is not looked at.
std::u16string temporary_folder();

struct TemporaryName {
  std::u16string path;
  UINT number;
};
// A name in `folder` made of up to three units of `prefix` and a number, as GetTempFileName makes
// it. Where `number` is 0 one is found that is free, and the file is made. Failures:
// STATUS_NOT_A_DIRECTORY (no such folder), those of making the file.
Expected<TemporaryName> temporary_name(std::u16string_view folder, std::u16string_view prefix,
                                       UINT number);

}  // namespace mimic::win
