// Subcommands that take options, then a program and its own arguments.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "cli/commands.h"

namespace mimic {

// Splits at the first word that is not an option of `app` (or at `--`), parses the options, and
// makes `command` the rest of `arguments`. Returns the exit status where the caller has nothing
// left to do: after --help, or a wrong command line, which is then reported.
std::optional<int> parse_command(CLI::App& app, Arguments arguments, Arguments& command);

}  // namespace mimic
