// How large things are shown: at 96 dots per inch.
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::shcore {

EXPORT(shcore, HRESULT, SetProcessDpiAwareness, (int value)) {
  return value >= 0 && value <= 2 ? S_OK : E_INVALIDARG;
}
EXPORT(shcore, HRESULT, GetProcessDpiAwareness, (HANDLE hprocess, int* value)) {
  if (!value) return E_INVALIDARG;
  *value = 2;  // PROCESS_PER_MONITOR_DPI_AWARE
  return S_OK;
}
EXPORT(shcore, HRESULT, GetDpiForMonitor, (HANDLE hmonitor, int dpiType, UINT* dpiX, UINT* dpiY)) {
  if (!dpiX || !dpiY) return E_INVALIDARG;
  *dpiX = *dpiY = 96;
  return S_OK;
}
EXPORT(shcore, HRESULT, GetScaleFactorForMonitor, (HANDLE hMon, int* pScale)) {
  if (!pScale) return E_INVALIDARG;
  *pScale = 100;
  return S_OK;
}
EXPORT(shcore, int, GetScaleFactorForDevice, (int deviceType)) { return 100; }

}  // namespace mimic::win::shcore
