#include "tests/unit/pe/image_builder.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace mimic::pe::test {

std::vector<uint8_t> ImageBuilder::build() const {
  const auto raw_size = static_cast<uint32_t>((data_.size() + 0x1ff) & ~size_t{0x1ff});
  const auto virtual_size = static_cast<uint32_t>(data_.size() ? data_.size() : 1);
  const uint32_t size_of_image = kDataRva + ((virtual_size + 0xfff) & ~0xfffu);
  std::vector<uint8_t> file(0x600 + raw_size);
  std::memcpy(file.data(), "MZ", 2);
  patch<uint16_t>(file, 0x18, 0x40);
  patch<uint32_t>(file, 0x3c, kNt);
  std::memcpy(file.data() + kNt, "PE\0\0", 4);
  patch<uint16_t>(file, kCoff, 0x8664);
  patch<uint16_t>(file, kCoff + 2, 2);
  patch<uint32_t>(file, kCoff + 4, 0x60000000);
  patch<uint16_t>(file, kCoff + 16, 240);
  patch<uint16_t>(file, kCoff + 18, is_dll_ ? 0x2022 : 0x0022);
  patch<uint16_t>(file, kOptional, 0x20b);
  patch<uint32_t>(file, kOptional + 16, kTextRva);
  patch<uint64_t>(file, kOptional + 24, kImageBase);
  patch<uint32_t>(file, kOptional + 32, 0x1000);
  patch<uint32_t>(file, kOptional + 36, 0x200);
  patch<uint16_t>(file, kOptional + 48, 6);
  patch<uint32_t>(file, kOptional + 56, size_of_image);
  patch<uint32_t>(file, kOptional + 60, 0x400);
  patch<uint16_t>(file, kOptional + 68, 3);
  patch<uint64_t>(file, kOptional + 72, 0x100000);
  patch<uint32_t>(file, kOptional + 108, 16);
  std::memcpy(file.data() + kDirectories, directories_, sizeof directories_);

  const auto section = [&](uint32_t at, const char* name, uint32_t size, uint32_t rva, uint32_t raw,
                           uint32_t raw_offset, uint32_t flags) {
    std::memcpy(file.data() + at, name, std::strlen(name));
    patch(file, at + 8, size);
    patch(file, at + 12, rva);
    patch(file, at + 16, raw);
    patch(file, at + 20, raw_offset);
    patch(file, at + 36, flags);
  };
  section(kSections, ".text", 1, kTextRva, 0x200, 0x400, 0x60000020);
  section(kSections + 40, ".data", virtual_size, kDataRva, raw_size, raw_size ? 0x600 : 0,
          0xc0000040);
  file[0x400] = 0xc3;
  if (!data_.empty()) std::memcpy(file.data() + 0x600, data_.data(), data_.size());
  return file;
}

Image::Image(std::vector<uint8_t> bytes, std::string_view image_name)
    : file(std::move(bytes)), name(image_name) {
  auto parsed = parse_headers(Bytes(file), file.size(), name);
  if (!parsed) {
    std::fprintf(stderr, "%s\n", parsed.error().message.c_str());
    std::abort();
  }
  headers = std::move(*parsed);
  mapped.resize(headers.size_of_image);
  std::memcpy(mapped.data(), file.data(), headers.size_of_headers);
  for (const Section& section : headers.sections) {
    const size_t room = mapped.size() - section.rva;
    std::memcpy(mapped.data() + section.rva, file.data() + section.file_offset,
                std::min<size_t>(section.file_size, room));
  }
}

}  // namespace mimic::pe::test
