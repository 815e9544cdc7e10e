// The life of variants: clearing and copying.
#include "libs/windows/oleaut32/variant.h"

#include <array>

namespace mimic::win::oleaut32 {
namespace {

// Bytes of a value, by type; what may not stand in a variant has none.
constexpr auto kSizes = [] {
  std::array<uint8_t, VT_UINT_PTR + 1> sizes{};
  sizes[VT_I1] = sizes[VT_UI1] = 1;
  sizes[VT_I2] = sizes[VT_UI2] = sizes[VT_BOOL] = 2;
  sizes[VT_I4] = sizes[VT_UI4] = sizes[VT_INT] = sizes[VT_UINT] = sizes[VT_R4] = 4;
  sizes[VT_ERROR] = sizes[VT_HRESULT] = 4;
  sizes[VT_I8] = sizes[VT_UI8] = sizes[VT_R8] = sizes[VT_CY] = sizes[VT_DATE] = 8;
  sizes[VT_BSTR] = sizes[VT_DISPATCH] = sizes[VT_UNKNOWN] = sizes[VT_RECORD] = 8;
  sizes[VT_INT_PTR] = sizes[VT_UINT_PTR] = 8;
  sizes[VT_DECIMAL] = sizeof(DECIMAL);
  sizes[VT_VARIANT] = sizeof(VARIANT);
  return sizes;
}();

HRESULT check_type(VARTYPE type) {
  const VARTYPE base = type & VT_TYPEMASK;
  if (type & 0x8000 || type & VT_VECTOR) return DISP_E_BADVARTYPE;
  const bool modified = type & (VT_ARRAY | VT_BYREF);
  if (base == VT_EMPTY || base == VT_NULL) return modified ? DISP_E_BADVARTYPE : S_OK;
  if (base == VT_VARIANT) return modified ? S_OK : DISP_E_BADVARTYPE;
  if (base == VT_HRESULT || !size_of_type(base)) return DISP_E_BADVARTYPE;
  return S_OK;
}

// Gives what `value` points at a reference or a copy of its own.
HRESULT own(VARIANT& value) {
  if (value.vt & VT_BYREF) return S_OK;
  if (value.vt & VT_ARRAY) {
    SAFEARRAY* const from = value.parray;
    value.parray = nullptr;
    return from ? SafeArrayCopy(from, &value.parray) : S_OK;
  }
  switch (value.vt) {
    case VT_BSTR:
      return copy_bstr(value.bstrVal, &value.bstrVal);
    case VT_DISPATCH:
    case VT_UNKNOWN:
      if (value.punkVal) value.punkVal->AddRef();
      return S_OK;
    case VT_RECORD: {
      if (!value.pRecInfo) return S_OK;
      PVOID copy = nullptr;
      if (value.pvRecord) {
        if (const HRESULT result = value.pRecInfo->RecordCreateCopy(value.pvRecord, &copy);
            result < 0)
          return result;
      }
      value.pvRecord = copy;
      value.pRecInfo->AddRef();
      return S_OK;
    }
    default:
      return S_OK;
  }
}

// What a reference refers to, as a value that owns nothing yet.
HRESULT dereference(const VARIANT& reference, VARIANT& value) {
  const VARTYPE type = reference.vt & ~VT_BYREF;
  value = {};
  value.vt = type;
  if (!reference.byref) return E_INVALIDARG;
  if (type & VT_ARRAY) {
    value.parray = *static_cast<SAFEARRAY* const*>(reference.byref);
  } else if (type == VT_RECORD) {
    value.pvRecord = reference.pvRecord;
    value.pRecInfo = reference.pRecInfo;
  } else if (type == VT_DECIMAL) {
    value.decVal = *static_cast<const DECIMAL*>(reference.byref);
    value.vt = VT_DECIMAL;
  } else {
    std::memcpy(&value.llVal, reference.byref, size_of_type(type));
  }
  return S_OK;
}

HRESULT replace(VARIANT* destination, VARIANT value) {
  HRESULT result = own(value);
  if (result < 0) return result;
  result = VariantClear(destination);
  if (result < 0) {
    VariantClear(&value);
    return result;
  }
  *destination = value;
  return S_OK;
}

}  // namespace

unsigned size_of_type(VARTYPE type) { return type < kSizes.size() ? kSizes[type] : 0; }

EXPORT(oleaut32, void, VariantInit, (VARIANTARG * pvarg)) { *pvarg = {}; }

EXPORT(oleaut32, HRESULT, VariantClear, (VARIANTARG * pvarg)) {
  if (!pvarg) return E_INVALIDARG;
  if (const HRESULT result = check_type(pvarg->vt)) return result;
  if (!(pvarg->vt & VT_BYREF)) {
    if (pvarg->vt & VT_ARRAY) {
      if (const HRESULT result = SafeArrayDestroy(pvarg->parray); result < 0) return result;
    } else if (pvarg->vt == VT_BSTR) {
      SysFreeString(pvarg->bstrVal);
    } else if (pvarg->vt == VT_DISPATCH || pvarg->vt == VT_UNKNOWN) {
      if (pvarg->punkVal) pvarg->punkVal->Release();
    } else if (pvarg->vt == VT_RECORD && pvarg->pRecInfo) {
      if (pvarg->pvRecord) pvarg->pRecInfo->RecordDestroy(pvarg->pvRecord);
      pvarg->pRecInfo->Release();
    }
  }
  pvarg->vt = VT_EMPTY;
  return S_OK;
}

EXPORT(oleaut32, HRESULT, VariantCopy, (VARIANTARG * pvargDest, const VARIANT* pvargSrc)) {
  if (!pvargDest || !pvargSrc) return E_INVALIDARG;
  if (pvargDest == pvargSrc) return S_OK;
  if (const HRESULT result = check_type(pvargSrc->vt)) return result;
  return replace(pvargDest, *pvargSrc);
}

EXPORT(oleaut32, HRESULT, VariantCopyInd, (VARIANT * pvarDest, const VARIANT* pvargSrc)) {
  if (!pvarDest || !pvargSrc) return E_INVALIDARG;
  if (const HRESULT result = check_type(pvargSrc->vt)) return result;
  if (!(pvargSrc->vt & VT_BYREF)) return VariantCopy(pvarDest, pvargSrc);
  VARIANT value;
  if (pvargSrc->vt == (VT_BYREF | VT_VARIANT)) {
    const auto* inner = static_cast<const VARIANT*>(pvargSrc->byref);
    if (!inner) return E_INVALIDARG;
    if (inner->vt == (VT_BYREF | VT_VARIANT)) return E_INVALIDARG;
    if (!(inner->vt & VT_BYREF)) {
      if (const HRESULT result = check_type(inner->vt)) return result;
      return replace(pvarDest, *inner);
    }
    if (const HRESULT result = dereference(*inner, value)) return result;
  } else if (const HRESULT result = dereference(*pvargSrc, value)) {
    return result;
  }
  return replace(pvarDest, value);
}

}  // namespace mimic::win::oleaut32
