#include "libs/windows/core/cmd/cmd.h"

#include <signal.h>

#include <algorithm>

#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

bool is_blank(char16_t unit) { return unit == u' ' || unit == u'\t'; }

void skip_blanks(std::u16string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

// "cmd /?" says when the quotes around a command stay: without /s, exactly two of them, nothing
// special and a blank between them, and the name of a program inside. Else the first and the last
// quote go.
std::u16string strip_quotes(std::u16string_view text, bool always) {
  if (text.empty() || text.front() != u'"') return std::u16string(text);
  const size_t last = text.rfind(u'"');
  if (last == 0) return std::u16string(text.substr(1));
  const std::u16string_view inside = text.substr(1, last - 1);
  const bool two = std::count(text.begin(), text.end(), u'"') == 2;
  if (!always && two && inside.find_first_of(u"&<>()@^|") == inside.npos &&
      inside.find_first_of(u" \t") != inside.npos && find_program(inside, true))
    return std::u16string(text);
  // A quoted name with nothing special in it works with its quotes as well as without.
  std::u16string stripped(inside);
  stripped += text.substr(last + 1);
  return stripped;
}

struct Options {
  bool command = false, keep = false, strip = false, quiet = false, delayed = false;
};

// Options up to /c or /k; what follows is the command.
Options take_options(std::u16string_view& line) {
  Options options;
  for (;;) {
    skip_blanks(line);
    if (line.size() < 2 || line[0] != u'/') return options;
    const char16_t letter = downcase(line[1]);
    std::u16string_view value = line.substr(2);
    if (letter == u'c' || letter == u'r' || letter == u'k') {
      options.command = true;
      options.keep = letter == u'k';
      line = value;
      return options;
    }
    size_t end = 0;
    while (end < value.size() && !is_blank(value[end]) && value[end] != u'/') ++end;
    if (letter == u's') options.strip = true;
    if (letter == u'q') options.quiet = true;
    if (letter == u'v') options.delayed = !equal_ignoring_case(value.substr(0, end), u":off");
    line = value.substr(end);
  }
}

}  // namespace

DWORD run(const StartupBlock& block) {
  // A key press ends the programs that run, and with them the interpreter; a handler, so that they
  // do not inherit that it is ignored.
  ::signal(SIGINT, [](int) {});
  if (!block.current_directory.empty()) set_current_directory(block.current_directory);
  std::u16string_view line = block.command_line;
  skip_blanks(line);
  bool quoted = false;
  while (!line.empty() && (quoted || (!is_blank(line.front()) && line.front() != u'/'))) {
    if (line.front() == u'"') quoted = !quoted;
    line.remove_prefix(1);
  }
  skip_blanks(line);
  // A quote may stand before the options: cmd "/c exit 8".
  if (line.starts_with(u"\"/")) line.remove_prefix(1);
  const Options options = take_options(line);
  Interpreter interpreter(block);
  interpreter.set_delayed_expansion(options.delayed);
  if (!options.command) {
    interpreter.set_echo(false);
    return interpreter.run_input();
  }
  skip_blanks(line);
  int result = interpreter.run_line(strip_quotes(line, options.strip));
  if (options.keep) result = interpreter.run_input();
  return result;
}

}  // namespace mimic::win::cmd
