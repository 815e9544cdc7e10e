#include "libs/windows/core/name_cache.h"

#include <dirent.h>
#include <sys/stat.h>

#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr size_t kMaximumListings = 256;
constexpr uint32_t kNone = ~0u;
// The clock that stamps files may stand still this long, so that a change which follows the reading
// of a directory within it may not show.
constexpr int64_t kStampGranularity = 20'000'000;

int64_t nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

uint32_t hash_of(std::u16string_view name) {
  uint32_t hash = 2166136261u;
  for (const char16_t unit : name) {
    const char16_t folded =
        unit < 0x80 ? (unit >= u'a' && unit <= u'z' ? unit - 32 : unit) : upcase(unit);
    hash = (hash ^ folded) * 16777619u;
  }
  return hash;
}

// The names of one directory in a chained hash table by their upper-case form.
class Listing {
 public:
  bool read(const char* path) {
    DIR* directory = opendir(path);
    if (!directory) return false;
    names_.clear();
    entries_.clear();
    buckets_.assign(64, kNone);
    while (const dirent* entry = readdir(directory)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") add(name);
    }
    closedir(directory);
    return true;
  }

  void add(std::string_view name) {
    if (entries_.size() >= buckets_.size()) grow();
    const uint32_t hash = hash_of(name_from_host(name));
    uint32_t& bucket = buckets_[hash & (buckets_.size() - 1)];
    entries_.push_back({hash, static_cast<uint32_t>(names_.size()), bucket});
    bucket = static_cast<uint32_t>(entries_.size() - 1);
    names_.append(name).push_back('\0');
  }

  // The exact name where it is there, else one that differs in case; null where there is none.
  const char* find(std::string_view exact) const {
    if (buckets_.empty()) return nullptr;
    const std::u16string name = name_from_host(exact);
    const uint32_t hash = hash_of(name);
    const char* found = nullptr;
    for (uint32_t at = buckets_[hash & (buckets_.size() - 1)]; at != kNone;
         at = entries_[at].next) {
      if (entries_[at].hash != hash) continue;
      const char* candidate = names_.c_str() + entries_[at].name;
      if (exact == candidate) return candidate;
      if (equal_ignoring_case(name, name_from_host(candidate))) found = candidate;
    }
    return found;
  }

  void remove(std::string_view name) {
    if (buckets_.empty()) return;
    const uint32_t hash = hash_of(name_from_host(name));
    for (uint32_t* at = &buckets_[hash & (buckets_.size() - 1)]; *at != kNone;
         at = &entries_[*at].next) {
      Entry& entry = entries_[*at];
      if (entry.hash != hash || name != names_.c_str() + entry.name) continue;
      entry.name = kNone;
      *at = entry.next;
      return;
    }
  }

  // What the directory was when its names were read.
  dev_t device = 0;
  ino_t inode = 0;
  int64_t changed = 0;  // its mtime
  int64_t read_at = 0;
  bool readable = false;

 private:
  struct Entry {
    uint32_t hash;
    uint32_t name;  // offset in names_
    uint32_t next;
  };

  void grow() {
    buckets_.assign(buckets_.empty() ? 64 : buckets_.size() * 2, kNone);
    for (uint32_t index = 0; index < entries_.size(); ++index) {
      if (entries_[index].name == kNone) continue;  // removed
      uint32_t& bucket = buckets_[entries_[index].hash & (buckets_.size() - 1)];
      entries_[index].next = bucket;
      bucket = index;
    }
  }

  std::string names_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> buckets_;
};

struct Cache {
  std::mutex lock;
  std::unordered_map<std::string, Listing> listings;
};

Cache& cache() {
  static Cache* const cache = new Cache;  // made on the first miss, never destroyed
  return *cache;
}

// The listing of an existing directory, read again where it may have changed; null where `path` is
// no directory. The cache's lock is held.
Listing* listing_of(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return nullptr;
  auto& listings = cache().listings;
  if (listings.size() >= kMaximumListings && !listings.contains(path)) listings.clear();
  Listing& listing = listings[path];
  const int64_t changed = nanoseconds(status.st_mtim);
  if (listing.readable && listing.device == status.st_dev && listing.inode == status.st_ino &&
      listing.changed == changed && listing.read_at - changed > kStampGranularity)
    return &listing;
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  listing.device = status.st_dev;
  listing.inode = status.st_ino;
  listing.changed = changed;
  listing.read_at = nanoseconds(now);
  listing.readable = listing.read(path.c_str());
  return &listing;
}

NTSTATUS find(const std::string& path, std::string& found) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos || path == "/") return STATUS_OBJECT_PATH_NOT_FOUND;
  const std::string_view name = std::string_view(path).substr(slash + 1);
  std::string parent = path.substr(0, slash ? slash : 1);
  Listing* listing = listing_of(parent);
  if (!listing) {
    std::string other;
    if (const NTSTATUS status = find(parent, other); status != STATUS_SUCCESS)
      return STATUS_OBJECT_PATH_NOT_FOUND;
    parent = std::move(other);
    listing = listing_of(parent);
    if (!listing) return STATUS_OBJECT_PATH_NOT_FOUND;
  }
  const char* match = listing->readable ? listing->find(name) : nullptr;
  found = std::move(parent);
  if (found != "/") found += '/';
  if (match) {
    found += match;
    return STATUS_SUCCESS;
  }
  found += name;
  return STATUS_OBJECT_NAME_NOT_FOUND;
}

}  // namespace

NTSTATUS find_ignoring_case(const std::string& path, std::string& found) {
  const std::lock_guard guard(cache().lock);
  return find(path, found);
}

namespace {

// Brings the listing of a folder that this process has just changed up to date.
template <class Change>
void name_changed(const std::string& path, Change change) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return;
  const std::string parent = path.substr(0, slash ? slash : 1);
  const std::lock_guard guard(cache().lock);
  const auto known = cache().listings.find(parent);
  if (known == cache().listings.end() || !known->second.readable) return;
  struct stat status;
  if (stat(parent.c_str(), &status) != 0) return;
  Listing& listing = known->second;
  change(listing, std::string_view(path).substr(slash + 1));
  listing.changed = nanoseconds(status.st_mtim);
  // This change is known, whatever the clock.
  listing.read_at = listing.changed + kStampGranularity + 1;
}

}  // namespace

void name_created(const std::string& path) {
  name_changed(path, [](Listing& listing, std::string_view name) {
    const char* const known = listing.find(name);
    if (!known || name != known) listing.add(name);
  });
}

void name_removed(const std::string& path) {
  name_changed(path, [](Listing& listing, std::string_view name) { listing.remove(name); });
}

}  // namespace mimic::win
