#include "libs/windows/core/directory_listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/name_match.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

uint64_t order_of(std::u16string_view name) {
  uint64_t order = 0;
  for (size_t index = 0; index < 4; ++index)
    order = order << 16 | (index < name.size() ? upcase(name[index]) : 0);
  return order;
}

bool is_drive_root(std::string_view path) { return path == "/" || path == private_drive(); }

}  // namespace

DirectoryListing::DirectoryListing(DirectoryListing&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      names_(std::move(other.names_)),
      host_names_(std::move(other.host_names_)),
      entries_(std::move(other.entries_)),
      at_(other.at_) {}

DirectoryListing::~DirectoryListing() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void DirectoryListing::add(std::string_view host_name, std::u16string_view expression,
                           bool ignore_case, bool is_virtual) {
  const size_t start = names_.size();
  if (host_name == "." || host_name == "..")
    names_.append(host_name.size(), u'.');
  else
    append_name(names_, host_name);
  const auto name = std::u16string_view(names_).substr(start);
  if (!expression.empty() && !name_matches(expression, name, ignore_case)) {
    names_.resize(start);
    return;
  }
  entries_.push_back({order_of(name), static_cast<uint32_t>(start),
                      static_cast<uint32_t>(name.size()), static_cast<uint32_t>(host_names_.size()),
                      is_virtual});
  host_names_.append(host_name).push_back('\0');
}

// `.` and `..` come first, as their dots sort before all but a few rare characters.
void DirectoryListing::sort() {
  const auto is_dots = [&](const Entry& entry) {
    const auto name = name_of(entry);
    return name == u"." || name == u"..";
  };
  const auto first = std::partition(entries_.begin(), entries_.end(), is_dots);
  std::sort(entries_.begin(), first,
            [](const Entry& a, const Entry& b) { return a.length < b.length; });
  std::sort(first, entries_.end(), [&](const Entry& a, const Entry& b) {
    if (a.order != b.order) return a.order < b.order;
    const int order = compare_ignoring_case(name_of(a), name_of(b));
    if (order) return order < 0;
    return a.is_virtual != b.is_virtual ? b.is_virtual : name_of(a) < name_of(b);
  });
}

NTSTATUS DirectoryListing::open(const std::string& path, std::u16string_view expression,
                                bool ignore_case) {
  path_ = path;
  const bool on_private_drive = path.starts_with(private_drive());
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0) {
    const int error = errno;
    if (!on_private_drive || virtual_entry(path).kind != VirtualEntry::Kind::kFolder)
      return error == ENOTDIR ? STATUS_NOT_A_DIRECTORY : status_of_errno(error);
    if (!is_drive_root(path)) {
      add(".", expression, ignore_case, true);
      add("..", expression, ignore_case, true);
    }
  }
  const bool without_dots = is_drive_root(path);
  alignas(dirent64) char buffer[32768];
  while (descriptor_ >= 0) {
    const long count = ::syscall(SYS_getdents64, descriptor_, buffer, sizeof buffer);
    if (count < 0) return status_of_errno(errno);
    if (count == 0) break;
    for (long at = 0; at < count;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
      at += entry->d_reclen;
      const std::string_view name = entry->d_name;
      if (without_dots && (name == "." || name == "..")) continue;
      add(name, expression, ignore_case, false);
    }
  }
  bool has_virtual = false;
  if (on_private_drive) {
    for (const std::string& name : virtual_names(path)) {
      add(name, expression, ignore_case, true);
      has_virtual = true;
    }
  }
  sort();
  if (has_virtual) {
    // What the host has hides the virtual entry of its name.
    entries_.erase(std::unique(entries_.begin(), entries_.end(),
                               [&](const Entry& a, const Entry& b) {
                                 return b.is_virtual && a.order == b.order &&
                                        equal_ignoring_case(name_of(a), name_of(b));
                               }),
                   entries_.end());
  }
  return STATUS_SUCCESS;
}

bool DirectoryListing::read(Entry& entry) {
  const char* const host_name = host_names_.c_str() + entry.host;
  Expected<FileMetadata> metadata = !entry.is_virtual
                                        ? read_metadata(descriptor_, host_name, AT_SYMLINK_NOFOLLOW)
                                    : host_name[0] == '.' && (!host_name[1] || host_name[1] == '.')
                                        ? virtual_metadata(path_)
                                        : virtual_metadata(path_ + '/' + host_name);
  // It may have gone since the names were read.
  if (!metadata) return false;
  current_ = {name_of(entry), *metadata};
  return true;
}

const DirectoryEntry* DirectoryListing::next() {
  while (at_ < entries_.size()) {
    if (read(entries_[at_++])) return &current_;
  }
  return nullptr;
}

}  // namespace mimic::win
