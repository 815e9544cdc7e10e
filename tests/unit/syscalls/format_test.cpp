#include "syscalls/trace/format.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <random>

#include "syscalls/linux/call.h"
#include "tests/unit/syscalls/event_builder.h"

namespace mimic::syscalls {
namespace {

constexpr uint64_t kA = 0x7f0000001000, kB = 0x7f0000002000, kC = 0x7f0000003000;
constexpr auto kCurrentFolder = static_cast<uint64_t>(AT_FDCWD);

TEST(TraceFormat, OpensAndReads) {
  EXPECT_EQ(EventBuilder(SYS_openat, {kCurrentFolder, kA, O_RDONLY | O_CLOEXEC, 7}, 3)
                .text(kA, "/etc/ld.so.cache")
                .line(),
            "openat(AT_FDCWD, \"/etc/ld.so.cache\", O_RDONLY|O_CLOEXEC) = 3");
  EXPECT_EQ(EventBuilder(SYS_openat, {5, kA, O_WRONLY | O_CREAT | O_TRUNC, 0644}, -ENOENT)
                .text(kA, "x")
                .line(),
            "openat(5, \"x\", O_WRONLY|O_CREAT|O_TRUNC, 0644) = -1 ENOENT (No such file or "
            "directory)");
  EXPECT_EQ(EventBuilder(SYS_read, {3, kA, 832}, 4).bytes(kA, "\177EL\n", 4, kRangeAtExit).line(),
            "read(3, \"\\177EL\\n\", 832) = 4");
  EXPECT_EQ(EventBuilder(SYS_read, {3, kA, 832}, -EAGAIN).line(),
            "read(3, 0x7f0000001000, 832) = -1 EAGAIN (Resource temporarily unavailable)");
  EXPECT_EQ(EventBuilder(SYS_open, {0x10, 0}, -EFAULT).line(),
            "open(0x10, O_RDONLY) = -1 EFAULT (Bad address)");
}

TEST(TraceFormat, CutsAndEscapesStrings) {
  const std::string text(40, 'a');
  EXPECT_EQ(EventBuilder(SYS_write, {1, kA, 40}, 40).bytes(kA, text.data(), 40).line(),
            "write(1, \"" + text.substr(8) + "\"..., 40) = 40");
  EXPECT_EQ(EventBuilder(SYS_write, {1, kA, 7}, 7).bytes(kA, "\"\\\t\0001\0x", 7).line(),
            "write(1, \"\\\"\\\\\\t\\0001\\0x\", 7) = 7");
  // the capture was cut shorter than what is shown
  EXPECT_EQ(EventBuilder(SYS_write, {1, kA, 9}, 9).bytes(kA, "abc", 3, kRangeTruncated).line(),
            "write(1, \"abc\"..., 9) = 9");
  FormatOptions hex;
  hex.strings = StringStyle::kHex;
  EXPECT_EQ(EventBuilder(SYS_write, {1, kA, 2}, 2).bytes(kA, "hi", 2).line(hex),
            "write(1, \"\\x68\\x69\", 2) = 2");
}

TEST(TraceFormat, AlignsResults) {
  Formatter formatter;
  std::string out;
  ASSERT_TRUE(formatter.format(EventBuilder(SYS_close, {3}).event(), out));
  EXPECT_EQ(out, "close(3)                                = 0\n");
}

TEST(TraceFormat, Memory) {
  EXPECT_EQ(EventBuilder(SYS_mmap,
                         {0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, ~0ull, 0},
                         0x7f0000000000)
                .line(),
            "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = "
            "0x7f0000000000");
  EXPECT_EQ(EventBuilder(SYS_brk, {0}, 0x5629ee0fc000).line(), "brk(NULL) = 0x5629ee0fc000");
}

TEST(TraceFormat, Execve) {
  const uint64_t argv[] = {kB, kC, 0}, envp[] = {1, 2, 3, 0};
  EXPECT_EQ(EventBuilder(SYS_execve, {kA, 0x1000, 0x2000})
                .text(kA, "/bin/ls")
                .text(kB, "ls")
                .text(kC, "-l")
                .in(0x1000, argv)
                .in(0x2000, envp)
                .line(),
            "execve(\"/bin/ls\", [\"ls\", \"-l\"], 0x2000 /* 3 vars */) = 0");
}

TEST(TraceFormat, Structures) {
  struct stat file{};
  file.st_mode = S_IFREG | 0644;
  file.st_size = 45039;
  EXPECT_EQ(
      EventBuilder(SYS_newfstatat, {3, kA, kB, AT_EMPTY_PATH}).text(kA, "").out(kB, file).line(),
      "newfstatat(3, \"\", {st_mode=S_IFREG|0644, st_size=45039, ...}, AT_EMPTY_PATH) = 0");
  const uint64_t action[] = {0x401000, SA_SIGINFO | 0x04000000, 0x402000, 1 << (SIGINT - 1)};
  EXPECT_EQ(EventBuilder(SYS_rt_sigaction, {SIGUSR1, kA, 0, 8}).in(kA, action).line(),
            "rt_sigaction(SIGUSR1, {sa_handler=0x401000, sa_mask=[INT], "
            "sa_flags=SA_RESTORER|SA_SIGINFO, sa_restorer=0x402000}, NULL, 8) = 0");
  const timespec time{1, 5};
  EXPECT_EQ(EventBuilder(SYS_nanosleep, {kA, kB}, 0).in(kA, time).line(),
            "nanosleep({tv_sec=1, tv_nsec=5}, 0x7f0000002000) = 0");
  const epoll_event event{.events = EPOLLIN, .data = {.u64 = 3}};
  EXPECT_EQ(EventBuilder(SYS_epoll_ctl, {4, EPOLL_CTL_ADD, 3, kA}).in(kA, event).line(),
            "epoll_ctl(4, EPOLL_CTL_ADD, 3, {events=EPOLLIN, data={u32=3, u64=3}}) = 0");
}

TEST(TraceFormat, Sockets) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(80);
  address.sin_addr.s_addr = htonl(0x7f000001);
  EXPECT_EQ(EventBuilder(SYS_connect, {3, kA, 16}).in(kA, address).line(),
            "connect(3, {sa_family=AF_INET, sin_port=htons(80), "
            "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0");
  EXPECT_EQ(
      EventBuilder(SYS_accept, {3, kA, kB}, 4).in(kB, 128).out(kB, 16).out(kA, address).line(),
      "accept(3, {sa_family=AF_INET, sin_port=htons(80), "
      "sin_addr=inet_addr(\"127.0.0.1\")}, [128 => 16]) = 4");
  EXPECT_EQ(EventBuilder(SYS_socket, {AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0}, 3).line(),
            "socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3");
  EXPECT_EQ(EventBuilder(SYS_setsockopt, {3, SOL_SOCKET, SO_REUSEADDR, kA, 4}).in(kA, 1).line(),
            "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0");
}

TEST(TraceFormat, ResultsWithDetails) {
  const pollfd before{.fd = 3, .events = POLLIN, .revents = 0};
  const pollfd after{.fd = 3, .events = POLLIN, .revents = POLLIN | POLLHUP};
  EXPECT_EQ(EventBuilder(SYS_poll, {kA, 1, 10}, 1).in(kA, before).out(kA, after).line(),
            "poll([{fd=3, events=POLLIN}], 1, 10) = 1 ([{fd=3, revents=POLLIN|POLLHUP}])");
  EXPECT_EQ(EventBuilder(SYS_poll, {kA, 1, 10}, 0).in(kA, before).line(),
            "poll([{fd=3, events=POLLIN}], 1, 10) = 0 (Timeout)");
  EXPECT_EQ(EventBuilder(SYS_fcntl, {3, F_GETFL}, 0x8402).line(),
            "fcntl(3, F_GETFL) = 0x8402 (flags O_RDWR|O_APPEND|O_LARGEFILE)");
  EXPECT_EQ(EventBuilder(SYS_fcntl, {3, F_GETFD}, 1).line(),
            "fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)");
  EXPECT_EQ(EventBuilder(SYS_wait4, {~0ull, kA, 0, 0}, 7).out(kA, 3 << 8).line(),
            "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 7");
}

TEST(TraceFormat, FutexByOperation) {
  EXPECT_EQ(EventBuilder(SYS_futex, {kA, FUTEX_WAKE_PRIVATE, 1, 9, 9, 9}, 1).line(),
            "futex(0x7f0000001000, FUTEX_WAKE_PRIVATE, 1) = 1");
  EXPECT_EQ(
      EventBuilder(SYS_futex,
                   {kA, FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME, 2, 0, 0, 0xffffffff},
                   -EAGAIN)
          .line(),
      "futex(0x7f0000001000, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 2, NULL, "
      "FUTEX_BITSET_MATCH_ANY) = -1 EAGAIN (Resource temporarily unavailable)");
}

TEST(TraceFormat, UnfinishedCalls) {
  Formatter formatter;
  std::string out;
  const auto put = [&](const EventBuilder& builder) {
    ASSERT_TRUE(formatter.format(builder.event(), out));
  };
  put(EventBuilder(SYS_read, {3, kA, 10}, 0, EventKind::kCallEntry));
  EXPECT_EQ(out, "read(3, ");
  put(EventBuilder(SYS_close, {4}).thread(101));
  put(EventBuilder(SYS_read, {3, kA, 10}, 2, EventKind::kCallExit)
          .bytes(kA, "ab", 2, kRangeAtExit));
  EXPECT_EQ(out,
            "read(3,  <unfinished ...>\n"
            "[pid   101] close(4)                    = 0\n"
            "[pid   100] <... read resumed>\"ab\", 10) = 2\n");
  // nothing came between
  out.clear();
  put(EventBuilder(SYS_read, {3, kA, 10}, 0, EventKind::kCallEntry));
  put(EventBuilder(SYS_read, {3, kA, 10}, 2, EventKind::kCallExit)
          .bytes(kA, "ab", 2, kRangeAtExit));
  EXPECT_EQ(out, "[pid   100] read(3, \"ab\", 10)           = 2\n");
}

TEST(TraceFormat, EndsAndSignals) {
  Formatter formatter;
  std::string out;
  const auto put = [&](const auto& event) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(&event);
    ASSERT_TRUE(formatter.format({bytes, sizeof event}, out));
  };
  const auto header = [](EventKind kind, uint32_t size) {
    return EventHeader{.size = size,
                       .kind = kind,
                       .version = kEventVersion,
                       .reserved = 0,
                       .pid = 100,
                       .tid = 100,
                       .time = 0};
  };
  siginfo_t info{};
  info.si_signo = SIGCHLD;
  info.si_code = CLD_EXITED;
  info.si_pid = 7;
  info.si_status = 1;
  SignalEvent signal{.header = header(EventKind::kSignal, sizeof(SignalEvent)),
                     .signal = SIGCHLD,
                     .flags = 0,
                     .siginfo = {}};
  std::memcpy(signal.siginfo, &info, sizeof info);
  put(signal);
  put(ExitedEvent{
      .header = header(EventKind::kExited, sizeof(ExitedEvent)), .status = 3, .reserved = 0});
  put(SignalEvent{.header = header(EventKind::kKilled, sizeof(SignalEvent)),
                  .signal = SIGKILL,
                  .flags = 0,
                  .siginfo = {}});
  EXPECT_EQ(out,
            "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=0, si_status=1, "
            "si_utime=0, si_stime=0} ---\n"
            "+++ exited with 3 +++\n"
            "+++ killed by SIGKILL +++\n");
  EXPECT_EQ(EventBuilder(SYS_exit_group, {0}).flags(kCallNoReturn).line(), "exit_group(0) = ?");
}

TEST(TraceFormat, Options) {
  FormatOptions options;
  options.duration = true;
  options.clock = Clock::kEpoch;
  options.paths = DescriptorPaths::kPaths;
  options.path_of = [](int32_t, int32_t descriptor) {
    return descriptor == 3 ? std::string("/tmp/x") : std::string();
  };
  EXPECT_EQ(EventBuilder(SYS_close, {3}).duration(1234567).line(options),
            "1700000000.123456 close(3</tmp/x>) = 0 <0.001234>");
}

TEST(TraceFormat, UnknownCalls) {
  EXPECT_EQ(EventBuilder(0x1f4, {1, 2, 3, 4, 5, 6}, -ENOSYS).line(),
            "syscall_0x1f4(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)");
}

// Events that were cut, or hold anything at all, never make the formatter read beyond their end.
TEST(TraceFormat, HostileEvents) {
  const auto whole = EventBuilder(SYS_execve, {kA, 0x1000, 0x2000}).text(kA, "/bin/ls").event();
  for (size_t size = 0; size < whole.size(); ++size) {
    auto cut = std::vector<uint8_t>(whole.begin(), whole.begin() + static_cast<long>(size));
    std::string out;
    Formatter formatter;
    EXPECT_FALSE(formatter.format(cut, out));
    if (size < sizeof(EventHeader)) continue;
    const auto told = static_cast<uint32_t>(size);
    std::memcpy(cut.data(), &told, sizeof told);
    formatter.format(cut, out);
  }
  std::mt19937_64 random(1);
  Formatter formatter;
  for (const Call& call : kTable.calls)
    for (int turn = 0; turn < 40; ++turn) {
      const auto number = [&] {
        const uint64_t kinds[] = {random(), random() % 8, kA + random() % 64,
                                  kB,       ~0ull,        1ull << 32};
        return kinds[random() % 6];
      };
      std::vector<uint8_t> noise(random() % 400);
      for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random() % 4 ? random() : 0);
      EventBuilder builder(call.number,
                           {number(), number(), number(), number(), number(), number()},
                           static_cast<int64_t>(number()));
      for (const uint64_t address : {kA, kB}) {
        builder.bytes(address, noise.data(), noise.size());
        builder.bytes(address, noise.data(), noise.size() / 2, kRangeAtExit);
      }
      auto event = builder.event();
      if (turn % 4 == 0)
        event[24 + random() % (event.size() - 24)] = static_cast<uint8_t>(random());
      std::string out;
      formatter.format(event, out);
      EXPECT_LT(out.size(), 1u << 20) << call.name;
    }
}

}  // namespace
}  // namespace mimic::syscalls
