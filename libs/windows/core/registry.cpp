#include "libs/windows/core/registry.h"

#include <algorithm>
#include <mutex>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/registry_file.h"
#include "libs/windows/core/registry_watch.h"
#include "libs/windows/core/token.h"

namespace mimic::win {
namespace {

constexpr size_t kMaxKeyName = 255, kMaxValueName = 16383, kMaxLinks = 16;
constexpr std::u16string_view kLinkValue = u"SymbolicLinkValue";

// All of it is under one lock; host calls on the file of changes are made with it held.
struct Registry {
  std::mutex lock;
  RegistryNode::Ptr root = make_builtin_registry();
  RegistryFile file;

  static Registry& get() {
    static Registry* const registry = new Registry;
    return *registry;
  }
};

void changed_elsewhere(RegistryNode& node) {
  report_registry_change(node, REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET);
}

// Locks the registry for looking at it.
class Reading {
 public:
  Reading() : guard_(registry_.lock) { registry_.file.refresh(*registry_.root, changed_elsewhere); }
  RegistryNode& root() { return *registry_.root; }

 private:
  Registry& registry_ = Registry::get();
  std::lock_guard<std::mutex> guard_;
};

// Locks the registry for a change, which is written when this ends. A volatile change is not.
class Changing {
 public:
  Changing() : guard_(registry_.lock) {
    status_ = registry_.file.begin_change(*registry_.root, changed_elsewhere);
  }
  ~Changing() {
    if (nt_success(status_)) registry_.file.end_change(*registry_.root, text_);
  }
  RegistryNode& root() { return *registry_.root; }
  NTSTATUS status() const { return status_; }
  void write(const RegistryNode& node, std::string_view lines) {
    if (node.is_volatile) return;
    text_ += text_of_key(node);
    text_ += lines;
  }
  void write(std::string_view lines) { text_ += lines; }

 private:
  Registry& registry_ = Registry::get();
  std::lock_guard<std::mutex> guard_;
  NTSTATUS status_;
  std::string text_;
};

void touch(RegistryNode& node) { node.written = system_time_now(); }

// Software of 32-bit programs is a world of its own, but for what both share.
constexpr std::u16string_view kSoftware = u"Software", kWow64 = u"WOW6432Node",
                              kClasses = u"Classes";

bool is_machine_software(const RegistryNode& node) {
  return node.parent && node.parent->parent && !node.parent->parent->parent &&
         equal_ignoring_case(node.name, kSoftware) &&
         equal_ignoring_case(node.parent->name, u"Machine");
}

// The node that a link leads to, or null.
RegistryNode* follow(RegistryNode& root, RegistryNode& link) {
  const RegistryValue* value = link.value(kLinkValue);
  if (!value || value->type != REG_LINK) return nullptr;
  std::u16string_view target(reinterpret_cast<const char16_t*>(value->data.data()),
                             value->data.size() / 2);
  constexpr std::u16string_view kRoot = u"\\Registry\\";
  if (target.size() < kRoot.size() || !equal_ignoring_case(target.substr(0, kRoot.size()), kRoot))
    return nullptr;
  return find_path(root, target.substr(kRoot.size()));
}

// Walks a path. `make`, where given, makes what is missing: make(parent, name, last) → node.
template <class Make>
Expected<RegistryNode*> walk(RegistryNode& root, const KeyPath& path, Make&& make) {
  RegistryNode* node = path.root ? &path.root->node() : &root;
  if (node->deleted) return nt_fail(STATUS_KEY_DELETED);
  std::u16string_view rest = path.path;
  size_t links = 0;
  while (true) {
    while (rest.starts_with(u'\\')) rest.remove_prefix(1);
    if (node->is_link && !(rest.empty() && path.open_link)) {
      if (++links > kMaxLinks) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
      node = follow(root, *node);
      if (!node) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
      continue;
    }
    if (rest.empty()) return node;
    const size_t end = std::min(rest.find(u'\\'), rest.size());
    const std::u16string_view name = rest.substr(0, end);
    rest.remove_prefix(end);
    if (name.size() > kMaxKeyName) return nt_fail(STATUS_OBJECT_NAME_INVALID);
    if (path.wow64_32 && is_machine_software(*node) && !equal_ignoring_case(name, kWow64) &&
        !equal_ignoring_case(name, kClasses))
      node = &node->make_child(kWow64);
    RegistryNode* next = node->child(name);
    if (!next) {
      auto made = make(*node, name, rest.find_first_not_of(u'\\') == rest.npos);
      if (!made) return made;
      next = *made;
    }
    node = next;
  }
}

Expected<RegistryNode*> find(RegistryNode& root, const KeyPath& path) {
  return walk(root, path, [](RegistryNode&, std::u16string_view, bool) -> Expected<RegistryNode*> {
    return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  });
}

// The name of a value that is like the name of a builtin one in all but case stays as it was.
KeyInformation describe(RegistryNode& node) {
  KeyInformation information;
  information.name = node.name;
  information.class_name = node.class_name;
  information.written = node.written;
  information.is_volatile = node.is_volatile;
  information.is_link = node.is_link;
  return information;
}

}  // namespace

std::u16string Key::name() const {
  const std::lock_guard guard(Registry::get().lock);
  const std::u16string path = node_->path();
  return path.empty() ? u"\\REGISTRY" : u"\\REGISTRY\\" + path;
}

void Key::last_handle_closed() { forget_registry_watches(*this); }

Expected<Ref<Key>> open_key(const KeyPath& path) {
  Reading registry;
  auto node = find(registry.root(), path);
  if (!node) return std::unexpected(node.error());
  return make_object<Key>((*node)->shared_from_this());
}

Expected<Ref<Key>> create_key(const KeyPath& path, const NewKey& how, DWORD* disposition) {
  {
    Reading registry;
    if (const auto node = find(registry.root(), path)) {
      if (how.options & REG_OPTION_CREATE_LINK) return nt_fail(STATUS_OBJECT_NAME_COLLISION);
      *disposition = REG_OPENED_EXISTING_KEY;
      return make_object<Key>((*node)->shared_from_this());
    } else if (node.error() != STATUS_OBJECT_NAME_NOT_FOUND) {
      return std::unexpected(node.error());
    }
  }
  const bool is_volatile = how.options & REG_OPTION_VOLATILE;
  // A key that is volatile needs no file.
  std::optional<Changing> changing;
  std::optional<Reading> reading;
  if (is_volatile)
    reading.emplace();
  else
    changing.emplace();
  if (changing && !nt_success(changing->status())) return nt_fail(changing->status());
  RegistryNode& root = changing ? changing->root() : reading->root();
  *disposition = REG_OPENED_EXISTING_KEY;
  const auto node = walk(
      root, path,
      [&](RegistryNode& parent, std::u16string_view name, bool last) -> Expected<RegistryNode*> {
        if (!last && !how.make_parents) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
        if (!parent.parent) return nt_fail(STATUS_ACCESS_DENIED);  // \Registry itself
        if (parent.is_volatile && !is_volatile) return nt_fail(STATUS_CHILD_MUST_BE_VOLATILE);
        RegistryNode& made = parent.make_child(name);
        made.is_volatile = is_volatile;
        touch(made);
        touch(parent);
        std::string lines;
        if (last) {
          if (!how.class_name.empty()) {
            made.class_name = how.class_name;
            lines += text_of_class(how.class_name);
          }
          if (!how.security.empty()) {
            made.security.assign(how.security.begin(), how.security.end());
            lines += text_of_security(made.security);
          }
          if (how.options & REG_OPTION_CREATE_LINK) {
            made.is_link = true;
            lines += kTextOfLink;
          }
        }
        if (changing) changing->write(made, lines);
        report_registry_change(parent, REG_NOTIFY_CHANGE_NAME);
        *disposition = REG_CREATED_NEW_KEY;
        // A new link has nothing to lead to: it is what was asked for.
        return &made;
      });
  if (!node) {
    // The link that has just been made.
    KeyPath itself = path;
    itself.open_link = true;
    if (how.options & REG_OPTION_CREATE_LINK && *disposition == REG_CREATED_NEW_KEY) {
      if (const auto link = find(root, itself))
        return make_object<Key>((*link)->shared_from_this());
    }
    return std::unexpected(node.error());
  }
  return make_object<Key>((*node)->shared_from_this());
}

NTSTATUS delete_key(Key& key) {
  Changing registry;
  if (!nt_success(registry.status())) return registry.status();
  RegistryNode& node = key.node();
  if (node.deleted) return STATUS_KEY_DELETED;
  if (!node.parent || !node.parent->parent) return STATUS_CANNOT_DELETE;
  if (!node.filled().children.empty()) return STATUS_CANNOT_DELETE;
  RegistryNode& parent = *node.parent;
  if (!node.is_volatile) registry.write(text_of_path_deleted(node.path()));
  report_registry_change(node, REG_NOTIFY_CHANGE_NAME);
  parent.remove_child(std::u16string(node.name));
  touch(parent);
  report_registry_change(parent, REG_NOTIFY_CHANGE_NAME);
  return STATUS_SUCCESS;
}

NTSTATUS rename_key(Key& key, std::u16string_view name) {
  if (name.empty() || name.size() > kMaxKeyName || name.find(u'\\') != name.npos)
    return STATUS_INVALID_PARAMETER;
  Changing registry;
  if (!nt_success(registry.status())) return registry.status();
  RegistryNode& node = key.node();
  if (node.deleted) return STATUS_KEY_DELETED;
  if (!node.parent || !node.parent->parent) return STATUS_ACCESS_DENIED;
  RegistryNode& parent = *node.parent;
  if (RegistryNode* other = parent.child(name); other && other != &node)
    return STATUS_CANNOT_DELETE;
  touch(node);
  registry.write(node, text_of_rename(name));
  auto handle = parent.children.extract(node.name);
  node.name = name;
  handle.key() = node.name;
  parent.children.insert(std::move(handle));
  touch(parent);
  report_registry_change(parent, REG_NOTIFY_CHANGE_NAME);
  return STATUS_SUCCESS;
}

NTSTATUS set_value(Key& key, std::u16string_view name, DWORD type, std::vector<uint8_t> data) {
  if (name.size() > kMaxValueName) return STATUS_INVALID_PARAMETER;
  const auto set = [&](RegistryNode& node) {
    node.set_value(name, type, std::move(data));
    touch(node);
    report_registry_change(node, REG_NOTIFY_CHANGE_LAST_SET);
  };
  RegistryNode& node = key.node();
  if (node.is_volatile) {
    Reading registry;
    if (node.deleted) return STATUS_KEY_DELETED;
    set(node);
    return STATUS_SUCCESS;
  }
  Changing registry;
  if (!nt_success(registry.status())) return registry.status();
  if (node.deleted) return STATUS_KEY_DELETED;
  set(node);
  registry.write(node, text_of_value(*node.value(name)));
  return STATUS_SUCCESS;
}

Expected<RegistryValue> value_of(Key& key, std::u16string_view name) {
  Reading registry;
  if (key.node().deleted) return nt_fail(STATUS_KEY_DELETED);
  const RegistryValue* value = key.node().value(name);
  if (!value) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  return *value;
}

Expected<RegistryValue> value_at(Key& key, size_t index) {
  Reading registry;
  if (key.node().deleted) return nt_fail(STATUS_KEY_DELETED);
  const auto& values = key.node().filled().values;
  if (index >= values.size()) return nt_fail(STATUS_NO_MORE_ENTRIES);
  return values[index];
}

NTSTATUS delete_value(Key& key, std::u16string_view name) {
  RegistryNode& node = key.node();
  {
    Reading registry;
    if (node.deleted) return STATUS_KEY_DELETED;
    if (!node.value(name)) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (node.is_volatile) {
      node.remove_value(name);
      touch(node);
      report_registry_change(node, REG_NOTIFY_CHANGE_LAST_SET);
      return STATUS_SUCCESS;
    }
  }
  Changing registry;
  if (!nt_success(registry.status())) return registry.status();
  if (node.deleted) return STATUS_KEY_DELETED;
  if (!node.remove_value(name)) return STATUS_OBJECT_NAME_NOT_FOUND;
  touch(node);
  registry.write(node, text_of_value_deleted(name));
  report_registry_change(node, REG_NOTIFY_CHANGE_LAST_SET);
  return STATUS_SUCCESS;
}

Expected<KeyInformation> information_of(Key& key) {
  Reading registry;
  RegistryNode& node = key.node();
  if (node.deleted) return nt_fail(STATUS_KEY_DELETED);
  node.filled();
  KeyInformation information = describe(node);
  const auto raise = [](ULONG& to, size_t value) { to = std::max(to, static_cast<ULONG>(value)); };
  information.children = static_cast<ULONG>(node.children.size());
  information.values = static_cast<ULONG>(node.values.size());
  for (const auto& [name, child] : node.children) {
    raise(information.max_child_name, child->name.size());
    raise(information.max_child_class, child->class_name.size());
  }
  for (const RegistryValue& value : node.values) {
    raise(information.max_value_name, value.name.size());
    raise(information.max_value_data, value.data.size());
  }
  return information;
}

Expected<KeyInformation> child_at(Key& key, size_t index) {
  Reading registry;
  RegistryNode& node = key.node();
  if (node.deleted) return nt_fail(STATUS_KEY_DELETED);
  const auto& children = node.filled().children;
  if (index >= children.size()) return nt_fail(STATUS_NO_MORE_ENTRIES);
  RegistryNode& child = *std::next(children.begin(), static_cast<ptrdiff_t>(index))->second;
  KeyInformation information = describe(child);
  information.children = static_cast<ULONG>(child.children.size());
  information.values = static_cast<ULONG>(child.values.size());
  return information;
}

Expected<std::vector<uint8_t>> security_of(Key& key) {
  Reading registry;
  if (key.node().deleted) return nt_fail(STATUS_KEY_DELETED);
  return key.node().security;
}

NTSTATUS set_security(Key& key, std::vector<uint8_t> descriptor) {
  Changing registry;
  if (!nt_success(registry.status())) return registry.status();
  RegistryNode& node = key.node();
  if (node.deleted) return STATUS_KEY_DELETED;
  node.security = std::move(descriptor);
  registry.write(node, text_of_security(node.security));
  report_registry_change(node, REG_NOTIFY_CHANGE_SECURITY);
  return STATUS_SUCCESS;
}

NTSTATUS notify_change(Key& key, DWORD filter, bool subtree, Ref<Event> event) {
  Reading registry;
  if (key.node().deleted) return STATUS_KEY_DELETED;
  watch_registry(key, filter, subtree, std::move(event));
  return STATUS_SUCCESS;
}

const std::u16string& current_user_path() {
  static const std::u16string* const path =
      new std::u16string(u"User\\" + sid_to_string(Token::of_process()->state().user.get()));
  return *path;
}

ACCESS_MASK map_key_access(ACCESS_MASK access) {
  if (access & (GENERIC_ALL | MAXIMUM_ALLOWED)) access |= KEY_ALL_ACCESS;
  if (access & (GENERIC_READ | GENERIC_EXECUTE)) access |= KEY_READ;
  if (access & GENERIC_WRITE) access |= KEY_WRITE;
  return access & KEY_ALL_ACCESS;
}

Expected<Ref<Key>> key_of(HANDLE handle, ACCESS_MASK access) {
  auto entry = handles().lookup(handle);
  if (!entry) return std::unexpected(entry.error());
  if (!Key::is(entry->object->type())) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  if ((entry->access & access) != access) return nt_fail(STATUS_ACCESS_DENIED);
  return Ref<Key>(static_cast<Key*>(entry->object.get()));
}

}  // namespace mimic::win
