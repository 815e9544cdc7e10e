// Named objects. A name lives as long as a handle to its object is open. Names distinguish case.
#pragma once

#include <string>
#include <string_view>

#include "libs/windows/core/object.h"

namespace mimic::win {

struct NamedObject {
  Ref<Object> object;
  bool existed;  // STATUS_OBJECT_NAME_EXISTS is due
};

// The full name of what a Win32 function calls `name` ("Global\x", "Local\x", "x"); an empty name
// stays empty. STATUS_OBJECT_PATH_NOT_FOUND where it has another '\'.
Expected<std::u16string> full_name_of(std::u16string_view name);
// The same for a name of the native functions; empty where there is none.
Expected<std::u16string> full_name_of(const OBJECT_ATTRIBUTES* attributes);

// Makes an object with make(context, name), or finds the one that has the name. An empty name
// always makes. STATUS_OBJECT_TYPE_MISMATCH where the name belongs to something else.
Expected<NamedObject> make_named(std::u16string name, ObjectType type,
                                 Ref<Object> (*make)(const void* context, std::u16string name),
                                 const void* context);
// STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH.
Expected<Ref<Object>> find_named(std::u16string_view name, ObjectType type);
// For last_handle_closed().
void forget_name(Object& object);

}  // namespace mimic::win
