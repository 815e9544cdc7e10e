// SHFileOperation: copying, moving, renaming and deleting of files and whole directories by lists
// of names with wildcards. Nobody is there to be asked, so every question counts as answered by its
// default, which is to go on.
#include <cstring>
#include <string>
#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/directory_listing.h"
#include "libs/windows/core/name_match.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, DWORD, GetFileAttributesW, (LPCWSTR));
DECLARE_EXPORT(kernel32, BOOL, SetFileAttributesW, (LPCWSTR, DWORD));
DECLARE_EXPORT(kernel32, BOOL, CopyFileW, (LPCWSTR, LPCWSTR, BOOL));
DECLARE_EXPORT(kernel32, BOOL, MoveFileExW, (LPCWSTR, LPCWSTR, DWORD));
DECLARE_EXPORT(kernel32, BOOL, DeleteFileW, (LPCWSTR));
DECLARE_EXPORT(kernel32, BOOL, CreateDirectoryW, (LPCWSTR, SECURITY_ATTRIBUTES*));
DECLARE_EXPORT(kernel32, BOOL, RemoveDirectoryW, (LPCWSTR));
DECLARE_EXPORT(kernel32, DWORD, GetFullPathNameW, (LPCWSTR, DWORD, LPWSTR, LPWSTR*));

}  // namespace mimic::win::kernel32

namespace mimic::win::shell32 {
namespace {

using namespace kernel32;

enum Function : UINT { FO_MOVE = 1, FO_COPY = 2, FO_DELETE = 3, FO_RENAME = 4 };
constexpr WORD FOF_MULTIDESTFILES = 1, FOF_RENAMEONCOLLISION = 8, FOF_FILESONLY = 0x80,
               FOF_NORECURSION = 0x1000;
// Errors of the shell from before Win32, which it still returns.
constexpr int kSameFile = 0x71, kManyToOne = 0x72, kDifferentDirectory = 0x73, kInsideItself = 0x76,
              kTooManyTargets = 0x7a, kInvalidNames = 0x7c, kDirectoryOntoFile = 0x7e;
constexpr DWORD kNone = 0xffffffff;  // INVALID_FILE_ATTRIBUTES
constexpr DWORD kReadOnly = 1, kDirectory = 0x10, kLink = 0x400;
constexpr DWORD MOVEFILE_REPLACE_EXISTING = 1, MOVEFILE_COPY_ALLOWED = 2;

int last_error() { return static_cast<int>(current_teb()->LastErrorValue); }
DWORD attributes_of(const std::u16string& path) { return GetFileAttributesW(path.c_str()); }
bool is_directory(DWORD attributes) { return attributes != kNone && attributes & kDirectory; }

std::u16string full_path(std::u16string_view name) {
  std::u16string text(name);
  std::u16string path(32768, u'\0');
  path.resize(
      GetFullPathNameW(text.c_str(), static_cast<DWORD>(path.size()), path.data(), nullptr));
  while (path.size() > 3 && path.ends_with(u'\\')) path.pop_back();
  return path;
}
std::u16string_view last_name(std::u16string_view path) {
  return path.substr(path.find_last_of(u"\\/:") + 1);
}
std::u16string_view parent_of(std::u16string_view path) {
  const size_t slash = path.find_last_of(u'\\');
  return slash == path.npos ? std::u16string_view() : path.substr(0, slash);
}
std::u16string in_directory(std::u16string_view directory, std::u16string_view name) {
  std::u16string path(directory);
  if (!path.ends_with(u'\\')) path += u'\\';
  return path.append(name);
}

// Full names, of a list that two terminators end.
std::vector<std::u16string> names_of(LPCWSTR list) {
  std::vector<std::u16string> names;
  for (; list && *list; list += length_of(list) + 1) names.push_back(full_path(view_of(list)));
  return names;
}

// What is in a directory and matches.
std::vector<std::u16string> entries_of(std::u16string_view directory, std::u16string_view pattern) {
  std::vector<std::u16string> names;
  const auto location = locate(std::u16string(directory));
  DirectoryListing listing;
  if (!location || !nt_success(listing.open(location->path, expression_of(pattern, false), true)))
    return names;
  while (const DirectoryEntry* entry = listing.next())
    if (entry->name != u"." && entry->name != u"..") names.emplace_back(entry->name);
  return names;
}

// "name - Copy.ext", "name - Copy (2).ext", …: the first that is free.
std::u16string free_name(const std::u16string& path) {
  const std::u16string_view name = last_name(path);
  size_t dot = name.rfind(u'.');
  if (dot == name.npos || dot == 0) dot = name.size();
  const std::u16string stem(name.substr(0, dot)), extension(name.substr(dot));
  for (int i = 1;; ++i) {
    std::u16string copy = stem + u" - Copy";
    if (i > 1) copy += u" (" + to_utf16(std::to_string(i)) + u")";
    std::u16string candidate = in_directory(parent_of(path), copy + extension);
    if (attributes_of(candidate) == kNone) return candidate;
  }
}

// The directory with all above it. 0 or the error.
int make_directory(const std::u16string& path) {
  if (path.empty() || is_directory(attributes_of(path))) return 0;
  if (const int error = make_directory(std::u16string(parent_of(path)))) return error;
  return CreateDirectoryW(path.c_str(), nullptr) ? 0 : last_error();
}

class Operation {
 public:
  Operation(UINT function, WORD flags) : function_(function), flags_(flags) {}

  int run(LPCWSTR from, LPCWSTR to);

 private:
  struct Source {
    std::u16string path;
    bool by_wildcard;
  };
  int find_sources(LPCWSTR from, std::vector<Source>* sources) const;
  int rename(const std::vector<Source>& sources, const std::vector<std::u16string>& targets) const;
  int transfer(const std::u16string& from, std::u16string to) const;
  int transfer_directory(const std::u16string& from, const std::u16string& to) const;
  int remove(const std::u16string& path) const;

  const UINT function_;
  const WORD flags_;
};

int Operation::find_sources(LPCWSTR from, std::vector<Source>* sources) const {
  for (const std::u16string& path : names_of(from)) {
    const std::u16string_view pattern = last_name(path), directory = parent_of(path);
    if (!has_wildcards(pattern)) {
      if (attributes_of(path) == kNone) {
        const int error = last_error();
        return error == static_cast<int>(ERROR_FILE_NOT_FOUND) ? error : kInvalidNames;
      }
      sources->push_back({path, false});
      continue;
    }
    if (!is_directory(attributes_of(std::u16string(directory)))) return kInvalidNames;
    for (const std::u16string& name : entries_of(directory, pattern)) {
      std::u16string found = in_directory(directory, name);
      if (flags_ & FOF_FILESONLY && is_directory(attributes_of(found))) continue;
      sources->push_back({std::move(found), true});
    }
  }
  return 0;
}

// Deletes a file, or a directory with what is in it.
int Operation::remove(const std::u16string& path) const {
  const DWORD attributes = attributes_of(path);
  if (attributes == kNone) return last_error();
  if (attributes & kReadOnly) SetFileAttributesW(path.c_str(), attributes & ~kReadOnly);
  if (!(attributes & kDirectory)) return DeleteFileW(path.c_str()) ? 0 : last_error();
  if (!(attributes & kLink)) {  // what a link leads to stays
    for (const std::u16string& name : entries_of(path, u"*"))
      if (const int error = remove(in_directory(path, name))) return error;
  }
  return RemoveDirectoryW(path.c_str()) ? 0 : last_error();
}

int Operation::transfer_directory(const std::u16string& from, const std::u16string& to) const {
  const bool merges = is_directory(attributes_of(to));
  if (function_ == FO_MOVE && !merges) {
    if (MoveFileExW(from.c_str(), to.c_str(), 0)) return 0;
    if (last_error() != static_cast<int>(ERROR_NOT_SAME_DEVICE)) return last_error();
  }
  if (const int error = make_directory(to)) return error;
  if (flags_ & FOF_NORECURSION) return 0;
  for (const std::u16string& name : entries_of(from, u"*"))
    if (const int error = transfer(in_directory(from, name), in_directory(to, name))) return error;
  if (function_ == FO_MOVE) return RemoveDirectoryW(from.c_str()) ? 0 : last_error();
  return 0;
}

// Copies or moves `from` to the name `to`.
int Operation::transfer(const std::u16string& from, std::u16string to) const {
  const DWORD existing = attributes_of(to), source = attributes_of(from);
  if (equal_ignoring_case(from, to) && !(flags_ & FOF_RENAMEONCOLLISION)) return kSameFile;
  if (existing != kNone) {
    if (flags_ & FOF_RENAMEONCOLLISION)
      to = free_name(to);
    else if (is_directory(source) && !is_directory(existing))
      return kDirectoryOntoFile;
  }
  if (is_directory(source)) {
    // Not into itself.
    if (to.size() > from.size() && to[from.size()] == u'\\' &&
        equal_ignoring_case(std::u16string_view(to).substr(0, from.size()), from))
      return kInsideItself;
    return transfer_directory(from, to);
  }
  const BOOL done = function_ == FO_COPY
                        ? CopyFileW(from.c_str(), to.c_str(), FALSE)
                        : MoveFileExW(from.c_str(), to.c_str(),
                                      MOVEFILE_REPLACE_EXISTING | MOVEFILE_COPY_ALLOWED);
  return done ? 0 : last_error();
}

int Operation::rename(const std::vector<Source>& sources,
                      const std::vector<std::u16string>& targets) const {
  if (sources.size() != 1 || targets.size() != 1) return kManyToOne;
  const std::u16string &from = sources[0].path, &to = targets[0];
  if (!equal_ignoring_case(parent_of(from), parent_of(to))) return kDifferentDirectory;
  return MoveFileExW(from.c_str(), to.c_str(), 0) ? 0 : last_error();
}

int Operation::run(LPCWSTR from, LPCWSTR to) {
  std::vector<Source> sources;
  if (const int error = find_sources(from, &sources)) return error;
  if (function_ == FO_DELETE) {
    for (const Source& source : sources)
      if (const int error = remove(source.path)) return error;
    return 0;
  }
  const std::vector<std::u16string> targets = names_of(to);
  if (targets.empty()) return kInvalidNames;
  if (function_ == FO_RENAME) return rename(sources, targets);

  // As many targets as sources, or a directory that takes all; a single source may get a new name.
  const bool each_its_own = flags_ & FOF_MULTIDESTFILES && targets.size() > 1;
  if (each_its_own && targets.size() != sources.size()) return kTooManyTargets;
  for (size_t i = 0; i < sources.size(); ++i) {
    const std::u16string& source = sources[i].path;
    std::u16string target = targets[each_its_own ? i : 0];
    const bool into = !each_its_own && (sources.size() > 1 || sources[i].by_wildcard ||
                                        is_directory(attributes_of(target)));
    if (into) target = in_directory(target, last_name(source));
    if (const int error = make_directory(std::u16string(parent_of(target)))) return error;
    if (const int error = transfer(source, target)) return error;
  }
  return 0;
}

template <class Char>
struct SHFILEOPSTRUCT {
  HANDLE hwnd;
  UINT wFunc;
  const Char* pFrom;
  const Char* pTo;
  WORD fFlags;
  BOOL fAnyOperationsAborted;
  PVOID hNameMappings;
  const Char* lpszProgressTitle;
};
static_assert(sizeof(SHFILEOPSTRUCT<WCHAR>) == 56);

int operate(UINT function, WORD flags, LPCWSTR from, LPCWSTR to) {
  if (function < FO_MOVE || function > FO_RENAME || !from) return ERROR_INVALID_PARAMETER;
  return Operation(function, flags).run(from, to);
}

// A list of names with all its terminators.
std::u16string wide_list(LPCSTR list) {
  std::u16string result;
  for (; list && *list; list += std::strlen(list) + 1) result += from_ansi(list) + u'\0';
  return result + u'\0';
}

}  // namespace

EXPORT_PARTIAL("what is deleted is gone: there is no recycle bin", shell32, int, SHFileOperationW,
               (SHFILEOPSTRUCT<WCHAR> * lpFileOp)) {
  if (!lpFileOp) return ERROR_INVALID_PARAMETER;
  lpFileOp->fAnyOperationsAborted = FALSE;
  lpFileOp->hNameMappings = nullptr;
  return operate(lpFileOp->wFunc, lpFileOp->fFlags, lpFileOp->pFrom, lpFileOp->pTo);
}
EXPORT_PARTIAL("what is deleted is gone: there is no recycle bin", shell32, int, SHFileOperationA,
               (SHFILEOPSTRUCT<char> * lpFileOp)) {
  if (!lpFileOp) return ERROR_INVALID_PARAMETER;
  lpFileOp->fAnyOperationsAborted = FALSE;
  lpFileOp->hNameMappings = nullptr;
  const std::u16string from = wide_list(lpFileOp->pFrom), to = wide_list(lpFileOp->pTo);
  return operate(lpFileOp->wFunc, lpFileOp->fFlags, lpFileOp->pFrom ? from.c_str() : nullptr,
                 lpFileOp->pTo ? to.c_str() : nullptr);
}
ALSO(shell32, SHFileOperation, "shell32.SHFileOperationA");
EXPORT(shell32, void, SHFreeNameMappings, (HANDLE hNameMappings)) {}

// Makes a directory with all above it.
EXPORT(shell32, int, SHCreateDirectoryExW,
       (HANDLE hwnd, LPCWSTR pszPath, const SECURITY_ATTRIBUTES* psa)) {
  const std::u16string path = full_path(view_of(pszPath));
  // Only a full name will do.
  if (!equal_ignoring_case(path, view_of(pszPath)) && !view_of(pszPath).ends_with(u'\\'))
    return ERROR_BAD_PATHNAME;
  const DWORD existing = attributes_of(path);
  if (existing != kNone) return is_directory(existing) ? ERROR_ALREADY_EXISTS : ERROR_FILE_EXISTS;
  return make_directory(path);
}
EXPORT(shell32, int, SHCreateDirectoryExA,
       (HANDLE hwnd, LPCSTR pszPath, const SECURITY_ATTRIBUTES* psa)) {
  return SHCreateDirectoryExW(hwnd, from_ansi(pszPath).c_str(), psa);
}
EXPORT(shell32, int, SHCreateDirectory, (HANDLE hwnd, LPCWSTR pszPath)) {
  return SHCreateDirectoryExW(hwnd, pszPath, nullptr);
}

}  // namespace mimic::win::shell32
