// The ordinals by which programs import from oleaut32, whose import library has no names.
#include "libs/windows/exports/export.h"

namespace mimic::win::oleaut32 {

ORDINAL(oleaut32, SysAllocString, 2);
ORDINAL(oleaut32, SysReAllocString, 3);
ORDINAL(oleaut32, SysAllocStringLen, 4);
ORDINAL(oleaut32, SysReAllocStringLen, 5);
ORDINAL(oleaut32, SysFreeString, 6);
ORDINAL(oleaut32, SysStringLen, 7);
ORDINAL(oleaut32, VariantInit, 8);
ORDINAL(oleaut32, VariantClear, 9);
ORDINAL(oleaut32, VariantCopy, 10);
ORDINAL(oleaut32, VariantCopyInd, 11);
ORDINAL(oleaut32, SafeArrayCreate, 15);
ORDINAL(oleaut32, SafeArrayDestroy, 16);
ORDINAL(oleaut32, SafeArrayGetDim, 17);
ORDINAL(oleaut32, SafeArrayGetElemsize, 18);
ORDINAL(oleaut32, SafeArrayGetUBound, 19);
ORDINAL(oleaut32, SafeArrayGetLBound, 20);
ORDINAL(oleaut32, SafeArrayLock, 21);
ORDINAL(oleaut32, SafeArrayUnlock, 22);
ORDINAL(oleaut32, SafeArrayAccessData, 23);
ORDINAL(oleaut32, SafeArrayUnaccessData, 24);
ORDINAL(oleaut32, SafeArrayGetElement, 25);
ORDINAL(oleaut32, SafeArrayPutElement, 26);
ORDINAL(oleaut32, SafeArrayCopy, 27);
ORDINAL(oleaut32, SafeArrayAllocDescriptor, 36);
ORDINAL(oleaut32, SafeArrayAllocData, 37);
ORDINAL(oleaut32, SafeArrayDestroyDescriptor, 38);
ORDINAL(oleaut32, SafeArrayDestroyData, 39);
ORDINAL(oleaut32, SafeArrayRedim, 40);
ORDINAL(oleaut32, SafeArrayAllocDescriptorEx, 41);
ORDINAL(oleaut32, SafeArrayCreateEx, 42);
ORDINAL(oleaut32, SafeArrayCreateVectorEx, 43);
ORDINAL(oleaut32, SafeArraySetRecordInfo, 44);
ORDINAL(oleaut32, SafeArrayGetRecordInfo, 45);
ORDINAL(oleaut32, SafeArraySetIID, 57);
ORDINAL(oleaut32, SafeArrayGetIID, 67);
ORDINAL(oleaut32, SafeArrayGetVartype, 77);
ORDINAL(oleaut32, SafeArrayPtrOfIndex, 148);
ORDINAL(oleaut32, SysStringByteLen, 149);
ORDINAL(oleaut32, SysAllocStringByteLen, 150);
ORDINAL(oleaut32, OaBuildVersion, 170);
ORDINAL(oleaut32, VarBstrCat, 313);
ORDINAL(oleaut32, SetOaNoCache, 327);
ORDINAL(oleaut32, SafeArrayCreateVector, 411);
ORDINAL(oleaut32, SafeArrayCopyData, 412);
ORDINAL(oleaut32, VectorFromBstr, 413);
ORDINAL(oleaut32, BstrFromVector, 414);

}  // namespace mimic::win::oleaut32
