// The rules of DOS paths: what kind a path is, device names, normalization. No file is looked at.
// Sources: Microsoft, "Naming Files, Paths, and Namespaces"; "File path formats on Windows
// systems".
#include "libs/windows/core/environment.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr bool is_separator(char16_t unit) { return unit == u'\\' || unit == u'/'; }

// `name` is one of the reserved names; the digits of ports may be superscripts.
bool is_reserved(std::u16string_view name) {
  static constexpr char16_t kNames[][8] = {u"NUL", u"CON", u"PRN", u"AUX", u"CONIN$", u"CONOUT$"};
  for (const auto& reserved : kNames) {
    if (equal_ignoring_case(name, reserved)) return true;
  }
  if (name.size() != 4) return false;
  const auto stem = name.substr(0, 3);
  const char16_t digit = name[3];
  if (!(digit >= u'1' && digit <= u'9') && digit != 0xb9 && digit != 0xb2 && digit != 0xb3)
    return false;
  return equal_ignoring_case(stem, u"COM") || equal_ignoring_case(stem, u"LPT");
}

void end_with_separator(std::u16string& path) {
  if (path.back() != u'\\') path += u'\\';
}

// Appends the components of `rest` to `path`, whose first `root` units stay whatever `..` there is.
void append_components(std::u16string& path, size_t root, std::u16string_view rest) {
  size_t at = 0;
  const auto skip_separators = [&] {
    while (at < rest.size() && is_separator(rest[at])) ++at;
  };
  if (is_separator(rest[0])) end_with_separator(path);
  skip_separators();
  while (at < rest.size()) {
    const size_t start = at;
    while (at < rest.size() && !is_separator(rest[at])) ++at;
    auto name = rest.substr(start, at - start);
    const bool last = at == rest.size();
    skip_separators();
    const bool up = name == u"..";
    if (up || name == u".") {
      if (up) {
        if (path.size() > root && path.back() == u'\\') path.pop_back();
        while (path.size() > root && path.back() != u'\\') path.pop_back();
      }
      if (!last)
        end_with_separator(path);
      else if (path.size() > root && path.back() == u'\\')
        path.pop_back();
      continue;
    }
    if (last) {
      while (!name.empty() && (name.back() == u'.' || name.back() == u' ')) name.remove_suffix(1);
    } else if (name.size() > 1 && name.back() == u'.' && name[name.size() - 2] != u'.') {
      name.remove_suffix(1);
    }
    end_with_separator(path);
    path += name;
    if (!last) path += u'\\';
  }
}

// The current directory of another drive, kept in the variable "=X:".
std::u16string directory_of_drive(char16_t drive) {
  const char16_t name[] = {u'=', upcase(drive), u':'};
  if (auto value = environment_variable(std::u16string_view(name, 3)); value && value->size() >= 3)
    return *value;
  return std::u16string{drive, u':', u'\\'};
}

// Length of `\\server\share` (with no slash after it).
size_t unc_root(std::u16string_view path) {
  size_t at = 2;
  while (at < path.size() && !is_separator(path[at])) ++at;
  if (at < path.size()) ++at;
  while (at < path.size() && !is_separator(path[at])) ++at;
  return at;
}

void append_root(std::u16string& to, std::u16string_view root) {
  for (const char16_t unit : root) to += unit == u'/' ? u'\\' : unit;
}

}  // namespace

PathType path_type(std::u16string_view path) {
  const size_t size = path.size();
  if (size >= 1 && is_separator(path[0])) {
    if (size < 2 || !is_separator(path[1])) return PathType::kRooted;
    if (size < 3 || (path[2] != u'.' && path[2] != u'?')) return PathType::kUncAbsolute;
    if (size >= 4 && is_separator(path[3])) return PathType::kLocalDevice;
    return size == 3 ? PathType::kRootLocalDevice : PathType::kUncAbsolute;
  }
  if (size < 2 || path[1] != u':') return PathType::kRelative;
  return size >= 3 && is_separator(path[2]) ? PathType::kDriveAbsolute : PathType::kDriveRelative;
}

std::u16string_view dos_device_name(std::u16string_view path) {
  switch (path_type(path)) {
    case PathType::kLocalDevice:
      return path.size() == 7 && equal_ignoring_case(path.substr(4), u"CON") ? path.substr(4)
                                                                             : path.substr(0, 0);
    case PathType::kRootLocalDevice:
    case PathType::kUncAbsolute:
      return path.substr(0, 0);
    default:
      break;
  }
  size_t end = path.size();
  if (end && path[end - 1] == u':') --end;
  while (end && (path[end - 1] == u' ' || path[end - 1] == u'.')) --end;
  size_t start = end;
  while (start && !is_separator(path[start - 1]) && !(start == 2 && path[1] == u':')) --start;
  size_t stop = start;
  while (stop < end && path[stop] != u'.' && path[stop] != u':') ++stop;
  while (stop > start && path[stop - 1] == u' ') --stop;
  const auto name = path.substr(start, stop - start);
  // All of them have 3, 4, 6 or 7 units; this runs for every path.
  if (name.size() < 3 || name.size() > 7 || !is_reserved(name)) return path.substr(0, 0);
  return name;
}

std::u16string full_path(std::u16string_view path) {
  if (path.find_first_not_of(u' ') == path.npos) return {};
  std::u16string full;
  if (const auto device = dos_device_name(path); !device.empty()) {
    full = u"\\\\.\\";
    full += device;
    return full;
  }
  full.reserve(path.size() + 64);
  size_t root = 3;
  switch (path_type(path)) {
    case PathType::kDriveAbsolute:
      full += path[0];
      full += u":\\";
      path.remove_prefix(3);
      break;
    case PathType::kDriveRelative: {
      full = current_directory();
      if (upcase(full[0]) != upcase(path[0]) || full[1] != u':') full = directory_of_drive(path[0]);
      path.remove_prefix(2);
      break;
    }
    case PathType::kRooted: {
      const auto current = current_directory();
      if (current[1] == u':') {
        full.append(current, 0, 3);
      } else {
        root = unc_root(current);
        full.append(current, 0, root);
      }
      break;
    }
    case PathType::kRelative:
      full = current_directory();
      if (full[1] != u':') root = unc_root(full);
      break;
    case PathType::kUncAbsolute: {
      root = unc_root(path);
      append_root(full, path.substr(0, root));
      path.remove_prefix(root);
      break;
    }
    case PathType::kLocalDevice:
      append_root(full, path.substr(0, 4));
      path.remove_prefix(4);
      root = 4;
      break;
    case PathType::kRootLocalDevice:
      append_root(full, path.substr(0, 3));
      full += u'\\';
      return full;
    case PathType::kUnknown:
      break;
  }
  if (path.empty()) return full;
  append_components(full, root, path);
  return full;
}

Expected<std::u16string> nt_path(std::u16string_view path) {
  if (path.starts_with(u"\\\\?\\") || path.starts_with(u"\\??\\")) {
    std::u16string name(path);
    name[1] = u'?';
    return name;
  }
  std::u16string full = full_path(path);
  if (full.empty()) return nt_fail(STATUS_OBJECT_NAME_INVALID);
  if (full.starts_with(u"\\\\.\\") || full.starts_with(u"\\\\?\\"))
    return u"\\??\\" + full.substr(4);
  if (full.starts_with(u"\\\\")) return u"\\??\\UNC\\" + full.substr(2);
  return u"\\??\\" + full;
}

}  // namespace mimic::win
