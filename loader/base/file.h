// A file mapped for reading.
#pragma once

#include <string>

#include "loader/base/bytes.h"
#include "loader/base/error.h"

namespace mimic {

// Owns the mapping, which lasts as long as it does; movable. The bytes of a file that somebody
// truncates meanwhile fault when read.
class MappedFile {
 public:
  // Fails with kNotFound, kUnreadable, kFolder, or kNotAProgram for a device or the like.
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, Bytes())) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MappedFile();

  Bytes bytes() const { return bytes_; }

 private:
  explicit MappedFile(Bytes bytes) : bytes_(bytes) {}
  Bytes bytes_;
};

}  // namespace mimic
