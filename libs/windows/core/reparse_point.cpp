#include "libs/windows/core/reparse_point.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "libs/windows/core/name_cache.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/random.h"

namespace mimic::win {
namespace {

constexpr ULONG SYMLINK_FLAG_RELATIVE = 1;
constexpr ULONG MAXIMUM_REPARSE_DATA_BUFFER_SIZE = 16384;
constexpr ACCESS_MASK kMayChange = FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES;

// REPARSE_DATA_BUFFER ([MS-FSCC] 2.1.2.4, 2.1.2.5): a name for the system, and one to show. Only
// symbolic links have flags.
struct Header {
  ULONG tag;
  USHORT data_length, reserved;
};
struct Names {
  USHORT substitute_offset, substitute_length, print_offset, print_length;
};
constexpr size_t names_offset(ULONG tag) {
  return sizeof(Header) + sizeof(Names) + (tag == IO_REPARSE_TAG_SYMLINK ? sizeof(ULONG) : 0);
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

// The text of the host's link that is open.
Expected<std::string> host_link(const File& file) {
  char target[4096];
  const ssize_t length = ::readlinkat(file.descriptor(), "", target, sizeof target);
  if (length < 0) return nt_fail(STATUS_NOT_A_REPARSE_POINT);
  return std::string(target, length);
}

ULONG tag_of(std::string_view host_target) {
  return is_junction(host_target) ? IO_REPARSE_TAG_MOUNT_POINT : IO_REPARSE_TAG_SYMLINK;
}

// The host folder of the drive that a path is on, without a final slash.
std::string_view drive_root(std::string_view path) {
  const std::string& drive = private_drive();
  const bool on_it =
      path.starts_with(drive) && (path.size() == drive.size() || path[drive.size()] == '/');
  return on_it ? drive : std::string_view();
}

// A target as programs see it: with backslashes, absolute ones with their drive.
struct Shown {
  std::u16string text;
  bool relative;  // to the link's folder, or to its drive
};
Shown shown_target(std::string_view host) {
  const std::string_view rest = host.substr(drive_root(host).size());
  const bool rooted = rest == "/." || rest.starts_with("/./");
  if (host.starts_with('/') && !rooted) return {dos_path(host), false};
  Shown shown{rooted ? u"\\" : u"", true};
  if (rooted) host = rest.substr(2);
  bool first = true;
  while (!host.empty()) {
    const size_t end = host.find('/');
    const std::string_view name = host.substr(0, end);
    host.remove_prefix(end == host.npos ? host.size() : end + 1);
    if (name.empty()) continue;
    if (!first) shown.text += u'\\';
    first = false;
    append_name(shown.text, name);
  }
  return shown;
}

// What is set, once it is whole.
struct Wanted {
  ULONG tag;
  bool relative = false;
  std::u16string substitute;
};

Expected<Wanted> parse(const void* in, ULONG size) {
  Header header;
  if (size < sizeof header || size > MAXIMUM_REPARSE_DATA_BUFFER_SIZE)
    return nt_fail(STATUS_IO_REPARSE_DATA_INVALID);
  const std::string data(static_cast<const char*>(in), size);
  std::memcpy(&header, data.data(), sizeof header);
  if (header.data_length != size - sizeof header) return nt_fail(STATUS_IO_REPARSE_DATA_INVALID);
  if (header.tag <= 1) return nt_fail(STATUS_IO_REPARSE_TAG_INVALID);  // reserved
  if (header.tag != IO_REPARSE_TAG_SYMLINK && header.tag != IO_REPARSE_TAG_MOUNT_POINT)
    return nt_fail(STATUS_NOT_SUPPORTED);
  const size_t start = names_offset(header.tag);
  if (size < start) return nt_fail(STATUS_IO_REPARSE_DATA_INVALID);
  Names names;
  std::memcpy(&names, data.data() + sizeof header, sizeof names);
  const auto fits = [&](size_t offset, size_t length) {
    return offset % 2 == 0 && length % 2 == 0 && start + offset + length <= size;
  };
  if (!names.substitute_length || !fits(names.substitute_offset, names.substitute_length) ||
      !fits(names.print_offset, names.print_length))
    return nt_fail(STATUS_IO_REPARSE_DATA_INVALID);
  Wanted wanted{header.tag, false, {}};
  wanted.substitute.resize(names.substitute_length / 2);
  std::memcpy(wanted.substitute.data(), data.data() + start + names.substitute_offset,
              names.substitute_length);
  if (header.tag == IO_REPARSE_TAG_SYMLINK) {
    ULONG flags;
    std::memcpy(&flags, data.data() + sizeof header + sizeof names, sizeof flags);
    wanted.relative = flags & SYMLINK_FLAG_RELATIVE;
  }
  return wanted;
}

// The text of the host's link at `path`.
Expected<std::string> host_target(const Wanted& wanted, const std::string& path) {
  Expected<Location> location;
  if (!wanted.relative) {
    location = locate_nt(wanted.substitute);
  } else if (wanted.substitute[0] != u'\\') {
    return relative_target(folder_of(path), wanted.substitute);
  } else {
    return rooted_target(path, wanted.substitute);
  }
  if (!location) return nt_fail(location.error());
  if (location->kind != Location::Kind::kHost && location->kind != Location::Kind::kVolume)
    return nt_fail(STATUS_NOT_SUPPORTED);
  std::string text = std::move(location->path), found;
  if (::access(text.c_str(), F_OK) != 0 && find_ignoring_case(text, found) == STATUS_SUCCESS)
    text = std::move(found);
  if (wanted.tag == IO_REPARSE_TAG_MOUNT_POINT && text.back() != '/') text += '/';
  return text;
}

// A new entry of the folder, to take the place of one that programs look at.
class Substitute {
 public:
  // `make` is given names until one is free; it returns as host calls do.
  template <class Make>
  Substitute(const std::string& path, Make&& make) : path_(path) {
    for (int attempt = 0; attempt < 16; ++attempt) {
      uint32_t number = 0;
      fill_random(&number, sizeof number);
      char name[32];
      std::snprintf(name, sizeof name, "/.mimic-%08x", number);
      own_ = std::string(folder_of(path)) += name;
      error_ = make(own_.c_str()) == 0 ? 0 : errno;
      if (error_ != EEXIST) break;
    }
  }
  NTSTATUS status() const { return error_ ? status_of_errno(error_) : STATUS_SUCCESS; }

  // Takes the place of what `path` is, which is an empty folder or no folder.
  NTSTATUS replace(bool folder_there, bool folder_here) {
    const char *const own = own_.c_str(), *const there = path_.c_str();
    int result;
    if (!folder_there && !folder_here) {
      result = ::rename(own, there);
    } else if (::renameat2(AT_FDCWD, own, AT_FDCWD, there, RENAME_EXCHANGE) == 0) {
      result = remove_old(folder_there);
    } else {
      // Not every file system exchanges names.
      result = (folder_there ? ::rmdir(there) : ::unlink(there)) == 0 ? ::rename(own, there) : -1;
    }
    const int error = errno;
    if (result == 0) return STATUS_SUCCESS;
    folder_here ? ::rmdir(own) : ::unlink(own);
    return error == EEXIST ? STATUS_DIRECTORY_NOT_EMPTY : status_of_errno(error);
  }

 private:
  int remove_old(bool folder) {
    if ((folder ? ::rmdir(own_.c_str()) : ::unlink(own_.c_str())) == 0) return 0;
    // Something was made in it meanwhile: it stays.
    const int error = errno;
    ::renameat2(AT_FDCWD, own_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE);
    errno = error;
    return -1;
  }

  std::string path_, own_;
  int error_ = 0;
};

}  // namespace

bool is_junction(std::string_view target) {
  return target.starts_with('/') && target.ends_with('/');
}

std::string relative_target(std::string_view folder, std::u16string_view target) {
  std::string result, reached(folder);
  while (!target.empty()) {
    const size_t end = target.find_first_of(u"\\/");
    std::string name = name_to_host(target.substr(0, end));
    target.remove_prefix(end == target.npos ? target.size() : end + 1);
    if (name.empty()) continue;
    if (name != "." && name != "..") {
      std::string found;
      const std::string wanted = reached + '/' + name;
      if (access(wanted.c_str(), F_OK) != 0 && find_ignoring_case(wanted, found) == STATUS_SUCCESS)
        name = found.substr(found.rfind('/') + 1);
    }
    reached += '/';
    reached += name;
    if (!result.empty()) result += '/';
    result += name;
  }
  return result;
}

std::string rooted_target(std::string_view path, std::u16string_view target) {
  const std::string root(drive_root(path));
  const std::string rest = relative_target(root, target);
  return rest.empty() ? root + "/." : root + "/./" + rest;
}

NTSTATUS get_reparse_point(const File& file, void* out, ULONG size, ULONG_PTR* written) {
  const auto host = host_link(file);
  if (!host) return host.error();
  if (size < sizeof(Header)) return STATUS_BUFFER_TOO_SMALL;
  const auto [shown, relative] = shown_target(*host);
  const std::u16string substitute = relative ? shown : u"\\??\\" + shown;
  Header header = {tag_of(*host), 0, 0};
  const bool junction = header.tag == IO_REPARSE_TAG_MOUNT_POINT;
  // The names of a junction end in zeros.
  const size_t end = junction ? 1 : 0;
  const Names names = {0, static_cast<USHORT>(substitute.size() * 2),
                       static_cast<USHORT>((substitute.size() + end) * 2),
                       static_cast<USHORT>(shown.size() * 2)};
  const ULONG flags = relative ? SYMLINK_FLAG_RELATIVE : 0;
  std::string data;
  const auto append = [&data](const void* bytes, size_t count) {
    data.append(static_cast<const char*>(bytes), count);
  };
  header.data_length = static_cast<USHORT>(names_offset(header.tag) - sizeof header +
                                           (substitute.size() + shown.size() + 2 * end) * 2);
  append(&header, sizeof header);
  append(&names, sizeof names);
  if (!junction) append(&flags, sizeof flags);
  append(substitute.c_str(), (substitute.size() + end) * 2);
  append(shown.c_str(), (shown.size() + end) * 2);
  *written = std::min<size_t>(data.size(), size);
  std::memcpy(out, data.data(), *written);
  return data.size() > size ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS set_reparse_point(File& file, const void* in, ULONG size) {
  if (!(file.access() & kMayChange)) return STATUS_ACCESS_DENIED;
  const auto wanted = parse(in, size);
  if (!wanted) return wanted.error();
  if (file.is_volume()) return STATUS_ACCESS_DENIED;
  struct stat status;
  if (::fstat(file.descriptor(), &status) != 0) return status_of_errno(errno);
  const bool folder = S_ISDIR(status.st_mode);
  const std::string path = file.path();
  if (const auto old = host_link(file)) {
    if (tag_of(*old) != wanted->tag) return STATUS_IO_REPARSE_TAG_MISMATCH;
  } else if (folder) {
    if (!directory_is_empty(path.c_str())) return STATUS_DIRECTORY_NOT_EMPTY;
  } else if (wanted->tag == IO_REPARSE_TAG_MOUNT_POINT) {
    return STATUS_NOT_A_DIRECTORY;
  } else if (!S_ISREG(status.st_mode) || status.st_size) {
    return STATUS_IO_REPARSE_DATA_INVALID;
  }
  const auto target = host_target(*wanted, path);
  if (!target) return target.error();
  Substitute link(path, [&](const char* name) { return ::symlink(target->c_str(), name); });
  if (const NTSTATUS failed = link.status()) return failed;
  if (const NTSTATUS failed = link.replace(folder, false)) return failed;
  return file.reopen(path);
}

NTSTATUS delete_reparse_point(File& file, const void* in, ULONG size) {
  if (!(file.access() & kMayChange)) return STATUS_ACCESS_DENIED;
  Header header;
  if (size < sizeof header) return STATUS_IO_REPARSE_DATA_INVALID;
  std::memcpy(&header, in, sizeof header);
  if (header.data_length) return STATUS_IO_REPARSE_DATA_INVALID;
  if (header.tag <= 1) return STATUS_IO_REPARSE_TAG_INVALID;
  const auto old = host_link(file);
  if (!old) return old.error();
  if (header.tag != tag_of(*old)) return STATUS_IO_REPARSE_TAG_MISMATCH;
  const auto metadata = file.metadata();
  if (!metadata) return metadata.error();
  const bool folder = metadata->is_directory();
  const std::string path = file.path();
  Substitute empty(path, [folder](const char* name) {
    if (folder) return ::mkdir(name, 0777);
    const int made = ::open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return made < 0 ? made : ::close(made);
  });
  if (const NTSTATUS failed = empty.status()) return failed;
  if (const NTSTATUS failed = empty.replace(false, folder)) return failed;
  return file.reopen(path);
}

}  // namespace mimic::win
