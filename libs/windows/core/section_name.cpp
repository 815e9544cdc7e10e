#include "libs/windows/core/section_name.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace mimic::win {

class SharedSection {
 public:
  std::u16string name;
  int descriptor;  // keeps the name
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

// The file once more, for memory that outlives the name.
int open_again(int descriptor) {
  return ::open(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), O_RDWR | O_CLOEXEC);
}

}  // namespace

Expected<Section::Parts> open_shared_section(const SharedNames& names, const std::u16string& name) {
  const int descriptor = names.open(name);
  if (descriptor < 0) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  Header header;
  if (::pread(descriptor, &header, sizeof header, 0) != sizeof header || header.magic != kMagic) {
    release_shared_name(name, descriptor);
    return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  }
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
    parts.descriptor = open_again(descriptor);
    parts.data_offset = kSharedHeader;
  }
  if (parts.descriptor < 0) {
    release_shared_name(name, descriptor);
    return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  }
  parts.shared = new SharedSection{name, descriptor};
  return parts;
}

bool publish_section(const SharedNames& names, const std::u16string& name, Section::Parts& parts) {
  const bool has_file = parts.attributes & SEC_FILE;
  Header header = {};
  header.magic = kMagic;
  header.size = parts.size;
  header.protect = parts.protect;
  header.attributes = parts.attributes;
  if (parts.path.size() >= sizeof header.path) return false;
  std::memcpy(header.path, parts.path.data(), parts.path.size());
  const int descriptor = names.create(name);
  if (descriptor < 0) return false;
  int memory = -1;
  const bool done = ::pwrite(descriptor, &header, sizeof header, 0) == sizeof header &&
                    (has_file || (::ftruncate(descriptor, kSharedHeader + parts.size) == 0 &&
                                  (memory = open_again(descriptor)) >= 0));
  if (!done) {
    release_shared_name(name, descriptor);
    return false;
  }
  if (!has_file) {
    if (parts.descriptor >= 0) ::close(parts.descriptor);
    parts.descriptor = memory;
    parts.data_offset = kSharedHeader;
  }
  parts.shared = new SharedSection{name, descriptor};
  return true;
}

void release_shared(SharedSection* shared) {
  if (!shared) return;
  release_shared_name(shared->name, shared->descriptor);
  delete shared;
}

}  // namespace mimic::win
