// NTSTATUS values and Win32 error codes ([MS-ERREF] sections 2.3 and 2.2).
#pragma once

#include <expected>

#include "abi/windows/types.h"

namespace mimic::win {

template <class T>
using Expected = std::expected<T, NTSTATUS>;

constexpr bool nt_success(NTSTATUS status) { return status >= 0; }
constexpr std::unexpected<NTSTATUS> nt_fail(NTSTATUS status) { return std::unexpected(status); }

// The Win32 error of a status, as RtlNtStatusToDosError gives it; ERROR_MR_MID_NOT_FOUND (317)
// where there is none.
DWORD error_of(NTSTATUS status);
// The status of a Linux errno value, for the results of host calls.
NTSTATUS status_of_errno(int error);

#define MIMIC_STATUS(name, value) inline constexpr NTSTATUS name = static_cast<NTSTATUS>(value)
#include "abi/windows/status.inc"
#undef MIMIC_STATUS
#define MIMIC_ERROR(name, value) inline constexpr DWORD name = value
#include "abi/windows/errors.inc"
#undef MIMIC_ERROR

}  // namespace mimic::win
