// The desktop's compositor, which is not running.
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::dwmapi {
namespace {
constexpr HRESULT DWM_E_COMPOSITIONDISABLED = static_cast<HRESULT>(0x80263001);
}

EXPORT(dwmapi, HRESULT, DwmIsCompositionEnabled, (BOOL * pfEnabled)) {
  if (!pfEnabled) return E_INVALIDARG;
  *pfEnabled = FALSE;
  return S_OK;
}
EXPORT(dwmapi, HRESULT, DwmSetWindowAttribute,
       (HWND hwnd, DWORD dwAttribute, LPCVOID pvAttribute, DWORD cbAttribute)) {
  return DWM_E_COMPOSITIONDISABLED;
}
EXPORT(dwmapi, HRESULT, DwmGetWindowAttribute,
       (HWND hwnd, DWORD dwAttribute, PVOID pvAttribute, DWORD cbAttribute)) {
  return DWM_E_COMPOSITIONDISABLED;
}
EXPORT(dwmapi, HRESULT, DwmFlush, ()) { return DWM_E_COMPOSITIONDISABLED; }

}  // namespace mimic::win::dwmapi
