// A file mapped for reading.
#pragma once

#include <string>

#include "loader/base/bytes.h"
#include "loader/base/error.h"

namespace mimic {

// Owns an open descriptor, or none (-1); movable.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }

 private:
  int number_;
};

// Opens a file for reading, without waiting. Fails with kNotFound or kUnreadable.
Result<Descriptor> open_file(const std::string& path);

// Owns the mapping, which lasts as long as it does; movable. The bytes of a file that somebody
// truncates meanwhile fault when read.
class MappedFile {
 public:
  // Fails with kNotFound, kUnreadable, kFolder, or kNotAProgram for a device or the like.
  static Result<MappedFile> open(const std::string& path);
  // The file that a descriptor is open on, which is not needed afterwards; `name` is for messages.
  static Result<MappedFile> of(int descriptor, const char* name);
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
