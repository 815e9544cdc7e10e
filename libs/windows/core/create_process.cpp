#include "libs/windows/core/create_process.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "abi/windows/teb.h"
#include "libs/windows/core/command_line.h"
#include "libs/windows/core/console_screen.h"
#include "libs/windows/core/console_session.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/inheritance.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/spawn.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// Descriptors that close when the start is over.
class Temporary {
 public:
  Temporary() = default;
  Temporary(const Temporary&) = delete;
  ~Temporary() {
    for (const int descriptor : descriptors_) ::close(descriptor);
  }
  int add(int descriptor) {
    if (descriptor >= 0) descriptors_.push_back(descriptor);
    return descriptor;
  }

 private:
  std::vector<int> descriptors_;
};

std::vector<std::string> own_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; variable && *variable; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

// Gives each handle the descriptor that it will have in the child: that of a standard stream where
// it is one, else its own, which must not be one of the first three.
bool place_handles(StartRequest& request, std::vector<int>& keep, Temporary& temporary) {
  std::vector<std::pair<int, int>> placed;  // here, there
  for (InheritedHandle& handle : request.block.handles) {
    const int here = handle.descriptor;
    const auto known = std::find_if(placed.begin(), placed.end(),
                                    [=](const auto& entry) { return entry.first == here; });
    if (known != placed.end()) {
      handle.descriptor = known->second;
      continue;
    }
    const auto* stream = std::find(std::begin(request.standard), std::end(request.standard), here);
    int there = here;
    if (stream != std::end(request.standard)) {
      there = stream - request.standard;
    } else {
      if (here < 3) there = temporary.add(::fcntl(here, F_DUPFD_CLOEXEC, 3));
      if (there < 0) return false;
      keep.push_back(there);
    }
    placed.emplace_back(here, there);
    handle.descriptor = there;
  }
  return true;
}

bool is_console(HANDLE handle) {
  const auto entry = handles().lookup(handle);
  return entry && entry->object->type() == ObjectType::kConsole;
}

// cmd.exe /c "command line", for a batch file.
void wrap_batch_file(Program& program, std::u16string& command_line) {
  command_line = u"cmd.exe /c \"" + command_line + u"\"";
  program.kind = ProgramKind::kCommandInterpreter;
}

}  // namespace

Expected<StartedProcess> start_process(StartRequest& request) {
  const Program& program = *request.program;
  StartupBlock& block = request.block;
  SpawnRequest child;
  std::copy(std::begin(request.standard), std::end(request.standard), child.standard);
  child.directory = request.directory;
  child.new_group = request.new_group;
  child.new_session = request.new_session;
  child.terminal = request.terminal;

  StartedProcess started = {0, -1, {}, -1};
  const bool native = program.kind == ProgramKind::kHost && !request.suspended;
  if (native) {
    child.path = program.host_path;
    for (const auto& argument : parse_command_line(block.command_line))
      child.arguments.push_back(to_utf8(argument));
    child.environment = host_environment(block.environment);
    const auto spawned = spawn(child);
    if (!spawned) return std::unexpected(spawned.error());
    started.id = spawned->id;
    started.descriptor = spawned->descriptor;
    return started;
  }

  Temporary temporary;
  int resume[2] = {-1, -1};
  if (request.suspended) {
    if (::pipe2(resume, O_CLOEXEC) != 0) return nt_fail(status_of_errno(errno));
    // Out of the way of the standard streams.
    temporary.add(resume[0]);
    if (resume[0] < 3) resume[0] = temporary.add(::fcntl(resume[0], F_DUPFD_CLOEXEC, 3));
    child.keep.push_back(resume[0]);
    block.resume_descriptor = resume[0];
  }
  block.image = program.host_path;
  block.image_path = program.path;
  block.host_program = program.kind == ProgramKind::kHost;
  block.command_interpreter = program.kind == ProgramKind::kCommandInterpreter;
  if (block.host_program) block.handles.clear();
  if (!place_handles(request, child.keep, temporary)) return nt_fail(STATUS_TOO_MANY_OPENED_FILES);
  started.slot = allocate_exit_code();
  const int file = temporary.add(write_startup_block(block));
  if (file < 0) return nt_fail(STATUS_NO_MEMORY);
  child.keep.push_back(file);
  if (started.slot.descriptor >= 0) child.keep.push_back(started.slot.descriptor);
  for (int& descriptor : child.keep)
    if (descriptor < 3) return nt_fail(STATUS_TOO_MANY_OPENED_FILES);

  child.path = own_program_path();
  // What a list of processes shows; the program and its command line are in the block.
  child.arguments = {"mimic", program.host_path.empty() ? "cmd.exe" : program.host_path};
  const auto words = parse_command_line(block.command_line);
  for (size_t i = 1; i < words.size(); ++i) child.arguments.push_back(to_utf8(words[i]));
  child.environment = own_environment();
  child.environment.push_back(std::string(kStartupVariable) + "=" + std::to_string(file) + ":" +
                              std::to_string(started.slot.descriptor) + ":" +
                              std::to_string(started.slot.index));
  const auto spawned = spawn(child);
  if (!spawned) {
    release_exit_code(started.slot);
    if (resume[1] >= 0) ::close(resume[1]);
    return std::unexpected(spawned.error());
  }
  started.id = spawned->id;
  started.descriptor = spawned->descriptor;
  started.resume_descriptor = resume[1];
  return started;
}

Expected<CreatedProcess> create_process(CreateProcessRequest request) {
  const auto path_list = environment_variable(u"PATH");
  auto program = request.application
                     ? find_program(*request.application, false)
                     : find_program_of(request.command_line, path_list ? *path_list : u"");
  if (!program) return std::unexpected(program.error());
  StartRequest start;
  start.program = &*program;
  start.block = std::move(request.startup);
  StartupBlock& block = start.block;
  block.command_line = std::move(request.command_line);
  if (program->kind == ProgramKind::kBatch) wrap_batch_file(*program, block.command_line);
  block.environment = std::move(request.environment);
  constexpr DWORD kOwnConsole = DETACHED_PROCESS | CREATE_NEW_CONSOLE | CREATE_NO_WINDOW;
  if (request.console) {
    block.creation_flags =
        (request.creation_flags & ~kOwnConsole) | console_session::kOtherTerminal;
  } else {
    block.creation_flags =
        console_session::flags_for_child(request.creation_flags & ~console_session::kOtherTerminal);
  }
  block.parent_id = request.parent ? request.parent->id() : Process::current()->id();
  block.integrity =
      request.token ? request.token->state().integrity.parts()[0] : Token::integrity_for_child();

  const std::u16string directory =
      request.directory.empty() ? current_directory() : full_path(request.directory);
  const auto location = locate(directory);
  struct stat status;
  std::string host_directory;
  if (!location || location->kind != Location::Kind::kHost) return nt_fail(STATUS_NOT_A_DIRECTORY);
  const int found = with_host_path(*location, [&](const char* path) {
    host_directory = path;
    return ::stat(path, &status);
  });
  if (found == 0 && S_ISDIR(status.st_mode)) {
    if (!request.directory.empty()) start.directory = host_directory;
    block.current_directory = directory;
  } else if (virtual_entry(location->path).kind == VirtualEntry::Kind::kFolder) {
    block.current_directory = directory;  // nothing of it is on the host
  } else if (!request.directory.empty()) {
    return nt_fail(STATUS_NOT_A_DIRECTORY);
  }

  // Objects stay while their descriptors are on the way.
  std::vector<Ref<Object>> travelling;
  const auto take = [&](HANDLE value, const HandleEntry& entry) {
    const auto described = describe_handle(value, entry);
    if (!described) return false;
    const auto same = [&](const InheritedHandle& one) { return one.value == described->value; };
    if (std::none_of(block.handles.begin(), block.handles.end(), same)) {
      block.handles.push_back(*described);
      travelling.push_back(entry.object);
    }
    return true;
  };
  if (request.inherit_handles) {
    std::vector<std::pair<HANDLE, HandleEntry>> wanted;
    if (request.handle_list) {
      for (const HANDLE value : *request.handle_list) {
        auto entry = handles().lookup(value);
        if (!entry || !entry->inherit) return nt_fail(STATUS_INVALID_PARAMETER);
        wanted.emplace_back(value, std::move(*entry));
      }
    } else {
      handles().for_each([&](HANDLE value, HandleEntry& entry) {
        if (entry.inherit && (!request.parent || request.parent->is_placed(value)))
          wanted.emplace_back(value, entry);
      });
    }
    for (const auto& [value, entry] : wanted) take(value, entry);
  }
  // The standard handles: those given, if they are inherited; else this process's own, which a
  // child gets whether they are inheritable or not, unless it has another console.
  const bool given = block.startup_flags & STARTF_USESTDHANDLES;
  const bool other_console = block.creation_flags & kOwnConsole;
  if (!given && request.console) {
    std::ranges::fill(start.standard, request.console->terminal());
  } else if (!given) {
    const auto* own = current_peb()->ProcessParameters;
    const HANDLE standard[] = {own->StandardInput, own->StandardOutput, own->StandardError};
    std::copy(std::begin(standard), std::end(standard), block.standard);
  }
  bool writes_console = false;
  for (int i = 0; i < 3; ++i) {
    HANDLE& value = block.standard[i];
    if (i > 0 && is_console(value)) writes_console = true;
    if (!value || is_pseudo_handle(value) || (!given && other_console && is_console(value))) {
      value = nullptr;
      continue;
    }
    auto entry = handles().lookup(value);
    if (!entry || (given && !(request.inherit_handles && entry->inherit))) continue;
    if (take(value, *entry)) {
      start.standard[i] = entry->object->descriptor();
      travelling.push_back(entry->object);
    }
  }
  start.suspended = request.creation_flags & CREATE_SUSPENDED;
  start.new_group = request.creation_flags & CREATE_NEW_PROCESS_GROUP;
  start.new_session = request.console || console_session::leaves_session(request.creation_flags);
  if (request.console) start.terminal = request.console->terminal();

  const auto started = start_process(start);
  if (!started) return std::unexpected(started.error());
  if (writes_console && !start.new_session) ConsoleScreen::share();
  auto process = make_object<Process>(static_cast<DWORD>(started->id), started->descriptor);
  auto thread = make_object<Thread>();
  thread->host_id = started->id;
  thread->created = 0;
  thread->child = process;
  process->become_child(started->slot, program->path, thread, started->resume_descriptor);
  return CreatedProcess{std::move(process), std::move(thread)};
}

}  // namespace mimic::win
