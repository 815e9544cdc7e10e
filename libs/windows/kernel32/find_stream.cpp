// The streams of a file, and its names. A file of Linux has one stream of data.
#include <cstring>

#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/find.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD FindStreamInfoStandard = 0;

struct WIN32_FIND_STREAM_DATA {
  LARGE_INTEGER StreamSize;
  WCHAR cStreamName[MAX_PATH + 36];
};
static_assert(sizeof(WIN32_FIND_STREAM_DATA) == 600);

// What ends a search that has given all there is is one without matches.
HANDLE finished_search() { return handles().insert(make_object<Find>(), 0); }

}  // namespace

EXPORT(kernel32, HANDLE, FindFirstStreamW,
       (LPCWSTR lpFileName, DWORD InfoLevel, WIN32_FIND_STREAM_DATA* lpFindStreamData,
        DWORD dwFlags)) {
  if (InfoLevel != FindStreamInfoStandard || dwFlags)
    return fail_with(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
  const auto found = look_up(view_of(lpFileName), false);
  if (!found) return fail(found.error()), INVALID_HANDLE_VALUE;
  if (found->metadata.is_directory()) return fail_with(ERROR_HANDLE_EOF), INVALID_HANDLE_VALUE;
  constexpr WCHAR kName[] = u"::$DATA";
  lpFindStreamData->StreamSize.QuadPart = static_cast<int64_t>(found->metadata.size);
  std::memcpy(lpFindStreamData->cStreamName, kName, sizeof kName);
  return finished_search();
}

EXPORT(kernel32, BOOL, FindNextStreamW,
       (HANDLE hFindStream, WIN32_FIND_STREAM_DATA* lpFindStreamData)) {
  const auto search = object_of<Find>(hFindStream);
  return search ? fail_with(ERROR_HANDLE_EOF) : fail(search.error());
}

EXPORT_PARTIAL("of the names of a file, gives the one it was asked by", kernel32, HANDLE,
               FindFirstFileNameW,
               (LPCWSTR lpFileName, DWORD dwFlags, LPDWORD StringLength, LPWSTR LinkName)) {
  if (dwFlags) return fail_with(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
  const auto found = look_up(view_of(lpFileName), false);
  if (!found) return fail(found.error()), INVALID_HANDLE_VALUE;
  // Without the drive.
  const std::u16string name = dos_path(found->path).substr(2);
  const DWORD capacity = *StringLength;
  *StringLength = static_cast<DWORD>(name.size() + 1);
  if (capacity <= name.size()) return fail_with(ERROR_MORE_DATA), INVALID_HANDLE_VALUE;
  std::memcpy(LinkName, name.c_str(), (name.size() + 1) * sizeof(WCHAR));
  return finished_search();
}

EXPORT(kernel32, BOOL, FindNextFileNameW,
       (HANDLE hFindStream, LPDWORD StringLength, LPWSTR LinkName)) {
  const auto search = object_of<Find>(hFindStream);
  return search ? fail_with(ERROR_HANDLE_EOF) : fail(search.error());
}

}  // namespace mimic::win::kernel32
