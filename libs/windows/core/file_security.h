// Owner, group and mode of a host file as a security descriptor, and back.
//
// Each class of the mode becomes an allowing entry: owner, group, Everyone. A descriptor that is
// set changes the owner and group where it names a user and a group of the host, and the mode by
// what its list allows to owner, group and Everyone; what a mode cannot say is dropped.
#pragma once

#include <vector>

#include "libs/windows/core/security_descriptor.h"

namespace mimic::win {

Expected<std::vector<uint8_t>> file_security(int descriptor);
NTSTATUS set_file_security(int descriptor, const std::vector<uint8_t>& security, DWORD information);
// Of a file by its host path.
Expected<std::vector<uint8_t>> file_security(const char* path);
NTSTATUS set_file_security(const char* path, const std::vector<uint8_t>& security,
                           DWORD information);

}  // namespace mimic::win
