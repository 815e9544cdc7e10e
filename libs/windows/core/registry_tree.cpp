#include "libs/windows/core/registry_tree.h"

#include <algorithm>
#include <cstring>

namespace mimic::win {

RegistryNode* RegistryNode::child(std::u16string_view child_name) {
  filled();
  const auto found = children.find(child_name);
  return found == children.end() ? nullptr : found->second.get();
}

RegistryNode& RegistryNode::make_child(std::u16string_view child_name) {
  if (RegistryNode* found = child(child_name)) return *found;
  auto node = std::make_shared<RegistryNode>();
  node->name = child_name;
  node->parent = this;
  node->written = written;
  return *(children[node->name] = std::move(node));
}

void RegistryNode::remove_child(std::u16string_view child_name) {
  const auto found = children.find(child_name);
  if (found == children.end()) return;
  const Ptr node = std::move(found->second);
  children.erase(found);
  const auto mark = [](const auto& self, RegistryNode& gone) -> void {
    gone.deleted = true;
    gone.fill = nullptr;
    for (const auto& [name, below] : gone.children) {
      self(self, *below);
      below->parent = nullptr;
    }
    gone.children.clear();
  };
  mark(mark, *node);
  node->parent = nullptr;
}

RegistryValue* RegistryNode::value(std::u16string_view value_name) {
  filled();
  for (RegistryValue& entry : values)
    if (equal_ignoring_case(entry.name, value_name)) return &entry;
  return nullptr;
}

void RegistryNode::set_value(std::u16string_view value_name, DWORD type,
                             std::vector<uint8_t> data) {
  RegistryValue* entry = value(value_name);
  if (!entry) {
    entry = &values.emplace_back();
    entry->name = value_name;
  }
  entry->type = type;
  entry->data = std::move(data);
}

bool RegistryNode::remove_value(std::u16string_view value_name) {
  RegistryValue* entry = value(value_name);
  if (!entry) return false;
  values.erase(values.begin() + (entry - values.data()));
  return true;
}

std::vector<uint8_t> text_data(std::u16string_view text) {
  std::vector<uint8_t> data((text.size() + 1) * 2);
  std::memcpy(data.data(), text.data(), text.size() * 2);
  return data;
}

void RegistryNode::set_text(std::u16string_view value_name, std::u16string_view text, DWORD type) {
  set_value(value_name, type, text_data(text));
}

void RegistryNode::set_dword(std::u16string_view value_name, DWORD number) {
  std::vector<uint8_t> data(sizeof number);
  std::memcpy(data.data(), &number, sizeof number);
  set_value(value_name, REG_DWORD, std::move(data));
}

std::u16string RegistryNode::path() const {
  std::u16string text;
  for (const RegistryNode* node = this; node->parent; node = node->parent)
    text.insert(0, node->parent->parent ? u"\\" + node->name : node->name);
  return text;
}

namespace {

template <class Step>
RegistryNode* walk(RegistryNode& root, std::u16string_view path, Step&& step) {
  RegistryNode* node = &root;
  while (node && !path.empty()) {
    const size_t end = std::min(path.find(u'\\'), path.size());
    if (end) node = step(*node, path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return node;
}

}  // namespace

RegistryNode& make_path(RegistryNode& root, std::u16string_view path) {
  return *walk(root, path,
               [](RegistryNode& node, std::u16string_view name) { return &node.make_child(name); });
}

RegistryNode* find_path(RegistryNode& root, std::u16string_view path) {
  return walk(root, path,
              [](RegistryNode& node, std::u16string_view name) { return node.child(name); });
}

}  // namespace mimic::win
