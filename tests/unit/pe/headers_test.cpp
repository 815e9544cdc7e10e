#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/pe/image_builder.h"

namespace mimic::pe::test {
namespace {

using ::testing::HasSubstr;

constexpr uint32_t kCoff = ImageBuilder::kCoff, kOptional = ImageBuilder::kOptional,
                   kDirectories = ImageBuilder::kDirectories, kSections = ImageBuilder::kSections;

std::vector<uint8_t> plain() {
  ImageBuilder builder;
  builder.put_zeros(0x300);
  return builder.build();
}

// Expects that `file` is refused with this kind and a one-line message that has `text` in it.
void expect_refused(const std::vector<uint8_t>& file, ErrorKind kind, const std::string& text) {
  const auto headers = parse(file);
  ASSERT_FALSE(headers) << text;
  EXPECT_EQ(headers.error().kind, kind) << headers.error().message;
  EXPECT_THAT(headers.error().message, HasSubstr(text));
  EXPECT_THAT(headers.error().message, ::testing::StartsWith("test.exe: "));
  EXPECT_EQ(headers.error().message.find('\n'), std::string::npos);
}

template <class T>
void expect_malformed(size_t offset, T value, const std::string& text) {
  auto file = plain();
  patch(file, offset, value);
  expect_refused(file, ErrorKind::kMalformed, text);
}

TEST(Headers, ReadsAllFields) {
  const auto headers = parse(plain());
  ASSERT_TRUE(headers) << headers.error().message;
  EXPECT_EQ(headers->nt_offset, 0x80u);
  EXPECT_EQ(headers->machine, 0x8664);
  EXPECT_EQ(headers->image_base, ImageBuilder::kImageBase);
  EXPECT_EQ(headers->entry_rva, 0x1000u);
  EXPECT_EQ(headers->size_of_image, 0x3000u);
  EXPECT_EQ(headers->subsystem, 3);
  EXPECT_EQ(headers->stack_reserve, 0x100000u);
  EXPECT_FALSE(headers->is_dll());
  ASSERT_EQ(headers->sections.size(), 2u);
  EXPECT_EQ(headers->sections[1].name, ".data");
  EXPECT_EQ(headers->sections[1].rva, 0x2000u);
  EXPECT_EQ(headers->sections[1].file_offset, 0x600u);
  EXPECT_EQ(headers->sections[1].file_size, 0x400u);
}

TEST(Headers, SaysWhatIsNoProgram) {
  const auto refused = [](std::string_view text, const char* what) {
    expect_refused({text.begin(), text.end()}, ErrorKind::kNotAProgram, what);
  };
  using namespace std::string_view_literals;
  refused("", "empty");
  refused("#!/bin/sh\n", "a script");
  refused(
      "\x7f"
      "ELF\2\1\1",
      "an ELF file");
  refused("Hello, world\r\n", "a text file");
  refused("\xff\xfeH\0i\0"sv, "a text file");
  refused("\0\1\2\3"sv, "data of an unknown format");
  refused("PK\3\4rest", "a zip archive");
}

TEST(Headers, SaysWhichOtherMachine) {
  auto file = plain();
  patch<uint16_t>(file, kCoff, 0xaa64);
  expect_refused(file, ErrorKind::kOtherMachine, "ARM64");
  patch<uint16_t>(file, kCoff, 0x014c);
  patch<uint16_t>(file, kOptional, 0x10b);
  expect_refused(file, ErrorKind::kThirtyTwoBit, "32-bit x86");
  patch<uint16_t>(file, kCoff, 0x1234);
  expect_refused(file, ErrorKind::kOtherMachine, "0x1234");
  file = plain();
  std::memcpy(file.data() + ImageBuilder::kNt, "NE", 2);
  expect_refused(file, ErrorKind::kOtherMachine, "16-bit Windows");
  std::vector<uint8_t> dos(64);
  std::memcpy(dos.data(), "MZ", 2);
  expect_refused(dos, ErrorKind::kOtherMachine, "DOS");
}

TEST(Headers, SaysWhichKindIsNotRun) {
  auto file = plain();
  patch<uint16_t>(file, kOptional + 68, 1);
  expect_refused(file, ErrorKind::kDriver, "a driver");
  EXPECT_TRUE(parse(file, Purpose::kInspect));
  patch<uint16_t>(file, kOptional + 68, 10);
  expect_refused(file, ErrorKind::kUnsupported, "EFI");

  file = plain();
  patch<Directory>(file, kDirectories + 8 * kClrDirectory, {0x2000, 72});
  expect_refused(file, ErrorKind::kDotNet, ".NET");
  // Built for any processor: a 32-bit image.
  patch<uint16_t>(file, kCoff, 0x014c);
  patch<uint16_t>(file, kOptional, 0x10b);
  patch<uint32_t>(file, kOptional + 92, 16);
  patch<Directory>(file, kOptional + 96 + 8 * kClrDirectory, {0x2000, 72});
  expect_refused(file, ErrorKind::kDotNet, ".NET");

  file = plain();
  patch<uint32_t>(file, kOptional + 16, 0);
  expect_refused(file, ErrorKind::kUnsupported, "AddressOfEntryPoint");
  patch<uint16_t>(file, kCoff + 18, 0x2022);
  EXPECT_TRUE(parse(file)) << "a DLL needs no entry point";
}

TEST(Headers, SaysWhichPartIsCutOff) {
  const auto whole = plain();
  const auto cut = [&](size_t length, const char* what) {
    expect_refused({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length)},
                   ErrorKind::kMalformed, what);
  };
  cut(30, "DOS header");
  cut(0x82, "PE signature at offset 0x80");
  cut(kCoff + 10, "COFF header at offset 0x84");
  cut(kOptional + 100, "optional header at offset 0x98");
  cut(kSections + 50, "SizeOfHeaders");
  cut(whole.size() - 1, "PointerToRawData at offset");
}

TEST(Headers, RefusesEachWrongField) {
  expect_malformed<uint32_t>(0x3c, 0xfffffff0, "PE signature");
  expect_malformed<uint32_t>(ImageBuilder::kNt, 0, "PE signature at offset 0x80");
  expect_malformed<uint16_t>(kCoff + 2, 0, "NumberOfSections at offset 0x86");
  expect_malformed<uint16_t>(kCoff + 2, 0xffff, "NumberOfSections");
  expect_malformed<uint16_t>(kCoff + 2, 40, "SizeOfHeaders");
  expect_malformed<uint16_t>(kCoff + 16, 10, "SizeOfOptionalHeader at offset 0x94");
  expect_malformed<uint16_t>(kCoff + 16, 0xffff, "optional header");
  expect_malformed<uint16_t>(kCoff + 18, 0, "Characteristics at offset 0x96");
  expect_malformed<uint16_t>(kOptional, 0x10b, "Magic at offset 0x98");
  expect_malformed<uint32_t>(kOptional + 16, 0x3000, "AddressOfEntryPoint");
  expect_malformed<uint64_t>(kOptional + 24, 0x140000001, "ImageBase");
  expect_malformed<uint32_t>(kOptional + 32, 0, "SectionAlignment");
  expect_malformed<uint32_t>(kOptional + 32, 0x1001, "SectionAlignment");
  expect_malformed<uint32_t>(kOptional + 36, 0, "FileAlignment");
  expect_malformed<uint32_t>(kOptional + 36, 0x2000, "FileAlignment");
  expect_malformed<uint32_t>(kOptional + 56, 0, "SizeOfImage");
  expect_malformed<uint32_t>(kOptional + 56, 0xffffffff, "SizeOfImage");
  expect_malformed<uint32_t>(kOptional + 56, 0x2000, "VirtualSize");
  expect_malformed<uint32_t>(kOptional + 60, 0xffffffff, "SizeOfHeaders");
  expect_malformed<uint32_t>(kOptional + 60, 0x2000, "the file is truncated");
  expect_malformed<uint32_t>(kOptional + 60, 0x100, "SizeOfHeaders");
}

TEST(Headers, RefusesWrongSections) {
  expect_malformed<uint32_t>(kSections + 12, 0, "VirtualAddress at offset 0x194 of section 0");
  expect_malformed<uint32_t>(kSections + 12, 0x1001, "not a multiple");
  expect_malformed<uint32_t>(kSections + 40 + 12, 0x1000, "overlap or are out of order");
  expect_malformed<uint32_t>(kSections + 8, 0x1001, "overlap or are out of order");
  expect_malformed<uint32_t>(kSections + 40 + 12, 0xfffff000, "VirtualSize");
  expect_malformed<uint32_t>(kSections + 40 + 8, 0xffffffff, "VirtualSize");
  expect_malformed<uint32_t>(kSections + 40 + 20, 0xfffffe00, "PointerToRawData");
  expect_malformed<uint32_t>(kSections + 40 + 16, 0xffffffff, "PointerToRawData");
}

TEST(Headers, TakesNoMoreFromTheFileThanFitsInMemory) {
  auto file = plain();
  file.resize(0x10000);
  patch<uint32_t>(file, kSections + 40 + 16, 0x8000);
  const auto headers = parse(file);
  ASSERT_TRUE(headers) << headers.error().message;
  EXPECT_EQ(headers->sections[1].file_size, 0x1000u);
}

TEST(Headers, TakesFileOffsetsDownToASector) {
  auto file = plain();
  patch<uint32_t>(file, kSections + 40 + 20, 0x610);
  patch<uint32_t>(file, kSections + 40 + 16, 0x200);
  const auto headers = parse(file);
  ASSERT_TRUE(headers) << headers.error().message;
  EXPECT_EQ(headers->sections[1].file_offset, 0x600u);
  EXPECT_EQ(headers->sections[1].file_size, 0x210u);
}

TEST(Headers, IgnoresDirectoriesThatAreNotThere) {
  auto file = plain();
  patch<Directory>(file, kDirectories + 8 * kTlsDirectory, {0x2000, 40});
  patch<uint32_t>(file, kOptional + 108, 4);
  EXPECT_EQ(parse(file)->directories[kTlsDirectory].rva, 0u);
  patch<uint32_t>(file, kOptional + 108, 0xffffffff);
  EXPECT_EQ(parse(file)->directories[kTlsDirectory].rva, 0x2000u);
}

TEST(View, ReadsHeadersSectionsAndZeros) {
  ImageBuilder builder;
  builder.put<uint32_t>(0x12345678);
  auto file = builder.build();
  patch<uint32_t>(file, kSections + 40 + 8, 0x1800);  // .data is larger in memory
  patch<uint32_t>(file, kOptional + 56, 0x4000);
  const Image image(file);
  for (const View& view : {image.view(), image.mapped_view()}) {
    EXPECT_EQ(view.read<uint16_t>(0), 0x5a4d);
    EXPECT_EQ(view.read<uint32_t>(0x2000), 0x12345678u);
    EXPECT_EQ(view.read<uint64_t>(0x3000), 0u);
    EXPECT_EQ(view.read<uint8_t>(0x800), std::nullopt) << "between headers and .text";
    EXPECT_EQ(view.read<uint8_t>(0x4000), std::nullopt);
    EXPECT_EQ(view.read<uint8_t>(0xffffffff), std::nullopt);
    EXPECT_TRUE(view.contains(0x2000, 0x2000));
    EXPECT_FALSE(view.contains(0x2000, 0x2001));
    EXPECT_FALSE(view.contains(0x2000, ~uint64_t{0}));
    EXPECT_EQ(view.rva_of(ImageBuilder::kImageBase + 0x2000), 0x2000u);
    EXPECT_EQ(view.rva_of(0x2000), std::nullopt);
    EXPECT_EQ(view.file_offset(0x2004), 0x604u);
  }
}

}  // namespace
}  // namespace mimic::pe::test
