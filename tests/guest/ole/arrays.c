// Safe arrays: bounds, elements that own what they hold, locks, resizing, copies.
#include "check.h"

int main(void) {
  SAFEARRAYBOUND bounds[2] = {{2, 0}, {3, 10}};
  SAFEARRAY* array = SafeArrayCreate(VT_BSTR, 2, bounds);
  CHECK(array && SafeArrayGetDim(array) == 2 && SafeArrayGetElemsize(array) == 8);
  LONG lower, upper;
  CHECK(SafeArrayGetLBound(array, 2, &lower) == S_OK && lower == 10);
  CHECK(SafeArrayGetUBound(array, 1, &upper) == S_OK && upper == 1);
  CHECK(SafeArrayGetUBound(array, 3, &upper) == DISP_E_BADINDEX);
  LONG at[2] = {1, 12};
  BSTR text = SysAllocString(L"x"), found;
  CHECK(SafeArrayPutElement(array, at, text) == S_OK);
  SysFreeString(text);
  CHECK(SafeArrayGetElement(array, at, &found) == S_OK && !wcscmp(found, L"x"));
  SysFreeString(found);
  // The first dimension varies fastest.
  CHECK(((BSTR*)array->pvData)[1 + 2 * 2]);
  at[1] = 13;
  CHECK(SafeArrayGetElement(array, at, &found) == DISP_E_BADINDEX);
  VARTYPE type;
  CHECK(SafeArrayGetVartype(array, &type) == S_OK && type == VT_BSTR);
  SAFEARRAY* copy;
  CHECK(SafeArrayCopy(array, &copy) == S_OK);
  void* data;
  CHECK(SafeArrayAccessData(array, &data) == S_OK &&
        SafeArrayDestroy(array) == DISP_E_ARRAYISLOCKED);
  CHECK(SafeArrayUnaccessData(array) == S_OK && SafeArrayUnlock(array) == E_UNEXPECTED);
  CHECK(SafeArrayDestroy(array) == S_OK && SafeArrayDestroy(copy) == S_OK);

  array = SafeArrayCreateVector(VT_I4, 1, 2);
  LONG index = 2, value = 5;
  CHECK(SafeArrayPutElement(array, &index, &value) == S_OK);
  SAFEARRAYBOUND bound = {4, 1};
  CHECK(SafeArrayRedim(array, &bound) == S_OK);
  CHECK(SafeArrayGetElement(array, &index, &value) == S_OK && value == 5);
  index = 4;
  CHECK(SafeArrayGetElement(array, &index, &value) == S_OK && value == 0);
  CHECK(SafeArrayDestroy(array) == S_OK);
  return 0;
}
