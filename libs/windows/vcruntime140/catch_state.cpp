#include "libs/windows/vcruntime140/catch_state.h"

#include "abi/windows/teb.h"

namespace mimic::win::cpp {

ThreadExceptions& thread_exceptions() {
  static thread_local ThreadExceptions exceptions;
  return exceptions;
}

Thrown Thrown::of(const EXCEPTION_RECORD& record) {
  Thrown thrown;
  if (record.ExceptionCode != static_cast<NTSTATUS>(0xe06d7363) || record.NumberParameters < 4)
    return thrown;
  const ULONG_PTR magic = record.ExceptionInformation[0];
  if (magic < kMagic1 || magic > kMagic3) return thrown;
  thrown.object = reinterpret_cast<void*>(record.ExceptionInformation[1]);
  thrown.info = reinterpret_cast<const ThrowInfo*>(record.ExceptionInformation[2]);
  thrown.base = record.ExceptionInformation[3];
  return thrown;
}

namespace {

// Clauses whose stack has been left without unwinding (a longjmp that only restores registers).
bool is_stale(const ActiveCatch* active, const void* here) {
  const TEB* teb = current_teb();
  return static_cast<const void*>(active) < here &&
         static_cast<const void*>(active) >= teb->DeallocationStack &&
         static_cast<const void*>(active) < teb->NtTib.StackBase;
}

void unlink(const ActiveCatch& active) {
  ThreadExceptions& thread = thread_exceptions();
  for (ActiveCatch** link = &thread.catches; *link; link = &(*link)->next) {
    if (*link != &active) continue;
    *link = active.next;
    break;
  }
  thread.current = thread.catches ? &thread.catches->record : nullptr;
  thread.current_context = thread.catches ? thread.catches->context : nullptr;
}

}  // namespace

void begin_catch(ActiveCatch& active) {
  ThreadExceptions& thread = thread_exceptions();
  while (thread.catches && is_stale(thread.catches, &active)) thread.catches = thread.catches->next;
  active.next = thread.catches;
  thread.catches = &active;
  thread.current = &active.record;
  thread.current_context = active.context;
}

void end_catch(ActiveCatch& active, const void* in_flight) {
  unlink(active);
  if (!active.thrown || active.thrown.object == in_flight) return;
  for (const ActiveCatch* each = thread_exceptions().catches; each; each = each->next)
    if (each->thrown && each->thrown.object == active.thrown.object) return;
  destroy_object(active.thrown);
}

ActiveCatch* find_catch(uint64_t frame) {
  for (ActiveCatch* each = thread_exceptions().catches; each; each = each->next)
    if (each->frame == frame) return each;
  return nullptr;
}

void destroy_object(const Thrown& thrown) {
  if (!thrown || !thrown.object || !thrown.info->destructor) return;
  using Destructor = void(MS_ABI*)(void*);
  reinterpret_cast<Destructor>(thrown.base +
                               static_cast<uint32_t>(thrown.info->destructor))(thrown.object);
}

}  // namespace mimic::win::cpp
