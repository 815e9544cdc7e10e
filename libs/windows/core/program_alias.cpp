#include "libs/windows/core/program_alias.h"

#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace mimic::win {
namespace {

bool is_on_path(std::string_view folder) {
  const char* list = std::getenv("PATH");
  for (std::string_view rest = list ? list : ""; !rest.empty();) {
    std::string_view entry = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    while (entry.size() > 1 && entry.ends_with('/')) entry.remove_suffix(1);
    if (entry == folder) return true;
  }
  return false;
}

}  // namespace

bool begins_host_program(std::string_view start) {
  return start.starts_with("\177ELF") || start.starts_with("#!");
}

bool is_host_program(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
      ::access(path.c_str(), X_OK) != 0)
    return false;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return errno == EACCES;  // executable without being readable
  char start[4] = {};
  const ssize_t size = ::pread(file, start, sizeof start, 0);
  ::close(file);
  return begins_host_program({start, size < 0 ? size_t{0} : static_cast<size_t>(size)});
}

std::string program_alias(const std::string& path) {
  constexpr size_t kEnding = 4;
  if (path.size() <= kEnding || ::strcasecmp(path.c_str() + path.size() - kEnding, ".exe") != 0)
    return {};
  if (!is_on_path(std::string_view(path).substr(0, path.rfind('/')))) return {};
  std::string bare = path.substr(0, path.size() - kEnding);
  return is_host_program(bare) ? bare : std::string();
}

}  // namespace mimic::win
