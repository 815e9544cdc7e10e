// Linux programs under the names that Windows programs look for: `git.exe` is git.
#pragma once

#include <string>
#include <string_view>

namespace mimic::win {

// Whether a file that begins so is for the host to run: an ELF image, or a script with an
// interpreter line. Four bytes are enough.
bool begins_host_program(std::string_view start);
// Whether the host can run the file: executable, and beginning so.
bool is_host_program(const std::string& path);

// Where `path` (absolute on the host) names nothing, ends in ".exe" and lies in a folder of the
// host's PATH: the executable file of that name without the ending. Else empty.
std::string program_alias(const std::string& path);

}  // namespace mimic::win
