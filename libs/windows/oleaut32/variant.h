// Automation's values: strings, variants and arrays as they lie in memory.
//
// Source: Microsoft, "VARIANT structure", "SAFEARRAY structure", [MS-OAUT] section 2.2.
#pragma once

#include "abi/windows/types.h"
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {

using VARTYPE = uint16_t;
using VARIANT_BOOL = int16_t;
using DATE = double;
using BSTR = WCHAR*;
using SCODE = int32_t;

enum : VARTYPE {
  VT_EMPTY,
  VT_NULL,
  VT_I2,
  VT_I4,
  VT_R4,
  VT_R8,
  VT_CY,
  VT_DATE,
  VT_BSTR,
  VT_DISPATCH,
  VT_ERROR,
  VT_BOOL,
  VT_VARIANT,
  VT_UNKNOWN,
  VT_DECIMAL,
  VT_I1 = 16,
  VT_UI1,
  VT_UI2,
  VT_UI4,
  VT_I8,
  VT_UI8,
  VT_INT,
  VT_UINT,
  VT_VOID,
  VT_HRESULT,
  VT_PTR,
  VT_SAFEARRAY,
  VT_CARRAY,
  VT_USERDEFINED,
  VT_LPSTR,
  VT_LPWSTR,
  VT_RECORD = 36,
  VT_INT_PTR,
  VT_UINT_PTR,
  VT_FILETIME = 64,
  VT_BLOB,
  VT_STREAM,
  VT_STORAGE,
  VT_STREAMED_OBJECT,
  VT_STORED_OBJECT,
  VT_BLOB_OBJECT,
  VT_CF,
  VT_CLSID,
  VT_VERSIONED_STREAM,
  VT_BSTR_BLOB = 0xfff,
  VT_VECTOR = 0x1000,
  VT_ARRAY = 0x2000,
  VT_BYREF = 0x4000,
  VT_TYPEMASK = 0xfff,
};

inline constexpr VARIANT_BOOL VARIANT_TRUE = -1, VARIANT_FALSE = 0;

union CY {
  struct {
    uint32_t Lo;
    int32_t Hi;
  };
  int64_t int64;  // ten-thousandths
};

inline constexpr BYTE DECIMAL_NEG = 0x80;
struct DECIMAL {
  USHORT wReserved;
  BYTE scale;  // 0 to 28: divide by ten to the power of it
  BYTE sign;   // 0 or DECIMAL_NEG
  ULONG Hi32;
  ULONG64 Lo64;
};

struct SAFEARRAYBOUND {
  ULONG cElements;
  LONG lLbound;
};
struct SAFEARRAY {
  USHORT cDims;
  USHORT fFeatures;
  ULONG cbElements;
  ULONG cLocks;
  PVOID pvData;
  SAFEARRAYBOUND rgsabound[1];  // the last dimension first
};

// Describes structures that arrays and variants hold; only its owner implements it.
struct IRecordInfo : IUnknown {
  virtual MS_ABI HRESULT RecordInit(PVOID record) = 0;
  virtual MS_ABI HRESULT RecordClear(PVOID record) = 0;
  virtual MS_ABI HRESULT RecordCopy(PVOID from, PVOID to) = 0;
  virtual MS_ABI HRESULT GetGuid(GUID* guid) = 0;
  virtual MS_ABI HRESULT GetName(BSTR* name) = 0;
  virtual MS_ABI HRESULT GetSize(ULONG* size) = 0;
  virtual MS_ABI HRESULT GetTypeInfo(IUnknown** info) = 0;
  virtual MS_ABI HRESULT GetField(PVOID data, const WCHAR* name, struct VARIANT* field) = 0;
  virtual MS_ABI HRESULT GetFieldNoCopy(PVOID data, const WCHAR* name, struct VARIANT* field,
                                        PVOID* value) = 0;
  virtual MS_ABI HRESULT PutField(ULONG flags, PVOID data, const WCHAR* name,
                                  struct VARIANT* field) = 0;
  virtual MS_ABI HRESULT PutFieldNoCopy(ULONG flags, PVOID data, const WCHAR* name,
                                        struct VARIANT* field) = 0;
  virtual MS_ABI HRESULT GetFieldNames(ULONG* count, BSTR* names) = 0;
  virtual MS_ABI BOOL IsMatchingType(IRecordInfo* other) = 0;
  virtual MS_ABI PVOID RecordCreate() = 0;
  virtual MS_ABI HRESULT RecordCreateCopy(PVOID source, PVOID* copy) = 0;
  virtual MS_ABI HRESULT RecordDestroy(PVOID record) = 0;
};

struct VARIANT {
  union {
    struct {
      VARTYPE vt;
      WORD wReserved1, wReserved2, wReserved3;
      union {
        int64_t llVal;
        uint64_t ullVal;
        int32_t lVal;
        uint32_t ulVal;
        int16_t iVal;
        uint16_t uiVal;
        int8_t cVal;
        uint8_t bVal;
        float fltVal;
        double dblVal;
        VARIANT_BOOL boolVal;
        SCODE scode;
        CY cyVal;
        DATE date;
        BSTR bstrVal;
        IUnknown* punkVal;
        SAFEARRAY* parray;
        PVOID byref;
        struct {
          PVOID pvRecord;
          IRecordInfo* pRecInfo;
        };
      };
    };
    DECIMAL decVal;  // its reserved word is the type
  };
};
static_assert(sizeof(VARIANT) == 24);
using VARIANTARG = VARIANT;

namespace oleaut32 {

DECLARE_EXPORT(oleaut32, BSTR, SysAllocStringLen, (const WCHAR* strIn, UINT ui));
DECLARE_EXPORT(oleaut32, BSTR, SysAllocStringByteLen, (const char* psz, UINT len));
DECLARE_EXPORT(oleaut32, void, SysFreeString, (BSTR bstrString));
DECLARE_EXPORT(oleaut32, UINT, SysStringByteLen, (BSTR bstr));
DECLARE_EXPORT(oleaut32, UINT, SysStringLen, (BSTR bstr));
DECLARE_EXPORT(oleaut32, HRESULT, VariantClear, (VARIANTARG * pvarg));
DECLARE_EXPORT(oleaut32, HRESULT, VariantCopy, (VARIANTARG * pvargDest, const VARIANT* pvargSrc));
DECLARE_EXPORT(oleaut32, HRESULT, VariantCopyInd, (VARIANT * pvarDest, const VARIANT* pvargSrc));
DECLARE_EXPORT(oleaut32, HRESULT, SafeArrayDestroy, (SAFEARRAY * psa));
DECLARE_EXPORT(oleaut32, HRESULT, SafeArrayCopy, (SAFEARRAY * psa, SAFEARRAY** ppsaOut));

// A copy of a BSTR, with all its bytes. S_OK with null for null.
inline HRESULT copy_bstr(BSTR from, BSTR* to) {
  *to = nullptr;
  if (!from) return S_OK;
  *to = SysAllocStringByteLen(reinterpret_cast<const char*>(from), SysStringByteLen(from));
  return *to ? S_OK : E_OUTOFMEMORY;
}
// Bytes that a value of a simple type takes in an array or behind a reference; 0 for no such type.
unsigned size_of_type(VARTYPE type);

}  // namespace oleaut32
}  // namespace mimic::win
