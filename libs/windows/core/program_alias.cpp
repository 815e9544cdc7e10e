#include "libs/windows/core/program_alias.h"

#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

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

std::string program_alias(const std::string& path) {
  constexpr size_t kEnding = 4;
  if (path.size() <= kEnding || ::strcasecmp(path.c_str() + path.size() - kEnding, ".exe") != 0)
    return {};
  if (!is_on_path(std::string_view(path).substr(0, path.rfind('/')))) return {};
  std::string bare = path.substr(0, path.size() - kEnding);
  struct stat status;
  if (::stat(bare.c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
      ::access(bare.c_str(), X_OK) != 0)
    return {};
  return bare;
}

}  // namespace mimic::win
