// The registry in memory: keys and values as they are, with no question of who may see them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/types.h"
#include "libs/windows/core/text.h"

namespace mimic::win {

inline constexpr DWORD REG_NONE = 0, REG_SZ = 1, REG_EXPAND_SZ = 2, REG_BINARY = 3, REG_DWORD = 4,
                       REG_DWORD_BIG_ENDIAN = 5, REG_LINK = 6, REG_MULTI_SZ = 7, REG_QWORD = 11;

struct RegistryValue {
  std::u16string name;
  DWORD type = REG_NONE;
  std::vector<uint8_t> data;
  bool operator==(const RegistryValue&) const = default;
};

struct IgnoringCase {
  using is_transparent = void;
  bool operator()(std::u16string_view a, std::u16string_view b) const {
    return compare_ignoring_case(a, b) < 0;
  }
};

struct RegistryNode : std::enable_shared_from_this<RegistryNode> {
  using Ptr = std::shared_ptr<RegistryNode>;
  using Fill = void (*)(RegistryNode& node);

  std::u16string name;
  std::u16string class_name;
  std::vector<RegistryValue> values;  // in the order they were made
  std::map<std::u16string, Ptr, IgnoringCase> children;
  std::vector<uint8_t> security;  // self-relative; empty: the default
  RegistryNode* parent = nullptr;
  int64_t written = 0;       // FILETIME
  Fill fill = nullptr;       // makes values and children when they are first asked for
  bool is_volatile = false;  // lives in this process only
  bool is_link = false;      // the value SymbolicLinkValue says where to
  bool deleted = false;

  // With what `fill` makes. All that look at values or children go through it.
  RegistryNode& filled() {
    if (const Fill function = fill) {
      fill = nullptr;
      function(*this);
    }
    return *this;
  }
  RegistryNode* child(std::u16string_view child_name);
  RegistryNode& make_child(std::u16string_view child_name);
  void remove_child(std::u16string_view child_name);  // and all below it
  RegistryValue* value(std::u16string_view value_name);
  void set_value(std::u16string_view value_name, DWORD type, std::vector<uint8_t> data);
  bool remove_value(std::u16string_view value_name);

  // Shorthand for built-in keys.
  void set_text(std::u16string_view value_name, std::u16string_view text, DWORD type = REG_SZ);
  void set_dword(std::u16string_view value_name, DWORD number);

  // "\Registry\Machine\…" without the first part: "Machine\…".
  std::u16string path() const;
};

// The node at a relative path below `root`, made where it does not exist.
RegistryNode& make_path(RegistryNode& root, std::u16string_view path);
RegistryNode* find_path(RegistryNode& root, std::u16string_view path);

std::vector<uint8_t> text_data(std::u16string_view text);  // with its terminator

// What every Windows has, as console programs read it.
RegistryNode::Ptr make_builtin_registry();

}  // namespace mimic::win
