// OLE on top of COM: the clipboard, drag and drop and in-place editing, of which there are none.
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::combase {
DECLARE_EXPORT(combase, HRESULT, CoInitialize, (PVOID pvReserved));
DECLARE_EXPORT(combase, void, CoUninitialize, ());
}  // namespace mimic::win::combase

namespace mimic::win::ole32 {

EXPORT(ole32, HRESULT, OleInitialize, (PVOID pvReserved)) {
  return combase::CoInitialize(pvReserved);
}
EXPORT(ole32, void, OleUninitialize, ()) { combase::CoUninitialize(); }
EXPORT(ole32, DWORD, OleBuildVersion, ()) { return 23 << 16 | 700; }
EXPORT(ole32, DWORD, CoBuildVersion, ()) { return 23 << 16 | 639; }

EXPORT(ole32, HRESULT, OleSetClipboard, (IUnknown * pDataObj)) { return E_NOTIMPL; }
EXPORT(ole32, HRESULT, OleGetClipboard, (IUnknown * *ppDataObj)) {
  if (!ppDataObj) return E_INVALIDARG;
  *ppDataObj = nullptr;
  return static_cast<HRESULT>(0x800401D0);  // CLIPBRD_E_CANT_OPEN
}
EXPORT(ole32, HRESULT, OleFlushClipboard, ()) { return S_OK; }
EXPORT(ole32, HRESULT, OleIsCurrentClipboard, (IUnknown * pDataObj)) { return S_FALSE; }
EXPORT(ole32, HRESULT, RegisterDragDrop, (HWND hwnd, IUnknown* pDropTarget)) { return S_OK; }
EXPORT(ole32, HRESULT, RevokeDragDrop, (HWND hwnd)) { return S_OK; }
EXPORT(ole32, HRESULT, CoRegisterMessageFilter,
       (IUnknown * lpMessageFilter, IUnknown** lplpMessageFilter)) {
  if (lplpMessageFilter) *lplpMessageFilter = nullptr;
  return S_OK;
}

}  // namespace mimic::win::ole32
