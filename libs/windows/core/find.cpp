#include "libs/windows/core/find.h"

#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/name_match.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// One name, which costs no reading of its directory.
Expected<FoundEntry> find_one(const std::u16string& full, std::u16string_view name,
                              bool ignore_case) {
  auto found = look_up(full, false);
  if (!found) {
    if (found.error() != STATUS_OBJECT_PATH_NOT_FOUND) return nt_fail(found.error());
    const std::u16string_view folder(full.data(), full.size() - name.size() - 1);
    const auto parent = look_up(folder, true);
    return nt_fail(parent && !parent->metadata.is_directory() ? STATUS_NOT_A_DIRECTORY
                                                              : STATUS_OBJECT_PATH_NOT_FOUND);
  }
  FoundEntry entry;
  entry.name = name_from_host(std::string_view(found->path).substr(found->path.rfind('/') + 1));
  if (!ignore_case && entry.name != name) return nt_fail(STATUS_NO_SUCH_FILE);
  entry.metadata = found->metadata;
  return entry;
}

}  // namespace

std::optional<FoundEntry> Find::next() {
  const std::lock_guard guard(lock_);
  if (single_) {
    auto entry = std::move(single_);
    single_.reset();
    return entry;
  }
  const DirectoryEntry* const entry = listing_.next();
  if (!entry) return std::nullopt;
  return FoundEntry{std::u16string(entry->name), entry->metadata};
}

Expected<Ref<Find>> find_files(std::u16string_view path, bool ignore_case) {
  auto find = make_object<Find>();
  if (const auto device = dos_device_name(path); !device.empty()) {
    // A device is a file of its own name in every folder.
    find->single_ = FoundEntry{std::u16string(device), {}};
    find->single_->metadata.attributes = FILE_ATTRIBUTE_ARCHIVE;
    return find;
  }
  const bool verbatim = path.starts_with(u"\\\\?\\") || path.starts_with(u"\\??\\");
  const std::u16string full = verbatim ? std::u16string(path) : full_path(path);
  if (full.empty())
    return nt_fail(path.empty() ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_OBJECT_NAME_INVALID);
  const size_t slash = full.rfind(u'\\');
  if (slash == full.npos || slash + 1 == full.size()) return nt_fail(STATUS_NO_SUCH_FILE);
  const auto name = std::u16string_view(full).substr(slash + 1);
  if (!has_wildcards(name)) {
    auto entry = find_one(full, name, ignore_case);
    if (!entry) return nt_fail(entry.error());
    find->single_ = std::move(*entry);
    return find;
  }
  const auto location = locate(std::u16string_view(full).substr(0, slash + 1));
  if (!location) return nt_fail(location.error());
  if (location->kind != Location::Kind::kHost && location->kind != Location::Kind::kVolume)
    return nt_fail(STATUS_OBJECT_PATH_NOT_FOUND);
  const bool stripped_dot = !verbatim && path.ends_with(u'.') && !full.ends_with(u'.');
  const std::u16string expression = expression_of(name, stripped_dot);
  NTSTATUS status = find->listing_.open(location->path, expression, ignore_case);
  if (status == STATUS_OBJECT_NAME_NOT_FOUND || status == STATUS_NOT_A_DIRECTORY) {
    std::string found;
    const NTSTATUS other = find_ignoring_case(location->path, found);
    if (other != STATUS_SUCCESS) return nt_fail(STATUS_OBJECT_PATH_NOT_FOUND);
    if (found != location->path) status = find->listing_.open(found, expression, ignore_case);
  }
  if (status < 0) return nt_fail(status);
  if (find->listing_.empty()) return nt_fail(STATUS_NO_SUCH_FILE);
  return find;
}

}  // namespace mimic::win
