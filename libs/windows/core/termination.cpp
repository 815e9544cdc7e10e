#include "libs/windows/core/termination.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

namespace mimic::win {
namespace {

const char* g_program_name = "program";
std::atomic<void (*)(uint32_t)> g_exit_observer{nullptr};
std::atomic<void (*)()> g_end_action{nullptr};

}  // namespace

void set_program_name(const char* name) { g_program_name = name; }
const char* program_name() { return g_program_name; }
void set_exit_observer(void (*observer)(uint32_t)) { g_exit_observer = observer; }

void set_end_action(void (*action)()) { g_end_action = action; }

void end_process(uint32_t exit_code) {
  if (const auto action = g_end_action.load()) action();
  if (const auto observer = g_exit_observer.load()) observer(exit_code);
  // The host keeps 8 bits; a failure must not look like success.
  const int status = exit_code & 0xff;
  _exit(exit_code != 0 && status == 0 ? 1 : status);
}

void end_program(uint32_t exit_code, const char* format, ...) {
  char line[1024];
  int length = snprintf(line, sizeof line, "mimic: %s: ", g_program_name);
  va_list arguments;
  va_start(arguments, format);
  length += vsnprintf(line + length, sizeof line - length, format, arguments);
  va_end(arguments);
  length = std::min<int>(length, sizeof line - 2);
  line[length++] = '\n';
  if (write(STDERR_FILENO, line, length) < 0) {
    // Nobody is left to tell.
  }
  end_process(exit_code);
}

}  // namespace mimic::win
