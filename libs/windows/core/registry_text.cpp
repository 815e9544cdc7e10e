#include "libs/windows/core/registry_text.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>

namespace mimic::win {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void append_escaped(std::string& to, std::u16string_view text) {
  for (const char byte : to_utf8(text)) {
    const auto value = static_cast<uint8_t>(byte);
    if (value < 0x20 || value == 0x7f || byte == '"' || byte == '%') {
      to += '%';
      to += kDigits[value >> 4];
      to += kDigits[value & 15];
    } else {
      to += byte;
    }
  }
}

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

std::u16string unescaped(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 &&
                        digit_of(text[i + 2]) >= 0;
    if (escape) {
      bytes += static_cast<char>(digit_of(text[i + 1]) << 4 | digit_of(text[i + 2]));
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return to_utf16(bytes);
}

void append_hex(std::string& to, const std::vector<uint8_t>& data) {
  for (const uint8_t byte : data) {
    to += kDigits[byte >> 4];
    to += kDigits[byte & 15];
  }
}

std::optional<std::vector<uint8_t>> parse_hex(std::string_view text) {
  if (text.size() % 2) return std::nullopt;
  std::vector<uint8_t> data(text.size() / 2);
  for (size_t i = 0; i < data.size(); ++i) {
    const int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    data[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return data;
}

// The text that is data of REG_SZ, where writing it as such loses nothing.
std::optional<std::u16string> plain_text(const std::vector<uint8_t>& data) {
  if (data.size() < 2 || data.size() % 2) return std::nullopt;
  std::u16string text(data.size() / 2, 0);
  std::memcpy(text.data(), data.data(), data.size());
  if (text.find(u'\0') != text.size() - 1) return std::nullopt;
  text.pop_back();
  if (to_utf16(to_utf8(text)) != text) return std::nullopt;
  return text;
}

constexpr struct {
  std::string_view prefix;
  DWORD type;
} kTextTypes[] = {{"sz:", REG_SZ}, {"expand:", REG_EXPAND_SZ}};

bool apply_value(RegistryNode& node, std::u16string_view name, std::string_view data) {
  if (data == "-") return node.remove_value(name);
  for (const auto& [prefix, type] : kTextTypes) {
    if (data.starts_with(prefix)) {
      node.set_text(name, unescaped(data.substr(prefix.size())), type);
      return true;
    }
  }
  DWORD number = 0;
  if (data.starts_with("dword:")) {
    std::from_chars(data.data() + 6, data.data() + data.size(), number, 16);
    node.set_dword(name, number);
    return true;
  }
  const size_t close = data.find("):");
  if (!data.starts_with("hex(") || close == data.npos) return false;
  std::from_chars(data.data() + 4, data.data() + close, number, 16);
  auto bytes = parse_hex(data.substr(close + 2));
  if (!bytes) return false;
  node.set_value(name, number, std::move(*bytes));
  return true;
}

// A line within a key.
bool apply_to_key(RegistryNode*& node, std::string_view line) {
  if (line[0] == '"') {
    const size_t close = line.find('"', 1);
    if (close == line.npos || close + 1 >= line.size() || line[close + 1] != '=') return false;
    return apply_value(*node, unescaped(line.substr(1, close - 1)), line.substr(close + 2));
  }
  if (line == "link") {
    node->is_link = true;
    return true;
  }
  if (line.starts_with("class=")) {
    node->class_name = unescaped(line.substr(6));
    return true;
  }
  if (line.starts_with("security=")) {
    if (auto bytes = parse_hex(line.substr(9))) node->security = std::move(*bytes);
    return true;
  }
  if (line.starts_with("name=") && node->parent) {
    auto& siblings = node->parent->children;
    std::u16string name = unescaped(line.substr(5));
    if (siblings.contains(name) && !equal_ignoring_case(name, node->name)) return false;
    auto handle = siblings.extract(node->name);
    node->name = name;
    handle.key() = std::move(name);
    siblings.insert(std::move(handle));
    return true;
  }
  return false;
}

}  // namespace

size_t apply_registry_text(RegistryNode& root, std::string_view text, KeyChanged changed) {
  size_t at = 0;
  RegistryNode* node = nullptr;
  for (size_t end; (end = text.find('\n', at)) != text.npos; at = end + 1) {
    const std::string_view line = text.substr(at, end - at);
    if (line.empty()) continue;
    if (line.starts_with("-[") && line.ends_with(']')) {
      const std::u16string path = unescaped(line.substr(2, line.size() - 3));
      node = nullptr;
      if (RegistryNode* gone = find_path(root, path); gone && gone->parent) {
        RegistryNode* const parent = gone->parent;
        parent->remove_child(std::u16string(gone->name));
        if (changed) changed(*parent);
      }
    } else if (line[0] == '[') {
      const size_t close = line.rfind(']');
      if (close == line.npos) continue;
      node = &make_path(root, unescaped(line.substr(1, close - 1)));
      if (close + 2 < line.size())
        std::from_chars(line.data() + close + 2, line.data() + line.size(), node->written);
      if (changed) changed(*node);
    } else if (node) {
      apply_to_key(node, line);
    }
  }
  return at;
}

std::string text_of_key(const RegistryNode& node) {
  std::string text = "[";
  append_escaped(text, node.path());
  text += "] ";
  text += std::to_string(node.written);
  text += '\n';
  return text;
}

std::string text_of_path_deleted(std::u16string_view path) {
  std::string text = "-[";
  append_escaped(text, path);
  return text + "]\n";
}

std::string text_of_value(const RegistryValue& value) {
  std::string text = "\"";
  append_escaped(text, value.name);
  text += "\"=";
  if (value.type == REG_DWORD && value.data.size() == 4) {
    DWORD number;
    std::memcpy(&number, value.data.data(), sizeof number);
    char digits[24];
    std::snprintf(digits, sizeof digits, "dword:%08x\n", number);
    return text + digits;
  }
  for (const auto& [prefix, type] : kTextTypes) {
    if (value.type != type) continue;
    if (const auto plain = plain_text(value.data)) {
      text += prefix;
      append_escaped(text, *plain);
      return text + '\n';
    }
  }
  char prefix[24];
  std::snprintf(prefix, sizeof prefix, "hex(%x):", value.type);
  text += prefix;
  append_hex(text, value.data);
  return text + '\n';
}

std::string text_of_value_deleted(std::u16string_view name) {
  std::string text = "\"";
  append_escaped(text, name);
  return text + "\"=-\n";
}

std::string text_of_class(std::u16string_view name) {
  std::string text = "class=";
  append_escaped(text, name);
  return text + '\n';
}

std::string text_of_security(const std::vector<uint8_t>& descriptor) {
  std::string text = "security=";
  append_hex(text, descriptor);
  return text + '\n';
}

std::string text_of_rename(std::u16string_view name) {
  std::string text = "name=";
  append_escaped(text, name);
  return text + '\n';
}

std::string text_of_difference(RegistryNode& from, RegistryNode& to) {
  from.filled();
  to.filled();
  std::string lines;
  for (const RegistryValue& value : from.values)
    if (!to.value(value.name)) lines += text_of_value_deleted(value.name);
  for (const RegistryValue& value : to.values) {
    const RegistryValue* before = from.value(value.name);
    if (!before || !(*before == value)) lines += text_of_value(value);
  }
  if (from.class_name != to.class_name) lines += text_of_class(to.class_name);
  if (from.security != to.security) lines += text_of_security(to.security);
  if (to.is_link && !from.is_link) lines += kTextOfLink;
  std::string text;
  if (!lines.empty()) text = text_of_key(to) + lines;
  for (const auto& [name, child] : from.children)
    if (!to.child(name)) text += text_of_path_deleted(child->path());
  for (const auto& [name, child] : to.children) {
    if (child->is_volatile) continue;
    if (RegistryNode* before = from.child(name)) {
      // What neither has looked at is the same.
      if (!(before->fill && child->fill)) text += text_of_difference(*before, *child);
    } else {
      RegistryNode none;
      const std::string below = text_of_difference(none, *child);
      if (!below.starts_with('[')) text += text_of_key(*child);
      text += below;
    }
  }
  return text;
}

}  // namespace mimic::win
