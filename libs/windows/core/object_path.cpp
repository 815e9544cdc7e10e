#include "libs/windows/core/object_path.h"

#include "libs/windows/core/afd.h"
#include "libs/windows/core/file.h"
#include "libs/windows/core/named_pipe.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// `\??\PIPE\` and `\Device\NamedPipe\`, with or without the last backslash.
bool is_pipe_file_system(std::u16string_view path) {
  if (path.ends_with(u'\\')) path.remove_suffix(1);
  return equal_ignoring_case(path, u"\\??\\PIPE") ||
         equal_ignoring_case(path, u"\\Device\\NamedPipe");
}

Expected<ObjectPath> located(Expected<Location> location) {
  if (!location) return nt_fail(location.error());
  return ObjectPath{ObjectPath::Kind::kLocation, *std::move(location)};
}

Expected<ObjectPath> locate_absolute(std::u16string_view path) {
  if (is_afd_path(path)) return ObjectPath{ObjectPath::Kind::kSocketDriver, {}};
  if (is_pipe_file_system(path)) return ObjectPath{ObjectPath::Kind::kPipeFileSystem, {}};
  return located(locate_nt(path));
}

Expected<ObjectPath> locate_below(Object& root, std::u16string_view name) {
  if (name.starts_with(u'\\')) return nt_fail(STATUS_OBJECT_PATH_SYNTAX_BAD);
  ObjectPath path;
  if (PipeFileSystem::is(root.type())) {
    if (name.empty()) path.kind = ObjectPath::Kind::kPipeFileSystem;
    path.location.kind = Location::Kind::kPipe;
    path.location.path = to_utf8(name);
    return path;
  }
  if (Pipe::is(root.type())) {
    // Its own name again: the other end.
    const PipeName* const pipe = static_cast<Pipe&>(root).pipe_name();
    if (!name.empty() || !pipe) return nt_fail(STATUS_OBJECT_NAME_INVALID);
    path.location.kind = Location::Kind::kPipe;
    path.location.path = to_utf8(pipe_name_text(*pipe));
    return path;
  }
  if (!File::is(root.type())) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  std::u16string full = u"\\??\\" + dos_path(static_cast<File&>(root).path());
  if (!name.empty()) {
    if (!full.ends_with(u'\\')) full += u'\\';
    full += name;
  }
  return located(locate_nt(full));
}

}  // namespace

Expected<ObjectPath> locate_object(const OBJECT_ATTRIBUTES* attributes) {
  if (!attributes) return nt_fail(STATUS_INVALID_PARAMETER);
  std::u16string_view name;
  if (attributes->ObjectName) name = view_of(*attributes->ObjectName);
  if (!attributes->RootDirectory) return locate_absolute(name);
  const auto root = object_of(attributes->RootDirectory);
  if (!root) return nt_fail(root.error());
  return locate_below(**root, name);
}

}  // namespace mimic::win
