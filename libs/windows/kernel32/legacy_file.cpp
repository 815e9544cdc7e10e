// What 16-bit Windows had for files: OpenFile, _lopen and their kind.
#include <algorithm>
#include <cstring>

#include "libs/windows/core/file_apis.h"
#include "libs/windows/core/file_metadata.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/path_search.h"
#include "libs/windows/core/share_mode.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/file_flags.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, CloseHandle, (HANDLE hObject));
DECLARE_EXPORT(kernel32, BOOL, DeleteFileW, (LPCWSTR lpFileName));
DECLARE_EXPORT(kernel32, DWORD, GetFileAttributesW, (LPCWSTR lpFileName));
DECLARE_EXPORT(kernel32, BOOL, ReadFile,
               (HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
                LPDWORD lpNumberOfBytesRead, OVERLAPPED* lpOverlapped));
DECLARE_EXPORT(kernel32, BOOL, WriteFile,
               (HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
                LPDWORD lpNumberOfBytesWritten, OVERLAPPED* lpOverlapped));
DECLARE_EXPORT(kernel32, BOOL, SetEndOfFile, (HANDLE hFile));
DECLARE_EXPORT(kernel32, DWORD, SetFilePointer,
               (HANDLE hFile, LONG lDistanceToMove, LONG* lpDistanceToMoveHigh,
                DWORD dwMoveMethod));

namespace {

using HFILE = int;
constexpr HFILE HFILE_ERROR = -1;

struct OFSTRUCT {
  BYTE cBytes;
  BYTE fFixedDisk;
  WORD nErrCode;
  WORD Reserved1, Reserved2;
  CHAR szPathName[128];
};
static_assert(sizeof(OFSTRUCT) == 136);

constexpr UINT OF_PARSE = 0x100, OF_DELETE = 0x200, OF_CREATE = 0x1000, OF_EXIST = 0x4000,
               OF_REOPEN = 0x8000;

// The lowest bits of a mode: what is done with the file, and who else may. A mode past the end of
// the first table reads and writes, one past that of the second shares all.
constexpr ACCESS_MASK kAccesses[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE};
constexpr DWORD kShares[] = {FILE_SHARE_READ | FILE_SHARE_WRITE, 0, FILE_SHARE_READ,
                             FILE_SHARE_WRITE};

DWORD access_of(UINT mode) { return kAccesses[std::min(mode & 3, 2u)]; }
DWORD share_of(UINT mode) {
  const UINT share = mode >> 4 & 7;
  return share < std::size(kShares) ? kShares[share] : kShares[0];
}

HFILE handle_value(HANDLE handle) { return static_cast<HFILE>(reinterpret_cast<intptr_t>(handle)); }
HANDLE handle_of(HFILE file) { return reinterpret_cast<HANDLE>(static_cast<intptr_t>(file)); }

}  // namespace

EXPORT(kernel32, HFILE, OpenFile, (LPCSTR lpFileName, OFSTRUCT* lpReOpenBuff, UINT uStyle)) {
  const auto done = [=](HFILE result) {
    lpReOpenBuff->nErrCode =
        result == HFILE_ERROR ? static_cast<WORD>(current_teb()->LastErrorValue) : 0;
    return result;
  };
  const std::u16string name =
      file_name_of(uStyle & OF_REOPEN ? lpReOpenBuff->szPathName : lpFileName);
  // What is not made or only parsed is searched for.
  std::u16string path = full_path(name);
  if (!(uStyle & (OF_CREATE | OF_PARSE | OF_REOPEN))) {
    if (auto found = search_path(std::nullopt, name, {})) path = *std::move(found);
  }
  const std::string narrow = narrow_file_name(path);
  lpReOpenBuff->cBytes = sizeof(OFSTRUCT);
  lpReOpenBuff->fFixedDisk = TRUE;
  if (path.empty() || narrow.size() >= sizeof lpReOpenBuff->szPathName) {
    fail_with(path.empty() ? ERROR_FILE_NOT_FOUND : ERROR_INVALID_DATA);
    return done(HFILE_ERROR);
  }
  std::memcpy(lpReOpenBuff->szPathName, narrow.c_str(), narrow.size() + 1);
  if (uStyle & OF_PARSE) return done(0);
  if (uStyle & OF_DELETE) return done(DeleteFileW(path.c_str()) ? 1 : HFILE_ERROR);
  const HANDLE handle = CreateFileW(
      path.c_str(), uStyle & OF_CREATE ? GENERIC_READ | GENERIC_WRITE : access_of(uStyle),
      share_of(uStyle), nullptr, uStyle & OF_CREATE ? CREATE_ALWAYS : OPEN_EXISTING,
      FILE_ATTRIBUTE_NORMAL, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return done(HFILE_ERROR);
  if (uStyle & OF_EXIST) {
    CloseHandle(handle);
    return done(1);
  }
  return done(handle_value(handle));
}

EXPORT(kernel32, HFILE, _lopen, (LPCSTR lpPathName, int iReadWrite)) {
  return handle_value(CreateFileW(file_name_of(lpPathName).c_str(), access_of(iReadWrite),
                                  share_of(iReadWrite), nullptr, OPEN_EXISTING, 0, nullptr));
}

EXPORT(kernel32, HFILE, _lcreat, (LPCSTR lpPathName, int iAttribute)) {
  constexpr int kAttributes =
      FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
  return handle_value(CreateFileW(file_name_of(lpPathName).c_str(), GENERIC_READ | GENERIC_WRITE,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, CREATE_ALWAYS,
                                  iAttribute & kAttributes, nullptr));
}

EXPORT(kernel32, HFILE, _lclose, (HFILE hFile)) {
  return CloseHandle(handle_of(hFile)) ? 0 : HFILE_ERROR;
}

EXPORT(kernel32, LONG, _hread, (HFILE hFile, LPVOID lpBuffer, LONG lBytes)) {
  DWORD read;
  return ReadFile(handle_of(hFile), lpBuffer, lBytes, &read, nullptr) ? static_cast<LONG>(read)
                                                                      : HFILE_ERROR;
}
ALSO(kernel32, _lread, "kernel32._hread");

// Writing nothing sets the end of the file.
EXPORT(kernel32, LONG, _hwrite, (HFILE hFile, LPCVOID lpBuffer, LONG lBytes)) {
  DWORD written = 0;
  const BOOL done = lBytes ? WriteFile(handle_of(hFile), lpBuffer, lBytes, &written, nullptr)
                           : SetEndOfFile(handle_of(hFile));
  return done ? static_cast<LONG>(written) : HFILE_ERROR;
}
ALSO(kernel32, _lwrite, "kernel32._hwrite");

EXPORT(kernel32, LONG, _llseek, (HFILE hFile, LONG lOffset, int iOrigin)) {
  return static_cast<LONG>(SetFilePointer(handle_of(hFile), lOffset, nullptr, iOrigin));
}

}  // namespace mimic::win::kernel32
