// Keyboard, mouse, clipboard, hooks, menus, icons and device contexts of a machine that has none:
// programs that merely ask keep going.
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/user32/window.h"

namespace mimic::win::user32 {
namespace {

using kernel32::fail_with;

HANDLE none(DWORD error) {
  set_last_error(error);
  return nullptr;
}
// Stands for an icon, a cursor, an image or a device context that nothing can be done with.
HANDLE pseudo(uintptr_t value) { return reinterpret_cast<HANDLE>(value); }

}  // namespace

EXPORT(user32, HANDLE, LoadIconW, (HINSTANCE hInstance, LPCWSTR lpIconName)) {
  return pseudo(0x10027);
}
EXPORT(user32, HANDLE, LoadIconA, (HINSTANCE hInstance, LPCSTR lpIconName)) {
  return pseudo(0x10027);
}
EXPORT(user32, HANDLE, LoadCursorW, (HINSTANCE hInstance, LPCWSTR lpCursorName)) {
  return pseudo(0x10003);
}
EXPORT(user32, HANDLE, LoadCursorA, (HINSTANCE hInstance, LPCSTR lpCursorName)) {
  return pseudo(0x10003);
}
EXPORT(user32, HANDLE, LoadBitmapW, (HINSTANCE hInstance, LPCWSTR lpBitmapName)) {
  return pseudo(0x50001);
}
EXPORT(user32, HANDLE, LoadImageW,
       (HINSTANCE hInst, LPCWSTR name, UINT type, int cx, int cy, UINT fuLoad)) {
  return pseudo(0x10027);
}
EXPORT(user32, HANDLE, LoadImageA,
       (HINSTANCE hInst, LPCSTR name, UINT type, int cx, int cy, UINT fuLoad)) {
  return pseudo(0x10027);
}
EXPORT(user32, BOOL, DestroyIcon, (HANDLE hIcon)) { return TRUE; }
EXPORT(user32, BOOL, DestroyCursor, (HANDLE hCursor)) { return TRUE; }
EXPORT(user32, HANDLE, SetCursor, (HANDLE hCursor)) { return nullptr; }
EXPORT(user32, HANDLE, GetCursor, ()) { return nullptr; }
EXPORT(user32, int, ShowCursor, (BOOL bShow)) { return bShow ? 0 : -1; }
EXPORT(user32, BOOL, GetCursorPos, (POINT * lpPoint)) {
  *lpPoint = {};
  return TRUE;
}
EXPORT(user32, BOOL, SetCursorPos, (int X, int Y)) { return fail_with(ERROR_ACCESS_DENIED); }
EXPORT(user32, HANDLE, LoadMenuW, (HINSTANCE hInstance, LPCWSTR lpMenuName)) {
  return none(ERROR_RESOURCE_NAME_NOT_FOUND);
}
EXPORT(user32, HANDLE, CreateMenu, ()) { return pseudo(0x20001); }
EXPORT(user32, HANDLE, CreatePopupMenu, ()) { return pseudo(0x20003); }
EXPORT(user32, BOOL, DestroyMenu, (HANDLE hMenu)) { return TRUE; }
EXPORT(user32, BOOL, AppendMenuW,
       (HANDLE hMenu, UINT uFlags, UINT_PTR uIDNewItem, LPCWSTR lpNewItem)) {
  return TRUE;
}
EXPORT(user32, HANDLE, GetSystemMenu, (HWND hWnd, BOOL bRevert)) { return nullptr; }
EXPORT(user32, HANDLE, GetMenu, (HWND hWnd)) { return nullptr; }
EXPORT(user32, BOOL, DeleteMenu, (HANDLE hMenu, UINT uPosition, UINT uFlags)) {
  return fail_with(ERROR_INVALID_MENU_HANDLE);
}
EXPORT(user32, HANDLE, LoadAcceleratorsW, (HINSTANCE hInstance, LPCWSTR lpTableName)) {
  return none(ERROR_RESOURCE_NAME_NOT_FOUND);
}
EXPORT(user32, int, TranslateAcceleratorW, (HWND hWnd, HANDLE hAccTable, PVOID lpMsg)) { return 0; }

EXPORT(user32, SHORT, GetKeyState, (int nVirtKey)) { return 0; }
EXPORT(user32, SHORT, GetAsyncKeyState, (int vKey)) { return 0; }
EXPORT(user32, BOOL, GetKeyboardState, (BYTE * lpKeyState)) {
  std::memset(lpKeyState, 0, 256);
  return TRUE;
}
EXPORT(user32, BOOL, SetKeyboardState, (BYTE * lpKeyState)) { return TRUE; }
EXPORT(user32, int, GetKeyboardType, (int nTypeFlag)) {
  return nTypeFlag == 0 ? 4 : nTypeFlag == 2 ? 12 : 0;
}
EXPORT(user32, HANDLE, GetKeyboardLayout, (DWORD idThread)) { return pseudo(0x04090409); }
EXPORT(user32, int, GetKeyboardLayoutList, (int nBuff, HANDLE* lpList)) {
  if (nBuff > 0) *lpList = pseudo(0x04090409);
  return 1;
}
EXPORT(user32, BOOL, GetKeyboardLayoutNameW, (LPWSTR pwszKLID)) {
  std::memcpy(pwszKLID, u"00000409", 9 * sizeof(WCHAR));
  return TRUE;
}
EXPORT(user32, UINT, SendInput, (UINT cInputs, PVOID pInputs, int cbSize)) {
  return static_cast<UINT>(fail_with(ERROR_ACCESS_DENIED));
}
EXPORT(user32, void, keybd_event, (BYTE bVk, BYTE bScan, DWORD dwFlags, ULONG_PTR dwExtraInfo)) {}
EXPORT(user32, void, mouse_event,
       (DWORD dwFlags, DWORD dx, DWORD dy, DWORD dwData, ULONG_PTR dwExtraInfo)) {}
EXPORT(user32, BOOL, BlockInput, (BOOL fBlockIt)) { return fail_with(ERROR_ACCESS_DENIED); }
EXPORT(user32, BOOL, SwapMouseButton, (BOOL fSwap)) { return FALSE; }
EXPORT(user32, UINT, GetDoubleClickTime, ()) { return 500; }
EXPORT(user32, UINT, GetCaretBlinkTime, ()) { return 530; }
struct LASTINPUTINFO {
  UINT cbSize;
  DWORD dwTime;
};
EXPORT(user32, BOOL, GetLastInputInfo, (LASTINPUTINFO * plii)) {
  if (plii->cbSize != sizeof *plii) return fail_with(ERROR_INVALID_PARAMETER);
  plii->dwTime = 0;
  return TRUE;
}
EXPORT(user32, BOOL, RegisterHotKey, (HWND hWnd, int id, UINT fsModifiers, UINT vk)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT(user32, BOOL, UnregisterHotKey, (HWND hWnd, int id)) { return fail_with(1419); }
EXPORT(user32, BOOL, RegisterRawInputDevices,
       (PVOID pRawInputDevices, UINT uiNumDevices, UINT cbSize)) {
  return fail_with(ERROR_ACCESS_DENIED);
}

// No message passes a hook.
EXPORT(user32, HANDLE, SetWindowsHookExW,
       (int idHook, PVOID lpfn, HINSTANCE hmod, DWORD dwThreadId)) {
  return none(ERROR_ACCESS_DENIED);
}
ALSO(user32, SetWindowsHookExA, "user32.SetWindowsHookExW");
EXPORT(user32, BOOL, UnhookWindowsHookEx, (HANDLE hhk)) { return fail_with(1404); }
EXPORT(user32, LRESULT, CallNextHookEx, (HANDLE hhk, int nCode, WPARAM wParam, LPARAM lParam)) {
  return 0;
}
EXPORT(user32, HANDLE, SetWinEventHook,
       (DWORD eventMin, DWORD eventMax, HMODULE hmodWinEventProc, PVOID pfnWinEventProc,
        DWORD idProcess, DWORD idThread, DWORD dwFlags)) {
  return none(ERROR_ACCESS_DENIED);
}
EXPORT(user32, BOOL, UnhookWinEvent, (HANDLE hWinEventHook)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(user32, void, NotifyWinEvent, (DWORD event, HWND hwnd, LONG idObject, LONG idChild)) {}
EXPORT(user32, HANDLE, RegisterDeviceNotificationW,
       (HANDLE hRecipient, LPVOID NotificationFilter, DWORD Flags)) {
  return pseudo(0x30001);
}
ALSO(user32, RegisterDeviceNotificationA, "user32.RegisterDeviceNotificationW");
EXPORT(user32, BOOL, UnregisterDeviceNotification, (HANDLE Handle)) { return TRUE; }
EXPORT(user32, HANDLE, RegisterPowerSettingNotification,
       (HANDLE hRecipient, const GUID* PowerSettingGuid, DWORD Flags)) {
  return pseudo(0x30003);
}
EXPORT(user32, BOOL, UnregisterPowerSettingNotification, (HANDLE Handle)) { return TRUE; }
EXPORT(user32, BOOL, ChangeWindowMessageFilter, (UINT message, DWORD dwFlag)) { return TRUE; }
EXPORT(user32, BOOL, ChangeWindowMessageFilterEx,
       (HWND hwnd, UINT message, DWORD action, PVOID pChangeFilterStruct)) {
  return TRUE;
}

// A display to draw on is not there; a context that can be asked is.
EXPORT(user32, HANDLE, GetDC, (HWND hWnd)) { return pseudo(0x1010050); }
EXPORT(user32, HANDLE, GetDCEx, (HWND hWnd, HANDLE hrgnClip, DWORD flags)) {
  return pseudo(0x1010050);
}
EXPORT(user32, HANDLE, GetWindowDC, (HWND hWnd)) { return pseudo(0x1010050); }
EXPORT(user32, int, ReleaseDC, (HWND hWnd, HANDLE hDC)) { return 1; }
EXPORT(user32, HANDLE, GetSysColorBrush, (int nIndex)) { return pseudo(0x1900010); }
EXPORT(user32, int, FillRect, (HANDLE hDC, const RECT* lprc, HANDLE hbr)) { return 1; }
EXPORT(user32, BOOL, SetRect, (RECT * lprc, int xLeft, int yTop, int xRight, int yBottom)) {
  *lprc = {xLeft, yTop, xRight, yBottom};
  return TRUE;
}
EXPORT(user32, BOOL, IsRectEmpty, (const RECT* lprc)) {
  return lprc->left >= lprc->right || lprc->top >= lprc->bottom;
}
EXPORT(user32, BOOL, OffsetRect, (RECT * lprc, int dx, int dy)) {
  *lprc = {lprc->left + dx, lprc->top + dy, lprc->right + dx, lprc->bottom + dy};
  return TRUE;
}
EXPORT(user32, BOOL, PtInRect, (const RECT* lprc, POINT pt)) {
  return pt.x >= lprc->left && pt.x < lprc->right && pt.y >= lprc->top && pt.y < lprc->bottom;
}

}  // namespace mimic::win::user32
