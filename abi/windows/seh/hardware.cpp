#include "abi/windows/seh/hardware.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "abi/windows/guest_thread.h"
#include "abi/windows/seh/dispatch.h"
#include "abi/windows/seh/fault_record.h"
#include "abi/windows/seh/function_table.h"
#include "abi/windows/seh/host.h"
#include "abi/windows/seh/host_frames.h"
#include "abi/windows/seh/labels.h"
#include "abi/windows/seh/suspend.h"

namespace mimic::win::seh {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
constexpr greg_t kTrapFlag = 0x100, kDirectionFlag = 0x400, kAlignmentCheck = 0x40000;
constexpr uint64_t kRedZone = 128;  // of host code only: Windows has none
constexpr size_t kGuardPage = 4096;

thread_local bool t_in_fault = false;  // the fault handler is running

// Integer registers by Windows' number.
constexpr int kGregs[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                            REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

// Can `size` bytes at `address` be written? The kernel tells without a fault.
bool writable(uint64_t address, uint64_t size) {
  for (uint64_t at = address;; at = (at | (kGuardPage - 1)) + 1) {
    if (at >= address + size) return true;
    const uint64_t place = at & ~uint64_t{7};
    if (syscall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, place, 8) != 0) return false;
  }
}

[[noreturn]] void end_by_host_bug(const CONTEXT& context, const EXCEPTION_RECORD& record) {
  char where[256], line[400];
  g_host.describe(context.Rip, where, sizeof where);
  snprintf(line, sizeof line, "internal error: exception 0x%08x at %s, address 0x%llx",
           static_cast<unsigned>(record.ExceptionCode), where,
           static_cast<unsigned long long>(
               record.NumberParameters > 1 ? record.ExceptionInformation[1] : 0));
  fprintf(stderr, "mimic: %s\n", line);
  signal(SIGABRT, SIG_DFL);
  abort();
}

[[noreturn]] void end_without_stack(const CONTEXT& context, EXCEPTION_RECORD& record) {
  record.ExceptionCode = STATUS_STACK_OVERFLOW;
  record.NumberParameters = 0;
  end_by_exception(record, context);
}

// The extended state that a CONTEXT does not hold and that is in use: AVX and AVX-512. The
// dispatcher finds it at DISPATCH_EXTENDED, so that code which continues gets back all of its
// registers.
struct ExtendedState {
  const uint8_t* area = nullptr;  // as XSAVE wrote it
  uint64_t size = 0;
};
constexpr uint64_t kExtendedComponents = 0xe4;

ExtendedState extended_state(const ucontext_t& signal) {
  // What the kernel says in the reserved bytes of the fxsave area (its struct _fpx_sw_bytes).
  struct Extended {
    uint32_t magic, total_size;
    uint64_t features;
    uint32_t size;
  } extended;
  constexpr size_t kReserved = 464, kHeader = 512;
  constexpr uint32_t kMagic = 0x46505853;
  const auto* area = reinterpret_cast<const uint8_t*>(signal.uc_mcontext.fpregs);
  std::memcpy(&extended, area + kReserved, sizeof extended);
  if (extended.magic != kMagic || extended.size <= kHeader) return {};
  uint64_t in_use;
  std::memcpy(&in_use, area + kHeader, sizeof in_use);
  if (!(in_use & kExtendedComponents)) return {};
  return {area, extended.size};
}

// Makes sigreturn go to the dispatcher, with the context and the record on the stack below rsp.
void resume_in_dispatcher(ucontext_t* signal, const CONTEXT& context, EXCEPTION_RECORD& record,
                          uint64_t red_zone) {
  const ExtendedState extended = extended_state(*signal);
  constexpr uint64_t kAlignment = 64;  // of XRSTOR
  const uint64_t above = extended.area
                             ? (context.Rsp - red_zone - extended.size) & ~(kAlignment - 1)
                             : (context.Rsp - red_zone) & ~uint64_t{15};
  const uint64_t stack = above - DISPATCH_SIZE;
  if (!writable(stack, above - stack + extended.size)) end_without_stack(context, record);
  if (extended.area) std::memcpy(reinterpret_cast<void*>(above), extended.area, extended.size);
  const uint64_t place = extended.area ? above : 0;
  std::memcpy(reinterpret_cast<void*>(stack + DISPATCH_EXTENDED), &place, sizeof place);
  std::memcpy(reinterpret_cast<void*>(stack), &context, sizeof context);
  std::memcpy(reinterpret_cast<void*>(stack + DISPATCH_RECORD), &record, sizeof record);
  greg_t* registers = signal->uc_mcontext.gregs;
  registers[REG_RSP] = static_cast<greg_t>(stack);
  registers[REG_RIP] = reinterpret_cast<greg_t>(&mimic_exception_dispatcher);
  registers[REG_EFL] &= ~(kTrapFlag | kDirectionFlag | kAlignmentCheck);
}

void handle_fault(int number, siginfo_t* info, void* argument) {
  const int saved_errno = errno;
  auto* signal = static_cast<ucontext_t*>(argument);
  GuestThread* thread = current_guest_thread();
  CONTEXT context;
  context_of(*signal, &context);
  EXCEPTION_RECORD record{};
  if (info->si_code <= 0 || !thread) {  // sent by somebody, or not on a guest thread
    if (info->si_code <= 0) {
      ::signal(number, SIG_DFL);
      raise(number);
      return;
    }
    make_fault_record(*signal, *info, context, &record);
    end_by_host_bug(context, record);
  }
  // A fault of the handler itself: the frames it walks are damaged.
  if (t_in_fault) end_by_host_bug(context, record);
  t_in_fault = true;
  struct Leave {
    ~Leave() { t_in_fault = false; }
  } leave;
  const FaultAction action = make_fault_record(*signal, *info, context, &record);
  if (action == FaultAction::kFastFail) end_by_exception(record, context);
  if (action == FaultAction::kRetry) {
    errno = saved_errno;
    return;
  }
  if (record.ExceptionCode == STATUS_ACCESS_VIOLATION) {
    const auto address = reinterpret_cast<uint8_t*>(info->si_addr);
    if (address >= thread->mapping && address < thread->stack_low) {
      record.ExceptionCode = STATUS_STACK_OVERFLOW;
      if (!open_stack_guard()) end_without_stack(context, record);
    }
  }
  if (!is_host_code(context.Rip)) {
    resume_in_dispatcher(signal, context, record, 0);
    errno = saved_errno;
    return;
  }
  // Host code touched a guest's pointer, as the guest sees it at its call.
  CONTEXT guest = context;
  if (!find_guest_caller(guest, true)) end_by_host_bug(context, record);
  record.ExceptionAddress = reinterpret_cast<void*>(guest.Rip);
  if (!has_host_cleanups(context, true)) {
    // Nothing is held: dispatch in place, so that a handler may mend the page and continue.
    resume_in_dispatcher(signal, context, record, kRedZone);
    errno = saved_errno;
    return;
  }
  errno = saved_errno;
  t_in_fault = false;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &signal->uc_sigmask, nullptr, 8);
  abandon_host_frames(context, guest, record);
}

}  // namespace

extern "C" [[noreturn]] void mimic_dispatch_hardware_exception(EXCEPTION_RECORD* record,
                                                               CONTEXT* context) {
  stop_if_suspended(context);
  if (!dispatch_exception(record, context)) end_by_exception(*record, *context);
  uint64_t extended;
  std::memcpy(&extended, reinterpret_cast<const uint8_t*>(context) + DISPATCH_EXTENDED,
              sizeof extended);
  if (extended)
    asm volatile("xrstor64 (%0)" ::"r"(extended), "a"(kExtendedComponents), "d"(0) : "memory");
  mimic_restore_context(context);
}

void context_of(const ucontext_t& signal, CONTEXT* context) {
  std::memset(context, 0, offsetof(CONTEXT, FltSave));
  const greg_t* registers = signal.uc_mcontext.gregs;
  context->ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
  context->SegCs = 0x33;
  context->SegDs = context->SegEs = context->SegGs = context->SegSs = 0x2b;
  context->SegFs = 0x53;
  context->EFlags = static_cast<DWORD>(registers[REG_EFL]);
  for (int i = 0; i < 16; ++i) context->Integer[i] = registers[kGregs[i]];
  context->Rip = registers[REG_RIP];
  // The first 512 bytes of the extended state are in the layout of fxsave.
  std::memcpy(&context->FltSave, signal.uc_mcontext.fpregs, sizeof context->FltSave);
  std::memset(context->FltSave.Reserved4, 0, sizeof context->FltSave.Reserved4);
  context->MxCsr = context->FltSave.MxCsr;
  std::memset(context->VectorRegister, 0, sizeof *context - offsetof(CONTEXT, VectorRegister));
}

void apply_context(const CONTEXT& context, DWORD flags, ucontext_t* signal) {
  greg_t* registers = signal->uc_mcontext.gregs;
  const auto has = [flags](DWORD part) { return (flags & part) == part; };
  constexpr unsigned kRsp = 4;
  if (has(CONTEXT_INTEGER))
    for (unsigned i = 0; i < 16; ++i)
      if (i != kRsp) registers[kGregs[i]] = static_cast<greg_t>(context.Integer[i]);
  if (has(CONTEXT_CONTROL)) {
    constexpr greg_t kUser = 0x240dd5;
    registers[REG_RIP] = static_cast<greg_t>(context.Rip);
    registers[REG_RSP] = static_cast<greg_t>(context.Rsp);
    registers[REG_EFL] = (registers[REG_EFL] & ~kUser) | (context.EFlags & kUser);
  }
  if (has(CONTEXT_FLOATING_POINT) && signal->uc_mcontext.fpregs)
    std::memcpy(signal->uc_mcontext.fpregs, &context.FltSave, offsetof(XMM_SAVE_AREA32, Reserved4));
}

bool open_stack_guard() {
  GuestThread* thread = current_guest_thread();
  if (thread->control.guard_open.exchange(true)) return false;
  // Its lowest page stays closed, to catch what overflows even that.
  return mprotect(thread->mapping + kGuardPage, thread->stack_low - thread->mapping - kGuardPage,
                  PROT_READ | PROT_WRITE) == 0;
}

void close_stack_guard() {
  GuestThread* thread = current_guest_thread();
  if (!thread->control.guard_open.exchange(false)) return;
  mprotect(thread->mapping, thread->stack_low - thread->mapping, PROT_NONE);
}

int suspend_signal() { return SIGRTMIN + 5; }

void install_hardware_exceptions() {
  struct sigaction action{};
  action.sa_sigaction = handle_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, suspend_signal());
  for (const int number : kSignals) sigaction(number, &action, nullptr);
}

}  // namespace mimic::win::seh
