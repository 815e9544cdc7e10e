// The commands of the interpreter that are about itself.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {

const Interpreter::BuiltinEntry Interpreter::kBuiltins[] = {
    {u"break", &Interpreter::nothing},
    {u"call", &Interpreter::call},
    {u"cd", &Interpreter::change_directory},
    {u"chcp", &Interpreter::nothing},
    {u"chdir", &Interpreter::change_directory},
    {u"cls", &Interpreter::nothing},
    {u"color", &Interpreter::nothing},
    {u"copy", &Interpreter::copy},
    {u"del", &Interpreter::remove},
    {u"dir", &Interpreter::directory},
    {u"echo", &Interpreter::echo},
    {u"endlocal", &Interpreter::end_local},
    {u"erase", &Interpreter::remove},
    {u"exit", &Interpreter::exit},
    {u"goto", &Interpreter::go_to},
    {u"md", &Interpreter::make_directory},
    {u"mkdir", &Interpreter::make_directory},
    {u"mklink", &Interpreter::make_link},
    {u"move", &Interpreter::move},
    {u"path", &Interpreter::path},
    {u"pause", &Interpreter::nothing},
    {u"popd", &Interpreter::pop_directory},
    {u"prompt", &Interpreter::nothing},
    {u"pushd", &Interpreter::push_directory},
    {u"rd", &Interpreter::remove_directory},
    {u"rem", &Interpreter::nothing},
    {u"ren", &Interpreter::rename},
    {u"rename", &Interpreter::rename},
    {u"rmdir", &Interpreter::remove_directory},
    {u"set", &Interpreter::set},
    {u"setlocal", &Interpreter::set_local},
    {u"shift", &Interpreter::shift},
    {u"start", &Interpreter::start},
    {u"title", &Interpreter::nothing},
    {u"type", &Interpreter::type},
    {u"ver", &Interpreter::version},
    {u"verify", &Interpreter::nothing},
    {u"where", &Interpreter::where},
};

Interpreter::Builtin Interpreter::find_builtin(std::u16string_view name) {
  for (const auto& entry : kBuiltins)
    if (equal_ignoring_case(name, entry.name)) return entry.run;
  return nullptr;
}

int Interpreter::nothing(std::u16string_view) { return 0; }

int Interpreter::echo(std::u16string_view arguments) {
  if (arguments.empty()) {
    print(echo_ ? u"ECHO is on." : u"ECHO is off.");
    return 0;
  }
  // What follows the command at once is no part of the text: "echo.", "echo(", "echo text".
  const bool plain = arguments.front() == u' ' || arguments.front() == u'\t';
  arguments.remove_prefix(1);
  std::u16string_view word = arguments;
  while (!word.empty() && (word.back() == u' ' || word.back() == u'\t')) word.remove_suffix(1);
  while (!word.empty() && (word.front() == u' ' || word.front() == u'\t')) word.remove_prefix(1);
  if (plain && equal_ignoring_case(word, u"on"))
    echo_ = true;
  else if (plain && equal_ignoring_case(word, u"off"))
    echo_ = false;
  else if (plain && word.empty())
    print(echo_ ? u"ECHO is on." : u"ECHO is off.");
  else
    print(arguments);
  return errorlevel_;
}

int Interpreter::change_directory(std::u16string_view arguments) {
  while (!arguments.empty() && (arguments.front() == u' ' || arguments.front() == u'\t'))
    arguments.remove_prefix(1);
  while (!arguments.empty() && (arguments.back() == u' ' || arguments.back() == u'\t'))
    arguments.remove_suffix(1);
  if (arguments.size() >= 2 && arguments[0] == u'/' && downcase(arguments[1]) == u'd') {
    arguments.remove_prefix(2);
    while (!arguments.empty() && arguments.front() == u' ') arguments.remove_prefix(1);
  }
  const std::u16string target = unquote(arguments);
  if (target.empty()) {
    print(current_directory());
    return 0;
  }
  if (!nt_success(set_current_directory(target)))
    return complain(u"The system cannot find the path specified.");
  return 0;
}

int Interpreter::push_directory(std::u16string_view arguments) {
  const std::u16string before = current_directory();
  if (const int result = change_directory(arguments)) return result;
  directories_.push_back(before);
  return 0;
}

int Interpreter::pop_directory(std::u16string_view) {
  if (directories_.empty()) return errorlevel_;
  set_current_directory(directories_.back());
  directories_.pop_back();
  return 0;
}

namespace {

class SetArithmetic final : public Arithmetic {
 public:
  explicit SetArithmetic(std::u16string& environment) : environment_(environment) {}
  std::u16string get(std::u16string_view name) override {
    return std::u16string(find_variable(environment_.c_str(), name).value_or(u""));
  }
  void set(std::u16string_view name, int32_t value) override {
    environment_ = with_variable(environment_, name, to_utf16(std::to_string(value)));
  }

 private:
  std::u16string& environment_;
};

}  // namespace

int Interpreter::set(std::u16string_view arguments) {
  while (!arguments.empty() && (arguments.front() == u' ' || arguments.front() == u'\t'))
    arguments.remove_prefix(1);
  const bool has_option = arguments.size() >= 2 && arguments[0] == u'/';
  if (has_option && downcase(arguments[1]) == u'a') {
    SetArithmetic variables(environment_);
    const auto value = evaluate(unquote(arguments.substr(2)), variables);
    if (!value) return complain(u"Missing operand.", 1073750988);
    // From the command line the result is shown.
    if (batches_.empty()) {
      const std::string text = std::to_string(*value);
      if (::write(1, text.data(), text.size()) < 0) return 1;
    }
    return 0;
  }
  const bool ask = has_option && downcase(arguments[1]) == u'p';
  if (ask) {
    arguments.remove_prefix(2);
    while (!arguments.empty() && arguments.front() == u' ') arguments.remove_prefix(1);
  }
  std::u16string text(arguments);
  if (text.starts_with(u'"')) {
    // set "name=value" rest
    text.erase(0, 1);
    if (const size_t last = text.rfind(u'"'); last != text.npos) text.erase(last);
  }
  const size_t equals = text.find(u'=', 1);
  if (equals != text.npos) {
    std::u16string value = text.substr(equals + 1);
    if (ask) {
      const std::string prompt = to_utf8(unquote(value));
      if (::write(1, prompt.data(), prompt.size()) < 0) return 1;
      std::string bytes;
      char byte;
      while (::read(0, &byte, 1) == 1 && byte != '\n') bytes += byte;
      if (bytes.ends_with('\r')) bytes.pop_back();
      if (bytes.empty()) return 1;
      value = to_utf16(bytes);
    }
    set_variable(text.substr(0, equals), value);
    return 0;
  }
  // Lists the variables that begin so.
  while (text.ends_with(u' ')) text.pop_back();
  bool any = false;
  for (const char16_t* entry = environment_.c_str(); *entry; entry += length_of(entry) + 1) {
    const std::u16string_view variable = entry;
    if (variable.front() == u'=' || variable.size() < text.size() ||
        !equal_ignoring_case(variable.substr(0, text.size()), text))
      continue;
    print(variable);
    any = true;
  }
  return any || text.empty() ? 0 : complain(u"Environment variable " + text + u" not defined");
}

int Interpreter::path(std::u16string_view arguments) {
  const size_t start = arguments.find_first_not_of(u" \t=");
  if (start == arguments.npos) {
    print(u"PATH=" + variable(u"PATH").value_or(u""));
  } else {
    set_variable(u"PATH", arguments.substr(start));
  }
  return 0;
}

int Interpreter::version(std::u16string_view) {
  print(u"");
  print(u"Microsoft Windows [Version 10.0.19045.5371]");
  return 0;
}

int Interpreter::start(std::u16string_view arguments) {
  bool wait = false;
  // A quoted first word is a title; then options.
  const auto skip = [&] {
    while (!arguments.empty() && arguments.front() == u' ') arguments.remove_prefix(1);
  };
  skip();
  if (arguments.starts_with(u'"')) {
    arguments.remove_prefix(std::min(arguments.find(u'"', 1), arguments.size() - 1) + 1);
    skip();
  }
  while (arguments.starts_with(u'/')) {
    const size_t end = std::min(arguments.find(u' '), arguments.size());
    const std::u16string_view option = arguments.substr(0, end);
    wait |= equal_ignoring_case(option, u"/wait") || equal_ignoring_case(option, u"/w");
    arguments.remove_prefix(end);
    skip();
    if (equal_ignoring_case(option, u"/d")) {
      const size_t folder = std::min(arguments.find(u' '), arguments.size());
      set_current_directory(unquote(arguments.substr(0, folder)));
      arguments.remove_prefix(folder);
      skip();
    }
  }
  if (arguments.empty()) return 0;
  size_t end = 0;
  bool quoted = false;
  while (end < arguments.size() && (quoted || arguments[end] != u' ')) {
    if (arguments[end] == u'"') quoted = !quoted;
    ++end;
  }
  return run_program(arguments.substr(0, end), arguments, wait);
}

int Interpreter::where(std::u16string_view arguments) {
  bool any = false;
  for (const auto& word : split_words(arguments)) {
    if (word.starts_with(u'/')) continue;
    if (const auto program = find(word)) {
      print(program->path);
      any = true;
    }
  }
  return any ? 0 : complain(u"INFO: Could not find files for the given pattern(s).");
}

}  // namespace mimic::win::cmd
