// Makes small ELF images for the tests of the readers and of the rewriter.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "loader/elf/image.h"

namespace mimic::elf::test {

// An image of three segments, each at its offset in the file: the headers and tables (r--) at 0,
// code (r-x) at 0x1000 and data (rw-) where the code's pages end. PT_LOADs are the first program
// headers.
class ImageBuilder {
 public:
  static constexpr uint64_t kCode = 0x1000;
  // Where fields are in the file.
  static constexpr uint64_t kProgramHeaders = 64, kProgramHeaderSize = 56;

  // Appends code and returns its address.
  uint64_t code(std::string_view bytes) {
    const uint64_t address = kCode + code_.size();
    code_.insert(code_.end(), bytes.begin(), bytes.end());
    return address;
  }
  uint64_t code_end() const { return kCode + code_.size(); }
  // The unwind tables describe [begin, end).
  void function(uint64_t begin, uint64_t end) { functions_.push_back({begin, end}); }
  // Appends code with a description of its own.
  uint64_t function(std::string_view bytes) {
    const uint64_t begin = code(bytes);
    function(begin, code_end());
    return begin;
  }
  // .symtab, with section headers, gets this symbol.
  void symbol(std::string name, uint64_t address, uint64_t size) {
    symbols_.push_back({std::move(name), address, size});
  }
  // The data segment begins with these bytes. Where it begins depends on the code.
  void data(std::string_view bytes) { data_.assign(bytes.begin(), bytes.end()); }
  uint64_t data_address() const { return (code_end() + 0xfff) & ~uint64_t{0xfff}; }

  // One more program header, whose bytes are put into the first segment.
  void header(uint32_t type, std::string_view bytes, uint64_t alignment = 1, uint32_t flags = 4) {
    headers_.push_back({type, flags, std::string(bytes), alignment});
  }
  void interpreter(std::string_view path) { header(3, std::string(path) + '\0'); }
  void note(std::string_view name, uint32_t type, std::string_view description);

  std::vector<uint8_t> build() const;

  uint16_t type = 3;  // ET_DYN
  uint8_t os_abi = 0;
  uint64_t entry = kCode;

 private:
  struct Range {
    uint64_t begin, end;
  };
  struct NamedSymbol {
    std::string name;
    uint64_t address, size;
  };
  struct Header {
    uint32_t type, flags;
    std::string bytes;
    uint64_t alignment;
  };
  std::vector<uint8_t> code_, data_;
  std::vector<Range> functions_;
  std::vector<NamedSymbol> symbols_;
  std::vector<Header> headers_;
};

// Overwrites a field.
template <class T>
void patch(std::vector<uint8_t>& file, size_t offset, T value) {
  std::memcpy(file.data() + offset, &value, sizeof value);
}

inline Result<Headers> parse(const std::vector<uint8_t>& file) {
  return parse_headers(Bytes(file.data(), file.size()), "test");
}

}  // namespace mimic::elf::test
