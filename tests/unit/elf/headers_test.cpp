#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/elf/image_builder.h"

namespace mimic::elf::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr uint64_t kTable = ImageBuilder::kProgramHeaders, kSize = ImageBuilder::kProgramHeaderSize;
// Fields of a program header.
constexpr uint64_t kFlags = 4, kOffset = 8, kAddress = 16, kFileSize = 32, kMemorySize = 40,
                   kAlignment = 48;

uint64_t segment(uint64_t index, uint64_t field) { return kTable + index * kSize + field; }

ImageBuilder program() {
  ImageBuilder builder;
  builder.function(std::string_view("\x31\xc0\x0f\x05\xc3", 5));
  builder.data("some data");
  builder.interpreter("/lib64/ld-linux-x86-64.so.2");
  return builder;
}

void expect_refused(const std::vector<uint8_t>& file, ErrorKind kind, const std::string& text) {
  const auto headers = parse(file);
  ASSERT_FALSE(headers) << text;
  EXPECT_EQ(headers.error().kind, kind) << headers.error().message;
  EXPECT_THAT(headers.error().message, HasSubstr(text));
  EXPECT_THAT(headers.error().message, StartsWith("test: "));
  EXPECT_EQ(headers.error().message.find('\n'), std::string::npos);
}

template <class T>
void expect_malformed(size_t offset, T value, const std::string& text) {
  auto file = program().build();
  patch(file, offset, value);
  expect_refused(file, ErrorKind::kMalformed, text);
}

TEST(ElfHeaders, ReadsAllFields) {
  const auto headers = parse(program().build());
  ASSERT_TRUE(headers) << headers.error().message;
  EXPECT_EQ(headers->type, Type::kShared);
  EXPECT_TRUE(headers->is_movable());
  EXPECT_EQ(headers->machine, 62);
  EXPECT_EQ(headers->entry, 0x1000u);
  EXPECT_EQ(headers->interpreter, "/lib64/ld-linux-x86-64.so.2");
  EXPECT_EQ(headers->system, System::kLinux);
  EXPECT_EQ(headers->program_headers.address, 64u);
  EXPECT_EQ(headers->program_headers.count, 5);
  ASSERT_EQ(headers->segments.size(), 3u);
  EXPECT_EQ(headers->segments[1].address, 0x1000u);
  EXPECT_EQ(headers->segments[1].flags, kRead | kExecute);
  EXPECT_EQ(headers->segments[2].memory_size, headers->segments[2].file_size + 0x100);
  EXPECT_EQ(headers->lowest, 0u);
  EXPECT_EQ(headers->end, 0x3000u);
  EXPECT_TRUE(headers->eh_frame_header);
  EXPECT_FALSE(headers->tls);
  EXPECT_FALSE(headers->stack_flags);
}

TEST(ElfHeaders, SaysWhatIsNoProgram) {
  expect_refused({}, ErrorKind::kNotAProgram, "not an ELF image");
  expect_refused({'M', 'Z', 0, 0, 0}, ErrorKind::kNotAProgram, "not an ELF image");
  auto file = program().build();
  patch<uint16_t>(file, 16, 1);
  expect_refused(file, ErrorKind::kUnsupported, "an object file");
  patch<uint16_t>(file, 16, 4);
  expect_refused(file, ErrorKind::kUnsupported, "a core dump");
  expect_malformed<uint16_t>(16, 0, "e_type at offset 0x10 is 0");
}

TEST(ElfHeaders, SaysWhichOtherMachine) {
  auto file = program().build();
  patch<uint16_t>(file, 18, 183);
  expect_refused(file, ErrorKind::kOtherMachine, "ARM64");
  patch<uint16_t>(file, 18, 0x1600);  // big-endian 22
  patch<uint8_t>(file, 5, 2);
  expect_refused(file, ErrorKind::kOtherMachine, "IBM Z");
  patch<uint8_t>(file, 5, 1);
  patch<uint8_t>(file, 4, 1);
  patch<uint16_t>(file, 18, 3);
  expect_refused(file, ErrorKind::kThirtyTwoBit, "32-bit x86");
  patch<uint16_t>(file, 18, 62);
  expect_refused(file, ErrorKind::kThirtyTwoBit, "x32");
  patch<uint16_t>(file, 18, 9999);
  expect_refused(file, ErrorKind::kOtherMachine, "9999");
}

TEST(ElfHeaders, RefusesFieldsOfTheFileHeader) {
  expect_malformed<uint8_t>(4, 3, "EI_CLASS at offset 0x4 is 3");
  expect_malformed<uint8_t>(5, 0, "EI_DATA at offset 0x5 is 0");
  expect_malformed<uint8_t>(6, 2, "EI_VERSION at offset 0x6 is 2");
  expect_malformed<uint32_t>(20, 0, "e_version at offset 0x14 is 0");
  expect_malformed<uint64_t>(24, 0x2000, "e_entry at offset 0x18 is 0x2000");
  expect_malformed<uint64_t>(24, ~uint64_t{0}, "outside every executable segment");
  expect_malformed<uint64_t>(32, 0x100000, "the program header table at offset 0x100000");
  expect_malformed<uint64_t>(32, ~uint64_t{0} - 8, "truncated");
  expect_malformed<uint16_t>(54, 32, "e_phentsize at offset 0x36 is 32");
  expect_malformed<uint16_t>(56, 0, "e_phnum at offset 0x38 is 0");
  expect_malformed<uint16_t>(56, 0xffff, "e_phnum at offset 0x38 is 65535");
  expect_malformed<uint16_t>(56, 1000, "program header table");
}

TEST(ElfHeaders, RefusesSegments) {
  expect_malformed<uint64_t>(segment(1, kFileSize), 0x100000, "more than p_memsz");
  auto file = program().build();
  patch<uint64_t>(file, segment(1, kFileSize), 0x100000);
  patch<uint64_t>(file, segment(1, kMemorySize), 0x100000);
  expect_refused(file, ErrorKind::kMalformed, "past the file's");
  expect_malformed<uint64_t>(segment(1, kOffset), ~uint64_t{0} - 0xfff, "past the file's");
  expect_malformed<uint64_t>(segment(1, kAddress), 0x1001, "cannot be mapped");
  expect_malformed<uint64_t>(segment(2, kAddress), uint64_t{1} << 62, "beyond the address space");
  expect_malformed<uint64_t>(segment(2, kMemorySize), ~uint64_t{0}, "beyond the address space");
  expect_malformed<uint64_t>(segment(0, kMemorySize), 0x1001, "segments that overlap");
  expect_malformed<uint64_t>(segment(2, kAddress), 0x1000, "segments that overlap");
  expect_malformed<uint64_t>(segment(1, kAlignment), 3, "not a power of two");
  expect_malformed<uint64_t>(segment(1, kAlignment), uint64_t{1} << 50, "more than 0x100000000");
  expect_malformed<uint32_t>(segment(1, kFlags), 4, "outside every executable segment");
  file = program().build();
  for (const int i : {0, 1, 2}) patch<uint32_t>(file, segment(i, 0), 0);
  expect_refused(file, ErrorKind::kMalformed, "no PT_LOAD");
}

TEST(ElfHeaders, TakesSegmentsInAnyOrder) {
  auto file = program().build();
  for (size_t i = 0; i < kSize; ++i) std::swap(file[kTable + i], file[kTable + 2 * kSize + i]);
  const auto headers = parse(file);
  ASSERT_TRUE(headers) << headers.error().message;
  EXPECT_EQ(headers->segments[0].address, 0u);
  EXPECT_EQ(headers->segments[2].address, 0x2000u);
}

TEST(ElfHeaders, RefusesInterpreters) {
  const auto refused = [](std::string_view bytes, const char* text) {
    ImageBuilder builder;
    builder.function(std::string_view("\xc3", 1));
    builder.header(3, bytes);
    expect_refused(builder.build(), ErrorKind::kMalformed, text);
  };
  using namespace std::string_view_literals;
  refused("/lib/ld.so", "does not end with a NUL");
  refused("\0"sv, "not between 2 and 4096");
  refused("\0\0"sv, "is empty");
  refused(std::string(5000, 'x') + '\0', "not between 2 and 4096");
  ImageBuilder twice = program();
  twice.interpreter("/other");
  expect_refused(twice.build(), ErrorKind::kMalformed, "a second time");
}

TEST(ElfHeaders, RefusesThreadLocalStorage) {
  ImageBuilder builder = program();
  builder.header(7, "template", 8);
  auto file = builder.build();
  const auto headers = parse(file);
  ASSERT_TRUE(headers) << headers.error().message;
  ASSERT_TRUE(headers->tls);
  EXPECT_EQ(headers->tls->file_size, 8u);
  EXPECT_EQ(headers->tls->alignment, 8u);
  patch<uint64_t>(file, segment(4, kAlignment), 24);
  expect_refused(file, ErrorKind::kMalformed, "TLS template");
  patch<uint64_t>(file, segment(4, kAlignment), 8);
  patch<uint64_t>(file, segment(4, kMemorySize), 4);
  expect_refused(file, ErrorKind::kMalformed, "TLS template");
}

TEST(ElfHeaders, LibrariesNeedNoEntry) {
  ImageBuilder builder = program();
  builder.entry = 0;
  EXPECT_TRUE(parse(builder.build()));
  builder.type = 2;
  expect_refused(builder.build(), ErrorKind::kMalformed, "e_entry");
}

TEST(ElfHeaders, RecognizesSystems) {
  const auto plain = [] {
    ImageBuilder builder;
    builder.function(std::string_view("\xc3", 1));
    return builder;
  };
  const auto system = [](const ImageBuilder& builder) {
    const auto headers = parse(builder.build());
    return headers ? std::string(system_name(headers->system)) : headers.error().message;
  };
  EXPECT_EQ(system(plain()), "unknown");
  for (const auto& [os_abi, name] :
       {std::pair(2, "NetBSD"), {3, "Linux"}, {6, "illumos"}, {9, "FreeBSD"}, {12, "OpenBSD"}}) {
    ImageBuilder builder = plain();
    builder.os_abi = static_cast<uint8_t>(os_abi);
    EXPECT_EQ(system(builder), name);
  }
  using namespace std::string_view_literals;
  for (const std::string_view name : {"FreeBSD", "NetBSD", "OpenBSD", "DragonFly"}) {
    ImageBuilder builder = plain();
    builder.note(name, 1, "\1\0\0\0"sv);
    EXPECT_EQ(system(builder), name);
  }
  ImageBuilder tagged = plain();
  tagged.note("GNU", 3, "build id");
  tagged.note("GNU", 1, "\0\0\0\0\3\0\0\0\2\0\0\0\0\0\0\0"sv);
  EXPECT_EQ(system(tagged), "Linux");
  for (const auto& [path, name] : {std::pair("/libexec/ld-elf.so.1", "FreeBSD"),
                                   {"/usr/libexec/ld-elf.so.2", "DragonFly"},
                                   {"/usr/libexec/ld.elf_so", "NetBSD"},
                                   {"/usr/libexec/ld.so", "OpenBSD"},
                                   {"/lib/amd64/ld.so.1", "illumos"},
                                   {"/lib/ld-musl-x86_64.so.1", "Linux"},
                                   {"/gnu/store/abc/lib/ld-linux-x86-64.so.2", "Linux"},
                                   {"/strange/ld.so", "unknown"}}) {
    ImageBuilder builder = plain();
    builder.interpreter(path);
    EXPECT_EQ(system(builder), name) << path;
  }
}

TEST(ElfHeaders, ReadsPropertiesAndStack) {
  using namespace std::string_view_literals;
  ImageBuilder builder = program();
  builder.header(0x6474e553,
                 "\4\0\0\0\x10\0\0\0\5\0\0\0GNU\0"
                 "\2\0\0\xc0\4\0\0\0\3\0\0\0\0\0\0\0"sv,
                 8);
  builder.header(0x6474e551, "", 16, 6);
  const auto headers = parse(builder.build());
  ASSERT_TRUE(headers) << headers.error().message;
  EXPECT_EQ(headers->x86_features, kIndirectBranchTracking | kShadowStack);
  EXPECT_EQ(headers->stack_flags, kRead | kWrite);
}

TEST(ElfHeaders, RefusesEveryTruncation) {
  const auto file = program().build();
  // The data's last byte is the last that anything needs.
  for (size_t size = 0; size < file.size(); ++size) {
    const std::vector<uint8_t> cut(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));
    const auto headers = parse(cut);
    ASSERT_FALSE(headers) << size;
    EXPECT_EQ(headers.error().kind, size < 4 ? ErrorKind::kNotAProgram : ErrorKind::kMalformed)
        << size << ": " << headers.error().message;
  }
}

}  // namespace
}  // namespace mimic::elf::test
