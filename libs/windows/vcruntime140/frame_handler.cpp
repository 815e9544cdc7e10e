#include "libs/windows/vcruntime140/frame_handler.h"

#include <cstring>

#include "abi/windows/seh/codes.h"
#include "abi/windows/seh/unwind.h"
#include "libs/windows/vcruntime140/catch_state.h"

namespace mimic::win::cpp {
namespace {

// Parameters of the STATUS_UNWIND_CONSOLIDATE record by which a catch clause is entered.
enum Consolidate {
  kCallback,
  kFrame,
  kHandler,
  kTargetState,
  kContext,
  kCatching,
  kRecord,
  kUnused,
  kMagic,
  kParameters = 15,
};

// What the clause needs to know; lives in the frame of the search, which stays until it ends.
struct Catching {
  ActiveCatch active;
  uint64_t parent;
  CatchClause clause;
};

using Funclet = uint64_t(MS_ABI*)(uint64_t code, uint64_t frame);

// What runs when all frames up to the clause's are unwound: the clause. Returns where the function
// goes on.
MS_ABI uint64_t call_catch(EXCEPTION_RECORD* record) {
  auto& catching = *reinterpret_cast<Catching*>(record->ExceptionInformation[kCatching]);
  ActiveCatch active = catching.active;
  const CatchClause& clause = catching.clause;
  begin_catch(active);
  if (active.thrown && thread_exceptions().uncaught > 0) --thread_exceptions().uncaught;
  uint64_t next = reinterpret_cast<Funclet>(clause.handler)(clause.handler, catching.parent);
  // Version 4 names the addresses in its tables.
  if (clause.continuations && next < clause.continuations) next = clause.continuation[next];
  end_catch(active, nullptr);
  return next;
}

bool matches(const CatchClause& clause, const CatchableType& type, const Thrown& thrown) {
  const auto* wanted = reinterpret_cast<const TypeDescriptor*>(clause.type);
  if (!same_type(wanted, thrown.at<TypeDescriptor>(type.type))) return false;
  if ((type.properties & kByReferenceOnly) && !(clause.adjectives & kReference)) return false;
  constexpr uint32_t kQualifiers = kConst | kVolatile | kUnaligned;
  return !(thrown.info->attributes & kQualifiers & ~clause.adjectives);
}

bool is_ellipsis(const CatchClause& clause) {
  return clause.type == 0 || reinterpret_cast<const TypeDescriptor*>(clause.type)->name[0] == 0;
}

// Puts what the clause declares into the function's frame.
void build_object(const CatchClause& clause, uint64_t parent, const Thrown& thrown,
                  const CatchableType& type) {
  if (clause.object_offset == 0 || is_ellipsis(clause)) return;
  auto* to = reinterpret_cast<uint8_t*>(parent + clause.object_offset);
  const auto size = static_cast<size_t>(type.size);
  if (clause.adjectives & kReference) {
    void* object = adjust_pointer(thrown.object, type.displacement);
    std::memcpy(to, &object, sizeof object);
  } else if (type.properties & kSimpleType) {
    std::memmove(to, thrown.object, size);
    void* pointer;
    if (size != sizeof pointer) return;
    std::memcpy(&pointer, to, sizeof pointer);
    if (!pointer) return;
    pointer = adjust_pointer(pointer, type.displacement);
    std::memcpy(to, &pointer, sizeof pointer);
  } else if (type.copy_function == 0) {
    std::memmove(to, adjust_pointer(thrown.object, type.displacement), size);
  } else {
    void* from = adjust_pointer(thrown.object, type.displacement);
    const uint64_t copy = thrown.base + static_cast<uint32_t>(type.copy_function);
    using Copy = void(MS_ABI*)(void* to, void* from, int most_derived);
    // The third argument is for classes with virtual bases; others ignore it.
    reinterpret_cast<Copy>(copy)(to, from, 1);
  }
}

struct Handling {
  EXCEPTION_RECORD* record;
  uint64_t frame;
  CONTEXT* context;
  DISPATCHER_CONTEXT* dispatcher;
  const FunctionInfo& info;
  uint64_t parent;

  [[noreturn]] void enter(const TryBlock& block, const CatchClause& clause, const Thrown& thrown);
  void search();
  void unwind();
  void leave_states(int from, int target);
};

void Handling::enter(const TryBlock& block, const CatchClause& clause, const Thrown& thrown) {
  Catching catching;
  catching.active.frame = frame;
  catching.active.search_state = block.high + 1;  // the clauses' first state
  catching.active.unwind_state = block.low;
  catching.active.record = *record;
  catching.active.context = context;
  catching.active.thrown = thrown;
  catching.parent = parent;
  catching.clause = clause;

  EXCEPTION_RECORD consolidate{};
  consolidate.ExceptionCode = STATUS_UNWIND_CONSOLIDATE;
  consolidate.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
  consolidate.NumberParameters = kParameters;
  ULONG_PTR* parameters = consolidate.ExceptionInformation;
  parameters[kCallback] = reinterpret_cast<ULONG_PTR>(&call_catch);
  parameters[kFrame] = parent;
  parameters[kHandler] = clause.handler;
  parameters[kTargetState] = static_cast<ULONG_PTR>(block.low);
  parameters[kContext] = reinterpret_cast<ULONG_PTR>(context);
  parameters[kCatching] = reinterpret_cast<ULONG_PTR>(&catching);
  parameters[kRecord] = reinterpret_cast<ULONG_PTR>(record);
  parameters[kMagic] = kMagic1;
  CONTEXT here;
  mimic_capture_context(&here);
  seh::unwind_to(frame, dispatcher->ControlPc, &consolidate, 0, nullptr, &here);
}

// Looks for a clause that takes the exception, and enters it. Returns where there is none.
void Handling::search() {
  const Thrown thrown = Thrown::of(*record);
  int state = info.state_at(dispatcher->ControlPc);
  if (const ActiveCatch* active = find_catch(frame); active && active->search_state > state)
    state = active->search_state;
  TryBlock enclosing;
  const bool in_catch = parent != frame && info.enclosing_catch(&enclosing);
  bool translated = false;
  for (unsigned i = 0, count = info.try_count(); i < count; ++i) {
    const TryBlock block = info.try_block(i);
    if (state < block.low || state > block.high) continue;
    // In a funclet only the blocks inside it: those around it belong to the parent's frame.
    if (in_catch && (block.low <= enclosing.high || block.high > enclosing.catch_high)) continue;
    if (!thrown && !translated && thread_exceptions().translator &&
        record->ExceptionCode != STATUS_BREAKPOINT) {
      // May throw a C++ exception instead, which then finds its own way here.
      translated = true;
      using Translator = void(MS_ABI*)(unsigned code, EXCEPTION_POINTERS*);
      EXCEPTION_POINTERS pointers{record, context};
      reinterpret_cast<Translator>(thread_exceptions().translator)(
          static_cast<unsigned>(record->ExceptionCode), &pointers);
    }
    for (unsigned j = 0; j < block.clauses; ++j) {
      const CatchClause clause = info.clause(block, j);
      if (!thrown) {
        if (is_ellipsis(clause) && !info.synchronous() && !(clause.adjectives & kStandardEllipsis))
          enter(block, clause, thrown);
        continue;
      }
      if (is_ellipsis(clause)) enter(block, clause, thrown);
      for (int32_t k = 0; k < thrown.type_count(); ++k) {
        const CatchableType& type = thrown.type(k);
        if (!matches(clause, type, thrown)) continue;
        build_object(clause, parent, thrown, type);
        enter(block, clause, thrown);
      }
    }
  }
  if (thrown && info.is_noexcept()) terminate();
}

// Runs the clean-ups of the states from `from` to the first that is not above `target`.
void Handling::leave_states(int from, int target) {
  for (int state = from; state != kEmptyState && state > target;) {
    const Action action = info.action(state);
    state = action.next;
    // Should a clean-up raise, the unwind that collides with this one goes on behind it.
    dispatcher->ScopeIndex = static_cast<DWORD>(state + 2);
    switch (action.kind) {
      case Action::kNone:
        break;
      case Action::kFunclet:
        reinterpret_cast<Funclet>(action.code)(action.code, parent);
        break;
      case Action::kDestroy:
      case Action::kDestroyPointed: {
        auto* object = reinterpret_cast<void*>(parent + action.object_offset);
        if (action.kind == Action::kDestroyPointed) std::memcpy(&object, object, sizeof object);
        reinterpret_cast<void(MS_ABI*)(void*)>(action.code)(object);
        break;
      }
    }
  }
}

void Handling::unwind() {
  const bool is_target = record->ExceptionFlags & EXCEPTION_TARGET_UNWIND;
  const ULONG_PTR* parameters = record->ExceptionInformation;
  const bool consolidating = record->ExceptionCode == STATUS_UNWIND_CONSOLIDATE &&
                             record->NumberParameters == kParameters &&
                             parameters[kMagic] == kMagic1;
  int state = info.state_at(dispatcher->ControlPc);
  if (ActiveCatch* active = find_catch(frame)) {
    // An exception leaves the clause that was to return here.
    state = active->unwind_state;
    const auto* in_flight =
        consolidating ? reinterpret_cast<const EXCEPTION_RECORD*>(parameters[kRecord]) : record;
    end_catch(*active, Thrown::of(*in_flight).object);
  }
  if (dispatcher->ScopeIndex) state = static_cast<int>(dispatcher->ScopeIndex) - 2;
  int target = kEmptyState;
  TryBlock enclosing;
  if (is_target && record->ExceptionCode == STATUS_LONGJUMP)
    target = info.state_at(dispatcher->TargetIp);
  else if (is_target && consolidating)
    target = static_cast<int>(parameters[kTargetState]);
  else if (parent != frame && info.enclosing_catch(&enclosing))
    target = enclosing.high;  // the rest is the parent's to clean up
  leave_states(state, target);
}

}  // namespace

EXCEPTION_DISPOSITION frame_handler(EXCEPTION_RECORD* record, uint64_t frame, CONTEXT* context,
                                    DISPATCHER_CONTEXT* dispatcher, const FunctionInfo& info) {
  Handling handling{record, frame, context, dispatcher, info, info.parent_frame(frame)};
  if (record->ExceptionFlags & EXCEPTION_UNWIND)
    handling.unwind();
  else
    handling.search();
  return ExceptionContinueSearch;
}

}  // namespace mimic::win::cpp
