// Variants: copies own what they hold, references are followed, types change with rounding and
// range.
#include "check.h"

int main(void) {
  VARIANT a, b;
  VariantInit(&a);
  VariantInit(&b);
  a.vt = VT_BSTR;
  a.bstrVal = SysAllocString(L" -12.5 ");
  CHECK(VariantCopy(&b, &a) == S_OK && b.vt == VT_BSTR && b.bstrVal != a.bstrVal);
  CHECK(VariantChangeType(&b, &a, 0, VT_R8) == S_OK && b.dblVal == -12.5);
  CHECK(VariantChangeType(&b, &b, 0, VT_I4) == S_OK && b.lVal == -12);
  CHECK(VariantChangeType(&b, &b, 0, VT_UI1) == DISP_E_OVERFLOW && b.vt == VT_I4);
  CHECK(VariantClear(&a) == S_OK && a.vt == VT_EMPTY);

  a.vt = VT_BYREF | VT_I4;
  LONG number = 77;
  a.plVal = &number;
  CHECK(VariantCopyInd(&b, &a) == S_OK && b.vt == VT_I4 && b.lVal == 77);
  CHECK(VariantChangeType(&b, &b, 0, VT_BSTR) == S_OK && !wcscmp(b.bstrVal, L"77"));
  CHECK(VariantClear(&b) == S_OK);

  b.vt = VT_BOOL;
  b.boolVal = VARIANT_TRUE;
  CHECK(VariantChangeType(&a, &b, VARIANT_ALPHABOOL, VT_BSTR) == S_OK);
  CHECK(!wcscmp(a.bstrVal, L"True"));
  VariantClear(&a);
  CHECK(VariantChangeType(&a, &b, 0, VT_BSTR) == S_OK && !wcscmp(a.bstrVal, L"-1"));
  VariantClear(&a);
  a.vt = VT_R8;
  a.dblVal = 2.5;
  CHECK(VariantChangeType(&b, &a, 0, VT_I2) == S_OK && b.iVal == 2);
  CHECK(VariantChangeType(&b, &a, 0, VT_CY) == S_OK && b.cyVal.int64 == 25000);
  CHECK(VariantChangeType(&b, &a, 0, VT_DECIMAL) == S_OK);
  CHECK(b.vt == VT_DECIMAL && b.decVal.Lo64 == 25 && b.decVal.scale == 1);
  CHECK(VariantChangeType(&b, &b, 0, VT_BSTR) == S_OK && !wcscmp(b.bstrVal, L"2.5"));
  VariantClear(&b);
  b.vt = VT_NULL;
  CHECK(VariantChangeType(&a, &b, 0, VT_I4) == DISP_E_TYPEMISMATCH);
  b.vt = 0x50;
  CHECK(VariantClear(&b) == DISP_E_BADVARTYPE);

  short narrow;
  CHECK(VarI2FromI4(70000, &narrow) == DISP_E_OVERFLOW);
  CHECK(VarI2FromR8(-3.5, &narrow) == S_OK && narrow == -4);
  SYSTEMTIME time = {2024, 2, 0, 29, 18, 0, 0, 0};
  double date;
  CHECK(SystemTimeToVariantTime(&time, &date) && date == 45351.75);
  CHECK(VariantTimeToSystemTime(-1.25, &time));
  CHECK(time.wYear == 1899 && time.wMonth == 12 && time.wDay == 29 && time.wHour == 6);
  return 0;
}
