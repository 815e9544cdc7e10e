#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <fstream>
#include <regex>
#include <string>

#include "syscalls/linux/call.h"

namespace mimic::syscalls {
namespace {

TEST(SyscallTable, FindsByNumber) {
  EXPECT_STREQ(find(uint64_t{SYS_openat})->name, "openat");
  EXPECT_STREQ(find(uint64_t{SYS_clone3})->name, "clone3");
  EXPECT_EQ(find(uint64_t{400}), nullptr);
  EXPECT_EQ(find(uint64_t{kNumberLimit}), nullptr);
  EXPECT_EQ(find(~uint64_t{0}), nullptr);
}

TEST(SyscallTable, FindsByName) {
  EXPECT_EQ(find("read", 4)->number, SYS_read);
  EXPECT_EQ(find("landlock_create_ruleset", 23)->number, SYS_landlock_create_ruleset);
  EXPECT_EQ(find("rea", 3), nullptr);
  EXPECT_EQ(find("reads", 5), nullptr);
  EXPECT_EQ(find("", 0), nullptr);
}

// Every number that the host's header knows is in the table under the same name.
TEST(SyscallTable, AgreesWithTheHostsHeader) {
  std::ifstream header;
  for (const char* path :
       {"/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"}) {
    header.open(path);
    if (header) break;
  }
  ASSERT_TRUE(header);
  const std::regex define("#define __NR_(\\w+) (\\d+)");
  size_t seen = 0;
  for (std::string line; std::getline(header, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, define)) continue;
    const Call* call = find(std::stoull(match[2]));
    ASSERT_TRUE(call) << line;
    EXPECT_EQ(call->name, match[1].str());
    EXPECT_EQ(call->number, std::stoul(match[2]));
    ++seen;
  }
  EXPECT_GT(seen, 350u);
}

// Entries are complete: lengths refer to arguments that exist, what is an address has a size.
TEST(SyscallTable, IsConsistent) {
  for (const Call& call : kTable.calls) {
    for (unsigned i = 0; i < call.argument_count; ++i) {
      const Argument& argument = call.arguments[i];
      EXPECT_NE(call.argument_names[i][0], 0) << call.name;
      EXPECT_LT(argument.type, Type::kCount) << call.name;
      EXPECT_EQ(argument.pointer(), argument.size > 0) << call.name << ' ' << i;
      if (argument.count == Count::kArgument || argument.count == Count::kAtArgument ||
          argument.count == Count::kBits || argument.count == Count::kPages) {
        EXPECT_LT(argument.count_value, call.argument_count) << call.name << ' ' << i;
      }
    }
    for (unsigned i = 0; i < call.variant_count; ++i) {
      const Variant& variant = kTable.variants[call.first_variant + i];
      EXPECT_EQ(variant.number, call.number);
      EXPECT_LT(variant.selector, call.argument_count) << call.name;
      EXPECT_TRUE(variant.argument < call.argument_count || variant.argument == kResultIndex)
          << call.name;
    }
  }
}

}  // namespace
}  // namespace mimic::syscalls
