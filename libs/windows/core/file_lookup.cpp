#include "libs/windows/core/file_lookup.h"

#include <sys/stat.h>

#include <cerrno>

#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/program_alias.h"
#include "libs/windows/exports/builtin.h"

namespace mimic::win {
namespace {

// Virtual files were made with Windows 10 itself: 2015-07-29.
constexpr int64_t kVirtualTime = file_time(1438128000, 0);

bool is_file(const Location& location) {
  return location.kind == Location::Kind::kHost || location.kind == Location::Kind::kVolume;
}

uint64_t id_of(std::string_view path) {
  uint64_t hash = 14695981039346656037u;
  for (const char letter : path)
    hash = (hash ^ (letter >= 'A' && letter <= 'Z' ? letter + 32 : letter)) * 1099511628211u;
  return hash;
}

}  // namespace

Expected<FileMetadata> virtual_metadata(std::string_view path) {
  const VirtualEntry entry = virtual_entry(path);
  if (entry.kind == VirtualEntry::Kind::kNone) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  if (entry.kind == VirtualEntry::Kind::kHostFile)
    return read_metadata(std::string(entry.target).c_str(), true);
  FileMetadata metadata;
  metadata.creation_time = metadata.access_time = kVirtualTime;
  metadata.write_time = metadata.change_time = kVirtualTime;
  metadata.id = id_of(path);
  if (entry.kind == VirtualEntry::Kind::kFolder) {
    metadata.attributes = FILE_ATTRIBUTE_DIRECTORY;
    metadata.mode = S_IFDIR | 0555;
  } else {
    metadata.attributes = FILE_ATTRIBUTE_ARCHIVE;
    metadata.mode = S_IFREG | 0555;
    if (const BuiltinModule* module = find_builtin(entry.target))
      metadata.size = metadata.allocation = module->image_size;
  }
  return metadata;
}

Expected<FoundFile> look_up(const Location& location, bool follow) {
  if (!is_file(location)) return nt_fail(STATUS_INVALID_PARAMETER);
  FoundFile found{location.path, {}, false};
  auto metadata = read_metadata(found.path.c_str(), follow);
  if (!metadata && (errno == ENOENT || errno == ENOTDIR)) {
    const NTSTATUS status = find_ignoring_case(location.path, found.path);
    if (status == STATUS_SUCCESS) {
      metadata = read_metadata(found.path.c_str(), follow);
    } else if (location.on_private_drive &&
               (metadata = virtual_metadata(location.path)).has_value()) {
      found.path = location.path;
      found.is_virtual = true;
    } else if (std::string alias = program_alias(location.path); !alias.empty()) {
      found.path = std::move(alias);
      metadata = read_metadata(found.path.c_str(), true);
    } else {
      return nt_fail(missing_status(location.path, status));
    }
  }
  if (!metadata) return nt_fail(metadata.error());
  found.metadata = *metadata;
  if (location.directory_wanted && !found.metadata.is_directory())
    return nt_fail(STATUS_OBJECT_NAME_INVALID);
  return found;
}

Expected<FoundFile> look_up(std::u16string_view path, bool follow) {
  const auto location = locate(path);
  if (!location) return nt_fail(location.error());
  return look_up(*location, follow);
}

NewName new_name(const Location& location) {
  if (!is_file(location)) return {{}, STATUS_INVALID_PARAMETER};
  struct stat status;
  if (lstat(location.path.c_str(), &status) == 0)
    return {location.path, STATUS_OBJECT_NAME_COLLISION};
  if (errno != ENOENT && errno != ENOTDIR) return {{}, status_of_errno(errno)};
  NewName name;
  name.status = find_ignoring_case(location.path, name.path);
  if (name.status == STATUS_SUCCESS) {
    name.status = STATUS_OBJECT_NAME_COLLISION;
    return name;
  }
  if (location.on_private_drive) {
    if (virtual_entry(location.path).kind != VirtualEntry::Kind::kNone)
      return {location.path, STATUS_OBJECT_NAME_COLLISION};
    if (name.status != STATUS_OBJECT_NAME_NOT_FOUND) {
      name.path = make_parent(location.path);
      if (name.path.empty()) return {{}, STATUS_OBJECT_PATH_NOT_FOUND};
      name.status = STATUS_SUCCESS;
      return name;
    }
  }
  if (name.status == STATUS_OBJECT_NAME_NOT_FOUND) name.status = STATUS_SUCCESS;
  return name;
}

}  // namespace mimic::win
