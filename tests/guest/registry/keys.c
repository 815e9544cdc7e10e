// Keys: making, opening, listing, renaming, deleting.
#include "check.h"

#define ROOT L"Software\\MimicTest-keys"

int main(void) {
  HKEY root, key, again, child;
  DWORD disposition;
  RegDeleteTreeW(HKEY_CURRENT_USER, ROOT);
  CHECK(RegOpenKeyExW(HKEY_CURRENT_USER, ROOT, 0, KEY_READ, &root) == ERROR_FILE_NOT_FOUND);
  CHECK(root == NULL);
  CHECK(RegCreateKeyExW(HKEY_CURRENT_USER, ROOT, 0, L"cls", 0, KEY_ALL_ACCESS, NULL, &root,
                        &disposition) == 0);
  CHECK(disposition == REG_CREATED_NEW_KEY);
  CHECK(RegCreateKeyExW(HKEY_CURRENT_USER, ROOT, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &again,
                        &disposition) == 0);
  CHECK(disposition == REG_OPENED_EXISTING_KEY);
  CHECK(RegCloseKey(again) == 0);

  // Missing parents are made; case does not matter.
  CHECK(RegCreateKeyExW(root, L"b\\Inner", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL) == 0);
  CHECK(RegOpenKeyExW(root, L"B\\iNNER", 0, KEY_READ, &again) == 0);
  RegCloseKey(again);
  CHECK(RegCreateKeyW(root, L"A", &child) == 0);
  CHECK(RegCreateKeyW(root, L"c", &again) == 0);
  RegCloseKey(again);

  // Sorted without regard to case.
  WCHAR name[64];
  DWORD size = 64;
  CHECK(RegEnumKeyExW(root, 0, name, &size, NULL, NULL, NULL, NULL) == 0);
  CHECK(size == 1 && wcscmp(name, L"A") == 0);
  size = 1;
  CHECK(RegEnumKeyExW(root, 1, name, &size, NULL, NULL, NULL, NULL) == ERROR_MORE_DATA);
  size = 64;
  CHECK(RegEnumKeyExW(root, 3, name, &size, NULL, NULL, NULL, NULL) == ERROR_NO_MORE_ITEMS);
  char narrow[64];
  size = 64;
  CHECK(RegEnumKeyExA(root, 2, narrow, &size, NULL, NULL, NULL, NULL) == 0 &&
        strcmp(narrow, "c") == 0);

  DWORD children, longest, values;
  size = 64;
  CHECK(RegQueryInfoKeyW(root, name, &size, NULL, &children, &longest, NULL, &values, NULL, NULL,
                         NULL, NULL) == 0);
  CHECK(children == 3 && longest == 1 && values == 0 && wcscmp(name, L"cls") == 0);

  // A key with subkeys stays.
  CHECK(RegDeleteKeyW(root, L"b") == ERROR_ACCESS_DENIED);
  CHECK(RegDeleteKeyW(root, L"b\\inner") == 0);
  // The handle is left with nothing behind it.
  CHECK(RegSetValueExW(key, L"x", 0, REG_SZ, (BYTE*)L"", 2) == ERROR_KEY_DELETED);
  CHECK(RegCloseKey(key) == 0);
  CHECK(RegDeleteKeyW(root, L"b") == 0);
  CHECK(RegDeleteKeyW(root, L"b") == ERROR_FILE_NOT_FOUND);

  // Below a volatile key all is volatile.
  CHECK(RegCreateKeyExW(root, L"v", 0, NULL, REG_OPTION_VOLATILE, KEY_ALL_ACCESS, NULL, &key,
                        NULL) == 0);
  CHECK(RegCreateKeyExW(key, L"n", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &again, NULL) ==
        ERROR_CHILD_MUST_BE_VOLATILE);
  RegCloseKey(key);

  // Rights are those asked for.
  CHECK(RegOpenKeyExW(root, L"A", 0, KEY_READ, &key) == 0);
  CHECK(RegSetValueExW(key, L"x", 0, REG_SZ, (BYTE*)L"", 2) == ERROR_ACCESS_DENIED);
  RegCloseKey(key);
  CHECK(RegCloseKey(child) == 0);
  CHECK(RegCloseKey(child) == ERROR_INVALID_HANDLE);
  CHECK(RegDeleteTreeW(root, NULL) == 0);
  CHECK(RegQueryInfoKeyW(root, NULL, NULL, NULL, &children, NULL, NULL, NULL, NULL, NULL, NULL,
                         NULL) == 0 &&
        children == 0);
  CHECK(RegDeleteKeyW(HKEY_CURRENT_USER, ROOT) == 0);
  return 0;
}
