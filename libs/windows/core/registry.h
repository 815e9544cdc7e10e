// Registry keys: what handles to them refer to, and what can be done with them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/security_status.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/registry_tree.h"

namespace mimic::win {

struct Event;

inline constexpr ACCESS_MASK KEY_QUERY_VALUE = 1, KEY_SET_VALUE = 2, KEY_CREATE_SUB_KEY = 4,
                             KEY_ENUMERATE_SUB_KEYS = 8, KEY_NOTIFY = 0x10, KEY_CREATE_LINK = 0x20,
                             KEY_WOW64_64KEY = 0x100, KEY_WOW64_32KEY = 0x200, KEY_READ = 0x20019,
                             KEY_WRITE = 0x20006, KEY_ALL_ACCESS = 0xf003f;
inline constexpr DWORD REG_OPTION_VOLATILE = 1, REG_OPTION_CREATE_LINK = 2,
                       REG_OPTION_BACKUP_RESTORE = 4, REG_OPTION_OPEN_LINK = 8;
inline constexpr DWORD REG_CREATED_NEW_KEY = 1, REG_OPENED_EXISTING_KEY = 2;

class Key final : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kKey; }
  explicit Key(RegistryNode::Ptr node) : Object(ObjectType::kKey), node_(std::move(node)) {}
  std::u16string name() const override;
  void last_handle_closed() override;  // ends waits for changes
  RegistryNode& node() const { return *node_; }

 private:
  const RegistryNode::Ptr node_;
};

struct KeyPath {
  Key* root = nullptr;  // null: `path` is below "\Registry"
  std::u16string_view path;
  bool open_link = false;  // the link itself, not what it leads to
  bool wow64_32 = false;   // as a 32-bit program sees it
};

// STATUS_OBJECT_NAME_NOT_FOUND, STATUS_KEY_DELETED, STATUS_OBJECT_NAME_INVALID.
Expected<Ref<Key>> open_key(const KeyPath& path);

struct NewKey {
  std::u16string_view class_name;
  DWORD options = 0;
  std::span<const uint8_t> security;  // self-relative, or empty
  bool make_parents = true;           // RegCreateKey does, NtCreateKey does not
};
// `*disposition`: REG_CREATED_NEW_KEY or REG_OPENED_EXISTING_KEY. STATUS_CHILD_MUST_BE_VOLATILE.
Expected<Ref<Key>> create_key(const KeyPath& path, const NewKey& how, DWORD* disposition);

// STATUS_CANNOT_DELETE where it has subkeys.
NTSTATUS delete_key(Key& key);
// STATUS_OBJECT_NAME_COLLISION.
NTSTATUS rename_key(Key& key, std::u16string_view name);

NTSTATUS set_value(Key& key, std::u16string_view name, DWORD type, std::vector<uint8_t> data);
Expected<RegistryValue> value_of(Key& key, std::u16string_view name);
Expected<RegistryValue> value_at(Key& key, size_t index);  // STATUS_NO_MORE_ENTRIES
NTSTATUS delete_value(Key& key, std::u16string_view name);

struct KeyInformation {
  std::u16string name, class_name;
  int64_t written = 0;
  ULONG children = 0, values = 0;
  ULONG max_child_name = 0, max_child_class = 0, max_value_name = 0;  // units
  ULONG max_value_data = 0;                                           // bytes
  bool is_volatile = false, is_link = false;
};
Expected<KeyInformation> information_of(Key& key);
Expected<KeyInformation> child_at(Key& key, size_t index);  // STATUS_NO_MORE_ENTRIES

// Self-relative; empty where the key has none of its own.
Expected<std::vector<uint8_t>> security_of(Key& key);
NTSTATUS set_security(Key& key, std::vector<uint8_t> descriptor);

// Sets the event at the next change of the key (or below it) that is of a kind in `filter`.
inline constexpr DWORD REG_NOTIFY_CHANGE_NAME = 1, REG_NOTIFY_CHANGE_ATTRIBUTES = 2,
                       REG_NOTIFY_CHANGE_LAST_SET = 4, REG_NOTIFY_CHANGE_SECURITY = 8;
NTSTATUS notify_change(Key& key, DWORD filter, bool subtree, Ref<Event> event);

// The path of the current user's keys, "User\S-1-5-21-…", below "\Registry".
const std::u16string& current_user_path();

// A key by its handle with these rights.
Expected<Ref<Key>> key_of(HANDLE handle, ACCESS_MASK access);
// The rights that a handle asked for with `access` has.
ACCESS_MASK map_key_access(ACCESS_MASK access);

}  // namespace mimic::win
