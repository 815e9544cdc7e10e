// TLS, relocations, load configuration, exception directory, API sets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/pe/api_set.h"
#include "loader/pe/exception_directory.h"
#include "loader/pe/load_config.h"
#include "tests/unit/pe/image_builder.h"

namespace mimic::pe::test {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kBase = ImageBuilder::kImageBase;

struct TlsImage {
  ImageBuilder builder;
  uint32_t directory, callbacks;

  TlsImage() {
    const uint32_t data = builder.put_bytes("initial!");
    const uint32_t index = builder.put<uint64_t>(0);
    callbacks = builder.put<uint64_t>(kBase + 0x1000);
    builder.put<uint64_t>(0);
    directory = builder.put<uint64_t>(kBase + data);
    builder.put<uint64_t>(kBase + data + 8);
    builder.put<uint64_t>(kBase + index);
    builder.put<uint64_t>(kBase + callbacks);
    builder.put<uint64_t>(16);
    builder.directory(kTlsDirectory, directory, 40);
  }
  void expect_malformed(const std::string& text) const {
    const Image image(builder.build());
    const auto tls = parse_tls(image.view());
    ASSERT_FALSE(tls) << text;
    EXPECT_THAT(tls.error().message, HasSubstr(text));
  }
};

TEST(Tls, IsRead) {
  const TlsImage built;
  const Image image(built.builder.build());
  for (const View& view : {image.view(), image.mapped_view()}) {
    const auto tls = parse_tls(view);
    ASSERT_TRUE(tls) << tls.error().message;
    ASSERT_TRUE(*tls);
    EXPECT_EQ((*tls)->template_end - (*tls)->template_begin, 8u);
    EXPECT_EQ((*tls)->zero_fill, 16u);
    EXPECT_EQ((*tls)->callbacks_address, kBase + built.callbacks);
  }
}

TEST(Tls, RefusesWrongFields) {
  const TlsImage built;
  const auto with = [&](uint32_t field, uint64_t value) {
    TlsImage copy = built;
    copy.builder.set(built.directory + field, value);
    return copy;
  };
  with(0, 0).expect_malformed("StartAddressOfRawData");
  with(0, kBase + 0x9000).expect_malformed("EndAddressOfRawData");
  with(8, ~uint64_t{0}).expect_malformed("StartAddressOfRawData");
  with(16, 0).expect_malformed("AddressOfIndex at offset 0x");
  with(16, kBase + 0x2ffe).expect_malformed("AddressOfIndex");
  with(24, 1).expect_malformed("AddressOfCallBacks");
  with(24, kBase + 0x2ffc).expect_malformed("AddressOfCallBacks");
  with(32, 0xffffffff).expect_malformed("SizeOfZeroFill");
  TlsImage callback = built;
  callback.builder.set<uint64_t>(built.callbacks, 0xdeadbeef);
  callback.expect_malformed("callback at offset 0x");
}

struct RelocationImage {
  ImageBuilder builder;
  uint32_t pointer, half, directory;

  explicit RelocationImage(const std::vector<std::pair<uint32_t, std::vector<uint16_t>>>& blocks) {
    pointer = builder.put<uint64_t>(kBase + 0x1000);
    half = builder.put<uint32_t>(0x40001000);
    builder.put<uint32_t>(0);
    directory = builder.next_rva();
    for (const auto& [page, entries] : blocks) {
      builder.put(page);
      builder.put(static_cast<uint32_t>(8 + 2 * entries.size()));
      for (const uint16_t entry : entries) builder.put(entry);
    }
    builder.directory(kRelocationDirectory, directory, builder.next_rva() - directory);
  }
  void expect_malformed(const std::string& text) const {
    Image image(builder.build());
    const auto result = relocate(image.headers, image.mapped, 0x10000, image.name);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().kind, ErrorKind::kMalformed);
    EXPECT_THAT(result.error().message, HasSubstr(text));
  }
};

TEST(Relocations, MoveAddresses) {
  const RelocationImage built({{0x2000, {0xa000, 0x3008, 0x0000}}});
  Image image(built.builder.build());
  ASSERT_TRUE(relocate(image.headers, image.mapped, 0x1'0001'0000, image.name));
  EXPECT_EQ(image.mapped_view().read<uint64_t>(built.pointer), kBase + 0x1000 + 0x1'0001'0000);
  EXPECT_EQ(image.mapped_view().read<uint32_t>(built.half), 0x40011000u);
}

TEST(Relocations, EndAtPadding) {
  const RelocationImage built({{0x2000, {0xa000, 0}}});
  ImageBuilder builder = built.builder;
  builder.put_zeros(16);
  builder.directory(kRelocationDirectory, built.directory, builder.next_rva() - built.directory);
  Image image(builder.build());
  EXPECT_TRUE(relocate(image.headers, image.mapped, 0x10000, image.name));
}

TEST(Relocations, RefuseWrongBlocks) {
  RelocationImage({{0x2000, {0x5000, 0}}}).expect_malformed("a type that x86-64 does not have");
  RelocationImage({{0x2000, {0xaff9, 0}}}).expect_malformed("outside the image");
  RelocationImage({{0xfffff000, {0xa000, 0}}}).expect_malformed("outside the image");
  for (const uint32_t size : {0u, 7u, 0xffffffffu}) {
    RelocationImage built({{0x2000, {0xa000, 0}}});
    built.builder.set(built.directory + 4, size);
    built.expect_malformed("SizeOfBlock at offset 0x");
  }
  RelocationImage outside({{0x2000, {0xa000, 0}}});
  outside.builder.directory(kRelocationDirectory, 0x2ff0, 0x40);
  outside.expect_malformed("relocation directory at offset");
}

TEST(Relocations, AreNeededOnlyToMove) {
  ImageBuilder builder;
  builder.put<uint64_t>(0);
  auto file = builder.build();
  patch<uint16_t>(file, ImageBuilder::kCoff + 18, 0x0023);
  Image image(file);
  EXPECT_FALSE(image.headers.is_movable());
  EXPECT_TRUE(relocate(image.headers, image.mapped, 0, image.name));
  EXPECT_FALSE(relocate(image.headers, image.mapped, 0x10000, image.name));
}

TEST(Relocations, MayOverwriteTheirOwnTable) {
  // The block moves its own size field while it is walked.
  RelocationImage built({{0x2000, {0xa010, 0xa014, 0xa018, 0xa01c}}});
  Image image(built.builder.build());
  (void)relocate(image.headers, image.mapped, 0xffff'ffff'ffff'0000, image.name);
}

TEST(LoadConfig, IsReadAsFarAsItGoes) {
  ImageBuilder builder;
  const uint32_t cookie = builder.put<uint64_t>(kDefaultSecurityCookie);
  const uint32_t directory = builder.put<uint32_t>(96);
  builder.put_zeros(84);
  builder.put<uint64_t>(kBase + cookie);
  builder.put_zeros(48);
  builder.put<uint32_t>(0x100);
  builder.directory(kLoadConfigDirectory, directory, 96);
  {
    const Image image(builder.build());
    const auto config = parse_load_config(image.view());
    ASSERT_TRUE(config) << config.error().message;
    ASSERT_TRUE(*config);
    EXPECT_EQ((*config)->security_cookie_rva, cookie);
    EXPECT_EQ((*config)->guard_flags, 0u) << "the structure ends before them";
  }
  builder.set<uint32_t>(directory, 0xffffffff);
  {
    const Image image(builder.build());
    EXPECT_TRUE((*parse_load_config(image.view()))->has_control_flow_guard());
  }
  builder.set<uint64_t>(directory + 88, 0x1234);
  const Image image(builder.build());
  const auto config = parse_load_config(image.view());
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, HasSubstr("SecurityCookie at offset 0x"));
}

TEST(ExceptionDirectory, FindsFunctions) {
  ImageBuilder builder;
  const uint32_t table = builder.put<RuntimeFunction>({0x1000, 0x1010, 0x2100});
  builder.put<RuntimeFunction>({0x1010, 0x1020, 0x2110});
  builder.put<RuntimeFunction>({0x1080, 0x1090, 0x2120});
  builder.directory(kExceptionDirectory, table, 36);
  const Image image(builder.build());
  const auto directory = ExceptionDirectory::parse(image.view());
  ASSERT_TRUE(directory);
  EXPECT_EQ(directory->size(), 3u);
  EXPECT_EQ(directory->find(0x1000)->unwind_rva, 0x2100u);
  EXPECT_EQ(directory->find(0x101f)->unwind_rva, 0x2110u);
  EXPECT_EQ(directory->find(0x108f)->unwind_rva, 0x2120u);
  EXPECT_FALSE(directory->find(0x1020));
  EXPECT_FALSE(directory->find(0x1090));
  EXPECT_FALSE(directory->find(0xfff));
  EXPECT_FALSE(directory->first_malformed(image.view()));
  builder.set<uint32_t>(table + 16, 0x7fffffff);
  const Image wrong(builder.build());
  EXPECT_EQ(ExceptionDirectory::parse(wrong.view())->first_malformed(wrong.view()), 1u);
  builder.directory(kExceptionDirectory, table, 0xfffffff0);
  const Image huge(builder.build());
  EXPECT_FALSE(ExceptionDirectory::parse(huge.view()));
}

TEST(ApiSets, LeadToTheirHosts) {
  EXPECT_EQ(api_set_host("api-ms-win-crt-stdio-l1-1-0.dll"), "ucrtbase");
  EXPECT_EQ(api_set_host("API-MS-Win-Core-Synch-L1-2-0.DLL"), "kernelbase");
  EXPECT_EQ(api_set_host("api-ms-win-core-synch-l1-2-99"), "kernelbase");
  EXPECT_EQ(api_set_host("api-ms-win-core-com-l1-1-0"), "combase");
  EXPECT_EQ(api_set_host("api-ms-win-core-comm-l1-1-0"), "kernelbase");
  EXPECT_EQ(api_set_host("api-ms-win-core-registry-l1-1-0"), "kernelbase");
  EXPECT_EQ(api_set_host("api-ms-win-core-registry-l2-1-0"), "advapi32");
  EXPECT_EQ(api_set_host("api-ms-win-core-rtlsupport-l1-1-0"), "ntdll");
  EXPECT_EQ(api_set_host("ext-ms-win-ntuser-window-l1-1-0"), "user32");
  EXPECT_EQ(api_set_host("ext-ms-win-made-up-l1-1-0"), std::nullopt);
  EXPECT_EQ(api_set_host("api-ms-win-made-up-l1-1-0"), std::nullopt);
  EXPECT_EQ(api_set_host("api-ms-win-"), std::nullopt);
  EXPECT_EQ(api_set_host("api-ms-"), std::nullopt);
  EXPECT_EQ(api_set_host("kernel32.dll"), std::nullopt);
  EXPECT_EQ(api_set_host(""), std::nullopt);
  EXPECT_TRUE(is_api_set("ext-ms-win-made-up-l1-1-0"));
  EXPECT_FALSE(is_api_set("api.dll"));
}

}  // namespace
}  // namespace mimic::pe::test
