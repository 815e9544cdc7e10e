// File mappings: CreateFileMapping, MapViewOfFile and their kind.
#include <algorithm>

#include "libs/windows/core/memory.h"
#include "libs/windows/core/section.h"
#include "libs/windows/core/section_view.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win {

namespace ntdll {
DECLARE_EXPORT(ntdll, NTSTATUS, NtMapViewOfSection,
               (HANDLE SectionHandle, HANDLE ProcessHandle, PVOID* BaseAddress, ULONG_PTR ZeroBits,
                SIZE_T CommitSize, LARGE_INTEGER* SectionOffset, SIZE_T* ViewSize,
                ULONG InheritDisposition, ULONG AllocationType, ULONG Win32Protect));
DECLARE_EXPORT(ntdll, NTSTATUS, NtUnmapViewOfSection, (HANDLE ProcessHandle, PVOID BaseAddress));
DECLARE_EXPORT(ntdll, NTSTATUS, NtQueryVirtualMemory,
               (HANDLE ProcessHandle, PVOID BaseAddress, ULONG MemoryInformationClass,
                PVOID MemoryInformation, SIZE_T MemoryInformationLength, SIZE_T* ReturnLength));
}  // namespace ntdll

namespace kernel32 {

namespace {

constexpr DWORD FILE_MAP_COPY = 1, FILE_MAP_WRITE = 2, FILE_MAP_READ = 4, FILE_MAP_EXECUTE = 0x20;
const HANDLE kCurrentProcess = reinterpret_cast<HANDLE>(-1);

// The rights of the handle that CreateFileMapping gives for a protection.
ACCESS_MASK rights_for(DWORD protect) {
  ACCESS_MASK access = 0xf0000 | SECTION_QUERY | SECTION_MAP_READ;  // and the standard rights
  if (protect & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE)) access |= SECTION_MAP_WRITE;
  if (protect &
      (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY))
    access |= SECTION_MAP_EXECUTE | SECTION_MAP_EXECUTE_EXPLICIT;
  return access;
}

DWORD protection_for(DWORD access) {
  if (access & FILE_MAP_EXECUTE) {
    if (access & FILE_MAP_WRITE) return PAGE_EXECUTE_READWRITE;
    if (access & FILE_MAP_COPY) return PAGE_EXECUTE_WRITECOPY;
    return PAGE_EXECUTE_READ;
  }
  if (access == FILE_MAP_COPY) return PAGE_WRITECOPY;
  if (access & FILE_MAP_WRITE) return PAGE_READWRITE;
  if (access & FILE_MAP_READ) return PAGE_READONLY;
  return access & FILE_MAP_COPY ? PAGE_WRITECOPY : PAGE_NOACCESS;
}

LPVOID map(HANDLE section, LPVOID base, uint64_t offset, SIZE_T size, DWORD type, DWORD protect) {
  LARGE_INTEGER start = {static_cast<int64_t>(offset)};
  const NTSTATUS status = ntdll::NtMapViewOfSection(section, kCurrentProcess, &base, 0, 0, &start,
                                                    &size, 1, type, protect);
  if (nt_success(status)) return base;
  fail(status);
  return nullptr;
}

}  // namespace

EXPORT(kernel32, HANDLE, CreateFileMappingW,
       (HANDLE hFile, const SECURITY_ATTRIBUTES* lpFileMappingAttributes, DWORD flProtect,
        DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCWSTR lpName)) {
  constexpr DWORD kProtections = 0xff;
  SectionRequest request;
  request.file = hFile == INVALID_HANDLE_VALUE ? nullptr : hFile;
  request.size = uint64_t{dwMaximumSizeHigh} << 32 | dwMaximumSizeLow;
  request.protect = flProtect & kProtections;
  request.attributes = flProtect & ~DWORD{0xffff};
  if (!request.attributes || request.attributes == SEC_NOCACHE ||
      request.attributes == SEC_LARGE_PAGES)
    request.attributes |= SEC_COMMIT;
  if (!hFile) {
    set_last_error(ERROR_INVALID_HANDLE);
    return nullptr;
  }
  auto name = full_name_of(view_of(lpName));
  if (!name) {
    fail(name.error());
    return nullptr;
  }
  return created(create_section(std::move(*name), request), rights_for(request.protect),
                 kSectionAllAccess, lpFileMappingAttributes);
}

EXPORT(kernel32, HANDLE, CreateFileMappingA,
       (HANDLE hFile, const SECURITY_ATTRIBUTES* lpFileMappingAttributes, DWORD flProtect,
        DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCSTR lpName)) {
  return CreateFileMappingW(hFile, lpFileMappingAttributes, flProtect, dwMaximumSizeHigh,
                            dwMaximumSizeLow, WideName(lpName));
}

EXPORT(kernel32, HANDLE, CreateFileMappingNumaW,
       (HANDLE hFile, const SECURITY_ATTRIBUTES* lpFileMappingAttributes, DWORD flProtect,
        DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCWSTR lpName, DWORD nndPreferred)) {
  return CreateFileMappingW(hFile, lpFileMappingAttributes, flProtect, dwMaximumSizeHigh,
                            dwMaximumSizeLow, lpName);
}

EXPORT(kernel32, HANDLE, CreateFileMappingNumaA,
       (HANDLE hFile, const SECURITY_ATTRIBUTES* lpFileMappingAttributes, DWORD flProtect,
        DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCSTR lpName, DWORD nndPreferred)) {
  return CreateFileMappingA(hFile, lpFileMappingAttributes, flProtect, dwMaximumSizeHigh,
                            dwMaximumSizeLow, lpName);
}

EXPORT(kernel32, HANDLE, CreateFileMappingFromApp,
       (HANDLE hFile, const SECURITY_ATTRIBUTES* SecurityAttributes, ULONG PageProtection,
        ULONG64 MaximumSize, LPCWSTR Name)) {
  return CreateFileMappingW(hFile, SecurityAttributes, PageProtection,
                            static_cast<DWORD>(MaximumSize >> 32), static_cast<DWORD>(MaximumSize),
                            Name);
}

EXPORT(kernel32, HANDLE, CreateFileMapping2,
       (HANDLE File, const SECURITY_ATTRIBUTES* SecurityAttributes, ULONG DesiredAccess,
        ULONG PageProtection, ULONG AllocationAttributes, ULONG64 MaximumSize, LPCWSTR Name,
        PVOID ExtendedParameters, ULONG ParameterCount)) {
  return CreateFileMappingW(File, SecurityAttributes, PageProtection | AllocationAttributes,
                            static_cast<DWORD>(MaximumSize >> 32), static_cast<DWORD>(MaximumSize),
                            Name);
}

EXPORT(kernel32, HANDLE, OpenFileMappingW,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)) {
  const auto failed = [](NTSTATUS status) -> HANDLE {
    fail(status);
    return nullptr;
  };
  if (!lpName) return failed(STATUS_INVALID_PARAMETER);
  const auto name = full_name_of(view_of(lpName));
  if (!name) return failed(name.error());
  auto section = open_section(*name);
  if (!section) return failed(section.error());
  // A copy is made of what is read; the right to execute has a number of its own here.
  ACCESS_MASK access = dwDesiredAccess;
  if (access & FILE_MAP_COPY) access |= SECTION_MAP_READ;
  if (access & FILE_MAP_EXECUTE) access = (access & ~FILE_MAP_EXECUTE) | SECTION_MAP_EXECUTE;
  if (access & SECTION_MAP_WRITE) access |= SECTION_MAP_READ;
  const HANDLE handle = handles().insert(
      std::move(*section), specific_access(access, kSectionAllAccess), bInheritHandle != 0);
  return handle ? handle : failed(STATUS_INSUFFICIENT_RESOURCES);
}

EXPORT(kernel32, HANDLE, OpenFileMappingA,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)) {
  return OpenFileMappingW(dwDesiredAccess, bInheritHandle, WideName(lpName));
}

EXPORT(kernel32, HANDLE, OpenFileMappingFromApp,
       (ULONG DesiredAccess, BOOL InheritHandle, LPCWSTR Name)) {
  return OpenFileMappingW(DesiredAccess, InheritHandle, Name);
}

EXPORT(kernel32, LPVOID, MapViewOfFileEx,
       (HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh,
        DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap, LPVOID lpBaseAddress)) {
  return map(hFileMappingObject, lpBaseAddress, uint64_t{dwFileOffsetHigh} << 32 | dwFileOffsetLow,
             dwNumberOfBytesToMap, 0, protection_for(dwDesiredAccess));
}

EXPORT(kernel32, LPVOID, MapViewOfFile,
       (HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh,
        DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap)) {
  return MapViewOfFileEx(hFileMappingObject, dwDesiredAccess, dwFileOffsetHigh, dwFileOffsetLow,
                         dwNumberOfBytesToMap, nullptr);
}

EXPORT(kernel32, LPVOID, MapViewOfFileFromApp,
       (HANDLE hFileMappingObject, ULONG DesiredAccess, ULONG64 FileOffset,
        SIZE_T NumberOfBytesToMap)) {
  return map(hFileMappingObject, nullptr, FileOffset, NumberOfBytesToMap, 0,
             protection_for(DesiredAccess));
}

EXPORT(kernel32, LPVOID, MapViewOfFileExNuma,
       (HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh,
        DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap, LPVOID lpBaseAddress,
        DWORD nndPreferred)) {
  return MapViewOfFileEx(hFileMappingObject, dwDesiredAccess, dwFileOffsetHigh, dwFileOffsetLow,
                         dwNumberOfBytesToMap, lpBaseAddress);
}

EXPORT_PARTIAL("only into the current process", kernel32, LPVOID, MapViewOfFileNuma2,
               (HANDLE FileMappingHandle, HANDLE ProcessHandle, ULONG64 Offset, PVOID BaseAddress,
                SIZE_T ViewSize, ULONG AllocationType, ULONG PageProtection, ULONG PreferredNode)) {
  LARGE_INTEGER start = {static_cast<int64_t>(Offset)};
  const NTSTATUS status =
      ntdll::NtMapViewOfSection(FileMappingHandle, ProcessHandle, &BaseAddress, 0, 0, &start,
                                &ViewSize, 1, AllocationType, PageProtection);
  if (nt_success(status)) return BaseAddress;
  fail(status);
  return nullptr;
}

EXPORT_PARTIAL("only into the current process", kernel32, LPVOID, MapViewOfFile3,
               (HANDLE FileMapping, HANDLE Process, PVOID BaseAddress, ULONG64 Offset,
                SIZE_T ViewSize, ULONG AllocationType, ULONG PageProtection,
                PVOID ExtendedParameters, ULONG ParameterCount)) {
  return MapViewOfFileNuma2(FileMapping, Process ? Process : kCurrentProcess, Offset, BaseAddress,
                            ViewSize, AllocationType, PageProtection, 0);
}

EXPORT(kernel32, BOOL, UnmapViewOfFile, (LPCVOID lpBaseAddress)) {
  return succeeded(ntdll::NtUnmapViewOfSection(kCurrentProcess, const_cast<LPVOID>(lpBaseAddress)));
}

EXPORT(kernel32, BOOL, UnmapViewOfFileEx, (LPVOID BaseAddress, ULONG UnmapFlags)) {
  return UnmapViewOfFile(BaseAddress);
}

EXPORT(kernel32, BOOL, UnmapViewOfFile2, (HANDLE Process, LPVOID BaseAddress, ULONG UnmapFlags)) {
  return succeeded(ntdll::NtUnmapViewOfSection(Process, BaseAddress));
}

EXPORT(kernel32, BOOL, FlushViewOfFile, (LPCVOID lpBaseAddress, SIZE_T dwNumberOfBytesToFlush)) {
  void* base = const_cast<void*>(lpBaseAddress);
  return succeeded(flush_view(&base, &dwNumberOfBytesToFlush));
}

EXPORT(kernel32, DWORD, K32GetMappedFileNameW,
       (HANDLE hProcess, LPVOID lpv, LPWSTR lpFilename, DWORD nSize)) {
  constexpr ULONG kMappedFilename = 2;
  struct {
    UNICODE_STRING text;
    WCHAR units[0x8000];
  } name;
  const NTSTATUS status =
      ntdll::NtQueryVirtualMemory(hProcess, lpv, kMappedFilename, &name, sizeof name, nullptr);
  if (!nt_success(status)) return fail(status);
  const DWORD length = name.text.Length / 2;
  if (length >= nSize) set_last_error(ERROR_INSUFFICIENT_BUFFER);
  if (nSize == 0) return 0;
  const DWORD copied = std::min(length, nSize - 1);
  std::copy_n(name.text.Buffer, copied, lpFilename);
  lpFilename[copied] = 0;
  return copied;
}

EXPORT(kernel32, DWORD, K32GetMappedFileNameA,
       (HANDLE hProcess, LPVOID lpv, LPSTR lpFilename, DWORD nSize)) {
  std::u16string wide(0x8000, u'\0');
  const DWORD length =
      K32GetMappedFileNameW(hProcess, lpv, wide.data(), static_cast<DWORD>(wide.size()));
  if (length == 0) return 0;
  const std::string narrow = to_ansi(std::u16string_view(wide).substr(0, length));
  if (narrow.size() >= nSize) set_last_error(ERROR_INSUFFICIENT_BUFFER);
  if (nSize == 0) return 0;
  const size_t copied = std::min<size_t>(narrow.size(), nSize - 1);
  std::copy_n(narrow.data(), copied, lpFilename);
  lpFilename[copied] = 0;
  return static_cast<DWORD>(copied);
}

ALSO(psapi, GetMappedFileNameW, "kernel32.K32GetMappedFileNameW");
ALSO(psapi, GetMappedFileNameA, "kernel32.K32GetMappedFileNameA");

}  // namespace kernel32

namespace kernelbase {

// MapViewOfFile2 is an inline function of the SDK on this one.
ALSO(kernelbase, MapViewOfFileNuma2, "kernel32.MapViewOfFileNuma2");

}  // namespace kernelbase
}  // namespace mimic::win
