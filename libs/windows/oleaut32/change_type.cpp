// VariantChangeType, comparison, and the errors that automation reports.
#include "libs/windows/core/text.h"
#include "libs/windows/oleaut32/convert.h"

namespace mimic::win::oleaut32 {
namespace {

constexpr USHORT VARIANT_ALPHABOOL = 2;
constexpr HRESULT VARCMP_LT = 0, VARCMP_EQ = 1, VARCMP_GT = 2, VARCMP_NULL = 3;

bool is_interface(VARTYPE type) { return type == VT_UNKNOWN || type == VT_DISPATCH; }

// What lies at the value of a variant that is no reference.
const void* value_of(const VARIANT& variant) {
  return variant.vt == VT_DECIMAL ? static_cast<const void*>(&variant.decVal) : &variant.llVal;
}

HRESULT change(VARIANT& value, VARTYPE type, LCID locale, USHORT flags, VARIANT* changed) {
  *changed = {};
  if (type == VT_EMPTY || type == VT_NULL) {
    if (value.vt != VT_EMPTY && value.vt != VT_NULL && value.vt != type) return DISP_E_TYPEMISMATCH;
    changed->vt = type;
    return value.vt == type || type == VT_NULL || value.vt == VT_EMPTY ? S_OK : DISP_E_TYPEMISMATCH;
  }
  if (value.vt == VT_NULL || value.vt == VT_ERROR || type == VT_ERROR) return DISP_E_TYPEMISMATCH;
  if (is_interface(value.vt) || is_interface(type)) {
    if (!is_interface(value.vt) || !is_interface(type)) return DISP_E_TYPEMISMATCH;
    changed->vt = type;
    if (!value.punkVal) return S_OK;
    const GUID& id = type == VT_UNKNOWN ? IID_IUnknown : IID_IDispatch;
    PVOID object = nullptr;
    if (value.punkVal->QueryInterface(id, &object) < 0) return DISP_E_TYPEMISMATCH;
    changed->punkVal = static_cast<IUnknown*>(object);
    return S_OK;
  }
  if ((type & (VT_ARRAY | VT_BYREF)) || value.vt & VT_ARRAY) return DISP_E_TYPEMISMATCH;
  void* const target = type == VT_DECIMAL ? static_cast<void*>(&changed->decVal) : &changed->llVal;
  const HRESULT result =
      convert(value.vt, value_of(value), type, target, {locale, !(flags & VARIANT_ALPHABOOL)});
  changed->vt = type;
  return result;
}

HRESULT order(double difference) {
  return difference < 0 ? VARCMP_LT : difference > 0 ? VARCMP_GT : VARCMP_EQ;
}

}  // namespace

EXPORT(oleaut32, HRESULT, VariantChangeTypeEx,
       (VARIANTARG * pvargDest, const VARIANT* pvarSrc, LCID lcid, USHORT wFlags, VARTYPE vt)) {
  if (!pvargDest || !pvarSrc) return E_INVALIDARG;
  VARIANT value = {}, changed;
  HRESULT result = VariantCopyInd(&value, pvarSrc);
  if (result < 0) return result;
  if (value.vt == vt) {
    changed = value;
  } else {
    result = change(value, vt, lcid, wFlags, &changed);
    VariantClear(&value);
    if (result < 0) return result;
  }
  result = VariantClear(pvargDest);
  if (result < 0) {
    VariantClear(&changed);
    return result;
  }
  *pvargDest = changed;
  return S_OK;
}
EXPORT(oleaut32, HRESULT, VariantChangeType,
       (VARIANTARG * pvargDest, const VARIANT* pvarSrc, USHORT wFlags, VARTYPE vt)) {
  return VariantChangeTypeEx(pvargDest, pvarSrc, 0x409, wFlags, vt);
}

EXPORT(oleaut32, HRESULT, VarBstrCmp, (BSTR bstrLeft, BSTR bstrRight, LCID lcid, ULONG dwFlags)) {
  constexpr ULONG NORM_IGNORECASE = 1;
  const std::u16string_view left(bstrLeft, SysStringLen(bstrLeft)),
      right(bstrRight, SysStringLen(bstrRight));
  const int difference =
      dwFlags & NORM_IGNORECASE ? compare_ignoring_case(left, right) : left.compare(right);
  return order(difference);
}
EXPORT(oleaut32, HRESULT, VarCmp,
       (VARIANT * pvarLeft, VARIANT* pvarRight, LCID lcid, ULONG dwFlags)) {
  if (!pvarLeft || !pvarRight) return E_INVALIDARG;
  if (pvarLeft->vt == VT_NULL || pvarRight->vt == VT_NULL) return VARCMP_NULL;
  if (pvarLeft->vt == VT_BSTR && pvarRight->vt == VT_BSTR)
    return VarBstrCmp(pvarLeft->bstrVal, pvarRight->bstrVal, lcid, dwFlags);
  Number left, right;
  if (const HRESULT result = to_number(pvarLeft->vt, value_of(*pvarLeft), &left); result < 0)
    return result;
  if (const HRESULT result = to_number(pvarRight->vt, value_of(*pvarRight), &right); result < 0)
    return result;
  if (!left.is_real && !right.is_real && left.scale == right.scale)
    return left.mantissa < right.mantissa   ? VARCMP_LT
           : left.mantissa > right.mantissa ? VARCMP_GT
                                            : VARCMP_EQ;
  return order(real_of(left) - real_of(right));
}

}  // namespace mimic::win::oleaut32
