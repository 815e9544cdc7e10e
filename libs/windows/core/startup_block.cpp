#include "libs/windows/core/startup_block.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "libs/windows/core/cmd/cmd.h"
#include "libs/windows/core/command_line.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/exit_code.h"
#include "libs/windows/core/inheritance.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr uint64_t kMagic = 0x31305042434d494d;  // "MIMCBP01"; both sides are the same program

// One pass over the fields in a fixed order, to write them or to read them.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  template <class T>
  void field(const T& value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <class C>
  void sequence(const C& values) {
    field<uint64_t>(values.size());
    out_.append(reinterpret_cast<const char*>(values.data()),
                values.size() * sizeof(*values.data()));
  }

 private:
  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  template <class T>
  void field(T& value) {
    if (in_.size() < sizeof value) {
      failed_ = true;
      return;
    }
    std::memcpy(&value, in_.data(), sizeof value);
    in_.remove_prefix(sizeof value);
  }
  template <class C>
  void sequence(C& values) {
    uint64_t count = 0;
    field(count);
    const size_t unit = sizeof(*values.data());
    if (failed_ || count > in_.size() / unit) {
      failed_ = true;
      return;
    }
    values.resize(count);
    std::memcpy(values.data(), in_.data(), count * unit);
    in_.remove_prefix(count * unit);
  }
  bool failed() const { return failed_; }

 private:
  std::string_view in_;
  bool failed_ = false;
};

template <class Stream, class Block>
void transfer(Stream& stream, Block& block) {
  stream.sequence(block.image);
  stream.sequence(block.command_line);
  stream.sequence(block.image_path);
  stream.sequence(block.current_directory);
  stream.sequence(block.environment);
  stream.sequence(block.title);
  stream.sequence(block.desktop);
  stream.sequence(block.reserved2);
  stream.sequence(block.handles);
  stream.field(block.standard);
  stream.field(block.startup_flags);
  for (auto* number :
       {&block.x, &block.y, &block.x_size, &block.y_size, &block.x_chars, &block.y_chars,
        &block.fill, &block.creation_flags, &block.parent_id, &block.integrity})
    stream.field(*number);
  stream.field(block.show_window);
  stream.field(block.command_interpreter);
  stream.field(block.host_program);
  stream.field(block.resume_descriptor);
}

bool read_all(int descriptor, std::string& data) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return false;
  data.resize(status.st_size);
  return ::pread(descriptor, data.data(), data.size(), 0) == static_cast<ssize_t>(data.size());
}

// Blocks until the parent lets this process run. A parent that is gone never will.
void wait_for_resume(int descriptor) {
  char byte;
  ssize_t count;
  while ((count = ::read(descriptor, &byte, 1)) < 0 && errno == EINTR) {
  }
  ::close(descriptor);
  if (count != 1) end_process(1);
}

[[noreturn]] void run_host_program(const StartupBlock& block) {
  std::vector<std::string> arguments, variables = host_environment(block.environment);
  for (const auto& argument : parse_command_line(block.command_line))
    arguments.push_back(to_utf8(argument));
  std::vector<char*> argv, envp;
  for (auto& argument : arguments) argv.push_back(argument.data());
  for (auto& variable : variables) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  ::execve(block.image.c_str(), argv.data(), envp.data());
  end_program(126, "%s: %s", block.image.c_str(), std::strerror(errno));
}

}  // namespace

std::optional<StartupBlock> take_startup_block() {
  const char* variable = ::getenv(kStartupVariable);
  if (!variable) return std::nullopt;
  int descriptor = -1;
  ExitCodeSlot slot;
  const int fields = std::sscanf(variable, "%d:%d:%u", &descriptor, &slot.descriptor, &slot.index);
  ::unsetenv(kStartupVariable);
  std::string data;
  if (fields != 3 || !read_all(descriptor, data)) return std::nullopt;
  ::close(descriptor);
  Reader reader(data);
  uint64_t magic = 0;
  reader.field(magic);
  StartupBlock block;
  transfer(reader, block);
  if (magic != kMagic || reader.failed()) return std::nullopt;

  if (slot.descriptor >= 0) {
    ::fcntl(slot.descriptor, F_SETFD, FD_CLOEXEC);
    report_exit_code_to(slot);
  }
  if (block.resume_descriptor >= 0) wait_for_resume(block.resume_descriptor);
  if (block.host_program) run_host_program(block);
  for (const InheritedHandle& handle : block.handles)
    if (handle.descriptor > 2) ::fcntl(handle.descriptor, F_SETFD, FD_CLOEXEC);
  if (block.command_interpreter) end_process(cmd::run(block));
  return block;
}

void adopt_handles(const StartupBlock& block) {
  std::vector<std::pair<int32_t, Ref<Object>>> adopted;
  for (const InheritedHandle& handle : block.handles) {
    // Handles that shared an object in the parent share one here.
    const auto known = std::find_if(adopted.begin(), adopted.end(), [&](const auto& entry) {
      return entry.first == handle.descriptor;
    });
    Ref<Object> object = known != adopted.end() ? known->second : adopt_object(handle);
    if (!object) continue;
    if (known == adopted.end()) adopted.emplace_back(handle.descriptor, object);
    handles().insert_at(reinterpret_cast<HANDLE>(handle.value), std::move(object), handle.access,
                        true);
  }
}

int write_startup_block(const StartupBlock& block) {
  std::string data;
  data.reserve(16384);
  Writer writer(data);
  writer.field(kMagic);
  transfer(writer, block);
  const int descriptor = ::memfd_create("mimic-startup", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  if (::write(descriptor, data.data(), data.size()) != static_cast<ssize_t>(data.size())) {
    ::close(descriptor);
    return -1;
  }
  return descriptor;
}

}  // namespace mimic::win
