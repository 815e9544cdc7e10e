#include "libs/windows/core/path.h"

#include <sys/stat.h>
#include <unistd.h>

#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/program_alias.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr char16_t kMapped = 0xf000;  // + a character that Windows names cannot hold

constexpr bool is_illegal(char16_t unit) {
  return unit < 0x20 || unit == u'<' || unit == u'>' || unit == u':' || unit == u'"' ||
         unit == u'|' || unit == u'?' || unit == u'*' || unit == u'\\';
}
// What may stand mapped in a Windows name: illegal anywhere, or illegal at the end.
constexpr bool is_mapped(char16_t unit) {
  if (unit <= kMapped || unit >= kMapped + 0x80) return false;
  const char16_t original = unit - kMapped;
  return is_illegal(original) || original == u'.' || original == u' ';
}

bool is_plain(std::u16string_view text) {
  for (const char16_t unit : text) {
    if (unit >= 0x80) return false;
  }
  return true;
}

void append_to_host(std::string& to, std::u16string_view name) {
  if (is_plain(name)) {
    for (const char16_t unit : name) to += static_cast<char>(unit);
    return;
  }
  bool mapped = false;
  for (const char16_t unit : name) mapped |= is_mapped(unit);
  if (!mapped) {
    to += to_utf8(name);
    return;
  }
  std::u16string original(name);
  for (char16_t& unit : original) {
    if (is_mapped(unit)) unit -= kMapped;
  }
  to += to_utf8(original);
}

struct DeviceName {
  std::u16string_view name;
  Location::Kind kind;
};
constexpr DeviceName kDevices[] = {
    {u"NUL", Location::Kind::kNull},
    {u"CON", Location::Kind::kConsole},
    {u"CONIN$", Location::Kind::kConsoleInput},
    {u"CONOUT$", Location::Kind::kConsoleOutput},
};

Expected<Location> device_location(std::u16string_view name) {
  Location location;
  for (const auto& device : kDevices) {
    if (!equal_ignoring_case(name, device.name)) continue;
    location.kind = device.kind;
    return location;
  }
  return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
}

// The components of `rest` below `location.path`. Verbatim paths are taken as they stand, as NT
// does; others have been normalized.
NTSTATUS append_components(Location& location, std::u16string_view rest) {
  while (!rest.empty() && rest.front() == u'\\') rest.remove_prefix(1);
  std::string& path = location.path;
  path.reserve(path.size() + rest.size() + 1);
  constexpr std::u16string_view kData = u"::$DATA";
  if (rest.size() > kData.size() && equal_ignoring_case(rest.substr(rest.size() - 7), kData))
    rest.remove_suffix(kData.size());
  while (!rest.empty()) {
    const size_t end = rest.find(u'\\');
    const auto name = rest.substr(0, end);
    if (name.empty() || name == u"." || name == u"..") return STATUS_OBJECT_NAME_INVALID;
    for (const char16_t unit : name) {
      if (is_illegal(unit) || unit == u'/') return STATUS_OBJECT_NAME_INVALID;
    }
    if (path.empty() || path.back() != '/') path += '/';
    append_to_host(path, name);
    if (end == rest.npos) return STATUS_SUCCESS;
    rest.remove_prefix(end + 1);
    if (rest.empty()) location.directory_wanted = true;
  }
  return STATUS_SUCCESS;
}

Expected<Location> drive_location(std::u16string_view path) {
  Location location;
  const char16_t drive = path[0] | 0x20;
  if (drive == u'z') {
    location.path = "/";
  } else if (drive == u'c') {
    location.path = private_drive();
    location.on_private_drive = true;
  } else {
    return nt_fail(STATUS_OBJECT_PATH_NOT_FOUND);
  }
  if (path.size() == 2) {
    location.kind = Location::Kind::kVolume;
    return location;
  }
  if (path.size() == 3) location.directory_wanted = true;
  if (const NTSTATUS status = append_components(location, path.substr(2)); status < 0)
    return nt_fail(status);
  return location;
}

bool take_prefix(std::u16string_view& path, std::u16string_view prefix) {
  if (path.size() < prefix.size() || !equal_ignoring_case(path.substr(0, prefix.size()), prefix))
    return false;
  path.remove_prefix(prefix.size());
  return true;
}

bool is_drive(std::u16string_view path) {
  if (path.size() < 2 || path[1] != u':') return false;
  const char16_t letter = path[0] | 0x20;
  return letter >= u'a' && letter <= u'z' && (path.size() == 2 || path[2] == u'\\');
}

// What follows `\??\` or `\\.\`.
Expected<Location> locate_device(std::u16string_view path) {
  if (is_drive(path)) return drive_location(path);
  if (take_prefix(path, u"UNC\\")) {
    if (!take_prefix(path, u"localhost\\pipe\\") && !take_prefix(path, u".\\pipe\\"))
      return nt_fail(STATUS_BAD_NETWORK_PATH);
    return Location{Location::Kind::kPipe, false, false, to_utf8(path)};
  }
  if (take_prefix(path, u"pipe\\"))
    return Location{Location::Kind::kPipe, false, false, to_utf8(path)};
  if (take_prefix(path, u"mailslot\\"))
    return Location{Location::Kind::kMailslot, false, false, to_utf8(path)};
  if (take_prefix(path, u"GLOBALROOT")) return locate_nt(path);
  // The volumes' GUIDs, see volume.cpp: the last digit is the drive's letter.
  if (take_prefix(path, u"Volume{6d696d69-6300-0000-0000-0000000000") && path.size() >= 3 &&
      path[2] == u'}') {
    const char16_t drive = path.substr(0, 2) == u"5a" || path.substr(0, 2) == u"5A" ? u'Z' : u'C';
    std::u16string rest{drive, u':'};
    rest += path.substr(3);
    return drive_location(rest);
  }
  return device_location(path);
}

Expected<Location> locate_unc(std::u16string_view path) {
  std::u16string device = u"UNC\\";
  device += path;
  return locate_device(device);
}

}  // namespace

Expected<Location> locate_nt(std::u16string_view path) {
  if (take_prefix(path, u"\\??\\") || take_prefix(path, u"\\DosDevices\\") ||
      take_prefix(path, u"\\GLOBAL??\\"))
    return locate_device(path);
  if (take_prefix(path, u"\\Device\\")) {
    if (equal_ignoring_case(path, u"Null"))
      return Location{Location::Kind::kNull, false, false, {}};
    if (take_prefix(path, u"NamedPipe\\"))
      return Location{Location::Kind::kPipe, false, false, to_utf8(path)};
    // \Device\HarddiskVolume3 is C:, 26 is Z: (QueryDosDevice).
    if (take_prefix(path, u"HarddiskVolume3")) return drive_location(std::u16string(u"C:") += path);
    if (take_prefix(path, u"HarddiskVolume26"))
      return drive_location(std::u16string(u"Z:") += path);
    return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  }
  if (take_prefix(path, u"\\SystemRoot\\"))
    return drive_location(std::u16string(u"C:\\Windows\\") += path);
  if (path.empty()) return nt_fail(STATUS_OBJECT_PATH_SYNTAX_BAD);
  return nt_fail(path[0] == u'\\' ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_OBJECT_PATH_SYNTAX_BAD);
}

Expected<Location> locate(std::u16string_view path) {
  if (path.starts_with(u"\\\\?\\") || path.starts_with(u"\\??\\"))
    return locate_device(path.substr(4));
  const std::u16string full = full_path(path);
  if (full.empty())
    return nt_fail(path.empty() ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_OBJECT_NAME_INVALID);
  if (full.starts_with(u"\\\\.\\") || full.starts_with(u"\\\\?\\"))
    return locate_device(std::u16string_view(full).substr(4));
  if (full.starts_with(u"\\\\")) return locate_unc(std::u16string_view(full).substr(2));
  return drive_location(full);
}

Expected<std::string> host_path(std::u16string_view path) {
  auto location = locate(path);
  if (!location) return nt_fail(location.error());
  if (location->kind == Location::Kind::kNull) return std::string("/dev/null");
  if (location->kind != Location::Kind::kHost && location->kind != Location::Kind::kVolume)
    return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  if (access(location->path.c_str(), F_OK) == 0) return std::move(location->path);
  std::string found;
  if (const NTSTATUS status = find_ignoring_case(location->path, found); status < 0)
    return nt_fail(status);
  return found;
}

Expected<std::string> host_program_path(std::u16string_view path) {
  auto found = host_path(path);
  if (found || path.size() < 5 || !equal_ignoring_case(path.substr(path.size() - 4), u".exe"))
    return found;
  auto bare = host_path(path.substr(0, path.size() - 4));
  return bare && is_host_program(*bare) ? bare : found;
}

void append_name(std::u16string& to, std::string_view name) {
  bool plain = true;
  for (const unsigned char byte : name) plain &= byte < 0x80 && !is_illegal(byte);
  if (!name.empty() && (name.back() == '.' || name.back() == ' '))
    plain &= name == "." || name == "..";  // in a link's target
  if (plain) {
    for (const char byte : name) to += static_cast<char16_t>(byte);
    return;
  }
  const std::u16string wide = to_utf16(name);
  for (size_t index = 0; index < wide.size(); ++index) {
    const char16_t unit = wide[index];
    const bool final = index + 1 == wide.size() && (unit == u'.' || unit == u' ');
    if (is_illegal(unit) || final) {
      to += static_cast<char16_t>(kMapped + unit);
    } else if (is_mapped(unit)) {
      // The host's name really has this private character: keep it apart, byte by byte, in the form
      // of bytes that are no UTF-8.
      to += static_cast<char16_t>(0xdc00 + (0xe0 | unit >> 12));
      to += static_cast<char16_t>(0xdc00 + (0x80 | (unit >> 6 & 0x3f)));
      to += static_cast<char16_t>(0xdc00 + (0x80 | (unit & 0x3f)));
    } else {
      to += unit;
    }
  }
}

std::u16string name_from_host(std::string_view name) {
  std::u16string result;
  append_name(result, name);
  return result;
}

std::string name_to_host(std::u16string_view name) {
  std::string result;
  append_to_host(result, name);
  return result;
}

std::u16string dos_path(std::string_view path) {
  std::u16string result;
  const std::string& drive = private_drive();
  if (path.starts_with(drive) && (path.size() == drive.size() || path[drive.size()] == '/')) {
    result = u"C:\\";
    path.remove_prefix(drive.size());
  } else {
    result = u"Z:\\";
  }
  result.reserve(path.size() + 4);
  while (!path.empty()) {
    if (path.front() == '/') {
      path.remove_prefix(1);
      continue;
    }
    const size_t end = path.find('/');
    if (result.back() != u'\\') result += u'\\';
    append_name(result, path.substr(0, end));
    if (end == path.npos) break;
    path.remove_prefix(end);
  }
  return result;
}

}  // namespace mimic::win
