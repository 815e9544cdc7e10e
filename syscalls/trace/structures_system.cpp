// The machine, terminals, System V IPC, performance counters, io_uring.
#include <asm/termbits.h>
#include <linux/perf_event.h>
#include <linux/sysinfo.h>
#include <sys/ipc.h>
#include <sys/utsname.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

bool utsname_(Printer& p, Bytes bytes) {
  const auto name = structure<utsname>(bytes);
  if (!name) return false;
  Members m(p);
  m("sysname").field_text(bytes_of(name->sysname));
  m("nodename").field_text(bytes_of(name->nodename));
  if (!p.options.verbose) {
    m.more();
    return true;
  }
  m("release").field_text(bytes_of(name->release));
  m("version").field_text(bytes_of(name->version));
  m("machine").field_text(bytes_of(name->machine));
  m("domainname").field_text(bytes_of(name->domainname));
  return true;
}

bool sysinfo_(Printer& p, Bytes bytes) {
  const auto info = structure<struct sysinfo>(bytes);
  if (!info) return false;
  Members m(p);
  m("uptime").decimal(info->uptime);
  m("loads").print("[%lu, %lu, %lu]", info->loads[0], info->loads[1], info->loads[2]);
  m("totalram").unsigned_decimal(info->totalram);
  m("freeram").unsigned_decimal(info->freeram);
  m("sharedram").unsigned_decimal(info->sharedram);
  m("bufferram").unsigned_decimal(info->bufferram);
  m("totalswap").unsigned_decimal(info->totalswap);
  m("freeswap").unsigned_decimal(info->freeswap);
  m("procs").unsigned_decimal(info->procs);
  m("totalhigh").unsigned_decimal(info->totalhigh);
  m("freehigh").unsigned_decimal(info->freehigh);
  m("mem_unit").unsigned_decimal(info->mem_unit);
  return true;
}

constexpr Name kSpeeds[] = {{B0, "B0"},
                            {B50, "B50"},
                            {B75, "B75"},
                            {B110, "B110"},
                            {B134, "B134"},
                            {B150, "B150"},
                            {B200, "B200"},
                            {B300, "B300"},
                            {B600, "B600"},
                            {B1200, "B1200"},
                            {B1800, "B1800"},
                            {B2400, "B2400"},
                            {B4800, "B4800"},
                            {B9600, "B9600"},
                            {B19200, "B19200"},
                            {B38400, "B38400"},
                            {B57600, "B57600"},
                            {B115200, "B115200"},
                            {B230400, "B230400"},
                            {B460800, "B460800"},
                            {B500000, "B500000"},
                            {B576000, "B576000"},
                            {B921600, "B921600"},
                            {B1000000, "B1000000"},
                            {B1152000, "B1152000"},
                            {B1500000, "B1500000"},
                            {B2000000, "B2000000"},
                            {B2500000, "B2500000"},
                            {B3000000, "B3000000"},
                            {B3500000, "B3500000"},
                            {B4000000, "B4000000"}};

// Fields of several bits, then the flags.
void output_flags(Printer& p, uint32_t flags) {
  static constexpr Name kTabs[] = {
      {TAB0, "TAB0"}, {TAB1, "TAB1"}, {TAB2, "TAB2"}, {XTABS, "XTABS"}};
  p.print("NL%u|CR%u|", (flags & NLDLY) / NL1, (flags & CRDLY) / CR1);
  p.one(kTabs, flags & TABDLY, "TAB???");
  p.print("|BS%u|VT%u|FF%u", (flags & BSDLY) / BS1, (flags & VTDLY) / VT1, (flags & FFDLY) / FF1);
  const uint32_t rest = flags & ~uint32_t{NLDLY | CRDLY | TABDLY | BSDLY | VTDLY | FFDLY};
  if (!rest) return;
  p.text("|");
  p.set(terminal_output_flags(), rest, "");
}

void control_flags(Printer& p, uint32_t flags) {
  static constexpr Name kSizes[] = {{CS5, "CS5"}, {CS6, "CS6"}, {CS7, "CS7"}, {CS8, "CS8"}};
  p.one(kSpeeds, flags & CBAUD, "B???");
  if (const uint32_t input = flags & CIBAUD) {
    p.text("|");
    p.one(kSpeeds, input >> IBSHIFT, "B???");
    p.text("<<IBSHIFT");
  }
  p.text("|");
  p.one(kSizes, flags & CSIZE, "CS???");
  const uint32_t rest = flags & ~uint32_t{CBAUD | CIBAUD | CSIZE};
  if (!rest) return;
  p.text("|");
  p.set(terminal_control_flags(), rest, "");
}

bool termios_(Printer& p, Bytes bytes) {
  const auto settings = structure<struct termios>(bytes);
  if (!settings) return false;
  Members m(p);
  m("c_iflag").set(terminal_input_flags(), settings->c_iflag, "");
  output_flags(m("c_oflag"), settings->c_oflag);
  control_flags(m("c_cflag"), settings->c_cflag);
  m("c_lflag").set(terminal_local_flags(), settings->c_lflag, "");
  if (!p.options.verbose) {
    m.more();
    return true;
  }
  m("c_line").unsigned_decimal(settings->c_line);
  m("c_cc").quoted_hex(bytes_of(settings->c_cc), sizeof settings->c_cc);
  return true;
}

bool winsize_(Printer& p, Bytes bytes) {
  struct Size {
    uint16_t rows, columns, x, y;
  };
  const auto size = structure<Size>(bytes);
  if (!size) return false;
  Members m(p);
  m("ws_row").unsigned_decimal(size->rows);
  m("ws_col").unsigned_decimal(size->columns);
  m("ws_xpixel").unsigned_decimal(size->x);
  m("ws_ypixel").unsigned_decimal(size->y);
  return true;
}

bool sembuf_(Printer& p, Bytes bytes) {
  struct Operation {
    uint16_t number;
    int16_t operation;
    uint16_t flags;
  };
  static constexpr Name kFlags[] = {{0x1000, "SEM_UNDO"}, {04000, "IPC_NOWAIT"}};
  const auto one = structure<Operation>(bytes);
  if (!one) return false;
  Members m(p);
  m("sem_num").unsigned_decimal(one->number);
  m("sem_op").decimal(one->operation);
  m("sem_flg").set(kFlags, one->flags, "SEM_???");
  return true;
}

// struct ipc64_perm as the kernel has it.
struct Permissions {
  int32_t key;
  uint32_t uid, gid, cuid, cgid, mode;
  uint16_t sequence, padding[11];
};

// What IPC_SET sets is short; all of it is what IPC_STAT returns.
void print_permissions(Printer& p, const Permissions& permissions) {
  Members m(p);
  m("uid").id(permissions.uid);
  m("gid").id(permissions.gid);
  m("mode").octal(permissions.mode);
  if (!p.at_exit) return;
  m("key").decimal(permissions.key);
  m("cuid").id(permissions.cuid);
  m("cgid").id(permissions.cgid);
}

bool semid_(Printer& p, Bytes bytes) {
  struct Set {
    Permissions permissions;
    int64_t operated, reserved1, changed, reserved2;
    uint64_t semaphores, reserved[2];
  };
  static_assert(sizeof(Set) == size_of(Type::kSemid));
  const auto set = structure<Set>(bytes);
  if (!set) return false;
  Members m(p);
  print_permissions(m("sem_perm"), set->permissions);
  if (!p.at_exit) return true;
  m("sem_otime").decimal(set->operated);
  m("sem_ctime").decimal(set->changed);
  m("sem_nsems").unsigned_decimal(set->semaphores);
  return true;
}

bool msqid_(Printer& p, Bytes bytes) {
  struct Queue {
    Permissions permissions;
    int64_t sent, received, changed;
    uint64_t bytes, messages, most_bytes;
    int32_t last_sender, last_receiver;
    uint64_t reserved[2];
  };
  static_assert(sizeof(Queue) == size_of(Type::kMsqid));
  const auto queue = structure<Queue>(bytes);
  if (!queue) return false;
  Members m(p);
  print_permissions(m("msg_perm"), queue->permissions);
  if (!p.at_exit) {
    m("msg_qbytes").unsigned_decimal(queue->most_bytes);
    return true;
  }
  m("msg_stime").decimal(queue->sent);
  m("msg_rtime").decimal(queue->received);
  m("msg_ctime").decimal(queue->changed);
  m("msg_qnum").unsigned_decimal(queue->messages);
  m("msg_qbytes").unsigned_decimal(queue->most_bytes);
  m("msg_lspid").decimal(queue->last_sender);
  m("msg_lrpid").decimal(queue->last_receiver);
  return true;
}

bool landlock_ruleset(Printer& p, Bytes bytes) {
  const auto rights = structure<uint64_t>(bytes);
  if (!rights) return false;
  Members m(p);
  m("handled_access_fs").set(landlock_file_rights(), *rights, "LANDLOCK_ACCESS_FS_???");
  if (bytes.size() >= 16) m("handled_access_net").hex(*structure<uint64_t>(bytes.subspan(8)));
  if (bytes.size() >= 24) m("scoped").hex(*structure<uint64_t>(bytes.subspan(16)));
  return true;
}

bool landlock_path(Printer& p, Bytes bytes) {
  if (bytes.size() < 12) return false;
  Members m(p);
  m("allowed_access")
      .set(landlock_file_rights(), *structure<uint64_t>(bytes), "LANDLOCK_ACCESS_FS_???");
  m("parent_fd").descriptor(*structure<int32_t>(bytes.subspan(8)));
  return true;
}

bool shmid_(Printer& p, Bytes bytes) {
  struct Segment {
    Permissions permissions;
    uint64_t size;
    int64_t attached, detached, changed;
    int32_t creator, last;
    uint64_t attachments, unused[2];
  };
  static_assert(sizeof(Segment) == size_of(Type::kShmid));
  const auto segment = structure<Segment>(bytes);
  if (!segment) return false;
  Members m(p);
  print_permissions(m("shm_perm"), segment->permissions);
  if (!p.at_exit) return true;
  m("shm_segsz").unsigned_decimal(segment->size);
  m("shm_cpid").decimal(segment->creator);
  m("shm_lpid").decimal(segment->last);
  m("shm_nattch").unsigned_decimal(segment->attachments);
  m("shm_atime").decimal(segment->attached);
  m("shm_dtime").decimal(segment->detached);
  m("shm_ctime").decimal(segment->changed);
  return true;
}

bool mq_attributes(Printer& p, Bytes bytes) {
  struct Attributes {
    int64_t flags, most_messages, message_size, messages, reserved[4];
  };
  const auto attributes = structure<Attributes>(bytes);
  if (!attributes) return false;
  Members m(p);
  print_value(m("mq_flags"), Type::kDescriptorFlags, static_cast<uint64_t>(attributes->flags));
  m("mq_maxmsg").decimal(attributes->most_messages);
  m("mq_msgsize").decimal(attributes->message_size);
  m("mq_curmsgs").decimal(attributes->messages);
  return true;
}

bool ring_parameters(Printer& p, Bytes bytes) {
  struct Offsets {
    uint32_t member[8];
    uint64_t reserved;
  };
  struct Parameters {
    uint32_t sq_entries, cq_entries, flags, cpu, idle, features, wq_descriptor, reserved[3];
    Offsets sq, cq;
  };
  static_assert(sizeof(Parameters) == size_of(Type::kIoUringParameters));
  const auto parameters = structure<Parameters>(bytes);
  if (!parameters) return false;
  Members m(p);
  m("flags").set(io_uring_setup_flags(), parameters->flags, "IORING_SETUP_???");
  m("sq_thread_cpu").unsigned_decimal(parameters->cpu);
  m("sq_thread_idle").unsigned_decimal(parameters->idle);
  if (!p.at_exit) return true;
  m("sq_entries").unsigned_decimal(parameters->sq_entries);
  m("cq_entries").unsigned_decimal(parameters->cq_entries);
  m("features").set(io_uring_features(), parameters->features, "IORING_FEAT_???");
  const auto offsets = [&](const char* name, const Offsets& at, const char* const* names) {
    Members inner(m(name));
    for (unsigned i = 0; i < 7; ++i) inner(names[i]).unsigned_decimal(at.member[i]);
  };
  constexpr const char* kSubmission[] = {"head",  "tail",    "ring_mask", "ring_entries",
                                         "flags", "dropped", "array"};
  constexpr const char* kCompletion[] = {"head",     "tail", "ring_mask", "ring_entries",
                                         "overflow", "cqes", "flags"};
  offsets("sq_off", parameters->sq, kSubmission);
  offsets("cq_off", parameters->cq, kCompletion);
  return true;
}

bool perf_attributes(Printer& p, Bytes bytes) {
  constexpr size_t kFirstVersion = 64;
  if (bytes.size() < kFirstVersion) return false;
  perf_event_attr attributes{};
  std::memcpy(&attributes, bytes.data(),
              bytes.size() < sizeof attributes ? bytes.size() : sizeof attributes);
  static constexpr Name kSizes[] = {{64, "PERF_ATTR_SIZE_VER0"},  {72, "PERF_ATTR_SIZE_VER1"},
                                    {80, "PERF_ATTR_SIZE_VER2"},  {96, "PERF_ATTR_SIZE_VER3"},
                                    {104, "PERF_ATTR_SIZE_VER4"}, {112, "PERF_ATTR_SIZE_VER5"},
                                    {120, "PERF_ATTR_SIZE_VER6"}, {128, "PERF_ATTR_SIZE_VER7"}};
  static constexpr Name kHardware[] = {
      {0, "PERF_COUNT_HW_CPU_CYCLES"},          {1, "PERF_COUNT_HW_INSTRUCTIONS"},
      {2, "PERF_COUNT_HW_CACHE_REFERENCES"},    {3, "PERF_COUNT_HW_CACHE_MISSES"},
      {4, "PERF_COUNT_HW_BRANCH_INSTRUCTIONS"}, {5, "PERF_COUNT_HW_BRANCH_MISSES"},
      {6, "PERF_COUNT_HW_BUS_CYCLES"},          {9, "PERF_COUNT_HW_REF_CPU_CYCLES"}};
  static constexpr Name kSoftware[] = {
      {0, "PERF_COUNT_SW_CPU_CLOCK"},      {1, "PERF_COUNT_SW_TASK_CLOCK"},
      {2, "PERF_COUNT_SW_PAGE_FAULTS"},    {3, "PERF_COUNT_SW_CONTEXT_SWITCHES"},
      {4, "PERF_COUNT_SW_CPU_MIGRATIONS"}, {9, "PERF_COUNT_SW_DUMMY"}};
  Members m(p);
  m("type").one(perf_types(), attributes.type, "PERF_TYPE_???");
  m("size").one(kSizes, attributes.size, "PERF_ATTR_SIZE_???");
  m("config");
  if (attributes.type == PERF_TYPE_HARDWARE)
    p.one(kHardware, attributes.config, "PERF_COUNT_HW_???");
  else if (attributes.type == PERF_TYPE_SOFTWARE)
    p.one(kSoftware, attributes.config, "PERF_COUNT_SW_???");
  else
    p.hex(attributes.config);
  m(attributes.freq ? "sample_freq" : "sample_period").unsigned_decimal(attributes.sample_period);
  m("sample_type").hex(attributes.sample_type);
  m("read_format").hex(attributes.read_format);
  if (attributes.disabled) m("disabled").text("1");
  if (attributes.inherit) m("inherit").text("1");
  if (attributes.exclude_kernel) m("exclude_kernel").text("1");
  if (attributes.exclude_hv) m("exclude_hv").text("1");
  m("precise_ip").unsigned_decimal(attributes.precise_ip);
  if (!attributes.precise_ip) p.text(" /* arbitrary skid */");
  m.more();
  return true;
}

bool mount_attributes(Printer& p, Bytes bytes) {
  struct Attributes {
    uint64_t set, clear, propagation, user_namespace;
  };
  static constexpr Name kPropagation[] = {{1 << 17, "MS_UNBINDABLE"},
                                          {1 << 18, "MS_PRIVATE"},
                                          {1 << 19, "MS_SLAVE"},
                                          {1 << 20, "MS_SHARED"}};
  const auto attributes = structure<Attributes>(bytes);
  if (!attributes) return false;
  const auto flags = names_of(Type::kMountAttributeFlags)->names;
  Members m(p);
  m("attr_set").set(flags, attributes->set, "MOUNT_ATTR_???");
  m("attr_clr").set(flags, attributes->clear, "MOUNT_ATTR_???");
  m("propagation").one(kPropagation, attributes->propagation, "MS_???");
  m("userns_fd").descriptor(static_cast<int32_t>(attributes->user_namespace));
  return true;
}

constexpr TypedPrinter kPrinters[] = {
    {Type::kUtsname, utsname_},
    {Type::kSysinfo, sysinfo_},
    {Type::kTermios, termios_},
    {Type::kWinsize, winsize_},
    {Type::kSembuf, sembuf_},
    {Type::kShmid, shmid_},
    {Type::kSemid, semid_},
    {Type::kMsqid, msqid_},
    {Type::kLandlockRuleset, landlock_ruleset},
    {Type::kLandlockPath, landlock_path},
    {Type::kMqAttributes, mq_attributes},
    {Type::kIoUringParameters, ring_parameters},
    {Type::kPerfAttributes, perf_attributes},
    {Type::kMountAttributes, mount_attributes},
};

}  // namespace

Printers system_structures() { return kPrinters; }

}  // namespace mimic::syscalls
