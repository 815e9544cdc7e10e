#include "cli/text_report.h"

#include <cstdarg>
#include <cstdio>

namespace mimic {

void line(const char* label, const char* format, ...) {
  std::printf("  %-20s ", label);
  va_list arguments;
  va_start(arguments, format);
  std::vprintf(format, arguments);
  va_end(arguments);
  std::putchar('\n');
}

void Parts::begin() {
  if (!is_first_) std::putchar('\n');
  is_first_ = false;
}

}  // namespace mimic
