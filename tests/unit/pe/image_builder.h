// Makes small PE32+ images for the tests of the readers.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "loader/pe/image.h"

namespace mimic::pe::test {

// An image with two sections, .text at 0x1000 (one `ret`) and .data at 0x2000, which holds all that
// is put into it.
class ImageBuilder {
 public:
  // Where fields of the result are in the file.
  static constexpr uint32_t kNt = 0x80, kCoff = kNt + 4, kOptional = kCoff + 20,
                            kDirectories = kOptional + 112, kSections = kDirectories + 128;
  static constexpr uint32_t kTextRva = 0x1000, kDataRva = 0x2000;
  static constexpr uint64_t kImageBase = 0x140000000;

  uint32_t next_rva() const { return kDataRva + static_cast<uint32_t>(data_.size()); }
  void align(size_t alignment) {
    while (data_.size() % alignment) data_.push_back(0);
  }

  // Appends to .data and returns the address.
  uint32_t put_bytes(std::string_view bytes) {
    const uint32_t rva = next_rva();
    data_.insert(data_.end(), bytes.begin(), bytes.end());
    return rva;
  }
  template <class T>
  uint32_t put(T value) {
    return put_bytes({reinterpret_cast<const char*>(&value), sizeof value});
  }
  uint32_t put_string(std::string_view text) {
    const uint32_t rva = put_bytes(text);
    data_.push_back(0);
    return rva;
  }
  uint32_t put_zeros(size_t count) { return put_bytes(std::string(count, '\0')); }

  // Overwrites what was put.
  template <class T>
  void set(uint32_t rva, T value) {
    std::memcpy(data_.data() + (rva - kDataRva), &value, sizeof value);
  }
  void directory(DirectoryIndex index, uint32_t rva, uint32_t size) {
    directories_[index] = {rva, size};
  }
  void dll() { is_dll_ = true; }

  std::vector<uint8_t> build() const;

 private:
  std::vector<uint8_t> data_;
  Directory directories_[16] = {};
  bool is_dll_ = false;
};

// Overwrites a field of a file.
template <class T>
void patch(std::vector<uint8_t>& file, size_t offset, T value) {
  std::memcpy(file.data() + offset, &value, sizeof value);
}

// A file with its headers, which have to be valid, and a view of it; `mapped` holds the same image
// as it is in memory.
struct Image {
  explicit Image(std::vector<uint8_t> bytes, std::string_view image_name = "test.exe");
  Image(const Image&) = delete;

  std::vector<uint8_t> file, mapped;
  std::string name;
  Headers headers;
  View view() const { return {headers, Bytes(file), View::Layout::kFile, name}; }
  View mapped_view() const { return {headers, Bytes(mapped), View::Layout::kMapped, name}; }
};

// The headers of a file that is in memory as a whole.
inline Result<Headers> parse(const std::vector<uint8_t>& file, Purpose purpose = Purpose::kRun) {
  return parse_headers(Bytes(file), file.size(), "test.exe", purpose);
}

}  // namespace mimic::pe::test
