// Folders of the user and the system.
#include <algorithm>
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/combase/com.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/shell32/known_folders.h"

namespace mimic::win {
namespace combase {
DECLARE_EXPORT(combase, HRESULT, CoGetMalloc, (DWORD dwMemContext, IUnknown** ppMalloc));
}  // namespace combase

namespace shell32 {
namespace {

constexpr int kFlags = 0xFF00;  // CSIDL_FLAG_CREATE and its kin

HRESULT give(int csidl, WCHAR* path) {
  *path = 0;
  const auto found = folder_path(csidl & ~kFlags);
  if (!found || found->size() >= MAX_PATH) return E_INVALIDARG;
  std::memcpy(path, found->c_str(), (found->size() + 1) * sizeof(WCHAR));
  return S_OK;
}
HRESULT give(int csidl, char* path) {
  *path = 0;
  const auto found = folder_path(csidl & ~kFlags);
  const std::string narrow = found ? to_ansi(*found) : std::string();
  if (narrow.empty() || narrow.size() >= MAX_PATH) return E_INVALIDARG;
  std::memcpy(path, narrow.c_str(), narrow.size() + 1);
  return S_OK;
}

// An item list here is one item that holds a path.
struct ItemList {
  USHORT size;  // of this item
  WCHAR path[1];
};

ItemList* make_list(std::u16string_view path) {
  const size_t size = sizeof(USHORT) + (path.size() + 1) * sizeof(WCHAR);
  auto* list = static_cast<ItemList*>(heap_allocate(size + sizeof(USHORT), true));
  if (!list) return nullptr;
  list->size = static_cast<USHORT>(size);
  std::memcpy(list->path, path.data(), path.size() * sizeof(WCHAR));
  return list;
}

}  // namespace

EXPORT(shell32, HRESULT, SHGetFolderPathW,
       (HWND hwnd, int csidl, HANDLE hToken, DWORD dwFlags, LPWSTR pszPath)) {
  return pszPath ? give(csidl, pszPath) : E_INVALIDARG;
}
EXPORT(shell32, HRESULT, SHGetFolderPathA,
       (HWND hwnd, int csidl, HANDLE hToken, DWORD dwFlags, LPSTR pszPath)) {
  return pszPath ? give(csidl, pszPath) : E_INVALIDARG;
}
EXPORT(shell32, HRESULT, SHGetFolderPathAndSubDirW,
       (HWND hwnd, int csidl, HANDLE hToken, DWORD dwFlags, LPCWSTR pszSubDir, LPWSTR pszPath)) {
  const auto found = folder_path(csidl & ~kFlags);
  if (!found || !pszPath) return E_INVALIDARG;
  std::u16string path = *found;
  if (pszSubDir && *pszSubDir) (path += u'\\') += view_of(pszSubDir);
  if (path.size() >= MAX_PATH) return E_INVALIDARG;
  std::memcpy(pszPath, path.c_str(), (path.size() + 1) * sizeof(WCHAR));
  return S_OK;
}
EXPORT(shell32, BOOL, SHGetSpecialFolderPathW,
       (HWND hwnd, LPWSTR pszPath, int csidl, BOOL fCreate)) {
  return pszPath && give(csidl, pszPath) == S_OK;
}
EXPORT(shell32, BOOL, SHGetSpecialFolderPathA,
       (HWND hwnd, LPSTR pszPath, int csidl, BOOL fCreate)) {
  return pszPath && give(csidl, pszPath) == S_OK;
}
EXPORT(shell32, HRESULT, SHGetKnownFolderPath,
       (const GUID* rfid, DWORD dwFlags, HANDLE hToken, LPWSTR* ppszPath)) {
  if (!rfid || !ppszPath) return E_INVALIDARG;
  *ppszPath = nullptr;
  const auto found = folder_path(*rfid);
  if (!found) return result_of_error(ERROR_FILE_NOT_FOUND);
  auto* path = static_cast<WCHAR*>(heap_allocate((found->size() + 1) * sizeof(WCHAR)));
  if (!path) return E_OUTOFMEMORY;
  std::memcpy(path, found->c_str(), (found->size() + 1) * sizeof(WCHAR));
  *ppszPath = path;
  return S_OK;
}
EXPORT(shell32, HRESULT, SHSetKnownFolderPath,
       (const GUID* rfid, DWORD dwFlags, HANDLE hToken, LPCWSTR pszPath)) {
  return E_ACCESSDENIED;
}

EXPORT(shell32, HRESULT, SHGetFolderLocation,
       (HWND hwnd, int csidl, HANDLE hToken, DWORD dwFlags, ItemList** ppidl)) {
  if (!ppidl) return E_INVALIDARG;
  *ppidl = nullptr;
  const auto found = folder_path(csidl & ~kFlags);
  if (!found) return E_INVALIDARG;
  *ppidl = make_list(*found);
  return *ppidl ? S_OK : E_OUTOFMEMORY;
}
EXPORT(shell32, HRESULT, SHGetSpecialFolderLocation, (HWND hwnd, int csidl, ItemList** ppidl)) {
  return SHGetFolderLocation(hwnd, csidl, nullptr, 0, ppidl);
}
EXPORT(shell32, HRESULT, SHGetKnownFolderIDList,
       (const GUID* rfid, DWORD dwFlags, HANDLE hToken, ItemList** ppidl)) {
  if (!rfid || !ppidl) return E_INVALIDARG;
  *ppidl = nullptr;
  const auto found = folder_path(*rfid);
  if (!found) return result_of_error(ERROR_FILE_NOT_FOUND);
  *ppidl = make_list(*found);
  return *ppidl ? S_OK : E_OUTOFMEMORY;
}
EXPORT(shell32, ItemList*, ILCreateFromPathW, (LPCWSTR pszPath)) {
  return make_list(view_of(pszPath));
}
EXPORT(shell32, BOOL, SHGetPathFromIDListW, (const ItemList* pidl, LPWSTR pszPath)) {
  if (!pidl || !pszPath) return FALSE;
  const std::u16string_view path = view_of(pidl->path);
  if (!pidl->size || path.size() >= MAX_PATH) return FALSE;
  std::memcpy(pszPath, path.data(), path.size() * sizeof(WCHAR));
  pszPath[path.size()] = 0;
  return TRUE;
}
EXPORT(shell32, BOOL, SHGetPathFromIDListA, (const ItemList* pidl, LPSTR pszPath)) {
  if (!pidl || !pszPath || !pidl->size) return FALSE;
  const std::string path = to_ansi(view_of(pidl->path));
  if (path.size() >= MAX_PATH) return FALSE;
  std::memcpy(pszPath, path.c_str(), path.size() + 1);
  return TRUE;
}
EXPORT(shell32, void, ILFree, (ItemList * pidl)) { heap_free(pidl); }
ALSO(shell32, SHFree, "combase.CoTaskMemFree");
ALSO(shell32, SHAlloc, "combase.CoTaskMemAlloc");
EXPORT(shell32, HRESULT, SHGetMalloc, (IUnknown * *ppMalloc)) {
  return combase::CoGetMalloc(1, ppMalloc);
}

}  // namespace shell32
}  // namespace mimic::win
