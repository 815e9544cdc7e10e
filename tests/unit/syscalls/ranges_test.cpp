#include "syscalls/linux/ranges.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/futex.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

namespace mimic::syscalls {
namespace {

// The test's own memory, where it has any.
struct OwnMemory {
  bool read(uint64_t address, void* to, size_t size) {
    const iovec local{to, size}, remote{reinterpret_cast<void*>(address), size};
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
  }
};

uint64_t at(const void* pointer) { return reinterpret_cast<uint64_t>(pointer); }

std::vector<Range> ranges(long number, std::vector<uint64_t> args, int64_t result, Phase phase,
                          const Limits& limits = {}) {
  args.resize(kArguments);
  std::vector<Range> found;
  OwnMemory memory;
  for_each_range(*find(static_cast<uint64_t>(number)), args.data(), result, phase, limits, memory,
                 [&](const Range& range) { found.push_back(range); });
  return found;
}

TEST(SyscallRanges, BytesOfReadAndWrite) {
  const char bytes[100] = {};
  EXPECT_TRUE(ranges(SYS_read, {3, at(bytes), 100}, 0, Phase::kEntry).empty());
  const auto read = ranges(SYS_read, {3, at(bytes), 100}, 7, Phase::kExit);
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].size, 7u);
  EXPECT_TRUE(ranges(SYS_read, {3, at(bytes), 100}, -11, Phase::kExit).empty());
  Limits limits;
  limits.data = 32;
  const auto write = ranges(SYS_write, {1, at(bytes), 100}, 0, Phase::kEntry, limits);
  ASSERT_EQ(write.size(), 1u);
  EXPECT_EQ(write[0].size, 32u);
  EXPECT_TRUE(write[0].truncated);
}

TEST(SyscallRanges, StringsAndVectorsOfStrings) {
  const char* argv[] = {"first", "second", nullptr};
  const char* envp[] = {"A=1", nullptr};
  const auto found = ranges(SYS_execve, {at("/bin/true"), at(argv), at(envp)}, 0, Phase::kEntry);
  ASSERT_EQ(found.size(), 5u);
  EXPECT_EQ(found[0].size, 10u);
  EXPECT_EQ(found[1].address, at(argv[0]));
  EXPECT_EQ(found[2].size, 7u);
  EXPECT_EQ(found[3].size, 24u);
  EXPECT_EQ(found[4].size, 16u);
  // bad addresses are listed, for their reader to find out
  EXPECT_EQ(ranges(SYS_open, {0x10, 0, 0}, 0, Phase::kEntry).size(), 1u);
  EXPECT_EQ(ranges(SYS_open, {0, 0, 0}, 0, Phase::kEntry).size(), 0u);
}

TEST(SyscallRanges, NestedMessage) {
  char name[16] = {}, data[50] = {}, control[24] = {};
  iovec iov[] = {{data, 20}, {data + 20, 30}};
  msghdr message{.msg_name = name,
                 .msg_namelen = 16,
                 .msg_iov = iov,
                 .msg_iovlen = 2,
                 .msg_control = control,
                 .msg_controllen = 24,
                 .msg_flags = 0};
  EXPECT_EQ(ranges(SYS_sendmsg, {3, at(&message), 0}, 0, Phase::kEntry).size(), 6u);
  const auto received = ranges(SYS_recvmsg, {3, at(&message), 0}, 25, Phase::kExit);
  ASSERT_EQ(received.size(), 6u);
  EXPECT_EQ(received[4].size, 20u);
  EXPECT_EQ(received[5].size, 5u);
}

TEST(SyscallRanges, OperandsThatAnotherArgumentDecides) {
  struct flock lock{};
  EXPECT_EQ(ranges(SYS_fcntl, {3, F_SETLK, at(&lock)}, 0, Phase::kEntry).size(), 1u);
  EXPECT_EQ(ranges(SYS_fcntl, {3, F_SETFL, at(&lock)}, 0, Phase::kEntry).size(), 0u);
  timespec time{};
  EXPECT_EQ(
      ranges(SYS_futex, {at(&lock), FUTEX_WAIT_PRIVATE, 1, at(&time)}, 0, Phase::kEntry).size(),
      1u);
  EXPECT_EQ(
      ranges(SYS_futex, {at(&lock), FUTEX_WAKE_PRIVATE, 1, at(&time)}, 0, Phase::kEntry).size(),
      0u);
}

// Whatever the arguments, the walk ends and stays within its limits.
TEST(SyscallRanges, HostileArguments) {
  const uint64_t values[] = {0, 1, 0xffffffff, ~0ull, 1ull << 63, 0x10, at(values)};
  const Limits limits;
  for (const Call& call : kTable.calls)
    for (uint64_t a : values)
      for (uint64_t b : values)
        for (const Phase phase : {Phase::kEntry, Phase::kExit})
          for (const int64_t result : {int64_t{0}, INT64_MAX, INT64_MIN, int64_t{-4}})
            for (const Range& range :
                 ranges(call.number, {a, b, a, b, b, a}, result, phase, limits))
              EXPECT_LE(range.size, limits.elements * 640u + limits.structured) << call.name;
}

}  // namespace
}  // namespace mimic::syscalls
