// The entries of a directory, in the order in which Windows gives them (by name, ignoring case).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/file_metadata.h"
#include "libs/windows/core/path.h"

namespace mimic::win {

struct DirectoryEntry {
  std::u16string_view name;  // in the listing
  FileMetadata metadata;
};

// The names are read in one pass when it is opened; what else is known of each when it is asked
// for. Not thread-safe.
class DirectoryListing {
 public:
  DirectoryListing() = default;
  DirectoryListing(const DirectoryListing&) = delete;
  DirectoryListing& operator=(const DirectoryListing&) = delete;
  DirectoryListing(DirectoryListing&& other) noexcept;
  ~DirectoryListing();

  // Those names that match `expression` (name_match.h); all where it is empty. `path`: a directory
  // of the host, or a virtual folder of C:. `.` and `..` are among them unless it is the root of a
  // drive. Failures: those of opening the directory.
  NTSTATUS open(const std::string& path, std::u16string_view expression, bool ignore_case);

  // The next entry; null at the end. The pointer is good until the next call.
  const DirectoryEntry* next();
  // `next` will give the last one again: it did not fit.
  void step_back() { --at_; }
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    uint64_t order;  // the first four units, in upper case
    uint32_t name, length;
    uint32_t host;  // its name on the host, in host_names_
    bool is_virtual;
  };
  std::u16string_view name_of(const Entry& entry) const {
    return std::u16string_view(names_).substr(entry.name, entry.length);
  }
  void add(std::string_view host_name, std::u16string_view expression, bool ignore_case,
           bool is_virtual);
  void sort();
  bool read(Entry& entry);

  int descriptor_ = -1;
  std::string path_;
  std::u16string names_;
  std::string host_names_;
  std::vector<Entry> entries_;
  size_t at_ = 0;
  DirectoryEntry current_;
};

}  // namespace mimic::win
