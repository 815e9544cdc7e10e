// What is out of reach is left alone; the patch for one site is the plan's.
#include "loader/rewrite/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/rewrite/adjacent.h"
#include "tests/unit/elf/image_builder.h"
#include "tests/unit/rewrite/code.h"

namespace mimic::rewrite::test {
namespace {

using elf::test::ImageBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kBias = 0x7f0000000000, kGateway = 0x123456789abc;

CODE(load, "mov $39, %eax; syscall; ret");
CODE(load_wide, "mov $39, %rax; syscall; ret");
CODE(other_register, "mov $39, %r8d; syscall; ret");
CODE(rip_relative, "push $39; pop %rax; syscall; mov 1f(%rip), %rdx; ret; 1: .quad 0");

class Planned {
 public:
  explicit Planned(std::string_view code)
      : file_([code] {
          ImageBuilder builder;
          builder.function(code);
          return builder.build();
        }()),
        headers_(*elf::test::parse(file_)),
        view_(headers_, Bytes(file_.data(), file_.size())),
        sites_(find_sites(Functions(view_))) {}

  const std::vector<Site>& sites() const { return sites_; }
  Plan plan(uint64_t area, uint64_t size) const {
    return make_plan(view_, sites_, kBias, {area, size, kGateway});
  }
  Plan plan_for(const std::vector<Site>& sites, uint64_t area) const {
    return make_plan(view_, sites, kBias, {area, area_size(sites), kGateway});
  }
  Plan plan(uint64_t area) const { return plan(area, area_size(sites_)); }

 private:
  std::vector<uint8_t> file_;
  elf::Headers headers_;
  elf::View view_;
  std::vector<Site> sites_;
};

TEST(Plan, StoresTheGatewayBeforeTheTrampolines) {
  const Plan plan = Planned(load).plan(kBias + 0x10000);
  uint64_t gateway = 0;
  std::memcpy(&gateway, plan.area.data(), sizeof gateway);
  EXPECT_EQ(gateway, kGateway);
  EXPECT_EQ(plan.sites.at(0).trampoline, kBias + 0x10008);
}

TEST(Plan, LeavesWhatIsOutOfReach) {
  const Planned planned(load);
  for (const uint64_t distance : {uint64_t{1} << 31, uint64_t{1} << 40}) {
    for (const uint64_t area : {kBias + distance + 0x2000, kBias - distance - 0x2000}) {
      const Plan plan = planned.plan(area);
      EXPECT_THAT(plan.patches, IsEmpty());
      EXPECT_THAT(plan.sites, IsEmpty());
      EXPECT_THAT(plan.unreachable, ElementsAre(kBias + ImageBuilder::kCode + 5));
    }
  }
  EXPECT_EQ(planned.plan(kBias + 0x7ff00000).patches.size(), 1u);
  EXPECT_EQ(planned.plan(kBias - 0x7ff00000).patches.size(), 1u);
}

TEST(Plan, LeavesWhatTheAreaHasNoRoomFor) {
  const Planned planned(load);
  const Plan plan = planned.plan(kBias + 0x10000, area_size(planned.sites()) - 18);
  EXPECT_THAT(plan.patches, IsEmpty());
  EXPECT_EQ(plan.area.size(), 8u);
}

TEST(Plan, LeavesSitesOfAnotherImage) {
  const Planned planned(load);
  const auto patches = [&](const std::vector<Site>& sites) {
    return planned.plan_for(sites, kBias + 0x10000).patches.size();
  };
  const Site good = planned.sites()[0];
  EXPECT_EQ(patches({good}), 1u);
  EXPECT_EQ(patches({good, good}), 1u);
  Site bad = good;
  bad.address += 1;
  EXPECT_EQ(patches({bad}), 0u);
  bad.address = ~uint64_t{0};
  EXPECT_EQ(patches({bad}), 0u);
  bad = good;
  bad.begin -= 1000;
  EXPECT_EQ(patches({bad}), 0u);
  bad = good;
  bad.strategy = Strategy::kShortHop;
  bad.hole = 0x100000;
  EXPECT_EQ(patches({bad}), 0u);
}

TEST(Plan, AdjustsDistances) {
  const Planned planned(rip_relative);
  const Plan plan = planned.plan(kBias + 0x10000);
  ASSERT_EQ(plan.sites.size(), 1u);
  const PatchedSite& site = plan.sites[0];
  // The moved instruction is the one before the jump back.
  const uint64_t end = site.trampoline_end - 5;
  int32_t distance = 0;
  std::memcpy(&distance, plan.area.data() + (end - 4 - (kBias + 0x10000)), sizeof distance);
  EXPECT_EQ(end + static_cast<uint64_t>(int64_t{distance}),
            kBias + ImageBuilder::kCode + 3 + 2 + 7 + 1);
}

TEST(AdjacentPatch, IsThePlansPatch) {
  for (const std::string_view code : {load, load_wide}) {
    const Planned planned(code);
    const uint64_t area = kBias + 0x10000;
    const Plan plan = planned.plan(area);
    ASSERT_EQ(plan.patches.size(), 1u);
    const uint64_t offset = code.find("\x0f\x05");
    const auto* bytes = reinterpret_cast<const uint8_t*>(code.data());
    const AdjacentLoad found = adjacent_load_of_trap(bytes, offset, 39);
    ASSERT_TRUE(found);
    AdjacentPatch patch;
    ASSERT_TRUE(
        adjacent_patch(found, kBias + ImageBuilder::kCode + offset, area + 8, area, &patch));
    EXPECT_EQ(patch.address, plan.patches[0].address);
    ASSERT_EQ(patch.size, plan.patches[0].size);
    EXPECT_EQ(std::memcmp(patch.bytes, plan.patches[0].bytes.data(), patch.size), 0);
    ASSERT_EQ(patch.trampoline_size, plan.area.size() - 8);
    EXPECT_EQ(std::memcmp(patch.trampoline, plan.area.data() + 8, patch.trampoline_size), 0);
    EXPECT_EQ(area + 8 + patch.call_offset, plan.sites[0].call);
    EXPECT_FALSE(adjacent_patch(found, kBias, kBias + (uint64_t{1} << 32), area, &patch));
    EXPECT_FALSE(adjacent_patch(found, kBias, area, kBias + (uint64_t{1} << 32), &patch));
  }
}

TEST(AdjacentPatch, DoubtsWhatIsNoLoad) {
  const auto is_load = [](std::string_view code, uint64_t rax) {
    const size_t offset = code.rfind("\x0f\x05");
    return static_cast<bool>(
        adjacent_load_of_trap(reinterpret_cast<const uint8_t*>(code.data()), offset, rax));
  };
  EXPECT_TRUE(is_load(load, 39));
  EXPECT_FALSE(is_load(load, 40));
  EXPECT_FALSE(is_load(other_register, 39));
  using namespace std::string_view_literals;
  EXPECT_FALSE(is_load("\x48\xc7\xc0\x0f\0\0\0\x0f\x05"sv, 15));  // the return from a signal
  EXPECT_FALSE(is_load("\x0f\x05"sv, 0));
  EXPECT_FALSE(is_load("\x27\0\0\0\x0f\x05"sv, 39));
}

}  // namespace
}  // namespace mimic::rewrite::test
