// Arrays from the inside: locks, elements, bounds, and what the hidden part says.
#include "libs/windows/oleaut32/safe_array.h"

namespace mimic::win::oleaut32 {
namespace {

HRESULT locate(const SAFEARRAY& array, const LONG* indices, void** element) {
  size_t cell = 0, stride = 1;
  for (UINT i = 0; i < array.cDims; ++i) {
    const SAFEARRAYBOUND& bound = array.rgsabound[array.cDims - 1 - i];
    const int64_t offset = int64_t{indices[i]} - bound.lLbound;
    if (offset < 0 || offset >= bound.cElements) return DISP_E_BADINDEX;
    cell += static_cast<size_t>(offset) * stride;
    stride *= bound.cElements;
  }
  *element = static_cast<char*>(array.pvData) + cell * array.cbElements;
  return S_OK;
}

}  // namespace

EXPORT(oleaut32, UINT, SafeArrayGetDim, (SAFEARRAY * psa)) { return psa ? psa->cDims : 0; }
EXPORT(oleaut32, UINT, SafeArrayGetElemsize, (SAFEARRAY * psa)) {
  return psa ? psa->cbElements : 0;
}
EXPORT(oleaut32, HRESULT, SafeArrayGetUBound, (SAFEARRAY * psa, UINT nDim, LONG* plUbound)) {
  if (!psa || !plUbound) return E_INVALIDARG;
  if (!nDim || nDim > psa->cDims) return DISP_E_BADINDEX;
  const SAFEARRAYBOUND& bound = psa->rgsabound[psa->cDims - nDim];
  *plUbound = static_cast<LONG>(bound.lLbound + bound.cElements - 1);
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayGetLBound, (SAFEARRAY * psa, UINT nDim, LONG* plLbound)) {
  if (!psa || !plLbound) return E_INVALIDARG;
  if (!nDim || nDim > psa->cDims) return DISP_E_BADINDEX;
  *plLbound = psa->rgsabound[psa->cDims - nDim].lLbound;
  return S_OK;
}

EXPORT(oleaut32, HRESULT, SafeArrayLock, (SAFEARRAY * psa)) {
  if (!psa) return E_INVALIDARG;
  if (__atomic_add_fetch(&psa->cLocks, 1, __ATOMIC_SEQ_CST) > 0xFFFF) {
    __atomic_sub_fetch(&psa->cLocks, 1, __ATOMIC_SEQ_CST);
    return E_UNEXPECTED;
  }
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayUnlock, (SAFEARRAY * psa)) {
  if (!psa) return E_INVALIDARG;
  if (static_cast<LONG>(__atomic_sub_fetch(&psa->cLocks, 1, __ATOMIC_SEQ_CST)) < 0) {
    __atomic_add_fetch(&psa->cLocks, 1, __ATOMIC_SEQ_CST);
    return E_UNEXPECTED;
  }
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayAccessData, (SAFEARRAY * psa, PVOID* ppvData)) {
  if (!psa || !ppvData) return E_INVALIDARG;
  const HRESULT result = SafeArrayLock(psa);
  *ppvData = result < 0 ? nullptr : psa->pvData;
  return result;
}
EXPORT(oleaut32, HRESULT, SafeArrayUnaccessData, (SAFEARRAY * psa)) { return SafeArrayUnlock(psa); }

EXPORT(oleaut32, HRESULT, SafeArrayPtrOfIndex, (SAFEARRAY * psa, LONG* rgIndices, PVOID* ppvData)) {
  if (!psa || !rgIndices || !ppvData) return E_INVALIDARG;
  return locate(*psa, rgIndices, ppvData);
}
EXPORT(oleaut32, HRESULT, SafeArrayGetElement, (SAFEARRAY * psa, LONG* rgIndices, PVOID pv)) {
  if (!psa || !rgIndices || !pv) return E_INVALIDARG;
  void* element;
  HRESULT result = SafeArrayLock(psa);
  if (result < 0) return result;
  result = locate(*psa, rgIndices, &element);
  if (result >= 0) result = copy_elements(psa, pv, element, 1);
  SafeArrayUnlock(psa);
  return result;
}
// Strings and interfaces are given themselves, all else by its address.
EXPORT(oleaut32, HRESULT, SafeArrayPutElement, (SAFEARRAY * psa, LONG* rgIndices, PVOID pv)) {
  if (!psa || !rgIndices) return E_INVALIDARG;
  const bool by_value = psa->fFeatures & (FADF_BSTR | FADF_UNKNOWN | FADF_DISPATCH);
  if (!pv && !by_value) return E_INVALIDARG;
  void* element;
  HRESULT result = SafeArrayLock(psa);
  if (result < 0) return result;
  result = locate(*psa, rgIndices, &element);
  if (result >= 0) {
    if (by_value) {
      void* copy;
      result = copy_elements(psa, &copy, &pv, 1);
      if (result >= 0) {
        destroy_elements(psa, element, 1);
        *static_cast<void**>(element) = copy;
      }
    } else if (psa->fFeatures & FADF_VARIANT) {
      result = VariantCopy(static_cast<VARIANT*>(element), static_cast<const VARIANT*>(pv));
    } else {
      destroy_elements(psa, element, 1);
      result = copy_elements(psa, element, pv, 1);
    }
  }
  SafeArrayUnlock(psa);
  return result;
}

EXPORT(oleaut32, HRESULT, SafeArrayGetVartype, (SAFEARRAY * psa, VARTYPE* pvt)) {
  if (!psa || !pvt) return E_INVALIDARG;
  constexpr struct {
    USHORT feature;
    VARTYPE type;
  } kTypes[] = {{FADF_RECORD, VT_RECORD},
                {FADF_DISPATCH, VT_DISPATCH},
                {FADF_UNKNOWN, VT_UNKNOWN},
                {FADF_BSTR, VT_BSTR},
                {FADF_VARIANT, VT_VARIANT}};
  if (psa->fFeatures & FADF_HAVEVARTYPE) {
    *pvt = static_cast<VARTYPE>(*hidden_type(psa));
    return S_OK;
  }
  for (const auto& [feature, type] : kTypes) {
    if (!(psa->fFeatures & feature)) continue;
    *pvt = type;
    return S_OK;
  }
  return E_INVALIDARG;
}
EXPORT(oleaut32, HRESULT, SafeArraySetIID, (SAFEARRAY * psa, const GUID* guid)) {
  if (!psa || !guid || !(psa->fFeatures & FADF_HAVEIID)) return E_INVALIDARG;
  *hidden_iid(psa) = *guid;
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayGetIID, (SAFEARRAY * psa, GUID* pguid)) {
  if (!psa || !pguid || !(psa->fFeatures & FADF_HAVEIID)) return E_INVALIDARG;
  *pguid = *hidden_iid(psa);
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArraySetRecordInfo, (SAFEARRAY * psa, IRecordInfo* prinfo)) {
  if (!psa || !(psa->fFeatures & FADF_RECORD)) return E_INVALIDARG;
  if (prinfo) prinfo->AddRef();
  if (IRecordInfo* const old = *hidden_record(psa)) old->Release();
  *hidden_record(psa) = prinfo;
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayGetRecordInfo, (SAFEARRAY * psa, IRecordInfo** prinfo)) {
  if (!psa || !prinfo || !(psa->fFeatures & FADF_RECORD)) return E_INVALIDARG;
  *prinfo = *hidden_record(psa);
  if (*prinfo) (*prinfo)->AddRef();
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayAddRef, (SAFEARRAY * psa, PVOID* ppDataToRelease)) {
  return E_NOTIMPL;
}
EXPORT(oleaut32, void, SafeArrayReleaseData, (PVOID pData)) {}
EXPORT(oleaut32, void, SafeArrayReleaseDescriptor, (SAFEARRAY * psa)) {}

// The bytes of a string, and back.
EXPORT(oleaut32, HRESULT, VectorFromBstr, (BSTR bstr, SAFEARRAY** ppsa)) {
  if (!ppsa) return E_INVALIDARG;
  const UINT size = SysStringByteLen(bstr);
  *ppsa = SafeArrayCreateVector(VT_UI1, 0, size);
  if (!*ppsa) return E_OUTOFMEMORY;
  if (size) std::memcpy((*ppsa)->pvData, bstr, size);
  return S_OK;
}
EXPORT(oleaut32, HRESULT, BstrFromVector, (SAFEARRAY * psa, BSTR* pbstr)) {
  if (!pbstr) return E_INVALIDARG;
  *pbstr = nullptr;
  if (!psa) return E_INVALIDARG;
  if (psa->cbElements != 1 || psa->cDims != 1) return DISP_E_TYPEMISMATCH;
  *pbstr =
      SysAllocStringByteLen(static_cast<const char*>(psa->pvData), psa->rgsabound[0].cElements);
  return *pbstr ? S_OK : E_OUTOFMEMORY;
}

}  // namespace mimic::win::oleaut32
