// Raising exceptions from the host's own functions.
#pragma once

#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

DECLARE_EXPORT(ntdll, void, RtlRaiseStatus, (NTSTATUS Status));

}  // namespace mimic::win::ntdll
