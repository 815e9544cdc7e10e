// FindFirstFile and its kind.
#include "libs/windows/core/find.h"

#include <cstring>

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

template <class Char>
struct FindData {
  DWORD dwFileAttributes;
  FILETIME ftCreationTime, ftLastAccessTime, ftLastWriteTime;
  DWORD nFileSizeHigh, nFileSizeLow;
  DWORD dwReserved0, dwReserved1;
  Char cFileName[MAX_PATH];
  Char cAlternateFileName[14];
};

}  // namespace

using WIN32_FIND_DATAW = FindData<WCHAR>;
using WIN32_FIND_DATAA = FindData<char>;
static_assert(sizeof(WIN32_FIND_DATAW) == 592 && sizeof(WIN32_FIND_DATAA) == 320);

namespace {

// FINDEX_INFO_LEVELS, FINDEX_SEARCH_OPS, and flags of FindFirstFileEx.
constexpr DWORD FindExInfoMaxInfoLevel = 2, FindExSearchLimitToDevices = 2,
                FIND_FIRST_EX_CASE_SENSITIVE = 1, FIND_FIRST_EX_LARGE_FETCH = 2,
                FIND_FIRST_EX_ON_DISK_ENTRIES_ONLY = 4;

FILETIME split(int64_t time) {
  return {static_cast<DWORD>(time), static_cast<DWORD>(static_cast<uint64_t>(time) >> 32)};
}

std::u16string_view spelled(const std::u16string& name, WCHAR) { return name; }
std::string spelled(const std::u16string& name, char) { return to_ansi(name); }

template <class Char>
void deliver(const FoundEntry& entry, FindData<Char>* data) {
  const FileMetadata& metadata = entry.metadata;
  data->dwFileAttributes = metadata.attributes;
  data->ftCreationTime = split(metadata.creation_time);
  data->ftLastAccessTime = split(metadata.access_time);
  data->ftLastWriteTime = split(metadata.write_time);
  data->nFileSizeHigh = static_cast<DWORD>(metadata.size >> 32);
  data->nFileSizeLow = static_cast<DWORD>(metadata.size);
  data->dwReserved0 = metadata.reparse_tag;
  data->dwReserved1 = 0;
  const auto name = spelled(entry.name, Char{});
  const size_t length = std::min(name.size(), MAX_PATH - 1);
  std::memcpy(data->cFileName, name.data(), length * sizeof(Char));
  data->cFileName[length] = 0;
  data->cAlternateFileName[0] = 0;  // there are no short names
}

template <class Char>
HANDLE find_first(std::u16string_view path, bool ignore_case, FindData<Char>* data) {
  auto find = find_files(path, ignore_case);
  std::optional<FoundEntry> first;
  if (find) first = (*find)->next();
  if (!first) return fail(find ? STATUS_NO_SUCH_FILE : find.error()), INVALID_HANDLE_VALUE;
  deliver(*first, data);
  return handles().insert(*find, 0);
}

template <class Char>
BOOL find_next(HANDLE handle, FindData<Char>* data) {
  const auto find = object_of<Find>(handle);
  if (!find) return fail(STATUS_INVALID_HANDLE);
  const auto entry = (*find)->next();
  if (!entry) return fail_with(ERROR_NO_MORE_FILES);
  deliver(*entry, data);
  return TRUE;
}

template <class Char>
HANDLE find_first_ex(std::u16string_view path, DWORD level, void* data, DWORD operation,
                     void* filter, DWORD flags) {
  constexpr DWORD kFlags =
      FIND_FIRST_EX_CASE_SENSITIVE | FIND_FIRST_EX_LARGE_FETCH | FIND_FIRST_EX_ON_DISK_ENTRIES_ONLY;
  if (operation == FindExSearchLimitToDevices)
    return fail_with(ERROR_NOT_SUPPORTED), INVALID_HANDLE_VALUE;
  if (level >= FindExInfoMaxInfoLevel || operation > FindExSearchLimitToDevices || filter ||
      flags & ~kFlags)
    return fail_with(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
  return find_first(path, !(flags & FIND_FIRST_EX_CASE_SENSITIVE),
                    static_cast<FindData<Char>*>(data));
}

}  // namespace

EXPORT(kernel32, HANDLE, FindFirstFileW, (LPCWSTR lpFileName, WIN32_FIND_DATAW* lpFindFileData)) {
  return find_first(view_of(lpFileName), true, lpFindFileData);
}

EXPORT(kernel32, HANDLE, FindFirstFileA, (LPCSTR lpFileName, WIN32_FIND_DATAA* lpFindFileData)) {
  return find_first(from_ansi(lpFileName), true, lpFindFileData);
}

EXPORT(kernel32, HANDLE, FindFirstFileExW,
       (LPCWSTR lpFileName, DWORD fInfoLevelId, LPVOID lpFindFileData, DWORD fSearchOp,
        LPVOID lpSearchFilter, DWORD dwAdditionalFlags)) {
  return find_first_ex<WCHAR>(view_of(lpFileName), fInfoLevelId, lpFindFileData, fSearchOp,
                              lpSearchFilter, dwAdditionalFlags);
}

EXPORT(kernel32, HANDLE, FindFirstFileExA,
       (LPCSTR lpFileName, DWORD fInfoLevelId, LPVOID lpFindFileData, DWORD fSearchOp,
        LPVOID lpSearchFilter, DWORD dwAdditionalFlags)) {
  return find_first_ex<char>(from_ansi(lpFileName), fInfoLevelId, lpFindFileData, fSearchOp,
                             lpSearchFilter, dwAdditionalFlags);
}

EXPORT(kernel32, BOOL, FindNextFileW, (HANDLE hFindFile, WIN32_FIND_DATAW* lpFindFileData)) {
  return find_next(hFindFile, lpFindFileData);
}

EXPORT(kernel32, BOOL, FindNextFileA, (HANDLE hFindFile, WIN32_FIND_DATAA* lpFindFileData)) {
  return find_next(hFindFile, lpFindFileData);
}

EXPORT(kernel32, BOOL, FindClose, (HANDLE hFindFile)) {
  const auto object = object_of(hFindFile);
  if (!object || is_pseudo_handle(hFindFile) || (*object)->type() != ObjectType::kFind)
    return fail(STATUS_INVALID_HANDLE);
  return succeeded(handles().close(hFindFile));
}

}  // namespace mimic::win::kernel32
