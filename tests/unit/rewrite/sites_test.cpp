// Which sites are found, and what keeps code from being moved.
#include "loader/rewrite/sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/elf/image_builder.h"
#include "tests/unit/rewrite/code.h"

namespace mimic::rewrite::test {
namespace {

using elf::test::ImageBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Site> sites_of(const ImageBuilder& builder, SiteOptions options = {}) {
  const std::vector<uint8_t> file = builder.build();
  const auto headers = elf::test::parse(file);
  EXPECT_TRUE(headers) << headers.error().message;
  if (!headers) return {};
  const elf::View view(*headers, Bytes(file.data(), file.size()));
  return find_sites(Functions(view), options);
}

// What an image of one function, which the unwind tables describe, has.
std::vector<Site> sites_of(std::string_view code, SiteOptions options = {}) {
  ImageBuilder builder;
  builder.function(code);
  return sites_of(builder, options);
}

// "forward", "trap: no padding ...": strategies with reasons.
std::vector<std::string> described(const std::vector<Site>& sites) {
  std::vector<std::string> words;
  for (const Site& site : sites) {
    std::string word = strategy_name(site.strategy);
    if (site.reason != Reason::kNone) word += std::string(": ") + reason_text(site.reason);
    words.push_back(std::move(word));
  }
  return words;
}
std::string trap(Reason reason) { return std::string("trap: ") + reason_text(reason); }

CODE(plain, "mov $39, %eax; syscall; ret");
CODE(restorer, "mov $15, %rax; syscall");
CODE(inside, "mov $0x050f, %eax; lea 0x50f(%rdi), %rdx; ret");
CODE(alone, "syscall; ret");
CODE(after_unreadable, "mov %eax, %eax; .byte 0x06; mov $39, %eax; syscall; ret");
CODE(other_entries, "sysenter; int $0x80; mov $0x340f, %eax; ret");
CODE(return_follows, "push $39; pop %rax; syscall; ret");
CODE(landing_follows, "push $39; pop %rax; syscall; endbr64; ret");
CODE(call_follows, "push $39; pop %rax; syscall; call 1f; 1: ret");
CODE(target_follows, "push $39; pop %rax; syscall; 1: inc %ecx; inc %edx; jnz 1b; ret");
CODE(target_far,
     "push $39; pop %rax; syscall; 1: inc %ecx; inc %edx; ret; .skip 200, 0xf8; jmp 1b");
CODE(target_by_loop, "push $39; pop %rax; syscall; inc %ecx; 1: inc %edx; loop 1b; ret");
CODE(target_by_call, "push $39; pop %rax; syscall; inc %ecx; 1: inc %edx; ret; call 1b; ret");
CODE(target_by_transaction,
     "push $39; pop %rax; syscall; 1: inc %ecx; inc %edx; ret; xbegin 1b; ret");
CODE(no_target, "push $39; pop %rax; syscall; 1: inc %ecx; inc %edx; ret; mov $0xf9eb, %eax; ret");
CODE(nothing_before, "inc %eax; call *%rdx; syscall; ret");
CODE(two_near, "push $39; pop %rax; syscall; mov $39, %eax; syscall; ret");
CODE(three_near,
     "push $39; pop %rax; syscall; push $39; pop %rax; syscall; push $39; pop %rax; "
     "syscall; inc %eax; inc %ecx; ret");
CODE(small_padding,
     "push $39; pop %rax; jmp 1f; ud2; 1: call *%rdx; syscall; ret; int3; int3; int3; int3");
CODE(far_padding, "1: syscall; jmp 1b; .skip 130, 0xf8; ret; .nops 9; ud2");
CODE(reached_padding, "call *%rdx; syscall; ret; nop; nop; nop; 1: nop; nop; nop; ret; jmp 1b");
CODE(caller, "call 2f; jmp 1f; .byte 0x0f, 0x05; 1: ret; 2:");
CODE(main_part,
     "test %edi, %edi; jnz 3f; push $39; pop %rax; syscall; 2: inc %ecx; inc %edx; ret; "
     ".skip 300, 0xf8; 3: jmp 2b; 4:");
CODE(numbers,
     "mov $1, %eax; mov %rdi, %rdx; xor %esi, %esi; syscall; ret; "
     "xor %eax, %eax; lea 8(%rsp), %rsi; syscall; ret; "
     "push $-3; pop %rax; syscall; ret; "
     "mov $5, %eax; mov %esi, %eax; syscall; ret; "
     "mov $6, %eax; 1: mov %esi, %edx; syscall; jmp 1b; "
     "mov $7, %eax; call *%rdx; syscall; ret; "
     "mov $8, %eax; mov %rsi, %r8; cmp $5, %rax; movzbl (%rdi), %ecx; mov $9, %r8d; "
     "mov %eax, 8(%rsp); syscall; ret");

TEST(Sites, AreFoundByTheirFunction) {
  const std::vector<Site> sites = sites_of(plain);
  ASSERT_EQ(sites.size(), 1u);
  EXPECT_EQ(sites[0].address, ImageBuilder::kCode + 5);
  EXPECT_EQ(sites[0].begin, ImageBuilder::kCode);
  EXPECT_EQ(sites[0].end, ImageBuilder::kCode + 5);
  EXPECT_EQ(sites[0].number, 39);
  EXPECT_THAT(described(sites), ElementsAre("adjacent load"));
}

TEST(Sites, NumbersAreReadWhereTheyArePlain) {
  SiteOptions options;
  options.all_numbers = true;
  std::vector<int64_t> found;
  for (const Site& site : sites_of(numbers, options)) found.push_back(site.number.value_or(-1));
  EXPECT_THAT(found, ElementsAre(1, 0, -3, -1, -1, -1, 8));
}

TEST(Sites, OfNoKnownCodeAreLeft) {
  ImageBuilder builder;
  builder.function(std::string_view("\xc3", 1));
  builder.code(plain);
  EXPECT_THAT(described(sites_of(builder)), ElementsAre(trap(Reason::kUnproven)));
}

TEST(Sites, InsideInstructionsAreNone) { EXPECT_THAT(sites_of(inside), IsEmpty()); }

TEST(Sites, AfterUnreadableCodeAreLeft) {
  EXPECT_THAT(described(sites_of(after_unreadable)), ElementsAre(trap(Reason::kUnproven)));
}

TEST(Sites, OfSignalReturnsAreLeft) {
  const std::vector<Site> sites = sites_of(restorer);
  EXPECT_THAT(described(sites), ElementsAre(trap(Reason::kSignalReturn)));
  EXPECT_EQ(sites[0].number, 15);
}

TEST(Sites, OfOtherEntriesAreFoundIfWanted) {
  EXPECT_THAT(sites_of(other_entries), IsEmpty());
  SiteOptions options;
  options.other_entries = true;
  EXPECT_THAT(described(sites_of(other_entries, options)),
              ElementsAre(trap(Reason::kOtherEntry), trap(Reason::kOtherEntry)));
}

TEST(Sites, OfLargeImagesAreNotSearchedFor) {
  SiteOptions options;
  options.max_code = 7;
  EXPECT_THAT(sites_of(plain, options), IsEmpty());
  options.max_code = 8;
  EXPECT_EQ(sites_of(plain, options).size(), 1u);
}

TEST(Sites, OfTextThatTheLinkerWritesAreLeft) {
  ImageBuilder builder;
  builder.function(plain);
  const uint64_t dynamic[] = {22, 0, 0, 0};  // DT_TEXTREL
  builder.header(2, {reinterpret_cast<const char*>(dynamic), sizeof dynamic}, 8);
  EXPECT_THAT(described(sites_of(builder)), ElementsAre(trap(Reason::kTextRelocations)));
}

TEST(Sites, BySymbolsHaveToBeReached) {
  ImageBuilder builder;
  const uint64_t begin = builder.code("\xc3\x90\x90");
  const uint64_t data = builder.code(plain);
  builder.symbol("reached_and_data", begin, builder.code_end() - begin);
  EXPECT_THAT(described(sites_of(builder)), ElementsAre(trap(Reason::kUnproven)));
  builder.symbol("inner", data, plain.size());
  EXPECT_THAT(described(sites_of(builder)), ElementsAre("adjacent load"));
}

TEST(Sites, AreFoundByBranches) {
  ImageBuilder builder;
  builder.entry = builder.code(caller);
  builder.code(plain);
  EXPECT_THAT(described(sites_of(builder)), ElementsAre(trap(Reason::kUnproven), "adjacent load"));
}

TEST(Sites, AreFoundWhereKnownCodeGoesOn) {
  ImageBuilder builder;
  builder.function(std::string_view("\xb8\x27\x00\x00\x00", 5));
  builder.code(std::string_view("\x0f\x05\x48\x89\xc2\xc3", 6));
  EXPECT_THAT(described(sites_of(builder)), ElementsAre("forward"));
}

TEST(Sites, ReasonsNotToMoveForward) {
  const char* kBackward = "backward group";
  EXPECT_THAT(described(sites_of(no_target)), ElementsAre("forward"));
  EXPECT_THAT(described(sites_of(return_follows)), ElementsAre(kBackward));
  EXPECT_THAT(described(sites_of(landing_follows)), ElementsAre(kBackward));
  EXPECT_THAT(described(sites_of(call_follows)), ElementsAre(kBackward));
  EXPECT_THAT(described(sites_of(target_follows)), ElementsAre(kBackward));
  EXPECT_THAT(described(sites_of(target_far)), ElementsAre(kBackward));
  EXPECT_THAT(described(sites_of(target_by_loop)), ElementsAre(kBackward));
  EXPECT_THAT(described(sites_of(target_by_call)), ElementsAre(kBackward));
  EXPECT_THAT(described(sites_of(target_by_transaction)), ElementsAre(kBackward));
}

TEST(Sites, AreLeftWhereNothingCanMove) {
  EXPECT_THAT(described(sites_of(alone)), ElementsAre(trap(Reason::kNoRoom)));
  EXPECT_THAT(described(sites_of(nothing_before)), ElementsAre(trap(Reason::kNoRoom)));
  EXPECT_THAT(described(sites_of(small_padding)), ElementsAre(trap(Reason::kNoRoom)));
  EXPECT_THAT(described(sites_of(far_padding)), ElementsAre(trap(Reason::kNoRoom)));
  EXPECT_THAT(described(sites_of(reached_padding)), ElementsAre(trap(Reason::kNoRoom)));
}

TEST(Sites, KeepOutOfEachOthersWay) {
  for (const std::string_view code : {two_near, three_near}) {
    const std::vector<Site> sites = sites_of(code);
    for (size_t i = 1; i < sites.size(); ++i) {
      EXPECT_LE(sites[i - 1].end, sites[i].begin) << i;
      EXPECT_NE(sites[i].strategy, Strategy::kTrap) << i;
    }
  }
  EXPECT_THAT(described(sites_of(two_near)), ElementsAre("backward group", "adjacent load"));
  // Also where they are found late.
  ImageBuilder builder;
  builder.symbol("two_near", builder.code(two_near), two_near.size());
  EXPECT_THAT(described(sites_of(builder)), ElementsAre("backward group", "adjacent load"));
}

// A switch: lea table(%rip), %rdx; movslq (%rdx,%rdi,4), %rax; add %rdx, %rax; jmp *%rax; then a
// call, after which a case begins.
class JumpTable {
 public:
  JumpTable() {
    constexpr std::string_view kDispatch("\x48\x8d\x15\0\0\0\0\x48\x63\x04\xba\x48\x01\xd0\xff\xe0",
                                         16);
    code_ = kDispatch;
    code_ += std::string_view("\x6a\x27\x58\x0f\x05", 5);
    target_ = ImageBuilder::kCode + code_.size();
    code_ += std::string_view("\xff\xc0\xff\xc1\xc3", 5);
  }
  uint64_t target() const { return target_; }
  uint64_t table() const { return 0x2000; }
  std::vector<Site> sites(std::string_view data, bool mentions_table) {
    ImageBuilder builder;
    const auto distance = static_cast<int32_t>((mentions_table ? table() : ImageBuilder::kCode) -
                                               (ImageBuilder::kCode + 7));
    std::memcpy(code_.data() + 3, &distance, sizeof distance);
    builder.function(code_);
    builder.data(data);
    EXPECT_EQ(builder.data_address(), table());
    return sites_of(builder);
  }

 private:
  std::string code_;
  uint64_t target_;
};

TEST(Sites, JumpTablesOfDistancesAreTargets) {
  JumpTable code;
  const int32_t entries[] = {static_cast<int32_t>(ImageBuilder::kCode + 16 - code.table()),
                             static_cast<int32_t>(code.target() - code.table()), 0x7000000};
  const std::string_view table(reinterpret_cast<const char*>(entries), sizeof entries);
  EXPECT_THAT(described(code.sites(table, true)), ElementsAre("backward group"));
  EXPECT_THAT(described(code.sites(table.substr(0, 4), true)), ElementsAre("forward"));
}

TEST(Sites, AddressesInDataAreTargets) {
  JumpTable code;
  const uint64_t words[] = {5, code.target(), 7};
  const std::string_view table(reinterpret_cast<const char*>(words), sizeof words);
  EXPECT_THAT(described(code.sites(table, false)), ElementsAre("backward group"));
  EXPECT_THAT(described(code.sites(table.substr(0, 8), false)), ElementsAre("forward"));
}

TEST(Sites, CodeApartFromItsFunctionMayJumpIntoIt) {
  ImageBuilder builder;
  const uint64_t begin = builder.code(main_part);
  builder.function(begin, begin + 40);
  builder.function(builder.code_end() - 5, builder.code_end());
  EXPECT_THAT(described(sites_of(builder)), ElementsAre("backward group"));
}

}  // namespace
}  // namespace mimic::rewrite::test
