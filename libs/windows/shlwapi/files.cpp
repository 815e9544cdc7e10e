// The Path functions that look at files, and matching of names.
#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/name_match.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/deliver.h"
#include "libs/windows/shlwapi/path.h"

namespace mimic::win::shlwapi {
namespace {

BOOL exists(const std::u16string& path) {
  if (path.empty()) return kernel32::fail_with(ERROR_PATH_NOT_FOUND);
  const auto found = look_up(path, true);
  return found ? TRUE : kernel32::fail(found.error());
}

// The attribute, not TRUE, where it is a directory.
BOOL is_directory(const std::u16string& path) {
  const auto found = look_up(path, true);
  return found && found->metadata.is_directory() ? FILE_ATTRIBUTE_DIRECTORY : FALSE;
}

}  // namespace

bool matches_specification(std::u16string_view name, std::u16string_view patterns) {
  for (;;) {
    const size_t end = std::min(patterns.find(u';'), patterns.size());
    auto pattern = patterns.substr(0, end);
    while (!pattern.empty() && pattern.front() == u' ') pattern.remove_prefix(1);
    if (pattern == u"*.*" || name_matches(pattern, name, true)) return true;
    if (end == patterns.size()) return false;
    patterns.remove_prefix(end + 1);
  }
}

EXPORT(shlwapi, BOOL, PathFileExistsW, (LPCWSTR pszPath)) {
  return pszPath && exists(kernel32::wide(pszPath));
}
EXPORT(shlwapi, BOOL, PathFileExistsA, (LPCSTR pszPath)) {
  return pszPath && exists(kernel32::wide(pszPath));
}
EXPORT(shlwapi, BOOL, PathIsDirectoryW, (LPCWSTR pszPath)) {
  return pszPath ? is_directory(kernel32::wide(pszPath)) : FALSE;
}
EXPORT(shlwapi, BOOL, PathIsDirectoryA, (LPCSTR pszPath)) {
  return pszPath ? is_directory(kernel32::wide(pszPath)) : FALSE;
}
EXPORT(shlwapi, BOOL, PathMatchSpecW, (LPCWSTR pszFile, LPCWSTR pszSpec)) {
  return pszFile && pszSpec && matches_specification(view_of(pszFile), view_of(pszSpec));
}
EXPORT(shlwapi, BOOL, PathMatchSpecA, (LPCSTR pszFile, LPCSTR pszSpec)) {
  return pszFile && pszSpec && matches_specification(from_ansi(pszFile), from_ansi(pszSpec));
}
// PMSF_NORMAL 0 one pattern, PMSF_MULTIPLE 1; S_OK or S_FALSE.
EXPORT(shlwapi, HRESULT, PathMatchSpecExW, (LPCWSTR pszFile, LPCWSTR pszSpec, DWORD dwFlags)) {
  const auto name = view_of(pszFile), patterns = view_of(pszSpec);
  return (dwFlags & 1 ? matches_specification(name, patterns)
                      : patterns == u"*.*" || name_matches(patterns, name, true))
             ? 0
             : 1;
}

}  // namespace mimic::win::shlwapi
