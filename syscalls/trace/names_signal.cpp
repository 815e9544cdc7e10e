// Signals and errors.
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kHow[] = {N(SIG_BLOCK), N(SIG_UNBLOCK), N(SIG_SETMASK)};

// By number, from 1.
constexpr const char* kSignals[] = {
    "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",  "SIGFPE",
    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT",
    "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",  "SIGXCPU",
    "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS"};
constexpr int kFirstRealTime = 32;

constexpr Name kActions[] = {
    V(SA_RESTORER, 0x04000000),  V(SA_ONSTACK, 0x08000000),  V(SA_RESTART, 0x10000000),
    V(SA_INTERRUPT, 0x20000000), V(SA_NODEFER, 0x40000000),  V(SA_RESETHAND, 0x80000000u),
    V(SA_NOCLDSTOP, 1),          V(SA_NOCLDWAIT, 2),         V(SA_SIGINFO, 4),
    V(SA_UNSUPPORTED, 0x400),    V(SA_EXPOSE_TAGBITS, 0x800)};
constexpr Name kStack[] = {V(SS_ONSTACK, 1), V(SS_DISABLE, 2), V(SS_AUTODISARM, 0x80000000u)};
constexpr Name kNotifications[] = {V(SIGEV_SIGNAL, 0), V(SIGEV_NONE, 1), V(SIGEV_THREAD, 2),
                                   V(SIGEV_THREAD_ID, 4)};

constexpr Name kCodes[] = {N(SI_USER),         V(SI_KERNEL, 0x80), N(SI_QUEUE), N(SI_TIMER),
                           N(SI_MESGQ),        N(SI_ASYNCIO),      N(SI_SIGIO), N(SI_TKILL),
                           V(SI_DETHREAD, -7), N(SI_ASYNCNL)};
constexpr Name kIll[] = {N(ILL_ILLOPC), N(ILL_ILLOPN), N(ILL_ILLADR), N(ILL_ILLTRP),
                         N(ILL_PRVOPC), N(ILL_PRVREG), N(ILL_COPROC), N(ILL_BADSTK)};
constexpr Name kFpe[] = {N(FPE_INTDIV), N(FPE_INTOVF), N(FPE_FLTDIV), N(FPE_FLTOVF),
                         N(FPE_FLTUND), N(FPE_FLTRES), N(FPE_FLTINV), N(FPE_FLTSUB)};
constexpr Name kSegv[] = {N(SEGV_MAPERR), N(SEGV_ACCERR), V(SEGV_BNDERR, 3), V(SEGV_PKUERR, 4)};
constexpr Name kBus[] = {N(BUS_ADRALN), N(BUS_ADRERR), N(BUS_OBJERR), V(BUS_MCEERR_AR, 4),
                         V(BUS_MCEERR_AO, 5)};
constexpr Name kTrap[] = {N(TRAP_BRKPT),     N(TRAP_TRACE),  V(TRAP_BRANCH, 3),
                          V(TRAP_HWBKPT, 4), V(TRAP_UNK, 5), V(TRAP_PERF, 6)};
constexpr Name kChld[] = {N(CLD_EXITED),  N(CLD_KILLED),  N(CLD_DUMPED),
                          N(CLD_TRAPPED), N(CLD_STOPPED), N(CLD_CONTINUED)};
constexpr Name kPoll[] = {N(POLL_IN),  N(POLL_OUT), N(POLL_MSG),
                          N(POLL_ERR), N(POLL_PRI), N(POLL_HUP)};
constexpr Name kSys[] = {V(SYS_SECCOMP, 1), V(SYS_USER_DISPATCH, 2)};

// glibc knows neither the errors of restarting nor ENOTSUPP, which the kernel keeps to itself and
// tracers see.
constexpr Name kKernelErrors[] = {
    {512, "ERESTARTSYS"}, {513, "ERESTARTNOINTR"},        {514, "ERESTARTNOHAND"},
    {515, "ENOIOCTLCMD"}, {516, "ERESTART_RESTARTBLOCK"}, {517, "EPROBE_DEFER"},
    {524, "ENOTSUPP"}};
constexpr Name kKernelErrorTexts[] = {{512, "To be restarted if SA_RESTART is set"},
                                      {513, "To be restarted"},
                                      {514, "To be restarted if no handler"},
                                      {516, "Interrupted by signal"}};

constexpr NameTable kTables[] = {
    {Type::kSigmaskHow, NameTable::kOne, kHow, "SIG_???"},
};

}  // namespace

TableSpan signal_names() { return kTables; }
std::span<const Name> sigaction_flags() { return kActions; }
std::span<const Name> signal_stack_flags() { return kStack; }
std::span<const Name> signal_notifications() { return kNotifications; }

std::span<const Name> signal_codes(int signal) {
  switch (signal) {
    case 0:
      return kCodes;
    case SIGILL:
      return kIll;
    case SIGFPE:
      return kFpe;
    case SIGSEGV:
      return kSegv;
    case SIGBUS:
      return kBus;
    case SIGTRAP:
      return kTrap;
    case SIGCHLD:
      return kChld;
    case SIGIO:
      return kPoll;
    case SIGSYS:
      return kSys;
    default:
      return {};
  }
}

std::string signal_name(uint64_t signal) {
  char text[24];
  if (signal >= 1 && signal < kFirstRealTime) return kSignals[signal - 1];
  const bool real_time = signal >= kFirstRealTime && signal <= kSignalCount;
  const auto number = static_cast<int32_t>(real_time ? signal - kFirstRealTime : signal);
  std::snprintf(text, sizeof text, real_time && number ? "SIGRT_%d" : "%d", number);
  return real_time && !number ? "SIGRTMIN" : text;
}

int signal_number(std::string_view name) {
  if (!name.empty() && name[0] >= '0' && name[0] <= '9') {
    const long number = std::strtol(std::string(name).c_str(), nullptr, 10);
    const bool digits = name.find_first_not_of("0123456789") == std::string_view::npos;
    return digits && number >= 1 && number <= kSignalCount ? static_cast<int>(number) : 0;
  }
  std::string full(name);
  for (char& c : full) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  if (!full.starts_with("SIG")) full.insert(0, "SIG");
  for (int signal = 1; signal <= kSignalCount; ++signal)
    if (signal_name(static_cast<uint64_t>(signal)) == full) return signal;
  return 0;
}

const char* error_name(uint64_t error) {
  if (const char* name = name_in(kKernelErrors, error)) return name;
  return error < 512 ? strerrorname_np(static_cast<int>(error)) : nullptr;
}

const char* error_text(uint64_t error) {
  if (const char* text = name_in(kKernelErrorTexts, error)) return text;
  return error < 512 ? strerrordesc_np(static_cast<int>(error)) : nullptr;
}

int error_number(std::string_view name) {
  for (int error = 1; error < 530; ++error)
    if (const char* known = error_name(static_cast<uint64_t>(error)); known && name == known)
      return error;
  return name == "EWOULDBLOCK" ? 11 : 0;
}

}  // namespace mimic::syscalls
