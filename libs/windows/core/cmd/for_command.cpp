// for: over files, folders, numbers, and the words of lines.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

std::string read_all(int descriptor) {
  std::string text;
  char part[16384];
  for (ssize_t count; (count = ::read(descriptor, part, sizeof part)) > 0;)
    text.append(part, count);
  return text;
}

// The options of for /f.
struct LineOptions {
  std::u16string delimiters = u" \t";
  char16_t comment = u';';
  int skip = 0;
  std::vector<int> tokens = {1};  // from 1; 0: the rest of the line
  bool back_quotes = false;
};

LineOptions parse_options(std::u16string_view text) {
  LineOptions options;
  while (!text.empty()) {
    while (text.starts_with(u' ')) text.remove_prefix(1);
    const size_t equals = text.find(u'=');
    if (text.size() >= 8 && equal_ignoring_case(text.substr(0, 8), u"usebackq")) {
      options.back_quotes = true;
      text.remove_prefix(8);
      continue;
    }
    if (equals == text.npos) break;
    const std::u16string_view name = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    if (equal_ignoring_case(name, u"delims")) {
      // To the end, where it is the last option; a blank may be one of them.
      size_t end = text.find(u' ');
      if (end == text.npos || text.find(u'=', end) == text.npos) end = text.size();
      options.delimiters = text.substr(0, end);
      text.remove_prefix(end);
      continue;
    }
    const size_t end = std::min(text.find(u' '), text.size());
    const std::u16string_view value = text.substr(0, end);
    text.remove_prefix(end);
    if (equal_ignoring_case(name, u"eol")) options.comment = value.empty() ? u'\0' : value[0];
    if (equal_ignoring_case(name, u"skip"))
      options.skip = std::strtol(to_utf8(value).c_str(), nullptr, 0);
    if (!equal_ignoring_case(name, u"tokens")) continue;
    options.tokens.clear();
    for (const auto& word : split_words(value)) {
      const std::string range = to_utf8(word);
      char* rest;
      int first = std::strtol(range.c_str(), &rest, 10);
      const int last = *rest == '-' ? std::strtol(rest + 1, &rest, 10) : first;
      for (; first && first <= last; ++first) options.tokens.push_back(first);
      if (range.ends_with('*')) options.tokens.push_back(0);
    }
  }
  return options;
}

// The values of a line's tokens; empty where the line is left out.
std::vector<std::u16string> tokens_of(std::u16string_view line, const LineOptions& options) {
  const auto separates = [&](char16_t unit) {
    return options.delimiters.find(unit) != options.delimiters.npos;
  };
  std::vector<std::u16string_view> words;
  std::vector<size_t> starts;
  for (size_t at = 0; at < line.size();) {
    while (at < line.size() && separates(line[at])) ++at;
    if (at == line.size()) break;
    size_t end = at;
    while (end < line.size() && !separates(line[end])) ++end;
    words.push_back(line.substr(at, end - at));
    starts.push_back(at);
    at = end;
  }
  if (words.empty() || words[0].front() == options.comment) return {};
  std::vector<std::u16string> values;
  size_t last = 0;
  for (const int token : options.tokens) {
    if (token) {
      values.emplace_back(static_cast<size_t>(token) <= words.size() ? words[token - 1] : u"");
      last = std::max<size_t>(last, token);
    } else {
      values.emplace_back(last < words.size() ? line.substr(starts[last]) : u"");
    }
  }
  if (values.size() == 1 && values[0].empty()) return {};
  return values;
}

}  // namespace

int Interpreter::for_body(const Node& node, char16_t variable, const std::u16string& value) {
  for_variables_.emplace_back(variable, value);
  const int result = execute(*node.first);
  for_variables_.pop_back();
  return result;
}

int Interpreter::execute_for(const Node& node) {
  std::u16string_view head = node.text;
  char16_t kind = u'\0';
  std::u16string options;
  // "/f "options" %%v": options first, the variable last.
  const size_t percent = head.rfind(u'%');
  if (percent == head.npos || percent + 1 >= head.size())
    return complain(std::u16string(head) + u" was unexpected at this time.");
  const char16_t name = head[percent + 1];
  for (size_t at = 0; at < percent; ++at) {
    if (head[at] != u'/' || at + 1 >= percent) continue;
    kind = downcase(head[at + 1]);
    options = head.substr(at + 2, percent - at - 2);
    while (options.starts_with(u' ')) options.erase(0, 1);
    while (options.ends_with(u' ')) options.pop_back();
    break;
  }
  switch (kind) {
    case u'l':
      return for_range(node, name);
    case u'f':
      return for_lines(node, name, unquote(options));
    default:
      return for_each_file(node, name, kind == u'd');
  }
}

int Interpreter::for_each_file(const Node& node, char16_t variable, bool folders) {
  int result = errorlevel_;
  const std::u16string set = expand_for_variables(expand_delayed(node.set));
  for (const auto& word : split_words(set)) {
    if (word.find_first_of(u"*?") == word.npos) {
      result = for_body(node, variable, word);
      continue;
    }
    for (const auto& file : matching_files(unquote(word), folders))
      result = for_body(node, variable, file);
  }
  return result;
}

int Interpreter::for_range(const Node& node, char16_t variable) {
  const auto words = split_words(expand_for_variables(expand_delayed(node.set)));
  int numbers[3] = {};
  for (size_t i = 0; i < std::min<size_t>(words.size(), 3); ++i)
    numbers[i] = std::strtol(to_utf8(words[i]).c_str(), nullptr, 0);
  const auto [first, step, last] = numbers;
  int result = errorlevel_;
  for (int64_t value = first; step >= 0 ? value <= last : value >= last; value += step) {
    if (exiting_) break;
    result = for_body(node, variable, to_utf16(std::to_string(value)));
  }
  return result;
}

int Interpreter::for_lines(const Node& node, char16_t variable, std::u16string_view option_text) {
  const LineOptions options = parse_options(option_text);
  std::u16string set = expand_for_variables(expand_delayed(node.set));
  while (set.starts_with(u' ')) set.erase(0, 1);
  while (set.ends_with(u' ')) set.pop_back();
  const char16_t quote = set.size() >= 2 && set.front() == set.back() ? set.front() : u'\0';
  const bool is_text = quote == (options.back_quotes ? u'\'' : u'"');
  const bool is_command = quote == (options.back_quotes ? u'`' : u'\'');
  std::string text;
  if (is_text) {
    text = to_utf8(std::u16string_view(set).substr(1, set.size() - 2));
  } else if (is_command) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return 1;
    const pid_t child = ::fork();
    if (child == 0) {
      ::dup2(ends[1], 1);
      ::close(ends[0]);
      ::close(ends[1]);
      set_exit_observer(nullptr);
      batches_.clear();
      ::_exit(run_line(std::u16string_view(set).substr(1, set.size() - 2)) & 0xff);
    }
    ::close(ends[1]);
    text = read_all(ends[0]);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
  } else {
    for (const auto& word : split_words(set)) {
      const int descriptor = ::open(host_file(unquote(word)).c_str(), O_RDONLY | O_CLOEXEC);
      if (descriptor < 0)
        return complain(u"The system cannot find the file " + unquote(word) + u".");
      text += read_all(descriptor);
      ::close(descriptor);
    }
  }
  int result = errorlevel_, skip = options.skip;
  for (size_t at = 0; at < text.size() && !exiting_;) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line(text.data() + at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (skip-- > 0) continue;
    const auto values = tokens_of(to_utf16(line), options);
    if (values.empty()) continue;
    // The tokens are the variables that follow each other in the alphabet.
    for (size_t i = 0; i < values.size(); ++i)
      for_variables_.emplace_back(static_cast<char16_t>(variable + i), values[i]);
    result = execute(*node.first);
    for_variables_.resize(for_variables_.size() - values.size());
  }
  return result;
}

}  // namespace mimic::win::cmd
