// Common controls: their classes register with nothing behind them.
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::comctl32 {

EXPORT(comctl32, void, InitCommonControls, ()) {}
EXPORT(comctl32, BOOL, InitCommonControlsEx, (const void* picce)) { return TRUE; }
EXPORT(comctl32, HRESULT, TaskDialogIndirect,
       (const void* pTaskConfig, int* pnButton, int* pnRadioButton,
        BOOL* pfVerificationFlagChecked)) {
  return E_FAIL;
}
EXPORT(comctl32, HRESULT, TaskDialog,
       (HWND hwndOwner, HINSTANCE hInstance, LPCWSTR pszWindowTitle, LPCWSTR pszMainInstruction,
        LPCWSTR pszContent, int dwCommonButtons, LPCWSTR pszIcon, int* pnButton)) {
  return E_FAIL;
}
EXPORT(comctl32, HANDLE, ImageList_Create, (int cx, int cy, UINT flags, int cInitial, int cGrow)) {
  return nullptr;
}
EXPORT(comctl32, BOOL, ImageList_Destroy, (HANDLE himl)) { return FALSE; }
ORDINAL(comctl32, InitCommonControls, 17);

}  // namespace mimic::win::comctl32
