#include "libs/windows/core/name_operations.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "libs/windows/core/reparse_point.h"
#include "libs/windows/core/share_mode.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

bool deletable(const FileMetadata& metadata) { return may_delete(metadata.device, metadata.id); }

bool same_file(const FileMetadata& a, const FileMetadata& b) {
  return a.id == b.id && a.device == b.device;
}

// Windows keeps the current directory open without sharing its deletion.
bool is_current_directory(const FileMetadata& metadata) {
  struct stat status;
  return stat(".", &status) == 0 && status.st_ino == metadata.id &&
         status.st_dev == metadata.device;
}

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

int rename_to_new(const std::string& from, const std::string& to) {
  const int result = renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  // Not every file system knows the flag.
  return result != 0 && errno == EINVAL ? std::rename(from.c_str(), to.c_str()) : result;
}

// What stands in the way of replacing `target`.
NTSTATUS check_replaceable(const FileMetadata& source, const FileMetadata& target) {
  if (source.is_directory() || target.is_directory() ||
      target.attributes & FILE_ATTRIBUTE_READONLY || !deletable(target))
    return STATUS_ACCESS_DENIED;
  return STATUS_SUCCESS;
}

void renamed(const std::string& from, const std::string& to) {
  name_removed(from);
  name_created(to);
}

}  // namespace

NTSTATUS create_directory(const Location& location) {
  const NewName name = new_name(location);
  if (name.status) return name.status;
  if (mkdir(name.path.c_str(), 0777) != 0) return status_of_errno(errno);
  name_created(name.path);
  return STATUS_SUCCESS;
}

NTSTATUS remove_directory(const Location& location) {
  const auto found = look_up(location, false);
  if (!found)
    return found.error() == STATUS_OBJECT_NAME_INVALID ? STATUS_NOT_A_DIRECTORY : found.error();
  const FileMetadata& metadata = found->metadata;
  if (!metadata.is_directory()) return STATUS_NOT_A_DIRECTORY;
  if (found->is_virtual) return STATUS_ACCESS_DENIED;
  if (metadata.attributes & FILE_ATTRIBUTE_READONLY) return STATUS_CANNOT_DELETE;
  if (!deletable(metadata) || is_current_directory(metadata)) return STATUS_SHARING_VIOLATION;
  const char* const path = found->path.c_str();
  if ((metadata.is_link() ? unlink(path) : rmdir(path)) != 0)
    return errno == EEXIST ? STATUS_DIRECTORY_NOT_EMPTY : status_of_errno(errno);
  name_removed(found->path);
  return STATUS_SUCCESS;
}

NTSTATUS delete_file(const Location& location) {
  const auto found = look_up(location, false);
  if (!found) return found.error();
  const FileMetadata& metadata = found->metadata;
  if (metadata.is_directory()) return STATUS_FILE_IS_A_DIRECTORY;
  if (found->is_virtual) return STATUS_ACCESS_DENIED;
  if (metadata.attributes & FILE_ATTRIBUTE_READONLY) return STATUS_CANNOT_DELETE;
  if (!deletable(metadata)) return STATUS_SHARING_VIOLATION;
  if (unlink(found->path.c_str()) != 0) return status_of_errno(errno);
  name_removed(found->path);
  return STATUS_SUCCESS;
}

NTSTATUS move_file(const Location& from, const Location& to, const MoveOptions& options) {
  const auto source = look_up(from, false);
  if (!source) return source.error();
  if (source->is_virtual) return STATUS_ACCESS_DENIED;
  if (!deletable(source->metadata)) return STATUS_SHARING_VIOLATION;
  return move_found(*source, to, options);
}

NTSTATUS move_found(const FoundFile& source, const Location& to, const MoveOptions& options) {
  const FileMetadata& metadata = source.metadata;
  const bool is_folder = metadata.is_directory() && !metadata.is_link();
  if (is_folder && is_current_directory(metadata)) return STATUS_SHARING_VIOLATION;
  if (to.directory_wanted && !metadata.is_directory()) return STATUS_OBJECT_NAME_INVALID;

  NewName target = new_name(to);
  bool replaces = false;
  if (target.status == STATUS_OBJECT_NAME_COLLISION) {
    const auto existing = read_metadata(target.path.c_str(), false);
    if (!existing) return STATUS_ACCESS_DENIED;  // virtual
    if (target.path == source.path) {
      // The same name, perhaps in another case.
      target.path.resize(target.path.rfind('/') + 1);
      target.path += last_name(to.path);
      if (target.path == source.path) return STATUS_SUCCESS;
    } else {
      if (!options.replace) return STATUS_OBJECT_NAME_COLLISION;
      if (const NTSTATUS status = check_replaceable(metadata, *existing)) return status;
      replaces = true;
      if (same_file(metadata, *existing)) {
        // Two names of one file: rename() would leave both.
        if (unlink(source.path.c_str()) != 0) return status_of_errno(errno);
        name_removed(source.path);
        return STATUS_SUCCESS;
      }
    }
  } else if (target.status) {
    return target.status;
  }

  const int result = replaces ? std::rename(source.path.c_str(), target.path.c_str())
                              : rename_to_new(source.path, target.path);
  if (result == 0) {
    renamed(source.path, target.path);
    return STATUS_SUCCESS;
  }
  if (errno == EINVAL && is_folder) return STATUS_SHARING_VIOLATION;  // into itself
  if (errno != EXDEV || is_folder || !options.copy_allowed) return status_of_errno(errno);
  CopyOptions copy;
  copy.fail_if_exists = !options.replace;
  copy.copy_link = copy.keep_creation_time = true;
  copy.observer = options.observer;
  Location from;
  from.path = source.path;
  if (const NTSTATUS status = copy_file(from, to, copy)) return status;
  if (unlink(source.path.c_str()) != 0) return status_of_errno(errno);
  name_removed(source.path);
  return STATUS_SUCCESS;
}

NTSTATUS replace_file(const Location& replaced, const Location& replacement, const Location* backup,
                      ReplaceStage* stage) {
  *stage = ReplaceStage::kBefore;
  const auto old_file = look_up(replaced, true);
  if (!old_file) return old_file.error();
  const auto new_file = look_up(replacement, true);
  if (!new_file) return new_file.error();
  if (old_file->is_virtual || new_file->is_virtual || old_file->metadata.is_directory() ||
      new_file->metadata.is_directory() || old_file->metadata.attributes & FILE_ATTRIBUTE_READONLY)
    return STATUS_ACCESS_DENIED;
  if (same_file(old_file->metadata, new_file->metadata) || !deletable(new_file->metadata))
    return STATUS_SHARING_VIOLATION;
  *stage = ReplaceStage::kRemoving;
  if (!deletable(old_file->metadata)) return STATUS_SHARING_VIOLATION;
  if (old_file->metadata.device != new_file->metadata.device) return STATUS_NOT_SAME_DEVICE;
  std::string kept;
  if (backup) {
    NewName name = new_name(*backup);
    if (name.status == STATUS_OBJECT_NAME_COLLISION) {
      const auto existing = look_up(*backup, false);
      if (!existing) return existing.error();
      if (const NTSTATUS status = check_replaceable(old_file->metadata, existing->metadata))
        return status;
      if (unlink(name.path.c_str()) != 0) return status_of_errno(errno);
      name_removed(name.path);
    } else if (name.status) {
      return name.status;
    }
    // By a second name, so that there is a file of the first one all the time.
    kept = std::move(name.path);
    if (link(old_file->path.c_str(), kept.c_str()) != 0 &&
        std::rename(old_file->path.c_str(), kept.c_str()) != 0)
      return status_of_errno(errno);
    name_created(kept);
  }
  *stage = backup ? ReplaceStage::kMovingAfterBackup : ReplaceStage::kMoving;
  if (std::rename(new_file->path.c_str(), old_file->path.c_str()) != 0)
    return status_of_errno(errno);
  name_removed(new_file->path);
  const char* const path = old_file->path.c_str();
  write_attributes(path, old_file->metadata.attributes);
  write_times(path, true, {.creation = old_file->metadata.creation_time});
  return STATUS_SUCCESS;
}

NTSTATUS create_hard_link(const Location& link, const Location& existing) {
  const auto found = look_up(existing, false);
  return found ? link_found(*found, link, false) : found.error();
}

NTSTATUS link_found(const FoundFile& found, const Location& link, bool replace) {
  if (found.is_virtual || (found.metadata.is_directory() && !found.metadata.is_link()))
    return STATUS_ACCESS_DENIED;
  const NewName name = new_name(link);
  if (name.status == STATUS_OBJECT_NAME_COLLISION && replace) {
    const auto existing = read_metadata(name.path.c_str(), false);
    if (!existing || check_replaceable(found.metadata, *existing)) return STATUS_ACCESS_DENIED;
    if (same_file(found.metadata, *existing)) return STATUS_SUCCESS;
    if (unlink(name.path.c_str()) != 0) return status_of_errno(errno);
  } else if (name.status) {
    return name.status;
  }
  if (::link(found.path.c_str(), name.path.c_str()) != 0) return status_of_errno(errno);
  name_created(name.path);
  return STATUS_SUCCESS;
}

NTSTATUS create_junction(const Location& link, std::u16string_view target) {
  const NewName name = new_name(link);
  if (name.status) return name.status;
  const auto location = locate(target);
  if (!location) return location.error();
  if (location->kind != Location::Kind::kHost && location->kind != Location::Kind::kVolume)
    return STATUS_INVALID_PARAMETER;
  const auto found = look_up(*location, false);
  std::string text = found && !found->is_virtual ? found->path : location->path;
  if (text.back() != '/') text += '/';  // what tells a junction (reparse_point.h)
  if (symlink(text.c_str(), name.path.c_str()) != 0) return status_of_errno(errno);
  name_created(name.path);
  return STATUS_SUCCESS;
}

NTSTATUS create_symbolic_link(const Location& link, std::u16string_view target) {
  if (target.empty()) return STATUS_INVALID_PARAMETER;
  const NewName name = new_name(link);
  if (name.status) return name.status;
  std::string text;
  if (path_type(target) == PathType::kRooted) {
    text = rooted_target(name.path, target);
  } else if (path_type(target) == PathType::kRelative) {
    text = relative_target(name.path.substr(0, name.path.rfind('/')), target);
  } else {
    const auto location = locate(target);
    if (!location) return location.error();
    const auto found = look_up(*location, false);
    text = found && !found->is_virtual ? found->path : location->path;
  }
  if (symlink(text.c_str(), name.path.c_str()) != 0) return status_of_errno(errno);
  name_created(name.path);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
