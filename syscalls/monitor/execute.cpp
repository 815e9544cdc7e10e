#include "syscalls/monitor/guest_call.h"
#include "syscalls/monitor/paths.h"
#include "syscalls/monitor/process.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/monitor/signals.h"
#include "syscalls/monitor/start.h"
#include "syscalls/monitor/text.h"

namespace mimic::monitor {

namespace {

constexpr size_t kMostArguments = 1 << 20;
constexpr uint64_t kOpenRead = 02000000;  // O_RDONLY | O_CLOEXEC

// A file that execve was given.
struct Target {
  int64_t descriptor;
  unsigned char start[256];  // zeros after its end
};

bool is_elf64(const unsigned char* start) {
  return equal(reinterpret_cast<const char*>(start), "\177ELF\2\1", 6) && start[18] == 62 &&
         start[19] == 0;
}

// Whether the program's interpreter can be opened, or it has none. The kernel would tell the
// caller; after mimic was executed in its place nobody can.
int64_t check_interpreter(const Target& target) {
  uint64_t table;
  uint16_t size, count;
  __builtin_memcpy(&table, target.start + 32, sizeof table);
  __builtin_memcpy(&size, target.start + 54, sizeof size);
  __builtin_memcpy(&count, target.start + 56, sizeof count);
  if (size != 56) return -kEnoexec;
  for (uint64_t index = 0; index < count; ++index) {
    uint64_t header[7];
    if (raw(kPread64, target.descriptor, header, sizeof header, table + index * size) !=
        sizeof header)
      return -kEnoexec;
    if (static_cast<uint32_t>(header[0]) != 3) continue;
    char path[4096];
    const uint64_t length = header[4];
    if (length < 2 || length > sizeof path) return -kEnoexec;
    if (raw(kPread64, target.descriptor, path, length, header[1]) != static_cast<int64_t>(length) ||
        path[length - 1])
      return -kEnoexec;
    return raw(kFaccessat, kAtFdcwd, path, 1);
  }
  return 0;
}

// The same for a script's interpreter.
int64_t check_script(const Target& target) {
  char path[256];
  size_t from = 2, length = 0;
  while (target.start[from] == ' ' || target.start[from] == '\t') ++from;
  for (; from < sizeof target.start; ++from) {
    const unsigned char letter = target.start[from];
    if (letter == 0 || letter == '\n' || letter == ' ' || letter == '\t') break;
    path[length++] = static_cast<char>(letter);
  }
  path[length] = 0;
  if (length == 0) return -kEnoexec;
  return raw(kFaccessat, kAtFdcwd, path, 1);
}

}  // namespace

bool execute(ThreadBlock& block, Registers& registers) {
  const bool at = registers.rax == kExecveat;
  const int directory = at ? static_cast<int>(registers.rdi) : kAtFdcwd;
  const uint64_t given_path = at ? registers.rsi : registers.rdi;
  const uint64_t arguments = at ? registers.rdx : registers.rsi;
  const uint64_t environment = at ? registers.r10 : registers.rdx;
  const uint64_t flags = at ? registers.r8 : 0;

  char path[4096];
  if (!read_string(given_path, path, sizeof path)) return mimic_guest_call(&registers);
  if (names_own_program(given_path)) __builtin_memcpy(path, block.process->executable, sizeof path);
  Target target = {};
  if (at && !path[0] && flags & kAtEmptyPath) {
    target.descriptor = raw(kDup, directory);
  } else {
    target.descriptor = raw(kOpenat, directory, path, kOpenRead);
  }
  // What cannot be read is left to the kernel: its error, or a program that is not interposed.
  if (is_error(target.descriptor)) return mimic_guest_call(&registers);
  raw(kPread64, target.descriptor, target.start, sizeof target.start - 1, 0);

  int64_t result = 0;
  const bool script = target.start[0] == '#' && target.start[1] == '!';
  if (at) {
    // The name of what was opened, which means the same wherever it is looked up.
    char link[40] = "/proc/self/fd/";
    link[14 + write_decimal(target.descriptor, link + 14)] = 0;
    const int64_t length = raw(kReadlink, link, path, sizeof path - 1);
    if (is_error(length))
      result = length;
    else
      path[length] = 0;
  }
  if (result == 0) result = raw(kFaccessat, kAtFdcwd, path, 1);
  const bool known = script || is_elf64(target.start);
  if (result == 0 && known) result = script ? check_script(target) : check_interpreter(target);
  raw(kClose, target.descriptor);
  if (result != 0) {
    registers.rax = result;
    return true;
  }
  if (!known) return mimic_guest_call(&registers);

  size_t count = 0;
  if (arguments) {
    for (;; ++count) {
      uint64_t argument;
      if (count > kMostArguments || !read_guest(arguments + count * 8, &argument)) {
        registers.rax = -kEfault;
        return true;
      }
      if (!argument) break;
    }
  }
  const size_t size = (count + kExecutionWords + 1) * 8;
  const int64_t mapped = map_pages(size);
  if (is_error(mapped)) {
    registers.rax = mapped;
    return true;
  }
  auto* list = reinterpret_cast<uint64_t*>(mapped);
  list[0] = reinterpret_cast<uint64_t>(kExecutionMarker);
  list[1] = reinterpret_cast<uint64_t>(path);
  list[2] = reinterpret_cast<uint64_t>(block.process->trace);
  mimic_guarded_copy(list + kExecutionWords, reinterpret_cast<const void*>(arguments), count * 8);
  show_ignored_signals(*block.process, true);
  result = raw(kExecve, block.process->self, list, environment);
  show_ignored_signals(*block.process, false);
  raw(kMunmap, list, size);
  registers.rax = result;
  return true;
}

}  // namespace mimic::monitor
