#include "syscalls/monitor/host_start.h"

#include <elf.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/rseq.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <vector>

#include "loader/base/file.h"
#include "loader/elf/map.h"
#include "syscalls/monitor/host_rewrite.h"
#include "syscalls/monitor/host_trace.h"
#include "syscalls/monitor/on_host.h"
#include "syscalls/monitor/start.h"
#include "syscalls/monitor/thread.h"
#include "syscalls/monitor/trace.h"

// glibc's idea of where the break is, by which its malloc grows.
extern "C" void* __curbrk;

namespace mimic::monitor {
namespace {

constexpr size_t kPage = 4096;
// What this code's own frames may still use below the place of the guest's stack.
constexpr size_t kOwnFrames = 128 << 10;
constexpr int kMostScripts = 5;

// The command that a program is started with: a script's is its interpreter's.
struct Command {
  std::string path;
  std::vector<const char*> arguments;
};

// The interpreter line of a script, or nothing.
std::optional<std::pair<std::string, std::string>> interpreter_line(Bytes file) {
  const size_t size = std::min<size_t>(file.size(), 255);
  std::string_view line(reinterpret_cast<const char*>(file.data()), size);
  if (!line.starts_with("#!")) return std::nullopt;
  line = line.substr(2, line.find('\n') - 2);
  const auto trim = [](std::string_view text) {
    const size_t from = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(from);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
  };
  line = trim(line);
  const size_t end = std::min(line.find_first_of(" \t"), line.size());
  return std::pair{std::string(line.substr(0, end)), std::string(trim(line.substr(end)))};
}

char* last(std::string text) { return ::strdup(text.c_str()); }

// A file open for reading, and what it holds.
struct OpenFile {
  Descriptor descriptor;
  MappedFile contents;
};

Result<OpenFile> open_and_map(const std::string& path) {
  auto descriptor = open_file(path);
  if (!descriptor) return std::unexpected(descriptor.error());
  auto contents = MappedFile::of(descriptor->get(), path.c_str());
  if (!contents) return std::unexpected(contents.error());
  return OpenFile{std::move(*descriptor), std::move(*contents)};
}

// Follows interpreter lines until there is an image.
Result<OpenFile> open_program(Command& command) {
  for (int depth = 0;; ++depth) {
    auto file = open_and_map(command.path);
    if (!file) return file;
    const auto line = interpreter_line(file->contents.bytes());
    if (!line) return file;
    if (depth == kMostScripts || line->first.empty())
      return fail(ErrorKind::kNotAProgram, "%s: its interpreter line leads to no program",
                  command.path.c_str());
    std::vector<const char*> arguments = {last(line->first)};
    if (!line->second.empty()) arguments.push_back(last(line->second));
    arguments.push_back(last(command.path));
    if (!command.arguments.empty())
      arguments.insert(arguments.end(), command.arguments.begin() + 1, command.arguments.end());
    command = {line->first, std::move(arguments)};
  }
}

// The auxiliary vector that the kernel gave mimic, with the guest's own entries.
std::vector<Elf64_auxv_t> auxiliary_vector(const elf::Mapping& program,
                                           const elf::Mapping* interpreter, const char* name) {
  char** end = environ;
  while (*end) ++end;
  std::vector<Elf64_auxv_t> vector;
  for (auto* entry = reinterpret_cast<Elf64_auxv_t*>(end + 1); entry->a_type != AT_NULL; ++entry)
    vector.push_back(*entry);
  const std::pair<uint64_t, uint64_t> own[] = {
      {AT_PHDR, program.program_headers},
      {AT_PHENT, sizeof(Elf64_Phdr)},
      {AT_PHNUM, program.program_header_count},
      {AT_ENTRY, program.entry},
      {AT_BASE, interpreter ? interpreter->bias : 0},
      {AT_EXECFN, reinterpret_cast<uint64_t>(name)},
  };
  for (auto& entry : vector)
    for (const auto& [type, value] : own)
      if (entry.a_type == type) entry.a_un.a_val = value;
  vector.push_back({});
  return vector;
}

// Writes what the kernel leaves on the stack of a new program; returns the stack pointer.
uint64_t build_stack(const Command& command, const std::vector<Elf64_auxv_t>& auxiliary) {
  std::vector<uint64_t> words;
  words.push_back(command.arguments.size());
  for (const char* argument : command.arguments)
    words.push_back(reinterpret_cast<uint64_t>(argument));
  words.push_back(0);
  for (char** variable = environ; *variable; ++variable)
    words.push_back(reinterpret_cast<uint64_t>(*variable));
  words.push_back(0);
  const size_t size = words.size() * 8 + auxiliary.size() * sizeof(Elf64_auxv_t);
  const auto here = reinterpret_cast<uint64_t>(__builtin_frame_address(0));
  const uint64_t stack = (here - kOwnFrames - size) & ~uint64_t{15};
  std::memcpy(reinterpret_cast<void*>(stack), words.data(), words.size() * 8);
  std::memcpy(reinterpret_cast<void*>(stack + words.size() * 8), auxiliary.data(),
              auxiliary.size() * sizeof(Elf64_auxv_t));
  return stack;
}

// The break is the guest's from here on: at the end of memory it cannot grow, and malloc maps
// instead.
void leave_break_to_guest() { __curbrk = reinterpret_cast<void*>(~uintptr_t{0} - kPage + 1); }

// Tells the kernel what it shows of the process: the break behind the program, its arguments.
void describe_memory(const elf::Mapping& program, const Command& command,
                     const std::vector<Elf64_auxv_t>& auxiliary, uint64_t stack) {
  prctl_mm_map map = {};
  map.start_code = program.bias + program.lowest;
  map.end_code = map.start_data = map.end_data = program.end;
  map.start_brk = map.brk = program.end + kPage;
  map.start_stack = stack;
  const char* first = command.arguments.empty() ? nullptr : command.arguments.front();
  const char* final = command.arguments.empty() ? nullptr : command.arguments.back();
  if (first && final >= first && final - first < (4 << 20)) {
    map.arg_start = reinterpret_cast<uint64_t>(first);
    map.arg_end = reinterpret_cast<uint64_t>(final + std::strlen(final) + 1);
  } else {
    map.arg_start = map.arg_end = stack;
  }
  char** variable = environ;
  map.env_start = map.env_end = reinterpret_cast<uint64_t>(*variable ? *variable : first);
  for (; *variable; ++variable)
    map.env_end = reinterpret_cast<uint64_t>(*variable + std::strlen(*variable) + 1);
  if (map.env_end < map.env_start) map.env_start = map.env_end;
  map.auxv = reinterpret_cast<__u64*>(const_cast<Elf64_auxv_t*>(auxiliary.data()));
  map.auxv_size = auxiliary.size() * sizeof(Elf64_auxv_t);
  map.exe_fd = -1;
  ::prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0);
}

struct Loaded {
  elf::Mapping image;
  std::optional<elf::Mapping> interpreter;
};

// Maps an image and rewrites it.
Result<elf::Mapping> load_image(const OpenFile& file, const std::string& path, bool low) {
  const Bytes bytes = file.contents.bytes();
  const auto headers = elf::parse_headers(bytes, path);
  if (!headers) return std::unexpected(headers.error());
  auto mapping = elf::map_image(*headers, file.descriptor.get(), path, low);
  if (mapping) rewrite_image(*headers, bytes, file.descriptor.get(), mapping->bias);
  return mapping;
}

Result<Loaded> load(Command& command) {
  const auto file = open_program(command);
  if (!file) return std::unexpected(file.error());
  auto image = load_image(*file, command.path, true);
  if (!image) return std::unexpected(image.error());
  Loaded loaded{std::move(*image), std::nullopt};
  const std::string& name = loaded.image.interpreter;
  if (name.empty()) return loaded;
  const auto opened = open_and_map(name);
  if (!opened)
    return fail(opened.error().kind, "%s: its interpreter %s", command.path.c_str(),
                opened.error().message.c_str());
  auto interpreter = load_image(*opened, name, false);
  if (!interpreter) return std::unexpected(interpreter.error());
  loaded.interpreter = std::move(*interpreter);
  return loaded;
}

Error error_of(std::unexpected<Error> failure) { return failure.error(); }

}  // namespace

Error run_interposed(const Program& program) {
  Command command{program.path, {program.arguments.begin(), program.arguments.end()}};
  const auto loaded = load(command);
  if (!loaded) return loaded.error();
  const elf::Mapping& image = loaded->image;
  const elf::Mapping* interpreter = loaded->interpreter ? &*loaded->interpreter : nullptr;

  void* memory =
      ::mmap(nullptr, sizeof(Process), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return error_of(fail(ErrorKind::kSystem, "no memory"));
  auto* process = static_cast<Process*>(memory);
  for (int signal = 1; signal <= kSignals; ++signal) {
    SignalAction& action = process->actions[signal - 1];
    ::syscall(SYS_rt_sigaction, signal, nullptr, &action, sizeof(SignalSet));
  }
  if (!::realpath(command.path.c_str(), process->executable) ||
      ::readlink("/proc/self/exe", process->self, sizeof process->self - 1) <= 0)
    return error_of(fail(ErrorKind::kSystem, "%s: %s", command.path.c_str(), std::strerror(errno)));
  ThreadBlock* block = make_thread(process);
  if (!block) return error_of(fail(ErrorKind::kSystem, "no memory for the first thread"));

  const char* name = last(command.path);
  const auto auxiliary = auxiliary_vector(image, interpreter, name);
  const uint64_t stack = build_stack(command, auxiliary);
  leave_break_to_guest();
  describe_memory(image, command, auxiliary, stack);
  const char* slash = std::strrchr(name, '/');
  ::prctl(PR_SET_NAME, slash ? slash + 1 : name);
  // The guest's libc registers its own.
  ::syscall(SYS_rseq, static_cast<char*>(__builtin_thread_pointer()) + __rseq_offset, 32,
            RSEQ_FLAG_UNREGISTER, RSEQ_SIG);
  block->pid = ::getpid();
  block->tid = ::gettid();
  if (!program.trace.empty()) {
    if (auto traced = open_trace(program.trace); !traced) return traced.error();
    std::strncpy(process->trace, program.trace.c_str(), sizeof process->trace - 1);
    if (!program.announced) {
      std::vector<char*> arguments(program.arguments.begin(), program.arguments.end());
      arguments.push_back(nullptr);
      Registers registers = {};
      registers.rax = kExecve;
      registers.rdi = reinterpret_cast<uint64_t>(program.path.c_str());
      registers.rsi = reinterpret_cast<uint64_t>(arguments.data());
      registers.rdx = reinterpret_cast<uint64_t>(environ);
      TracedCall first;
      trace_entry(*block, first, registers);
    }
    trace_executed(*block, process->executable, ::gettid());
  }
  if (!prepare_host_mode()) return error_of(fail(ErrorKind::kSystem, "no memory"));
  start_guest(block, stack, interpreter ? interpreter->entry : image.entry);
}

}  // namespace mimic::monitor
