// How the functions that create or open an object by name give out handles to it.
#pragma once

#include "libs/windows/core/namespace.h"
#include "libs/windows/core/synchronization.h"

namespace mimic::win {

inline constexpr ULONG OBJ_INHERIT = 2, OBJ_OPENIF = 0x80;

// Generic rights and MAXIMUM_ALLOWED become `all`.
constexpr ACCESS_MASK specific_access(ACCESS_MASK access, ACCESS_MASK all) {
  constexpr ACCESS_MASK kGenericOrMaximum = 0xf2000000;
  return access & kGenericOrMaximum ? all : access;
}

// A handle for what make_named() or find_named() found. STATUS_SUCCESS or STATUS_OBJECT_NAME_EXISTS
// with *handle set.
inline NTSTATUS give_handle(HANDLE* handle, const Expected<NamedObject>& named, ACCESS_MASK access,
                            bool inherit) {
  if (!named) return named.error();
  *handle = handles().insert(named->object, access, inherit);
  if (!*handle) return STATUS_INSUFFICIENT_RESOURCES;
  return named->existed ? STATUS_OBJECT_NAME_EXISTS : STATUS_SUCCESS;
}

// The Nt function's end: an existing name is a collision unless OBJ_OPENIF was given.
inline NTSTATUS give_handle(HANDLE* handle, const Expected<NamedObject>& named, ACCESS_MASK access,
                            const OBJECT_ATTRIBUTES* attributes) {
  const ULONG flags = attributes ? attributes->Attributes : 0;
  if (named && named->existed && !(flags & OBJ_OPENIF)) return STATUS_OBJECT_NAME_COLLISION;
  HANDLE made = nullptr;
  const NTSTATUS status = give_handle(&made, named, access, (flags & OBJ_INHERIT) != 0);
  if (nt_success(status)) *handle = made;
  return status;
}

inline NTSTATUS open_handle(HANDLE* handle, const Expected<std::u16string>& name, ObjectType type,
                            ACCESS_MASK access, bool inherit) {
  if (!name) return name.error();
  if (name->empty()) return STATUS_OBJECT_PATH_SYNTAX_BAD;
  auto object = open_named(*name, type);
  if (!object) return object.error();
  const HANDLE made = handles().insert(std::move(*object), access, inherit);
  if (!made) return STATUS_INSUFFICIENT_RESOURCES;
  *handle = made;
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
