// The `mimic` command.
#include <cstdio>
#include <string>
#include <vector>

#include "libs/windows/core/process_start.h"

int main(int argument_count, char** arguments) {
  if (argument_count < 2) {
    std::fprintf(stderr, "usage: mimic program.exe [arguments...]\n");
    return 2;
  }
  mimic::win::ProgramStart start;
  start.path = start.name = arguments[1];
  start.arguments.assign(arguments + 2, arguments + argument_count);
  const mimic::Error error = mimic::win::run_program(start);
  std::fprintf(stderr, "mimic: %s\n", error.message.c_str());
  return 126;
}
