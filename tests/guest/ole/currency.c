// Arithmetic on currency.
#include "check.h"

#ifndef MINLONGLONG
#define MINLONGLONG (-MAXLONGLONG - 1)
#endif

static CY cy(LONGLONG units) {
  CY value;
  value.int64 = units;
  return value;
}

int main(void) {
  CY result;
  CHECK(VarCyAdd(cy(12345), cy(-345), &result) == S_OK && result.int64 == 12000);
  CHECK(VarCyAdd(cy(MAXLONGLONG), cy(1), &result) == DISP_E_OVERFLOW);
  CHECK(VarCySub(cy(MINLONGLONG), cy(1), &result) == DISP_E_OVERFLOW);
  CHECK(VarCyMul(cy(15000), cy(25000), &result) == S_OK && result.int64 == 37500);
  CHECK(VarCyMul(cy(-20000), cy(12345), &result) == S_OK && result.int64 == -24690);
  CHECK(VarCyMul(cy(MAXLONGLONG), cy(20000), &result) == DISP_E_OVERFLOW);
  CHECK(VarCyMulI4(cy(12345), -2, &result) == S_OK && result.int64 == -24690);
  CHECK(VarCyMulI8(cy(12345), 1000000, &result) == S_OK && result.int64 == 12345000000);
  CHECK(VarCyNeg(cy(5), &result) == S_OK && result.int64 == -5);
  CHECK(VarCyNeg(cy(MINLONGLONG), &result) == DISP_E_OVERFLOW);
  CHECK(VarCyAbs(cy(-5), &result) == S_OK && result.int64 == 5);
  CHECK(VarCyFix(cy(-15000), &result) == S_OK && result.int64 == -10000);
  CHECK(VarCyInt(cy(-15000), &result) == S_OK && result.int64 == -20000);
  CHECK(VarCyInt(cy(15000), &result) == S_OK && result.int64 == 10000);
  CHECK(VarCyRound(cy(12350), 2, &result) == S_OK && result.int64 == 12400);
  CHECK(VarCyRound(cy(12351), 0, &result) == S_OK && result.int64 == 10000);
  CHECK(VarCyCmp(cy(1), cy(2)) == (HRESULT)VARCMP_LT);
  CHECK(VarCyCmp(cy(2), cy(2)) == (HRESULT)VARCMP_EQ);
  CHECK(VarCyCmpR8(cy(25000), 2.25) == (HRESULT)VARCMP_GT);
  double power;
  CHECK(VarR8Pow(2, 10, &power) == S_OK && power == 1024);
  CHECK(VarR8Round(2.345678, 2, &power) == S_OK && power == 2.35);
  CHECK(VarR4CmpR8(1.5f, 1.5) == (HRESULT)VARCMP_EQ);
  return 0;
}
