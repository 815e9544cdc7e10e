// The machine as a whole: reboot, modules, kexec, BPF, performance counters, keys, Landlock.
#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/reboot.h>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kMagic1[] = {V(LINUX_REBOOT_MAGIC1, 0xfee1deadu)};
constexpr Name kMagic2[] = {N(LINUX_REBOOT_MAGIC2), N(LINUX_REBOOT_MAGIC2A),
                            N(LINUX_REBOOT_MAGIC2B), N(LINUX_REBOOT_MAGIC2C)};
constexpr Name kReboot[] = {N(LINUX_REBOOT_CMD_RESTART),    N(LINUX_REBOOT_CMD_HALT),
                            N(LINUX_REBOOT_CMD_CAD_ON),     N(LINUX_REBOOT_CMD_CAD_OFF),
                            N(LINUX_REBOOT_CMD_POWER_OFF),  N(LINUX_REBOOT_CMD_RESTART2),
                            N(LINUX_REBOOT_CMD_SW_SUSPEND), N(LINUX_REBOOT_CMD_KEXEC)};
constexpr Name kSyslog[] = {V(SYSLOG_ACTION_CLOSE, 0),         V(SYSLOG_ACTION_OPEN, 1),
                            V(SYSLOG_ACTION_READ, 2),          V(SYSLOG_ACTION_READ_ALL, 3),
                            V(SYSLOG_ACTION_READ_CLEAR, 4),    V(SYSLOG_ACTION_CLEAR, 5),
                            V(SYSLOG_ACTION_CONSOLE_OFF, 6),   V(SYSLOG_ACTION_CONSOLE_ON, 7),
                            V(SYSLOG_ACTION_CONSOLE_LEVEL, 8), V(SYSLOG_ACTION_SIZE_UNREAD, 9),
                            V(SYSLOG_ACTION_SIZE_BUFFER, 10)};
constexpr Name kRandom[] = {V(GRND_NONBLOCK, 1), V(GRND_RANDOM, 2), V(GRND_INSECURE, 4)};
constexpr Name kModuleInit[] = {V(MODULE_INIT_IGNORE_MODVERSIONS, 1),
                                V(MODULE_INIT_IGNORE_VERMAGIC, 2),
                                V(MODULE_INIT_COMPRESSED_FILE, 4)};
constexpr Name kModule[] = {V(O_NONBLOCK, 04000), V(O_TRUNC, 01000)};
constexpr Name kKexec[] = {V(KEXEC_ON_CRASH, 1), V(KEXEC_PRESERVE_CONTEXT, 2),
                           V(KEXEC_ARCH_X86_64, 62 << 16)};
constexpr Name kKexecFile[] = {V(KEXEC_FILE_UNLOAD, 1), V(KEXEC_FILE_ON_CRASH, 2),
                               V(KEXEC_FILE_NO_INITRAMFS, 4)};
constexpr Name kBpf[] = {N(BPF_MAP_CREATE),        N(BPF_MAP_LOOKUP_ELEM),
                         N(BPF_MAP_UPDATE_ELEM),   N(BPF_MAP_DELETE_ELEM),
                         N(BPF_MAP_GET_NEXT_KEY),  N(BPF_PROG_LOAD),
                         N(BPF_OBJ_PIN),           N(BPF_OBJ_GET),
                         N(BPF_PROG_ATTACH),       N(BPF_PROG_DETACH),
                         N(BPF_PROG_TEST_RUN),     N(BPF_PROG_GET_NEXT_ID),
                         N(BPF_MAP_GET_NEXT_ID),   N(BPF_PROG_GET_FD_BY_ID),
                         N(BPF_MAP_GET_FD_BY_ID),  N(BPF_OBJ_GET_INFO_BY_FD),
                         N(BPF_PROG_QUERY),        N(BPF_RAW_TRACEPOINT_OPEN),
                         N(BPF_BTF_LOAD),          N(BPF_BTF_GET_FD_BY_ID),
                         N(BPF_TASK_FD_QUERY),     N(BPF_MAP_LOOKUP_AND_DELETE_ELEM),
                         N(BPF_MAP_FREEZE),        N(BPF_BTF_GET_NEXT_ID),
                         N(BPF_MAP_LOOKUP_BATCH),  N(BPF_MAP_LOOKUP_AND_DELETE_BATCH),
                         N(BPF_MAP_UPDATE_BATCH),  N(BPF_MAP_DELETE_BATCH),
                         N(BPF_LINK_CREATE),       N(BPF_LINK_UPDATE),
                         N(BPF_LINK_GET_FD_BY_ID), N(BPF_LINK_GET_NEXT_ID),
                         N(BPF_ENABLE_STATS),      N(BPF_ITER_CREATE),
                         N(BPF_LINK_DETACH),       N(BPF_PROG_BIND_MAP)};
constexpr Name kMaps[] = {N(BPF_MAP_TYPE_UNSPEC),
                          N(BPF_MAP_TYPE_HASH),
                          N(BPF_MAP_TYPE_ARRAY),
                          N(BPF_MAP_TYPE_PROG_ARRAY),
                          N(BPF_MAP_TYPE_PERF_EVENT_ARRAY),
                          N(BPF_MAP_TYPE_PERCPU_HASH),
                          N(BPF_MAP_TYPE_PERCPU_ARRAY),
                          N(BPF_MAP_TYPE_STACK_TRACE),
                          N(BPF_MAP_TYPE_CGROUP_ARRAY),
                          N(BPF_MAP_TYPE_LRU_HASH),
                          N(BPF_MAP_TYPE_LRU_PERCPU_HASH),
                          N(BPF_MAP_TYPE_LPM_TRIE),
                          N(BPF_MAP_TYPE_RINGBUF)};
constexpr Name kPrograms[] = {
    N(BPF_PROG_TYPE_UNSPEC),    N(BPF_PROG_TYPE_SOCKET_FILTER), N(BPF_PROG_TYPE_KPROBE),
    N(BPF_PROG_TYPE_SCHED_CLS), N(BPF_PROG_TYPE_SCHED_ACT),     N(BPF_PROG_TYPE_TRACEPOINT),
    N(BPF_PROG_TYPE_XDP),       N(BPF_PROG_TYPE_PERF_EVENT),    N(BPF_PROG_TYPE_CGROUP_SKB)};
constexpr Name kPerf[] = {N(PERF_FLAG_FD_NO_GROUP), N(PERF_FLAG_FD_OUTPUT), N(PERF_FLAG_PID_CGROUP),
                          N(PERF_FLAG_FD_CLOEXEC)};
constexpr Name kPerfTypes[] = {N(PERF_TYPE_HARDWARE),   N(PERF_TYPE_SOFTWARE),
                               N(PERF_TYPE_TRACEPOINT), N(PERF_TYPE_HW_CACHE),
                               N(PERF_TYPE_RAW),        N(PERF_TYPE_BREAKPOINT)};
constexpr Name kKeyctl[] = {N(KEYCTL_GET_KEYRING_ID),
                            N(KEYCTL_JOIN_SESSION_KEYRING),
                            N(KEYCTL_UPDATE),
                            N(KEYCTL_REVOKE),
                            N(KEYCTL_CHOWN),
                            N(KEYCTL_SETPERM),
                            N(KEYCTL_DESCRIBE),
                            N(KEYCTL_CLEAR),
                            N(KEYCTL_LINK),
                            N(KEYCTL_UNLINK),
                            N(KEYCTL_SEARCH),
                            N(KEYCTL_READ),
                            N(KEYCTL_INSTANTIATE),
                            N(KEYCTL_NEGATE),
                            N(KEYCTL_SET_REQKEY_KEYRING),
                            N(KEYCTL_SET_TIMEOUT),
                            N(KEYCTL_ASSUME_AUTHORITY),
                            N(KEYCTL_GET_SECURITY),
                            N(KEYCTL_SESSION_TO_PARENT),
                            N(KEYCTL_REJECT),
                            N(KEYCTL_INSTANTIATE_IOV),
                            N(KEYCTL_INVALIDATE),
                            N(KEYCTL_GET_PERSISTENT),
                            N(KEYCTL_DH_COMPUTE),
                            N(KEYCTL_PKEY_QUERY),
                            N(KEYCTL_PKEY_ENCRYPT),
                            N(KEYCTL_PKEY_DECRYPT),
                            N(KEYCTL_PKEY_SIGN),
                            N(KEYCTL_PKEY_VERIFY),
                            N(KEYCTL_RESTRICT_KEYRING),
                            N(KEYCTL_MOVE),
                            N(KEYCTL_CAPABILITIES),
                            N(KEYCTL_WATCH_KEY)};
constexpr Name kKeyrings[] = {N(KEY_SPEC_THREAD_KEYRING),       N(KEY_SPEC_PROCESS_KEYRING),
                              N(KEY_SPEC_SESSION_KEYRING),      N(KEY_SPEC_USER_KEYRING),
                              N(KEY_SPEC_USER_SESSION_KEYRING), N(KEY_SPEC_GROUP_KEYRING),
                              N(KEY_SPEC_REQKEY_AUTH_KEY),      N(KEY_SPEC_REQUESTOR_KEYRING)};
constexpr Name kLandlock[] = {V(LANDLOCK_CREATE_RULESET_VERSION, 1),
                              V(LANDLOCK_CREATE_RULESET_ERRATA, 2)};
constexpr Name kLandlockRules[] = {V(LANDLOCK_RULE_PATH_BENEATH, 1), V(LANDLOCK_RULE_NET_PORT, 2)};

constexpr Name kFileRights[] = {
    V(LANDLOCK_ACCESS_FS_EXECUTE, 1),       V(LANDLOCK_ACCESS_FS_WRITE_FILE, 2),
    V(LANDLOCK_ACCESS_FS_READ_FILE, 4),     V(LANDLOCK_ACCESS_FS_READ_DIR, 8),
    V(LANDLOCK_ACCESS_FS_REMOVE_DIR, 0x10), V(LANDLOCK_ACCESS_FS_REMOVE_FILE, 0x20),
    V(LANDLOCK_ACCESS_FS_MAKE_CHAR, 0x40),  V(LANDLOCK_ACCESS_FS_MAKE_DIR, 0x80),
    V(LANDLOCK_ACCESS_FS_MAKE_REG, 0x100),  V(LANDLOCK_ACCESS_FS_MAKE_SOCK, 0x200),
    V(LANDLOCK_ACCESS_FS_MAKE_FIFO, 0x400), V(LANDLOCK_ACCESS_FS_MAKE_BLOCK, 0x800),
    V(LANDLOCK_ACCESS_FS_MAKE_SYM, 0x1000), V(LANDLOCK_ACCESS_FS_REFER, 0x2000),
    V(LANDLOCK_ACCESS_FS_TRUNCATE, 0x4000), V(LANDLOCK_ACCESS_FS_IOCTL_DEV, 0x8000)};

constexpr NameTable kTables[] = {
    {Type::kRebootMagic1, NameTable::kOne, kMagic1, "LINUX_REBOOT_MAGIC_???"},
    {Type::kRebootMagic2, NameTable::kOne, kMagic2, "LINUX_REBOOT_MAGIC_???"},
    {Type::kRebootCommand, NameTable::kOne, kReboot, "LINUX_REBOOT_CMD_???"},
    {Type::kGetrandomFlags, NameTable::kSet, kRandom, "GRND_???"},
    {Type::kModuleInitFlags, NameTable::kSet, kModuleInit, "MODULE_INIT_???"},
    {Type::kModuleFlags, NameTable::kSet, kModule, "O_???"},
    {Type::kKexecFlags, NameTable::kSet, kKexec, "KEXEC_???"},
    {Type::kKexecFileFlags, NameTable::kSet, kKexecFile, "KEXEC_FILE_???"},
    {Type::kBpfCommand, NameTable::kOne, kBpf, "BPF_???"},
    {Type::kPerfFlags, NameTable::kSet, kPerf, "PERF_FLAG_???"},
    {Type::kKeyctlOperation, NameTable::kOne, kKeyctl, "KEYCTL_???"},
    {Type::kKeySerial, NameTable::kOne, kKeyrings, nullptr},
    {Type::kLandlockFlags, NameTable::kSet, kLandlock, "LANDLOCK_CREATE_RULESET_???"},
    {Type::kLandlockRule, NameTable::kOne, kLandlockRules, "LANDLOCK_RULE_???"},
    {Type::kSyslogAction, NameTable::kOne, kSyslog, "SYSLOG_ACTION_???"},
};

}  // namespace

TableSpan system_names() { return kTables; }
std::span<const Name> landlock_file_rights() { return kFileRights; }
std::span<const Name> perf_types() { return kPerfTypes; }
std::span<const Name> bpf_map_types() { return kMaps; }
std::span<const Name> bpf_program_types() { return kPrograms; }

}  // namespace mimic::syscalls
