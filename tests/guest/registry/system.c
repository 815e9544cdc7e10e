// What programs look up about the system.
#include "check.h"

static void text(HKEY root, const char* key, const char* name, char* to, DWORD size) {
  CHECK(RegGetValueA(root, key, name, RRF_RT_REG_SZ, NULL, to, &size) == 0);
}

int main(void) {
  char value[512];
  text(HKEY_LOCAL_MACHINE, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "CurrentBuild", value,
       sizeof value);
  CHECK(atoi(value) >= 10000);
  text(HKEY_LOCAL_MACHINE, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "ProductName", value,
       sizeof value);
  CHECK(strncmp(value, "Windows ", 8) == 0);
  text(HKEY_LOCAL_MACHINE, "SOFTWARE\\Microsoft\\Cryptography", "MachineGuid", value, sizeof value);
  CHECK(strlen(value) == 36);
  // CurrentControlSet is a symbolic link.
  text(HKEY_LOCAL_MACHINE, "SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage", "OEMCP", value,
       sizeof value);
  CHECK(atoi(value) > 0);
  text(HKEY_LOCAL_MACHINE, "HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0",
       "ProcessorNameString", value, sizeof value);
  BYTE zone[44];
  DWORD size = sizeof zone;
  CHECK(RegGetValueA(HKEY_LOCAL_MACHINE,
                     "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Time Zones\\UTC", "TZI",
                     RRF_RT_REG_BINARY, NULL, zone, &size) == 0 &&
        size == 44);
  HKEY key;
  CHECK(RegOpenKeyExA(HKEY_CLASSES_ROOT, ".exe", 0, KEY_READ, &key) == 0);
  RegCloseKey(key);
  CHECK(RegOpenKeyExA(HKEY_CURRENT_USER, "Environment", 0, KEY_READ, &key) == 0);
  RegCloseKey(key);
  CHECK(RegOpenKeyExA(HKEY_USERS, NULL, 0, KEY_READ, &key) == 0);
  RegCloseKey(key);
  CHECK(RegOpenKeyExA(NULL, "x", 0, KEY_READ, &key) == ERROR_INVALID_HANDLE);
  return 0;
}
