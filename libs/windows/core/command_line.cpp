#include "libs/windows/core/command_line.h"

namespace mimic::win {
namespace {

bool is_space(char16_t unit) { return unit == u' ' || unit == u'\t'; }

// The program: quotes switch spaces on and off, everything else is taken as it is.
std::u16string take_program(std::u16string_view line, size_t& at) {
  std::u16string program;
  bool quoted = false;
  for (; at < line.size() && (quoted || !is_space(line[at])); ++at) {
    if (line[at] == u'"')
      quoted = !quoted;
    else
      program += line[at];
  }
  return program;
}

// What a doubled quote inside quotes does, besides giving one quote.
enum class DoubledQuote { kStaysQuoted, kEndsQuotes };

void take_arguments(std::u16string_view line, size_t at, DoubledQuote doubled,
                    std::vector<std::u16string>& arguments, std::vector<bool>* any_quotes) {
  for (;;) {
    while (at < line.size() && is_space(line[at])) ++at;
    if (at == line.size()) return;
    std::u16string argument;
    bool quoted = false, had_quotes = false;
    while (at < line.size() && (quoted || !is_space(line[at]))) {
      size_t backslashes = 0;
      while (at < line.size() && line[at] == u'\\') ++backslashes, ++at;
      if (at == line.size() || line[at] != u'"') {
        argument.append(backslashes, u'\\');
        if (backslashes) continue;
        argument += line[at++];
        continue;
      }
      argument.append(backslashes / 2, u'\\');
      ++at;
      if (backslashes % 2) {
        argument += u'"';
        continue;
      }
      had_quotes = true;
      if (quoted && at < line.size() && line[at] == u'"') {
        argument += u'"';
        ++at;
        if (doubled == DoubledQuote::kEndsQuotes) quoted = false;
      } else {
        quoted = !quoted;
      }
    }
    arguments.push_back(std::move(argument));
    if (any_quotes) any_quotes->push_back(had_quotes);
  }
}

}  // namespace

void append_argument(std::u16string& line, std::u16string_view argument) {
  if (!line.empty()) line += u' ';
  if (!argument.empty() && argument.find_first_of(u" \t\n\v\"") == argument.npos) {
    line += argument;
    return;
  }
  line += u'"';
  size_t backslashes = 0;
  for (const char16_t unit : argument) {
    if (unit == u'\\') {
      ++backslashes;
      continue;
    }
    line.append(unit == u'"' ? backslashes * 2 + 1 : backslashes, u'\\');
    backslashes = 0;
    line += unit;
  }
  line.append(backslashes * 2, u'\\');
  line += u'"';
}

void append_program(std::u16string& line, std::u16string_view program) {
  const bool quote = program.empty() || program.find_first_of(u" \t") != program.npos;
  if (quote) line += u'"';
  line += program;
  if (quote) line += u'"';
}

std::vector<std::u16string> parse_command_line(std::u16string_view line,
                                               std::vector<bool>* quoted) {
  std::vector<std::u16string> arguments;
  size_t at = 0;
  arguments.push_back(take_program(line, at));
  if (quoted) quoted->push_back(true);
  take_arguments(line, at, DoubledQuote::kStaysQuoted, arguments, quoted);
  return arguments;
}

std::vector<std::u16string> parse_shell_command_line(std::u16string_view line) {
  std::vector<std::u16string> arguments;
  size_t at = 0;
  if (!line.empty() && line[0] == u'"') {
    const size_t end = std::min(line.find(u'"', 1), line.size());
    arguments.emplace_back(line.substr(1, end - 1));
    at = std::min(end + 1, line.size());
  } else {
    while (at < line.size() && !is_space(line[at])) ++at;
    arguments.emplace_back(line.substr(0, at));
  }
  take_arguments(line, at, DoubledQuote::kEndsQuotes, arguments, nullptr);
  return arguments;
}

}  // namespace mimic::win
