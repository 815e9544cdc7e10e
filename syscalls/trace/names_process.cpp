// Processes and threads: clone, wait, limits, scheduling, prctl, ptrace, futexes, namespaces.
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kClone[] = {N(CLONE_VM),
                           N(CLONE_FS),
                           N(CLONE_FILES),
                           N(CLONE_SIGHAND),
                           V(CLONE_PIDFD, 0x1000),
                           N(CLONE_PTRACE),
                           N(CLONE_VFORK),
                           N(CLONE_PARENT),
                           N(CLONE_THREAD),
                           N(CLONE_NEWNS),
                           N(CLONE_SYSVSEM),
                           N(CLONE_SETTLS),
                           N(CLONE_PARENT_SETTID),
                           N(CLONE_CHILD_CLEARTID),
                           N(CLONE_DETACHED),
                           N(CLONE_UNTRACED),
                           N(CLONE_CHILD_SETTID),
                           N(CLONE_NEWCGROUP),
                           N(CLONE_NEWUTS),
                           N(CLONE_NEWIPC),
                           N(CLONE_NEWUSER),
                           N(CLONE_NEWPID),
                           N(CLONE_NEWNET),
                           N(CLONE_IO),
                           V(CLONE_CLEAR_SIGHAND, 0x100000000ull),
                           V(CLONE_INTO_CGROUP, 0x200000000ull),
                           V(CLONE_NEWTIME, 0x80)};
constexpr Name kUnshare[] = {
    N(CLONE_VM),      N(CLONE_FS),      N(CLONE_FILES),     N(CLONE_SIGHAND),      N(CLONE_THREAD),
    N(CLONE_NEWNS),   N(CLONE_SYSVSEM), N(CLONE_NEWCGROUP), N(CLONE_NEWUTS),       N(CLONE_NEWIPC),
    N(CLONE_NEWUSER), N(CLONE_NEWPID),  N(CLONE_NEWNET),    V(CLONE_NEWTIME, 0x80)};
constexpr Name kWait[] = {N(WNOHANG),
                          N(WSTOPPED),
                          N(WEXITED),
                          N(WCONTINUED),
                          N(WNOWAIT),
                          V(__WNOTHREAD, 0x20000000),
                          V(__WALL, 0x40000000),
                          V(__WCLONE, 0x80000000u)};
constexpr Name kWaitIds[] = {N(P_ALL), N(P_PID), N(P_PGID), V(P_PIDFD, 3)};
constexpr Name kResources[] = {
    N(RLIMIT_CPU),      N(RLIMIT_FSIZE), N(RLIMIT_DATA),   N(RLIMIT_STACK),
    N(RLIMIT_CORE),     N(RLIMIT_RSS),   N(RLIMIT_NPROC),  N(RLIMIT_NOFILE),
    N(RLIMIT_MEMLOCK),  N(RLIMIT_AS),    N(RLIMIT_LOCKS),  N(RLIMIT_SIGPENDING),
    N(RLIMIT_MSGQUEUE), N(RLIMIT_NICE),  N(RLIMIT_RTPRIO), N(RLIMIT_RTTIME)};
constexpr Name kRusage[] = {N(RUSAGE_SELF), N(RUSAGE_CHILDREN), N(RUSAGE_THREAD),
                            V(RUSAGE_BOTH, -2)};
constexpr Name kItimers[] = {N(ITIMER_REAL), N(ITIMER_VIRTUAL), N(ITIMER_PROF)};
constexpr Name kPriority[] = {N(PRIO_PROCESS), N(PRIO_PGRP), N(PRIO_USER)};
constexpr Name kPolicies[] = {V(SCHED_OTHER, 0),
                              N(SCHED_FIFO),
                              N(SCHED_RR),
                              N(SCHED_BATCH),
                              V(SCHED_ISO, 4),
                              N(SCHED_IDLE),
                              N(SCHED_DEADLINE),
                              V(SCHED_EXT, 7),
                              V(SCHED_RESET_ON_FORK, 0x40000000),
                              V(SCHED_OTHER | SCHED_RESET_ON_FORK, 0x40000000)};
constexpr Name kSched[] = {N(SCHED_FLAG_RESET_ON_FORK), N(SCHED_FLAG_RECLAIM),
                           N(SCHED_FLAG_DL_OVERRUN),    N(SCHED_FLAG_KEEP_POLICY),
                           N(SCHED_FLAG_KEEP_PARAMS),   N(SCHED_FLAG_UTIL_CLAMP_MIN),
                           N(SCHED_FLAG_UTIL_CLAMP_MAX)};
constexpr Name kFutexBitset[] = {V(FUTEX_BITSET_MATCH_ANY, 0xffffffffu)};
constexpr Name kKcmp[] = {V(KCMP_FILE, 0),    V(KCMP_VM, 1),       V(KCMP_FILES, 2),
                          V(KCMP_FS, 3),      V(KCMP_SIGHAND, 4),  V(KCMP_IO, 5),
                          V(KCMP_SYSVSEM, 6), V(KCMP_EPOLL_TFD, 7)};
constexpr Name kMembarrier[] = {V(MEMBARRIER_CMD_QUERY, 0),
                                V(MEMBARRIER_CMD_GLOBAL, 1),
                                V(MEMBARRIER_CMD_GLOBAL_EXPEDITED, 2),
                                V(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 4),
                                V(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 8),
                                V(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0x10),
                                V(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0x20),
                                V(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0x40),
                                V(MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ, 0x80),
                                V(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ, 0x100),
                                V(MEMBARRIER_CMD_GET_REGISTRATIONS, 0x200)};
constexpr Name kRseq[] = {V(RSEQ_FLAG_UNREGISTER, 1)};
constexpr Name kPidfd[] = {V(PIDFD_NONBLOCK, 04000), V(PIDFD_THREAD, 0200)};
constexpr Name kFutex2[] = {V(FUTEX2_SIZE_U8, 0),  V(FUTEX2_SIZE_U64, 3), V(FUTEX2_SIZE_U32, 2),
                            V(FUTEX2_SIZE_U16, 1), V(FUTEX2_NUMA, 4),     V(FUTEX2_PRIVATE, 0x80)};

constexpr Name kPrctl[] = {N(PR_SET_PDEATHSIG),
                           N(PR_GET_PDEATHSIG),
                           N(PR_GET_DUMPABLE),
                           N(PR_SET_DUMPABLE),
                           N(PR_GET_UNALIGN),
                           N(PR_SET_UNALIGN),
                           N(PR_GET_KEEPCAPS),
                           N(PR_SET_KEEPCAPS),
                           N(PR_GET_FPEMU),
                           N(PR_SET_FPEMU),
                           N(PR_GET_FPEXC),
                           N(PR_SET_FPEXC),
                           N(PR_GET_TIMING),
                           N(PR_SET_TIMING),
                           N(PR_SET_NAME),
                           N(PR_GET_NAME),
                           N(PR_GET_ENDIAN),
                           N(PR_SET_ENDIAN),
                           N(PR_GET_SECCOMP),
                           N(PR_SET_SECCOMP),
                           N(PR_CAPBSET_READ),
                           N(PR_CAPBSET_DROP),
                           N(PR_GET_TSC),
                           N(PR_SET_TSC),
                           N(PR_GET_SECUREBITS),
                           N(PR_SET_SECUREBITS),
                           N(PR_SET_TIMERSLACK),
                           N(PR_GET_TIMERSLACK),
                           N(PR_TASK_PERF_EVENTS_DISABLE),
                           N(PR_TASK_PERF_EVENTS_ENABLE),
                           N(PR_MCE_KILL),
                           N(PR_MCE_KILL_GET),
                           N(PR_SET_MM),
                           N(PR_SET_PTRACER),
                           N(PR_SET_CHILD_SUBREAPER),
                           N(PR_GET_CHILD_SUBREAPER),
                           N(PR_SET_NO_NEW_PRIVS),
                           N(PR_GET_NO_NEW_PRIVS),
                           N(PR_GET_TID_ADDRESS),
                           N(PR_SET_THP_DISABLE),
                           N(PR_GET_THP_DISABLE),
                           N(PR_MPX_ENABLE_MANAGEMENT),
                           N(PR_MPX_DISABLE_MANAGEMENT),
                           N(PR_SET_FP_MODE),
                           N(PR_GET_FP_MODE),
                           N(PR_CAP_AMBIENT),
                           N(PR_GET_SPECULATION_CTRL),
                           N(PR_SET_SPECULATION_CTRL),
                           N(PR_PAC_RESET_KEYS),
                           N(PR_SET_TAGGED_ADDR_CTRL),
                           N(PR_GET_TAGGED_ADDR_CTRL),
                           N(PR_SET_IO_FLUSHER),
                           N(PR_GET_IO_FLUSHER),
                           N(PR_SET_SYSCALL_USER_DISPATCH),
                           V(PR_SVE_SET_VL, 50),
                           V(PR_SVE_GET_VL, 51),
                           V(PR_PAC_SET_ENABLED_KEYS, 60),
                           V(PR_PAC_GET_ENABLED_KEYS, 61),
                           V(PR_SCHED_CORE, 62),
                           V(PR_SME_SET_VL, 63),
                           V(PR_SME_GET_VL, 64),
                           V(PR_SET_MDWE, 65),
                           V(PR_GET_MDWE, 66),
                           V(PR_SET_VMA, 0x53564d41),
                           V(PR_GET_AUXV, 0x41555856),
                           V(PR_SET_MEMORY_MERGE, 67),
                           V(PR_GET_MEMORY_MERGE, 68)};
constexpr Name kArch[] = {V(ARCH_SET_GS, 0x1001),
                          V(ARCH_SET_FS, 0x1002),
                          V(ARCH_GET_FS, 0x1003),
                          V(ARCH_GET_GS, 0x1004),
                          V(ARCH_GET_CPUID, 0x1011),
                          V(ARCH_SET_CPUID, 0x1012),
                          V(ARCH_GET_XCOMP_SUPP, 0x1021),
                          V(ARCH_GET_XCOMP_PERM, 0x1022),
                          V(ARCH_REQ_XCOMP_PERM, 0x1023),
                          V(ARCH_GET_XCOMP_GUEST_PERM, 0x1024),
                          V(ARCH_REQ_XCOMP_GUEST_PERM, 0x1025),
                          V(ARCH_MAP_VDSO_X32, 0x2001),
                          V(ARCH_MAP_VDSO_32, 0x2002),
                          V(ARCH_MAP_VDSO_64, 0x2003),
                          V(ARCH_GET_UNTAG_MASK, 0x4001),
                          V(ARCH_ENABLE_TAGGED_ADDR, 0x4002),
                          V(ARCH_GET_MAX_TAG_BITS, 0x4003),
                          V(ARCH_SHSTK_ENABLE, 0x5001),
                          V(ARCH_SHSTK_DISABLE, 0x5002),
                          V(ARCH_SHSTK_LOCK, 0x5003),
                          V(ARCH_SHSTK_UNLOCK, 0x5004),
                          V(ARCH_SHSTK_STATUS, 0x5005)};
constexpr Name kPtrace[] = {N(PTRACE_TRACEME),
                            N(PTRACE_PEEKTEXT),
                            N(PTRACE_PEEKDATA),
                            V(PTRACE_PEEKUSER, 3),
                            N(PTRACE_POKETEXT),
                            N(PTRACE_POKEDATA),
                            V(PTRACE_POKEUSER, 6),
                            N(PTRACE_CONT),
                            N(PTRACE_KILL),
                            N(PTRACE_SINGLESTEP),
                            V(PTRACE_GETREGS, 12),
                            V(PTRACE_SETREGS, 13),
                            V(PTRACE_GETFPREGS, 14),
                            V(PTRACE_SETFPREGS, 15),
                            N(PTRACE_ATTACH),
                            N(PTRACE_DETACH),
                            V(PTRACE_GETFPXREGS, 18),
                            V(PTRACE_SETFPXREGS, 19),
                            N(PTRACE_SYSCALL),
                            V(PTRACE_ARCH_PRCTL, 30),
                            V(PTRACE_SYSEMU, 31),
                            V(PTRACE_SYSEMU_SINGLESTEP, 32),
                            V(PTRACE_SINGLEBLOCK, 33),
                            N(PTRACE_SETOPTIONS),
                            N(PTRACE_GETEVENTMSG),
                            N(PTRACE_GETSIGINFO),
                            N(PTRACE_SETSIGINFO),
                            N(PTRACE_GETREGSET),
                            N(PTRACE_SETREGSET),
                            N(PTRACE_SEIZE),
                            N(PTRACE_INTERRUPT),
                            N(PTRACE_LISTEN),
                            N(PTRACE_PEEKSIGINFO),
                            N(PTRACE_GETSIGMASK),
                            N(PTRACE_SETSIGMASK),
                            V(PTRACE_SECCOMP_GET_FILTER, 0x420c),
                            V(PTRACE_SECCOMP_GET_METADATA, 0x420d),
                            V(PTRACE_GET_SYSCALL_INFO, 0x420e),
                            V(PTRACE_GET_RSEQ_CONFIGURATION, 0x420f)};
constexpr Name kPersonality[] = {N(UNAME26),          N(ADDR_NO_RANDOMIZE),  N(FDPIC_FUNCPTRS),
                                 N(MMAP_PAGE_ZERO),   N(ADDR_COMPAT_LAYOUT), N(READ_IMPLIES_EXEC),
                                 N(ADDR_LIMIT_32BIT), N(SHORT_INODE),        N(WHOLE_SECONDS),
                                 N(STICKY_TIMEOUTS),  N(ADDR_LIMIT_3GB)};
constexpr Name kSeccomp[] = {N(SECCOMP_SET_MODE_STRICT), N(SECCOMP_SET_MODE_FILTER),
                             N(SECCOMP_GET_ACTION_AVAIL), N(SECCOMP_GET_NOTIF_SIZES)};
constexpr Name kSeccompFlags[] = {
    N(SECCOMP_FILTER_FLAG_TSYNC),       N(SECCOMP_FILTER_FLAG_LOG),
    N(SECCOMP_FILTER_FLAG_SPEC_ALLOW),  N(SECCOMP_FILTER_FLAG_NEW_LISTENER),
    N(SECCOMP_FILTER_FLAG_TSYNC_ESRCH), V(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 0x20)};
constexpr Name kIoprioWho[] = {V(IOPRIO_WHO_PROCESS, 1), V(IOPRIO_WHO_PGRP, 2),
                               V(IOPRIO_WHO_USER, 3)};

// By number.
constexpr Name kCapabilities[] = {N(CAP_CHOWN),
                                  N(CAP_DAC_OVERRIDE),
                                  N(CAP_DAC_READ_SEARCH),
                                  N(CAP_FOWNER),
                                  N(CAP_FSETID),
                                  N(CAP_KILL),
                                  N(CAP_SETGID),
                                  N(CAP_SETUID),
                                  N(CAP_SETPCAP),
                                  N(CAP_LINUX_IMMUTABLE),
                                  N(CAP_NET_BIND_SERVICE),
                                  N(CAP_NET_BROADCAST),
                                  N(CAP_NET_ADMIN),
                                  N(CAP_NET_RAW),
                                  N(CAP_IPC_LOCK),
                                  N(CAP_IPC_OWNER),
                                  N(CAP_SYS_MODULE),
                                  N(CAP_SYS_RAWIO),
                                  N(CAP_SYS_CHROOT),
                                  N(CAP_SYS_PTRACE),
                                  N(CAP_SYS_PACCT),
                                  N(CAP_SYS_ADMIN),
                                  N(CAP_SYS_BOOT),
                                  N(CAP_SYS_NICE),
                                  N(CAP_SYS_RESOURCE),
                                  N(CAP_SYS_TIME),
                                  N(CAP_SYS_TTY_CONFIG),
                                  N(CAP_MKNOD),
                                  N(CAP_LEASE),
                                  N(CAP_AUDIT_WRITE),
                                  N(CAP_AUDIT_CONTROL),
                                  N(CAP_SETFCAP),
                                  N(CAP_MAC_OVERRIDE),
                                  N(CAP_MAC_ADMIN),
                                  N(CAP_SYSLOG),
                                  N(CAP_WAKE_ALARM),
                                  N(CAP_BLOCK_SUSPEND),
                                  N(CAP_AUDIT_READ),
                                  V(CAP_PERFMON, 38),
                                  V(CAP_BPF, 39),
                                  V(CAP_CHECKPOINT_RESTORE, 40)};

constexpr Name kDispatch[] = {V(PR_SYS_DISPATCH_OFF, 0), V(PR_SYS_DISPATCH_ON, 1)};
constexpr Name kSpeculation[] = {N(PR_SPEC_STORE_BYPASS), N(PR_SPEC_INDIRECT_BRANCH),
                                 V(PR_SPEC_L1D_FLUSH, 2)};
constexpr Name kSpeculationStates[] = {N(PR_SPEC_PRCTL), N(PR_SPEC_ENABLE), N(PR_SPEC_DISABLE),
                                       N(PR_SPEC_FORCE_DISABLE), N(PR_SPEC_DISABLE_NOEXEC)};
constexpr Name kDumpable[] = {V(SUID_DUMP_DISABLE, 0), V(SUID_DUMP_USER, 1), V(SUID_DUMP_ROOT, 2)};
constexpr Name kTsc[] = {N(PR_TSC_ENABLE), N(PR_TSC_SIGSEGV)};
constexpr Name kSecureBits[] = {V(SECBIT_NOROOT, 1),
                                V(SECBIT_NOROOT_LOCKED, 2),
                                V(SECBIT_NO_SETUID_FIXUP, 4),
                                V(SECBIT_NO_SETUID_FIXUP_LOCKED, 8),
                                V(SECBIT_KEEP_CAPS, 0x10),
                                V(SECBIT_KEEP_CAPS_LOCKED, 0x20),
                                V(SECBIT_NO_CAP_AMBIENT_RAISE, 0x40),
                                V(SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, 0x80)};
constexpr Name kVma[] = {V(PR_SET_VMA_ANON_NAME, 0)};
constexpr Name kAmbient[] = {N(PR_CAP_AMBIENT_IS_SET), N(PR_CAP_AMBIENT_RAISE),
                             N(PR_CAP_AMBIENT_LOWER), N(PR_CAP_AMBIENT_CLEAR_ALL)};
constexpr Name kMm[] = {N(PR_SET_MM_START_CODE), N(PR_SET_MM_END_CODE),    N(PR_SET_MM_START_DATA),
                        N(PR_SET_MM_END_DATA),   N(PR_SET_MM_START_STACK), N(PR_SET_MM_START_BRK),
                        N(PR_SET_MM_BRK),        N(PR_SET_MM_ARG_START),   N(PR_SET_MM_ARG_END),
                        N(PR_SET_MM_ENV_START),  N(PR_SET_MM_ENV_END),     N(PR_SET_MM_AUXV),
                        N(PR_SET_MM_EXE_FILE),   N(PR_SET_MM_MAP),         N(PR_SET_MM_MAP_SIZE)};
constexpr Name kSeccompModes[] = {N(SECCOMP_MODE_DISABLED), N(SECCOMP_MODE_STRICT),
                                  N(SECCOMP_MODE_FILTER)};
constexpr Name kSeccompActions[] = {N(SECCOMP_RET_KILL_PROCESS), N(SECCOMP_RET_KILL_THREAD),
                                    N(SECCOMP_RET_TRAP),         N(SECCOMP_RET_ERRNO),
                                    N(SECCOMP_RET_USER_NOTIF),   N(SECCOMP_RET_TRACE),
                                    N(SECCOMP_RET_LOG),          N(SECCOMP_RET_ALLOW)};
constexpr Name kPtraceOptions[] = {
    V(PTRACE_O_TRACESYSGOOD, 1),    V(PTRACE_O_TRACEFORK, 2),
    V(PTRACE_O_TRACEVFORK, 4),      V(PTRACE_O_TRACECLONE, 8),
    V(PTRACE_O_TRACEEXEC, 0x10),    V(PTRACE_O_TRACEVFORKDONE, 0x20),
    V(PTRACE_O_TRACEEXIT, 0x40),    V(PTRACE_O_TRACESECCOMP, 0x80),
    V(PTRACE_O_EXITKILL, 0x100000), V(PTRACE_O_SUSPEND_SECCOMP, 0x200000)};

constexpr NameTable kTables[] = {
    {Type::kUnshareFlags, NameTable::kSet, kUnshare, "CLONE_???"},
    {Type::kWaitOptions, NameTable::kSet, kWait, "W???"},
    {Type::kWaitIdType, NameTable::kOne, kWaitIds, "P_???"},
    {Type::kResource, NameTable::kOne, kResources, "RLIMIT_???"},
    {Type::kRusageWho, NameTable::kOne, kRusage, "RUSAGE_???"},
    {Type::kItimer, NameTable::kOne, kItimers, "ITIMER_???"},
    {Type::kPriorityWhich, NameTable::kOne, kPriority, "PRIO_???"},
    {Type::kSchedPolicy, NameTable::kOne, kPolicies, "SCHED_???"},
    {Type::kFutexBitset, NameTable::kOne, kFutexBitset, ""},
    {Type::kFutex2Flags, NameTable::kSet, kFutex2, "FUTEX2_???"},
    {Type::kKcmpType, NameTable::kOne, kKcmp, "KCMP_???"},
    {Type::kMembarrierCommand, NameTable::kOne, kMembarrier, "MEMBARRIER_CMD_???"},
    {Type::kRseqFlags, NameTable::kSet, kRseq, "RSEQ_FLAG_???"},
    {Type::kPidfdFlags, NameTable::kSet, kPidfd, "PIDFD_???"},
    {Type::kPrctlOption, NameTable::kOne, kPrctl, "PR_???"},
    {Type::kArchPrctlOption, NameTable::kOne, kArch, "ARCH_???"},
    {Type::kPtraceRequest, NameTable::kOne, kPtrace, "PTRACE_???"},
    {Type::kPersonality, NameTable::kSet, kPersonality, "PER_???"},
    {Type::kSeccompOperation, NameTable::kOne, kSeccomp, "SECCOMP_SET_MODE_???"},
    {Type::kSeccompFlags, NameTable::kSet, kSeccompFlags, "SECCOMP_FILTER_FLAG_???"},
    {Type::kIoprioWho, NameTable::kOne, kIoprioWho, "IOPRIO_WHO_???"},
    {Type::kDispatch, NameTable::kOne, kDispatch, "PR_SYS_DISPATCH_???"},
    {Type::kSpeculation, NameTable::kOne, kSpeculation, "PR_SPEC_???"},
    {Type::kSpeculationState, NameTable::kOne, kSpeculationStates, "PR_SPEC_???"},
    {Type::kDumpable, NameTable::kOne, kDumpable, "SUID_DUMP_???"},
    {Type::kTscMode, NameTable::kOne, kTsc, "PR_TSC_???"},
    {Type::kSecureBits, NameTable::kSet, kSecureBits, "SECBIT_???"},
    {Type::kVmaOption, NameTable::kOne, kVma, "PR_SET_VMA_???"},
    {Type::kAmbient, NameTable::kOne, kAmbient, "PR_CAP_AMBIENT_???"},
    {Type::kMmOption, NameTable::kOne, kMm, "PR_SET_MM_???"},
    {Type::kSeccompMode, NameTable::kOne, kSeccompModes, "SECCOMP_MODE_???"},
    {Type::kSeccompAction, NameTable::kOne, kSeccompActions, "SECCOMP_RET_???"},
    {Type::kPtraceOptions, NameTable::kSet, kPtraceOptions, "PTRACE_O_???"},
    {Type::kCapability, NameTable::kOne, kCapabilities, "CAP_???"},
};

}  // namespace

TableSpan process_names() { return kTables; }
std::span<const Name> clone_flags() { return kClone; }
std::span<const Name> sched_flags() { return kSched; }
std::span<const Name> capabilities() { return kCapabilities; }

}  // namespace mimic::syscalls
