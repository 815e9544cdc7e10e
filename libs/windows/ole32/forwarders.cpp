// What ole32 leaves to combase.
#include "libs/windows/exports/export.h"

namespace mimic::win::ole32 {

FORWARD(ole32, CoCreateGuid, "combase.CoCreateGuid");
FORWARD(ole32, CoDecrementMTAUsage, "combase.CoDecrementMTAUsage");
FORWARD(ole32, CoGetApartmentType, "combase.CoGetApartmentType");
FORWARD(ole32, CoGetCallerTID, "combase.CoGetCallerTID");
FORWARD(ole32, CoGetContextToken, "combase.CoGetContextToken");
FORWARD(ole32, CoGetCurrentLogicalThreadId, "combase.CoGetCurrentLogicalThreadId");
FORWARD(ole32, CoGetCurrentProcess, "combase.CoGetCurrentProcess");
FORWARD(ole32, CoGetMalloc, "combase.CoGetMalloc");
FORWARD(ole32, CoIncrementMTAUsage, "combase.CoIncrementMTAUsage");
FORWARD(ole32, CoInitialize, "combase.CoInitialize");
FORWARD(ole32, CoInitializeEx, "combase.CoInitializeEx");
FORWARD(ole32, CoRegisterMallocSpy, "combase.CoRegisterMallocSpy");
FORWARD(ole32, CoRevokeMallocSpy, "combase.CoRevokeMallocSpy");
FORWARD(ole32, CoTaskMemAlloc, "combase.CoTaskMemAlloc");
FORWARD(ole32, CoTaskMemFree, "combase.CoTaskMemFree");
FORWARD(ole32, CoTaskMemRealloc, "combase.CoTaskMemRealloc");
FORWARD(ole32, CoUninitialize, "combase.CoUninitialize");
FORWARD(ole32, IIDFromString, "combase.IIDFromString");
FORWARD(ole32, StringFromCLSID, "combase.StringFromCLSID");
FORWARD(ole32, StringFromGUID2, "combase.StringFromGUID2");
FORWARD(ole32, StringFromIID, "combase.StringFromIID");

}  // namespace mimic::win::ole32
