// The kernel's own structures and constants, as the kernel sees them (libc's differ). Source:
// include/uapi of Linux 6.1, arch/x86.
#pragma once

#include <stdint.h>

namespace mimic::monitor {

enum Number : uint64_t {
  kWrite = 1,
  kOpen = 2,
  kClose = 3,
  kMmap = 9,
  kMprotect = 10,
  kMunmap = 11,
  kRtSigaction = 13,
  kRtSigprocmask = 14,
  kRtSigreturn = 15,
  kPread64 = 17,
  kSchedYield = 24,
  kDup = 32,
  kNanosleep = 35,
  kGetpid = 39,
  kClone = 56,
  kFork = 57,
  kVfork = 58,
  kExecve = 59,
  kExit = 60,
  kKill = 62,
  kReadlink = 89,
  kRtSigsuspend = 130,
  kSigaltstack = 131,
  kPrctl = 157,
  kArchPrctl = 158,
  kGettid = 186,
  kFutex = 202,
  kClockGettime = 228,
  kExitGroup = 231,
  kTgkill = 234,
  kOpenat = 257,
  kReadlinkat = 267,
  kFaccessat = 269,
  kPselect6 = 270,
  kPpoll = 271,
  kEpollPwait = 281,
  kRtTgsigqueueinfo = 297,
  kExecveat = 322,
  kIoUringSetup = 425,
  kClone3 = 435,
  kEpollPwait2 = 441,
};

inline constexpr int kSigill = 4, kSigbus = 7, kSigfpe = 8, kSigsegv = 11, kSigtrap = 5,
                     kSigsys = 31, kSignals = 64;
inline constexpr int64_t kEperm = 1, kEintr = 4, kEnoexec = 8, kEnomem = 12, kEfault = 14,
                         kEinval = 22, kEnosys = 38;

using SignalSet = uint64_t;  // bit n - 1 for signal n
inline constexpr SignalSet kAllSignals = ~SignalSet{0};
constexpr SignalSet signal_bit(int signal) { return SignalSet{1} << (signal - 1); }

inline constexpr uint64_t kHandlerDefault = 0, kHandlerIgnore = 1;
inline constexpr uint64_t kSaNocldstop = 1, kSaNocldwait = 2, kSaSiginfo = 4,
                          kSaRestorer = 0x04000000, kSaOnstack = 0x08000000,
                          kSaRestart = 0x10000000, kSaNodefer = 0x40000000,
                          kSaResethand = 0x80000000;

struct SignalAction {
  uint64_t handler;
  uint64_t flags;
  uint64_t restorer;
  SignalSet mask;
};

inline constexpr int kSsOnstack = 1, kSsDisable = 2;
inline constexpr uint32_t kSsAutodisarm = 1u << 31;
inline constexpr uint64_t kMinimumSignalStack = 2048;

struct SignalStack {
  uint64_t base;
  uint32_t flags;
  uint32_t reserved;
  uint64_t size;
};

struct SignalContext {
  uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip;
  uint64_t flags;
  uint16_t cs, gs, fs, ss;
  uint64_t error, trap, old_mask, cr2;
  uint64_t extended;  // address of the extended state, or 0
  uint64_t reserved[8];
};
static_assert(sizeof(SignalContext) == 256);

struct UserContext {
  uint64_t flags;
  uint64_t link;
  SignalStack stack;
  SignalContext registers;
  SignalSet mask;
};
static_assert(sizeof(UserContext) == 304);

struct SignalInfo {
  int32_t signal, error, code, padding;
  uint64_t fields[14];
};
static_assert(sizeof(SignalInfo) == 128);
inline constexpr int kSysUserDispatch = 2;  // of SIGSYS

// What the kernel pushes for a handler.
struct SignalFrame {
  uint64_t restorer;
  UserContext context;
  SignalInfo info;
};

inline constexpr uint64_t kCloneVm = 0x100, kCloneSighand = 0x800, kCloneVfork = 0x4000,
                          kCloneClearSighand = 0x100000000;

struct CloneArguments {
  uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
      set_tid_size, cgroup;
};

inline constexpr uint64_t kSetGs = 0x1001, kSetFs = 0x1002, kGetFs = 0x1003;
inline constexpr uint64_t kSetSyscallUserDispatch = 59, kDispatchOff = 0, kDispatchOn = 1;

inline constexpr uint64_t kProtNone = 0, kProtReadWrite = 3, kProtExec = 4, kMapPrivate = 2,
                          kMapFixed = 0x10, kMapAnonymous = 0x20;

inline constexpr int kAtFdcwd = -100, kAtEmptyPath = 0x1000;

}  // namespace mimic::monitor
