// What the names constraints of an authority (RFC 5280, 4.2.1.10) say about a certificate below it.
#pragma once

#include "libs/windows/core/certificate.h"

namespace mimic::win {

enum class NameConstraint {
  kMet,
  kNotPermitted,
  kExcluded,
  kNotSupported,  // a kind of name that is constrained and given, but cannot be compared
  kInvalid,
};

// `constraints` is the extension's value.
NameConstraint check_name_constraints(ByteView constraints, const Certificate& certificate);

}  // namespace mimic::win
