// Arrays as a whole: made, destroyed, copied, resized.
#include "libs/windows/oleaut32/safe_array.h"

#include <algorithm>

namespace mimic::win::oleaut32 {
namespace {

constexpr size_t kMaxBytes = 0x7FFFFFFF;

constexpr size_t descriptor_size(UINT dimensions) {
  return sizeof(SAFEARRAY) + (dimensions - 1) * sizeof(SAFEARRAYBOUND);
}
constexpr USHORT features_of(VARTYPE type) {
  switch (type) {
    case VT_BSTR:
      return FADF_BSTR | FADF_HAVEVARTYPE;
    case VT_UNKNOWN:
      return FADF_UNKNOWN | FADF_HAVEIID;
    case VT_DISPATCH:
      return FADF_DISPATCH | FADF_HAVEIID;
    case VT_VARIANT:
      return FADF_VARIANT | FADF_HAVEVARTYPE;
    case VT_RECORD:
      return FADF_RECORD;
    default:
      return FADF_HAVEVARTYPE;
  }
}
constexpr bool is_element_type(VARTYPE type) {
  return type != VT_HRESULT && (type == VT_RECORD || size_of_type(type));
}

SAFEARRAY* create(VARTYPE type, UINT dimensions, const SAFEARRAYBOUND* bounds, PVOID extra) {
  if (!bounds || !dimensions || dimensions > 0xFFFF || !is_element_type(type)) return nullptr;
  SAFEARRAY* const array = make_descriptor(type, dimensions, extra, 0);
  if (!array) return nullptr;
  for (UINT i = 0; i < dimensions; ++i) array->rgsabound[i] = bounds[dimensions - 1 - i];
  if (SafeArrayAllocData(array) < 0) {
    SafeArrayDestroyDescriptor(array);
    return nullptr;
  }
  return array;
}

SAFEARRAY* create_vector(VARTYPE type, LONG lower, ULONG count, PVOID extra) {
  if (!is_element_type(type)) return nullptr;
  ULONG size = size_of_type(type);
  if (type == VT_RECORD && (!extra || static_cast<IRecordInfo*>(extra)->GetSize(&size) < 0))
    return nullptr;
  if (uint64_t{size} * count > kMaxBytes) return nullptr;
  SAFEARRAY* const array = make_descriptor(type, 1, extra, size_t{size} * count);
  if (!array) return nullptr;
  array->fFeatures |= FADF_CREATEVECTOR;
  array->rgsabound[0] = {count, lower};
  array->pvData = array + 1;
  return array;
}

}  // namespace

size_t count_of(const SAFEARRAY& array) {
  uint64_t count = 1;
  for (UINT i = 0; i < array.cDims; ++i) {
    count *= array.rgsabound[i].cElements;
    if (count > kMaxBytes) return kMaxBytes + 1;
  }
  return count;
}
size_t bytes_of(const SAFEARRAY& array) { return count_of(array) * array.cbElements; }

SAFEARRAY* make_descriptor(VARTYPE type, UINT dimensions, PVOID extra, size_t more) {
  auto* block =
      static_cast<char*>(heap_allocate(kHiddenSize + descriptor_size(dimensions) + more, true));
  if (!block) return nullptr;
  auto* const array = reinterpret_cast<SAFEARRAY*>(block + kHiddenSize);
  array->cDims = static_cast<USHORT>(dimensions);
  array->fFeatures = features_of(type);
  array->cbElements = size_of_type(type);
  if (array->fFeatures & FADF_HAVEVARTYPE) {
    *hidden_type(array) = type;
  } else if (array->fFeatures & FADF_HAVEIID) {
    *hidden_iid(array) = extra                 ? *static_cast<const GUID*>(extra)
                         : type == VT_DISPATCH ? IID_IDispatch
                                               : IID_IUnknown;
  } else if (array->fFeatures & FADF_RECORD && extra) {
    auto* const record = static_cast<IRecordInfo*>(extra);
    record->AddRef();
    *hidden_record(array) = record;
    record->GetSize(&array->cbElements);
  }
  return array;
}

void destroy_elements(SAFEARRAY* array, void* elements, size_t count) {
  const USHORT features = array->fFeatures;
  if (features & FADF_BSTR) {
    for (size_t i = 0; i < count; ++i) SysFreeString(static_cast<BSTR*>(elements)[i]);
  } else if (features & (FADF_UNKNOWN | FADF_DISPATCH)) {
    for (size_t i = 0; i < count; ++i)
      if (IUnknown* object = static_cast<IUnknown**>(elements)[i]) object->Release();
  } else if (features & FADF_VARIANT) {
    for (size_t i = 0; i < count; ++i) VariantClear(static_cast<VARIANT*>(elements) + i);
  } else if (features & FADF_RECORD) {
    if (IRecordInfo* const record = *hidden_record(array))
      for (size_t i = 0; i < count; ++i)
        record->RecordClear(static_cast<char*>(elements) + i * array->cbElements);
  }
}

HRESULT copy_elements(SAFEARRAY* array, void* to, const void* from, size_t count) {
  const USHORT features = array->fFeatures;
  if (features & FADF_BSTR) {
    for (size_t i = 0; i < count; ++i)
      if (const HRESULT result =
              copy_bstr(static_cast<const BSTR*>(from)[i], static_cast<BSTR*>(to) + i);
          result < 0)
        return result;
  } else if (features & (FADF_UNKNOWN | FADF_DISPATCH)) {
    for (size_t i = 0; i < count; ++i) {
      IUnknown* const object = static_cast<IUnknown* const*>(from)[i];
      if (object) object->AddRef();
      static_cast<IUnknown**>(to)[i] = object;
    }
  } else if (features & FADF_VARIANT) {
    for (size_t i = 0; i < count; ++i) {
      VARIANT* const copy = static_cast<VARIANT*>(to) + i;
      copy->vt = VT_EMPTY;
      if (const HRESULT result = VariantCopy(copy, static_cast<const VARIANT*>(from) + i);
          result < 0)
        return result;
    }
  } else if (IRecordInfo* const record = features & FADF_RECORD ? *hidden_record(array) : nullptr) {
    for (size_t i = 0; i < count; ++i) {
      const size_t offset = i * array->cbElements;
      if (const HRESULT result =
              record->RecordCopy(const_cast<char*>(static_cast<const char*>(from)) + offset,
                                 static_cast<char*>(to) + offset);
          result < 0)
        return result;
    }
  } else {
    std::memcpy(to, from, count * array->cbElements);
  }
  return S_OK;
}

EXPORT(oleaut32, HRESULT, SafeArrayAllocDescriptor, (UINT cDims, SAFEARRAY** ppsaOut)) {
  if (!cDims || cDims > 0xFFFF || !ppsaOut) return E_INVALIDARG;
  *ppsaOut = make_descriptor(VT_EMPTY, cDims, nullptr, 0);
  if (!*ppsaOut) return E_OUTOFMEMORY;
  (*ppsaOut)->fFeatures = 0;
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayAllocDescriptorEx,
       (VARTYPE vt, UINT cDims, SAFEARRAY** ppsaOut)) {
  if (!cDims || cDims > 0xFFFF || !ppsaOut) return E_INVALIDARG;
  *ppsaOut = nullptr;
  if (!is_element_type(vt)) return DISP_E_BADVARTYPE;
  *ppsaOut = make_descriptor(vt, cDims, nullptr, 0);
  return *ppsaOut ? S_OK : E_OUTOFMEMORY;
}
EXPORT(oleaut32, HRESULT, SafeArrayAllocData, (SAFEARRAY * psa)) {
  if (!psa) return E_INVALIDARG;
  const size_t size = bytes_of(*psa);
  if (size > kMaxBytes) return E_OUTOFMEMORY;
  psa->pvData = heap_allocate(size, true);
  return psa->pvData ? S_OK : E_OUTOFMEMORY;
}
EXPORT(oleaut32, HRESULT, SafeArrayDestroyData, (SAFEARRAY * psa)) {
  if (!psa) return S_OK;
  if (psa->cLocks) return DISP_E_ARRAYISLOCKED;
  if (!psa->pvData) return S_OK;
  destroy_elements(psa, psa->pvData, count_of(*psa));
  if (psa->fFeatures & (kBorrowed | FADF_CREATEVECTOR)) {
    std::memset(psa->pvData, 0, bytes_of(*psa));
  } else {
    heap_free(psa->pvData);
    psa->pvData = nullptr;
  }
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayDestroyDescriptor, (SAFEARRAY * psa)) {
  if (!psa) return S_OK;
  if (psa->cLocks) return DISP_E_ARRAYISLOCKED;
  if (psa->fFeatures & FADF_RECORD && *hidden_record(psa)) (*hidden_record(psa))->Release();
  if (psa->fFeatures & FADF_CREATEVECTOR && psa->pvData)
    destroy_elements(psa, psa->pvData, count_of(*psa));
  heap_free(reinterpret_cast<char*>(psa) - kHiddenSize);
  return S_OK;
}
EXPORT(oleaut32, HRESULT, SafeArrayDestroy, (SAFEARRAY * psa)) {
  if (!psa) return S_OK;
  if (const HRESULT result = SafeArrayDestroyData(psa); result < 0) return result;
  return SafeArrayDestroyDescriptor(psa);
}

EXPORT(oleaut32, SAFEARRAY*, SafeArrayCreate, (VARTYPE vt, UINT cDims, SAFEARRAYBOUND* rgsabound)) {
  return vt == VT_RECORD ? nullptr : create(vt, cDims, rgsabound, nullptr);
}
EXPORT(oleaut32, SAFEARRAY*, SafeArrayCreateEx,
       (VARTYPE vt, UINT cDims, SAFEARRAYBOUND* rgsabound, PVOID pvExtra)) {
  return vt == VT_RECORD && !pvExtra ? nullptr : create(vt, cDims, rgsabound, pvExtra);
}
EXPORT(oleaut32, SAFEARRAY*, SafeArrayCreateVector, (VARTYPE vt, LONG lLbound, ULONG cElements)) {
  return create_vector(vt, lLbound, cElements, nullptr);
}
EXPORT(oleaut32, SAFEARRAY*, SafeArrayCreateVectorEx,
       (VARTYPE vt, LONG lLbound, ULONG cElements, PVOID pvExtra)) {
  return create_vector(vt, lLbound, cElements, pvExtra);
}

EXPORT(oleaut32, HRESULT, SafeArrayCopyData, (SAFEARRAY * psaSource, SAFEARRAY* psaTarget)) {
  if (!psaSource || !psaTarget || psaSource->cDims != psaTarget->cDims ||
      psaSource->cbElements != psaTarget->cbElements)
    return E_INVALIDARG;
  for (UINT i = 0; i < psaSource->cDims; ++i)
    if (psaSource->rgsabound[i].cElements != psaTarget->rgsabound[i].cElements) return E_INVALIDARG;
  const size_t count = count_of(*psaSource);
  if (!count || !psaSource->pvData || !psaTarget->pvData) return S_OK;
  destroy_elements(psaTarget, psaTarget->pvData, count);
  std::memset(psaTarget->pvData, 0, bytes_of(*psaTarget));
  return copy_elements(psaSource, psaTarget->pvData, psaSource->pvData, count);
}

EXPORT(oleaut32, HRESULT, SafeArrayCopy, (SAFEARRAY * psa, SAFEARRAY** ppsaOut)) {
  if (!ppsaOut) return E_INVALIDARG;
  *ppsaOut = nullptr;
  if (!psa) return S_OK;
  if (!psa->cDims || bytes_of(*psa) > kMaxBytes) return E_INVALIDARG;
  SAFEARRAY* const copy = make_descriptor(VT_EMPTY, psa->cDims, nullptr, 0);
  if (!copy) return E_OUTOFMEMORY;
  copy->fFeatures = psa->fFeatures & ~(kBorrowed | FADF_FIXEDSIZE | FADF_CREATEVECTOR);
  copy->cbElements = psa->cbElements;
  if (copy->fFeatures & (FADF_HAVEIID | FADF_HAVEVARTYPE | FADF_RECORD))
    *hidden_iid(copy) = *hidden_iid(psa);
  if (copy->fFeatures & FADF_RECORD && *hidden_record(copy)) (*hidden_record(copy))->AddRef();
  std::memcpy(copy->rgsabound, psa->rgsabound, psa->cDims * sizeof(SAFEARRAYBOUND));
  HRESULT result = S_OK;
  if (psa->pvData) {
    result = SafeArrayAllocData(copy);
    if (result >= 0) result = SafeArrayCopyData(psa, copy);
  }
  if (result < 0)
    SafeArrayDestroy(copy);
  else
    *ppsaOut = copy;
  return result;
}

EXPORT(oleaut32, HRESULT, SafeArrayRedim, (SAFEARRAY * psa, SAFEARRAYBOUND* psaboundNew)) {
  if (!psa || !psaboundNew) return E_INVALIDARG;
  if (psa->fFeatures & FADF_FIXEDSIZE || psa->cLocks) return DISP_E_ARRAYISLOCKED;
  const size_t old_count = count_of(*psa), old_bytes = bytes_of(*psa);
  uint64_t others = 1;
  for (UINT i = 1; i < psa->cDims; ++i) others *= psa->rgsabound[i].cElements;
  const uint64_t count = others * psaboundNew->cElements, bytes = count * psa->cbElements;
  if (count > kMaxBytes || bytes > kMaxBytes) return E_OUTOFMEMORY;
  if (psa->pvData && bytes != old_bytes) {
    if (count < old_count)
      destroy_elements(psa, static_cast<char*>(psa->pvData) + bytes, old_count - count);
    if (psa->fFeatures & (kBorrowed | FADF_CREATEVECTOR)) {
      void* const data = heap_allocate(bytes, true);
      if (!data) return E_OUTOFMEMORY;
      std::memcpy(data, psa->pvData, std::min<size_t>(bytes, old_bytes));
      psa->pvData = data;
      psa->fFeatures &= ~(kBorrowed | FADF_CREATEVECTOR);
    } else {
      void* const data = heap_reallocate(psa->pvData, bytes, true);
      if (!data) return E_OUTOFMEMORY;
      if (bytes > old_bytes)
        std::memset(static_cast<char*>(data) + old_bytes, 0, bytes - old_bytes);
      psa->pvData = data;
    }
  }
  psa->rgsabound[0] = *psaboundNew;
  return S_OK;
}

}  // namespace mimic::win::oleaut32
