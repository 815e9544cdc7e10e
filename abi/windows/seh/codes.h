// Exception codes that are no NTSTATUS values of [MS-ERREF].
#pragma once

#include "abi/windows/status.h"

namespace mimic::win {

inline constexpr NTSTATUS STATUS_CPP_EXCEPTION = static_cast<NTSTATUS>(0xe06d7363);  // "msc"
inline constexpr NTSTATUS STATUS_GCC_THROW = static_cast<NTSTATUS>(0x20474343);      // "CCG "

}  // namespace mimic::win
