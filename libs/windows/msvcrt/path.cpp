// Taking paths apart and putting them together, unused names, searching along a variable.
#include <cstring>
#include <string>

#include "libs/windows/crt/environment.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_paths.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, DWORD, GetCurrentThreadId, ());

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {
namespace {

template <class C>
using View = std::basic_string_view<C>;

template <class C>
struct PathParts {
  View<C> drive, folder, name, extension;  // "c:", "\folder\", "name", ".ext"
};

template <class C>
PathParts<C> split(View<C> path) {
  PathParts<C> parts;
  if (path.size() >= 2 && path[1] == C(':')) {
    parts.drive = path.substr(0, 2);
    path.remove_prefix(2);
  }
  size_t slash = path.size();
  while (slash && path[slash - 1] != C('\\') && path[slash - 1] != C('/')) --slash;
  parts.folder = path.substr(0, slash);
  path.remove_prefix(slash);
  const size_t dot = path.rfind(C('.'));
  parts.name = path.substr(0, dot);
  if (dot != path.npos) parts.extension = path.substr(dot);
  return parts;
}

// The functions without sizes rely on buffers of _MAX_DRIVE, _MAX_DIR, _MAX_FNAME, _MAX_EXT.
template <class C>
void copy_cut(C* to, View<C> part, size_t capacity) {
  if (!to) return;
  const size_t count = part.size() < capacity ? part.size() : capacity - 1;
  std::memcpy(to, part.data(), count * sizeof(C));
  to[count] = 0;
}

template <class C>
void split_path(const C* path, C* drive, C* folder, C* name, C* extension) {
  const PathParts<C> parts = split<C>(path);
  copy_cut(drive, parts.drive, 3);
  copy_cut(folder, parts.folder, 256);
  copy_cut(name, parts.name, 256);
  copy_cut(extension, parts.extension, 256);
}

template <class C>
struct PartBuffer {
  C* to;
  size_t capacity;
  bool valid() const { return (to == nullptr) == (capacity == 0); }
  bool fits(View<C> part) const { return !to || part.size() < capacity; }
};

template <class C>
int split_path_s(const C* path, PartBuffer<C> drive, PartBuffer<C> folder, PartBuffer<C> name,
                 PartBuffer<C> extension) {
  const PartBuffer<C> buffers[] = {drive, folder, name, extension};
  const auto empty = [&](int error) {
    for (const PartBuffer<C>& buffer : buffers) {
      if (buffer.to && buffer.capacity) *buffer.to = 0;
    }
    return fail_invalid(error);
  };
  if (!path) return empty(kEINVAL);
  for (const PartBuffer<C>& buffer : buffers) {
    if (!buffer.valid()) return empty(kEINVAL);
  }
  const PathParts<C> parts = split<C>(path);
  const View<C> texts[] = {parts.drive, parts.folder, parts.name, parts.extension};
  for (int i = 0; i < 4; ++i) {
    if (!buffers[i].fits(texts[i])) return empty(kERANGE);
  }
  for (int i = 0; i < 4; ++i) copy_cut(buffers[i].to, texts[i], buffers[i].capacity);
  return 0;
}

template <class C>
std::basic_string<C> join(const C* drive, const C* folder, const C* name, const C* extension) {
  std::basic_string<C> path;
  if (drive && *drive) {
    path += *drive;
    path += C(':');
  }
  if (folder && *folder) {
    path += folder;
    if (path.back() != C('\\') && path.back() != C('/')) path += C('\\');
  }
  if (name) path += name;
  if (extension && *extension) {
    if (*extension != C('.')) path += C('.');
    path += extension;
  }
  return path;
}

template <class C>
void make_path(C* to, const C* drive, const C* folder, const C* name, const C* extension) {
  const std::basic_string<C> path = join(drive, folder, name, extension);
  copy_cut<C>(to, path, MAX_PATH);
}

template <class C>
int make_path_s(C* to, size_t capacity, const C* drive, const C* folder, const C* name,
                const C* extension) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  const std::basic_string<C> path = join(drive, folder, name, extension);
  if (path.size() >= capacity) return reject(to, kERANGE);
  copy_cut<C>(to, path, capacity);
  return 0;
}

bool exists(const std::u16string& path) {
  return kernel32::GetFileAttributesW(path.c_str()) != kNoAttributes;
}

// Replaces "XXXXXX" at the end by a letter and the thread's number, the first such name that is
// free. errno, or 0.
template <class C>
int make_unused_name(C* text, size_t capacity) {
  constexpr size_t kPlaces = 6;
  if (!text || !capacity) return fail_invalid(kEINVAL);
  const size_t count = bounded_length(text, capacity);
  if (count == capacity || count < kPlaces) return reject(text, kEINVAL);
  C* const places = text + count - kPlaces;
  for (size_t i = 0; i < kPlaces; ++i) {
    if (places[i] != C('X')) return reject(text, kEINVAL);
  }
  DWORD number = kernel32::GetCurrentThreadId();
  for (size_t i = kPlaces - 1; i; --i, number /= 10) places[i] = static_cast<C>('0' + number % 10);
  const int outer = crt_errno;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    *places = static_cast<C>(letter);
    if (exists(wide_path(text))) continue;
    crt_errno = outer;
    return 0;
  }
  *text = 0;
  return crt_errno = kEEXIST;
}

template <class C>
C* make_unused_name(C* text) {
  if (!text) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  return make_unused_name(text, length(text) + 1) ? nullptr : text;
}

// The full path of `file` in the current folder or in one of those that a variable lists; empty
// where it is in none.
template <class C>
std::basic_string<C> search_along(const C* file, const C* variable) {
  const std::u16string name = wide_path(file);
  if (exists(name)) {
    WCHAR full[MAX_PATH];
    const DWORD size = kernel32::GetFullPathNameW(name.c_str(), MAX_PATH, full, nullptr);
    return size && size < MAX_PATH ? path_text<C>({full, size}) : std::basic_string<C>();
  }
  const C* const value = find_variable(variable);
  const std::u16string list = value ? wide_path(value) : std::u16string();
  for (size_t at = 0; at < list.size();) {
    const size_t end = std::min(list.find(u';', at), list.size());
    std::u16string path = list.substr(at, end - at);
    at = end + 1;
    if (path.empty()) continue;
    if (path.back() != u'\\' && path.back() != u'/' && path.back() != u':') path += u'\\';
    path += name;
    if (exists(path)) return path_text<C>(path);
  }
  set_os_error(2);  // ERROR_FILE_NOT_FOUND
  return {};
}

template <class C>
int search_s(const C* file, const C* variable, C* to, size_t capacity) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  if (!file || !variable) return reject(to, kEINVAL);
  *to = 0;
  if (!*file) return crt_errno = kENOENT;
  const std::basic_string<C> path = search_along(file, variable);
  if (path.empty()) return kENOENT;
  if (path.size() >= capacity) return crt_errno = kERANGE;
  copy_cut<C>(to, path, capacity);
  return 0;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

#define PATH_FUNCTIONS(C, splitpath, splitpath_s, makepath, makepath_s, mktemp, mktemp_s,      \
                       searchenv, searchenv_s)                                                 \
  CRT_EXPORT_O(void, splitpath, (const C* path, C* drive, C* folder, C* name, C* extension)) { \
    if (!path) {                                                                               \
      crt::fail_invalid(crt::kEINVAL);                                                         \
      return;                                                                                  \
    }                                                                                          \
    crt::split_path(path, drive, folder, name, extension);                                     \
  }                                                                                            \
  CRT_EXPORT_O(int, splitpath_s,                                                               \
               (const C* path, C* drive, size_t drive_size, C* folder, size_t folder_size,     \
                C* name, size_t name_size, C* extension, size_t extension_size)) {             \
    return crt::split_path_s<C>(path, {drive, drive_size}, {folder, folder_size},              \
                                {name, name_size}, {extension, extension_size});               \
  }                                                                                            \
  CRT_EXPORT_O(void, makepath,                                                                 \
               (C * to, const C* drive, const C* folder, const C* name, const C* extension)) { \
    crt::make_path(to, drive, folder, name, extension);                                        \
  }                                                                                            \
  CRT_EXPORT_O(int, makepath_s,                                                                \
               (C * to, size_t capacity, const C* drive, const C* folder, const C* name,       \
                const C* extension)) {                                                         \
    return crt::make_path_s(to, capacity, drive, folder, name, extension);                     \
  }                                                                                            \
  CRT_EXPORT_O(C*, mktemp, (C * text)) { return crt::make_unused_name(text); }                 \
  CRT_EXPORT_O(int, mktemp_s, (C * text, size_t capacity)) {                                   \
    return crt::make_unused_name(text, capacity);                                              \
  }                                                                                            \
  CRT_EXPORT_O(void, searchenv, (const C* file, const C* variable, C* to)) {                   \
    crt::search_s(file, variable, to, MAX_PATH);                                               \
  }                                                                                            \
  CRT_EXPORT_O(int, searchenv_s, (const C* file, const C* variable, C* to, size_t capacity)) { \
    return crt::search_s(file, variable, to, capacity);                                        \
  }

PATH_FUNCTIONS(char, _splitpath, _splitpath_s, _makepath, _makepath_s, _mktemp, _mktemp_s,
               _searchenv, _searchenv_s)
PATH_FUNCTIONS(WCHAR, _wsplitpath, _wsplitpath_s, _wmakepath, _wmakepath_s, _wmktemp, _wmktemp_s,
               _wsearchenv, _wsearchenv_s)

}  // namespace mimic::win::msvcrt
