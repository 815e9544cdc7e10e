// Opening files by number. Linux looks up numbers for the privileged alone, so that others find
// what is open and what lies beside the hint.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "libs/windows/core/open_file.h"

namespace mimic::win {
namespace {

struct Identity {
  uint64_t device, id;
  bool is_that_of(const struct stat& status) const {
    return status.st_dev == device && status.st_ino == id;
  }
};

// Calls visit(entry) for the entries of a folder until it returns true.
template <class Visit>
void for_entries(const char* path, Visit&& visit) {
  DIR* const folder = ::opendir(path);
  if (!folder) return;
  while (const dirent* entry = ::readdir(folder)) {
    if (visit(*entry, ::dirfd(folder))) break;
  }
  ::closedir(folder);
}

std::optional<std::string> path_of(int descriptor) {
  char place[4096];
  if (!path_of_descriptor(descriptor, place)) return std::nullopt;
  return place;
}

std::optional<std::string> find_open(const Identity& wanted) {
  std::optional<std::string> found;
  for_entries("/proc/self/fd", [&](const dirent& entry, int) {
    const int descriptor = std::atoi(entry.d_name);
    struct stat status;
    if (entry.d_name[0] != '.' && ::fstat(descriptor, &status) == 0 && wanted.is_that_of(status))
      found = path_of(descriptor);
    return found.has_value();
  });
  return found;
}

std::optional<std::string> find_in(const std::string& folder, const Identity& wanted) {
  struct stat status;
  if (::stat(folder.c_str(), &status) == 0 && wanted.is_that_of(status)) return folder;
  std::optional<std::string> found;
  for_entries(folder.c_str(), [&](const dirent& entry, int descriptor) {
    const std::string_view name = entry.d_name;
    if (name == "." || name == ".." ||
        ::fstatat(descriptor, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !wanted.is_that_of(status))
      return false;
    found = folder.ends_with('/') ? folder : folder + '/';
    *found += name;
    return true;
  });
  return found;
}

// By a handle of the host as its common file systems make them: the number and a generation, where
// zero stands for any. What comes back is looked at, since another file system means something else
// by it.
std::optional<std::string> find_by_handle(const File& hint, const Identity& wanted) {
  constexpr int kNumberAndGeneration = 1;  // FILEID_INO32_GEN
  if (wanted.id > UINT32_MAX) return std::nullopt;
  const uint32_t content[2] = {static_cast<uint32_t>(wanted.id), 0};
  alignas(file_handle) char storage[sizeof(file_handle) + sizeof content];
  auto* const handle = reinterpret_cast<file_handle*>(storage);
  handle->handle_bytes = sizeof content;
  handle->handle_type = kNumberAndGeneration;
  std::memcpy(handle->f_handle, content, sizeof content);
  const int mount = ::open(hint.path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (mount < 0) return std::nullopt;
  const int descriptor = ::open_by_handle_at(mount, handle, O_PATH | O_CLOEXEC);
  ::close(mount);
  if (descriptor < 0) return std::nullopt;
  struct stat status;
  std::optional<std::string> found;
  if (::fstat(descriptor, &status) == 0 && wanted.is_that_of(status)) found = path_of(descriptor);
  ::close(descriptor);
  return found;
}

}  // namespace

Expected<Opened> open_file_by_id(const File& hint, uint64_t id, const OpenRequest& request) {
  const auto metadata = hint.metadata();
  if (!metadata) return nt_fail(metadata.error());
  const Identity wanted = {metadata->device, id};
  std::string folder = hint.path();
  if (!hint.is_directory()) folder.resize(std::max<size_t>(folder.rfind('/'), 1));
  auto found = find_open(wanted);
  if (!found) found = find_in(folder, wanted);
  if (!found) found = find_by_handle(hint, wanted);
  if (!found) return nt_fail(STATUS_INVALID_PARAMETER);
  Location location;
  location.path = *std::move(found);
  return open_file(location, request);
}

}  // namespace mimic::win
