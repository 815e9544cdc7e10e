// The functions that convert one type to another: one for each pair of types.
#include "libs/windows/core/text.h"
#include "libs/windows/oleaut32/convert.h"

namespace mimic::win::oleaut32 {
namespace {

HRESULT from_text(LPCWSTR text, LCID locale, VARTYPE type, void* out) {
  if (!text) return DISP_E_TYPEMISMATCH;
  if (!out) return E_INVALIDARG;
  const BSTR copy = SysAllocStringLen(text, static_cast<UINT>(length_of(text)));
  const HRESULT result = convert(VT_BSTR, &copy, type, out, {locale, false});
  SysFreeString(copy);
  return result;
}

}  // namespace

#define CONVERT(target, type, result, source, source_type, c_type)                  \
  EXPORT(oleaut32, HRESULT, Var##target##From##source, (c_type in, result * out)) { \
    return out ? convert(source_type, &in, type, out, {}) : E_INVALIDARG;           \
  }
#define CONVERT_DECIMAL(target, type, result)                                         \
  EXPORT(oleaut32, HRESULT, Var##target##FromDec, (const DECIMAL* in, result* out)) { \
    return in && out ? convert(VT_DECIMAL, in, type, out, {}) : E_INVALIDARG;         \
  }
#define CONVERT_TEXT(target, type, result)                     \
  EXPORT(oleaut32, HRESULT, Var##target##FromStr,              \
         (LPCWSTR in, LCID lcid, ULONG flags, result * out)) { \
    return from_text(in, lcid, type, out);                     \
  }
#define CONVERT_TO_TEXT(source, source_type, c_type)                                    \
  EXPORT(oleaut32, HRESULT, VarBstrFrom##source,                                        \
         (c_type in, LCID lcid, ULONG flags, BSTR * out)) {                             \
    return out ? convert(source_type, &in, VT_BSTR, out, {lcid, false}) : E_INVALIDARG; \
  }

CONVERT(I1, VT_I1, int8_t, UI1, VT_UI1, uint8_t)
CONVERT(I1, VT_I1, int8_t, I2, VT_I2, int16_t)
CONVERT(I1, VT_I1, int8_t, UI2, VT_UI2, uint16_t)
CONVERT(I1, VT_I1, int8_t, I4, VT_I4, int32_t)
CONVERT(I1, VT_I1, int8_t, UI4, VT_UI4, uint32_t)
CONVERT(I1, VT_I1, int8_t, I8, VT_I8, int64_t)
CONVERT(I1, VT_I1, int8_t, UI8, VT_UI8, uint64_t)
CONVERT(I1, VT_I1, int8_t, R4, VT_R4, float)
CONVERT(I1, VT_I1, int8_t, R8, VT_R8, double)
CONVERT(I1, VT_I1, int8_t, Cy, VT_CY, CY)
CONVERT(I1, VT_I1, int8_t, Date, VT_DATE, DATE)
CONVERT(I1, VT_I1, int8_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(I1, VT_I1, int8_t)
CONVERT_TEXT(I1, VT_I1, int8_t)

CONVERT(UI1, VT_UI1, uint8_t, I1, VT_I1, int8_t)
CONVERT(UI1, VT_UI1, uint8_t, I2, VT_I2, int16_t)
CONVERT(UI1, VT_UI1, uint8_t, UI2, VT_UI2, uint16_t)
CONVERT(UI1, VT_UI1, uint8_t, I4, VT_I4, int32_t)
CONVERT(UI1, VT_UI1, uint8_t, UI4, VT_UI4, uint32_t)
CONVERT(UI1, VT_UI1, uint8_t, I8, VT_I8, int64_t)
CONVERT(UI1, VT_UI1, uint8_t, UI8, VT_UI8, uint64_t)
CONVERT(UI1, VT_UI1, uint8_t, R4, VT_R4, float)
CONVERT(UI1, VT_UI1, uint8_t, R8, VT_R8, double)
CONVERT(UI1, VT_UI1, uint8_t, Cy, VT_CY, CY)
CONVERT(UI1, VT_UI1, uint8_t, Date, VT_DATE, DATE)
CONVERT(UI1, VT_UI1, uint8_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(UI1, VT_UI1, uint8_t)
CONVERT_TEXT(UI1, VT_UI1, uint8_t)

CONVERT(I2, VT_I2, int16_t, I1, VT_I1, int8_t)
CONVERT(I2, VT_I2, int16_t, UI1, VT_UI1, uint8_t)
CONVERT(I2, VT_I2, int16_t, UI2, VT_UI2, uint16_t)
CONVERT(I2, VT_I2, int16_t, I4, VT_I4, int32_t)
CONVERT(I2, VT_I2, int16_t, UI4, VT_UI4, uint32_t)
CONVERT(I2, VT_I2, int16_t, I8, VT_I8, int64_t)
CONVERT(I2, VT_I2, int16_t, UI8, VT_UI8, uint64_t)
CONVERT(I2, VT_I2, int16_t, R4, VT_R4, float)
CONVERT(I2, VT_I2, int16_t, R8, VT_R8, double)
CONVERT(I2, VT_I2, int16_t, Cy, VT_CY, CY)
CONVERT(I2, VT_I2, int16_t, Date, VT_DATE, DATE)
CONVERT(I2, VT_I2, int16_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(I2, VT_I2, int16_t)
CONVERT_TEXT(I2, VT_I2, int16_t)

CONVERT(UI2, VT_UI2, uint16_t, I1, VT_I1, int8_t)
CONVERT(UI2, VT_UI2, uint16_t, UI1, VT_UI1, uint8_t)
CONVERT(UI2, VT_UI2, uint16_t, I2, VT_I2, int16_t)
CONVERT(UI2, VT_UI2, uint16_t, I4, VT_I4, int32_t)
CONVERT(UI2, VT_UI2, uint16_t, UI4, VT_UI4, uint32_t)
CONVERT(UI2, VT_UI2, uint16_t, I8, VT_I8, int64_t)
CONVERT(UI2, VT_UI2, uint16_t, UI8, VT_UI8, uint64_t)
CONVERT(UI2, VT_UI2, uint16_t, R4, VT_R4, float)
CONVERT(UI2, VT_UI2, uint16_t, R8, VT_R8, double)
CONVERT(UI2, VT_UI2, uint16_t, Cy, VT_CY, CY)
CONVERT(UI2, VT_UI2, uint16_t, Date, VT_DATE, DATE)
CONVERT(UI2, VT_UI2, uint16_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(UI2, VT_UI2, uint16_t)
CONVERT_TEXT(UI2, VT_UI2, uint16_t)

CONVERT(I4, VT_I4, int32_t, I1, VT_I1, int8_t)
CONVERT(I4, VT_I4, int32_t, UI1, VT_UI1, uint8_t)
CONVERT(I4, VT_I4, int32_t, I2, VT_I2, int16_t)
CONVERT(I4, VT_I4, int32_t, UI2, VT_UI2, uint16_t)
CONVERT(I4, VT_I4, int32_t, UI4, VT_UI4, uint32_t)
CONVERT(I4, VT_I4, int32_t, I8, VT_I8, int64_t)
CONVERT(I4, VT_I4, int32_t, UI8, VT_UI8, uint64_t)
CONVERT(I4, VT_I4, int32_t, R4, VT_R4, float)
CONVERT(I4, VT_I4, int32_t, R8, VT_R8, double)
CONVERT(I4, VT_I4, int32_t, Cy, VT_CY, CY)
CONVERT(I4, VT_I4, int32_t, Date, VT_DATE, DATE)
CONVERT(I4, VT_I4, int32_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(I4, VT_I4, int32_t)
CONVERT_TEXT(I4, VT_I4, int32_t)

CONVERT(UI4, VT_UI4, uint32_t, I1, VT_I1, int8_t)
CONVERT(UI4, VT_UI4, uint32_t, UI1, VT_UI1, uint8_t)
CONVERT(UI4, VT_UI4, uint32_t, I2, VT_I2, int16_t)
CONVERT(UI4, VT_UI4, uint32_t, UI2, VT_UI2, uint16_t)
CONVERT(UI4, VT_UI4, uint32_t, I4, VT_I4, int32_t)
CONVERT(UI4, VT_UI4, uint32_t, I8, VT_I8, int64_t)
CONVERT(UI4, VT_UI4, uint32_t, UI8, VT_UI8, uint64_t)
CONVERT(UI4, VT_UI4, uint32_t, R4, VT_R4, float)
CONVERT(UI4, VT_UI4, uint32_t, R8, VT_R8, double)
CONVERT(UI4, VT_UI4, uint32_t, Cy, VT_CY, CY)
CONVERT(UI4, VT_UI4, uint32_t, Date, VT_DATE, DATE)
CONVERT(UI4, VT_UI4, uint32_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(UI4, VT_UI4, uint32_t)
CONVERT_TEXT(UI4, VT_UI4, uint32_t)

CONVERT(I8, VT_I8, int64_t, I1, VT_I1, int8_t)
CONVERT(I8, VT_I8, int64_t, UI1, VT_UI1, uint8_t)
CONVERT(I8, VT_I8, int64_t, I2, VT_I2, int16_t)
CONVERT(I8, VT_I8, int64_t, UI2, VT_UI2, uint16_t)
CONVERT(I8, VT_I8, int64_t, I4, VT_I4, int32_t)
CONVERT(I8, VT_I8, int64_t, UI4, VT_UI4, uint32_t)
CONVERT(I8, VT_I8, int64_t, UI8, VT_UI8, uint64_t)
CONVERT(I8, VT_I8, int64_t, R4, VT_R4, float)
CONVERT(I8, VT_I8, int64_t, R8, VT_R8, double)
CONVERT(I8, VT_I8, int64_t, Cy, VT_CY, CY)
CONVERT(I8, VT_I8, int64_t, Date, VT_DATE, DATE)
CONVERT(I8, VT_I8, int64_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(I8, VT_I8, int64_t)
CONVERT_TEXT(I8, VT_I8, int64_t)

CONVERT(UI8, VT_UI8, uint64_t, I1, VT_I1, int8_t)
CONVERT(UI8, VT_UI8, uint64_t, UI1, VT_UI1, uint8_t)
CONVERT(UI8, VT_UI8, uint64_t, I2, VT_I2, int16_t)
CONVERT(UI8, VT_UI8, uint64_t, UI2, VT_UI2, uint16_t)
CONVERT(UI8, VT_UI8, uint64_t, I4, VT_I4, int32_t)
CONVERT(UI8, VT_UI8, uint64_t, UI4, VT_UI4, uint32_t)
CONVERT(UI8, VT_UI8, uint64_t, I8, VT_I8, int64_t)
CONVERT(UI8, VT_UI8, uint64_t, R4, VT_R4, float)
CONVERT(UI8, VT_UI8, uint64_t, R8, VT_R8, double)
CONVERT(UI8, VT_UI8, uint64_t, Cy, VT_CY, CY)
CONVERT(UI8, VT_UI8, uint64_t, Date, VT_DATE, DATE)
CONVERT(UI8, VT_UI8, uint64_t, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(UI8, VT_UI8, uint64_t)
CONVERT_TEXT(UI8, VT_UI8, uint64_t)

CONVERT(R4, VT_R4, float, I1, VT_I1, int8_t)
CONVERT(R4, VT_R4, float, UI1, VT_UI1, uint8_t)
CONVERT(R4, VT_R4, float, I2, VT_I2, int16_t)
CONVERT(R4, VT_R4, float, UI2, VT_UI2, uint16_t)
CONVERT(R4, VT_R4, float, I4, VT_I4, int32_t)
CONVERT(R4, VT_R4, float, UI4, VT_UI4, uint32_t)
CONVERT(R4, VT_R4, float, I8, VT_I8, int64_t)
CONVERT(R4, VT_R4, float, UI8, VT_UI8, uint64_t)
CONVERT(R4, VT_R4, float, R8, VT_R8, double)
CONVERT(R4, VT_R4, float, Cy, VT_CY, CY)
CONVERT(R4, VT_R4, float, Date, VT_DATE, DATE)
CONVERT(R4, VT_R4, float, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(R4, VT_R4, float)
CONVERT_TEXT(R4, VT_R4, float)

CONVERT(R8, VT_R8, double, I1, VT_I1, int8_t)
CONVERT(R8, VT_R8, double, UI1, VT_UI1, uint8_t)
CONVERT(R8, VT_R8, double, I2, VT_I2, int16_t)
CONVERT(R8, VT_R8, double, UI2, VT_UI2, uint16_t)
CONVERT(R8, VT_R8, double, I4, VT_I4, int32_t)
CONVERT(R8, VT_R8, double, UI4, VT_UI4, uint32_t)
CONVERT(R8, VT_R8, double, I8, VT_I8, int64_t)
CONVERT(R8, VT_R8, double, UI8, VT_UI8, uint64_t)
CONVERT(R8, VT_R8, double, R4, VT_R4, float)
CONVERT(R8, VT_R8, double, Cy, VT_CY, CY)
CONVERT(R8, VT_R8, double, Date, VT_DATE, DATE)
CONVERT(R8, VT_R8, double, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(R8, VT_R8, double)
CONVERT_TEXT(R8, VT_R8, double)

CONVERT(Cy, VT_CY, CY, I1, VT_I1, int8_t)
CONVERT(Cy, VT_CY, CY, UI1, VT_UI1, uint8_t)
CONVERT(Cy, VT_CY, CY, I2, VT_I2, int16_t)
CONVERT(Cy, VT_CY, CY, UI2, VT_UI2, uint16_t)
CONVERT(Cy, VT_CY, CY, I4, VT_I4, int32_t)
CONVERT(Cy, VT_CY, CY, UI4, VT_UI4, uint32_t)
CONVERT(Cy, VT_CY, CY, I8, VT_I8, int64_t)
CONVERT(Cy, VT_CY, CY, UI8, VT_UI8, uint64_t)
CONVERT(Cy, VT_CY, CY, R4, VT_R4, float)
CONVERT(Cy, VT_CY, CY, R8, VT_R8, double)
CONVERT(Cy, VT_CY, CY, Date, VT_DATE, DATE)
CONVERT(Cy, VT_CY, CY, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(Cy, VT_CY, CY)
CONVERT_TEXT(Cy, VT_CY, CY)

CONVERT(Date, VT_DATE, DATE, I1, VT_I1, int8_t)
CONVERT(Date, VT_DATE, DATE, UI1, VT_UI1, uint8_t)
CONVERT(Date, VT_DATE, DATE, I2, VT_I2, int16_t)
CONVERT(Date, VT_DATE, DATE, UI2, VT_UI2, uint16_t)
CONVERT(Date, VT_DATE, DATE, I4, VT_I4, int32_t)
CONVERT(Date, VT_DATE, DATE, UI4, VT_UI4, uint32_t)
CONVERT(Date, VT_DATE, DATE, I8, VT_I8, int64_t)
CONVERT(Date, VT_DATE, DATE, UI8, VT_UI8, uint64_t)
CONVERT(Date, VT_DATE, DATE, R4, VT_R4, float)
CONVERT(Date, VT_DATE, DATE, R8, VT_R8, double)
CONVERT(Date, VT_DATE, DATE, Cy, VT_CY, CY)
CONVERT(Date, VT_DATE, DATE, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_DECIMAL(Date, VT_DATE, DATE)
CONVERT_TEXT(Date, VT_DATE, DATE)

CONVERT(Bool, VT_BOOL, VARIANT_BOOL, I1, VT_I1, int8_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, UI1, VT_UI1, uint8_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, I2, VT_I2, int16_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, UI2, VT_UI2, uint16_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, I4, VT_I4, int32_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, UI4, VT_UI4, uint32_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, I8, VT_I8, int64_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, UI8, VT_UI8, uint64_t)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, R4, VT_R4, float)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, R8, VT_R8, double)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, Cy, VT_CY, CY)
CONVERT(Bool, VT_BOOL, VARIANT_BOOL, Date, VT_DATE, DATE)
CONVERT_DECIMAL(Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_TEXT(Bool, VT_BOOL, VARIANT_BOOL)

CONVERT(Dec, VT_DECIMAL, DECIMAL, I1, VT_I1, int8_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, UI1, VT_UI1, uint8_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, I2, VT_I2, int16_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, UI2, VT_UI2, uint16_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, I4, VT_I4, int32_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, UI4, VT_UI4, uint32_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, I8, VT_I8, int64_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, UI8, VT_UI8, uint64_t)
CONVERT(Dec, VT_DECIMAL, DECIMAL, R4, VT_R4, float)
CONVERT(Dec, VT_DECIMAL, DECIMAL, R8, VT_R8, double)
CONVERT(Dec, VT_DECIMAL, DECIMAL, Cy, VT_CY, CY)
CONVERT(Dec, VT_DECIMAL, DECIMAL, Date, VT_DATE, DATE)
CONVERT(Dec, VT_DECIMAL, DECIMAL, Bool, VT_BOOL, VARIANT_BOOL)
CONVERT_TEXT(Dec, VT_DECIMAL, DECIMAL)

CONVERT_TO_TEXT(I1, VT_I1, int8_t)
CONVERT_TO_TEXT(UI1, VT_UI1, uint8_t)
CONVERT_TO_TEXT(I2, VT_I2, int16_t)
CONVERT_TO_TEXT(UI2, VT_UI2, uint16_t)
CONVERT_TO_TEXT(I4, VT_I4, int32_t)
CONVERT_TO_TEXT(UI4, VT_UI4, uint32_t)
CONVERT_TO_TEXT(I8, VT_I8, int64_t)
CONVERT_TO_TEXT(UI8, VT_UI8, uint64_t)
CONVERT_TO_TEXT(R4, VT_R4, float)
CONVERT_TO_TEXT(R8, VT_R8, double)
CONVERT_TO_TEXT(Cy, VT_CY, CY)
CONVERT_TO_TEXT(Date, VT_DATE, DATE)
CONVERT_TO_TEXT(Bool, VT_BOOL, VARIANT_BOOL)
EXPORT(oleaut32, HRESULT, VarBstrFromDec, (const DECIMAL* in, LCID lcid, ULONG flags, BSTR* out)) {
  return in && out ? convert(VT_DECIMAL, in, VT_BSTR, out, {lcid, false}) : E_INVALIDARG;
}

}  // namespace mimic::win::oleaut32
