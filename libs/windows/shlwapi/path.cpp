// The Path functions that look at text alone.
#include "libs/windows/shlwapi/path.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/exports/export.h"

namespace mimic::win::shlwapi {
namespace {

template <class Char>
Char* find_file_name(const Char* path) {
  return path ? const_cast<Char*>(path) + file_name_offset(View<Char>(path)) : nullptr;
}

template <class Char>
Char* find_extension(const Char* path) {
  return path ? const_cast<Char*>(path) + extension_offset(View<Char>(path)) : nullptr;
}

// Writes a path that has to fit MAX_PATH; an empty one where it does not.
template <class Char>
bool put(Char* to, const std::basic_string<Char>& path) {
  if (path.size() >= MAX_PATH) {
    to[0] = 0;
    return false;
  }
  std::memcpy(to, path.c_str(), (path.size() + 1) * sizeof(Char));
  return true;
}

template <class Char>
Char* add_backslash(Char* path) {
  if (!path) return nullptr;
  size_t length = length_of_text(path);
  if (length && path[length - 1] == '\\') return path + length;
  if (length + 1 >= MAX_PATH) return nullptr;
  if (length) path[length++] = '\\';
  path[length] = 0;
  return path + length;
}

template <class Char>
Char* remove_backslash(Char* path) {
  if (!path) return nullptr;
  const size_t length = length_of_text(path);
  if (!length) return path;
  Char* const last = path + length - 1;
  if (*last == '\\' && !is_root(View<Char>(path))) *last = 0;
  return last;
}

template <class Char>
BOOL canonicalize(Char* to, const Char* path) {
  if (!to) return FALSE;
  to[0] = 0;
  return path && put(to, canonical(View<Char>(path)));
}

template <class Char>
Char* combine(Char* to, const Char* folder, const Char* file) {
  if (!to) return nullptr;
  if (!folder && !file) {
    to[0] = 0;
    return nullptr;
  }
  std::basic_string<Char> path;
  const View<Char> name = file ? View<Char>(file) : View<Char>();
  const View<Char> base = folder ? View<Char>(folder) : View<Char>();
  if (name.empty()) {
    path = base;
  } else if (base.empty() || !is_relative(name)) {
    // A file that starts with one backslash is on the folder's drive.
    if (!base.empty() && name[0] == '\\' && !(name.size() > 1 && name[1] == '\\')) {
      const size_t root = root_length(base);
      path = base.substr(0, root);
      if (path.ends_with(Char{'\\'})) path.pop_back();
    }
    path += name;
  } else {
    path = base;
    if (path.back() != '\\') path += Char{'\\'};
    path += name;
  }
  return put(to, canonical(View<Char>(path))) ? to : nullptr;
}

template <class Char>
BOOL append(Char* path, const Char* more) {
  if (!path || !more) return FALSE;
  View<Char> rest(more);
  if (!(rest.size() > 1 && rest[0] == '\\' && rest[1] == '\\')) {
    while (!rest.empty() && rest[0] == '\\') rest.remove_prefix(1);
  }
  const std::basic_string<Char> base(path), name(rest);
  return combine(path, base.c_str(), name.c_str()) != nullptr;
}

template <class Char>
BOOL remove_file_spec(Char* path) {
  if (!path) return FALSE;
  const View<Char> view(path);
  const size_t root = root_length(view);
  size_t end = view.rfind(Char{'\\'});
  if (end == view.npos || end < root) end = root;
  if (end >= view.size()) return FALSE;
  path[end] = 0;
  return TRUE;
}

template <class Char>
void remove_extension(Char* path) {
  if (path) *find_extension(path) = 0;
}

template <class Char>
BOOL add_extension(Char* path, const Char* extension) {
  static constexpr Char kExe[] = {'.', 'e', 'x', 'e', 0};
  if (!path || *find_extension(path)) return FALSE;
  std::basic_string<Char> longer(path);
  longer += extension ? extension : kExe;
  if (longer.size() >= MAX_PATH) return FALSE;
  return put(path, longer);
}

template <class Char>
BOOL rename_extension(Char* path, const Char* extension) {
  std::basic_string<Char> renamed(path, find_extension(path) - path);
  renamed += extension;
  if (renamed.size() >= MAX_PATH) return FALSE;
  return put(path, renamed);
}

template <class Char>
void strip_path(Char* path) {
  if (!path) return;
  const Char* const name = find_file_name(path);
  std::memmove(path, name, (length_of_text(name) + 1) * sizeof(Char));
}

template <class Char>
BOOL strip_to_root(Char* path) {
  if (!path) return FALSE;
  const size_t root = root_length(View<Char>(path));
  path[root] = 0;
  return root != 0;
}

template <class Char>
Char* skip_root(const Char* path) {
  if (!path) return nullptr;
  const View<Char> view(path);
  size_t root = root_length(view);
  if (!root) return nullptr;
  if (root < view.size() && view[root] == '\\') ++root;
  return const_cast<Char*>(path) + root;
}

template <class Char>
Char* find_next_component(const Char* path) {
  if (!path || !*path) return nullptr;
  const View<Char> view(path);
  size_t at = view.find(Char{'\\'});
  if (at == view.npos) return const_cast<Char*>(path) + view.size();
  if (at + 1 < view.size() && view[at + 1] == '\\') ++at;
  return const_cast<Char*>(path) + at + 1;
}

template <class Char>
BOOL is_unc(const Char* path) {
  return path && path[0] == '\\' && path[1] == '\\' && path[2] != '?';
}

template <class Char>
int drive_number(const Char* path) {
  if (!path || !is_letter(path[0]) || path[1] != ':') return -1;
  return (path[0] | 0x20) - 'a';
}

template <class Char>
BOOL is_file_spec(const Char* path) {
  if (!path) return FALSE;
  for (; *path; ++path) {
    if (*path == '\\' || *path == ':') return FALSE;
  }
  return TRUE;
}

template <class Char>
void quote_spaces(Char* path) {
  const std::basic_string<Char> text(path);
  if (text.find(Char{' '}) == text.npos || text.size() + 2 >= MAX_PATH) return;
  const std::basic_string<Char> quote(1, '"');
  put(path, quote + text + quote);
}

template <class Char>
BOOL unquote_spaces(Char* path) {
  const size_t length = path ? length_of_text(path) : 0;
  if (length < 2 || path[0] != '"' || path[length - 1] != '"') return FALSE;
  path[length - 1] = 0;
  std::memmove(path, path + 1, (length - 1) * sizeof(Char));
  return TRUE;
}

template <class Char>
void remove_blanks(Char* path) {
  if (!path) return;
  View<Char> view(path);
  while (!view.empty() && view.front() == ' ') view.remove_prefix(1);
  while (!view.empty() && view.back() == ' ') view.remove_suffix(1);
  put(path, std::basic_string<Char>(view));
}

// Where the arguments begin behind the program's name.
template <class Char>
Char* find_arguments(const Char* command) {
  if (!command) return nullptr;
  bool quoted = false;
  for (; *command; ++command) {
    if (*command == '"') quoted = !quoted;
    if (*command == ' ' && !quoted) return const_cast<Char*>(command) + 1;
  }
  return const_cast<Char*>(command);
}

template <class Char>
void remove_arguments(Char* command) {
  if (!command) return;
  Char* const arguments = find_arguments(command);
  if (*arguments)
    arguments[-1] = 0;
  else if (arguments > command && arguments[-1] == ' ')
    arguments[-1] = 0;
}

template <class Char>
int common_prefix(std::u16string_view a, std::u16string_view b, Char* to) {
  size_t common = 0;
  for (size_t at = 0;; ++at) {
    const bool end_a = at == a.size() || a[at] == u'\\', end_b = at == b.size() || b[at] == u'\\';
    if (end_a && end_b) {
      common = at;
      if (at == 2 && a[1] == u':') common = std::min<size_t>(3, std::max(a.size(), b.size()));
    }
    if (at >= a.size() || at >= b.size() || upcase(a[at]) != upcase(b[at])) break;
  }
  if (to) {
    for (size_t at = 0; at < common; ++at)
      to[at] = static_cast<Char>(at < a.size() ? a[at] : b[at]);
    to[common] = 0;
  }
  return static_cast<int>(common);
}

BOOL is_prefix(std::u16string_view prefix, std::u16string_view path) {
  while (prefix.ends_with(u'\\')) prefix.remove_suffix(1);
  return path.size() >= prefix.size() &&
         equal_ignoring_case(path.substr(0, prefix.size()), prefix) &&
         (path.size() == prefix.size() || path[prefix.size()] == u'\\');
}

bool relative_path(std::u16string_view from, bool from_folder, std::u16string_view to,
                   std::u16string& result) {
  if (!from_folder) {
    const size_t slash = from.rfind(u'\\');
    from = from.substr(0, slash == from.npos ? 0 : slash);
  }
  while (from.ends_with(u'\\')) from.remove_suffix(1);
  size_t common = common_prefix<char16_t>(from, to, nullptr);
  if (!common) return false;
  if (common <= to.size() && common && to[common - 1] == u'\\' && common > 1) --common;
  const auto rest = from.size() > common ? from.substr(common) : std::u16string_view();
  const size_t up =
      std::count(rest.begin(), rest.end(), u'\\') + (!rest.empty() && rest[0] != u'\\');
  result.clear();
  if (!up) result = u".";
  for (size_t level = 0; level < up; ++level) result += level ? u"\\.." : u"..";
  if (to.size() > common) result += to.substr(common);
  return result.size() < MAX_PATH;
}

}  // namespace

EXPORT(shlwapi, LPWSTR, PathFindFileNameW, (LPCWSTR pszPath)) { return find_file_name(pszPath); }
EXPORT(shlwapi, LPSTR, PathFindFileNameA, (LPCSTR pszPath)) { return find_file_name(pszPath); }
EXPORT(shlwapi, LPWSTR, PathFindExtensionW, (LPCWSTR pszPath)) { return find_extension(pszPath); }
EXPORT(shlwapi, LPSTR, PathFindExtensionA, (LPCSTR pszPath)) { return find_extension(pszPath); }
EXPORT(shlwapi, LPWSTR, PathAddBackslashW, (LPWSTR pszPath)) { return add_backslash(pszPath); }
EXPORT(shlwapi, LPSTR, PathAddBackslashA, (LPSTR pszPath)) { return add_backslash(pszPath); }
EXPORT(shlwapi, LPWSTR, PathRemoveBackslashW, (LPWSTR pszPath)) {
  return remove_backslash(pszPath);
}
EXPORT(shlwapi, LPSTR, PathRemoveBackslashA, (LPSTR pszPath)) { return remove_backslash(pszPath); }
EXPORT(shlwapi, BOOL, PathCanonicalizeW, (LPWSTR pszBuf, LPCWSTR pszPath)) {
  return canonicalize(pszBuf, pszPath);
}
EXPORT(shlwapi, BOOL, PathCanonicalizeA, (LPSTR pszBuf, LPCSTR pszPath)) {
  return canonicalize(pszBuf, pszPath);
}
EXPORT(shlwapi, LPWSTR, PathCombineW, (LPWSTR pszDest, LPCWSTR pszDir, LPCWSTR pszFile)) {
  return combine(pszDest, pszDir, pszFile);
}
EXPORT(shlwapi, LPSTR, PathCombineA, (LPSTR pszDest, LPCSTR pszDir, LPCSTR pszFile)) {
  return combine(pszDest, pszDir, pszFile);
}
EXPORT(shlwapi, BOOL, PathAppendW, (LPWSTR pszPath, LPCWSTR pszMore)) {
  return append(pszPath, pszMore);
}
EXPORT(shlwapi, BOOL, PathAppendA, (LPSTR pszPath, LPCSTR pszMore)) {
  return append(pszPath, pszMore);
}
EXPORT(shlwapi, BOOL, PathRemoveFileSpecW, (LPWSTR pszPath)) { return remove_file_spec(pszPath); }
EXPORT(shlwapi, BOOL, PathRemoveFileSpecA, (LPSTR pszPath)) { return remove_file_spec(pszPath); }
EXPORT(shlwapi, void, PathRemoveExtensionW, (LPWSTR pszPath)) { remove_extension(pszPath); }
EXPORT(shlwapi, void, PathRemoveExtensionA, (LPSTR pszPath)) { remove_extension(pszPath); }
EXPORT(shlwapi, BOOL, PathAddExtensionW, (LPWSTR pszPath, LPCWSTR pszExt)) {
  return add_extension(pszPath, pszExt);
}
EXPORT(shlwapi, BOOL, PathAddExtensionA, (LPSTR pszPath, LPCSTR pszExt)) {
  return add_extension(pszPath, pszExt);
}
EXPORT(shlwapi, BOOL, PathRenameExtensionW, (LPWSTR pszPath, LPCWSTR pszExt)) {
  return rename_extension(pszPath, pszExt);
}
EXPORT(shlwapi, BOOL, PathRenameExtensionA, (LPSTR pszPath, LPCSTR pszExt)) {
  return rename_extension(pszPath, pszExt);
}
EXPORT(shlwapi, void, PathStripPathW, (LPWSTR pszPath)) { strip_path(pszPath); }
EXPORT(shlwapi, void, PathStripPathA, (LPSTR pszPath)) { strip_path(pszPath); }
EXPORT(shlwapi, BOOL, PathStripToRootW, (LPWSTR pszPath)) { return strip_to_root(pszPath); }
EXPORT(shlwapi, BOOL, PathStripToRootA, (LPSTR pszPath)) { return strip_to_root(pszPath); }
EXPORT(shlwapi, LPWSTR, PathSkipRootW, (LPCWSTR pszPath)) { return skip_root(pszPath); }
EXPORT(shlwapi, LPSTR, PathSkipRootA, (LPCSTR pszPath)) { return skip_root(pszPath); }
EXPORT(shlwapi, LPWSTR, PathFindNextComponentW, (LPCWSTR pszPath)) {
  return find_next_component(pszPath);
}
EXPORT(shlwapi, LPSTR, PathFindNextComponentA, (LPCSTR pszPath)) {
  return find_next_component(pszPath);
}
EXPORT(shlwapi, BOOL, PathIsRelativeW, (LPCWSTR pszPath)) {
  return !pszPath || is_relative(View<WCHAR>(pszPath));
}
EXPORT(shlwapi, BOOL, PathIsRelativeA, (LPCSTR pszPath)) {
  return !pszPath || is_relative(View<char>(pszPath));
}
EXPORT(shlwapi, BOOL, PathIsRootW, (LPCWSTR pszPath)) {
  return pszPath && is_root(View<WCHAR>(pszPath));
}
EXPORT(shlwapi, BOOL, PathIsRootA, (LPCSTR pszPath)) {
  return pszPath && is_root(View<char>(pszPath));
}
EXPORT(shlwapi, BOOL, PathIsUNCW, (LPCWSTR pszPath)) { return is_unc(pszPath); }
EXPORT(shlwapi, BOOL, PathIsUNCA, (LPCSTR pszPath)) { return is_unc(pszPath); }
EXPORT(shlwapi, int, PathGetDriveNumberW, (LPCWSTR pszPath)) { return drive_number(pszPath); }
EXPORT(shlwapi, int, PathGetDriveNumberA, (LPCSTR pszPath)) { return drive_number(pszPath); }
EXPORT(shlwapi, BOOL, PathIsFileSpecW, (LPCWSTR pszPath)) { return is_file_spec(pszPath); }
EXPORT(shlwapi, BOOL, PathIsFileSpecA, (LPCSTR pszPath)) { return is_file_spec(pszPath); }
EXPORT(shlwapi, void, PathQuoteSpacesW, (LPWSTR lpsz)) { quote_spaces(lpsz); }
EXPORT(shlwapi, void, PathQuoteSpacesA, (LPSTR lpsz)) { quote_spaces(lpsz); }
EXPORT(shlwapi, BOOL, PathUnquoteSpacesW, (LPWSTR lpsz)) { return unquote_spaces(lpsz); }
EXPORT(shlwapi, BOOL, PathUnquoteSpacesA, (LPSTR lpsz)) { return unquote_spaces(lpsz); }
EXPORT(shlwapi, void, PathRemoveBlanksW, (LPWSTR pszPath)) { remove_blanks(pszPath); }
EXPORT(shlwapi, void, PathRemoveBlanksA, (LPSTR pszPath)) { remove_blanks(pszPath); }
EXPORT(shlwapi, LPWSTR, PathGetArgsW, (LPCWSTR pszPath)) { return find_arguments(pszPath); }
EXPORT(shlwapi, LPSTR, PathGetArgsA, (LPCSTR pszPath)) { return find_arguments(pszPath); }
EXPORT(shlwapi, void, PathRemoveArgsW, (LPWSTR pszPath)) { remove_arguments(pszPath); }
EXPORT(shlwapi, void, PathRemoveArgsA, (LPSTR pszPath)) { remove_arguments(pszPath); }
EXPORT(shlwapi, int, PathCommonPrefixW, (LPCWSTR pszFile1, LPCWSTR pszFile2, LPWSTR achPath)) {
  return common_prefix(view_of(pszFile1), view_of(pszFile2), achPath);
}
EXPORT(shlwapi, BOOL, PathIsPrefixW, (LPCWSTR pszPrefix, LPCWSTR pszPath)) {
  return is_prefix(view_of(pszPrefix), view_of(pszPath));
}
EXPORT(shlwapi, BOOL, PathIsPrefixA, (LPCSTR pszPrefix, LPCSTR pszPath)) {
  return is_prefix(from_ansi(pszPrefix), from_ansi(pszPath));
}
EXPORT(shlwapi, BOOL, PathIsSameRootW, (LPCWSTR pszPath1, LPCWSTR pszPath2)) {
  const auto a = view_of(pszPath1), b = view_of(pszPath2);
  const size_t root = root_length(a);
  return root && root == root_length(b) &&
         equal_ignoring_case(a.substr(0, root), b.substr(0, root));
}
EXPORT(shlwapi, BOOL, PathRelativePathToW,
       (LPWSTR pszPath, LPCWSTR pszFrom, DWORD dwAttrFrom, LPCWSTR pszTo, DWORD dwAttrTo)) {
  constexpr DWORD kDirectory = 0x10;
  std::u16string result;
  pszPath[0] = 0;
  return relative_path(view_of(pszFrom), dwAttrFrom & kDirectory, view_of(pszTo), result) &&
         put(pszPath, result);
}

}  // namespace mimic::win::shlwapi
