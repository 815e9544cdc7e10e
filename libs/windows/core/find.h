// The object behind a find handle: a search for the names that match a pattern.
#pragma once

#include <mutex>
#include <optional>

#include "libs/windows/core/directory_listing.h"
#include "libs/windows/core/object.h"

namespace mimic::win {

// A copy of an entry, which outlives the search.
struct FoundEntry {
  std::u16string name;
  FileMetadata metadata;
};

class Find final : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kFind; }
  Find() : Object(ObjectType::kFind) {}

  // The next match; nothing at the end.
  std::optional<FoundEntry> next();

 private:
  friend Expected<Ref<Find>> find_files(std::u16string_view path, bool ignore_case);
  std::mutex lock_;
  std::optional<FoundEntry> single_;  // of a pattern without wildcards
  DirectoryListing listing_;
};

// Starts a search as FindFirstFile does. `path`: a DOS path whose last component may have
// wildcards. Failures: STATUS_NO_SUCH_FILE (nothing matches, or no last component),
// STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND, STATUS_NOT_A_DIRECTORY, those of
// locate().
Expected<Ref<Find>> find_files(std::u16string_view path, bool ignore_case);

}  // namespace mimic::win
