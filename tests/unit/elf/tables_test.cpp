// Unwind tables, symbols, sections and the dynamic section, made by hand and of real libraries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/base/file.h"
#include "loader/elf/dynamic.h"
#include "loader/elf/frames.h"
#include "loader/elf/go_functions.h"
#include "loader/elf/sections.h"
#include "loader/elf/symbols.h"
#include "tests/unit/elf/image_builder.h"

namespace mimic::elf::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Image {
 public:
  explicit Image(std::vector<uint8_t> file)
      : file_(std::move(file)),
        headers_(*parse(file_)),
        view_(headers_, Bytes(file_.data(), file_.size())) {}
  const View& view() const { return view_; }

 private:
  std::vector<uint8_t> file_;
  Headers headers_;
  View view_;
};

ImageBuilder two_functions() {
  ImageBuilder builder;
  builder.function("first function");
  builder.code("apart");
  builder.function("second");
  return builder;
}

TEST(Frames, AreFoundByAddress) {
  const Image image(two_functions().build());
  const Frames frames(image.view());
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_FALSE(frames.find(0xfff));
  EXPECT_EQ(frames.find(0x1000)->end, 0x100eu);
  EXPECT_EQ(frames.find(0x100d)->begin, 0x1000u);
  EXPECT_FALSE(frames.find(0x100e));
  EXPECT_EQ(frames.find(0x1013)->begin, 0x1013u);
  EXPECT_FALSE(frames.find(0x1019));
  EXPECT_FALSE(frames.find(~uint64_t{0}));
  EXPECT_EQ(frames.next_begin(0x1000), 0x1013u);
  EXPECT_EQ(frames.next_begin(0x1013), ~uint64_t{0});
  EXPECT_EQ(frames.previous_end(0x100f), 0x100eu);
  EXPECT_EQ(frames.previous_end(0xfff), 0u);
}

TEST(Frames, OfDamagedTablesAreNone) {
  const std::vector<uint8_t> file = two_functions().build();
  const Image image(file);
  const uint64_t header = image.view().headers().eh_frame_header.address;
  const uint64_t size = image.view().headers().eh_frame_header.size;
  // Whatever a byte is, nothing outside the file is read.
  for (uint64_t at = header; at < header + size; ++at) {
    for (const uint8_t value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      auto damaged = file;
      damaged[at] = value;
      const Image other(damaged);
      const Frames frames(other.view());
      for (const uint64_t address : {0x1000, 0x1013, 0x1014}) {
        const auto frame = frames.find(address);
        EXPECT_TRUE(!frame || frame->contains(address));
      }
    }
  }
}

TEST(Symbols, AreSortedAndFound) {
  ImageBuilder builder = two_functions();
  builder.symbol("second", 0x1013, 6);
  builder.symbol("first", 0x1000, 14);
  builder.symbol("inner", 0x1002, 0);
  builder.symbol("no code", 0x5000, 4);
  builder.symbol("too long", 0x1000, 0x10000);
  const Image image(builder.build());
  const std::vector<Symbol> symbols = function_symbols(image.view(), Names::kRead);
  ASSERT_EQ(symbols.size(), 3u);
  EXPECT_EQ(find_symbol(symbols, 0x1000)->name, "first");
  EXPECT_EQ(find_symbol(symbols, 0x1005)->name, "first");
  EXPECT_EQ(find_symbol(symbols, 0x1018)->name, "second");
  EXPECT_EQ(find_symbol(symbols, 0xfff), nullptr);
  EXPECT_EQ(find_symbol(function_symbols(image.view(), Names::kSkip), 0x1018)->name, "");
}

TEST(Sections, OfMalformedTablesAreNone) {
  ImageBuilder builder = two_functions();
  builder.symbol("first", 0x1000, 14);
  auto file = builder.build();
  EXPECT_EQ(read_sections(Bytes(file.data(), file.size())).size(), 3u);
  const auto changed = [&](size_t offset, auto value) {
    auto other = file;
    patch(other, offset, value);
    return read_sections(Bytes(other.data(), other.size()));
  };
  EXPECT_THAT(changed(0x28, ~uint64_t{0}), IsEmpty());
  EXPECT_THAT(changed(0x28, uint64_t{file.size() - 64}), IsEmpty());
  EXPECT_THAT(changed(0x3a, uint16_t{0}), IsEmpty());
  EXPECT_THAT(changed(0x3c, uint16_t{0xfff0}), IsEmpty());
  EXPECT_EQ(changed(0x3e, uint16_t{77}).size(), 3u);
}

TEST(Tables, OfTheHostsLibrary) {
  const char* path = "/lib/x86_64-linux-gnu/libc.so.6";
  const auto file = MappedFile::open(path);
  if (!file) GTEST_SKIP() << "no libc.so.6";
  const auto headers = parse_headers(file->bytes(), path);
  ASSERT_TRUE(headers) << headers.error().message;
  const View view(*headers, file->bytes());
  const Dynamic dynamic = read_dynamic(view);
  EXPECT_EQ(dynamic.name, "libc.so.6");
  EXPECT_THAT(dynamic.needed, ::testing::Contains("ld-linux-x86-64.so.2"));
  EXPECT_FALSE(dynamic.has_text_relocations);

  const Frames frames(view);
  EXPECT_GT(frames.size(), 2000u);
  size_t with_handlers = 0;
  for (uint32_t i = 0; i < frames.size(); ++i) {
    const auto frame = frames.at(i);
    ASSERT_TRUE(frame) << i;
    EXPECT_TRUE(view.is_executable(frame->begin));
    if (frame->handlers == 0) continue;
    ++with_handlers;
    const auto pads = landing_pads(view, *frame);
    ASSERT_TRUE(pads);
    for (const uint64_t pad : *pads) EXPECT_TRUE(view.is_executable(pad));
  }
  EXPECT_GT(with_handlers, 0u);

  const std::vector<Symbol> symbols = function_symbols(view, Names::kRead);
  const auto getpid = std::ranges::find(symbols, std::string_view("getpid"), &Symbol::name);
  ASSERT_NE(getpid, symbols.end());
  const auto frame = frames.find(getpid->address);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->begin, getpid->address);
  EXPECT_EQ(frame->end, getpid->address + getpid->size);

  // Without section headers, the hash table tells how many symbols there are.
  std::vector<uint8_t> copy(file->bytes().data(), file->bytes().data() + file->bytes().size());
  patch<uint64_t>(copy, 0x28, 0);
  const Image bare(std::move(copy));
  EXPECT_EQ(function_symbols(bare.view(), Names::kSkip).size(), symbols.size());
  EXPECT_EQ(GoFunctions(bare.view()).size(), 0u);
}

TEST(Tables, OfAGoProgram) {
  for (const char* path : {"/usr/lib/go/bin/go", "/usr/lib/go/bin/gofmt"}) {
    const auto file = MappedFile::open(path);
    if (!file) GTEST_SKIP() << "no Go";
    std::vector<uint8_t> copy(file->bytes().data(), file->bytes().data() + file->bytes().size());
    for (const bool has_sections : {true, false}) {
      if (!has_sections) patch<uint64_t>(copy, 0x28, 0);
      const Image image(copy);
      const GoFunctions functions(image.view());
      ASSERT_GT(functions.size(), 1000u) << path;
      size_t entries = 0;
      for (uint64_t i = 0; i < functions.size(); ++i) {
        const auto function = functions.at(i);
        ASSERT_TRUE(function) << i;
        EXPECT_EQ(functions.find(function->address + function->size - 1)->name, function->name);
        entries += function->name == "main.main" || function->name == "runtime.main";
      }
      EXPECT_EQ(entries, 2u);
    }
  }
}

}  // namespace
}  // namespace mimic::elf::test
