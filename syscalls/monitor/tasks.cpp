#include "syscalls/monitor/modules.h"
#include "syscalls/monitor/on_host.h"
#include "syscalls/monitor/process.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/monitor/trace.h"

namespace mimic::monitor {

extern "C" uint64_t mimic_clone(uint64_t number, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
                                uint64_t a4);
extern "C" [[noreturn]] void mimic_exit_thread(uint64_t status, void* region, size_t bytes);

namespace {

constexpr size_t kMost = 256;  // bytes of clone3's arguments

// What both calls ask for.
struct Request {
  uint64_t flags = 0;
  uint64_t stack = 0;  // the child's stack pointer; 0: the parent's
};

// A process as its children start with it where they do not share it: the table of handlers is
// copied.
Process* copy_of(const Process* process) {
  const int64_t mapped = map_pages(sizeof(Process));
  if (is_error(mapped)) return nullptr;
  auto* copy = reinterpret_cast<Process*>(mapped);
  mimic_guarded_copy(copy, process, sizeof *copy);
  return copy;
}

// A child in a copy of this process's memory: everything is there, but the kernel has forgotten how
// calls are dispatched.
int64_t fork(ThreadBlock& block, Registers& registers, const Request& request,
             CloneArguments* arguments) {
  const int64_t parent = block.pid, parent_thread = block.tid;
  lock_host();
  int64_t result;
  // The child comes back here on the monitor's stack, whatever stack it is to have.
  if (registers.rax == kClone3) {
    arguments->stack = arguments->stack_size = 0;
    result = raw(kClone3, arguments, registers.rsi);
  } else {
    const uint64_t stack = registers.rax == kClone ? 0 : registers.rsi;
    result = raw(registers.rax, registers.rdi, stack, registers.rdx, registers.r10, registers.r8);
  }
  unlock_host();
  if (result == 0) {
    const SignalStack alternate = block.guest_alternate;
    adopt_thread(&block);
    block.guest_alternate = alternate;
    if (request.stack) registers.rsp = request.stack;
    trace_created(block, parent, parent_thread, request.flags);
  }
  return result;
}

}  // namespace

// The first of a child with a stack of its own; `frame` is at the top of it. Returns to the
// gateway's way out.
extern "C" void mimic_child_started(Registers* frame) {
  auto* block = reinterpret_cast<ThreadBlock*>(frame + 1);
  adopt_thread(block);
  trace_created(*block, block->parent, block->parent_thread, block->clone_flags);
}

bool make_task(ThreadBlock& block, Registers& registers) {
  alignas(8) unsigned char arguments[kMost];
  auto* third = reinterpret_cast<CloneArguments*>(arguments);
  Request request;
  const uint64_t number = registers.rax;
  if (number == kClone3) {
    const uint64_t size = registers.rsi;
    if (size < 64 || size > kMost) {
      registers.rax = size > kMost ? -int64_t{7} : -kEinval;  // E2BIG
      return true;
    }
    __builtin_memset(arguments, 0, sizeof arguments);
    if (!mimic_guarded_copy(arguments, reinterpret_cast<const void*>(registers.rdi), size)) {
      registers.rax = -kEfault;
      return true;
    }
    request = {third->flags, third->stack ? third->stack + third->stack_size : 0};
  } else if (number == kClone) {
    request = {registers.rdi, registers.rsi};
  } else if (number == kVfork) {
    request = {kCloneVm | kCloneVfork, 0};
  }

  block_signals(block);
  if (block.pending) {
    // A signal first: the call is made when its handler has returned.
    registers.rip = call_again(registers.rip);
    return true;
  }
  if (!(request.flags & kCloneVm)) {
    registers.rax = fork(block, registers, request, third);
    return true;
  }

  Process* process = block.process;
  if (!(request.flags & kCloneSighand)) process = copy_of(process);
  ThreadBlock* child = process ? make_thread(process) : nullptr;
  if (!child) {
    if (process && process != block.process) raw(kMunmap, process, sizeof *process);
    registers.rax = -kEnomem;
    return true;
  }
  if (request.flags & kCloneClearSighand) {
    for (SignalAction& action : process->actions)
      if (action.handler != kHandlerIgnore) action.handler = kHandlerDefault;
  }
  child->mask = block.mask;
  child->restore_mask = 1;
  child->parent = static_cast<int32_t>(raw(kGetpid));
  child->parent_thread = static_cast<int32_t>(raw(kGettid));
  child->clone_flags = request.flags;
  if (request.flags & kCloneVfork) child->guest_alternate = block.guest_alternate;
  Registers* frame = registers_of(*child);
  *frame = registers;
  frame->rax = 0;
  if (request.stack) frame->rsp = request.stack;
  const auto stack = reinterpret_cast<uint64_t>(frame);

  int64_t result;
  if (number == kClone3) {
    third->stack = reinterpret_cast<uint64_t>(child->region);
    third->stack_size = stack - third->stack;
    result = mimic_clone(kClone3, as_argument(arguments), registers.rsi, 0, 0, 0);
  } else if (number == kVfork) {
    result = mimic_clone(kClone, kCloneVm | kCloneVfork | 17 /* SIGCHLD */, stack, 0, 0, 0);
  } else {
    result = mimic_clone(kClone, registers.rdi, stack, registers.rdx, registers.r10, registers.r8);
  }
  // A vfork child that is over, or none at all, needs its stacks no more.
  if (is_error(result) || request.flags & kCloneVfork) {
    free_thread(child);
    if (process != block.process) raw(kMunmap, process, sizeof *process);
  }
  registers.rax = result;
  return true;
}

bool end_task(ThreadBlock& block, Registers& registers) {
  raw(kRtSigprocmask, 2, &kAllSignals, nullptr, sizeof(SignalSet));
  trace_exited(block, static_cast<int64_t>(registers.rdi & 0xff));
  mimic_exit_thread(registers.rdi, block.region, block.region_size);
}

}  // namespace mimic::monitor
