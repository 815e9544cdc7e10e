#include "libs/windows/core/runtime_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
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

// Socket addresses hold 107 bytes (unix(7)): a name that is long or not plain goes by its FNV-1a
// hashes.
std::string runtime_file(std::string_view kind, std::string_view key) {
  const std::string& folder = runtime_directory();
  if (folder.empty()) return {};
  std::string file = folder + '/';
  file += kind;
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (plain && file.size() + key.size() < 100) return file.append(key);
  uint64_t hashes[2] = {0xcbf29ce484222325, 0x84222325cbf29ce4};
  for (uint64_t& hash : hashes) {
    for (const unsigned char c : key) hash = (hash ^ c) * 0x100000001b3;
  }
  for (const uint64_t hash : hashes) {
    for (int shift = 60; shift >= 0; shift -= 4) file += "0123456789abcdef"[hash >> shift & 15];
  }
  return file;
}

}  // namespace mimic::win
