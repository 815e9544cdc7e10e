#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include "syscalls/trace/format_json.h"
#include "syscalls/trace/summary.h"
#include "tests/unit/syscalls/event_builder.h"

namespace mimic::syscalls {
namespace {

TEST(TraceSummary, CountsAndSorts) {
  Summary summary;
  summary.add(EventBuilder(SYS_close, {3}).duration(1000000).event());
  summary.add(EventBuilder(SYS_close, {4}, -EBADF).duration(1000000).event());
  summary.add(EventBuilder(SYS_read, {3}).duration(6000000).event());
  EXPECT_EQ(summary.text(),
            "% time     seconds  usecs/call     calls    errors syscall\n"
            "------ ----------- ----------- --------- --------- ----------------\n"
            " 75.00    0.006000        6000         1           read\n"
            " 25.00    0.002000        1000         2         1 close\n"
            "------ ----------- ----------- --------- --------- ----------------\n"
            "100.00    0.008000        2666         3         1 total\n");
  EXPECT_EQ(*parse_summary_order("count"), SummaryOrder::kCalls);
  EXPECT_EQ(parse_summary_order("x").error().message, "invalid sortby: 'x'");
}

TEST(TraceJson, Calls) {
  JsonFormatter formatter;
  std::string out;
  const uint64_t address = 0x7f0000001000;
  ASSERT_TRUE(formatter.format(
      EventBuilder(SYS_openat, {static_cast<uint64_t>(AT_FDCWD), address, 0}, -ENOENT)
          .text(address, "/a\"b")
          .duration(4211)
          .event(),
      out));
  EXPECT_EQ(out,
            "{\"type\":\"call\",\"time\":1700000000.123456789,\"pid\":100,\"tid\":100,\"call\":"
            "\"openat\",\"number\":257,\"args\":{\"dirfd\":\"AT_FDCWD\",\"pathname\":\"\\\"/"
            "a\\\\\\\"b\\\"\",\"flags\":\"O_RDONLY\"},\"raw\":[\"0xffffffffffffff9c\","
            "\"0x7f0000001000\",\"0x0\",\"0x0\"],\"result\":-1,\"error\":\"ENOENT\",\"text\":\"-1 "
            "ENOENT (No such file or directory)\",\"duration\":0.000004211,\"ip\":\"0x0\"}\n");
}

TEST(TraceJson, UnfinishedCalls) {
  JsonFormatter formatter;
  std::string out;
  ASSERT_TRUE(
      formatter.format(EventBuilder(SYS_close, {3}, 0, EventKind::kCallEntry).event(), out));
  EXPECT_EQ(out, "");
  formatter.finish(out);
  EXPECT_EQ(out,
            "{\"type\":\"unfinished\",\"time\":1700000000.123456789,\"pid\":100,\"tid\":100,"
            "\"call\":\"close\",\"number\":3,\"args\":{\"fd\":\"3\"},\"raw\":[\"0x3\"],\"ip\":"
            "\"0x0\"}\n");
}

}  // namespace
}  // namespace mimic::syscalls
