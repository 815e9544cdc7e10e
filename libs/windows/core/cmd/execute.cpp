// Running parsed commands: programs, redirections, pipes, conditions.
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/create_process.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

constexpr std::u16string_view kSeparators = u" \t,;=";

// The name of the command that `text` begins with, and where its arguments start.
std::u16string_view command_name(std::u16string_view text, size_t& arguments) {
  size_t end = 0;
  bool quoted = false;
  while (end < text.size() && (quoted || kSeparators.find(text[end]) == kSeparators.npos)) {
    if (text[end] == u'"') quoted = !quoted;
    ++end;
  }
  arguments = end;
  return text.substr(0, end);
}

void trim_front(std::u16string_view& text) {
  while (!text.empty() && kSeparators.find(text.front()) != kSeparators.npos) text.remove_prefix(1);
}

bool exists(std::u16string_view name) {
  std::u16string plain = unquote(name);
  if (plain.find_first_of(u"*?") != plain.npos) {
    return !matching_files(plain, true).empty() || !matching_files(plain, false).empty();
  }
  while (plain.size() > 1 && plain.ends_with(u'\\')) plain.pop_back();
  const std::string path = host_file(plain);
  struct stat status;
  return !path.empty() && ::stat(path.c_str(), &status) == 0;
}

}  // namespace

void Interpreter::print(std::u16string_view text) {
  std::string line = to_utf8(text);
  line += "\r\n";
  for (size_t done = 0; done < line.size();) {
    const ssize_t count = ::write(1, line.data() + done, line.size() - done);
    if (count < 0 && errno != EINTR) return;
    if (count > 0) done += count;
  }
}

int Interpreter::complain(std::u16string_view text, int result) {
  const std::string line = to_utf8(text) + "\r\n";
  if (::write(2, line.data(), line.size()) < 0) {
    // Nobody is listening.
  }
  return errorlevel_ = result;
}

int Interpreter::run_line(std::u16string_view line) {
  std::u16string error;
  const auto node = parse(expand_percents(line), this, error);
  if (!node) {
    if (error.empty()) return errorlevel_;
    return complain(error + u" was unexpected at this time.", 255);
  }
  errorlevel_ = execute(*node);
  return exiting_.value_or(errorlevel_);
}

void Interpreter::show(const Node& node) {
  if (!echo_ || node.quiet || batches_.empty()) return;
  if (node.kind == Node::kCommand) print(u"\r\n" + current_directory() + u">" + node.text);
}

int Interpreter::execute(const Node& node) {
  if (exiting_ || (!batches_.empty() && batches_.back()->ended)) return errorlevel_;
  switch (node.kind) {
    case Node::kSequence:
      errorlevel_ = execute(*node.first);
      return execute(*node.second);
    case Node::kAnd:
      errorlevel_ = execute(*node.first);
      return errorlevel_ == 0 ? execute(*node.second) : errorlevel_;
    case Node::kOr:
      errorlevel_ = execute(*node.first);
      return errorlevel_ != 0 ? execute(*node.second) : errorlevel_;
    case Node::kPipe:
      return execute_pipe(node);
    default:
      return execute_redirected(node);
  }
}

int Interpreter::execute_redirected(const Node& node) {
  struct Saved {
    int stream, copy;
  };
  std::vector<Saved> saved;
  bool failed = false;
  for (const Redirection& redirection : node.redirections) {
    const std::u16string target = expand_for_variables(expand_delayed(redirection.target));
    int source = -1;
    if (redirection.kind == Redirection::kDuplicate) {
      source = std::strtol(to_utf8(target).c_str(), nullptr, 10);
      if (source != redirection.stream) source = ::fcntl(source, F_DUPFD_CLOEXEC, 10);
    } else {
      const std::string path = host_file(unquote(target));
      const int flags = redirection.kind == Redirection::kInput    ? O_RDONLY
                        : redirection.kind == Redirection::kAppend ? O_WRONLY | O_CREAT | O_APPEND
                                                                   : O_WRONLY | O_CREAT | O_TRUNC;
      source = path.empty() ? -1 : ::open(path.c_str(), flags | O_CLOEXEC, 0666);
      if (source >= 0 && source < 10) {
        const int high = ::fcntl(source, F_DUPFD_CLOEXEC, 10);
        ::close(source);
        source = high;
      }
    }
    if (source < 0) {
      complain(redirection.kind == Redirection::kInput
                   ? u"The system cannot find the file specified."
               : errno == EACCES ? u"Access is denied."
                                 : u"The system cannot find the path specified.");
      failed = true;
      break;
    }
    saved.push_back({redirection.stream, ::fcntl(redirection.stream, F_DUPFD_CLOEXEC, 10)});
    if (source == redirection.stream) continue;
    ::dup2(source, redirection.stream);
    ::close(source);
  }
  int result = 1;
  if (!failed) {
    switch (node.kind) {
      case Node::kBlock:
        result = node.first ? execute(*node.first) : errorlevel_;
        break;
      case Node::kIf:
        result = execute_if(node);
        break;
      case Node::kFor:
        result = execute_for(node);
        break;
      default:
        show(node);
        result = execute_command(expand_for_variables(node.text));
    }
  }
  for (auto entry = saved.rbegin(); entry != saved.rend(); ++entry) {
    if (entry->copy >= 0) {
      ::dup2(entry->copy, entry->stream);
      ::close(entry->copy);
    } else {
      ::close(entry->stream);
    }
  }
  return errorlevel_ = result;
}

int Interpreter::execute_pipe(const Node& node) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return complain(u"The process tried to write to a nonexistent pipe.");
  // Each side is an interpreter of its own, as on Windows.
  const Node* const sides[2] = {node.first.get(), node.second.get()};
  pid_t children[2];
  for (int i = 0; i < 2; ++i) {
    children[i] = ::fork();
    if (children[i] != 0) continue;
    ::dup2(ends[1 - i], 1 - i);
    ::close(ends[0]);
    ::close(ends[1]);
    set_exit_observer(nullptr);
    errorlevel_ = execute(*sides[i]);
    ::_exit(exiting_.value_or(errorlevel_) & 0xff);
  }
  ::close(ends[0]);
  ::close(ends[1]);
  int result = 1;
  for (const pid_t child : children) {
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    result = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }
  return result;
}

bool Interpreter::condition_holds(const std::vector<std::u16string>& given) {
  std::vector<std::u16string> words;
  for (const auto& word : given) words.push_back(expand_for_variables(expand_delayed(word)));
  size_t at = 0;
  bool negated = false, ignore_case = false;
  for (; at < words.size(); ++at) {
    if (equal_ignoring_case(words[at], u"not"))
      negated = !negated;
    else if (equal_ignoring_case(words[at], u"/i"))
      ignore_case = true;
    else
      break;
  }
  const auto word = [&](size_t index) {
    return at + index < words.size() ? words[at + index] : u"";
  };
  bool holds = false;
  if (equal_ignoring_case(word(0), u"exist")) {
    holds = exists(word(1));
  } else if (equal_ignoring_case(word(0), u"defined")) {
    holds = variable(word(1)).has_value();
  } else if (equal_ignoring_case(word(0), u"errorlevel")) {
    holds = errorlevel_ >= std::strtol(to_utf8(word(1)).c_str(), nullptr, 10);
  } else if (equal_ignoring_case(word(0), u"cmdextversion")) {
    holds = 2 >= std::strtol(to_utf8(word(1)).c_str(), nullptr, 10);
  } else if (word(1) == u"==") {
    holds = ignore_case ? equal_ignoring_case(word(0), word(2)) : word(0) == word(2);
  } else {
    // Numbers compare as numbers, anything else as text.
    const std::string left = to_utf8(word(0)), right = to_utf8(word(2));
    char *left_end, *right_end;
    const long a = std::strtol(left.c_str(), &left_end, 0),
               b = std::strtol(right.c_str(), &right_end, 0);
    int order;
    if (!left.empty() && !right.empty() && !*left_end && !*right_end)
      order = a < b ? -1 : a > b;
    else if (ignore_case)
      order = compare_ignoring_case(word(0), word(2));
    else
      order = word(0).compare(word(2));
    const std::u16string comparison = word(1);
    const auto is = [&](std::u16string_view name) { return equal_ignoring_case(comparison, name); };
    holds = is(u"equ")   ? order == 0
            : is(u"neq") ? order != 0
            : is(u"lss") ? order < 0
            : is(u"leq") ? order <= 0
            : is(u"gtr") ? order > 0
            : is(u"geq") ? order >= 0
                         : false;
  }
  return holds != negated;
}

int Interpreter::execute_if(const Node& node) {
  if (condition_holds(node.condition)) return execute(*node.first);
  if (node.second) return execute(*node.second);
  return errorlevel_;
}

int Interpreter::execute_command(std::u16string given) {
  const std::u16string expanded = expand_delayed(given);
  std::u16string_view text = expanded;
  trim_front(text);
  if (text.empty()) return errorlevel_;
  // A label is no command.
  if (text.front() == u':') return errorlevel_;
  // "D:" changes the drive: there is one to change to.
  if (text.size() == 2 && text[1] == u':') {
    return nt_success(set_current_directory(std::u16string(text) + u"\\"))
               ? 0
               : complain(u"The system cannot find the drive specified.");
  }
  // A builtin's name ends where its letters end: "echo.", "cd\", "cd..", "exit/b".
  size_t letters = 0;
  while (letters < text.size() && ((text[letters] | 32) >= u'a' && (text[letters] | 32) <= u'z'))
    ++letters;
  if (letters &&
      (letters == text.size() || std::u16string_view(u" \t,;=./\\:+[](\"").find(text[letters]) !=
                                     std::u16string_view::npos)) {
    if (const Builtin builtin = find_builtin(text.substr(0, letters)))
      return (this->*builtin)(text.substr(letters));
  }
  size_t arguments;
  const std::u16string_view name = command_name(text, arguments);
  return run_program(name, text);
}

namespace {

// The parts of a list like PATH, without the empty ones. Quotes protect semicolons; they go.
std::vector<std::u16string> parts_of(std::u16string_view list) {
  std::vector<std::u16string> parts(1);
  bool quoted = false;
  for (const char16_t unit : list) {
    if (unit == u'"')
      quoted = !quoted;
    else if (unit == u';' && !quoted)
      parts.emplace_back();
    else
      parts.back() += unit;
  }
  std::erase(parts, u"");
  return parts;
}

}  // namespace

std::optional<Program> Interpreter::find(std::u16string_view name) const {
  const std::u16string plain = unquote(name);
  std::vector<std::u16string> folders;
  if (plain.find_first_of(u"\\/:") != plain.npos) {
    folders.emplace_back();
  } else {
    if (equal_ignoring_case(plain, u"cmd") || equal_ignoring_case(plain, u"cmd.exe"))
      return *find_program(u"C:\\Windows\\System32\\cmd.exe", false);
    folders.push_back(current_directory() + u"\\");
    for (auto& folder : parts_of(find_variable(environment_.c_str(), u"PATH").value_or(u"")))
      folders.push_back(std::move(folder) + u"\\");
  }
  const auto extensions =
      parts_of(find_variable(environment_.c_str(), u"PATHEXT").value_or(u".COM;.EXE;.BAT;.CMD"));
  const size_t slash = plain.find_last_of(u"\\/:");
  const bool has_extension = plain.find(u'.', slash == plain.npos ? 0 : slash) != plain.npos;
  for (const auto& folder : folders) {
    if (has_extension)
      if (auto program = find_program(folder + plain, false)) return *program;
    for (const auto& extension : extensions)
      if (auto program = find_program(folder + plain + extension, false)) return *program;
    // The host's programs have no extension.
    if (has_extension) continue;
    auto program = find_program(folder + plain, false);
    if (program && program->kind == ProgramKind::kHost) return *program;
  }
  return std::nullopt;
}

int Interpreter::run_program(std::u16string_view name, std::u16string_view line, bool wait) {
  auto program = find(name);
  if (!program) {
    return complain(u"'" + std::u16string(name) +
                        u"' is not recognized as an internal or external command,\r\noperable "
                        u"program or batch file.",
                    batches_.empty() ? 1 : 9009);
  }
  if (program->kind == ProgramKind::kBatch) {
    std::u16string_view arguments = line.substr(name.size());
    const int result = run_batch(program->path, name, arguments);
    // Without "call", the batch file that named it is over.
    if (!batches_.empty()) batches_.back()->ended = true;
    return result;
  }
  StartRequest request;
  request.program = &*program;
  StartupBlock& block = request.block;
  block.command_line = line;
  block.environment = environment_;
  block.current_directory = current_directory();
  block.parent_id = id_;
  block.handles = handles_;
  for (int i = 0; i < 3; ++i) {
    request.standard[i] = ::fcntl(i, F_GETFD) < 0 ? -1 : i;
    if (request.standard[i] < 0) continue;
    // A number that no handle has which is passed on.
    uint64_t value = 4 * (i + 1);
    const auto taken = [&](const InheritedHandle& handle) { return handle.value == value; };
    while (std::any_of(block.handles.begin(), block.handles.end(), taken)) value += 12;
    InheritedHandle handle = {};
    handle.value = value;
    handle.descriptor = i;
    handle.access = 0x12019f;
    handle.type = ObjectType::kFile;
    handle.synchronous = true;
    block.handles.push_back(handle);
    block.standard[i] = reinterpret_cast<HANDLE>(value);
  }
  const auto started = start_process(request);
  if (!started) {
    const DWORD error = error_of(started.error());
    return complain(error == ERROR_ACCESS_DENIED ? u"Access is denied."
                    : error == ERROR_BAD_EXE_FORMAT
                        ? u"This program cannot be run on this system."
                        : u"The system cannot execute the specified program.");
  }
  int result = 0;
  if (wait) {
    siginfo_t info = {};
    while (::waitid(P_PID, started->id, &info, WEXITED) < 0 && errno == EINTR) {
    }
    result = static_cast<int>(exit_code_of_host(info.si_code, info.si_status));
    if (const auto whole = read_exit_code(started->slot)) result = static_cast<int>(*whole);
    release_exit_code(started->slot);
  }
  ::close(started->descriptor);
  return errorlevel_ = result;
}

}  // namespace mimic::win::cmd
