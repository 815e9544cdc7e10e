// A program looks at its own image: headers, sections, their protections, and those of builtin
// DLLs.
#include "log.h"

#define CHECK(condition) \
  if (!(condition)) printf("line %d: %s (last error %lu)\n", __LINE__, #condition, GetLastError())

static const char kConstant[] = "constant";
static int g_variable = 1;

static DWORD protection(const void* address) {
  MEMORY_BASIC_INFORMATION info;
  if (!VirtualQuery(address, &info, sizeof info)) return 0;
  CHECK(info.State == MEM_COMMIT && info.Type == MEM_IMAGE);
  return info.Protect;
}

int main(void) {
  BYTE* base = (BYTE*)GetModuleHandleA(NULL);
  CHECK(base[0] == 'M' && base[1] == 'Z');
  CHECK(protection(base) == PAGE_READONLY);
  CHECK(protection((void*)main) == PAGE_EXECUTE_READ);
  CHECK(protection(kConstant) == PAGE_READONLY);
  CHECK(protection(&g_variable) == PAGE_READWRITE || protection(&g_variable) == PAGE_WRITECOPY);
  MEMORY_BASIC_INFORMATION info;
  CHECK(VirtualQuery((void*)main, &info, sizeof info) && info.AllocationBase == base);
  CHECK(info.AllocationProtect == PAGE_EXECUTE_WRITECOPY);

  // A builtin DLL can be walked like any other.
  BYTE* kernel = (BYTE*)GetModuleHandleA("kernel32.dll");
  IMAGE_NT_HEADERS64* nt = (IMAGE_NT_HEADERS64*)(kernel + ((IMAGE_DOS_HEADER*)kernel)->e_lfanew);
  CHECK(nt->Signature == IMAGE_NT_SIGNATURE && nt->FileHeader.Machine == IMAGE_FILE_MACHINE_AMD64);
  IMAGE_EXPORT_DIRECTORY* exports =
      (IMAGE_EXPORT_DIRECTORY*)(kernel + nt->OptionalHeader.DataDirectory[0].VirtualAddress);
  CHECK(!_stricmp((char*)kernel + exports->Name, "kernel32.dll"));
  DWORD* names = (DWORD*)(kernel + exports->AddressOfNames);
  WORD* ordinals = (WORD*)(kernel + exports->AddressOfNameOrdinals);
  DWORD* functions = (DWORD*)(kernel + exports->AddressOfFunctions);
  int found = 0;
  for (DWORD i = 0; i < exports->NumberOfNames; ++i) {
    const char* name = (char*)kernel + names[i];
    if (i) CHECK(strcmp((char*)kernel + names[i - 1], name) < 0);
    if (!strcmp(name, "GetTickCount64")) {
      found = 1;
      CHECK((void*)(kernel + functions[ordinals[i]]) ==
            (void*)GetProcAddress((HMODULE)kernel, name));
      CHECK(protection(kernel + functions[ordinals[i]]) == PAGE_EXECUTE_READ);
    }
  }
  CHECK(found);
  puts("end");
  return 0;
}
