// The printf of user32 and FormatMessage: a small format language over arguments of eight bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mimic::win {

// The arguments of a variadic Windows function, or an array of DWORD_PTR.
class Arguments {
 public:
  explicit Arguments(const uint64_t* next) : next_(next) {}
  uint64_t take() { return *next_++; }

 private:
  const uint64_t* next_;
};

// Reads one conversion at the start of `format` (after its '%'), takes its arguments and appends
// the result. `narrow`: %s and %c are ANSI, %S and %C are UTF-16. Returns how many units of the
// format it consumed; 0 where it is no conversion.
size_t format_one(std::u16string_view format, bool narrow, Arguments& arguments,
                  std::u16string* out);

// A whole format with "%%".
std::u16string format_all(std::u16string_view format, bool narrow, Arguments arguments);

}  // namespace mimic::win
