#include "libs/windows/core/open_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "libs/windows/core/console.h"
#include "libs/windows/core/mailslot.h"
#include "libs/windows/core/named_pipe.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/program_alias.h"
#include "libs/windows/core/section.h"
#include "libs/windows/exports/builtin.h"

namespace mimic::win {

namespace {

constexpr ACCESS_MASK kReading = FILE_READ_DATA | FILE_EXECUTE,
                      kWriting = FILE_WRITE_DATA | FILE_APPEND_DATA;

// A descriptor that closes unless it is given away.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

constexpr bool overwrites(ULONG disposition) {
  return disposition == FILE_SUPERSEDE || disposition == FILE_OVERWRITE ||
         disposition == FILE_OVERWRITE_IF;
}
constexpr bool may_create(ULONG disposition) {
  return disposition != FILE_OPEN && disposition != FILE_OVERWRITE;
}

NTSTATUS check(const OpenRequest& request) {
  constexpr ULONG kSynchronous = FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT;
  const ULONG options = request.options;
  if (request.disposition > FILE_OVERWRITE_IF) return STATUS_INVALID_PARAMETER;
  if (options & FILE_DIRECTORY_FILE &&
      (options & FILE_NON_DIRECTORY_FILE || overwrites(request.disposition)))
    return STATUS_INVALID_PARAMETER;
  if ((options & kSynchronous) == kSynchronous) return STATUS_INVALID_PARAMETER;
  if (options & kSynchronous && !(request.access & SYNCHRONIZE)) return STATUS_INVALID_PARAMETER;
  if (options & FILE_DELETE_ON_CLOSE && !(request.access & DELETE)) return STATUS_INVALID_PARAMETER;
  if (options & FILE_NO_INTERMEDIATE_BUFFERING && request.access & FILE_APPEND_DATA &&
      !(request.access & FILE_WRITE_DATA))
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

int host_flags(ACCESS_MASK access, ULONG options) {
  int flags = O_CLOEXEC | O_NOCTTY;
  const bool read = access & kReading, write = access & kWriting;
  if (!read && !write) return flags | O_PATH;
  flags |= write ? read ? O_RDWR : O_WRONLY : O_RDONLY;
  // So that a Linux program which inherits it appends as well.
  if (write && !(access & FILE_WRITE_DATA)) flags |= O_APPEND;
  if (write && options & (FILE_WRITE_THROUGH | FILE_NO_INTERMEDIATE_BUFFERING)) flags |= O_DSYNC;
  return flags;
}

struct HostFile {
  Descriptor descriptor;
  bool path_only = false;
  bool created = false;
  std::string path;
};

// Opens what exists. -1 with errno set, as open() gives it.
int open_existing(const char* path, int flags, bool link_itself, bool& path_only) {
  path_only = flags & O_PATH;
  if (link_itself) flags |= O_NOFOLLOW;
  int descriptor = ::open(path, flags);
  if (descriptor >= 0) return descriptor;
  // A folder can be opened for writing, which means to make files in it.
  if (errno == EISDIR) return ::open(path, (flags & O_NOFOLLOW) | O_CLOEXEC | O_RDONLY);
  if (errno == ELOOP && link_itself) {
    path_only = true;
    return ::open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  }
  return descriptor;
}

class Opening {
 public:
  Opening(const Location& location, const OpenRequest& request)
      : location_(location), request_(request) {
    request_.access = map_file_access(request_.access);
  }

  Expected<Opened> run() {
    if (const NTSTATUS status = check(request_); !nt_success(status)) return nt_fail(status);
    if (request_.access & MAXIMUM_ALLOWED) return open_most();
    return open_with(request_.access);
  }

 private:
  // All rights that the host gives.
  Expected<Opened> open_most() {
    constexpr ACCESS_MASK kTries[] = {
        FILE_ALL_ACCESS, FILE_ALL_ACCESS & ~kWriting,
        FILE_ALL_ACCESS & ~(kWriting | FILE_READ_DATA | FILE_EXECUTE)};
    Expected<Opened> opened = nt_fail(STATUS_ACCESS_DENIED);
    for (const ACCESS_MASK access : kTries) {
      opened = open_with(access);
      if (opened || opened.error() != STATUS_ACCESS_DENIED) break;
    }
    return opened;
  }

  Expected<Opened> open_with(ACCESS_MASK access) {
    access_ = access;
    // A file that changes while others look for it is looked for again.
    for (int attempt = 0; attempt < 16; ++attempt) {
      auto opened = open_once();
      if (opened || opened.error() != STATUS_RETRY) return opened;
    }
    return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  }

  Expected<Opened> open_once() {
    const bool link_itself = request_.options & FILE_OPEN_REPARSE_POINT;
    const bool exclusive = request_.disposition == FILE_CREATE;
    int flags = host_flags(access_, request_.options);
    // What exists is not opened to say that it exists.
    if (exclusive) flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
    HostFile host;
    host.path = location_.path;
    int descriptor = open_existing(host.path.c_str(), flags, link_itself, host.path_only);
    if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) {
      std::string found;
      const NTSTATUS status = find_ignoring_case(location_.path, found);
      if (nt_success(status) && found != location_.path) {
        descriptor = open_existing(found.c_str(), flags, link_itself, host.path_only);
        if (descriptor < 0 && errno == ENOENT && !exclusive) {
          // A link to nowhere.
          return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
        }
        host.path = std::move(found);
      } else if (nt_success(status)) {
        // Made just now, or a link to nowhere.
        struct stat link;
        return nt_fail(::lstat(found.c_str(), &link) == 0 && S_ISLNK(link.st_mode)
                           ? STATUS_OBJECT_NAME_NOT_FOUND
                           : STATUS_RETRY);
      } else {
        return open_missing(status, std::move(found));
      }
    }
    if (descriptor < 0 && errno == EACCES && !(access_ & (FILE_READ_DATA | kWriting)) &&
        access_ & FILE_EXECUTE) {
      // The right to traverse or to run needs none to read.
      host.path_only = true;
      descriptor = ::open(host.path.c_str(), O_PATH | O_CLOEXEC);
    }
    if (descriptor < 0) return nt_fail(open_status(errno));
    host.descriptor = Descriptor(descriptor);
    if (exclusive) return nt_fail(STATUS_OBJECT_NAME_COLLISION);
    return finish(std::move(host));
  }

  // Nothing has the name. `found` is where it would be, where its folder exists.
  Expected<Opened> open_missing(NTSTATUS status, std::string found) {
    if (location_.on_private_drive) {
      const VirtualEntry entry = virtual_entry(location_.path);
      if (entry.kind != VirtualEntry::Kind::kNone) return open_virtual(entry);
    }
    if (!may_create(request_.disposition)) {
      HostFile host;
      host.path = program_alias(location_.path);
      if (host.path.empty() || access_ & (kWriting | DELETE))
        return nt_fail(missing_status(location_.path, status));
      host.descriptor = Descriptor(
          open_existing(host.path.c_str(), host_flags(access_, 0), false, host.path_only));
      if (host.descriptor.get() < 0) return nt_fail(open_status(errno));
      return finish(std::move(host));
    }
    if (status == STATUS_OBJECT_PATH_NOT_FOUND) {
      if (!location_.on_private_drive) return nt_fail(status);
      found = make_parent(location_.path);
      if (found.empty()) return nt_fail(status);
    }
    return request_.options & FILE_DIRECTORY_FILE ? make_directory(std::move(found))
                                                  : make_file(std::move(found));
  }

  Expected<Opened> make_file(std::string path) {
    if (location_.directory_wanted) return nt_fail(STATUS_OBJECT_NAME_INVALID);
    int flags = host_flags(access_, request_.options);
    if (flags & O_PATH) flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
    // Its beginning is looked at when it closes.
    if ((flags & O_ACCMODE) == O_WRONLY) flags = (flags & ~O_ACCMODE) | O_RDWR;
    const mode_t mode = request_.attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
    HostFile host;
    host.descriptor = Descriptor(::open(path.c_str(), flags | O_CREAT | O_EXCL, mode));
    if (host.descriptor.get() < 0)
      return nt_fail(errno == EEXIST ? STATUS_RETRY : open_status(errno));
    name_created(path);
    host.created = true;
    host.path = std::move(path);
    return finish(std::move(host));
  }

  Expected<Opened> make_directory(std::string path) {
    if (::mkdir(path.c_str(), 0777) != 0)
      return nt_fail(errno == EEXIST ? STATUS_RETRY : open_status(errno));
    name_created(path);
    HostFile host;
    host.descriptor = Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (host.descriptor.get() < 0) return nt_fail(open_status(errno));
    host.created = true;
    host.path = std::move(path);
    return finish(std::move(host));
  }

  Expected<Opened> open_virtual(const VirtualEntry& entry) {
    if (request_.disposition == FILE_CREATE) return nt_fail(STATUS_OBJECT_NAME_COLLISION);
    const bool folder = entry.kind == VirtualEntry::Kind::kFolder;
    if (folder && request_.options & FILE_NON_DIRECTORY_FILE)
      return nt_fail(STATUS_FILE_IS_A_DIRECTORY);
    if (!folder && request_.options & FILE_DIRECTORY_FILE) return nt_fail(STATUS_NOT_A_DIRECTORY);
    if (!folder && access_ & (kWriting | DELETE)) return nt_fail(STATUS_ACCESS_DENIED);
    HostFile host;
    host.path = location_.path;
    if (folder) {
      File::Opening opening;
      opening.path = location_.path;
      opening.mode = S_IFDIR | 0755;
      opening.access = access_;
      opening.share = request_.share;
      opening.options = request_.options & ~FILE_DELETE_ON_CLOSE;
      return Opened{make_object<File>(std::move(opening)), access_, FILE_OPENED};
    }
    if (entry.kind == VirtualEntry::Kind::kHostFile) {
      host.descriptor = Descriptor(::open(std::string(entry.target).c_str(), O_RDONLY | O_CLOEXEC));
    } else {
      const bool is_module = entry.kind == VirtualEntry::Kind::kModule;
      const BuiltinModule* module = is_module ? find_builtin(entry.target) : nullptr;
      host.descriptor = Descriptor(::memfd_create("module", MFD_CLOEXEC));
      if (module && host.descriptor.get() >= 0 &&
          ::write(host.descriptor.get(), module->image(), module->image_size) !=
              static_cast<ssize_t>(module->image_size))
        return nt_fail(status_of_errno(errno));
      ::lseek(host.descriptor.get(), 0, SEEK_SET);
    }
    if (host.descriptor.get() < 0) return nt_fail(status_of_errno(errno));
    return finish(std::move(host));
  }

  // The descriptor becomes an object, once the file is of the kind asked for, nobody excludes the
  // opening, and what it was to lose is lost.
  Expected<Opened> finish(HostFile host) {
    const int descriptor = host.descriptor.get();
    struct stat status;
    if (::fstat(descriptor, &status) != 0) return nt_fail(status_of_errno(errno));
    const bool directory = S_ISDIR(status.st_mode), regular = S_ISREG(status.st_mode);
    const bool overwritten = overwrites(request_.disposition) && !host.created;
    if (directory && request_.options & FILE_NON_DIRECTORY_FILE)
      return nt_fail(STATUS_FILE_IS_A_DIRECTORY);
    if (directory && overwritten) return nt_fail(STATUS_OBJECT_NAME_COLLISION);
    if (!directory && !S_ISLNK(status.st_mode)) {
      if (request_.options & FILE_DIRECTORY_FILE) return nt_fail(STATUS_NOT_A_DIRECTORY);
      if (location_.directory_wanted) return nt_fail(STATUS_OBJECT_NAME_INVALID);
    }
    if (S_ISFIFO(status.st_mode) && !host.path_only)
      return Opened{make_object<Pipe>(host.descriptor.release(), Pipe::kInbound, is_synchronous()),
                    access_, FILE_OPENED};
    if (regular && !host.created && !(status.st_mode & 0222)) {
      if (access_ & kWriting || overwritten) return nt_fail(STATUS_ACCESS_DENIED);
      if (request_.options & FILE_DELETE_ON_CLOSE) return nt_fail(STATUS_CANNOT_DELETE);
    }
    if (overwritten && status.st_mode & S_ISVTX) {
      // Hidden and system files are overwritten by who says that they are.
      constexpr DWORD kNamed = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
      const auto metadata = read_metadata(descriptor);
      if (metadata && metadata->attributes & kNamed & ~request_.attributes)
        return nt_fail(STATUS_ACCESS_DENIED);
    }
    if (overwritten && regular && status.st_size && is_file_mapped(status.st_dev, status.st_ino))
      return nt_fail(STATUS_USER_MAPPED_FILE);
    File::Opening opening;
    opening.path = std::move(host.path);
    opening.mode = status.st_mode;
    opening.access = access_;
    opening.share = request_.share;
    opening.options = request_.options;
    opening.path_only = host.path_only;
    opening.created = host.created;
    if (regular || directory) {
      auto record = share_open(status.st_dev, status.st_ino, access_, request_.share,
                               host.path_only ? -1 : descriptor);
      if (!record) return nt_fail(record.error());
      opening.record = *record;
    }
    opening.descriptor = host.descriptor.release();
    auto file = make_object<File>(std::move(opening));
    if (overwritten && regular) {
      const int result = access_ & kWriting ? ::ftruncate(descriptor, 0)
                                            : ::truncate(DescriptorPath(descriptor).text, 0);
      if (result != 0) return nt_fail(status_of_errno(errno));
    }
    constexpr DWORD kStored =
        FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
    if ((host.created && request_.attributes & kStored) ||
        (overwritten &&
         (status.st_mode & S_ISVTX || request_.attributes & (kStored | FILE_ATTRIBUTE_READONLY))))
      write_attributes(DescriptorPath(descriptor).text, request_.attributes);
    const ULONG information = host.created                             ? FILE_CREATED
                              : !overwritten                           ? FILE_OPENED
                              : request_.disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED
                                                                       : FILE_OVERWRITTEN;
    return Opened{file, access_, information};
  }

  bool is_synchronous() const {
    return request_.options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
  }
  static NTSTATUS open_status(int error) {
    return error == ENXIO ? STATUS_ACCESS_DENIED : status_of_errno(error);
  }

  const Location& location_;
  OpenRequest request_;
  ACCESS_MASK access_ = 0;
};

Expected<Opened> open_null(const OpenRequest& request) {
  File::Opening opening;
  opening.descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (opening.descriptor < 0) return nt_fail(status_of_errno(errno));
  opening.path = "/dev/null";
  opening.mode = S_IFCHR;
  opening.access = request.access;
  opening.share = request.share;
  opening.options = request.options & ~FILE_DELETE_ON_CLOSE;
  return Opened{make_object<File>(std::move(opening)), request.access, FILE_OPENED};
}

Expected<Opened> open_volume(const Location& location, const OpenRequest& request) {
  File::Opening opening;
  opening.descriptor = ::open(location.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  opening.path = location.path;
  opening.mode = S_IFDIR | 0755;
  opening.access = request.access;
  opening.share = request.share;
  opening.options = request.options & ~FILE_DELETE_ON_CLOSE;
  opening.path_only = true;
  opening.volume = true;
  return Opened{make_object<File>(std::move(opening)), request.access, FILE_OPENED};
}

}  // namespace

Expected<Opened> open_file(const Location& location, const OpenRequest& given) {
  if (location.kind == Location::Kind::kHost) return Opening(location, given).run();
  OpenRequest request = given;
  request.access = map_file_access(request.access);
  if (request.access & MAXIMUM_ALLOWED) request.access = FILE_ALL_ACCESS;
  const bool synchronous =
      request.options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
  switch (location.kind) {
    case Location::Kind::kNull:
      return open_null(request);
    case Location::Kind::kVolume:
      return open_volume(location, request);
    case Location::Kind::kPipe: {
      auto pipe = open_pipe(location.path, request.access, synchronous);
      if (!pipe) return nt_fail(pipe.error());
      return Opened{std::move(*pipe), request.access, FILE_OPENED};
    }
    case Location::Kind::kMailslot: {
      auto mailslot = open_mailslot(location.path, request.access);
      if (!mailslot) return nt_fail(mailslot.error());
      return Opened{std::move(*mailslot), request.access, FILE_OPENED};
    }
    case Location::Kind::kConsole:
    case Location::Kind::kConsoleInput:
    case Location::Kind::kConsoleOutput: {
      auto console = open_console(location.kind, request.access);
      if (!console) return nt_fail(console.error());
      return Opened{std::move(*console), request.access, FILE_OPENED};
    }
    default:
      return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  }
}

Expected<Opened> reopen_file(const File& file, const OpenRequest& request) {
  Location location;
  location.path = file.path();
  if (file.is_volume()) location.kind = Location::Kind::kVolume;
  return open_file(location, request);
}

Expected<Opened> adopt_descriptor(int descriptor, bool synchronous, ACCESS_MASK access,
                                  ULONG share) {
  struct stat status;
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags < 0 || ::fstat(descriptor, &status) != 0) return nt_fail(status_of_errno(errno));
  if (!access) {
    const int mode = flags & O_ACCMODE;
    access = SYNCHRONIZE | READ_CONTROL | FILE_READ_ATTRIBUTES;
    if (mode != O_WRONLY) access |= FILE_GENERIC_READ;
    if (mode != O_RDONLY) access |= FILE_GENERIC_WRITE;
  }
  switch (status.st_mode & S_IFMT) {
    case S_IFIFO: {
      const uint16_t mode = (flags & O_ACCMODE) == O_RDONLY ? Pipe::kInbound : Pipe::kOutbound;
      return Opened{make_object<Pipe>(descriptor, mode | Pipe::kServer, synchronous), access,
                    FILE_OPENED};
    }
    case S_IFSOCK:
      return Opened{make_object<Pipe>(descriptor, Pipe::kInbound | Pipe::kOutbound, synchronous),
                    access, FILE_OPENED};
    case S_IFCHR:
      if (::isatty(descriptor))
        return Opened{make_object<Console>(descriptor, descriptor == 0),
                      FILE_GENERIC_READ | FILE_GENERIC_WRITE, FILE_OPENED};
      break;
  }
  File::Opening opening;
  opening.descriptor = descriptor;
  opening.mode = status.st_mode;
  opening.access = access;
  opening.share = share;
  opening.options = synchronous ? FILE_SYNCHRONOUS_IO_NONALERT : 0;
  opening.path_only = flags & O_PATH;
  if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
    // The lock across processes came with the descriptor.
    if (auto record = share_open(status.st_dev, status.st_ino, access, share, -1))
      opening.record = *record;
  }
  return Opened{make_object<File>(std::move(opening)), access, FILE_OPENED};
}

}  // namespace mimic::win
