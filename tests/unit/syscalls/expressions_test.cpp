#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>

#include "syscalls/trace/call_set.h"
#include "syscalls/trace/injection.h"

namespace mimic::syscalls {
namespace {

std::string set_error(const char* expression) {
  const auto set = parse_call_set(expression);
  return set ? "" : set.error().message;
}

TEST(CallSets, NamesAndNumbers) {
  const auto set = *parse_call_set("open,close,0");
  EXPECT_EQ(set.known.count(), 3u);
  EXPECT_TRUE(set.contains(SYS_open) && set.contains(SYS_close) && set.contains(SYS_read));
  EXPECT_FALSE(set.contains(5000));
}

TEST(CallSets, ClassesAndPatterns) {
  EXPECT_TRUE(parse_call_set("%network")->contains(SYS_sendto));
  EXPECT_TRUE(parse_call_set("network")->contains(SYS_sendto));
  EXPECT_TRUE(parse_call_set("%%stat")->contains(SYS_statx));
  EXPECT_FALSE(parse_call_set("%stat")->contains(SYS_statx));
  // a name goes before a class
  EXPECT_EQ(parse_call_set("stat")->known.count(), 1u);
  const auto epoll = *parse_call_set("/^epoll_");
  EXPECT_TRUE(epoll.contains(SYS_epoll_wait) && !epoll.contains(SYS_poll));
}

TEST(CallSets, Inversion) {
  const auto set = *parse_call_set("!read,%file");
  EXPECT_FALSE(set.contains(SYS_read) || set.contains(SYS_openat));
  EXPECT_TRUE(set.contains(SYS_write) && set.contains(5000));
  EXPECT_TRUE(parse_call_set("none")->empty());
  EXPECT_TRUE(parse_call_set("all")->contains(5000));
  EXPECT_TRUE(parse_call_set("!all")->empty());
}

TEST(CallSets, Errors) {
  EXPECT_EQ(set_error("open,foo"), "invalid system call 'foo'");
  EXPECT_EQ(set_error("?foo"), "");
  EXPECT_EQ(set_error(""), "invalid system call ''");
  EXPECT_EQ(set_error("!"), "invalid system call '!'");
  EXPECT_EQ(set_error("9999"), "invalid system call '9999'");
  EXPECT_EQ(set_error("%bad"), "invalid system call class '%bad'");
  EXPECT_NE(set_error("/[").find("invalid regular expression '['"), std::string::npos);
}

std::string injection_error(const char* expression) {
  const auto injection = parse_injection(expression);
  return injection ? "" : injection.error().message;
}

TEST(Injections, Values) {
  const auto one =
      *parse_injection("open,%network:error=ENOENT:signal=USR1:delay_enter=2ms:delay_exit=5");
  EXPECT_TRUE(one.calls.contains(SYS_open) && one.calls.contains(SYS_connect));
  EXPECT_EQ(one.error, 2);
  EXPECT_EQ(one.signal, SIGUSR1);
  EXPECT_EQ(one.delay_enter, 2000000u);
  EXPECT_EQ(one.delay_exit, 5000u);
  EXPECT_EQ(parse_injection("read:retval=0x10")->result, 16);
  EXPECT_EQ(parse_injection("read:retval=-1")->result, -1);
  EXPECT_EQ(parse_injection("read:error=eio")->error, 5);
  EXPECT_EQ(parse_injection("read:error=77")->error, 77);
  EXPECT_EQ(parse_injection("read:syscall=getpid")->replacement, SYS_getpid);
  EXPECT_EQ(parse_fault("read")->error, 38);
}

TEST(Injections, Times) {
  const auto times = [](const char* when) {
    const auto injection = parse_injection((std::string("read:error=EIO:when=") + when).c_str());
    return injection ? injection->times : InjectionTimes{0, 0, 0};
  };
  EXPECT_EQ(times("3").first, 3u);
  EXPECT_EQ(times("3").step, 0u);
  EXPECT_EQ(times("3+").step, 1u);
  EXPECT_EQ(times("3+2").step, 2u);
  EXPECT_EQ(times("3..9").last, 9u);
  EXPECT_EQ(times("3..9").step, 1u);
  EXPECT_EQ(times("3..9+2").step, 2u);
}

TEST(Injections, Errors) {
  EXPECT_EQ(injection_error("foo:error=EIO"), "invalid system call 'foo'");
  EXPECT_EQ(injection_error("open"),
            "invalid injection 'open': nothing to do: give error, retval, syscall, signal or a "
            "delay");
  EXPECT_EQ(injection_error("open:error=EXX"), "invalid injection 'error=EXX': no such error");
  EXPECT_EQ(injection_error("open:error=5000"),
            "invalid injection 'error=5000': errors are 1 to 4095");
  EXPECT_EQ(injection_error("open:error=EIO:retval=1"),
            "invalid injection 'retval=1': error and retval exclude each other");
  EXPECT_EQ(injection_error("open:signal=FOO"), "invalid injection 'signal=FOO': no such signal");
  EXPECT_EQ(injection_error("open:error=EIO:when=0"),
            "invalid injection 'when=0': the first time is 1 to 65534");
  EXPECT_EQ(injection_error("open:error=EIO:when=5..4"),
            "invalid injection 'when=5..4': the last time comes before the first");
  EXPECT_EQ(injection_error("open:delay_enter=1h"),
            "invalid injection 'delay_enter=1h': not a time");
  EXPECT_EQ(injection_error("open:syscall=exit"),
            "invalid injection 'syscall=exit': only calls of %pure may replace one");
  EXPECT_EQ(injection_error("open:bad=1"),
            "invalid injection 'bad=1': expected error, retval, syscall, signal, delay_enter, "
            "delay_exit or when");
}

}  // namespace
}  // namespace mimic::syscalls
