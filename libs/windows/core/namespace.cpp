#include "libs/windows/core/namespace.h"

#include <vector>

#include "libs/windows/core/lock.h"
#include "libs/windows/core/text.h"

namespace mimic::win {

namespace {

constexpr std::u16string_view kGlobal = u"\\BaseNamedObjects\\";
constexpr std::u16string_view kLocal = u"\\Sessions\\1\\BaseNamedObjects\\";

constinit Lock names_lock;

// Programs have a handful of named objects.
std::vector<Object*>& named() {
  static auto* objects = new std::vector<Object*>;
  return *objects;
}

// Under the lock.
Object* find(std::u16string_view name) {
  for (Object* object : named())
    if (object->name() == name) return object;
  return nullptr;
}

}  // namespace

Expected<std::u16string> full_name_of(std::u16string_view name) {
  if (name.empty()) return std::u16string();
  std::u16string_view folder = kLocal;
  if (name.starts_with(u"Global\\")) {
    folder = kGlobal;
    name.remove_prefix(7);
  } else if (name.starts_with(u"Local\\")) {
    name.remove_prefix(6);
  }
  if (name.find(u'\\') != name.npos) return nt_fail(STATUS_OBJECT_PATH_NOT_FOUND);
  return std::u16string(folder).append(name);
}

Expected<std::u16string> full_name_of(const OBJECT_ATTRIBUTES* attributes) {
  if (!attributes || !attributes->ObjectName || attributes->ObjectName->Length == 0)
    return std::u16string();
  if (attributes->ObjectName->Length & 1) return nt_fail(STATUS_OBJECT_NAME_INVALID);
  const std::u16string_view name = view_of(*attributes->ObjectName);
  if (!attributes->RootDirectory) {
    if (name[0] != u'\\') return nt_fail(STATUS_OBJECT_PATH_SYNTAX_BAD);
    return std::u16string(name);
  }
  if (name[0] == u'\\') return nt_fail(STATUS_OBJECT_PATH_SYNTAX_BAD);
  auto root = object_of(attributes->RootDirectory);
  if (!root) return std::unexpected(root.error());
  return (*root)->name().append(u"\\").append(name);
}

Expected<NamedObject> make_named(std::u16string name, ObjectType type,
                                 Ref<Object> (*make)(const void* context, std::u16string name),
                                 const void* context) {
  if (name.empty()) return NamedObject{make(context, {}), false};
  LockGuard guard(names_lock);
  if (Object* object = find(name)) {
    if (object->type() != type) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
    return NamedObject{object, true};
  }
  Ref<Object> object = make(context, std::move(name));
  named().push_back(object.get());
  return NamedObject{std::move(object), false};
}

Expected<Ref<Object>> find_named(std::u16string_view name, ObjectType type) {
  LockGuard guard(names_lock);
  Object* object = find(name);
  if (!object) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  if (object->type() != type) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  return Ref<Object>(object);
}

void forget_name(Object& object) {
  if (object.name().empty()) return;
  LockGuard guard(names_lock);
  std::erase(named(), &object);
}

}  // namespace mimic::win
