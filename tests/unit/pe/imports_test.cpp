#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/pe/bound.h"
#include "tests/unit/pe/image_builder.h"

namespace mimic::pe::test {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kByOrdinal = uint64_t{1} << 63;

// One DLL with two functions by name and one by ordinal.
struct ImportImage {
  ImageBuilder builder;
  uint32_t dll_name, first, second, names, slots, descriptor;

  ImportImage() {
    dll_name = builder.put_string("KERNEL32.dll");
    builder.align(2);
    first = builder.put<uint16_t>(7);
    builder.put_string("CloseHandle");
    builder.align(2);
    second = builder.put<uint16_t>(0);
    builder.put_string("WriteFile");
    builder.align(8);
    names = builder.put<uint64_t>(first);
    builder.put<uint64_t>(kByOrdinal | 42);
    builder.put<uint64_t>(second);
    builder.put<uint64_t>(0);
    slots = builder.put<uint64_t>(first);
    builder.put<uint64_t>(kByOrdinal | 42);
    builder.put<uint64_t>(second);
    builder.put<uint64_t>(0);
    descriptor = builder.put<uint32_t>(names);
    builder.put<uint64_t>(0);
    builder.put<uint32_t>(dll_name);
    builder.put<uint32_t>(slots);
    builder.put_zeros(20);
    builder.directory(kImportDirectory, descriptor, 40);
  }
  void set_names(uint32_t rva) { builder.set(descriptor, rva); }
  void set_dll_name(uint32_t rva) { builder.set(descriptor + 12, rva); }
  void set_slots(uint32_t rva) { builder.set(descriptor + 16, rva); }

  void expect_malformed(const std::string& text) {
    const Image image(builder.build());
    for (const View& view : {image.view(), image.mapped_view()}) {
      const auto modules = parse_imports(view);
      ASSERT_FALSE(modules) << text;
      EXPECT_EQ(modules.error().kind, ErrorKind::kMalformed);
      EXPECT_THAT(modules.error().message, HasSubstr("import descriptor at offset 0x"));
      EXPECT_THAT(modules.error().message, HasSubstr(text));
    }
  }
};

void expect_three_symbols(const ImportImage& image, const std::vector<ImportedModule>& modules) {
  ASSERT_EQ(modules.size(), 1u);
  EXPECT_EQ(modules[0].name, "KERNEL32.dll");
  ASSERT_EQ(modules[0].symbols.size(), 3u);
  EXPECT_EQ(modules[0].symbols[0].name, "CloseHandle");
  EXPECT_EQ(modules[0].symbols[0].hint, 7);
  EXPECT_EQ(modules[0].symbols[0].slot_rva, image.slots);
  EXPECT_EQ(modules[0].symbols[1].name, "");
  EXPECT_EQ(modules[0].symbols[1].ordinal, 42);
  EXPECT_EQ(modules[0].symbols[2].name, "WriteFile");
  EXPECT_EQ(modules[0].symbols[2].slot_rva, image.slots + 16);
}

TEST(Imports, AreReadInBothLayouts) {
  ImportImage built;
  const Image image(built.builder.build());
  for (const View& view : {image.view(), image.mapped_view()}) {
    const auto modules = parse_imports(view);
    ASSERT_TRUE(modules) << modules.error().message;
    expect_three_symbols(built, *modules);
  }
}

TEST(Imports, NamesMayBeWhereTheAddressesGo) {
  for (const uint32_t names : {0u, 1u, 0x9000u, 0xfffffff0u}) {
    ImportImage built;
    built.set_names(names);
    const Image image(built.builder.build());
    const auto modules = parse_imports(image.view());
    ASSERT_TRUE(modules) << modules.error().message;
    expect_three_symbols(built, *modules);
  }
}

TEST(Imports, NoDirectoryMeansNone) {
  ImageBuilder builder;
  builder.put<uint64_t>(0);
  const Image image(builder.build());
  EXPECT_EQ(parse_imports(image.view())->size(), 0u);
  EXPECT_EQ(parse_delayed_imports(image.view())->size(), 0u);
}

TEST(Imports, RefusesWrongFields) {
  ImportImage a;
  a.set_dll_name(0xfffff000);
  a.expect_malformed("Name is 0xfffff000");
  ImportImage b;
  b.set_dll_name(b.descriptor + 20);
  b.expect_malformed("where no name is");
  ImportImage c;
  c.builder.set<uint64_t>(c.names, 0x7fff0000);
  c.expect_malformed("import 0 of KERNEL32.dll is 0x7fff0000");
  ImportImage d;
  d.builder.set<uint64_t>(d.names, 0x1'0000'2010);
  d.expect_malformed("import 0 of KERNEL32.dll");
  ImportImage e;
  e.set_slots(0x7ffffff8);
  e.expect_malformed("do not lie in the image");
  ImportImage f;
  f.set_slots(0x2ff0);
  f.expect_malformed("3 addresses of KERNEL32.dll at 0x2ff0");
}

TEST(Imports, RefusesListsWithoutEnd) {
  ImportImage built;
  const uint32_t last = 0x2000 + 0x1000 - 8;
  built.builder.put_zeros(last - built.builder.next_rva());
  built.builder.put<uint64_t>(kByOrdinal | 1);
  built.set_names(last);
  built.expect_malformed("do not end in the image");

  ImportImage lists;
  lists.builder.put_zeros(0x2000 + 0x1000 - 20 - lists.builder.next_rva());
  const uint32_t descriptor = lists.builder.put<uint32_t>(lists.names);
  lists.builder.put<uint64_t>(0);
  lists.builder.put<uint32_t>(lists.dll_name);
  lists.builder.put<uint32_t>(lists.slots);
  lists.builder.directory(kImportDirectory, descriptor, 20);
  lists.expect_malformed("does not end in the image");

  ImportImage outside;
  outside.builder.directory(kImportDirectory, 0xffffffff, 40);
  outside.expect_malformed("does not end in the image");
}

TEST(Imports, SharedTablesDoNotGrowWithoutBound) {
  // 4,000 descriptors that share one table of 4,000 ordinals would be 16 million symbols.
  ImageBuilder builder;
  const uint32_t name = builder.put_string("A.dll");
  builder.align(8);
  const uint32_t table = builder.next_rva();
  for (int i = 0; i < 4000; ++i) builder.put<uint64_t>(kByOrdinal | 1);
  builder.put<uint64_t>(0);
  const uint32_t descriptor = builder.next_rva();
  for (int i = 0; i < 4000; ++i) {
    builder.put<uint32_t>(table);
    builder.put<uint64_t>(0);
    builder.put<uint32_t>(name);
    builder.put<uint32_t>(table);
  }
  builder.put_zeros(20);
  builder.directory(kImportDirectory, descriptor, 20);
  const Image image(builder.build());
  const auto modules = parse_imports(image.view());
  ASSERT_FALSE(modules);
  EXPECT_THAT(modules.error().message, HasSubstr("above 1048576"));
}

TEST(Imports, MessagesStayOnOneLine) {
  ImportImage built;
  built.builder.set<char>(built.dll_name, '\n');
  built.builder.set<uint64_t>(built.names, 0x7fff0000);
  built.expect_malformed("\\x0aERNEL32.dll");
}

TEST(DelayedImports, AreRead) {
  ImportImage built;
  const uint32_t handle = built.builder.put<uint64_t>(0);
  const uint32_t descriptor = built.builder.put<uint32_t>(1);
  built.builder.put<uint32_t>(built.dll_name);
  built.builder.put<uint32_t>(handle);
  built.builder.put<uint32_t>(built.slots);
  built.builder.put<uint32_t>(built.names);
  built.builder.put_zeros(12 + 32);
  built.builder.directory(kDelayImportDirectory, descriptor, 64);
  {
    const Image image(built.builder.build());
    const auto modules = parse_delayed_imports(image.view());
    ASSERT_TRUE(modules) << modules.error().message;
    expect_three_symbols(built, *modules);
    EXPECT_TRUE((*modules)[0].delayed);
    EXPECT_EQ((*modules)[0].handle_rva, handle);
  }
  built.builder.set<uint32_t>(descriptor + 8, 0x2ff9);
  {
    const Image image(built.builder.build());
    const auto modules = parse_delayed_imports(image.view());
    ASSERT_FALSE(modules);
    EXPECT_THAT(modules.error().message, HasSubstr("ModuleHandle is 0x2ff9"));
  }
  built.builder.set<uint32_t>(descriptor, 0);
  {
    const Image image(built.builder.build());
    const auto modules = parse_delayed_imports(image.view());
    ASSERT_FALSE(modules);
    EXPECT_THAT(modules.error().message, HasSubstr("Attributes is 0x0"));
  }
}

TEST(BoundImports, AreReadWithTheirForwarders) {
  ImageBuilder builder;
  const uint32_t directory = builder.put<uint32_t>(0x11111111);
  builder.put<uint16_t>(32);
  builder.put<uint16_t>(1);
  builder.put<uint32_t>(0x22222222);
  builder.put<uint16_t>(38);
  builder.put<uint16_t>(0);
  builder.put_zeros(16);
  builder.put_string("A.dll");
  builder.put_string("B.dll");
  builder.directory(kBoundImportDirectory, directory, 24);
  const Image image(builder.build());
  const auto bound = parse_bound_imports(image.view());
  ASSERT_TRUE(bound) << bound.error().message;
  ASSERT_EQ(bound->size(), 2u);
  EXPECT_EQ((*bound)[0].name, "A.dll");
  EXPECT_FALSE((*bound)[0].is_forwarder);
  EXPECT_EQ((*bound)[1].name, "B.dll");
  EXPECT_TRUE((*bound)[1].is_forwarder);
}

}  // namespace
}  // namespace mimic::pe::test
