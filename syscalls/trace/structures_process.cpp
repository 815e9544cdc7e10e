// Processes: limits, usage, how they are made and scheduled, what they may do.
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/resource.h>
#include <sys/times.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

// "8192*1024", as limits are mostly multiples of it.
void print_limit(Printer& p, uint64_t limit) {
  if (limit == ~0ull)
    p.text("RLIM64_INFINITY");
  else if (limit > 1024 && limit % 1024 == 0)
    p.print("%lu*1024", limit / 1024);
  else
    p.unsigned_decimal(limit);
}

bool rlimit_(Printer& p, Bytes bytes) {
  const auto limit = structure<rlimit>(bytes);
  if (!limit) return false;
  Members m(p);
  print_limit(m("rlim_cur"), limit->rlim_cur);
  print_limit(m("rlim_max"), limit->rlim_max);
  return true;
}

bool rusage_(Printer& p, Bytes bytes) {
  const auto usage = structure<rusage>(bytes);
  if (!usage) return false;
  Members m(p);
  m("ru_utime");
  print_timeval(p, bytes);
  m("ru_stime");
  print_timeval(p, bytes.subspan(sizeof(timeval)));
  if (!p.options.verbose) {
    m.more();
    return true;
  }
  const struct {
    const char* name;
    long value;
  } members[] = {{"ru_maxrss", usage->ru_maxrss},   {"ru_ixrss", usage->ru_ixrss},
                 {"ru_idrss", usage->ru_idrss},     {"ru_isrss", usage->ru_isrss},
                 {"ru_minflt", usage->ru_minflt},   {"ru_majflt", usage->ru_majflt},
                 {"ru_nswap", usage->ru_nswap},     {"ru_inblock", usage->ru_inblock},
                 {"ru_oublock", usage->ru_oublock}, {"ru_msgsnd", usage->ru_msgsnd},
                 {"ru_msgrcv", usage->ru_msgrcv},   {"ru_nsignals", usage->ru_nsignals},
                 {"ru_nvcsw", usage->ru_nvcsw},     {"ru_nivcsw", usage->ru_nivcsw}};
  for (const auto& member : members) m(member.name).decimal(member.value);
  return true;
}

bool tms_(Printer& p, Bytes bytes) {
  const auto times = structure<tms>(bytes);
  if (!times) return false;
  Members m(p);
  const struct {
    const char* name;
    long ticks;
  } members[] = {{"tms_utime", times->tms_utime},
                 {"tms_stime", times->tms_stime},
                 {"tms_cutime", times->tms_cutime},
                 {"tms_cstime", times->tms_cstime}};
  for (const auto& member : members) {
    m(member.name).decimal(member.ticks);
    if (member.ticks) p.print(" /* %ld.%02ld s */", member.ticks / 100, member.ticks % 100);
  }
  return true;
}

// The first version ends before set_tid; whoever uses an older one passes a smaller size.
bool clone_arguments(Printer& p, Bytes bytes) {
  constexpr size_t kFirstVersion = 64;
  if (bytes.size() < kFirstVersion) return false;
  clone_args args{};
  std::memcpy(&args, bytes.data(), bytes.size() < sizeof args ? bytes.size() : sizeof args);
  Members m(p);
  m("flags");
  if (args.flags)
    p.set(clone_flags(), args.flags, "CLONE_???");
  else
    p.text("0");
  if (args.flags & CLONE_PIDFD) m("pidfd").address(args.pidfd);
  if (args.flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID))
    m("child_tid").address(args.child_tid);
  if (args.flags & CLONE_PARENT_SETTID) m("parent_tid").address(args.parent_tid);
  m("exit_signal").text(signal_name(args.exit_signal));
  m("stack").address(args.stack);
  m("stack_size").hex(args.stack_size);
  if (args.flags & CLONE_SETTLS) m("tls").hex(args.tls);
  if (args.set_tid || args.set_tid_size) {
    m("set_tid");
    p.address(args.set_tid);
    m("set_tid_size").unsigned_decimal(args.set_tid_size);
  }
  if (args.flags & CLONE_INTO_CGROUP)
    m("cgroup").descriptor(static_cast<int32_t>(args.cgroup));
  else if (args.cgroup)
    m("cgroup").unsigned_decimal(args.cgroup);
  return true;
}

bool sched_param_(Printer& p, Bytes bytes) {
  const auto priority = structure<int32_t>(bytes);
  if (!priority) return false;
  p.print("[%d]", *priority);
  return true;
}

bool sched_attributes(Printer& p, Bytes bytes) {
  constexpr uint32_t kFirstVersion = 48;
  const auto attributes = structure<sched_attr>(bytes);
  if (!attributes) return false;
  Members m(p);
  m("size").unsigned_decimal(attributes->size);
  if (attributes->size && attributes->size < kFirstVersion) return true;
  m("sched_policy").one(names_of(Type::kSchedPolicy)->names, attributes->sched_policy, "SCHED_???");
  m("sched_flags").set(sched_flags(), attributes->sched_flags, "SCHED_FLAG_???");
  m("sched_nice").decimal(attributes->sched_nice);
  m("sched_priority").unsigned_decimal(attributes->sched_priority);
  m("sched_runtime").unsigned_decimal(attributes->sched_runtime);
  m("sched_deadline").unsigned_decimal(attributes->sched_deadline);
  m("sched_period").unsigned_decimal(attributes->sched_period);
  if (attributes->size >= sizeof *attributes) {
    m("sched_util_min").unsigned_decimal(attributes->sched_util_min);
    m("sched_util_max").unsigned_decimal(attributes->sched_util_max);
  }
  return true;
}

bool capability_header(Printer& p, Bytes bytes) {
  static constexpr Name kVersions[] = {{0x19980330, "_LINUX_CAPABILITY_VERSION_1"},
                                       {0x20071026, "_LINUX_CAPABILITY_VERSION_2"},
                                       {0x20080522, "_LINUX_CAPABILITY_VERSION_3"}};
  const auto header = structure<__user_cap_header_struct>(bytes);
  if (!header) return false;
  Members m(p);
  m("version").one(kVersions, header->version, "_LINUX_CAPABILITY_VERSION_???");
  m("pid").decimal(header->pid);
  return true;
}

void print_capabilities(Printer& p, uint64_t low, uint64_t high) {
  const uint64_t all = low | high << 32;
  if (!all) return p.text("0");
  bool first = true;
  uint64_t unknown = all;
  for (const Name& name : capabilities()) {
    if (!(all >> name.value & 1)) continue;
    unknown &= ~(1ull << name.value);
    if (!first) p.text("|");
    first = false;
    p.print("1<<%s", name.name);
  }
  if (unknown) p.print("%s%#lx", first ? "" : "|", unknown);
}

bool capability_data(Printer& p, Bytes bytes) {
  struct Data {
    __user_cap_data_struct half[2];
  };
  const auto data = structure<Data>(bytes);
  if (!data) return false;
  Members m(p);
  const auto& [low, high] = data->half;
  print_capabilities(m("effective"), low.effective, high.effective);
  print_capabilities(m("permitted"), low.permitted, high.permitted);
  print_capabilities(m("inheritable"), low.inheritable, high.inheritable);
  return true;
}

bool user_descriptor(Printer& p, Bytes bytes) {
  struct Descriptor {
    uint32_t entry, base, limit, bits;
  };
  const auto one = structure<Descriptor>(bytes);
  if (!one) return false;
  Members m(p);
  m("entry_number").decimal(static_cast<int32_t>(one->entry));
  m("base_addr").print("%#08x", one->base);
  m("limit").print("%#08x", one->limit);
  m("seg_32bit").unsigned_decimal(one->bits & 1);
  m("contents").unsigned_decimal(one->bits >> 1 & 3);
  m("read_exec_only").unsigned_decimal(one->bits >> 3 & 1);
  m("limit_in_pages").unsigned_decimal(one->bits >> 4 & 1);
  m("seg_not_present").unsigned_decimal(one->bits >> 5 & 1);
  m("useable").unsigned_decimal(one->bits >> 6 & 1);
  m("lm").unsigned_decimal(one->bits >> 7 & 1);
  return true;
}

constexpr TypedPrinter kPrinters[] = {
    {Type::kRlimit, rlimit_},
    {Type::kRusage, rusage_},
    {Type::kTms, tms_},
    {Type::kCloneArguments, clone_arguments},
    {Type::kSchedParam, sched_param_},
    {Type::kSchedAttributes, sched_attributes},
    {Type::kCapabilityHeader, capability_header},
    {Type::kCapabilityData, capability_data},
    {Type::kUserDescriptor, user_descriptor},
};

}  // namespace

Printers process_structures() { return kPrinters; }

}  // namespace mimic::syscalls
