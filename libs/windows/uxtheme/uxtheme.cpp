// Themes, of which none is active.
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::uxtheme {

EXPORT(uxtheme, BOOL, IsThemeActive, ()) { return FALSE; }
EXPORT(uxtheme, BOOL, IsAppThemed, ()) { return FALSE; }
EXPORT(uxtheme, HANDLE, OpenThemeData, (HWND hwnd, LPCWSTR pszClassList)) { return nullptr; }
EXPORT(uxtheme, HRESULT, CloseThemeData, (HANDLE hTheme)) { return S_OK; }
EXPORT(uxtheme, HRESULT, SetWindowTheme, (HWND hwnd, LPCWSTR pszSubAppName, LPCWSTR pszSubIdList)) {
  return S_OK;
}

}  // namespace mimic::win::uxtheme
