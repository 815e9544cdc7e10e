#include "cli/program_path.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace mimic {
namespace {

bool is_there(const std::string& path, bool executable) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && (!executable || access(path.c_str(), X_OK) == 0);
}

}  // namespace

std::string program_path(const std::string& name, bool here_first) {
  if (name.find('/') != std::string::npos || (here_first && is_there(name, false))) return name;
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path ? path : ""; !rest.empty();) {
    const size_t end = std::min(rest.find(':'), rest.size());
    if (std::string candidate = std::string(rest.substr(0, end)) + "/" + name;
        is_there(candidate, !here_first))
      return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return name;
}

}  // namespace mimic
