// The state of a command interpreter and what it can do.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/cmd/parser.h"
#include "libs/windows/core/program_lookup.h"
#include "libs/windows/core/startup_block.h"

namespace mimic::win::cmd {

// A batch file or subroutine that runs.
struct Batch {
  std::u16string path;  // full
  std::vector<std::u16string> lines;
  size_t next = 0;                        // line to run
  std::vector<std::u16string> arguments;  // %0, %1, … with their quotes
  std::u16string all;                     // %*
  size_t shifted = 0;
  bool ended = false;
};

class Interpreter final : public LineSource {
 public:
  explicit Interpreter(const StartupBlock& block);

  // Runs one line and returns the errorlevel. Variables are replaced first.
  int run_line(std::u16string_view line);
  // Runs lines of standard input until it ends.
  int run_input();
  int errorlevel() const { return errorlevel_; }
  void set_echo(bool on) { echo_ = on; }
  void set_delayed_expansion(bool on) { delayed_ = on; }

  bool next_line(std::u16string& line) override;

 private:
  using Builtin = int (Interpreter::*)(std::u16string_view arguments);
  struct BuiltinEntry {
    const char16_t* name;
    Builtin run;
  };
  static const BuiltinEntry kBuiltins[];
  static Builtin find_builtin(std::u16string_view name);

  // execute.cpp
  int execute(const Node& node);
  int execute_redirected(const Node& node);
  int execute_command(std::u16string text);
  int execute_pipe(const Node& node);
  int execute_if(const Node& node);
  bool condition_holds(const std::vector<std::u16string>& words);
  int run_program(std::u16string_view name, std::u16string_view line, bool wait = true);
  std::optional<Program> find(std::u16string_view name) const;
  void show(const Node& node);

  // batch.cpp
  int run_batch(const std::u16string& path, std::u16string_view name, std::u16string_view arguments,
                size_t line = 0);
  int run_lines(Batch& batch);
  bool go_to_label(Batch& batch, std::u16string_view label);

  // expand.cpp
  std::u16string expand_percents(std::u16string_view line) const;
  std::u16string expand_delayed(std::u16string_view text) const;
  std::u16string expand_for_variables(std::u16string_view text) const;
  std::optional<std::u16string> variable(std::u16string_view name) const;
  std::optional<std::u16string> substituted(std::u16string_view expression) const;
  std::u16string modified_argument(std::u16string_view modifiers, std::u16string_view value) const;
  void set_variable(std::u16string_view name, std::optional<std::u16string_view> value);

  // for_command.cpp
  int execute_for(const Node& node);
  int for_each_file(const Node& node, char16_t variable, bool folders);
  int for_range(const Node& node, char16_t variable);
  int for_lines(const Node& node, char16_t variable, std::u16string_view options);
  int for_body(const Node& node, char16_t variable, const std::u16string& value);

  // builtins.cpp
  int echo(std::u16string_view arguments);
  int change_directory(std::u16string_view arguments);
  int set(std::u16string_view arguments);
  int exit(std::u16string_view arguments);
  int call(std::u16string_view arguments);
  int go_to(std::u16string_view arguments);
  int nothing(std::u16string_view arguments);
  int set_local(std::u16string_view arguments);
  int end_local(std::u16string_view arguments);
  int shift(std::u16string_view arguments);
  int push_directory(std::u16string_view arguments);
  int pop_directory(std::u16string_view arguments);
  int start(std::u16string_view arguments);
  int version(std::u16string_view arguments);
  int where(std::u16string_view arguments);
  int path(std::u16string_view arguments);

  // file_commands.cpp
  int type(std::u16string_view arguments);
  int remove(std::u16string_view arguments);
  int copy(std::u16string_view arguments);
  int move(std::u16string_view arguments);
  int rename(std::u16string_view arguments);
  int make_directory(std::u16string_view arguments);
  int remove_directory(std::u16string_view arguments);
  int directory(std::u16string_view arguments);
  int make_link(std::u16string_view arguments);

  // Writes text and a line's end to standard output or error.
  void print(std::u16string_view text);
  int complain(std::u16string_view text, int result = 1);

  struct Scope {
    std::u16string environment, directory;
    bool delayed;
  };
  std::u16string environment_;
  std::vector<InheritedHandle> handles_;  // passed on to children
  DWORD id_;
  int errorlevel_ = 0;
  bool echo_ = false;
  bool delayed_ = false;
  std::optional<int> exiting_;
  std::vector<Batch*> batches_;
  std::vector<Scope> scopes_;
  std::vector<std::u16string> directories_;  // of pushd
  std::vector<std::pair<char16_t, std::u16string>> for_variables_;
};

// The host path of a file that exists, or the one it would have; empty where it cannot have one.
// NUL is /dev/null.
std::string host_file(std::u16string_view name);
// Windows paths that a pattern in the last component leads to, in order; the name itself where it
// has no wildcard.
std::vector<std::u16string> matching_files(std::u16string_view pattern, bool folders);
// "set /a". Nothing where the expression is malformed.
struct Arithmetic {
  virtual std::u16string get(std::u16string_view name) = 0;
  virtual void set(std::u16string_view name, int32_t value) = 0;

 protected:
  ~Arithmetic() = default;
};
std::optional<int32_t> evaluate(std::u16string_view expression, Arithmetic& variables);

}  // namespace mimic::win::cmd
