// What is asked and set of an open file by class: GetFileInformationByHandleEx and its counterpart;
// times and the end.
#include <bit>
#include <cstring>
#include <vector>

#include "libs/windows/core/directory_query.h"
#include "libs/windows/core/file.h"
#include "libs/windows/core/file_information.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

// FILE_INFO_BY_HANDLE_CLASS: what each is to the system.
enum class Kind : uint8_t { kNone, kInformation, kDirectory, kDirectoryRestart, kVolume };
struct Class {
  Kind kind;
  ULONG number;
};
constexpr ULONG kFileFsSectorSizeInformation = 11;
constexpr Class kClasses[] = {
    {Kind::kInformation, kFileBasicInformation},
    {Kind::kInformation, kFileStandardInformation},
    {Kind::kInformation, kFileNameInformation},
    {Kind::kInformation, kFileRenameInformation},
    {Kind::kInformation, kFileDispositionInformation},
    {Kind::kInformation, kFileAllocationInformation},
    {Kind::kInformation, kFileEndOfFileInformation},
    {Kind::kInformation, kFileStreamInformation},
    {Kind::kInformation, kFileCompressionInformation},
    {Kind::kInformation, kFileAttributeTagInformation},
    {Kind::kDirectory, kFileIdBothDirectoryInformation},
    {Kind::kDirectoryRestart, kFileIdBothDirectoryInformation},
    {Kind::kInformation, kFileIoPriorityHintInformation},
    {Kind::kInformation, kFileRemoteProtocolInformation},
    {Kind::kDirectory, kFileFullDirectoryInformation},
    {Kind::kDirectoryRestart, kFileFullDirectoryInformation},
    {Kind::kVolume, kFileFsSectorSizeInformation},
    {Kind::kInformation, kFileAlignmentInformation},
    {Kind::kInformation, kFileIdInformation},
    {Kind::kDirectory, kFileIdExtdDirectoryInformation},
    {Kind::kDirectoryRestart, kFileIdExtdDirectoryInformation},
    {Kind::kInformation, kFileDispositionInformationEx},
    {Kind::kInformation, kFileRenameInformationEx},
    {Kind::kInformation, kFileCaseSensitiveInformation},
    {Kind::kInformation, kFileNormalizedNameInformation},
};

Class class_of(DWORD number) {
  return number < std::size(kClasses) ? kClasses[number] : Class{Kind::kNone, 0};
}

// What can be set, and cannot be asked.
constexpr bool only_set(ULONG number) {
  return number == kFileRenameInformation || number == kFileDispositionInformation ||
         number == kFileAllocationInformation || number == kFileEndOfFileInformation ||
         number == kFileDispositionInformationEx || number == kFileRenameInformationEx;
}

// A new name is a DOS path here and an NT path below.
NTSTATUS rename_to(IoObject& object, ULONG number, const void* information, DWORD size) {
  FILE_RENAME_INFORMATION header;
  if (size < kRenameNameOffset) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(&header, information, kRenameNameOffset);
  if (header.RootDirectory) return object.set(number, information, size);
  const ULONG length = header.FileNameLength;
  if (length > size - kRenameNameOffset || length % 2) return STATUS_INVALID_PARAMETER;
  std::u16string name(length / 2, 0);
  std::memcpy(name.data(), static_cast<const char*>(information) + kRenameNameOffset, length);
  const auto path = nt_path(name);
  if (!path) return path.error();
  std::vector<char> converted(kRenameNameOffset + path->size() * 2);
  header.FileNameLength = static_cast<ULONG>(path->size() * 2);
  std::memcpy(converted.data(), &header, kRenameNameOffset);
  std::memcpy(converted.data() + kRenameNameOffset, path->data(), path->size() * 2);
  return object.set(number, converted.data(), static_cast<ULONG>(converted.size()));
}

}  // namespace

EXPORT(kernel32, BOOL, GetFileInformationByHandleEx,
       (HANDLE hFile, DWORD FileInformationClass, LPVOID lpFileInformation, DWORD dwBufferSize)) {
  const Class asked = class_of(FileInformationClass);
  if (asked.kind == Kind::kNone || (asked.kind == Kind::kInformation && only_set(asked.number)))
    return fail_with(ERROR_INVALID_PARAMETER);
  const auto object = io_object_of(hFile, 0);
  if (!object) return fail(object.error());
  ULONG_PTR written = 0;
  if (asked.kind == Kind::kInformation)
    return succeeded((*object)->query(asked.number, lpFileInformation, dwBufferSize, &written));
  if (asked.kind == Kind::kVolume)
    return succeeded(
        (*object)->query_volume(asked.number, lpFileInformation, dwBufferSize, &written));
  if ((*object)->type() != ObjectType::kDirectory) return fail_with(ERROR_INVALID_PARAMETER);
  const DirectoryQuery query{asked.number, false, asked.kind == Kind::kDirectoryRestart,
                             std::nullopt};
  return succeeded(query_directory(static_cast<File&>(**object), query, lpFileInformation,
                                   dwBufferSize, &written));
}

EXPORT(kernel32, BOOL, SetFileInformationByHandle,
       (HANDLE hFile, DWORD FileInformationClass, LPVOID lpFileInformation, DWORD dwBufferSize)) {
  const Class asked = class_of(FileInformationClass);
  if (asked.kind != Kind::kInformation) return fail_with(ERROR_INVALID_PARAMETER);
  const auto object = io_object_of(hFile, 0);
  if (!object) return fail(object.error());
  const bool renaming =
      asked.number == kFileRenameInformation || asked.number == kFileRenameInformationEx;
  return succeeded(renaming ? rename_to(**object, asked.number, lpFileInformation, dwBufferSize)
                            : (*object)->set(asked.number, lpFileInformation, dwBufferSize));
}

EXPORT(kernel32, BOOL, SetFileTime,
       (HANDLE hFile, const FILETIME* lpCreationTime, const FILETIME* lpLastAccessTime,
        const FILETIME* lpLastWriteTime)) {
  const auto object = io_object_of(hFile, FILE_WRITE_ATTRIBUTES);
  if (!object) return fail(object.error());
  const auto time = [](const FILETIME* given) {
    return given ? std::bit_cast<int64_t>(*given) : int64_t{0};
  };
  const FILE_BASIC_INFORMATION basic = {time(lpCreationTime), time(lpLastAccessTime),
                                        time(lpLastWriteTime), 0, 0};
  return succeeded((*object)->set(kFileBasicInformation, &basic, sizeof basic));
}

EXPORT(kernel32, BOOL, GetFileTime,
       (HANDLE hFile, FILETIME* lpCreationTime, FILETIME* lpLastAccessTime,
        FILETIME* lpLastWriteTime)) {
  const auto object = io_object_of(hFile, 0);
  if (!object) return fail(object.error());
  FILE_BASIC_INFORMATION basic;
  ULONG_PTR written = 0;
  const NTSTATUS status = (*object)->query(kFileBasicInformation, &basic, sizeof basic, &written);
  if (!nt_success(status)) return fail(status);
  if (lpCreationTime) *lpCreationTime = std::bit_cast<FILETIME>(basic.CreationTime);
  if (lpLastAccessTime) *lpLastAccessTime = std::bit_cast<FILETIME>(basic.LastAccessTime);
  if (lpLastWriteTime) *lpLastWriteTime = std::bit_cast<FILETIME>(basic.LastWriteTime);
  return TRUE;
}

EXPORT(kernel32, BOOL, SetEndOfFile, (HANDLE hFile)) {
  const auto object = io_object_of(hFile, FILE_WRITE_DATA);
  if (!object) return fail(object.error());
  if (!File::is((*object)->type())) return fail(STATUS_INVALID_HANDLE);
  const auto position = static_cast<File&>(**object).position();
  if (!position) return fail(position.error());
  return succeeded((*object)->set(kFileEndOfFileInformation, &*position, sizeof *position));
}

EXPORT(kernel32, BOOL, SetFileValidData, (HANDLE hFile, int64_t ValidDataLength)) {
  const auto object = io_object_of(hFile, FILE_WRITE_DATA);
  if (!object) return fail(object.error());
  return succeeded(
      (*object)->set(kFileValidDataLengthInformation, &ValidDataLength, sizeof ValidDataLength));
}

}  // namespace mimic::win::kernel32
