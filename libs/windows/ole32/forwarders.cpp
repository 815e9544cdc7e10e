// What ole32 leaves to combase.
#include "libs/windows/exports/export.h"

namespace mimic::win::ole32 {

FORWARD(ole32, CLSIDFromProgID, "combase.CLSIDFromProgID");
FORWARD(ole32, CLSIDFromProgIDEx, "combase.CLSIDFromProgIDEx");
FORWARD(ole32, CLSIDFromString, "combase.CLSIDFromString");
FORWARD(ole32, CoAddRefServerProcess, "combase.CoAddRefServerProcess");
FORWARD(ole32, CoCreateFreeThreadedMarshaler, "combase.CoCreateFreeThreadedMarshaler");
FORWARD(ole32, CoCreateGuid, "combase.CoCreateGuid");
FORWARD(ole32, CoCreateInstance, "combase.CoCreateInstance");
FORWARD(ole32, CoCreateInstanceEx, "combase.CoCreateInstanceEx");
FORWARD(ole32, CoCreateInstanceFromApp, "combase.CoCreateInstanceFromApp");
FORWARD(ole32, CoDecrementMTAUsage, "combase.CoDecrementMTAUsage");
FORWARD(ole32, CoDisconnectObject, "combase.CoDisconnectObject");
FORWARD(ole32, CoFreeUnusedLibraries, "combase.CoFreeUnusedLibraries");
FORWARD(ole32, CoFreeUnusedLibrariesEx, "combase.CoFreeUnusedLibrariesEx");
FORWARD(ole32, CoGetApartmentType, "combase.CoGetApartmentType");
FORWARD(ole32, CoGetCallContext, "combase.CoGetCallContext");
FORWARD(ole32, CoGetCallerTID, "combase.CoGetCallerTID");
FORWARD(ole32, CoGetClassObject, "combase.CoGetClassObject");
FORWARD(ole32, CoGetContextToken, "combase.CoGetContextToken");
FORWARD(ole32, CoGetCurrentLogicalThreadId, "combase.CoGetCurrentLogicalThreadId");
FORWARD(ole32, CoGetCurrentProcess, "combase.CoGetCurrentProcess");
FORWARD(ole32, CoGetInterfaceAndReleaseStream, "combase.CoGetInterfaceAndReleaseStream");
FORWARD(ole32, CoGetMalloc, "combase.CoGetMalloc");
FORWARD(ole32, CoGetObjectContext, "combase.CoGetObjectContext");
FORWARD(ole32, CoGetPSClsid, "combase.CoGetPSClsid");
FORWARD(ole32, CoGetTreatAsClass, "combase.CoGetTreatAsClass");
FORWARD(ole32, CoImpersonateClient, "combase.CoImpersonateClient");
FORWARD(ole32, CoIncrementMTAUsage, "combase.CoIncrementMTAUsage");
FORWARD(ole32, CoInitialize, "combase.CoInitialize");
FORWARD(ole32, CoInitializeEx, "combase.CoInitializeEx");
FORWARD(ole32, CoInitializeSecurity, "combase.CoInitializeSecurity");
FORWARD(ole32, CoLockObjectExternal, "combase.CoLockObjectExternal");
FORWARD(ole32, CoMarshalInterThreadInterfaceInStream,
        "combase.CoMarshalInterThreadInterfaceInStream");
FORWARD(ole32, CoMarshalInterface, "combase.CoMarshalInterface");
FORWARD(ole32, CoQueryProxyBlanket, "combase.CoQueryProxyBlanket");
FORWARD(ole32, CoRegisterClassObject, "combase.CoRegisterClassObject");
FORWARD(ole32, CoRegisterMallocSpy, "combase.CoRegisterMallocSpy");
FORWARD(ole32, CoReleaseMarshalData, "combase.CoReleaseMarshalData");
FORWARD(ole32, CoReleaseServerProcess, "combase.CoReleaseServerProcess");
FORWARD(ole32, CoResumeClassObjects, "combase.CoResumeClassObjects");
FORWARD(ole32, CoRevertToSelf, "combase.CoRevertToSelf");
FORWARD(ole32, CoRevokeClassObject, "combase.CoRevokeClassObject");
FORWARD(ole32, CoRevokeMallocSpy, "combase.CoRevokeMallocSpy");
FORWARD(ole32, CoSetProxyBlanket, "combase.CoSetProxyBlanket");
FORWARD(ole32, CoSuspendClassObjects, "combase.CoSuspendClassObjects");
FORWARD(ole32, CoTaskMemAlloc, "combase.CoTaskMemAlloc");
FORWARD(ole32, CoTaskMemFree, "combase.CoTaskMemFree");
FORWARD(ole32, CoTaskMemRealloc, "combase.CoTaskMemRealloc");
FORWARD(ole32, CoUninitialize, "combase.CoUninitialize");
FORWARD(ole32, CoUnmarshalInterface, "combase.CoUnmarshalInterface");
FORWARD(ole32, IIDFromString, "combase.IIDFromString");
FORWARD(ole32, ProgIDFromCLSID, "combase.ProgIDFromCLSID");
FORWARD(ole32, StringFromCLSID, "combase.StringFromCLSID");
FORWARD(ole32, StringFromGUID2, "combase.StringFromGUID2");
FORWARD(ole32, StringFromIID, "combase.StringFromIID");

}  // namespace mimic::win::ole32
