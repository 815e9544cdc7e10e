// What is known of an open file: size, times, identity; and its position.
#include "libs/windows/core/file_information.h"

#include <bit>
#include <cstring>

#include "libs/windows/core/file.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD FILE_BEGIN = 0, FILE_CURRENT = 1, FILE_END = 2;
constexpr DWORD INVALID_SET_FILE_POINTER = 0xffffffff, INVALID_FILE_SIZE = 0xffffffff;

struct BY_HANDLE_FILE_INFORMATION {
  DWORD dwFileAttributes;
  FILETIME ftCreationTime, ftLastAccessTime, ftLastWriteTime;
  DWORD dwVolumeSerialNumber;
  DWORD nFileSizeHigh, nFileSizeLow;
  DWORD nNumberOfLinks;
  DWORD nFileIndexHigh, nFileIndexLow;
};
static_assert(sizeof(BY_HANDLE_FILE_INFORMATION) == 52);

FILETIME file_time_of(int64_t time) { return std::bit_cast<FILETIME>(time); }

template <class T>
NTSTATUS query(IoObject& object, ULONG information_class, T& information) {
  ULONG_PTR written = 0;
  const NTSTATUS status =
      object.query(information_class, &information, sizeof information, &written);
  return status == STATUS_INVALID_PARAMETER ? STATUS_INVALID_DEVICE_REQUEST : status;
}

// Moves the position of a file. What has none, a pipe or a console, takes any and keeps none.
Expected<int64_t> move(HANDLE handle, int64_t distance, DWORD method) {
  const auto object = io_object_of(handle, 0);
  if (!object) return nt_fail(object.error());
  auto* const file = File::is((*object)->type()) ? static_cast<File*>(object->get()) : nullptr;
  int64_t base = 0;
  if (method == FILE_CURRENT && file) {
    const auto position = file->position();
    if (!position) return nt_fail(position.error());
    base = *position;
  } else if (method == FILE_END) {
    FILE_STANDARD_INFORMATION standard;
    if (const NTSTATUS status = query(**object, kFileStandardInformation, standard);
        !nt_success(status))
      return nt_fail(status);
    base = standard.EndOfFile;
  }
  int64_t place;
  if (__builtin_add_overflow(base, distance, &place)) return nt_fail(STATUS_INVALID_PARAMETER);
  if (place < 0) return place;
  if (file) {
    if (const NTSTATUS status = file->set_position(place); !nt_success(status))
      return nt_fail(status);
  }
  return place;
}

}  // namespace

EXPORT(kernel32, BOOL, SetFilePointerEx,
       (HANDLE hFile, LARGE_INTEGER liDistanceToMove, LARGE_INTEGER* lpNewFilePointer,
        DWORD dwMoveMethod)) {
  if (dwMoveMethod > FILE_END) return fail_with(ERROR_INVALID_PARAMETER);
  const auto place = move(hFile, liDistanceToMove.QuadPart, dwMoveMethod);
  if (!place) return fail(place.error());
  if (*place < 0) return fail_with(ERROR_NEGATIVE_SEEK);
  if (lpNewFilePointer) lpNewFilePointer->QuadPart = *place;
  return TRUE;
}

EXPORT(kernel32, DWORD, SetFilePointer,
       (HANDLE hFile, LONG lDistanceToMove, LONG* lpDistanceToMoveHigh, DWORD dwMoveMethod)) {
  if (dwMoveMethod > FILE_END) return fail_with(ERROR_INVALID_PARAMETER), INVALID_SET_FILE_POINTER;
  const int64_t distance =
      lpDistanceToMoveHigh
          ? static_cast<int64_t>(static_cast<uint64_t>(*lpDistanceToMoveHigh) << 32 |
                                 static_cast<uint32_t>(lDistanceToMove))
          : lDistanceToMove;
  // A caller without room for the upper half gets nowhere beyond the lower one.
  int64_t before = 0;
  if (!lpDistanceToMoveHigh) {
    const auto position = move(hFile, 0, FILE_CURRENT);
    if (!position) return fail(position.error()), INVALID_SET_FILE_POINTER;
    before = *position;
  }
  const auto place = move(hFile, distance, dwMoveMethod);
  if (!place) return fail(place.error()), INVALID_SET_FILE_POINTER;
  if (*place < 0) return fail_with(ERROR_NEGATIVE_SEEK), INVALID_SET_FILE_POINTER;
  if (!lpDistanceToMoveHigh && *place > UINT32_MAX) {
    move(hFile, before, FILE_BEGIN);
    return fail_with(ERROR_INVALID_PARAMETER), INVALID_SET_FILE_POINTER;
  }
  if (lpDistanceToMoveHigh) *lpDistanceToMoveHigh = static_cast<LONG>(*place >> 32);
  const auto low = static_cast<DWORD>(*place);
  if (low == INVALID_SET_FILE_POINTER) set_last_error(ERROR_SUCCESS);
  return low;
}

EXPORT(kernel32, BOOL, GetFileSizeEx, (HANDLE hFile, LARGE_INTEGER* lpFileSize)) {
  const auto object = io_object_of(hFile, 0);
  if (!object) return fail(object.error());
  FILE_STANDARD_INFORMATION standard;
  const NTSTATUS status = query(**object, kFileStandardInformation, standard);
  if (!nt_success(status)) return fail(status);
  lpFileSize->QuadPart = standard.EndOfFile;
  return TRUE;
}

EXPORT(kernel32, DWORD, GetFileSize, (HANDLE hFile, LPDWORD lpFileSizeHigh)) {
  LARGE_INTEGER size;
  if (!GetFileSizeEx(hFile, &size)) return INVALID_FILE_SIZE;
  if (lpFileSizeHigh) *lpFileSizeHigh = static_cast<DWORD>(size.QuadPart >> 32);
  const auto low = static_cast<DWORD>(size.QuadPart);
  if (low == INVALID_FILE_SIZE) set_last_error(ERROR_SUCCESS);
  return low;
}

EXPORT(kernel32, BOOL, GetFileInformationByHandle,
       (HANDLE hFile, BY_HANDLE_FILE_INFORMATION* lpFileInformation)) {
  const auto object = io_object_of(hFile, 0);
  if (!object) return fail(object.error());
  if (!File::is((*object)->type()) || (*object)->file_type() == FILE_TYPE_CHAR)
    return fail(STATUS_INVALID_DEVICE_REQUEST);
  const auto metadata = static_cast<const File&>(**object).metadata();
  if (!metadata) return fail(metadata.error());
  BY_HANDLE_FILE_INFORMATION information;
  information.dwFileAttributes = metadata->attributes;
  information.ftCreationTime = file_time_of(metadata->creation_time);
  information.ftLastAccessTime = file_time_of(metadata->access_time);
  information.ftLastWriteTime = file_time_of(metadata->write_time);
  information.dwVolumeSerialNumber = metadata->volume_serial();
  information.nFileSizeHigh = static_cast<DWORD>(metadata->size >> 32);
  information.nFileSizeLow = static_cast<DWORD>(metadata->size);
  information.nNumberOfLinks = metadata->links;
  information.nFileIndexHigh = static_cast<DWORD>(metadata->id >> 32);
  information.nFileIndexLow = static_cast<DWORD>(metadata->id);
  *lpFileInformation = information;
  return TRUE;
}

}  // namespace mimic::win::kernel32
