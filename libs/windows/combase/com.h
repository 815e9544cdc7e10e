// COM as it is seen in memory: results, interfaces whose virtual functions lie where Windows has
// them, and reference-counted objects of the host.
//
// GCC lays out the virtual functions of a class with single inheritance as Microsoft's compiler
// does: one table of functions, in the order of declaration, behind the object's first pointer.
#pragma once

#include <atomic>
#include <cstring>

#include "abi/windows/types.h"
#include "libs/windows/core/heap.h"

namespace mimic::win {

#define MIMIC_RESULT(name, value) inline constexpr HRESULT name = static_cast<HRESULT>(value)
MIMIC_RESULT(S_OK, 0);
MIMIC_RESULT(S_FALSE, 1);
MIMIC_RESULT(E_NOTIMPL, 0x80004001);
MIMIC_RESULT(E_NOINTERFACE, 0x80004002);
MIMIC_RESULT(E_POINTER, 0x80004003);
MIMIC_RESULT(E_ABORT, 0x80004004);
MIMIC_RESULT(E_FAIL, 0x80004005);
MIMIC_RESULT(CO_E_INIT_TLS, 0x80004006);
MIMIC_RESULT(E_UNEXPECTED, 0x8000FFFF);
MIMIC_RESULT(E_BOUNDS, 0x8000000B);
MIMIC_RESULT(RPC_E_CHANGED_MODE, 0x80010106);
MIMIC_RESULT(RPC_E_DISCONNECTED, 0x80010108);
MIMIC_RESULT(RPC_E_TOO_LATE, 0x80010119);
MIMIC_RESULT(RPC_E_CALL_COMPLETE, 0x80010117);
MIMIC_RESULT(DISP_E_UNKNOWNINTERFACE, 0x80020001);
MIMIC_RESULT(DISP_E_MEMBERNOTFOUND, 0x80020003);
MIMIC_RESULT(DISP_E_PARAMNOTFOUND, 0x80020004);
MIMIC_RESULT(DISP_E_TYPEMISMATCH, 0x80020005);
MIMIC_RESULT(DISP_E_UNKNOWNNAME, 0x80020006);
MIMIC_RESULT(DISP_E_BADVARTYPE, 0x80020008);
MIMIC_RESULT(DISP_E_OVERFLOW, 0x8002000A);
MIMIC_RESULT(DISP_E_BADINDEX, 0x8002000B);
MIMIC_RESULT(DISP_E_ARRAYISLOCKED, 0x8002000D);
MIMIC_RESULT(DISP_E_BADPARAMCOUNT, 0x8002000E);
MIMIC_RESULT(DISP_E_DIVBYZERO, 0x80020012);
MIMIC_RESULT(DISP_E_BUFFERTOOSMALL, 0x80020013);
MIMIC_RESULT(TYPE_E_CANTLOADLIBRARY, 0x80029C4A);
MIMIC_RESULT(TYPE_E_LIBNOTREGISTERED, 0x8002801D);
MIMIC_RESULT(TYPE_E_REGISTRYACCESS, 0x8002801C);
MIMIC_RESULT(STG_E_INVALIDFUNCTION, 0x80030001);
MIMIC_RESULT(STG_E_MEDIUMFULL, 0x80030070);
MIMIC_RESULT(STG_E_INVALIDPOINTER, 0x80030009);
MIMIC_RESULT(STG_E_SEEKERROR, 0x80030019);
MIMIC_RESULT(STG_E_INVALIDPARAMETER, 0x80030057);
MIMIC_RESULT(STG_E_FILENOTFOUND, 0x80030002);
MIMIC_RESULT(STG_E_UNIMPLEMENTEDFUNCTION, 0x800300FE);
MIMIC_RESULT(STG_E_INVALIDFLAG, 0x800300FF);
MIMIC_RESULT(OLE_E_NOTRUNNING, 0x80040005);
MIMIC_RESULT(CLASS_E_NOAGGREGATION, 0x80040110);
MIMIC_RESULT(CLASS_E_CLASSNOTAVAILABLE, 0x80040111);
MIMIC_RESULT(REGDB_E_CLASSNOTREG, 0x80040154);
MIMIC_RESULT(REGDB_E_IIDNOTREG, 0x80040155);
MIMIC_RESULT(DV_E_TYMED, 0x80040069);
MIMIC_RESULT(MK_E_SYNTAX, 0x800401E4);
MIMIC_RESULT(MK_E_UNAVAILABLE, 0x800401E3);
MIMIC_RESULT(CO_E_NOTINITIALIZED, 0x800401F0);
MIMIC_RESULT(CO_E_ALREADYINITIALIZED, 0x800401F1);
MIMIC_RESULT(CO_E_CLASSSTRING, 0x800401F3);
MIMIC_RESULT(CO_E_IIDSTRING, 0x800401F4);
MIMIC_RESULT(CO_E_DLLNOTFOUND, 0x800401F8);
MIMIC_RESULT(CO_E_OBJNOTREG, 0x800401FB);
MIMIC_RESULT(CO_E_OBJISREG, 0x800401FC);
MIMIC_RESULT(CO_E_SERVER_EXEC_FAILURE, 0x80080005);
MIMIC_RESULT(CO_S_NOTALLINTERFACES, 0x00080012);
MIMIC_RESULT(CO_E_NOT_SUPPORTED, 0x80004021);
MIMIC_RESULT(E_ACCESSDENIED, 0x80070005);
MIMIC_RESULT(E_OUTOFMEMORY, 0x8007000E);
MIMIC_RESULT(E_INVALIDARG, 0x80070057);
#undef MIMIC_RESULT

constexpr HRESULT result_of_error(DWORD error) {
  return static_cast<HRESULT>(error ? (error & 0xFFFF) | 0x80070000 : 0);
}

inline bool operator==(const GUID& a, const GUID& b) { return std::memcmp(&a, &b, sizeof a) == 0; }
inline bool operator<(const GUID& a, const GUID& b) { return std::memcmp(&a, &b, sizeof a) < 0; }

// The interfaces that COM itself owns end in these bytes: {xxxxxxxx-0000-0000-C000-000000000046}.
constexpr GUID ole_guid(uint32_t first) { return {first, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}}; }
inline constexpr GUID GUID_NULL = {};
inline constexpr GUID IID_IUnknown = ole_guid(0), IID_IClassFactory = ole_guid(1),
                      IID_IMalloc = ole_guid(2), IID_IStream = ole_guid(0xC),
                      IID_IBindCtx = ole_guid(0xE), IID_IRunningObjectTable = ole_guid(0x10),
                      IID_IEnumString = ole_guid(0x101), IID_IEnumMoniker = ole_guid(0x102),
                      IID_IDispatch = ole_guid(0x20400);
inline constexpr GUID IID_ISequentialStream = {
    0x0C733A30, 0x2A1C, 0x11CE, {0xAD, 0xE5, 0x00, 0xAA, 0x00, 0x44, 0x77, 0x3D}};

struct IUnknown {
  virtual MS_ABI HRESULT QueryInterface(const GUID& riid, void** ppvObject) = 0;
  virtual MS_ABI ULONG AddRef() = 0;
  virtual MS_ABI ULONG Release() = 0;
};

struct IClassFactory : IUnknown {
  virtual MS_ABI HRESULT CreateInstance(IUnknown* outer, const GUID& riid, void** object) = 0;
  virtual MS_ABI HRESULT LockServer(BOOL lock) = 0;
};

// An object of the host that implements `Interface`. Its creator holds the first reference.
template <class Self, class Interface>
struct ComObject : Interface {
  MS_ABI HRESULT QueryInterface(const GUID& riid, void** ppvObject) override {
    if (!ppvObject) return E_POINTER;
    if (!(riid == IID_IUnknown) && !Self::implements(riid)) {
      *ppvObject = nullptr;
      return E_NOINTERFACE;
    }
    *ppvObject = this;
    AddRef();
    return S_OK;
  }
  MS_ABI ULONG AddRef() override { return ++references_; }
  MS_ABI ULONG Release() override {
    const ULONG left = --references_;
    if (!left) delete static_cast<Self*>(this);
    return left;
  }

 private:
  std::atomic<ULONG> references_{1};
};

}  // namespace mimic::win
