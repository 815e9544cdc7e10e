#include "abi/windows/seh/scope_table.h"

#include "abi/windows/seh/dispatch.h"
#include "abi/windows/seh/unwind.h"

namespace mimic::win::seh {
namespace {

struct Scope {  // all image-relative
  DWORD begin, end;
  DWORD handler;  // filter, or termination handler; 1: __except (EXCEPTION_EXECUTE_HANDLER)
  DWORD target;   // the __except block, or 0 for __finally
};

struct ScopeTable {
  DWORD count;
  Scope scopes[1];
};

using Filter = LONG(MS_ABI*)(EXCEPTION_POINTERS* pointers, void* frame);
using Finally = void(MS_ABI*)(BOOLEAN abnormal, void* frame);

}  // namespace

EXCEPTION_DISPOSITION c_specific_handler(EXCEPTION_RECORD* record, void* establisher,
                                         CONTEXT* context, DISPATCHER_CONTEXT* dispatcher) {
  const uint64_t base = dispatcher->ImageBase;
  const auto* table = static_cast<const ScopeTable*>(dispatcher->HandlerData);
  const uint64_t pc = dispatcher->ControlPc - base;

  if (!(record->ExceptionFlags & EXCEPTION_UNWIND)) {
    for (DWORD i = dispatcher->ScopeIndex; i < table->count; ++i) {
      const Scope& scope = table->scopes[i];
      if (pc < scope.begin || pc >= scope.end || scope.target == 0) continue;
      LONG verdict = EXCEPTION_EXECUTE_HANDLER;
      if (scope.handler != 1) {
        EXCEPTION_POINTERS pointers{record, context};
        verdict = reinterpret_cast<Filter>(base + scope.handler)(&pointers, establisher);
      }
      if (verdict < 0) return ExceptionContinueExecution;
      if (verdict == 0) continue;
      CONTEXT here;
      mimic_capture_context(&here);
      unwind_to(reinterpret_cast<uint64_t>(establisher), base + scope.target, record,
                static_cast<uint32_t>(record->ExceptionCode), nullptr, &here);
    }
    return ExceptionContinueSearch;
  }

  const uint64_t target = dispatcher->TargetIp - base;
  for (DWORD i = dispatcher->ScopeIndex; i < table->count; ++i) {
    const Scope& scope = table->scopes[i];
    if (pc < scope.begin || pc >= scope.end) continue;
    if (record->ExceptionFlags & EXCEPTION_TARGET_UNWIND) {
      // Where the unwind ends inside this __finally's scope, or in this very __except block, no
      // further scope is left.
      if (scope.target == 0 ? target >= scope.begin && target < scope.end : target == scope.target)
        break;
    }
    if (scope.target != 0) continue;
    dispatcher->ScopeIndex = i + 1;  // an unwind that collides with this one goes on behind it
    reinterpret_cast<Finally>(base + scope.handler)(1, establisher);
  }
  return ExceptionContinueSearch;
}

}  // namespace mimic::win::seh
