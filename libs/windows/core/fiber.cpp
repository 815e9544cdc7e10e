#include "libs/windows/core/fiber.h"

#include <sys/mman.h>

#include <boost/context/detail/fcontext.hpp>
#include <new>

#include "abi/windows/guest_thread.h"
#include "libs/windows/core/fls.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {

namespace ctx = boost::context::detail;

struct Fiber {
  PVOID parameter;                    // first: GetFiberData reads it through TEB.FiberData
  ctx::fcontext_t context = nullptr;  // where it goes on, while it does not run
  PVOID routine = nullptr;
  void* mapping = nullptr;  // its stack with the guard below, where it has its own
  size_t mapping_size = 0;
  // What the TEB holds while it runs.
  EXCEPTION_REGISTRATION_RECORD* exception_list = nullptr;
  PVOID stack_base = nullptr;
  PVOID stack_limit = nullptr;
  PVOID deallocation_stack = nullptr;
  ULONG guaranteed_stack = 0;
  PVOID fls_data = nullptr;

  void save(const TEB& teb) {
    exception_list = teb.NtTib.ExceptionList;
    stack_base = teb.NtTib.StackBase;
    stack_limit = teb.NtTib.StackLimit;
    deallocation_stack = teb.DeallocationStack;
    guaranteed_stack = teb.GuaranteedStackBytes;
    fls_data = teb.FlsData;
  }
  void load(TEB& teb) {
    teb.NtTib.ExceptionList = exception_list;
    teb.NtTib.StackBase = stack_base;
    teb.NtTib.StackLimit = stack_limit;
    teb.DeallocationStack = deallocation_stack;
    teb.GuaranteedStackBytes = guaranteed_stack;
    teb.FlsData = fls_data;
    teb.NtTib.FiberData = this;
  }
};

namespace {

constexpr USHORT kHasFiberData = 4;  // of TEB.SameTebFlags

size_t page_align(size_t size) { return (size + 0xfff) & ~size_t{0xfff}; }

// The first thing that runs on a fiber's own stack.
void run_fiber(ctx::transfer_t transfer) {
  static_cast<Fiber*>(transfer.data)->context = transfer.fctx;
  const auto* self = static_cast<const Fiber*>(current_teb()->NtTib.FiberData);
  reinterpret_cast<void(MS_ABI*)(PVOID)>(self->routine)(self->parameter);
  // Coming back from a fiber's function ends the thread.
  exit_thread(1);
}

}  // namespace

Expected<Fiber*> convert_thread_to_fiber(PVOID parameter) {
  TEB* teb = current_teb();
  auto* fiber = new (std::nothrow) Fiber{.parameter = parameter};
  if (!fiber) return nt_fail(STATUS_NO_MEMORY);
  teb->NtTib.FiberData = fiber;
  teb->SameTebFlags |= kHasFiberData;
  return fiber;
}

NTSTATUS convert_fiber_to_thread() {
  TEB* teb = current_teb();
  // A fiber that is not the thread's own keeps its stack: the thread runs on it from here on.
  delete static_cast<Fiber*>(teb->NtTib.FiberData);
  teb->NtTib.FiberData = nullptr;
  teb->SameTebFlags &= static_cast<USHORT>(~kHasFiberData);
  return STATUS_SUCCESS;
}

Expected<Fiber*> create_fiber(size_t stack_reserve, PVOID routine, PVOID parameter) {
  if (stack_reserve == 0) stack_reserve = modules::program()->headers.stack_reserve;
  const size_t stack = page_align(stack_reserve < kMinimumStack ? kMinimumStack : stack_reserve);
  const size_t size = kStackGuard + stack;
  void* mapping = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED) return nt_fail(STATUS_NO_MEMORY);
  ::mprotect(mapping, kStackGuard, PROT_NONE);
  auto* fiber = new (std::nothrow) Fiber{.parameter = parameter};
  if (!fiber) {
    ::munmap(mapping, size);
    return nt_fail(STATUS_NO_MEMORY);
  }
  char* low = static_cast<char*>(mapping) + kStackGuard;
  fiber->routine = routine;
  fiber->mapping = mapping;
  fiber->mapping_size = size;
  fiber->stack_base = low + stack;
  fiber->stack_limit = low;
  fiber->deallocation_stack = mapping;
  fiber->context = ctx::make_fcontext(low + stack, stack, run_fiber);
  return fiber;
}

// After the jump the thread may be another: what was read before it, thread-local addresses too,
// must not be used again, so nothing is.
void switch_to_fiber(Fiber* target) {
  TEB* teb = current_teb();
  auto* from = static_cast<Fiber*>(teb->NtTib.FiberData);
  if (target == from) return;
  from->save(*teb);
  target->load(*teb);
  const ctx::transfer_t transfer = ctx::jump_fcontext(target->context, from);
  static_cast<Fiber*>(transfer.data)->context = transfer.fctx;
}

void delete_fiber(Fiber* fiber) {
  if (is_thread_a_fiber() && current_teb()->NtTib.FiberData == fiber) exit_thread(1);
  fls_destroy(fiber->fls_data);
  if (fiber->mapping) ::munmap(fiber->mapping, fiber->mapping_size);
  delete fiber;
}

bool is_thread_a_fiber() { return current_teb()->SameTebFlags & kHasFiberData; }

}  // namespace mimic::win
