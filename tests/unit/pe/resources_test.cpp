// Resources, version information, manifests.
#include "loader/pe/resources.h"

#include <gtest/gtest.h>

#include "loader/pe/manifest.h"
#include "loader/pe/version_info.h"
#include "tests/unit/pe/image_builder.h"

namespace mimic::pe::test {
namespace {

constexpr uint32_t kTopBit = 0x80000000;

// A tree of one type and one name, with a resource of four bytes for each language: "l" and three
// digits of the position.
struct ResourceImage {
  ImageBuilder builder;
  uint32_t root = 0;

  ResourceImage(uint32_t type, uint32_t name, const std::vector<uint16_t>& languages) {
    root = builder.next_rva();
    const auto table = [&](uint16_t named, uint16_t ids) {
      builder.put_zeros(12);
      builder.put(named);
      builder.put(ids);
    };
    table(type & kTopBit ? 1 : 0, type & kTopBit ? 0 : 1);
    builder.put(type);
    builder.put<uint32_t>(kTopBit | 24);
    table(name & kTopBit ? 1 : 0, name & kTopBit ? 0 : 1);
    builder.put(name);
    builder.put<uint32_t>(kTopBit | 48);
    table(0, static_cast<uint16_t>(languages.size()));
    const auto count = static_cast<uint32_t>(languages.size());
    const uint32_t entries = 64 + 8 * count;
    for (uint32_t i = 0; i < count; ++i) {
      builder.put<uint32_t>(languages[i]);
      builder.put<uint32_t>(entries + 16 * i);
    }
    const uint32_t data = root + entries + 16 * count;
    for (uint32_t i = 0; i < count; ++i) {
      builder.put<uint32_t>(data + 4 * i);
      builder.put<uint32_t>(4);
      builder.put<uint64_t>(0);
    }
    for (uint32_t i = 0; i < count; ++i) {
      char text[5];
      std::snprintf(text, sizeof text, "l%03u", i % 1000);
      builder.put_bytes({text, 4});
    }
    builder.directory(kResourceDirectory, root, builder.next_rva() - root);
  }
};

std::string text_of(const Resources& resources, uint16_t language) {
  const auto found = resources.find(kRawData, 5, language);
  if (!found) return "missing " + std::to_string(static_cast<int>(found.error()));
  const Bytes data = resources.data(*found);
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

TEST(Resources, AreFoundByLanguage) {
  const ResourceImage built(kRawData, 5, {0x0407, 0x0409, 0x0c07});
  const Image image(built.builder.build());
  for (const View& view : {image.view(), image.mapped_view()}) {
    const Resources resources(view);
    EXPECT_EQ(text_of(resources, 0x0407), "l000");
    EXPECT_EQ(text_of(resources, 0x0c07), "l002");
    EXPECT_EQ(text_of(resources, 0), "l001") << "US English when nothing is asked for";
    EXPECT_EQ(text_of(resources, 0x040c), "missing 3") << "French is not there";
    EXPECT_EQ(resources.find(kIcon, 5).error(), ResourceMissing::kType);
    EXPECT_EQ(resources.find(kRawData, 6).error(), ResourceMissing::kName);
  }
}

TEST(Resources, FallBackToTheNeutralLanguage) {
  const ResourceImage built(kRawData, 5, {0x0000, 0x0007});
  const Image image(built.builder.build());
  const View view = image.view();
  const Resources resources(view);
  EXPECT_EQ(text_of(resources, 0x0407), "l001");
  EXPECT_EQ(text_of(resources, 0x040c), "l000");
  const ResourceImage foreign(kRawData, 5, {0x0411});
  const Image only(foreign.builder.build());
  const View only_view = only.view();
  EXPECT_EQ(text_of(Resources(only_view), 0), "l000") << "whatever there is";
}

TEST(Resources, NamesAreComparedWithoutCase) {
  ResourceImage built(kTopBit | 0x200, 5, {0});
  built.builder.put_zeros(0x200 - (built.builder.next_rva() - built.root));
  built.builder.put<uint16_t>(4);
  for (const char16_t unit : {u'D', u'A', u'T', u'A'}) built.builder.put(unit);
  const Image image(built.builder.build());
  const View view = image.view();
  const Resources resources(view);
  EXPECT_TRUE(resources.find(ResourceName(u"data"), 5));
  EXPECT_TRUE(resources.find(ResourceName(u"DATA"), 5));
  EXPECT_FALSE(resources.find(ResourceName(u"DAT"), 5));
  ASSERT_EQ(resources.types().size(), 1u);
  EXPECT_EQ(resources.types()[0].text, u"DATA");
}

TEST(Resources, AreListed) {
  const ResourceImage built(kRawData, 5, {0x0407, 0x0409});
  const Image image(built.builder.build());
  const View view = image.view();
  const Resources resources(view);
  EXPECT_EQ(resources.names(kRawData)->size(), 1u);
  EXPECT_EQ(*resources.languages(kRawData, 5), (std::vector<uint16_t>{0x0407, 0x0409}));
  EXPECT_EQ(resources.languages(kRawData, 9).error(), ResourceMissing::kName);
  const auto all = resources.all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].resource.language, 0x0409);
  EXPECT_EQ(all[1].resource.size, 4u);
}

TEST(Resources, WrongOffsetsLeadNowhere) {
  for (const uint32_t wrong : {0u, 0x7fffffffu, 0xffffffffu, kTopBit, kTopBit | 0xfffu}) {
    for (const uint32_t field : {16u, 20u, 40u, 44u, 64u, 68u, 72u, 76u}) {
      ResourceImage built(kRawData, 5, {0});
      built.builder.set(built.root + field, wrong);
      const Image image(built.builder.build());
      const View view = image.view();
      const Resources resources(view);
      (void)resources.find(kRawData, 5);
      (void)resources.types();
      for (const auto& entry : resources.all()) {
        EXPECT_EQ(resources.data(entry.resource).size(), entry.resource.size);
      }
    }
  }
}

TEST(Resources, ATreeThatContainsItselfIsBounded) {
  // Every table is the root, with as many entries as fit.
  ImageBuilder builder;
  const uint32_t root = builder.put_zeros(14);
  builder.put<uint16_t>(400);
  for (uint32_t i = 0; i < 400; ++i) {
    builder.put(i);
    builder.put<uint32_t>(kTopBit);
  }
  builder.directory(kResourceDirectory, root, 16 + 8 * 400);
  const Image image(builder.build());
  const View view = image.view();
  EXPECT_EQ(Resources(view).all().size(), 0u);
}

// The bytes of a version block: a key, a value (of `length` units or bytes) and what is inside.
std::string block(std::u16string_view key, bool is_text, std::string_view value, uint16_t length,
                  std::string_view children) {
  std::string body(reinterpret_cast<const char*>(key.data()), 2 * key.size());
  body.append(2, '\0');
  const auto pad = [](std::string& text, size_t header) {
    while ((text.size() + header) % 4) text += '\0';
  };
  pad(body, 6);
  body += value;
  if (!children.empty()) pad(body, 6);
  body += children;
  const uint16_t header[] = {static_cast<uint16_t>(6 + body.size()), length,
                             static_cast<uint16_t>(is_text)};
  std::string result(reinterpret_cast<const char*>(header), 6);
  result += body;
  return result;
}

std::string padded(std::string text) {
  while (text.size() % 4) text += '\0';
  return text;
}

std::string version_block() {
  const uint32_t fixed[13] = {
      0xfeef04bd, 0x10000, 0x00010002, 0x00030004, 0x00050006, 0x00070008, 0x3f, 0, 4, 1, 0, 0, 0};
  const std::u16string_view name = u"mimic test";
  const std::string value(reinterpret_cast<const char*>(name.data()), 2 * name.size() + 2);
  const std::string strings = block(
      u"StringFileInfo", true, "", 0,
      block(u"040904b0", true, "", 0,
            padded(block(u"ProductName", true, value, 11, "")) + block(u"Empty", true, "", 0, "")));
  const uint16_t translation[] = {0x0409, 1200};
  const std::string var =
      block(u"VarFileInfo", true, "", 0,
            block(u"Translation", false,
                  {reinterpret_cast<const char*>(translation), sizeof translation}, 4, ""));
  return block(u"VS_VERSION_INFO", false, {reinterpret_cast<const char*>(fixed), sizeof fixed},
               sizeof fixed, padded(strings) + var);
}

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(VersionInfo, IsRead) {
  const std::string data = version_block();
  const auto info = parse_version_info(bytes_of(data));
  ASSERT_TRUE(info);
  ASSERT_TRUE(info->fixed);
  EXPECT_EQ(info->fixed->file_high, 0x00010002u);
  EXPECT_EQ(info->fixed->product_low, 0x00070008u);
  ASSERT_EQ(info->strings.size(), 1u);
  EXPECT_EQ(info->strings[0].language, 0x0409);
  EXPECT_EQ(info->strings[0].code_page, 1200);
  EXPECT_EQ(info->find(u"ProductName"), u"mimic test");
  EXPECT_EQ(info->find(u"Empty"), u"");
  EXPECT_EQ(info->find(u"Absent"), u"");
  ASSERT_EQ(info->translations.size(), 1u);
  EXPECT_EQ(info->translations[0].second, 1200);
}

TEST(VersionInfo, SurvivesAnyCutAndAnyChange) {
  const std::string whole = version_block();
  for (size_t length = 0; length <= whole.size(); ++length) {
    const std::string cut = whole.substr(0, length);
    (void)parse_version_info(bytes_of(cut));
  }
  for (size_t i = 0; i < whole.size(); ++i) {
    for (const char value : {'\0', '\1', '\x7f', '\xff'}) {
      std::string changed = whole;
      changed[i] = value;
      (void)parse_version_info(bytes_of(changed));
    }
  }
}

TEST(Manifest, SettingsAreRead) {
  const std::string text = R"(<?xml version="1.0"?>
    <assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
    <!-- <activeCodePage>ignored</activeCodePage> -->
    <assemblyIdentity type="win32" name="own.name" version="1.0.0.0"/>
    <dependency><dependentAssembly>
      <assemblyIdentity type="win32" name = 'Microsoft.Windows.Common-Controls' version="6.0"/>
    </dependentAssembly></dependency>
    <trustInfo><security><requestedPrivileges>
      <requestedExecutionLevel level="requireAdministrator" uiAccess="false" />
    </requestedPrivileges></security></trustInfo>
    <compatibility><application><supportedOS Id="{35138b9a}"/></application></compatibility>
    <application><windowsSettings>
      <ws2:longPathAware xmlns:ws2="a>b"> TRUE </ws2:longPathAware>
      <activeCodePage xmlns="x">
        utf-8
      </activeCodePage>
    </windowsSettings></application></assembly>)";
  std::u16string wide(1, u'\xfeff');
  for (const char c : text) wide += static_cast<char16_t>(c);
  const Bytes utf16(reinterpret_cast<const uint8_t*>(wide.data()), 2 * wide.size());
  for (const Bytes bytes : {bytes_of(text), utf16}) {
    const Manifest manifest = parse_manifest(bytes);
    EXPECT_EQ(manifest.active_code_page, "utf-8");
    EXPECT_TRUE(manifest.wants_utf8());
    EXPECT_TRUE(manifest.long_path_aware);
    EXPECT_FALSE(manifest.ui_access);
    EXPECT_EQ(manifest.requested_execution_level, "requireAdministrator");
    EXPECT_EQ(manifest.supported_os, std::vector<std::string>{"{35138b9a}"});
    EXPECT_EQ(manifest.dependencies, std::vector<std::string>{"Microsoft.Windows.Common-Controls"});
  }
  for (size_t length = 0; length < text.size(); ++length) {
    (void)parse_manifest(bytes_of(std::string_view(text).substr(0, length)));
  }
}

TEST(Manifest, IsTakenFromTheImage) {
  ResourceImage built(kManifest, 1, {0x0409});
  const Image image(built.builder.build());
  const View view = image.view();
  ASSERT_TRUE(find_manifest(view));
  EXPECT_EQ(find_manifest(view)->size(), 4u);
  EXPECT_EQ(read_manifest(view)->active_code_page, "");
}

}  // namespace
}  // namespace mimic::pe::test
