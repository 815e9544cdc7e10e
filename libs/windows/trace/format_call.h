// How a traced call is written: arguments by the type they were declared with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mimic::win {

struct BuiltinExport;

inline constexpr size_t kMostArguments = 16;

// One parameter of a declaration "(HANDLE hEvent, DWORD dwFlags)".
struct Parameter {
  std::string_view type;
  std::string_view name;
};
std::vector<Parameter> parse_parameters(std::string_view declaration);

// An argument before the call: its value as the guest passed it. `class_code` as in
// exports/export.h. Results of out-parameters are shown only by format_out().
std::string format_argument(const Parameter& parameter, char class_code, uint64_t value);
// " [0x1c]" for a pointer that the function has written a number, a handle or a string through,
// else empty.
std::string format_out(const Parameter& parameter, char class_code, uint64_t value);
std::string format_result(std::string_view type, char class_code, uint64_t rax, double xmm0);

// "ERROR_FILE_NOT_FOUND", or empty.
std::string_view error_name(uint32_t error);
// "STATUS_ACCESS_VIOLATION", or empty.
std::string_view status_name(uint32_t status);

}  // namespace mimic::win
