// Keys and values by the native interface.
#include "check.h"
// clang-format off: stands on windows.h
#include <winternl.h>
// clang-format on

typedef struct {
  LARGE_INTEGER LastWriteTime;
  ULONG TitleIndex, NameLength;
  WCHAR Name[100];
} BasicInformation;
typedef struct {
  ULONG TitleIndex, Type, DataLength;
  UCHAR Data[100];
} PartialInformation;

typedef NTSTATUS(WINAPI* CreateFunction)(HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*, ULONG,
                                         UNICODE_STRING*, ULONG, ULONG*);
typedef NTSTATUS(WINAPI* OpenFunction)(HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*);
typedef NTSTATUS(WINAPI* SetFunction)(HANDLE, UNICODE_STRING*, ULONG, ULONG, const void*, ULONG);
typedef NTSTATUS(WINAPI* QueryFunction)(HANDLE, UNICODE_STRING*, ULONG, void*, ULONG, ULONG*);
typedef NTSTATUS(WINAPI* EnumerateFunction)(HANDLE, ULONG, ULONG, void*, ULONG, ULONG*);
typedef NTSTATUS(WINAPI* QueryKeyFunction)(HANDLE, ULONG, void*, ULONG, ULONG*);
typedef NTSTATUS(WINAPI* DeleteValueFunction)(HANDLE, UNICODE_STRING*);
typedef NTSTATUS(WINAPI* DeleteFunction)(HANDLE);
typedef NTSTATUS(WINAPI* OpenUserFunction)(ACCESS_MASK, HANDLE*);

static void* find(const char* name) {
  void* function = (void*)GetProcAddress(GetModuleHandleA("ntdll"), name);
  CHECK(function);
  return function;
}
static UNICODE_STRING text(const WCHAR* units) {
  UNICODE_STRING string = {wcslen(units) * 2, wcslen(units) * 2 + 2, (WCHAR*)units};
  return string;
}

int main(void) {
  HANDLE user, key, again;
  ULONG disposition, size;
  NTSTATUS status;
  CHECK(((OpenUserFunction)find("RtlOpenCurrentUser"))(KEY_ALL_ACCESS, &user) == 0);
  UNICODE_STRING name = text(L"NativeTest");
  OBJECT_ATTRIBUTES attributes;
  InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, user, NULL);
  CreateFunction create = find("NtCreateKey");
  CHECK(create(&key, KEY_ALL_ACCESS, &attributes, 0, NULL, REG_OPTION_VOLATILE, &disposition) == 0);
  CHECK(disposition == REG_CREATED_NEW_KEY);
  name = text(L"NativeTest\\no\\such");
  CHECK(create(&again, KEY_ALL_ACCESS, &attributes, 0, NULL, REG_OPTION_VOLATILE, NULL) ==
        (NTSTATUS)0xC0000034);
  name = text(L"nativetest");
  CHECK(((OpenFunction)find("NtOpenKey"))(&again, KEY_READ, &attributes) == 0);

  SetFunction set = find("NtSetValueKey");
  QueryFunction query = find("NtQueryValueKey");
  UNICODE_STRING value = text(L"Number");
  DWORD number = 42;
  CHECK(set(key, &value, 0, REG_DWORD, &number, sizeof number) == 0);
  CHECK(set(again, &value, 0, REG_DWORD, &number, sizeof number) == (NTSTATUS)0xC0000022);
  PartialInformation partial;
  CHECK(query(again, &value, 2, &partial, sizeof partial, &size) == 0);
  CHECK(size == 16 && partial.Type == REG_DWORD && partial.DataLength == 4);
  CHECK(memcmp(partial.Data, &number, 4) == 0);
  status = query(again, &value, 2, &partial, 12, &size);
  CHECK(status == (NTSTATUS)0x80000005 && size == 16 && partial.DataLength == 4);
  CHECK(query(again, &value, 2, &partial, 8, &size) == (NTSTATUS)0xC0000023 && size == 16);
  UNICODE_STRING missing = text(L"Missing");
  CHECK(query(again, &missing, 2, &partial, sizeof partial, &size) == (NTSTATUS)0xC0000034);

  BasicInformation basic;
  EnumerateFunction values = find("NtEnumerateValueKey"), keys = find("NtEnumerateKey");
  CHECK(values(key, 0, 2, &partial, sizeof partial, &size) == 0 && partial.Type == REG_DWORD);
  CHECK(values(key, 1, 2, &partial, sizeof partial, &size) == (NTSTATUS)0x8000001A);
  CHECK(keys(key, 0, 0, &basic, sizeof basic, &size) == (NTSTATUS)0x8000001A);
  CHECK(((QueryKeyFunction)find("NtQueryKey"))(key, 0, &basic, sizeof basic, &size) == 0);
  CHECK(basic.NameLength == 20 && memcmp(basic.Name, L"NativeTest", 20) == 0);

  CHECK(((DeleteValueFunction)find("NtDeleteValueKey"))(key, &value) == 0);
  CHECK(((DeleteFunction)find("NtDeleteKey"))(key) == 0);
  CHECK(query(again, &value, 2, &partial, sizeof partial, &size) == (NTSTATUS)0xC000017C);
  name = text(L"nowhere");
  attributes.RootDirectory = NULL;
  CHECK(((OpenFunction)find("NtOpenKey"))(&again, KEY_READ, &attributes) == (NTSTATUS)0xC000003B);
  name = text(L"\\Registry\\Machine\\Software");
  CHECK(((OpenFunction)find("NtOpenKey"))(&again, KEY_READ, &attributes) == 0);
  return 0;
}
