// Icons, dropped files, notifications, file types: what the shell shows, of which there is nothing.
#include <unistd.h>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::shell32 {

using kernel32::fail_with;

EXPORT(shell32, UINT, ExtractIconExW,
       (LPCWSTR lpszFile, int nIconIndex, HANDLE* phiconLarge, HANDLE* phiconSmall, UINT nIcons)) {
  return 0;
}
EXPORT(shell32, UINT, ExtractIconExA,
       (LPCSTR lpszFile, int nIconIndex, HANDLE* phiconLarge, HANDLE* phiconSmall, UINT nIcons)) {
  return 0;
}
EXPORT(shell32, HANDLE, ExtractIconW, (HINSTANCE hInst, LPCWSTR pszExeFileName, UINT nIconIndex)) {
  return nullptr;
}
EXPORT(shell32, UINT, DragQueryFileW, (HANDLE hDrop, UINT iFile, LPWSTR lpszFile, UINT cch)) {
  return 0;
}
EXPORT(shell32, UINT, DragQueryFileA, (HANDLE hDrop, UINT iFile, LPSTR lpszFile, UINT cch)) {
  return 0;
}
EXPORT(shell32, void, DragAcceptFiles, (HWND hWnd, BOOL fAccept)) {}
EXPORT(shell32, void, DragFinish, (HANDLE hDrop)) {}
EXPORT(shell32, BOOL, Shell_NotifyIconW, (DWORD dwMessage, PVOID lpData)) {
  return fail_with(ERROR_TIMEOUT);
}
EXPORT(shell32, BOOL, Shell_NotifyIconA, (DWORD dwMessage, PVOID lpData)) {
  return fail_with(ERROR_TIMEOUT);
}
EXPORT(shell32, BOOL, IsUserAnAdmin, ()) { return ::geteuid() == 0; }
EXPORT(shell32, DWORD_PTR, SHGetFileInfoW,
       (LPCWSTR pszPath, DWORD dwFileAttributes, PVOID psfi, UINT cbFileInfo, UINT uFlags)) {
  return 0;
}
EXPORT(shell32, DWORD_PTR, SHGetFileInfoA,
       (LPCSTR pszPath, DWORD dwFileAttributes, PVOID psfi, UINT cbFileInfo, UINT uFlags)) {
  return 0;
}
EXPORT(shell32, void, SHChangeNotify,
       (LONG wEventId, UINT uFlags, LPCVOID dwItem1, LPCVOID dwItem2)) {}
EXPORT(shell32, void, SHAddToRecentDocs, (UINT uFlags, LPCVOID pv)) {}
EXPORT(shell32, PVOID, SHBrowseForFolderW, (PVOID lpbi)) { return nullptr; }
EXPORT(shell32, HRESULT, SHCreateItemFromParsingName,
       (LPCWSTR pszPath, PVOID pbc, const GUID* riid, PVOID* ppv)) {
  if (ppv) *ppv = nullptr;
  return E_NOTIMPL;
}
EXPORT(shell32, HRESULT, SHGetDesktopFolder, (PVOID * ppshf)) {
  if (ppshf) *ppshf = nullptr;
  return E_NOTIMPL;
}
EXPORT(shell32, HRESULT, SetCurrentProcessExplicitAppUserModelID, (LPCWSTR AppID)) { return S_OK; }
EXPORT(shell32, HRESULT, GetCurrentProcessExplicitAppUserModelID, (LPWSTR * AppID)) {
  if (AppID) *AppID = nullptr;
  return E_FAIL;
}
EXPORT(shell32, HRESULT, SHQueryUserNotificationState, (int* pquns)) {
  if (!pquns) return E_INVALIDARG;
  *pquns = 1;  // QUNS_NOT_PRESENT
  return S_OK;
}
EXPORT(shell32, HRESULT, SHQueryRecycleBinW, (LPCWSTR pszRootPath, PVOID pSHQueryRBInfo)) {
  return E_FAIL;
}
EXPORT(shell32, HRESULT, SHEmptyRecycleBinW, (HWND hwnd, LPCWSTR pszRootPath, DWORD dwFlags)) {
  return E_UNEXPECTED;
}

}  // namespace mimic::win::shell32
