// Arithmetic on currency, which is exact in ten-thousandths, and the like for real numbers.
#include <cmath>

#include "libs/windows/oleaut32/number.h"

namespace mimic::win::oleaut32 {
namespace {

constexpr HRESULT VARCMP_LT = 0, VARCMP_EQ = 1, VARCMP_GT = 2;
constexpr int64_t kUnit = 10'000;

HRESULT store(Wide value, CY* result) {
  if (value > INT64_MAX || value < INT64_MIN) return DISP_E_OVERFLOW;
  result->int64 = static_cast<int64_t>(value);
  return S_OK;
}

// Divided, halves to the even number.
Wide divide_to_even(Wide value, Wide by) {
  const bool negative = value < 0;
  if (negative) value = -value;
  Wide quotient = value / by;
  const Wide twice = value % by * 2;
  if (twice > by || (twice == by && quotient % 2)) ++quotient;
  return negative ? -quotient : quotient;
}

template <class T>
HRESULT compare(T left, T right) {
  return left < right ? VARCMP_LT : left > right ? VARCMP_GT : VARCMP_EQ;
}

}  // namespace

EXPORT(oleaut32, HRESULT, VarCyAdd, (CY cyLeft, CY cyRight, CY* pcyResult)) {
  return store(Wide{cyLeft.int64} + cyRight.int64, pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCySub, (CY cyLeft, CY cyRight, CY* pcyResult)) {
  return store(Wide{cyLeft.int64} - cyRight.int64, pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyMul, (CY cyLeft, CY cyRight, CY* pcyResult)) {
  return store(divide_to_even(Wide{cyLeft.int64} * cyRight.int64, kUnit), pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyMulI4, (CY cyLeft, LONG lRight, CY* pcyResult)) {
  return store(Wide{cyLeft.int64} * lRight, pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyMulI8, (CY cyLeft, LONG64 lRight, CY* pcyResult)) {
  return store(Wide{cyLeft.int64} * lRight, pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyNeg, (CY cyIn, CY* pcyResult)) {
  return store(-Wide{cyIn.int64}, pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyAbs, (CY cyIn, CY* pcyResult)) {
  return store(cyIn.int64 < 0 ? -Wide{cyIn.int64} : Wide{cyIn.int64}, pcyResult);
}
// Towards zero, and down.
EXPORT(oleaut32, HRESULT, VarCyFix, (CY cyIn, CY* pcyResult)) {
  return store(Wide{cyIn.int64} / kUnit * kUnit, pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyInt, (CY cyIn, CY* pcyResult)) {
  const Wide rest = Wide{cyIn.int64} % kUnit;
  return store(Wide{cyIn.int64} - rest - (rest < 0 ? kUnit : 0), pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyRound, (CY cyIn, int cDecimals, CY* pcyResult)) {
  if (cDecimals < 0) return E_INVALIDARG;
  Wide step = 1;
  for (int i = cDecimals; i < 4; ++i) step *= 10;
  return store(divide_to_even(cyIn.int64, step) * step, pcyResult);
}
EXPORT(oleaut32, HRESULT, VarCyCmp, (CY cyLeft, CY cyRight)) {
  return compare(cyLeft.int64, cyRight.int64);
}
EXPORT(oleaut32, HRESULT, VarCyCmpR8, (CY cyLeft, double dblRight)) {
  return compare(real_of(exact(cyLeft.int64, 4)), dblRight);
}

EXPORT(oleaut32, HRESULT, VarR4CmpR8, (float fltLeft, double dblRight)) {
  return compare<double>(fltLeft, dblRight);
}
EXPORT(oleaut32, HRESULT, VarR8Pow, (double dblLeft, double dblRight, double* pdblResult)) {
  const double result = std::pow(dblLeft, dblRight);
  if (!std::isfinite(result)) return DISP_E_OVERFLOW;
  *pdblResult = result;
  return S_OK;
}
EXPORT(oleaut32, HRESULT, VarR8Round, (double dblIn, int cDecimals, double* pdblResult)) {
  if (cDecimals < 0) return E_INVALIDARG;
  const double factor = std::pow(10.0, cDecimals);
  const double scaled = dblIn * factor;
  *pdblResult = std::isfinite(scaled) ? std::nearbyint(scaled) / factor : dblIn;
  return S_OK;
}

}  // namespace mimic::win::oleaut32
