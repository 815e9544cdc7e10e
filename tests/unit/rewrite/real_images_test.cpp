// Real libraries and programs of this machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "loader/base/file.h"
#include "loader/rewrite/plan.h"

namespace mimic::rewrite::test {
namespace {

constexpr uint64_t kBias = 0x7f0000000000;

struct Searched {
  std::vector<Site> sites;
  std::map<Strategy, size_t> counts;
  elf::System system = elf::System::kUnknown;

  size_t count(Strategy strategy) const {
    const auto found = counts.find(strategy);
    return found == counts.end() ? 0 : found->second;
  }
};

// Also checks that the plan changes each place once, where the image has code.
std::optional<Searched> search(const std::string& path) {
  const auto file = MappedFile::open(path);
  if (!file) return std::nullopt;
  const auto headers = elf::parse_headers(file->bytes(), path);
  EXPECT_TRUE(headers) << headers.error().message;
  if (!headers) return std::nullopt;
  const elf::View view(*headers, file->bytes());
  SiteOptions options;
  options.max_code = ~uint64_t{0};
  Searched searched;
  searched.system = headers->system;
  searched.sites = find_sites(Functions(view), options);
  for (const Site& site : searched.sites) ++searched.counts[site.strategy];

  const Area area{kBias + headers->end + 0x10000, area_size(searched.sites), 0x1234};
  const Plan plan = make_plan(view, searched.sites, kBias, area);
  EXPECT_THAT(plan.unreachable, ::testing::IsEmpty());
  EXPECT_EQ(plan.sites.size(), searched.sites.size() - searched.count(Strategy::kTrap));
  uint64_t end = 0;
  for (const Patch& patch : plan.patches) {
    EXPECT_GE(patch.address, end);
    end = patch.address + patch.size;
    EXPECT_TRUE(view.is_executable(patch.address - kBias));
    EXPECT_TRUE(view.is_executable(end - 1 - kBias));
  }
  for (const PatchedSite& site : plan.sites) {
    EXPECT_EQ(find_by_trampoline(plan.sites.data(), plan.sites.size(), site.call), &site);
    EXPECT_EQ(find_by_guest(plan.sites.data(), plan.sites.size(), site.begin), &site);
    EXPECT_EQ(guest_address(site, site.call), site.site);
  }
  return searched;
}

// Each site's strategy is the same whatever its neighbours, so its count hardly depends on the
// version of the library.
TEST(RealImages, TheHostsLibraryHardlyTraps) {
  const auto libc = search("/lib/x86_64-linux-gnu/libc.so.6");
  if (!libc) GTEST_SKIP() << "no libc.so.6";
  EXPECT_EQ(libc->system, elf::System::kLinux);
  EXPECT_GE(libc->sites.size(), 450u);
  EXPECT_LE(libc->count(Strategy::kTrap), 2u);
  EXPECT_GE(libc->count(Strategy::kAdjacentLoad), libc->sites.size() * 3 / 4);
  EXPECT_GE(libc->count(Strategy::kForward), libc->sites.size() / 8);
  const auto returns = std::ranges::count(libc->sites, Reason::kSignalReturn, &Site::reason);
  EXPECT_EQ(returns, 1);
}

TEST(RealImages, TheDynamicLinker) {
  const auto linker = search("/lib64/ld-linux-x86-64.so.2");
  if (!linker) GTEST_SKIP() << "no dynamic linker";
  EXPECT_GE(linker->sites.size(), 30u);
  EXPECT_LE(linker->count(Strategy::kTrap), 2u);
}

TEST(RealImages, OtherLibraries) {
  for (const char* path : {"/lib/ld-musl-x86_64.so.1", "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
                           "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/usr/bin/node",
                           "/usr/bin/python3", "/bin/bash", "/sbin/ldconfig", "/usr/bin/ld.gold"}) {
    SCOPED_TRACE(path);
    (void)search(path);
  }
}

// Go's programs carry their own system calls; stripped of symbols, they still have Go's table.
class GoPrograms : public ::testing::TestWithParam<const char*> {};

TEST_P(GoPrograms, HardlyTrap) {
  namespace fs = std::filesystem;
  const std::string go = fs::exists("/usr/lib/go/bin/go") ? "/usr/lib/go/bin/go" : "/usr/bin/go";
  if (!fs::exists(go)) GTEST_SKIP() << "no Go";
  const fs::path folder = fs::temp_directory_path() / ("mimic-go-" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "main.go") << "package main\n\nfunc main() { println(\"hello\") }\n";
  const std::string program = folder / "program";
  const std::string command = "cd " + folder.string() +
                              " && GO111MODULE=off CGO_ENABLED=0 GOARCH=amd64 GOOS=" + GetParam() +
                              " " + go + " build -ldflags=-s -o program main.go 2>&1";
  const bool built = std::system(command.c_str()) == 0;
  const auto searched = built ? search(program) : std::nullopt;
  fs::remove_all(folder);
  if (!built) GTEST_SKIP() << "Go cannot build for " << GetParam();
  ASSERT_TRUE(searched);
  EXPECT_GE(searched->sites.size(), 20u);
  EXPECT_LE(searched->count(Strategy::kTrap), 1u);  // Linux' return from signals
  static const std::map<std::string, elf::System> kMarked = {{"freebsd", elf::System::kFreeBsd},
                                                             {"netbsd", elf::System::kNetBsd}};
  const auto marked = kMarked.find(GetParam());
  EXPECT_EQ(searched->system, marked == kMarked.end() ? elf::System::kUnknown : marked->second);
}
INSTANTIATE_TEST_SUITE_P(Systems, GoPrograms, ::testing::Values("linux", "freebsd", "netbsd"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace mimic::rewrite::test
