// Throwing, and the language handlers' exports.
#include <cstdlib>
#include <cstring>

#include "abi/windows/seh/dispatch.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/ntdll/with_context.h"
#include "libs/windows/vcruntime140/catch_state.h"
#include "libs/windows/vcruntime140/frame_handler.h"
#include "libs/windows/vcruntime140/function_info3.h"
#include "libs/windows/vcruntime140/function_info4.h"

namespace mimic::win::vcruntime140 {

using namespace cpp;

extern "C" MS_ABI void mimic_cxx_throw(void* object, const ThrowInfo* info, uint64_t, uint64_t,
                                       CONTEXT* caller) {
  EXCEPTION_RECORD record{};
  ThreadExceptions& thread = thread_exceptions();
  if (!object && !info) {  // `throw;`
    if (!thread.catches) terminate();
    const ActiveCatch& active = *thread.catches;
    record = active.record;
    record.ExceptionRecord = nullptr;
    record.ExceptionFlags &= EXCEPTION_NONCONTINUABLE;
  } else {
    const Module* module = modules::at(info);
    record.ExceptionCode = static_cast<NTSTATUS>(0xe06d7363);
    record.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
    record.NumberParameters = 4;
    record.ExceptionInformation[0] = kMagic1;
    record.ExceptionInformation[1] = reinterpret_cast<ULONG_PTR>(object);
    record.ExceptionInformation[2] = reinterpret_cast<ULONG_PTR>(info);
    record.ExceptionInformation[3] = module ? reinterpret_cast<ULONG_PTR>(module->base) : 0;
  }
  record.ExceptionAddress = reinterpret_cast<void*>(caller->Rip);
  ++thread.uncaught;
  seh::raise_exception(&record, caller);
}

[[gnu::naked]] EXPORT(vcruntime140, void, _CxxThrowException,
                      (void* object, const ThrowInfo* info)) {
  JUMP_WITH_CONTEXT(mimic_cxx_throw);
}
ALSO(msvcrt, _CxxThrowException, "vcruntime140._CxxThrowException");

EXPORT(vcruntime140, EXCEPTION_DISPOSITION, __CxxFrameHandler3,
       (EXCEPTION_RECORD * record, void* frame, CONTEXT* context, DISPATCHER_CONTEXT* dispatcher)) {
  return frame_handler(record, reinterpret_cast<uint64_t>(frame), context, dispatcher,
                       FunctionInfo3(*dispatcher));
}
ALSO(vcruntime140, __CxxFrameHandler, "vcruntime140.__CxxFrameHandler3");
ALSO(vcruntime140, __CxxFrameHandler2, "vcruntime140.__CxxFrameHandler3");
ALSO(msvcrt, __CxxFrameHandler, "vcruntime140.__CxxFrameHandler3");
ALSO(msvcrt, __CxxFrameHandler2, "vcruntime140.__CxxFrameHandler3");
ALSO(msvcrt, __CxxFrameHandler3, "vcruntime140.__CxxFrameHandler3");

EXPORT(vcruntime140_1, EXCEPTION_DISPOSITION, __CxxFrameHandler4,
       (EXCEPTION_RECORD * record, void* frame, CONTEXT* context, DISPATCHER_CONTEXT* dispatcher)) {
  return frame_handler(record, reinterpret_cast<uint64_t>(frame), context, dispatcher,
                       FunctionInfo4(*dispatcher));
}

EXPORT(vcruntime140, void*, __AdjustPointer,
       (void* object, const MemberDisplacement* displacement)) {
  return object ? adjust_pointer(object, *displacement) : nullptr;
}

EXPORT(vcruntime140, void**, __current_exception, ()) {
  return reinterpret_cast<void**>(&thread_exceptions().current);
}
EXPORT(vcruntime140, void**, __current_exception_context, ()) {
  return reinterpret_cast<void**>(&thread_exceptions().current_context);
}
EXPORT(vcruntime140, int*, __processing_throw, ()) { return &thread_exceptions().uncaught; }
EXPORT(vcruntime140, int, __uncaught_exceptions, ()) { return thread_exceptions().uncaught; }
EXPORT(vcruntime140, bool, __uncaught_exception, ()) { return thread_exceptions().uncaught != 0; }
ALSO(msvcrt, __uncaught_exception, "vcruntime140.__uncaught_exception");

EXPORT(vcruntime140, void*, _set_se_translator, (void* translator)) {
  return std::exchange(thread_exceptions().translator, translator);
}
ALSO(msvcrt, _set_se_translator, "vcruntime140._set_se_translator");
ALSO(msvcrt, ?_set_se_translator@@YAP6AXIPEAU_EXCEPTION_POINTERS@@@ZP6AXI0@Z@Z,
     "vcruntime140._set_se_translator");

EXPORT(vcruntime140, int, _is_exception_typeof,
       (const TypeDescriptor* type, EXCEPTION_POINTERS* pointers)) {
  const Thrown thrown = Thrown::of(*pointers->ExceptionRecord);
  if (!thrown) return 0;
  for (int32_t i = 0; i < thrown.type_count(); ++i)
    if (same_type(type, thrown.at<TypeDescriptor>(thrown.type(i).type))) return 1;
  return 0;
}
ALSO(msvcrt, _is_exception_typeof, "vcruntime140._is_exception_typeof");

// Helpers of code that catches C++ exceptions by a structured handler and rethrows them.
EXPORT(vcruntime140, int, __CxxQueryExceptionSize, ()) { return sizeof(ActiveCatch); }
EXPORT(vcruntime140, int, __CxxRegisterExceptionObject,
       (EXCEPTION_POINTERS * pointers, void* storage)) {
  auto* active = new (storage) ActiveCatch;
  active->record = *pointers->ExceptionRecord;
  active->context = pointers->ContextRecord;
  active->thrown = Thrown::of(active->record);
  begin_catch(*active);
  return 1;
}
EXPORT(vcruntime140, void, __CxxUnregisterExceptionObject, (void* storage, int rethrown)) {
  auto* active = static_cast<ActiveCatch*>(storage);
  end_catch(*active, rethrown ? active->thrown.object : nullptr);
}
EXPORT(vcruntime140, int, __CxxDetectRethrow, (EXCEPTION_POINTERS * pointers)) {
  const Thrown thrown = Thrown::of(*pointers->ExceptionRecord);
  const ActiveCatch* active = thread_exceptions().catches;
  return thrown && active && active->thrown.object == thrown.object;
}
EXPORT(vcruntime140, void, __DestructExceptionObject, (EXCEPTION_RECORD * record, BOOLEAN)) {
  destroy_object(Thrown::of(*record));
}

// std::exception's copy of its message.
struct ExceptionData {
  const char* what;
  bool owned;
};
EXPORT(vcruntime140, void, __std_exception_copy, (const ExceptionData* from, ExceptionData* to)) {
  *to = {from->what, false};
  if (!from->owned || !from->what) return;
  *to = {::strdup(from->what), true};
  if (!to->what) to->owned = false;
}
EXPORT(vcruntime140, void, __std_exception_destroy, (ExceptionData * data)) {
  if (data->owned) ::free(const_cast<char*>(data->what));
  *data = {nullptr, false};
}

}  // namespace mimic::win::vcruntime140
