// Creating objects: from the class objects that this process has registered.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include "libs/windows/combase/apartment.h"
#include "libs/windows/combase/com.h"
#include "libs/windows/combase/guid.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::combase {
namespace {

struct Registration {
  DWORD cookie;
  GUID id;
  IUnknown* object;
  DWORD context;
  bool single_use;
};
struct Table {
  std::mutex lock;
  std::vector<Registration> entries;
  DWORD next = 0;
};
Table& table() {
  static Table* const instance = new Table;
  return *instance;
}

constexpr DWORD REGCLS_MULTIPLEUSE = 1;

// With a reference for the caller, or null.
IUnknown* find(const GUID& id, DWORD context) {
  IUnknown* found = nullptr;
  {
    Table& all = table();
    const std::lock_guard guard(all.lock);
    const auto entry = std::ranges::find_if(all.entries, [&](const Registration& one) {
      return one.object && one.id == id && one.context & context;
    });
    if (entry == all.entries.end()) return nullptr;
    found = entry->object;
    if (entry->single_use) {
      entry->object = nullptr;  // the table's reference goes to the caller
      return found;
    }
  }
  found->AddRef();
  return found;
}

struct MULTI_QI {
  const GUID* pIID;
  IUnknown* pItf;
  HRESULT hr;
};

}  // namespace

EXPORT(combase, HRESULT, CoRegisterClassObject,
       (const GUID* rclsid, IUnknown* pUnk, DWORD dwClsContext, DWORD flags,
        LPDWORD lpdwRegister)) {
  if (!rclsid || !pUnk || !lpdwRegister) return E_INVALIDARG;
  if (!is_com_usable()) return CO_E_NOTINITIALIZED;
  const GUID id = *rclsid;
  pUnk->AddRef();
  DWORD cookie;
  {
    Table& all = table();
    const std::lock_guard guard(all.lock);
    cookie = ++all.next;
    all.entries.push_back({cookie, id, pUnk, dwClsContext, !(flags & REGCLS_MULTIPLEUSE)});
  }
  *lpdwRegister = cookie;
  return S_OK;
}
EXPORT(combase, HRESULT, CoRevokeClassObject, (DWORD dwRegister)) {
  IUnknown* object = nullptr;
  {
    Table& all = table();
    const std::lock_guard guard(all.lock);
    const auto entry = std::ranges::find(all.entries, dwRegister, &Registration::cookie);
    if (entry == all.entries.end()) return CO_E_OBJNOTREG;
    object = entry->object;
    all.entries.erase(entry);
  }
  if (object) object->Release();
  return S_OK;
}
EXPORT(combase, HRESULT, CoResumeClassObjects, ()) { return S_OK; }
EXPORT(combase, HRESULT, CoSuspendClassObjects, ()) { return S_OK; }
EXPORT(combase, ULONG, CoAddRefServerProcess, ()) { return 1; }
EXPORT(combase, ULONG, CoReleaseServerProcess, ()) { return 0; }

EXPORT_PARTIAL("classes of this process only", combase, HRESULT, CoGetClassObject,
               (const GUID* rclsid, DWORD dwClsContext, PVOID pvReserved, const GUID* riid,
                PVOID* ppv)) {
  if (!ppv) return E_INVALIDARG;
  *ppv = nullptr;
  if (!rclsid || !riid) return E_INVALIDARG;
  if (!is_com_usable()) return CO_E_NOTINITIALIZED;
  IUnknown* const object = find(*rclsid, dwClsContext);
  if (!object) return REGDB_E_CLASSNOTREG;
  const HRESULT result = object->QueryInterface(*riid, ppv);
  object->Release();
  return result;
}
EXPORT_PARTIAL("classes of this process only", combase, HRESULT, CoCreateInstance,
               (const GUID* rclsid, IUnknown* pUnkOuter, DWORD dwClsContext, const GUID* riid,
                PVOID* ppv)) {
  if (!ppv) return E_POINTER;
  *ppv = nullptr;
  PVOID factory;
  HRESULT result = CoGetClassObject(rclsid, dwClsContext, nullptr, &IID_IClassFactory, &factory);
  if (result < 0) return result;
  auto* const maker = static_cast<IClassFactory*>(factory);
  result = maker->CreateInstance(pUnkOuter, *riid, ppv);
  maker->Release();
  return result;
}
EXPORT_PARTIAL("classes of this process only", combase, HRESULT, CoCreateInstanceEx,
               (const GUID* Clsid, IUnknown* punkOuter, DWORD dwClsCtx, PVOID pServerInfo,
                DWORD dwCount, MULTI_QI* pResults)) {
  if (!dwCount || !pResults) return E_INVALIDARG;
  for (DWORD i = 0; i < dwCount; ++i) {
    pResults[i].pItf = nullptr;
    pResults[i].hr = E_NOINTERFACE;
  }
  PVOID object;
  const HRESULT result = CoCreateInstance(Clsid, punkOuter, dwClsCtx, &IID_IUnknown, &object);
  if (result < 0) {
    for (DWORD i = 0; i < dwCount; ++i) pResults[i].hr = result;
    return result;
  }
  auto* const made = static_cast<IUnknown*>(object);
  DWORD found = 0;
  for (DWORD i = 0; i < dwCount; ++i) {
    PVOID interface = nullptr;
    pResults[i].hr = made->QueryInterface(*pResults[i].pIID, &interface);
    pResults[i].pItf = static_cast<IUnknown*>(interface);
    found += pResults[i].hr >= 0;
  }
  made->Release();
  return found == dwCount ? S_OK : found ? CO_S_NOTALLINTERFACES : E_NOINTERFACE;
}
EXPORT(combase, HRESULT, CoCreateInstanceFromApp,
       (const GUID* Clsid, IUnknown* punkOuter, DWORD dwClsCtx, PVOID reserved, DWORD dwCount,
        MULTI_QI* pResults)) {
  return CoCreateInstanceEx(Clsid, punkOuter, dwClsCtx, nullptr, dwCount, pResults);
}

EXPORT_PARTIAL("knows no program identifiers", combase, HRESULT, CLSIDFromProgID,
               (LPCWSTR lpszProgID, GUID* lpclsid)) {
  if (!lpszProgID || !lpclsid) return E_INVALIDARG;
  *lpclsid = {};
  return CO_E_CLASSSTRING;
}
EXPORT_PARTIAL("knows no program identifiers", combase, HRESULT, CLSIDFromProgIDEx,
               (LPCWSTR lpszProgID, GUID* lpclsid)) {
  return CLSIDFromProgID(lpszProgID, lpclsid);
}
EXPORT_PARTIAL("knows no program identifiers", combase, HRESULT, ProgIDFromCLSID,
               (const GUID* clsid, LPWSTR* lplpszProgID)) {
  if (!lplpszProgID) return E_INVALIDARG;
  *lplpszProgID = nullptr;
  return REGDB_E_CLASSNOTREG;
}
// A class identifier in braces, or a program identifier.
EXPORT(combase, HRESULT, CLSIDFromString, (LPCWSTR lpsz, GUID* pclsid)) {
  if (!pclsid) return E_INVALIDARG;
  *pclsid = {};
  if (!lpsz) return S_OK;
  const auto guid = parse_braced_guid(view_of(lpsz));
  if (!guid) return CO_E_CLASSSTRING;
  *pclsid = *guid;
  return S_OK;
}

EXPORT(combase, void, CoFreeUnusedLibraries, ()) {}
EXPORT(combase, void, CoFreeUnusedLibrariesEx, (DWORD dwUnloadDelay, DWORD dwReserved)) {}
EXPORT(combase, HRESULT, CoGetTreatAsClass, (const GUID* clsidOld, GUID* pClsidNew)) {
  if (!clsidOld || !pClsidNew) return E_INVALIDARG;
  *pClsidNew = *clsidOld;
  return S_FALSE;
}
EXPORT(combase, HRESULT, RoGetActivationFactory,
       (PVOID activatableClassId, const GUID* iid, PVOID* factory)) {
  if (!factory) return E_INVALIDARG;
  *factory = nullptr;
  return is_com_usable() ? REGDB_E_CLASSNOTREG : CO_E_NOTINITIALIZED;
}
EXPORT(combase, HRESULT, RoActivateInstance, (PVOID activatableClassId, PVOID* instance)) {
  if (!instance) return E_INVALIDARG;
  *instance = nullptr;
  return is_com_usable() ? REGDB_E_CLASSNOTREG : CO_E_NOTINITIALIZED;
}

// Security of calls between processes, of which there are none.
EXPORT(combase, HRESULT, CoInitializeSecurity,
       (PVOID pSecDesc, LONG cAuthSvc, PVOID asAuthSvc, PVOID pReserved1, DWORD dwAuthnLevel,
        DWORD dwImpLevel, PVOID pAuthList, DWORD dwCapabilities, PVOID pReserved3)) {
  static std::atomic<bool> done{false};
  if (!is_com_usable()) return CO_E_NOTINITIALIZED;
  return done.exchange(true) ? RPC_E_TOO_LATE : S_OK;
}
EXPORT(combase, HRESULT, CoSetProxyBlanket,
       (IUnknown * pProxy, DWORD dwAuthnSvc, DWORD dwAuthzSvc, LPCWSTR pServerPrincName,
        DWORD dwAuthnLevel, DWORD dwImpLevel, PVOID pAuthInfo, DWORD dwCapabilities)) {
  return pProxy ? E_NOINTERFACE : E_INVALIDARG;  // what is no proxy has no IClientSecurity
}
EXPORT(combase, HRESULT, CoQueryProxyBlanket,
       (IUnknown * pProxy, DWORD* pwAuthnSvc, DWORD* pAuthzSvc, LPWSTR* pServerPrincName,
        DWORD* pAuthnLevel, DWORD* pImpLevel, PVOID* pAuthInfo, DWORD* pCapabilites)) {
  return pProxy ? E_NOINTERFACE : E_INVALIDARG;
}
EXPORT(combase, HRESULT, CoImpersonateClient, ()) { return RPC_E_CALL_COMPLETE; }
EXPORT(combase, HRESULT, CoRevertToSelf, ()) { return RPC_E_CALL_COMPLETE; }
EXPORT(combase, HRESULT, CoGetCallContext, (const GUID* riid, PVOID* ppInterface)) {
  if (ppInterface) *ppInterface = nullptr;
  return RPC_E_CALL_COMPLETE;
}
EXPORT(combase, HRESULT, CoGetObjectContext, (const GUID* riid, PVOID* ppv)) {
  if (!ppv) return E_POINTER;
  *ppv = nullptr;
  return is_com_usable() ? E_NOINTERFACE : CO_E_NOTINITIALIZED;
}
EXPORT(combase, HRESULT, CoDisconnectObject, (IUnknown * pUnk, DWORD dwReserved)) {
  return pUnk ? S_OK : E_INVALIDARG;
}
EXPORT(combase, HRESULT, CoLockObjectExternal,
       (IUnknown * pUnk, BOOL fLock, BOOL fLastUnlockReleases)) {
  if (!pUnk) return E_INVALIDARG;
  fLock ? pUnk->AddRef() : pUnk->Release();
  return S_OK;
}

// Interfaces do not leave their process.
EXPORT(combase, HRESULT, CoMarshalInterface,
       (IUnknown * pStm, const GUID* riid, IUnknown* pUnk, DWORD dwDestContext, PVOID pvDestContext,
        DWORD mshlflags)) {
  return REGDB_E_IIDNOTREG;
}
EXPORT(combase, HRESULT, CoUnmarshalInterface, (IUnknown * pStm, const GUID* riid, PVOID* ppv)) {
  if (ppv) *ppv = nullptr;
  return REGDB_E_IIDNOTREG;
}
EXPORT(combase, HRESULT, CoReleaseMarshalData, (IUnknown * pStm)) { return REGDB_E_IIDNOTREG; }
EXPORT(combase, HRESULT, CoMarshalInterThreadInterfaceInStream,
       (const GUID* riid, IUnknown* pUnk, IUnknown** ppStm)) {
  if (ppStm) *ppStm = nullptr;
  return REGDB_E_IIDNOTREG;
}
EXPORT(combase, HRESULT, CoGetInterfaceAndReleaseStream,
       (IUnknown * pStm, const GUID* iid, PVOID* ppv)) {
  if (ppv) *ppv = nullptr;
  return REGDB_E_IIDNOTREG;
}
EXPORT(combase, HRESULT, CoGetPSClsid, (const GUID* riid, GUID* pClsid)) {
  return REGDB_E_IIDNOTREG;
}
EXPORT(combase, HRESULT, CoCreateFreeThreadedMarshaler,
       (IUnknown * punkOuter, IUnknown** ppunkMarshal)) {
  if (ppunkMarshal) *ppunkMarshal = nullptr;
  return E_NOTIMPL;
}

}  // namespace mimic::win::combase
