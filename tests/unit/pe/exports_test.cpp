#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/pe/image_builder.h"

namespace mimic::pe::test {
namespace {

using ::testing::HasSubstr;

// A DLL that exports each name with an address of its own, and ordinals from 10 on.
struct ExportImage {
  ImageBuilder builder;
  uint32_t directory, functions, names, ordinals;

  explicit ExportImage(const std::vector<std::string>& all) {
    builder.dll();
    const uint32_t name = builder.put_string("test.dll");
    std::vector<uint32_t> texts;
    for (const std::string& text : all) texts.push_back(builder.put_string(text));
    builder.align(4);
    const auto count = static_cast<uint32_t>(all.size());
    functions = builder.next_rva();
    for (uint32_t i = 0; i < count; ++i) builder.put<uint32_t>(0x1000 + i);
    builder.put<uint32_t>(0x1100);  // by ordinal only
    builder.put<uint32_t>(0);       // a gap
    names = builder.next_rva();
    for (const uint32_t text : texts) builder.put(text);
    ordinals = builder.next_rva();
    for (uint16_t i = 0; i < count; ++i) builder.put(i);
    builder.align(4);
    directory = builder.put_zeros(12);
    builder.put(name);
    builder.put<uint32_t>(10);
    builder.put<uint32_t>(count + 2);
    builder.put<uint32_t>(count);
    builder.put(functions);
    builder.put(names);
    builder.put(ordinals);
    builder.directory(kExportDirectory, directory, 40);
  }
  void expect_malformed(const std::string& text) const {
    const Image image(builder.build());
    const View view = image.view();
    const auto exports = Exports::parse(view);
    ASSERT_FALSE(exports) << text;
    EXPECT_EQ(exports.error().kind, ErrorKind::kMalformed);
    EXPECT_THAT(exports.error().message, HasSubstr(text));
  }
};

TEST(Exports, AreFoundByNameHintAndOrdinal) {
  const ExportImage built({"alpha", "beta", "delta", "gamma"});
  const Image image(built.builder.build());
  for (const View& view : {image.view(), image.mapped_view()}) {
    const auto exports = Exports::parse(view);
    ASSERT_TRUE(exports) << exports.error().message;
    EXPECT_EQ(exports->module_name(), "test.dll");
    EXPECT_EQ(exports->find("alpha")->rva, 0x1000u);
    EXPECT_EQ(exports->find("gamma")->rva, 0x1003u);
    EXPECT_EQ(exports->find("gamma", 3)->rva, 0x1003u);
    EXPECT_EQ(exports->find("beta", 3)->rva, 0x1001u) << "a wrong hint does no harm";
    EXPECT_EQ(exports->find("beta", 0xffff)->rva, 0x1001u);
    EXPECT_FALSE(exports->find("epsilon"));
    EXPECT_FALSE(exports->find(""));
    EXPECT_EQ(exports->find(12u)->rva, 0x1002u);
    EXPECT_EQ(exports->find(14u)->rva, 0x1100u);
    EXPECT_FALSE(exports->find(15u)) << "a gap";
    EXPECT_FALSE(exports->find(9u));
    EXPECT_FALSE(exports->find(0xffffffffu));
    const auto all = exports->all();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 5u);
    EXPECT_EQ((*all)[3].name, "gamma");
    EXPECT_EQ((*all)[4].name, "");
    EXPECT_EQ((*all)[4].ordinal, 14u);
  }
}

TEST(Exports, UnsortedNamesAreFound) {
  const ExportImage built({"zulu", "alpha", "mike", "bravo", "yankee"});
  const Image image(built.builder.build());
  const View view = image.view();
  const auto exports = Exports::parse(view);
  for (const char* name : {"zulu", "alpha", "mike", "bravo", "yankee"}) {
    EXPECT_TRUE(exports->find(name)) << name;
  }
  EXPECT_FALSE(exports->find("kilo"));
}

TEST(Exports, ForwardersLieInTheDirectory) {
  ExportImage built({"HeapAlloc", "HeapFree"});
  const uint32_t text = built.builder.put_string("NTDLL.RtlAllocateHeap");
  const uint32_t nonsense = built.builder.put_string("nonsense");
  built.builder.directory(kExportDirectory, built.directory,
                          built.builder.next_rva() - built.directory);
  built.builder.set(built.functions, text);
  built.builder.set(built.functions + 4, nonsense);
  const Image image(built.builder.build());
  const View view = image.view();
  const auto exports = Exports::parse(view);
  EXPECT_EQ(exports->find("HeapAlloc")->forwarder, "NTDLL.RtlAllocateHeap");
  EXPECT_EQ(exports->find("HeapAlloc")->rva, 0u);
  EXPECT_FALSE(exports->find("HeapFree")) << "a forwarder without a DLL";
}

TEST(Exports, NoDirectoryMeansNone) {
  ImageBuilder builder;
  builder.put<uint32_t>(0);
  const Image image(builder.build());
  const View view = image.view();
  const auto exports = Exports::parse(view);
  ASSERT_TRUE(exports);
  EXPECT_FALSE(exports->find("main"));
  EXPECT_FALSE(exports->find(0u));
  EXPECT_EQ(exports->all()->size(), 0u);
}

TEST(Exports, RefusesWrongFields) {
  ExportImage built({"a", "b"});
  auto with = [&](uint32_t field, uint32_t value) {
    ExportImage copy = built;
    copy.builder.set(built.directory + field, value);
    return copy;
  };
  with(20, 0xffffffff).expect_malformed("NumberOfFunctions at offset 0x");
  with(20, 0x10000).expect_malformed("AddressOfFunctions");
  with(24, 0xffffffff).expect_malformed("NumberOfNames");
  with(24, 0x4000).expect_malformed("AddressOfNames");
  with(28, 0xfffffff0).expect_malformed("AddressOfFunctions");
  with(32, 0x800).expect_malformed("AddressOfNames");
  with(36, 0x2fff).expect_malformed("AddressOfNameOrdinals");
  ExportImage outside = built;
  outside.builder.directory(kExportDirectory, 0x2ff0, 40);
  outside.expect_malformed("export directory at offset");
}

TEST(Exports, WrongNamesAndOrdinalsLeadNowhere) {
  ExportImage built({"a", "b", "c"});
  built.builder.set<uint32_t>(built.names, 0xfffffff0);
  built.builder.set<uint16_t>(built.ordinals + 2, 0xffff);
  built.builder.set<uint32_t>(built.functions + 8, 0xfffffff0);
  const Image image(built.builder.build());
  const View view = image.view();
  const auto exports = Exports::parse(view);
  EXPECT_FALSE(exports->find("a"));
  EXPECT_FALSE(exports->find("b"));
  EXPECT_FALSE(exports->find("c"));
  EXPECT_FALSE(exports->all());
}

}  // namespace
}  // namespace mimic::pe::test
