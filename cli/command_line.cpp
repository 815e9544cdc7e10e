#include "cli/command_line.h"

#include <algorithm>
#include <cstdio>

namespace mimic {

std::optional<int> parse_command(CLI::App& app, Arguments arguments, Arguments& command) {
  app.prefix_command();
  app.footer("The program and its arguments follow the options, after -- or without it.");
  // CLI11 takes arguments in reverse order.
  std::vector<std::string> words(arguments.begin(), arguments.end());
  std::ranges::reverse(words);
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    return report({ErrorKind::kUsage, app.get_name().substr(6) + ": " + error.what()});
  }
  command = arguments.last(app.remaining().size());
  if (!command.empty() && command.front() == std::string_view("--")) command = command.subspan(1);
  if (command.empty())
    return report({ErrorKind::kUsage, app.get_name().substr(6) + ": which program? (see " +
                                          app.get_name() + " --help)"});
  return std::nullopt;
}

}  // namespace mimic
