// Batch files, their labels and subroutines.
#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/process.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

bool read_lines(const std::u16string& path, std::vector<std::u16string>& lines) {
  const int descriptor = ::open(host_file(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  std::string text;
  char part[16384];
  for (ssize_t count; (count = ::read(descriptor, part, sizeof part)) > 0;)
    text.append(part, count);
  ::close(descriptor);
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    if (end == text.npos) end = text.size();
    std::string_view line(text.data() + at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(to_utf16(line));
    at = end + 1;
  }
  return true;
}

// The label in a line, without its colon; empty where it is none.
std::u16string_view label_of(std::u16string_view line) {
  const size_t start = line.find_first_not_of(u" \t,;=");
  if (start == line.npos || line[start] != u':') return {};
  line.remove_prefix(start + 1);
  const size_t first = line.find_first_not_of(u" \t");
  if (first == line.npos) return {};
  line.remove_prefix(first);
  return line.substr(0, line.find_first_of(u" \t:+,;="));
}

}  // namespace

Interpreter::Interpreter(const StartupBlock& block)
    : environment_(block.environment), id_(static_cast<DWORD>(::getpid())) {
  if (environment_.empty()) environment_.assign(2, u'\0');
  // The standard streams are described anew for each child.
  for (const InheritedHandle& handle : block.handles)
    if (handle.descriptor > 2) handles_.push_back(handle);
}

int Interpreter::run_batch(const std::u16string& path, std::u16string_view name,
                           std::u16string_view arguments, size_t line) {
  Batch batch;
  batch.path = full_path(path);
  if (!read_lines(batch.path, batch.lines))
    return complain(u"The system cannot find the file specified.");
  batch.next = line;
  batch.arguments.emplace_back(name);
  while (!arguments.empty() && (arguments.front() == u' ' || arguments.front() == u'\t'))
    arguments.remove_prefix(1);
  batch.all = arguments;
  for (auto& word : split_words(arguments)) batch.arguments.push_back(std::move(word));
  return run_lines(batch);
}

int Interpreter::run_lines(Batch& batch) {
  const bool outermost = batches_.empty();
  const bool echo = echo_;
  if (outermost) echo_ = true;
  const size_t scopes = scopes_.size();
  batches_.push_back(&batch);
  while (!batch.ended && !exiting_ && batch.next < batch.lines.size()) {
    const std::u16string line = batch.lines[batch.next++];
    if (!label_of(line).empty()) continue;
    run_line(line);
  }
  batches_.pop_back();
  // What setlocal began ends with the file.
  while (scopes_.size() > scopes) end_local({});
  if (outermost) echo_ = echo;
  return errorlevel_;
}

bool Interpreter::next_line(std::u16string& line) {
  if (!batches_.empty()) {
    Batch& batch = *batches_.back();
    if (batch.next >= batch.lines.size()) return false;
    line = expand_percents(batch.lines[batch.next++]);
    return true;
  }
  std::string bytes;
  char byte;
  ssize_t count;
  while ((count = ::read(0, &byte, 1)) == 1 && byte != '\n') bytes += byte;
  if (count <= 0 && bytes.empty()) return false;
  if (bytes.ends_with('\r')) bytes.pop_back();
  line = expand_percents(to_utf16(bytes));
  return true;
}

int Interpreter::run_input() {
  std::u16string line;
  while (!exiting_ && next_line(line)) {
    std::u16string error;
    if (const auto node = parse(std::move(line), this, error))
      errorlevel_ = execute(*node);
    else if (!error.empty())
      complain(error + u" was unexpected at this time.", 255);
  }
  return exiting_.value_or(errorlevel_);
}

bool Interpreter::go_to_label(Batch& batch, std::u16string_view label) {
  // From here to the end, then from the start.
  const size_t count = batch.lines.size();
  for (size_t i = 0; i < count; ++i) {
    const size_t at = (batch.next + i) % count;
    if (!equal_ignoring_case(label_of(batch.lines[at]), label)) continue;
    batch.next = at + 1;
    return true;
  }
  return false;
}

int Interpreter::go_to(std::u16string_view arguments) {
  if (batches_.empty()) return errorlevel_;
  Batch& batch = *batches_.back();
  size_t start = arguments.find_first_not_of(u" \t:");
  if (start == arguments.npos) return errorlevel_;
  std::u16string_view label = arguments.substr(start);
  label = label.substr(0, label.find_first_of(u" \t:+,;="));
  if (equal_ignoring_case(label, u"eof") && arguments.find(u':') != arguments.npos) {
    batch.ended = true;
    return errorlevel_;
  }
  if (go_to_label(batch, label)) return errorlevel_;
  batch.ended = true;
  return complain(u"The system cannot find the batch label specified - " + std::u16string(label));
}

int Interpreter::call(std::u16string_view arguments) {
  const size_t start = arguments.find_first_not_of(u" \t,;=");
  if (start == arguments.npos) return errorlevel_;
  // Variables are replaced once more.
  const std::u16string text = expand_percents(arguments.substr(start));
  if (text.starts_with(u':')) {
    if (batches_.empty())
      return complain(u"Invalid attempt to call batch label outside of batch script.");
    const size_t end = std::min(text.find_first_of(u" \t,;="), text.size());
    Batch batch;
    batch.path = batches_.back()->path;
    batch.lines = batches_.back()->lines;
    batch.arguments.push_back(text.substr(0, end));
    if (!go_to_label(batch, std::u16string_view(text).substr(1, end - 1)))
      return complain(u"The system cannot find the batch label specified - " +
                      text.substr(1, end - 1));
    const size_t rest = text.find_first_not_of(u" \t,;=", end);
    if (rest != text.npos) batch.all = text.substr(rest);
    for (auto& word : split_words(batch.all)) batch.arguments.push_back(std::move(word));
    return run_lines(batch);
  }
  // A batch file that is called comes back.
  Batch* const current = batches_.empty() ? nullptr : batches_.back();
  const int result = execute_command(text);
  if (current) current->ended = false;
  return result;
}

int Interpreter::exit(std::u16string_view arguments) {
  bool only_batch = false;
  for (const auto& word : split_words(arguments)) {
    if (equal_ignoring_case(word, u"/b"))
      only_batch = true;
    else
      errorlevel_ = std::strtol(to_utf8(word).c_str(), nullptr, 0);
  }
  if (only_batch && !batches_.empty())
    batches_.back()->ended = true;
  else
    exiting_ = errorlevel_;
  return errorlevel_;
}

int Interpreter::shift(std::u16string_view) {
  if (!batches_.empty()) ++batches_.back()->shifted;
  return errorlevel_;
}

int Interpreter::set_local(std::u16string_view arguments) {
  if (batches_.empty()) return 0;
  scopes_.push_back({environment_, current_directory(), delayed_});
  for (const auto& word : split_words(arguments)) {
    if (equal_ignoring_case(word, u"enabledelayedexpansion")) delayed_ = true;
    if (equal_ignoring_case(word, u"disabledelayedexpansion")) delayed_ = false;
  }
  return 0;
}

int Interpreter::end_local(std::u16string_view) {
  if (scopes_.empty()) return errorlevel_;
  environment_ = std::move(scopes_.back().environment);
  delayed_ = scopes_.back().delayed;
  set_current_directory(scopes_.back().directory);
  scopes_.pop_back();
  return errorlevel_;
}

}  // namespace mimic::win::cmd
