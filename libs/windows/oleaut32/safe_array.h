// What the functions on arrays share.
//
// A descriptor has 16 bytes in front of it, with what the features of the array say: the IID of its
// interfaces, or its type in the last four, or its record's description in the last eight.
#pragma once

#include "libs/windows/oleaut32/variant.h"

namespace mimic::win::oleaut32 {

enum : USHORT {
  FADF_AUTO = 0x1,
  FADF_STATIC = 0x2,
  FADF_EMBEDDED = 0x4,
  FADF_FIXEDSIZE = 0x10,
  FADF_RECORD = 0x20,
  FADF_HAVEIID = 0x40,
  FADF_HAVEVARTYPE = 0x80,
  FADF_BSTR = 0x100,
  FADF_UNKNOWN = 0x200,
  FADF_DISPATCH = 0x400,
  FADF_VARIANT = 0x800,
  FADF_CREATEVECTOR = 0x2000,  // the data is in the block of the descriptor
};
// The memory of the data is not the array's own.
inline constexpr USHORT kBorrowed = FADF_AUTO | FADF_STATIC | FADF_EMBEDDED;

inline constexpr size_t kHiddenSize = 16;
inline GUID* hidden_iid(SAFEARRAY* array) { return reinterpret_cast<GUID*>(array) - 1; }
inline DWORD* hidden_type(SAFEARRAY* array) { return reinterpret_cast<DWORD*>(array) - 1; }
inline IRecordInfo** hidden_record(SAFEARRAY* array) {
  return reinterpret_cast<IRecordInfo**>(array) - 1;
}

// Elements of an array, saturated.
size_t count_of(const SAFEARRAY& array);
size_t bytes_of(const SAFEARRAY& array);
// Ends or copies `count` elements of the array's kind. `to` owns nothing before.
void destroy_elements(SAFEARRAY* array, void* elements, size_t count);
HRESULT copy_elements(SAFEARRAY* array, void* to, const void* from, size_t count);
// A descriptor with its features and element size, without bounds or data, with `more` zero bytes
// behind it. Null when out of memory.
SAFEARRAY* make_descriptor(VARTYPE type, UINT dimensions, PVOID extra, size_t more);

DECLARE_EXPORT(oleaut32, HRESULT, SafeArrayAllocDescriptor, (UINT cDims, SAFEARRAY** ppsaOut));
DECLARE_EXPORT(oleaut32, HRESULT, SafeArrayAllocData, (SAFEARRAY * psa));
DECLARE_EXPORT(oleaut32, HRESULT, SafeArrayDestroyData, (SAFEARRAY * psa));
DECLARE_EXPORT(oleaut32, HRESULT, SafeArrayDestroyDescriptor, (SAFEARRAY * psa));
DECLARE_EXPORT(oleaut32, HRESULT, SafeArrayGetVartype, (SAFEARRAY * psa, VARTYPE* pvt));
DECLARE_EXPORT(oleaut32, SAFEARRAY*, SafeArrayCreateVector,
               (VARTYPE vt, LONG lLbound, ULONG cElements));

}  // namespace mimic::win::oleaut32
