// Structures and operands in strace's notation, by events made by hand.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "tests/unit/syscalls/event_builder.h"

namespace mimic::syscalls {
namespace {

constexpr uint64_t kA = 0x7f0000001000, kB = 0x7f0000002000, kC = 0x7f0000003000;
constexpr auto kCurrentFolder = static_cast<uint64_t>(AT_FDCWD);

TEST(TraceStructures, Clone) {
  EXPECT_EQ(
      EventBuilder(SYS_clone, {CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | 17, 0, 0, kA, 0}, 123)
          .line(),
      "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, "
      "child_tidptr=0x7f0000001000) = 123");
  clone_args args{};
  args.flags = CLONE_VM | CLONE_PARENT_SETTID;
  args.parent_tid = kB;
  args.exit_signal = 17;
  args.stack = kC;
  args.stack_size = 0x2000;
  EXPECT_EQ(EventBuilder(SYS_clone3, {kA, 88}, 123).in(kA, args).out(kB, 123).line(),
            "clone3({flags=CLONE_VM|CLONE_PARENT_SETTID, parent_tid=0x7f0000002000, "
            "exit_signal=SIGCHLD, stack=0x7f0000003000, stack_size=0x2000} => "
            "{parent_tid=[123]}, 88) = 123");
}

// The new process returns from clone as well, but made no call.
TEST(TraceStructures, CloneInTheChild) {
  Formatter formatter;
  std::string out;
  EXPECT_TRUE(formatter.format(EventBuilder(SYS_clone, {17}, 0).thread(101).event(), out));
  EXPECT_EQ(out, "");
}

// strace ends the line of a clone before the comma, that of other calls after it.
TEST(TraceStructures, UnfinishedClone) {
  Formatter formatter;
  std::string out;
  const std::vector<uint64_t> args = {CLONE_CHILD_SETTID | 17, 0, 0, kA, 0};
  formatter.format(EventBuilder(SYS_clone, args, 0, EventKind::kCallEntry).event(), out);
  formatter.format(EventBuilder(SYS_close, {3}).thread(101).event(), out);
  formatter.format(EventBuilder(SYS_clone, args, 101, EventKind::kCallExit).event(), out);
  EXPECT_EQ(out,
            "clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>\n"
            "[pid   101] close(3)                    = 0\n"
            "[pid   100] <... clone resumed>, child_tidptr=0x7f0000001000) = 101\n");
}

TEST(TraceStructures, Messages) {
  const iovec buffer{reinterpret_cast<void*>(kB), 10};
  msghdr message{};
  message.msg_iov = reinterpret_cast<iovec*>(kC);
  message.msg_iovlen = 1;
  message.msg_namelen = 110;
  msghdr after = message;
  after.msg_namelen = 0;
  EXPECT_EQ(EventBuilder(SYS_recvmsg, {3, kA, 0}, 4)
                .in(kA, message)
                .in(kC, buffer)
                .out(kA, after)
                .out(kC, buffer)
                .bytes(kB, "abcd", 4, kRangeAtExit)
                .line(),
            "recvmsg(3, {msg_name=NULL, msg_namelen=110 => 0, msg_iov=[{iov_base=\"abcd\", "
            "iov_len=10}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 4");
  EXPECT_EQ(EventBuilder(SYS_recvmsg, {3, kA, 0}, -11).in(kA, message).line(),
            "recvmsg(3, {msg_namelen=110}, 0) = -1 EAGAIN (Resource temporarily unavailable)");
  EXPECT_EQ(EventBuilder(SYS_readv, {3, kC, 1}, -11).in(kC, buffer).line(),
            "readv(3, [{iov_base=0x7f0000002000, iov_len=10}], 1) = -1 EAGAIN (Resource "
            "temporarily unavailable)");
}

TEST(TraceStructures, UnixAddresses) {
  sockaddr_un address{AF_UNIX, "/tmp/s"};
  EXPECT_EQ(EventBuilder(SYS_connect, {3, kA, 110}).in(kA, address).line(),
            "connect(3, {sa_family=AF_UNIX, sun_path=\"/tmp/s\"}, 110) = 0");
  std::memcpy(address.sun_path, "\0abs", 4);
  EXPECT_EQ(EventBuilder(SYS_bind, {3, kA, 6}).bytes(kA, &address, 6).line(),
            "bind(3, {sa_family=AF_UNIX, sun_path=@\"abs\"}, 6) = 0");
}

TEST(TraceStructures, Terminals) {
  const uint32_t settings[9] = {0x500, 0x5, 0xbf, 0x8a3b};
  EXPECT_EQ(EventBuilder(SYS_ioctl, {0, 0x5401, kA}).out(kA, settings).line(),
            "ioctl(0, TCGETS, {c_iflag=ICRNL|IXON, "
            "c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, c_cflag=B38400|CS8|CREAD, "
            "c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|IEXTEN|ECHOCTL|ECHOKE, ...}) = 0");
  const uint16_t size[] = {24, 80, 0, 0};
  EXPECT_EQ(EventBuilder(SYS_ioctl, {0, 0x5413, kA}).out(kA, size).line(),
            "ioctl(0, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}) = 0");
  EXPECT_EQ(EventBuilder(SYS_ioctl, {0, 0x5401, kA}, -25).line(),
            "ioctl(0, TCGETS, 0x7f0000001000) = -1 ENOTTY (Inappropriate ioctl for device)");
  EXPECT_EQ(EventBuilder(SYS_ioctl, {0, 0xdeadbeef, 5}, -25).line(),
            "ioctl(0, _IOC(_IOC_READ|_IOC_WRITE, 0xbe, 0xef, 0x1ead), 0x5) = -1 ENOTTY "
            "(Inappropriate ioctl for device)");
}

TEST(TraceStructures, OperandsByOperation) {
  EXPECT_EQ(EventBuilder(SYS_prctl, {PR_SET_NAME, kA, 7, 8, 9}).text(kA, "worker").line(),
            "prctl(PR_SET_NAME, \"worker\") = 0");
  EXPECT_EQ(EventBuilder(SYS_prctl, {PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0}).line(),
            "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0");
  EXPECT_EQ(EventBuilder(SYS_mount, {kA, kB, 0, MS_REC | MS_PRIVATE, 0})
                .text(kA, "none")
                .text(kB, "/")
                .line(),
            "mount(\"none\", \"/\", NULL, MS_REC|MS_PRIVATE, NULL) = 0");
  EXPECT_EQ(EventBuilder(SYS_mremap, {kA, 1, 2, 1, 9}, static_cast<int64_t>(kA)).line(),
            "mremap(0x7f0000001000, 1, 2, MREMAP_MAYMOVE) = 0x7f0000001000");
  const sembuf operations[] = {{0, 1, SEM_UNDO}, {1, -1, IPC_NOWAIT}};
  EXPECT_EQ(EventBuilder(SYS_semop, {1, kA, 2}).in(kA, operations).line(),
            "semop(1, [{sem_num=0, sem_op=1, sem_flg=SEM_UNDO}, {sem_num=1, sem_op=-1, "
            "sem_flg=IPC_NOWAIT}], 2) = 0");
  EXPECT_EQ(EventBuilder(SYS_shmget, {0, 4096, IPC_CREAT | 0600}, 5).line(),
            "shmget(IPC_PRIVATE, 4096, IPC_CREAT|0600) = 5");
  EXPECT_EQ(
      EventBuilder(SYS_mknodat, {kCurrentFolder, kA, S_IFCHR | 0600, 0x103}).text(kA, "x").line(),
      "mknodat(AT_FDCWD, \"x\", S_IFCHR|0600, makedev(0x1, 0x3)) = 0");
}

TEST(TraceStructures, LimitsAndTimes) {
  const rlimit limit{8192 * 1024, RLIM_INFINITY};
  EXPECT_EQ(EventBuilder(SYS_prlimit64, {0, RLIMIT_STACK, 0, kA}).out(kA, limit).line(),
            "prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0");
  const timespec times[] = {{0, UTIME_NOW}, {5, UTIME_OMIT}};
  EXPECT_EQ(EventBuilder(SYS_utimensat, {kCurrentFolder, kA, kB, AT_SYMLINK_NOFOLLOW})
                .text(kA, "x")
                .in(kB, times)
                .line(),
            "utimensat(AT_FDCWD, \"x\", [UTIME_NOW, UTIME_OMIT], AT_SYMLINK_NOFOLLOW) = 0");
  const timespec rest{0, 5};
  EXPECT_EQ(EventBuilder(SYS_nanosleep, {kA, kB}, -EINTR).in(kA, rest).out(kB, rest).line(),
            "nanosleep({tv_sec=0, tv_nsec=5}, {tv_sec=0, tv_nsec=5}) = -1 EINTR (Interrupted "
            "system call)");
  EXPECT_EQ(EventBuilder(SYS_nanosleep, {kA, kB}, -516).in(kA, rest).out(kB, rest).line(),
            "nanosleep({tv_sec=0, tv_nsec=5}, {tv_sec=0, tv_nsec=5}) = ? ERESTART_RESTARTBLOCK "
            "(Interrupted by signal)");
}

TEST(TraceStructures, Folders) {
  struct Entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    uint8_t type;
    char name[5];
  } __attribute__((packed)) entries[] = {{1, 1, 24, 4, "."}, {2, 2, 24, 8, "x"}};
  EXPECT_EQ(EventBuilder(SYS_getdents64, {3, kA, 32768}, 48).out(kA, entries).line(),
            "getdents64(3, 0x7f0000001000 /* 2 entries */, 32768) = 48");
  FormatOptions verbose;
  verbose.verbose = true;
  EXPECT_EQ(EventBuilder(SYS_getdents64, {3, kA, 32768}, 48).out(kA, entries).line(verbose),
            "getdents64(3, [{d_ino=1, d_off=1, d_reclen=24, d_type=DT_DIR, d_name=\".\"}, "
            "{d_ino=2, d_off=2, d_reclen=24, d_type=DT_REG, d_name=\"x\"}], 32768) = 48");
}

TEST(TraceStructures, SetsOfSignalsAndDescriptors) {
  const uint64_t set = 1ull << (SIGINT - 1) | 1ull << (34 - 1);
  EXPECT_EQ(EventBuilder(SYS_rt_sigprocmask, {0, kA, 0, 8}).in(kA, set).line(),
            "rt_sigprocmask(SIG_BLOCK, [INT RT_2], NULL, 8) = 0");
  EXPECT_EQ(EventBuilder(SYS_rt_sigprocmask, {2, kA, 0, 8}).in(kA, ~0ull).line(),
            "rt_sigprocmask(SIG_SETMASK, ~[], NULL, 8) = 0");
  const uint64_t descriptors = 0b1010, ready = 0b1000;
  EXPECT_EQ(EventBuilder(SYS_select, {4, kA, 0, 0, 0}, 1).in(kA, descriptors).out(kA, ready).line(),
            "select(4, [1 3], NULL, NULL, NULL) = 1 (in [3])");
}

}  // namespace
}  // namespace mimic::syscalls
