// What an argument of a system call is: how it is printed, and how many bytes one of it takes in
// memory when the argument is an address.
//
// Freestanding: the monitor, the formatter and the recorder share this list.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace mimic::syscalls {

// Type, its spelling for the reference page, the size in bytes of one in memory (x86-64 layouts of
// the kernel's uapi headers; 1 where only a count tells the size, 0 for what is never in memory).
#define MIMIC_SYSCALL_TYPES(X)                              \
  /* numbers and identities */                              \
  X(kNone, "", 0)                                           \
  X(kEnd, "", 0)                                            \
  X(kInt, "int", 4)                                         \
  X(kUInt, "unsigned int", 4)                               \
  X(kLong, "long", 8)                                       \
  X(kULong, "unsigned long", 8)                             \
  X(kHexInt, "unsigned int", 4)                             \
  X(kHex, "unsigned long", 8)                               \
  X(kAddress, "address", 8)                                 \
  X(kMode, "mode_t", 4)                                     \
  X(kFd, "file descriptor", 4)                              \
  X(kDirFd, "folder descriptor", 4)                         \
  X(kPid, "pid_t", 4)                                       \
  X(kUid, "uid_t", 4)                                       \
  X(kGid, "gid_t", 4)                                       \
  X(kSignal, "signal", 4)                                   \
  X(kDevice, "dev_t", 8)                                    \
  X(kClock, "clockid_t", 4)                                 \
  X(kTimerId, "timer_t", 4)                                 \
  X(kKey, "key_t", 4)                                       \
  X(kKeySerial, "key_serial_t", 4)                          \
  /* bytes and strings */                                   \
  X(kPath, "path", 1)                                       \
  X(kString, "string", 1)                                   \
  X(kData, "bytes", 1)                                      \
  X(kArgumentVector, "argument vector", 8)                  \
  X(kEnvironment, "environment", 8)                         \
  X(kXattrNames, "extended attribute names", 1)             \
  /* structures */                                          \
  X(kTimespec, "struct timespec", 16)                       \
  X(kTimeval, "struct timeval", 16)                         \
  X(kFileTime, "struct timespec", 16)                       \
  X(kFileTimeval, "struct timeval", 16)                     \
  X(kTimezone, "struct timezone", 8)                        \
  X(kItimerspec, "struct itimerspec", 32)                   \
  X(kItimerval, "struct itimerval", 32)                     \
  X(kUtimbuf, "struct utimbuf", 16)                         \
  X(kTime, "time_t", 8)                                     \
  X(kStat, "struct stat", 144)                              \
  X(kStatx, "struct statx", 256)                            \
  X(kStatfs, "struct statfs", 120)                          \
  X(kUstat, "struct ustat", 32)                             \
  X(kPollfd, "struct pollfd", 8)                            \
  X(kEpollEvent, "struct epoll_event", 12)                  \
  X(kFdSet, "fd_set", 1)                                    \
  X(kSigset, "sigset_t", 8)                                 \
  X(kSigsetPair, "struct { sigset_t *; size_t }", 16)       \
  X(kSigaction, "struct sigaction", 32)                     \
  X(kSiginfo, "siginfo_t", 128)                             \
  X(kSigevent, "struct sigevent", 64)                       \
  X(kSignalStack, "stack_t", 24)                            \
  X(kRlimit, "struct rlimit", 16)                           \
  X(kRusage, "struct rusage", 144)                          \
  X(kUtsname, "struct utsname", 390)                        \
  X(kSysinfo, "struct sysinfo", 112)                        \
  X(kTms, "struct tms", 32)                                 \
  X(kIovec, "struct iovec", 16)                             \
  X(kMsghdr, "struct msghdr", 56)                           \
  X(kMmsghdr, "struct mmsghdr", 64)                         \
  X(kSockaddr, "struct sockaddr", 1)                        \
  X(kSocketOption, "socket option", 1)                      \
  X(kDirents, "struct linux_dirent", 1)                     \
  X(kDirents64, "struct linux_dirent64", 1)                 \
  X(kWaitStatus, "wait status", 4)                          \
  X(kFlock, "struct flock", 32)                             \
  X(kFileOwner, "struct f_owner_ex", 8)                     \
  X(kTermios, "struct termios", 36)                         \
  X(kWinsize, "struct winsize", 8)                          \
  X(kCloneArguments, "struct clone_args", 1)                \
  X(kOpenHow, "struct open_how", 1)                         \
  X(kSchedParam, "struct sched_param", 4)                   \
  X(kSchedAttributes, "struct sched_attr", 56)              \
  X(kCapabilityHeader, "cap_user_header_t", 8)              \
  X(kCapabilityData, "cap_user_data_t", 24)                 \
  X(kTimex, "struct timex", 208)                            \
  X(kShmid, "struct shmid_ds", 112)                         \
  X(kMsqid, "struct msqid_ds", 120)                         \
  X(kSemid, "struct semid_ds", 104)                         \
  X(kSembuf, "struct sembuf", 6)                            \
  X(kMessage, "struct msgbuf", 1)                           \
  X(kFileHandle, "struct file_handle", 1)                   \
  X(kPerfAttributes, "struct perf_event_attr", 136)         \
  X(kIoUringParameters, "struct io_uring_params", 120)      \
  X(kBpfAttributes, "union bpf_attr", 1)                    \
  X(kMountAttributes, "struct mount_attr", 1)               \
  X(kCpuMask, "cpu_set_t", 1)                               \
  X(kNodeMask, "node mask", 1)                              \
  X(kIocb, "struct iocb", 64)                               \
  X(kIoEvent, "struct io_event", 32)                        \
  X(kMqAttributes, "struct mq_attr", 64)                    \
  X(kUserDescriptor, "struct user_desc", 16)                \
  X(kKexecSegment, "struct kexec_segment", 32)              \
  X(kFutexWaitv, "struct futex_waitv", 24)                  \
  X(kSockFprog, "struct sock_fprog", 16)                    \
  X(kIfreq, "struct ifreq", 40)                             \
  X(kRobustList, "struct robust_list_head", 24)             \
  X(kRseq, "struct rseq", 32)                               \
  X(kLandlockRuleset, "struct landlock_ruleset_attr", 1)    \
  /* names: one of several, or a set of bits */             \
  X(kAccessMode, "R_OK ...", 4)                             \
  X(kOpenFlags, "O_*", 4)                                   \
  X(kDescriptorFlags, "O_CLOEXEC ...", 4)                   \
  X(kAtFlags, "AT_*", 4)                                    \
  X(kAccessFlags, "AT_EACCESS ...", 4)                      \
  X(kStatxFlags, "AT_STATX_*", 4)                           \
  X(kStatxMask, "STATX_*", 4)                               \
  X(kMmapProtection, "PROT_*", 4)                           \
  X(kMmapFlags, "MAP_*", 4)                                 \
  X(kMremapFlags, "MREMAP_*", 4)                            \
  X(kMsyncFlags, "MS_*", 4)                                 \
  X(kMadvice, "MADV_*", 4)                                  \
  X(kMlockallFlags, "MCL_*", 4)                             \
  X(kMlockFlags, "MLOCK_*", 4)                              \
  X(kWhence, "SEEK_*", 4)                                   \
  X(kSigmaskHow, "SIG_BLOCK ...", 4)                        \
  X(kSocketDomain, "AF_*", 4)                               \
  X(kSocketType, "SOCK_*", 4)                               \
  X(kSocketProtocol, "IPPROTO_*", 4)                        \
  X(kShutdownHow, "SHUT_*", 4)                              \
  X(kMessageFlags, "MSG_*", 4)                              \
  X(kSocketLevel, "SOL_*", 4)                               \
  X(kSocketOptionName, "SO_*", 4)                           \
  X(kSocketFlags, "SOCK_NONBLOCK ...", 4)                   \
  X(kCloneFlags, "CLONE_*", 8)                              \
  X(kUnshareFlags, "CLONE_NEW*", 4)                         \
  X(kWaitOptions, "WNOHANG ...", 4)                         \
  X(kWaitIdType, "P_*", 4)                                  \
  X(kFcntlCommand, "F_*", 4)                                \
  X(kFdFlags, "FD_CLOEXEC", 4)                              \
  X(kFlockOperation, "LOCK_*", 4)                           \
  X(kLease, "F_RDLCK ...", 4)                               \
  X(kNotifyFlags, "DN_*", 4)                                \
  X(kSeals, "F_SEAL_*", 4)                                  \
  X(kResource, "RLIMIT_*", 4)                               \
  X(kRusageWho, "RUSAGE_*", 4)                              \
  X(kItimer, "ITIMER_*", 4)                                 \
  X(kPriorityWhich, "PRIO_*", 4)                            \
  X(kSchedPolicy, "SCHED_*", 4)                             \
  X(kMountFlags, "MS_*", 8)                                 \
  X(kUmountFlags, "MNT_*", 4)                               \
  X(kSwapFlags, "SWAP_FLAG_*", 4)                           \
  X(kRebootMagic1, "LINUX_REBOOT_MAGIC1", 4)                \
  X(kRebootMagic2, "LINUX_REBOOT_MAGIC2*", 4)               \
  X(kRebootCommand, "LINUX_REBOOT_CMD_*", 4)                \
  X(kPrctlOption, "PR_*", 4)                                \
  X(kDumpable, "SUID_DUMP_*", 4)                            \
  X(kDispatch, "PR_SYS_DISPATCH_*", 4)                      \
  X(kSpeculation, "PR_SPEC_*", 4)                           \
  X(kSpeculationState, "PR_SPEC_*", 8)                      \
  X(kTscMode, "PR_TSC_*", 4)                                \
  X(kSecureBits, "SECBIT_*", 4)                             \
  X(kVmaOption, "PR_SET_VMA_*", 4)                          \
  X(kAmbient, "PR_CAP_AMBIENT_*", 4)                        \
  X(kMmOption, "PR_SET_MM_*", 4)                            \
  X(kArchPrctlOption, "ARCH_*", 4)                          \
  X(kFutexOperation, "FUTEX_*", 4)                          \
  X(kFutexBitset, "FUTEX_BITSET_*", 4)                      \
  X(kFutexWakeOperation, "FUTEX_OP_*", 4)                   \
  X(kFutex2Flags, "FUTEX2_*", 4)                            \
  X(kTimerFlags, "TIMER_ABSTIME", 4)                        \
  X(kEpollOperation, "EPOLL_CTL_*", 4)                      \
  X(kEpollFlags, "EPOLL_CLOEXEC", 4)                        \
  X(kEventfdFlags, "EFD_*", 4)                              \
  X(kSignalfdFlags, "SFD_*", 4)                             \
  X(kTimerfdFlags, "TFD_*", 4)                              \
  X(kTimerfdSetFlags, "TFD_TIMER_*", 4)                     \
  X(kInotifyFlags, "IN_CLOEXEC ...", 4)                     \
  X(kInotifyMask, "IN_*", 4)                                \
  X(kFallocateMode, "FALLOC_FL_*", 4)                       \
  X(kFadvice, "POSIX_FADV_*", 4)                            \
  X(kSpliceFlags, "SPLICE_F_*", 4)                          \
  X(kSyncRangeFlags, "SYNC_FILE_RANGE_*", 4)                \
  X(kGetrandomFlags, "GRND_*", 4)                           \
  X(kMemfdFlags, "MFD_*", 4)                                \
  X(kSeccompOperation, "SECCOMP_*", 4)                      \
  X(kSeccompFlags, "SECCOMP_FILTER_FLAG_*", 4)              \
  X(kSeccompMode, "SECCOMP_MODE_*", 4)                      \
  X(kSeccompAction, "SECCOMP_RET_*", 4)                     \
  X(kBpfCommand, "BPF_*", 4)                                \
  X(kPerfFlags, "PERF_FLAG_*", 4)                           \
  X(kKcmpType, "KCMP_*", 4)                                 \
  X(kModuleInitFlags, "MODULE_INIT_*", 4)                   \
  X(kRenameFlags, "RENAME_*", 4)                            \
  X(kMembarrierCommand, "MEMBARRIER_CMD_*", 4)              \
  X(kUserfaultfdFlags, "UFFD_*", 4)                         \
  X(kPkeyRights, "PKEY_DISABLE_*", 4)                       \
  X(kRseqFlags, "RSEQ_FLAG_*", 4)                           \
  X(kIoUringEnterFlags, "IORING_ENTER_*", 4)                \
  X(kIoUringOperation, "IORING_REGISTER_*", 4)              \
  X(kRwFlags, "RWF_*", 4)                                   \
  X(kOpenTreeFlags, "OPEN_TREE_*", 4)                       \
  X(kMoveMountFlags, "MOVE_MOUNT_*", 4)                     \
  X(kFsopenFlags, "FSOPEN_*", 4)                            \
  X(kFsconfigCommand, "FSCONFIG_*", 4)                      \
  X(kFsmountFlags, "FSMOUNT_*", 4)                          \
  X(kFspickFlags, "FSPICK_*", 4)                            \
  X(kMountAttributeFlags, "MOUNT_ATTR_*", 8)                \
  X(kPidfdFlags, "PIDFD_*", 4)                              \
  X(kCloseRangeFlags, "CLOSE_RANGE_*", 4)                   \
  X(kLandlockFlags, "LANDLOCK_CREATE_RULESET_*", 4)         \
  X(kLandlockRule, "LANDLOCK_RULE_*", 4)                    \
  X(kLandlockPath, "struct landlock_path_beneath_attr", 12) \
  X(kIpcGetFlags, "IPC_CREAT ...", 4)                       \
  X(kShmGetFlags, "SHM_* IPC_CREAT ...", 4)                 \
  X(kShmatFlags, "SHM_*", 4)                                \
  X(kIpcMessageFlags, "MSG_NOERROR ...", 4)                 \
  X(kShmCommand, "IPC_* SHM_*", 4)                          \
  X(kMsgCommand, "IPC_* MSG_*", 4)                          \
  X(kSemCommand, "IPC_* SEM_*", 4)                          \
  X(kPtraceRequest, "PTRACE_*", 8)                          \
  X(kPtraceOptions, "PTRACE_O_*", 4)                        \
  X(kSyslogAction, "SYSLOG_ACTION_*", 4)                    \
  X(kPersonality, "PER_*", 4)                               \
  X(kQuotaCommand, "QCMD", 4)                               \
  X(kKeyctlOperation, "KEYCTL_*", 4)                        \
  X(kIoprioWho, "IOPRIO_WHO_*", 4)                          \
  X(kIoprio, "IOPRIO_PRIO_VALUE", 4)                        \
  X(kMempolicyMode, "MPOL_*", 4)                            \
  X(kMbindFlags, "MPOL_MF_*", 4)                            \
  X(kMempolicyFlags, "MPOL_F_*", 4)                         \
  X(kXattrFlags, "XATTR_*", 4)                              \
  X(kFanotifyInitFlags, "FAN_*", 4)                         \
  X(kFanotifyMarkFlags, "FAN_MARK_*", 4)                    \
  X(kFanotifyMask, "FAN_*", 8)                              \
  X(kKexecFlags, "KEXEC_*", 4)                              \
  X(kKexecFileFlags, "KEXEC_FILE_*", 4)                     \
  X(kModuleFlags, "O_NONBLOCK ...", 4)                      \
  X(kIoctlRequest, "ioctl request", 8)                      \
  X(kInodeFlags, "FS_*_FL", 4)                              \
  X(kCapability, "CAP_*", 4)

enum class Type : uint16_t {
#define MIMIC_TYPE(name, text, size) name,
  MIMIC_SYSCALL_TYPES(MIMIC_TYPE)
#undef MIMIC_TYPE
      kCount
};

// The bytes that one value of the type takes in memory.
constexpr uint16_t size_of(Type type) {
  constexpr uint16_t kSizes[] = {
#define MIMIC_TYPE(name, text, size) size,
      MIMIC_SYSCALL_TYPES(MIMIC_TYPE)
#undef MIMIC_TYPE
  };
  return kSizes[static_cast<uint16_t>(type)];
}

}  // namespace mimic::syscalls
