// May a token use an object? [MS-DTYP] 2.5.3.2.
#pragma once

#include "libs/windows/core/security_descriptor.h"
#include "libs/windows/core/token.h"

namespace mimic::win {

struct AccessResult {
  ACCESS_MASK granted = 0;
  NTSTATUS status = STATUS_ACCESS_DENIED;
};
// `desired` has no generic rights any more, but may have MAXIMUM_ALLOWED.
AccessResult check_access(const SecurityParts& security, const TokenState& token,
                          ACCESS_MASK desired, const GENERIC_MAPPING& mapping);

}  // namespace mimic::win
