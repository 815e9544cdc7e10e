// What ucrtbase.dll shares with vcruntime140.dll: Windows' own modules have no runtime beside them.
#include "libs/windows/exports/export.h"

namespace mimic::win::ucrtbase {

ALSO(ucrtbase, _CxxThrowException, "vcruntime140._CxxThrowException");
ALSO(ucrtbase, __AdjustPointer, "vcruntime140.__AdjustPointer");
ALSO(ucrtbase, __CxxDetectRethrow, "vcruntime140.__CxxDetectRethrow");
ALSO(ucrtbase, __CxxFrameHandler, "vcruntime140.__CxxFrameHandler3");
ALSO(ucrtbase, __CxxFrameHandler2, "vcruntime140.__CxxFrameHandler3");
ALSO(ucrtbase, __CxxFrameHandler3, "vcruntime140.__CxxFrameHandler3");
ALSO(ucrtbase, __CxxQueryExceptionSize, "vcruntime140.__CxxQueryExceptionSize");
ALSO(ucrtbase, __CxxRegisterExceptionObject, "vcruntime140.__CxxRegisterExceptionObject");
ALSO(ucrtbase, __CxxUnregisterExceptionObject, "vcruntime140.__CxxUnregisterExceptionObject");
ALSO(ucrtbase, __DestructExceptionObject, "vcruntime140.__DestructExceptionObject");
ALSO(ucrtbase, __RTCastToVoid, "vcruntime140.__RTCastToVoid");
ALSO(ucrtbase, __RTDynamicCast, "vcruntime140.__RTDynamicCast");
ALSO(ucrtbase, __RTtypeid, "vcruntime140.__RTtypeid");
ALSO(ucrtbase, __current_exception, "vcruntime140.__current_exception");
ALSO(ucrtbase, __current_exception_context, "vcruntime140.__current_exception_context");
ALSO(ucrtbase, __processing_throw, "vcruntime140.__processing_throw");
ALSO(ucrtbase, __std_exception_copy, "vcruntime140.__std_exception_copy");
ALSO(ucrtbase, __std_exception_destroy, "vcruntime140.__std_exception_destroy");
ALSO(ucrtbase, __std_type_info_compare, "vcruntime140.__std_type_info_compare");
ALSO(ucrtbase, __std_type_info_destroy_list, "vcruntime140.__std_type_info_destroy_list");
ALSO(ucrtbase, __std_type_info_hash, "vcruntime140.__std_type_info_hash");
ALSO(ucrtbase, __std_type_info_name, "vcruntime140.__std_type_info_name");
ALSO(ucrtbase, __uncaught_exception, "vcruntime140.__uncaught_exception");
ALSO(ucrtbase, _SetWinRTOutOfMemoryExceptionCallback,
     "vcruntime140._SetWinRTOutOfMemoryExceptionCallback");
ALSO(ucrtbase, _get_purecall_handler, "msvcrt._get_purecall_handler");
ALSO(ucrtbase, _get_unexpected, "msvcrt._get_unexpected");
ALSO(ucrtbase, _is_exception_typeof, "vcruntime140._is_exception_typeof");
ALSO(ucrtbase, _local_unwind, "ntdll._local_unwind");
ALSO(ucrtbase, _purecall, "msvcrt._purecall");
ALSO(ucrtbase, _set_purecall_handler, "msvcrt._set_purecall_handler");
ALSO(ucrtbase, _set_se_translator, "vcruntime140._set_se_translator");
ALSO(ucrtbase, set_unexpected, "msvcrt.set_unexpected");
ALSO(ucrtbase, unexpected, "msvcrt.unexpected");

ALSO(ucrtbase, _o___std_exception_copy, "vcruntime140.__std_exception_copy");
ALSO(ucrtbase, _o___std_exception_destroy, "vcruntime140.__std_exception_destroy");
ALSO(ucrtbase, _o___std_type_info_destroy_list, "vcruntime140.__std_type_info_destroy_list");
ALSO(ucrtbase, _o___std_type_info_name, "vcruntime140.__std_type_info_name");
ALSO(ucrtbase, _o__get_terminate, "msvcrt._get_terminate");
ALSO(ucrtbase, _o__purecall, "msvcrt._purecall");
ALSO(ucrtbase, _o__resetstkoflw, "msvcrt._resetstkoflw");

ALSO(msvcrt, __DestructExceptionObject, "vcruntime140.__DestructExceptionObject");

}  // namespace mimic::win::ucrtbase
