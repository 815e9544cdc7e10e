// Reading the compressed exception data of __CxxFrameHandler4, made by hand.
#include "libs/windows/vcruntime140/function_info4.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace mimic::win::cpp {
namespace {

// A little image: offsets are image-relative, the function is at 0x1000.
class Image {
 public:
  Image() : bytes_(0x200) {
    function_ = {0x1000, 0x1200, 0x40};
    bytes_[0x40] = 1;  // unwind info: version 1, no flags
  }
  void put(uint32_t offset, std::initializer_list<uint8_t> bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + offset);
  }
  void put32(uint32_t offset, uint32_t value) { std::memcpy(&bytes_[offset], &value, 4); }
  uint64_t base() const { return reinterpret_cast<uint64_t>(bytes_.data()); }
  DISPATCHER_CONTEXT dispatcher(uint32_t info) {
    put32(0x10, info);
    DISPATCHER_CONTEXT context{};
    context.ImageBase = base();
    context.FunctionEntry = &function_;
    context.HandlerData = &bytes_[0x10];
    return context;
  }

 private:
  std::vector<uint8_t> bytes_;
  RUNTIME_FUNCTION function_;
};

class FunctionInfo4Test : public testing::Test {
 protected:
  void SetUp() override {
    image.put(0x80, {0x08 | 0x10 | 0x20});  // unwind map, try map, synchronous
    image.put32(0x81, 0xa0);
    image.put32(0x85, 0xc0);
    image.put32(0x89, 0xf0);
    // Three states: 0 a destructor funclet, 1 nothing and then 0, 2 an object and then 1.
    image.put(0xa0, {3 << 1});
    image.put(0xa1, {((1 << 2) | 3) << 1});  // its next entry lies before the first: none
    image.put32(0xa2, 0x1500);
    image.put(0xa6, {((5 << 2) | 0) << 1});
    image.put(0xa7, {((1 << 2) | 1) << 1});
    image.put32(0xa8, 0x1600);
    image.put(0xac, {0x81, 0x02});  // two bytes: (0x281 >> 2) = 0xa0
    // One try block over states 1 to 1, clauses up to 2.
    image.put(0xc0, {1 << 1, 1 << 1, 1 << 1, 2 << 1});
    image.put32(0xc4, 0xd0);
    // Two clauses: a type with an object; an ellipsis with a continuation.
    image.put(0xd0, {2 << 1, 0x07, 8 << 1});
    image.put32(0xd3, 0x180);
    image.put(0xd7, {0x20 << 1});
    image.put32(0xd8, 0x1700);
    image.put(0xdc, {0x10});  // no type; one continuation, relative to the function
    image.put32(0xdd, 0x1800);
    image.put(0xe1, {0x30 << 1});
    // Code from 0x10 is in state 0, from 0x20 in 2, from 0x40 in none.
    image.put(0xf0, {3 << 1, 0x10 << 1, 1 << 1, 0x10 << 1, 3 << 1, 0x20 << 1, 0 << 1});
    dispatcher = image.dispatcher(0x80);
  }
  Image image;
  DISPATCHER_CONTEXT dispatcher;
};

TEST_F(FunctionInfo4Test, FindsStates) {
  const FunctionInfo4 info(dispatcher);
  const uint64_t begin = image.base() + 0x1000;
  EXPECT_EQ(info.state_at(begin), -1);
  EXPECT_EQ(info.state_at(begin + 0x10), 0);
  EXPECT_EQ(info.state_at(begin + 0x1f), 0);
  EXPECT_EQ(info.state_at(begin + 0x20), 2);
  EXPECT_EQ(info.state_at(begin + 0x40), -1);
  EXPECT_TRUE(info.synchronous());
  EXPECT_FALSE(info.is_noexcept());
}

TEST_F(FunctionInfo4Test, FindsActions) {
  const FunctionInfo4 info(dispatcher);
  const Action object = info.action(2);
  EXPECT_EQ(object.kind, Action::kDestroy);
  EXPECT_EQ(object.next, 1);
  EXPECT_EQ(object.code, image.base() + 0x1600);
  EXPECT_EQ(object.object_offset, 0xa0u);
  EXPECT_EQ(info.action(1).kind, Action::kNone);
  EXPECT_EQ(info.action(1).next, 0);
  EXPECT_EQ(info.action(0).kind, Action::kFunclet);
  EXPECT_EQ(info.action(0).next, -1);
  EXPECT_EQ(info.action(3).kind, Action::kNone);
}

TEST_F(FunctionInfo4Test, FindsClauses) {
  const FunctionInfo4 info(dispatcher);
  ASSERT_EQ(info.try_count(), 1u);
  const TryBlock block = info.try_block(0);
  EXPECT_EQ(block.low, 1);
  EXPECT_EQ(block.high, 1);
  EXPECT_EQ(block.catch_high, 2);
  ASSERT_EQ(block.clauses, 2u);
  const CatchClause typed = info.clause(block, 0);
  EXPECT_EQ(typed.adjectives, 8u);
  EXPECT_EQ(typed.type, image.base() + 0x180);
  EXPECT_EQ(typed.object_offset, 0x20u);
  EXPECT_EQ(typed.handler, image.base() + 0x1700);
  const CatchClause any = info.clause(block, 1);
  EXPECT_EQ(any.type, 0u);
  ASSERT_EQ(any.continuations, 1u);
  EXPECT_EQ(any.continuation[0], image.base() + 0x1000 + 0x30);
}

TEST_F(FunctionInfo4Test, CatchFuncletKnowsItsParent) {
  image.put(0x120, {0x01});  // a catch funclet without maps
  image.put32(0x121, 0xf0);
  image.put(0x125, {0x18 << 1});
  const FunctionInfo4 info(image.dispatcher(0x120));
  uint64_t frame[4] = {1, 2, 3, 0x1234};
  EXPECT_EQ(info.parent_frame(reinterpret_cast<uint64_t>(frame)), 0x1234u);
}

}  // namespace
}  // namespace mimic::win::cpp
