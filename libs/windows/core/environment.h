// The environment block of this process: UTF-16 "NAME=value" strings, sorted by name without regard
// to case, closed by an empty string. It lives where Windows keeps it, in the process parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

// Makes the block of a process that was started from Linux: the host's environment with PATH in
// Windows form, and what every Windows program may expect (SystemRoot, TEMP, …) where unset.
// One allocation, which the process parameters then own.
WCHAR* make_environment();
// A copy of a block made elsewhere, sorted, for the process parameters to own.
WCHAR* copy_environment(std::u16string_view block);
// Length of a block in units, with both terminators.
size_t environment_length(const WCHAR* block);

// The value of a variable, as the process has it now.
std::optional<std::u16string> environment_variable(std::u16string_view name);
// Sets a variable, or removes it where `value` is null. STATUS_INVALID_PARAMETER where the name is
// empty or has a '=' after its first unit.
NTSTATUS set_environment_variable(std::u16string_view name,
                                  std::optional<std::u16string_view> value);
// The whole block, with both terminators.
std::u16string environment_block();
// Replaces the whole block.
void set_environment_block(std::u16string_view block);
// Replaces %NAME% of known variables.
std::u16string expand_environment(std::u16string_view text);

// A block given by the guest, edited in place of the process's own (RtlSetEnvironmentVariable).
std::optional<std::u16string_view> find_variable(const WCHAR* block, std::u16string_view name);
std::u16string with_variable(std::u16string_view block, std::u16string_view name,
                             std::optional<std::u16string_view> value);

// The environment of a Linux child: "NAME=value" in UTF-8, PATH with ':' and Linux folders, without
// what make_environment added.
std::vector<std::string> host_environment(std::u16string_view block);

}  // namespace mimic::win
