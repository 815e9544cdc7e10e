// Signals: sets, actions, what arrived.
#include <signal.h>
#include <sys/wait.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

bool sigset_(Printer& p, Bytes bytes) {
  const auto set = structure<uint64_t>(bytes);
  if (set) p.signal_set(*set);
  return set.has_value();
}

// struct sigaction as the kernel has it.
struct KernelAction {
  uint64_t handler, flags, restorer, mask;
};
static_assert(sizeof(KernelAction) == size_of(Type::kSigaction));

bool sigaction_(Printer& p, Bytes bytes) {
  constexpr uint64_t kRestorer = 0x04000000;
  static constexpr Name kHandlers[] = {{0, "SIG_DFL"}, {1, "SIG_IGN"}, {~0ull, "SIG_ERR"}};
  const auto action = structure<KernelAction>(bytes);
  if (!action) return false;
  Members m(p);
  m("sa_handler");
  if (const char* name = name_in(kHandlers, action->handler))
    p.text(name);
  else
    p.address(action->handler);
  m("sa_mask").signal_set(action->mask);
  m("sa_flags").set(sigaction_flags(), action->flags, "SA_???");
  if (action->flags & kRestorer) m("sa_restorer").address(action->restorer);
  return true;
}

bool stack_(Printer& p, Bytes bytes) {
  const auto stack = structure<stack_t>(bytes);
  if (!stack) return false;
  Members m(p);
  m("ss_sp").address(reinterpret_cast<uint64_t>(stack->ss_sp));
  m("ss_flags").set(signal_stack_flags(), static_cast<uint32_t>(stack->ss_flags), "SS_???");
  m("ss_size").unsigned_decimal(stack->ss_size);
  return true;
}

// What sigqueue or a timer sent along.
void print_value_of(Members& m, const siginfo_t& info) {
  m("si_int").decimal(info.si_int);
  m("si_ptr").address(reinterpret_cast<uint64_t>(info.si_ptr));
}

bool sigevent_(Printer& p, Bytes bytes) {
  const auto event = structure<sigevent>(bytes);
  if (!event) return false;
  Members m(p);
  if (event->sigev_value.sival_ptr) {
    Members value(m("sigev_value"));
    value("sival_int").decimal(event->sigev_value.sival_int);
    value("sival_ptr").address(reinterpret_cast<uint64_t>(event->sigev_value.sival_ptr));
  }
  m("sigev_signo");
  if (event->sigev_notify == SIGEV_SIGNAL || event->sigev_notify == SIGEV_THREAD_ID)
    p.text(signal_name(static_cast<uint32_t>(event->sigev_signo)));
  else
    p.unsigned_decimal(static_cast<uint32_t>(event->sigev_signo));
  m("sigev_notify")
      .one(signal_notifications(), static_cast<uint32_t>(event->sigev_notify), "SIGEV_???");
  if (event->sigev_notify == SIGEV_THREAD_ID) {
    int32_t tid;
    std::memcpy(&tid, bytes.data() + 16, sizeof tid);
    m("sigev_notify_thread_id").decimal(tid);
  }
  return true;
}

// The codes that any signal may carry, and those of one.
void print_code(Printer& p, int signal, int32_t code) {
  const auto value = static_cast<uint32_t>(code);
  if (const char* name = name_in(signal_codes(0), value)) return p.text(name);
  p.one(signal_codes(signal), value, nullptr);
}

void print_child_status(Printer& p, const siginfo_t& info) {
  if (info.si_code == CLD_EXITED)
    p.decimal(info.si_status);
  else
    p.text(signal_name(static_cast<uint32_t>(info.si_status)));
}

void print_clock_ticks(Printer& p, int64_t ticks) {
  // ticks of 1/100 s, with the seconds beside them
  p.decimal(ticks);
  if (ticks) p.print(" /* %ld.%02ld s */", ticks / 100, ticks % 100);
}

void print_sender(Members& m, const siginfo_t& info) {
  m("si_pid").decimal(info.si_pid);
  m("si_uid").id(info.si_uid);
}

void print_fault(Members& m, const siginfo_t& info) {
  m("si_addr").address(reinterpret_cast<uint64_t>(info.si_addr));
}

void print_kernel_details(Printer& p, Members& m, const siginfo_t& info) {
  switch (info.si_signo) {
    case SIGCHLD:
      print_sender(m, info);
      print_child_status(m("si_status"), info);
      print_clock_ticks(m("si_utime"), info.si_utime);
      print_clock_ticks(m("si_stime"), info.si_stime);
      break;
    case SIGILL:
    case SIGFPE:
    case SIGSEGV:
    case SIGBUS:
    case SIGTRAP:
      print_fault(m, info);
      break;
    case SIGIO:
      m("si_band").set(poll_events(), static_cast<uint64_t>(info.si_band), "POLL???");
      m("si_fd").descriptor(info.si_fd);
      break;
    case SIGSYS: {
      m("si_call_addr").address(reinterpret_cast<uint64_t>(info.si_call_addr));
      const Call* call = find(static_cast<uint64_t>(static_cast<uint32_t>(info.si_syscall)));
      m("si_syscall");
      if (call)
        p.print("__NR_%s", call->name);
      else
        p.print("%#x /* __NR_??? */", static_cast<unsigned>(info.si_syscall));
      m("si_arch").text(info.si_arch == 0xc000003e ? "AUDIT_ARCH_X86_64" : "AUDIT_ARCH_???");
      break;
    }
    default:
      if (info.si_pid || info.si_uid) print_sender(m, info);
      if (info.si_ptr) print_value_of(m, info);
  }
}

void print_details(Printer& p, Members& m, const siginfo_t& info) {
  switch (info.si_code) {
    case SI_USER:
    case SI_TKILL:
      print_sender(m, info);
      break;
    case SI_QUEUE:
    case SI_MESGQ:
      print_sender(m, info);
      if (info.si_ptr) print_value_of(m, info);
      break;
    case SI_TIMER:
      m("si_timerid").hex(static_cast<uint32_t>(info.si_timerid));
      m("si_overrun").decimal(info.si_overrun);
      if (info.si_ptr) print_value_of(m, info);
      break;
    default:
      if (info.si_code == SI_KERNEL && !info.si_addr) break;
      print_kernel_details(p, m, info);
  }
}

bool siginfo_structure(Printer& p, Bytes bytes) { return print_siginfo(p, bytes); }

bool wait_status(Printer& p, Bytes bytes) {
  const auto status = structure<uint32_t>(bytes);
  if (!status) return false;
  p.text("[");
  print_wait_status(p, *status);
  p.text("]");
  return true;
}

constexpr TypedPrinter kPrinters[] = {
    {Type::kSigset, sigset_},
    {Type::kSigaction, sigaction_},
    {Type::kSignalStack, stack_},
    {Type::kSigevent, sigevent_},
    {Type::kSiginfo, siginfo_structure},
    {Type::kWaitStatus, wait_status},
};

}  // namespace

Printers signal_structures() { return kPrinters; }

bool print_siginfo(Printer& p, Bytes bytes) {
  const auto info = structure<siginfo_t>(bytes);
  if (!info) return false;
  Members m(p);
  if (!info->si_signo) return true;
  m("si_signo").text(signal_name(static_cast<uint32_t>(info->si_signo)));
  m("si_code");
  print_code(p, info->si_signo, info->si_code);
  if (info->si_errno) {
    const char* name = error_name(static_cast<uint32_t>(info->si_errno));
    m("si_errno").text(name ? name : std::to_string(info->si_errno));
  }
  print_details(p, m, *info);
  return true;
}

void print_wait_status(Printer& p, uint32_t status) {
  const auto value = static_cast<int>(status);
  const auto code = [&](int signal) { return signal_name(static_cast<uint64_t>(signal)); };
  p.text("{");
  if (WIFSTOPPED(value)) {
    p.print("WIFSTOPPED(s) && WSTOPSIG(s) == %s", code(WSTOPSIG(value) & 0x7f).c_str());
    if (WSTOPSIG(value) & 0x80) p.text(" | 0x80");
    status &= ~0xffffu;
  } else if (WIFSIGNALED(value)) {
    p.print("WIFSIGNALED(s) && WTERMSIG(s) == %s%s", code(WTERMSIG(value)).c_str(),
            WCOREDUMP(value) ? " && WCOREDUMP(s)" : "");
    status &= ~0xffu;
  } else if (WIFEXITED(value)) {
    p.print("WIFEXITED(s) && WEXITSTATUS(s) == %d", WEXITSTATUS(value));
    status &= ~0xff00u;
  } else if (WIFCONTINUED(value)) {
    p.text("WIFCONTINUED(s)");
    status &= ~0xffffu;
  } else {
    p.hex(status);
    status = 0;
  }
  p.text("}");
  if (status) p.print(" | %#x", status);
}

}  // namespace mimic::syscalls
