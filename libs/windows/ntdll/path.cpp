// DOS paths in ntdll: RtlGetFullPathName_U and its kind.
#include "libs/windows/core/path.h"

#include <cstring>

#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

struct RTL_RELATIVE_NAME_U {
  UNICODE_STRING RelativeName;
  HANDLE ContainingDirectory;
  PVOID CurDirRef;
};

struct RTL_UNICODE_STRING_BUFFER {
  UNICODE_STRING String;
  struct {
    UCHAR* Buffer;
    UCHAR* StaticBuffer;
    SIZE_T Size, StaticSize, ReservedForAllocatedSize;
    PVOID ReservedForIMalloc;
  } ByteBuffer;
  UCHAR MinimumStaticBufferForTerminalNul[2];
};

namespace {

// Bytes without the terminator where they fit, else bytes with it.
ULONG give(std::u16string_view text, WCHAR* buffer, ULONG size) {
  const ULONG bytes = text.size() * 2;
  if (size < bytes + 2) return bytes + 2;
  std::memcpy(buffer, text.data(), bytes);
  buffer[text.size()] = 0;
  return bytes;
}

WCHAR* file_part_of(WCHAR* path, size_t length) {
  while (length && path[length - 1] != u'\\') --length;
  return path[length] ? path + length : nullptr;
}

NTSTATUS give_nt_path(LPCWSTR dos_name, UNICODE_STRING* nt_name, LPWSTR* part,
                      RTL_RELATIVE_NAME_U* relative) {
  const auto name = nt_path(view_of(dos_name));
  if (!name) return name.error();
  const size_t bytes = name->size() * 2;
  if (bytes > 0xfffc) return STATUS_NAME_TOO_LONG;
  auto* const buffer = static_cast<WCHAR*>(heap_allocate(bytes + 2));
  if (!buffer) return STATUS_NO_MEMORY;
  std::memcpy(buffer, name->c_str(), bytes + 2);
  *nt_name = {static_cast<USHORT>(bytes), static_cast<USHORT>(bytes + 2), buffer};
  if (part) *part = file_part_of(buffer, name->size());
  // The name is never told relative to the current directory.
  if (relative) *relative = {};
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, ULONG, RtlGetFullPathName_U,
       (LPCWSTR FileName, ULONG Size, LPWSTR Buffer, LPWSTR* ShortName)) {
  if (ShortName) *ShortName = nullptr;
  const std::u16string path = full_path(view_of(FileName));
  if (path.empty()) return 0;
  const ULONG bytes = give(path, Buffer, Size);
  if (ShortName && bytes < Size) *ShortName = file_part_of(Buffer, path.size());
  return bytes;
}

EXPORT(ntdll, NTSTATUS, RtlGetFullPathName_UEx,
       (LPCWSTR FileName, ULONG Size, LPWSTR Buffer, LPWSTR* ShortName, ULONG* BytesRequired)) {
  const ULONG bytes = RtlGetFullPathName_U(FileName, Size, Buffer, ShortName);
  if (BytesRequired) *BytesRequired = bytes;
  return bytes ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}

EXPORT(ntdll, NTSTATUS, RtlDosPathNameToNtPathName_U_WithStatus,
       (LPCWSTR DosName, UNICODE_STRING* NtName, LPWSTR* PartName,
        RTL_RELATIVE_NAME_U* RelativeName)) {
  return give_nt_path(DosName, NtName, PartName, RelativeName);
}
EXPORT(ntdll, BOOLEAN, RtlDosPathNameToNtPathName_U,
       (LPCWSTR DosName, UNICODE_STRING* NtName, LPWSTR* PartName,
        RTL_RELATIVE_NAME_U* RelativeName)) {
  return nt_success(give_nt_path(DosName, NtName, PartName, RelativeName));
}
ALSO(ntdll, RtlDosPathNameToRelativeNtPathName_U, "ntdll.RtlDosPathNameToNtPathName_U");
ALSO(ntdll, RtlDosPathNameToRelativeNtPathName_U_WithStatus,
     "ntdll.RtlDosPathNameToNtPathName_U_WithStatus");
ALSO(ntdll, RtlDosLongPathNameToNtPathName_U_WithStatus,
     "ntdll.RtlDosPathNameToNtPathName_U_WithStatus");
EXPORT(ntdll, void, RtlReleaseRelativeName, (RTL_RELATIVE_NAME_U * RelativeName)) {}

EXPORT(ntdll, ULONG, RtlGetCurrentDirectory_U, (ULONG BufferLength, LPWSTR Buffer)) {
  return give(current_directory(), Buffer, BufferLength);
}
EXPORT(ntdll, NTSTATUS, RtlSetCurrentDirectory_U, (const UNICODE_STRING* PathName)) {
  return set_current_directory(std::u16string(view_of(*PathName)));
}

EXPORT(ntdll, ULONG, RtlDetermineDosPathNameType_U, (LPCWSTR DosFileName)) {
  return static_cast<ULONG>(path_type(view_of(DosFileName)));
}

// Offset and length of the name, in bytes.
EXPORT(ntdll, ULONG, RtlIsDosDeviceName_U, (LPCWSTR DosFileName)) {
  const auto path = view_of(DosFileName);
  const auto name = dos_device_name(path);
  if (name.empty()) return 0;
  return static_cast<ULONG>((name.data() - path.data()) * 2) << 16 |
         static_cast<ULONG>(name.size() * 2);
}

EXPORT(ntdll, BOOLEAN, RtlDoesFileExists_U, (LPCWSTR FileName)) {
  return look_up(std::u16string(view_of(FileName)), true).has_value();
}

EXPORT(ntdll, ULONG, RtlGetLongestNtPathLength, ()) { return MAX_PATH + 9; }

// In place: the DOS name is the shorter one.
EXPORT(ntdll, NTSTATUS, RtlNtPathNameToDosPathName,
       (ULONG Flags, RTL_UNICODE_STRING_BUFFER* Path, ULONG* Disposition, LPWSTR* FilePart)) {
  enum : ULONG { kAmbiguous = 1, kUnc = 2, kDrive = 3, kAlreadyDos = 4 };
  if (Disposition) *Disposition = 0;
  if (FilePart) *FilePart = nullptr;
  if (Flags) return STATUS_INVALID_PARAMETER;
  const std::u16string path(view_of(Path->String));
  std::u16string result;
  ULONG kind;
  if (path.starts_with(u"\\??\\UNC\\")) {
    kind = kUnc;
    result = u"\\\\" + path.substr(8);
  } else if (path.starts_with(u"\\??\\") && path.size() >= 6 && path[5] == u':') {
    kind = kDrive;
    result = path.substr(4);
  } else {
    const PathType type = path_type(path);
    kind = type == PathType::kDriveAbsolute || type == PathType::kUncAbsolute ? kAlreadyDos
                                                                              : kAmbiguous;
    result = path;
  }
  WCHAR* const buffer = Path->String.Buffer;
  std::memcpy(buffer, result.data(), result.size() * 2);
  if (result.size() * 2 + 2 <= Path->String.MaximumLength) buffer[result.size()] = 0;
  Path->String.Length = static_cast<USHORT>(result.size() * 2);
  if (Disposition) *Disposition = kind;
  if (FilePart && result.size() * 2 + 2 <= Path->String.MaximumLength)
    *FilePart = file_part_of(buffer, result.size());
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::ntdll
