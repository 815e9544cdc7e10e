#include "libs/windows/core/section_name.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "libs/windows/core/runtime_directory.h"
#include "libs/windows/core/text.h"

namespace mimic::win {

class SharedSection {
 public:
  int descriptor;  // holds a shared lock
  std::string path;
};

namespace {

constexpr uint64_t kMagic = 0x3130434553424d4d;

struct Header {
  uint64_t magic;
  uint64_t size;
  DWORD protect;
  DWORD attributes;
  char path[4096];  // of the file behind it
};

std::string folder() {
  const std::string& runtime = runtime_directory();
  return runtime.empty() ? runtime : runtime + "/sections";
}

std::string file_of(const std::u16string& name) {
  std::string path = folder() + "/";
  for (const char byte : to_utf8(name.substr(name.rfind(u'\\') + 1))) {
    constexpr char kDigits[] = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    if (value > 0x20 && value != '%' && value != '/' && value != '.') {
      path += byte;
    } else {
      path += '%';
      path += kDigits[value >> 4];
      path += kDigits[value & 15];
    }
  }
  // A name for all sessions is another one.
  return name.starts_with(u"\\BaseNamedObjects") ? path + ".global" : path;
}

int lock_file(int descriptor, int operation) {
  int result;
  while ((result = ::flock(descriptor, operation)) != 0 && errno == EINTR) {
  }
  return result;
}

}  // namespace

SharedSectionNames::SharedSectionNames() {
  const std::string path = folder();
  if (path.empty() || (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)) return;
  lock_ = ::open((path + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ >= 0) lock_file(lock_, LOCK_EX);
}

SharedSectionNames::~SharedSectionNames() {
  if (lock_ >= 0) ::close(lock_);
}

std::optional<Section::Parts> SharedSectionNames::open(const std::u16string& name) {
  if (lock_ < 0) return std::nullopt;
  const std::string path = file_of(name);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  Header header;
  const bool whole =
      ::pread(descriptor, &header, sizeof header, 0) == sizeof header && header.magic == kMagic;
  // Where nobody holds a lock, the processes that had the section are gone.
  if (!whole || lock_file(descriptor, LOCK_EX | LOCK_NB) == 0) {
    ::unlink(path.c_str());
    ::close(descriptor);
    return std::nullopt;
  }
  lock_file(descriptor, LOCK_SH);
  Section::Parts parts;
  parts.size = header.size;
  parts.protect = header.protect;
  parts.attributes = header.attributes;
  if (header.attributes & SEC_FILE) {
    header.path[sizeof header.path - 1] = 0;
    parts.path = header.path;
    parts.descriptor = ::open(header.path, O_RDWR | O_CLOEXEC);
    if (parts.descriptor < 0) parts.descriptor = ::open(header.path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (parts.descriptor >= 0 && ::fstat(parts.descriptor, &status) == 0) {
      parts.device = status.st_dev;
      parts.inode = status.st_ino;
    }
  } else {
    parts.descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    parts.data_offset = kSharedHeader;
  }
  if (parts.descriptor < 0) {
    ::close(descriptor);
    return std::nullopt;
  }
  parts.shared = new SharedSection{descriptor, path};
  return parts;
}

bool SharedSectionNames::publish(const std::u16string& name, Section::Parts& parts) {
  if (lock_ < 0) return false;
  const bool has_file = parts.attributes & SEC_FILE;
  Header header = {};
  header.magic = kMagic;
  header.size = parts.size;
  header.protect = parts.protect;
  header.attributes = parts.attributes;
  if (parts.path.size() >= sizeof header.path) return false;
  std::memcpy(header.path, parts.path.data(), parts.path.size());
  const std::string path = file_of(name);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  int memory = -1;
  const bool done = lock_file(descriptor, LOCK_SH) == 0 &&
                    ::pwrite(descriptor, &header, sizeof header, 0) == sizeof header &&
                    (has_file || (::ftruncate(descriptor, kSharedHeader + parts.size) == 0 &&
                                  (memory = ::open(path.c_str(), O_RDWR | O_CLOEXEC)) >= 0));
  if (!done) {
    ::unlink(path.c_str());
    ::close(descriptor);
    return false;
  }
  if (!has_file) {
    if (parts.descriptor >= 0) ::close(parts.descriptor);
    parts.descriptor = memory;
    parts.data_offset = kSharedHeader;
  }
  parts.shared = new SharedSection{descriptor, path};
  return true;
}

void release_shared(SharedSection* shared) {
  if (!shared) return;
  const SharedSectionNames names;
  if (lock_file(shared->descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(shared->path.c_str());
  ::close(shared->descriptor);
  delete shared;
}

}  // namespace mimic::win
