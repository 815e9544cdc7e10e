#include "loader/base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mimic {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Descriptor> open_file(const std::string& path) {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return fail(absent ? ErrorKind::kNotFound : ErrorKind::kUnreadable, "%s: %s", path.c_str(),
                std::strerror(errno));
  }
  return file;
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  const auto file = open_file(path);
  if (!file) return std::unexpected(file.error());
  return of(file->get(), path.c_str());
}

Result<MappedFile> MappedFile::of(int descriptor, const char* name) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) {
    return fail(ErrorKind::kUnreadable, "%s: %s", name, std::strerror(errno));
  }
  if (S_ISDIR(status.st_mode)) {
    return fail(ErrorKind::kFolder, "%s: a folder, not a program", name);
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorKind::kNotAProgram, "%s: a device, pipe or socket, not a program", name);
  }
  const auto size = static_cast<size_t>(status.st_size);
  if (size == 0) return MappedFile(Bytes());
  void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (address == MAP_FAILED) {
    return fail(ErrorKind::kUnreadable, "%s: cannot be mapped: %s", name, std::strerror(errno));
  }
  return MappedFile(Bytes(static_cast<const uint8_t*>(address), size));
}

MappedFile::~MappedFile() {
  if (bytes_.size() != 0) ::munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace mimic
