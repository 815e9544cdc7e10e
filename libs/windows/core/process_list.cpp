#include "libs/windows/core/process_list.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "libs/windows/core/process.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

size_t read_file(const char* path, char* buffer, size_t size) {
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  const ssize_t count = ::read(descriptor, buffer, size - 1);
  ::close(descriptor);
  const size_t length = count > 0 ? count : 0;
  buffer[length] = 0;
  return length;
}

std::vector<DWORD> numbers_in(const char* folder) {
  std::vector<DWORD> numbers;
  DIR* directory = ::opendir(folder);
  if (!directory) return numbers;
  while (const dirent* entry = ::readdir(directory)) {
    if (const DWORD number = std::strtoul(entry->d_name, nullptr, 10)) numbers.push_back(number);
  }
  ::closedir(directory);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// The program's name: for a process of mimic, that of the Windows program.
std::u16string name_of(DWORD id, const char* command) {
  if (std::strcmp(command, "mimic") == 0) {
    const std::u16string path = image_path_of(id);
    const size_t slash = path.rfind(u'\\');
    if (slash != path.npos) return path.substr(slash + 1);
  }
  std::u16string name = to_utf16(command);
  if (!name.ends_with(u".exe")) name += u".exe";
  return name;
}

}  // namespace

std::vector<ListedProcess> list_processes() {
  std::vector<ListedProcess> processes;
  for (const DWORD id : numbers_in("/proc")) {
    char path[64], stat[1024];
    std::snprintf(path, sizeof path, "/proc/%u/stat", id);
    if (!read_file(path, stat, sizeof stat)) continue;
    // proc(5): pid (comm) state ppid …; field 20 is the number of threads.
    char* const name = std::strchr(stat, '(');
    char* const name_end = std::strrchr(stat, ')');
    if (!name || !name_end) continue;
    ListedProcess process;
    process.id = id;
    std::sscanf(name_end + 2,
                "%*c %u %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %u",
                &process.parent, &process.threads);
    if (id == static_cast<DWORD>(::getpid())) process.parent = parent_process_id();
    *name_end = 0;
    process.name = name_of(id, name + 1);
    processes.push_back(std::move(process));
  }
  return processes;
}

std::vector<DWORD> list_threads_of(DWORD process) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%u/task", process);
  return numbers_in(path);
}

ProcessMemory memory_of(DWORD process) {
  ProcessMemory memory;
  char path[64], text[4096];
  std::snprintf(path, sizeof path, "/proc/%u/status", process);
  if (!read_file(path, text, sizeof text)) return memory;
  const auto kilobytes = [&](const char* name) -> uint64_t {
    const char* at = std::strstr(text, name);
    return at ? std::strtoull(at + std::strlen(name), nullptr, 10) * 1024 : 0;
  };
  memory.working_set = kilobytes("VmRSS:");
  memory.peak_working_set = kilobytes("VmHWM:");
  memory.private_bytes = kilobytes("RssAnon:") + kilobytes("VmSwap:");
  memory.virtual_size = kilobytes("VmSize:");
  memory.peak_virtual_size = kilobytes("VmPeak:");
  std::snprintf(path, sizeof path, "/proc/%u/stat", process);
  if (read_file(path, text, sizeof text)) {
    unsigned long minor = 0, major = 0;
    if (const char* at = std::strrchr(text, ')'))
      std::sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %lu %*u %lu", &minor, &major);
    memory.page_faults = minor + major;
  }
  return memory;
}

}  // namespace mimic::win
