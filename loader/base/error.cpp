#include "loader/base/error.h"

#include <cstdio>

namespace mimic {

std::unexpected<Error> fail(ErrorKind kind, const char* format, ...) {
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  return std::unexpected(Error{kind, line});
}

}  // namespace mimic
