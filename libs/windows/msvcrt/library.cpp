// Libraries and error modes, under names of the C runtimes.
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, HMODULE, LoadLibraryA, (LPCSTR lpLibFileName));
DECLARE_EXPORT(kernel32, BOOL, FreeLibrary, (HMODULE hLibModule));
DECLARE_EXPORT(kernel32, FARPROC, GetProcAddress, (HMODULE hModule, LPCSTR lpProcName));
DECLARE_EXPORT(kernel32, UINT, SetErrorMode, (UINT uMode));

}  // namespace mimic::win::kernel32

namespace mimic::win::msvcrt {

CRT_EXPORT_O(intptr_t, _loaddll, (const char* name)) {
  return reinterpret_cast<intptr_t>(kernel32::LoadLibraryA(name));
}
// The result is a Windows error.
CRT_EXPORT_O(int, _unloaddll, (intptr_t library)) {
  if (kernel32::FreeLibrary(reinterpret_cast<HMODULE>(library))) return 0;
  return 6;  // ERROR_INVALID_HANDLE
}
CRT_EXPORT_O(void*, _getdllprocaddr, (intptr_t library, const char* name, intptr_t ordinal)) {
  if (!name && ordinal > 0xffff) return nullptr;
  return kernel32::GetProcAddress(reinterpret_cast<HMODULE>(library),
                                  name ? name : reinterpret_cast<const char*>(ordinal));
}
CRT_EXPORT_O(void, _seterrormode, (int mode)) { kernel32::SetErrorMode(static_cast<UINT>(mode)); }

}  // namespace mimic::win::msvcrt
