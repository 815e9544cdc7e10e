#include "libs/windows/core/runtime_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace mimic::win {
namespace {

bool make_private(const std::string& path) {
  ::mkdir(path.c_str(), 0700);
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid() && (status.st_mode & 077) == 0;
}

std::string find() {
  if (const char* runtime = ::getenv("XDG_RUNTIME_DIR"); runtime && *runtime == '/') {
    if (std::string path = std::string(runtime) + "/mimic"; make_private(path)) return path;
  }
  std::string path = "/tmp/mimic-" + std::to_string(::geteuid());
  return make_private(path) ? path : std::string();
}

}  // namespace

const std::string& runtime_directory() {
  static const std::string path = find();
  return path;
}

}  // namespace mimic::win
