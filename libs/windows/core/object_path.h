// Where the names that the native file functions take lead: absolute, or relative to an open
// directory, pipe or file system.
#pragma once

#include "libs/windows/core/io.h"
#include "libs/windows/core/path.h"

namespace mimic::win {

// What a name is relative to, or leads to, that is no file: the file system of named pipes.
class PipeFileSystem final : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kDevice; }
  PipeFileSystem() : Object(ObjectType::kDevice) {}
};

struct ObjectPath {
  enum class Kind : uint8_t { kLocation, kSocketDriver, kPipeFileSystem };
  Kind kind = Kind::kLocation;
  Location location;
};

// As locate_nt(); STATUS_OBJECT_PATH_SYNTAX_BAD for a name that is absolute below a root, the error
// of the root's handle.
Expected<ObjectPath> locate_object(const OBJECT_ATTRIBUTES* attributes);

}  // namespace mimic::win
