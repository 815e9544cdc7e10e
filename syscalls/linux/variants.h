// What an argument means where another one decides: operations of fcntl, futex, prctl, ioctl and
// their like. Included by table.cpp alone. Ordered by call; the first that applies to an argument
// counts. The numbers are those of the kernel's uapi headers, named beside each.
#pragma once

#include "syscalls/linux/builder.h"

namespace mimic::syscalls {
namespace variants {

using namespace build;
using enum Type;

constexpr uint64_t kAll = 0xffffffff;  // commands are 32 bits wide; the kernel ignores the rest

// Argument `argument` where (args[selector] & mask) == value.
consteval Variant when(unsigned number, unsigned selector, uint64_t value, unsigned argument,
                       Argument type, uint64_t mask = kAll) {
  return {static_cast<uint16_t>(number),
          static_cast<uint8_t>(selector),
          static_cast<uint8_t>(argument),
          mask,
          value,
          type};
}

// No file is made without one of O_CREAT and __O_TMPFILE, so that the mode means nothing.
constexpr uint64_t kCreates = 0x400040;
constexpr unsigned kResult = kResultIndex;
// Commands of futex(2) without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME.
constexpr uint64_t kFutexCommand = 0x7f;
// Commands of shmctl, semctl and msgctl without IPC_64.
constexpr uint64_t kIpcCommand = 0xff;
// Commands of quotactl without the type of quota.
constexpr uint64_t kQuotaCommandMask = 0xffffff00;

constexpr Argument kTimeout = object_in(kTimespec);
constexpr Argument kIntIn = object_in(kInt);
constexpr Argument kIntOut = object_out(kInt);

// clang-format off
constexpr Variant kVariantList[] = {
    // open: no mode
    when(2, 1, 0, 2, hidden(), kCreates),
    // ioctl
    when(16, 1, 0x5401, 2, object_out(kTermios)),              // TCGETS
    when(16, 1, 0x5402, 2, object_in(kTermios)),               // TCSETS
    when(16, 1, 0x5403, 2, object_in(kTermios)),               // TCSETSW
    when(16, 1, 0x5404, 2, object_in(kTermios)),               // TCSETSF
    when(16, 1, 0x5409, 2, value(kInt)),                       // TCSBRK
    when(16, 1, 0x540a, 2, value(kInt)),                       // TCXONC
    when(16, 1, 0x540b, 2, value(kInt)),                       // TCFLSH
    when(16, 1, 0x540c, 2, hidden()),                          // TIOCEXCL
    when(16, 1, 0x540d, 2, hidden()),                          // TIOCNXCL
    when(16, 1, 0x540e, 2, value(kInt)),                       // TIOCSCTTY
    when(16, 1, 0x540f, 2, object_out(kPid)),                  // TIOCGPGRP
    when(16, 1, 0x5410, 2, object_in(kPid)),                   // TIOCSPGRP
    when(16, 1, 0x5411, 2, kIntOut),                           // TIOCOUTQ
    when(16, 1, 0x5413, 2, object_out(kWinsize)),              // TIOCGWINSZ
    when(16, 1, 0x5414, 2, object_in(kWinsize)),               // TIOCSWINSZ
    when(16, 1, 0x541b, 2, kIntOut),                           // FIONREAD
    when(16, 1, 0x5421, 2, kIntIn),                            // FIONBIO
    when(16, 1, 0x5422, 2, hidden()),                          // TIOCNOTTY
    when(16, 1, 0x5423, 2, kIntIn),                            // TIOCSETD
    when(16, 1, 0x5424, 2, kIntOut),                           // TIOCGETD
    when(16, 1, 0x5429, 2, object_out(kPid)),                  // TIOCGSID
    when(16, 1, 0x80045430, 2, object_out(kUInt)),             // TIOCGPTN
    when(16, 1, 0x40045431, 2, kIntIn),                        // TIOCSPTLCK
    when(16, 1, 0x5441, 2, value(kOpenFlags)),                 // TIOCGPTPEER
    when(16, 1, 0x5441, kResult, value(kFd)),                  // TIOCGPTPEER
    when(16, 1, 0x5450, 2, hidden()),                          // FIONCLEX
    when(16, 1, 0x5451, 2, hidden()),                          // FIOCLEX
    when(16, 1, 0x5452, 2, kIntIn),                            // FIOASYNC
    when(16, 1, 0x8901, 2, kIntIn),                            // FIOSETOWN
    when(16, 1, 0x8903, 2, kIntOut),                           // FIOGETOWN
    when(16, 1, 0x8910, 2, object_inout(kIfreq)),              // SIOCGIFNAME
    when(16, 1, 0x8913, 2, object_inout(kIfreq)),              // SIOCGIFFLAGS
    when(16, 1, 0x8915, 2, object_inout(kIfreq)),              // SIOCGIFADDR
    when(16, 1, 0x8919, 2, object_inout(kIfreq)),              // SIOCGIFBRDADDR
    when(16, 1, 0x891b, 2, object_inout(kIfreq)),              // SIOCGIFNETMASK
    when(16, 1, 0x8921, 2, object_inout(kIfreq)),              // SIOCGIFMTU
    when(16, 1, 0x8927, 2, object_inout(kIfreq)),              // SIOCGIFHWADDR
    when(16, 1, 0x8933, 2, object_inout(kIfreq)),              // SIOCGIFINDEX
    when(16, 1, 0x40049409, 2, value(kFd)),                    // FICLONE
    when(16, 1, 0x80086601, 2, object_out(kInodeFlags)),  // FS_IOC_GETFLAGS, an int in truth
    when(16, 1, 0x40086602, 2, object_in(kInodeFlags)),  // FS_IOC_SETFLAGS, likewise
    when(16, 1, 0x80081272, 2, object_out(kULong)),            // BLKGETSIZE64
    when(16, 1, 0x1268, 2, kIntOut),                           // BLKSSZGET
    when(16, 1, 0xc0045877, 2, hidden()),  // FIFREEZE
    when(16, 1, 0xc0045878, 2, hidden()),  // FITHAW
    // mremap: no new address without MREMAP_FIXED and MREMAP_DONTUNMAP
    when(25, 3, 0, 4, hidden(), 6),
    // shmctl: IPC_SET, IPC_STAT, SHM_STAT, SHM_STAT_ANY
    when(31, 1, 1, 2, object_in(kShmid), kIpcCommand),
    when(31, 1, 2, 2, object_out(kShmid), kIpcCommand),
    when(31, 1, 13, 2, object_out(kShmid), kIpcCommand),
    when(31, 1, 15, 2, object_out(kShmid), kIpcCommand),
    // semctl: IPC_SET, IPC_STAT
    when(66, 2, 1, 3, object_in(kSemid), kIpcCommand),
    when(66, 2, 2, 3, object_out(kSemid), kIpcCommand),
    // msgctl: IPC_SET, IPC_STAT, MSG_STAT
    when(71, 1, 1, 2, object_in(kMsqid), kIpcCommand),
    when(71, 1, 2, 2, object_out(kMsqid), kIpcCommand),
    when(71, 1, 11, 2, object_out(kMsqid), kIpcCommand),
    // fcntl
    when(72, 1, 0, 2, value(kLong)),                            // F_DUPFD
    when(72, 1, 0, kResult, value(kFd)),                       // F_DUPFD
    when(72, 1, 1, 2, hidden()),                               // F_GETFD
    when(72, 1, 1, kResult, value(kFdFlags)),                  // F_GETFD
    when(72, 1, 2, 2, value(kFdFlags)),                        // F_SETFD
    when(72, 1, 3, 2, hidden()),                               // F_GETFL
    when(72, 1, 3, kResult, value(kOpenFlags)),                // F_GETFL
    when(72, 1, 4, 2, value(kOpenFlags)),                      // F_SETFL
    when(72, 1, 5, 2, object_inout(kFlock)),                   // F_GETLK
    when(72, 1, 6, 2, object_in(kFlock)),                      // F_SETLK
    when(72, 1, 7, 2, object_in(kFlock)),                      // F_SETLKW
    when(72, 1, 8, 2, value(kPid)),                            // F_SETOWN
    when(72, 1, 9, 2, hidden()),                               // F_GETOWN
    when(72, 1, 9, kResult, value(kPid)),                      // F_GETOWN
    when(72, 1, 10, 2, value(kSignal)),                        // F_SETSIG
    when(72, 1, 11, 2, hidden()),                              // F_GETSIG
    when(72, 1, 11, kResult, value(kSignal)),                  // F_GETSIG
    when(72, 1, 15, 2, object_in(kFileOwner)),                 // F_SETOWN_EX
    when(72, 1, 16, 2, object_out(kFileOwner)),                // F_GETOWN_EX
    when(72, 1, 36, 2, object_inout(kFlock)),                  // F_OFD_GETLK
    when(72, 1, 37, 2, object_in(kFlock)),                     // F_OFD_SETLK
    when(72, 1, 38, 2, object_in(kFlock)),                     // F_OFD_SETLKW
    when(72, 1, 1024, 2, value(kLease)),                       // F_SETLEASE
    when(72, 1, 1025, 2, hidden()),                            // F_GETLEASE
    when(72, 1, 1025, kResult, value(kLease)),                 // F_GETLEASE
    when(72, 1, 1026, 2, value(kNotifyFlags)),                 // F_NOTIFY
    when(72, 1, 1030, 2, value(kLong)),                         // F_DUPFD_CLOEXEC
    when(72, 1, 1030, kResult, value(kFd)),                    // F_DUPFD_CLOEXEC
    when(72, 1, 1031, 2, value(kInt)),                         // F_SETPIPE_SZ
    when(72, 1, 1032, 2, hidden()),                            // F_GETPIPE_SZ
    when(72, 1, 1033, 2, value(kSeals)),                       // F_ADD_SEALS
    when(72, 1, 1034, 2, hidden()),                            // F_GET_SEALS
    when(72, 1, 1034, kResult, value(kSeals)),                 // F_GET_SEALS
    when(72, 1, 1035, 2, object_out(kULong)),                  // F_GET_RW_HINT
    when(72, 1, 1036, 2, object_in(kULong)),                   // F_SET_RW_HINT
    when(72, 1, 1037, 2, object_out(kULong)),                  // F_GET_FILE_RW_HINT
    when(72, 1, 1038, 2, object_in(kULong)),                   // F_SET_FILE_RW_HINT
    // ptrace
    when(101, 0, 0, 1, hidden()),                              // PTRACE_TRACEME
    when(101, 0, 0, 2, hidden()),                              // PTRACE_TRACEME
    when(101, 0, 0, 3, hidden()),                              // PTRACE_TRACEME
    when(101, 0, 1, 3, object_out(kHex)),                      // PTRACE_PEEKTEXT, as the kernel has it
    when(101, 0, 2, 3, object_out(kHex)),                      // PTRACE_PEEKDATA
    when(101, 0, 3, 3, object_out(kHex)),                      // PTRACE_PEEKUSER
    when(101, 0, 7, 2, value(kHexInt)),                        // PTRACE_CONT
    when(101, 0, 7, 3, value(kSignal)),                        // PTRACE_CONT
    when(101, 0, 8, 2, hidden()),                              // PTRACE_KILL
    when(101, 0, 8, 3, hidden()),                              // PTRACE_KILL
    when(101, 0, 16, 2, hidden()),                             // PTRACE_ATTACH
    when(101, 0, 16, 3, hidden()),                             // PTRACE_ATTACH
    when(101, 0, 17, 3, value(kSignal)),                       // PTRACE_DETACH
    when(101, 0, 24, 3, value(kSignal)),                       // PTRACE_SYSCALL
    when(101, 0, 0x4202, 3, object_out(kSiginfo)),             // PTRACE_GETSIGINFO
    when(101, 0, 0x4203, 3, object_in(kSiginfo)),              // PTRACE_SETSIGINFO
    when(101, 0, 0x4200, 3, value(kPtraceOptions)),  // PTRACE_SETOPTIONS
    // syslog: SYSLOG_ACTION_READ, READ_ALL, READ_CLEAR
    when(103, 0, 2, 1, counted(kData, Direction::kOut, Count::kArgument, 2, true)),
    when(103, 0, 3, 1, counted(kData, Direction::kOut, Count::kArgument, 2, true)),
    when(103, 0, 4, 1, counted(kData, Direction::kOut, Count::kArgument, 2, true)),
    // prctl: the option decides how many arguments count
    when(157, 0, 1, 1, value(kSignal)),  // PR_SET_PDEATHSIG
    when(157, 0, 1, 2, end()),  // PR_SET_PDEATHSIG
    when(157, 0, 2, 1, object_out(kSignal)),  // PR_GET_PDEATHSIG
    when(157, 0, 2, 2, end()),  // PR_GET_PDEATHSIG
    when(157, 0, 3, 1, end()),  // PR_GET_DUMPABLE
    when(157, 0, 3, kResult, value(kDumpable)),  // PR_GET_DUMPABLE
    when(157, 0, 4, 1, value(kDumpable)),  // PR_SET_DUMPABLE
    when(157, 0, 4, 2, end()),  // PR_SET_DUMPABLE
    when(157, 0, 5, 1, kIntOut),  // PR_GET_UNALIGN
    when(157, 0, 5, 2, end()),  // PR_GET_UNALIGN
    when(157, 0, 6, 1, value(kHex)),  // PR_SET_UNALIGN
    when(157, 0, 6, 2, end()),  // PR_SET_UNALIGN
    when(157, 0, 7, 1, end()),  // PR_GET_KEEPCAPS
    when(157, 0, 8, 1, value(kULong)),  // PR_SET_KEEPCAPS
    when(157, 0, 8, 2, end()),  // PR_SET_KEEPCAPS
    when(157, 0, 9, 1, kIntOut),  // PR_GET_FPEMU
    when(157, 0, 9, 2, end()),  // PR_GET_FPEMU
    when(157, 0, 10, 1, value(kULong)),  // PR_SET_FPEMU
    when(157, 0, 10, 2, end()),  // PR_SET_FPEMU
    when(157, 0, 11, 1, kIntOut),  // PR_GET_FPEXC
    when(157, 0, 11, 2, end()),  // PR_GET_FPEXC
    when(157, 0, 12, 1, value(kULong)),  // PR_SET_FPEXC
    when(157, 0, 12, 2, end()),  // PR_SET_FPEXC
    when(157, 0, 13, 1, end()),  // PR_GET_TIMING
    when(157, 0, 14, 1, value(kULong)),  // PR_SET_TIMING
    when(157, 0, 14, 2, end()),  // PR_SET_TIMING
    when(157, 0, 15, 1, string(kString)),  // PR_SET_NAME
    when(157, 0, 15, 2, end()),  // PR_SET_NAME
    when(157, 0, 16, 1, counted(kString, Direction::kOut, Count::kFixed, 16)),  // PR_GET_NAME
    when(157, 0, 16, 2, end()),  // PR_GET_NAME
    when(157, 0, 19, 1, kIntOut),  // PR_GET_ENDIAN
    when(157, 0, 19, 2, end()),  // PR_GET_ENDIAN
    when(157, 0, 20, 1, value(kULong)),  // PR_SET_ENDIAN
    when(157, 0, 20, 2, end()),  // PR_SET_ENDIAN
    when(157, 0, 21, 1, end()),  // PR_GET_SECCOMP
    when(157, 0, 22, 1, value(kSeccompMode)),  // PR_SET_SECCOMP
    when(157, 0, 22, 2, {.type = kSockFprog, .size = 16, .shape = Shape::kPairs}),  // PR_SET_SECCOMP
    when(157, 0, 22, 3, end()),  // PR_SET_SECCOMP
    when(157, 0, 23, 1, value(kCapability)),  // PR_CAPBSET_READ
    when(157, 0, 23, 2, end()),  // PR_CAPBSET_READ
    when(157, 0, 24, 1, value(kCapability)),  // PR_CAPBSET_DROP
    when(157, 0, 24, 2, end()),  // PR_CAPBSET_DROP
    when(157, 0, 25, 1, object_out(kTscMode)),  // PR_GET_TSC
    when(157, 0, 25, 2, end()),  // PR_GET_TSC
    when(157, 0, 26, 1, value(kTscMode)),  // PR_SET_TSC
    when(157, 0, 26, 2, end()),  // PR_SET_TSC
    when(157, 0, 27, 1, end()),  // PR_GET_SECUREBITS
    when(157, 0, 28, 1, value(kSecureBits)),  // PR_SET_SECUREBITS
    when(157, 0, 28, 2, end()),  // PR_SET_SECUREBITS
    when(157, 0, 29, 1, value(kULong)),  // PR_SET_TIMERSLACK
    when(157, 0, 29, 2, end()),  // PR_SET_TIMERSLACK
    when(157, 0, 30, 1, end()),  // PR_GET_TIMERSLACK
    when(157, 0, 31, 1, end()),  // PR_TASK_PERF_EVENTS_DISABLE
    when(157, 0, 32, 1, end()),  // PR_TASK_PERF_EVENTS_ENABLE
    when(157, 0, 35, 1, value(kMmOption)),  // PR_SET_MM
    when(157, 0, 36, 1, value(kULong)),  // PR_SET_CHILD_SUBREAPER
    when(157, 0, 36, 2, end()),  // PR_SET_CHILD_SUBREAPER
    when(157, 0, 37, 1, kIntOut),  // PR_GET_CHILD_SUBREAPER
    when(157, 0, 37, 2, end()),  // PR_GET_CHILD_SUBREAPER
    when(157, 0, 38, 1, value(kULong)),  // PR_SET_NO_NEW_PRIVS
    when(157, 0, 40, 1, object_out(kHex)),  // PR_GET_TID_ADDRESS
    when(157, 0, 40, 2, end()),  // PR_GET_TID_ADDRESS
    when(157, 0, 41, 1, value(kULong)),  // PR_SET_THP_DISABLE
    when(157, 0, 45, 1, value(kHex)),  // PR_SET_FP_MODE
    when(157, 0, 45, 2, end()),  // PR_SET_FP_MODE
    when(157, 0, 46, 1, end()),  // PR_GET_FP_MODE
    when(157, 0, 47, 1, value(kAmbient)),  // PR_CAP_AMBIENT
    when(157, 0, 47, 2, value(kCapability)),  // PR_CAP_AMBIENT
    when(157, 0, 50, 2, end()),  // PR_SVE_SET_VL
    when(157, 0, 51, 1, end()),  // PR_SVE_GET_VL
    when(157, 0, 52, 1, value(kSpeculation)),  // PR_GET_SPECULATION_CTRL
    when(157, 0, 52, 2, end()),  // PR_GET_SPECULATION_CTRL
    when(157, 0, 53, 1, value(kSpeculation)),  // PR_SET_SPECULATION_CTRL
    when(157, 0, 53, 2, value(kSpeculationState)),  // PR_SET_SPECULATION_CTRL
    when(157, 0, 53, 3, end()),  // PR_SET_SPECULATION_CTRL
    when(157, 0, 59, 1, value(kDispatch)),  // PR_SET_SYSCALL_USER_DISPATCH
    when(157, 0, 63, 2, end()),  // PR_SME_SET_VL
    when(157, 0, 64, 1, end()),  // PR_SME_GET_VL
    when(157, 0, 57, 1, value(kULong)),  // PR_SET_IO_FLUSHER
    when(157, 0, 0x53564d41, 1, value(kVmaOption)),  // PR_SET_VMA
    when(157, 0, 0x53564d41, 3, value(kULong)),  // PR_SET_VMA
    when(157, 0, 0x53564d41, 4, string(kString)),  // PR_SET_VMA
    // arch_prctl
    when(158, 0, 0x1001, 1, value(kAddress)),                  // ARCH_SET_GS
    when(158, 0, 0x1002, 1, value(kAddress)),                  // ARCH_SET_FS
    when(158, 0, 0x1003, 1, object_out(kHex)),                 // ARCH_GET_FS
    when(158, 0, 0x1004, 1, object_out(kHex)),                 // ARCH_GET_GS
    when(158, 0, 0x1011, 1, hidden()),                         // ARCH_GET_CPUID
    // mount: changes of what is mounted ignore type and data
    when(165, 3, 0x20, 2, value(kAddress), 0x20),  // MS_REMOUNT
    when(165, 3, 0x1000, 2, value(kAddress), 0x1000),  // MS_BIND
    when(165, 3, 0x1000, 4, value(kAddress), 0x1000),  // MS_BIND
    when(165, 3, 0x2000, 2, value(kAddress), 0x2000),  // MS_MOVE
    when(165, 3, 0x2000, 4, value(kAddress), 0x2000),  // MS_MOVE
    when(165, 3, 0x20000, 2, value(kAddress), 0x20000),  // MS_UNBINDABLE
    when(165, 3, 0x20000, 4, value(kAddress), 0x20000),  // MS_UNBINDABLE
    when(165, 3, 0x40000, 2, value(kAddress), 0x40000),  // MS_PRIVATE
    when(165, 3, 0x40000, 4, value(kAddress), 0x40000),  // MS_PRIVATE
    when(165, 3, 0x80000, 2, value(kAddress), 0x80000),  // MS_SLAVE
    when(165, 3, 0x80000, 4, value(kAddress), 0x80000),  // MS_SLAVE
    when(165, 3, 0x100000, 2, value(kAddress), 0x100000),  // MS_SHARED
    when(165, 3, 0x100000, 4, value(kAddress), 0x100000),  // MS_SHARED
    // reboot: only LINUX_REBOOT_CMD_RESTART2 takes a string
    when(169, 2, 0xa1b2c3d4, 3, string(kString)),
    when(169, 2, 0, 3, hidden(), 0),
    // futex
    when(202, 1, 0, 3, kTimeout, kFutexCommand),               // FUTEX_WAIT
    when(202, 1, 0, 4, hidden(), kFutexCommand),               // FUTEX_WAIT
    when(202, 1, 0, 5, hidden(), kFutexCommand),               // FUTEX_WAIT
    when(202, 1, 1, 3, hidden(), kFutexCommand),               // FUTEX_WAKE
    when(202, 1, 1, 4, hidden(), kFutexCommand),               // FUTEX_WAKE
    when(202, 1, 1, 5, hidden(), kFutexCommand),               // FUTEX_WAKE
    when(202, 1, 2, 3, hidden(), kFutexCommand),               // FUTEX_FD
    when(202, 1, 2, 4, hidden(), kFutexCommand),               // FUTEX_FD
    when(202, 1, 2, 5, hidden(), kFutexCommand),               // FUTEX_FD
    when(202, 1, 3, 3, value(kUInt), kFutexCommand),           // FUTEX_REQUEUE
    when(202, 1, 3, 5, hidden(), kFutexCommand),               // FUTEX_REQUEUE
    when(202, 1, 4, 3, value(kUInt), kFutexCommand),           // FUTEX_CMP_REQUEUE
    when(202, 1, 4, 5, value(kUInt), kFutexCommand),           // FUTEX_CMP_REQUEUE
    when(202, 1, 5, 5, value(kFutexWakeOperation), kFutexCommand),  // FUTEX_WAKE_OP
    when(202, 1, 5, 3, value(kUInt), kFutexCommand),           // FUTEX_WAKE_OP
    when(202, 1, 6, 2, hidden(), kFutexCommand),               // FUTEX_LOCK_PI
    when(202, 1, 6, 3, kTimeout, kFutexCommand),               // FUTEX_LOCK_PI
    when(202, 1, 6, 4, hidden(), kFutexCommand),               // FUTEX_LOCK_PI
    when(202, 1, 6, 5, hidden(), kFutexCommand),               // FUTEX_LOCK_PI
    when(202, 1, 7, 2, hidden(), kFutexCommand),               // FUTEX_UNLOCK_PI
    when(202, 1, 7, 3, hidden(), kFutexCommand),               // FUTEX_UNLOCK_PI
    when(202, 1, 7, 4, hidden(), kFutexCommand),               // FUTEX_UNLOCK_PI
    when(202, 1, 7, 5, hidden(), kFutexCommand),               // FUTEX_UNLOCK_PI
    when(202, 1, 8, 2, hidden(), kFutexCommand),               // FUTEX_TRYLOCK_PI
    when(202, 1, 8, 3, hidden(), kFutexCommand),               // FUTEX_TRYLOCK_PI
    when(202, 1, 8, 4, hidden(), kFutexCommand),               // FUTEX_TRYLOCK_PI
    when(202, 1, 8, 5, hidden(), kFutexCommand),               // FUTEX_TRYLOCK_PI
    when(202, 1, 9, 3, kTimeout, kFutexCommand),               // FUTEX_WAIT_BITSET
    when(202, 1, 9, 4, hidden(), kFutexCommand),        // FUTEX_WAIT_BITSET
    when(202, 1, 9, 5, value(kFutexBitset), kFutexCommand),    // FUTEX_WAIT_BITSET
    when(202, 1, 10, 3, value(kNone), kFutexCommand),          // FUTEX_WAKE_BITSET
    when(202, 1, 10, 4, value(kNone), kFutexCommand),          // FUTEX_WAKE_BITSET
    when(202, 1, 10, 5, value(kFutexBitset), kFutexCommand),   // FUTEX_WAKE_BITSET
    when(202, 1, 11, 3, kTimeout, kFutexCommand),              // FUTEX_WAIT_REQUEUE_PI
    when(202, 1, 11, 5, hidden(), kFutexCommand),              // FUTEX_WAIT_REQUEUE_PI
    when(202, 1, 12, 3, value(kUInt), kFutexCommand),          // FUTEX_CMP_REQUEUE_PI
    when(202, 1, 12, 5, value(kUInt), kFutexCommand),          // FUTEX_CMP_REQUEUE_PI
    when(202, 1, 13, 2, hidden(), kFutexCommand),              // FUTEX_LOCK_PI2
    when(202, 1, 13, 3, kTimeout, kFutexCommand),              // FUTEX_LOCK_PI2
    when(202, 1, 13, 4, hidden(), kFutexCommand),              // FUTEX_LOCK_PI2
    when(202, 1, 13, 5, hidden(), kFutexCommand),              // FUTEX_LOCK_PI2
    // epoll_ctl: EPOLL_CTL_DEL ignores the event
    when(233, 1, 2, 3, value(kAddress)),
    // mq_open
    when(240, 1, 0, 2, hidden(), kCreates),
    when(240, 1, 0, 3, hidden(), kCreates),
    // keyctl
    when(250, 0, 0, 1, value(kKeySerial)),  // KEYCTL_GET_KEYRING_ID
    when(250, 0, 0, 2, value(kInt)),  // KEYCTL_GET_KEYRING_ID
    when(250, 0, 0, 3, end()),  // KEYCTL_GET_KEYRING_ID
    when(250, 0, 1, 1, string(kString)),  // KEYCTL_JOIN_SESSION_KEYRING
    when(250, 0, 1, 2, end()),  // KEYCTL_JOIN_SESSION_KEYRING
    when(250, 0, 2, 1, value(kKeySerial)),  // KEYCTL_UPDATE
    when(250, 0, 2, 2, counted(kData, Direction::kIn, Count::kArgument, 3)),  // KEYCTL_UPDATE
    when(250, 0, 2, 3, value(kULong)),  // KEYCTL_UPDATE
    when(250, 0, 2, 4, end()),  // KEYCTL_UPDATE
    when(250, 0, 3, 1, value(kKeySerial)),  // KEYCTL_REVOKE
    when(250, 0, 3, 2, end()),  // KEYCTL_REVOKE
    when(250, 0, 4, 1, value(kKeySerial)),  // KEYCTL_CHOWN
    when(250, 0, 4, 2, value(kUid)),  // KEYCTL_CHOWN
    when(250, 0, 4, 3, value(kGid)),  // KEYCTL_CHOWN
    when(250, 0, 4, 4, end()),  // KEYCTL_CHOWN
    when(250, 0, 5, 1, value(kKeySerial)),  // KEYCTL_SETPERM
    when(250, 0, 5, 2, value(kHexInt)),  // KEYCTL_SETPERM
    when(250, 0, 5, 3, end()),  // KEYCTL_SETPERM
    when(250, 0, 6, 1, value(kKeySerial)),  // KEYCTL_DESCRIBE
    when(250, 0, 6, 2, counted(kData, Direction::kOut, Count::kArgument, 3, true)),  // KEYCTL_DESCRIBE
    when(250, 0, 6, 3, value(kULong)),  // KEYCTL_DESCRIBE
    when(250, 0, 6, 4, end()),  // KEYCTL_DESCRIBE
    when(250, 0, 7, 1, value(kKeySerial)),  // KEYCTL_CLEAR
    when(250, 0, 7, 2, end()),  // KEYCTL_CLEAR
    when(250, 0, 8, 1, value(kKeySerial)),  // KEYCTL_LINK
    when(250, 0, 8, 2, value(kKeySerial)),  // KEYCTL_LINK
    when(250, 0, 8, 3, end()),  // KEYCTL_LINK
    when(250, 0, 9, 1, value(kKeySerial)),  // KEYCTL_UNLINK
    when(250, 0, 9, 2, value(kKeySerial)),  // KEYCTL_UNLINK
    when(250, 0, 9, 3, end()),  // KEYCTL_UNLINK
    when(250, 0, 10, 1, value(kKeySerial)),  // KEYCTL_SEARCH
    when(250, 0, 10, 2, string(kString)),  // KEYCTL_SEARCH
    when(250, 0, 10, 3, string(kString)),  // KEYCTL_SEARCH
    when(250, 0, 10, 4, value(kKeySerial)),  // KEYCTL_SEARCH
    when(250, 0, 11, 1, value(kKeySerial)),  // KEYCTL_READ
    when(250, 0, 11, 2, counted(kData, Direction::kOut, Count::kArgument, 3, true)),  // KEYCTL_READ
    when(250, 0, 11, 3, value(kULong)),  // KEYCTL_READ
    when(250, 0, 11, 4, end()),  // KEYCTL_READ
    when(250, 0, 14, 1, value(kKeySerial)),  // KEYCTL_SET_REQKEY_KEYRING
    when(250, 0, 14, 2, end()),  // KEYCTL_SET_REQKEY_KEYRING
    when(250, 0, 15, 1, value(kKeySerial)),  // KEYCTL_SET_TIMEOUT
    when(250, 0, 15, 2, value(kUInt)),  // KEYCTL_SET_TIMEOUT
    when(250, 0, 15, 3, end()),  // KEYCTL_SET_TIMEOUT
    when(250, 0, 21, 1, value(kKeySerial)),  // KEYCTL_INVALIDATE
    when(250, 0, 21, 2, end()),  // KEYCTL_INVALIDATE
    // openat
    when(257, 2, 0, 3, hidden(), kCreates),
    // kcmp: descriptors count with KCMP_FILE and KCMP_EPOLL_TFD alone
    when(312, 2, 1, 3, end()),
    when(312, 2, 2, 3, end()),
    when(312, 2, 3, 3, end()),
    when(312, 2, 4, 3, end()),
    when(312, 2, 5, 3, end()),
    when(312, 2, 6, 3, end()),
    // seccomp: SECCOMP_SET_MODE_FILTER
    when(317, 0, 1, 2, {.type = kSockFprog, .size = 16, .shape = Shape::kPairs}),
    when(317, 0, 2, 2, object_in(kSeccompAction)),  // SECCOMP_GET_ACTION_AVAIL
    // membarrier: the processor counts with MEMBARRIER_CMD_FLAG_CPU alone
    when(324, 1, 0, 2, hidden()),
    // io_uring_register: IORING_REGISTER_BUFFERS, _FILES, _EVENTFD
    when(427, 1, 0, 2, counted(kIovec, Direction::kIn, Count::kArgument, 3)),
    when(427, 1, 2, 2, counted(kFd, Direction::kIn, Count::kArgument, 3)),
    when(427, 1, 4, 2, object_in(kFd)),
    // fsconfig: FSCONFIG_SET_STRING, SET_PATH, SET_PATH_EMPTY take a string
    when(431, 1, 1, 3, string(kString)),
    when(431, 1, 3, 3, string(kPath)),
    when(431, 1, 4, 3, string(kPath)),
    // landlock_add_rule: LANDLOCK_RULE_PATH_BENEATH {access, descriptor}, NET_PORT {access, port}
    when(445, 1, 1, 2, object_in(kLandlockPath)),
    when(445, 1, 2, 2, counted(kData, Direction::kIn, Count::kFixed, 16)),
};
// clang-format on
constexpr size_t kVariantCount = sizeof kVariantList / sizeof *kVariantList;

}  // namespace variants
}  // namespace mimic::syscalls
