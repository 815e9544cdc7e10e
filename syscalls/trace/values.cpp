// Arguments and results that are no addresses.
#include <linux/futex.h>

#include <csignal>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

void print_open_flags(Printer& p, uint64_t flags) {
  flags &= 0xffffffff;
  p.text(name_in(open_modes(), flags & 3));
  flags &= ~3ull;
  if (!flags) return;
  p.out.push_back('|');
  append_set(p.out, names_of(Type::kOpenFlags)->names, flags, "");
}

void print_statx_flags(Printer& p, uint64_t flags) {
  constexpr uint64_t kSync = 0x6000;
  static constexpr Name kSyncs[] = {{0, "AT_STATX_SYNC_AS_STAT"},
                                    {0x2000, "AT_STATX_FORCE_SYNC"},
                                    {0x4000, "AT_STATX_DONT_SYNC"}};
  flags &= 0xffffffff;
  p.one(kSyncs, flags & kSync, "AT_STATX_???");
  if (!(flags & ~kSync)) return;
  p.out.push_back('|');
  p.set(names_of(Type::kAtFlags)->names, flags & ~kSync, "");
}

void print_futex_operation(Printer& p, uint64_t operation) {
  static constexpr Name kCommands[] = {{FUTEX_WAIT, "FUTEX_WAIT"},
                                       {FUTEX_WAKE, "FUTEX_WAKE"},
                                       {FUTEX_FD, "FUTEX_FD"},
                                       {FUTEX_REQUEUE, "FUTEX_REQUEUE"},
                                       {FUTEX_CMP_REQUEUE, "FUTEX_CMP_REQUEUE"},
                                       {FUTEX_WAKE_OP, "FUTEX_WAKE_OP"},
                                       {FUTEX_LOCK_PI, "FUTEX_LOCK_PI"},
                                       {FUTEX_UNLOCK_PI, "FUTEX_UNLOCK_PI"},
                                       {FUTEX_TRYLOCK_PI, "FUTEX_TRYLOCK_PI"},
                                       {FUTEX_WAIT_BITSET, "FUTEX_WAIT_BITSET"},
                                       {FUTEX_WAKE_BITSET, "FUTEX_WAKE_BITSET"},
                                       {FUTEX_WAIT_REQUEUE_PI, "FUTEX_WAIT_REQUEUE_PI"},
                                       {FUTEX_CMP_REQUEUE_PI, "FUTEX_CMP_REQUEUE_PI"},
                                       {13, "FUTEX_LOCK_PI2"}};
  operation &= 0xffffffff;
  const uint64_t command = operation & ~uint64_t{FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME};
  const char* name = name_in(kCommands, command);
  if (!name) return p.print("%#lx /* FUTEX_??? */", operation);
  p.text(name);
  if (operation & FUTEX_PRIVATE_FLAG) p.text("_PRIVATE");
  if (operation & FUTEX_CLOCK_REALTIME) p.text("|FUTEX_CLOCK_REALTIME");
}

void print_socket_type(Printer& p, uint64_t type) {
  constexpr uint64_t kTypeMask = 0xf;
  type &= 0xffffffff;
  const char* name = name_in(socket_types(), type & kTypeMask);
  if (!name) return p.print("%#lx /* SOCK_??? */", type);
  p.text(name);
  if (!(type & ~kTypeMask)) return;
  p.out.push_back('|');
  p.set(names_of(Type::kSocketFlags)->names, type & ~kTypeMask, "");
}

// Flags one of which says that bits 26 to 31 hold the size of huge pages.
void print_huge_flags(Printer& p, Type type, uint64_t flags, uint64_t huge, const char* shift) {
  constexpr uint64_t kSize = 0xfc000000;
  flags &= 0xffffffff;
  const uint64_t size = flags & huge ? flags & kSize : 0;
  const NameTable& names = *names_of(type);
  p.set(names.names, flags & ~size, names.unknown);
  if (size) p.print("|%lu<<%s", size >> 26, shift);
}

void print_swap_flags(Printer& p, uint64_t flags) {
  constexpr uint64_t kPriority = 0x7fff;
  flags &= 0xffffffff;
  if (flags & ~kPriority) {
    p.set(names_of(Type::kSwapFlags)->names, flags & ~kPriority, "SWAP_FLAG_???");
    if (flags & kPriority) p.text("|");
  }
  if (flags & kPriority || !flags) p.unsigned_decimal(flags & kPriority);
}

void print_mount_flags(Printer& p, uint64_t flags) {
  constexpr uint64_t kMagic = 0xc0ed0000, kMagicMask = 0xffff0000;
  if ((flags & kMagicMask) == kMagic) {
    p.text("MS_MGC_VAL");
    flags &= ~kMagicMask;
    if (!flags) return;
    p.text("|");
  }
  const NameTable& names = *names_of(Type::kMountFlags);
  p.set(names.names, flags, names.unknown);
}

void print_personality(Printer& p, uint64_t personality) {
  static constexpr Name kSystems[] = {{0, "PER_LINUX"},
                                      {8, "PER_LINUX32"},
                                      {0x11, "PER_HPUX"},
                                      {6, "PER_BSD"},
                                      {0xd, "PER_SOLARIS"}};
  personality &= 0xffffffff;
  if (personality == 0xffffffff) return p.hex(personality);
  p.one(kSystems, personality & 0xff, "PER_???");
  if (!(personality & ~0xffull)) return;
  p.text("|");
  p.set(names_of(Type::kPersonality)->names, personality & ~0xffull, "");
}

// What FUTEX_WAKE_OP does and compares with.
void print_wake_operation(Printer& p, uint64_t value) {
  static constexpr Name kOperations[] = {{0, "FUTEX_OP_SET"},
                                         {1, "FUTEX_OP_ADD"},
                                         {2, "FUTEX_OP_OR"},
                                         {3, "FUTEX_OP_ANDN"},
                                         {4, "FUTEX_OP_XOR"}};
  static constexpr Name kComparisons[] = {{0, "FUTEX_OP_CMP_EQ"}, {1, "FUTEX_OP_CMP_NE"},
                                          {2, "FUTEX_OP_CMP_LT"}, {3, "FUTEX_OP_CMP_LE"},
                                          {4, "FUTEX_OP_CMP_GT"}, {5, "FUTEX_OP_CMP_GE"}};
  value &= 0xffffffff;
  const uint64_t operation = value >> 28 & 7, argument = value >> 12 & 0xfff;
  const uint64_t comparison = value >> 24 & 0xf;
  if (value >> 31) p.text("FUTEX_OP_OPARG_SHIFT<<28|");
  if (const char* name = name_in(kOperations, operation))
    p.print("%s<<28|", name);
  else
    p.print("%#lx<<28 /* FUTEX_OP_??? */|", operation);
  p.print(argument ? "%#lx<<12|" : "0<<12|", argument);
  if (const char* name = name_in(kComparisons, comparison))
    p.print("%s<<24|", name);
  else
    p.print("%#lx<<24 /* FUTEX_OP_CMP_??? */|", comparison);
  p.hex(value & 0xfff);
}

void print_policy(Printer& p, uint64_t mode) {
  static constexpr Name kFlags[] = {{1 << 15, "MPOL_F_STATIC_NODES"},
                                    {1 << 14, "MPOL_F_RELATIVE_NODES"},
                                    {1 << 13, "MPOL_F_NUMA_BALANCING"}};
  constexpr uint64_t kFlagMask = 0xe000;
  mode &= 0xffffffff;
  const NameTable& names = *names_of(Type::kMempolicyMode);
  p.one(names.names, mode & ~kFlagMask, names.unknown);
  if (!(mode & kFlagMask)) return;
  p.text("|");
  p.set(kFlags, mode & kFlagMask, "");
}

void print_fanotify_init(Printer& p, uint64_t flags) {
  constexpr uint64_t kClass = 0xc;
  static constexpr Name kClasses[] = {
      {0, "FAN_CLASS_NOTIF"}, {4, "FAN_CLASS_CONTENT"}, {8, "FAN_CLASS_PRE_CONTENT"}};
  flags &= 0xffffffff;
  p.one(kClasses, flags & kClass, "FAN_CLASS_???");
  if (!(flags & ~kClass)) return;
  p.text("|");
  p.set(names_of(Type::kFanotifyInitFlags)->names, flags & ~kClass, "FAN_???");
}

void print_syslog_action(Printer& p, uint64_t action) {
  const char* name = name_in(names_of(Type::kSyslogAction)->names, action & 0xffffffff);
  p.print("%d /* %s */", static_cast<int>(action), name ? name : "SYSLOG_ACTION_???");
}

void print_key(Printer& p, uint64_t key) {
  if (static_cast<uint32_t>(key))
    p.hex(static_cast<uint32_t>(key));
  else
    p.text("IPC_PRIVATE");
}

void print_key_serial(Printer& p, uint64_t key) {
  if (const char* name = name_in(names_of(Type::kKeySerial)->names, static_cast<uint32_t>(key)))
    return p.text(name);
  p.decimal(static_cast<int32_t>(key));
}

// Flags of shmget and its like, then the permissions.
void print_ipc_flags(Printer& p, Type type, uint64_t value) {
  value &= 0xffffffff;
  if (value & ~0777ull) {
    p.set(names_of(type)->names, value & ~0777ull, "");
    p.out.push_back('|');
  }
  p.octal(value & 0777);
}

void print_ioctl_request(Printer& p, uint64_t request) {
  request &= 0xffffffff;
  if (const char* name = name_in(names_of(Type::kIoctlRequest)->names, request))
    return p.text(name);
  static constexpr Name kDirections[] = {{2, "_IOC_READ"}, {1, "_IOC_WRITE"}, {0, "_IOC_NONE"}};
  const uint64_t number = request & 0xff, type = request >> 8 & 0xff;
  const uint64_t size = request >> 16 & 0x3fff;
  p.text("_IOC(");
  p.set(kDirections, request >> 30, "_IOC_???");
  p.print(", %#lx, %#lx, %#lx)", type, number, size);
}

void print_ioprio(Printer& p, uint64_t value) {
  static constexpr Name kClasses[] = {{0, "IOPRIO_CLASS_NONE"},
                                      {1, "IOPRIO_CLASS_RT"},
                                      {2, "IOPRIO_CLASS_BE"},
                                      {3, "IOPRIO_CLASS_IDLE"}};
  p.text("IOPRIO_PRIO_VALUE(");
  p.one(kClasses, (value & 0xffffffff) >> 13, "IOPRIO_CLASS_???");
  p.print(", %lu)", value & 0x1fff);
}

void print_quota(Printer& p, uint64_t command) {
  static constexpr Name kCommands[] = {
      {0x800001, "Q_SYNC"},     {0x800002, "Q_QUOTAON"},  {0x800003, "Q_QUOTAOFF"},
      {0x800004, "Q_GETFMT"},   {0x800005, "Q_GETINFO"},  {0x800006, "Q_SETINFO"},
      {0x800007, "Q_GETQUOTA"}, {0x800008, "Q_SETQUOTA"}, {0x800009, "Q_GETNEXTQUOTA"}};
  static constexpr Name kKinds[] = {{0, "USRQUOTA"}, {1, "GRPQUOTA"}, {2, "PRJQUOTA"}};
  p.text("QCMD(");
  p.one(kCommands, (command & 0xffffffff) >> 8, "Q_???");
  p.text(", ");
  p.one(kKinds, command & 0xff, "???QUOTA");
  p.text(")");
}

void print_capability(Printer& p, uint64_t value) { p.one(capabilities(), value, "CAP_???"); }

}  // namespace

void print_clone_flags(Printer& p, uint64_t flags) {
  constexpr uint64_t kSignalMask = 0xff;
  const uint64_t signal = flags & kSignalMask;
  if (flags & ~kSignalMask) {
    p.set(clone_flags(), flags & ~kSignalMask, "CLONE_???");
    if (!signal) return;
    p.out.push_back('|');
  }
  if (signal)
    p.text(signal_name(signal));
  else
    p.text("0");
}

void print_value(Printer& p, Type type, uint64_t value) {
  const auto narrow = static_cast<int32_t>(value);
  switch (type) {
    case Type::kNone:
    case Type::kEnd:
      return;
    case Type::kInt:
    case Type::kPid:
    case Type::kTimerId:
      return p.decimal(narrow);
    case Type::kUInt:
      return p.unsigned_decimal(static_cast<uint32_t>(value));
    case Type::kLong:
    case Type::kTime:
      return p.decimal(static_cast<int64_t>(value));
    case Type::kULong:
      return p.unsigned_decimal(value);
    case Type::kHexInt:
      return p.hex(static_cast<uint32_t>(value));
    case Type::kHex:
      return p.hex(value);
    case Type::kAddress:
      return p.address(value);
    case Type::kMode:
      return p.octal(static_cast<uint32_t>(value));
    case Type::kFd:
      return p.descriptor(narrow);
    case Type::kDirFd:
      return p.folder(narrow);
    case Type::kUid:
    case Type::kGid:
      return p.id(static_cast<uint32_t>(value));
    case Type::kSignal:
      return p.text(signal_name(static_cast<uint32_t>(value)));
    case Type::kDevice:
      return p.device(value);
    case Type::kClock:
      return p.one(clocks(), static_cast<uint32_t>(value), "CLOCK_???");
    case Type::kKey:
      return print_key(p, value);
    case Type::kKeySerial:
      return print_key_serial(p, value);
    case Type::kOpenFlags:
      return print_open_flags(p, value);
    case Type::kStatxFlags:
      return print_statx_flags(p, value);
    case Type::kFutexOperation:
      return print_futex_operation(p, value);
    case Type::kSocketType:
      return print_socket_type(p, value);
    case Type::kCloneFlags:
      return print_clone_flags(p, value);
    case Type::kIpcGetFlags:
    case Type::kShmGetFlags:
      return print_ipc_flags(p, type, value);
    case Type::kIoctlRequest:
      return print_ioctl_request(p, value);
    case Type::kIoprio:
      return print_ioprio(p, value);
    case Type::kMmapFlags:
      return print_huge_flags(p, type, value, 0x40000, "MAP_HUGE_SHIFT");
    case Type::kMemfdFlags:
      return print_huge_flags(p, type, value, 4, "MFD_HUGE_SHIFT");
    case Type::kSwapFlags:
      return print_swap_flags(p, value);
    case Type::kMountFlags:
      return print_mount_flags(p, value);
    case Type::kPersonality:
      return print_personality(p, value);
    case Type::kFutexWakeOperation:
      return print_wake_operation(p, value);
    case Type::kMempolicyMode:
      return print_policy(p, value);
    case Type::kFanotifyInitFlags:
      return print_fanotify_init(p, value);
    case Type::kSyslogAction:
      return print_syslog_action(p, value);
    case Type::kQuotaCommand:
      return print_quota(p, value);
    case Type::kCapability:
      return print_capability(p, value);
    case Type::kWaitStatus:
      return print_wait_status(p, static_cast<uint32_t>(value));
    default:
      break;
  }
  if (const NameTable* names = names_of(type)) return append_named(p.out, *names, value);
  p.hex(value);
}

}  // namespace mimic::syscalls
