// Error objects of threads, and type libraries, of which there are none.
#include "libs/windows/oleaut32/variant.h"

namespace mimic::win::oleaut32 {
namespace {

constinit thread_local IUnknown* t_error = nullptr;

}  // namespace

EXPORT(oleaut32, HRESULT, GetErrorInfo, (ULONG dwReserved, IUnknown** pperrinfo)) {
  if (dwReserved || !pperrinfo) return E_INVALIDARG;
  IUnknown* const error = t_error;
  *pperrinfo = error;
  t_error = nullptr;  // the reference goes to the caller
  return error ? S_OK : S_FALSE;
}
EXPORT(oleaut32, HRESULT, SetErrorInfo, (ULONG dwReserved, IUnknown* perrinfo)) {
  if (dwReserved) return E_INVALIDARG;
  if (perrinfo) perrinfo->AddRef();
  IUnknown* const old = t_error;
  t_error = perrinfo;
  if (old) old->Release();
  return S_OK;
}
EXPORT(oleaut32, HRESULT, CreateErrorInfo, (IUnknown * *pperrinfo)) {
  if (!pperrinfo) return E_INVALIDARG;
  *pperrinfo = nullptr;
  return E_NOTIMPL;
}

EXPORT(oleaut32, HRESULT, LoadTypeLib, (LPCWSTR szFile, PVOID* pptlib)) {
  if (!pptlib) return E_INVALIDARG;
  *pptlib = nullptr;
  return TYPE_E_CANTLOADLIBRARY;
}
EXPORT(oleaut32, HRESULT, LoadTypeLibEx, (LPCWSTR szFile, int regkind, PVOID* pptlib)) {
  return LoadTypeLib(szFile, pptlib);
}
EXPORT(oleaut32, HRESULT, LoadRegTypeLib,
       (const GUID* rguid, WORD wVerMajor, WORD wVerMinor, LCID lcid, PVOID* pptlib)) {
  if (!pptlib) return E_INVALIDARG;
  *pptlib = nullptr;
  return TYPE_E_LIBNOTREGISTERED;
}
EXPORT(oleaut32, HRESULT, RegisterTypeLib, (PVOID ptlib, LPCWSTR szFullPath, LPCWSTR szHelpDir)) {
  return ptlib ? TYPE_E_REGISTRYACCESS : E_INVALIDARG;
}
EXPORT(oleaut32, HRESULT, UnRegisterTypeLib,
       (const GUID* libID, WORD wVerMajor, WORD wVerMinor, LCID lcid, int syskind)) {
  return TYPE_E_REGISTRYACCESS;
}
EXPORT(oleaut32, HRESULT, GetActiveObject,
       (const GUID* rclsid, PVOID pvReserved, IUnknown** ppunk)) {
  if (!ppunk) return E_INVALIDARG;
  *ppunk = nullptr;
  return MK_E_UNAVAILABLE;
}

}  // namespace mimic::win::oleaut32
