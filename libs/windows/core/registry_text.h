// The registry as text, of which built-in keys and the file of changes are made:
//
//   [Machine\Software\Key] 133800000000000000   the following lines are about this key, which is
//                                               made where it does not exist; time of the change
//   "Name"=sz:text                              a value; "" is the default value
//   "Name"=expand:%25PATH%25                    REG_EXPAND_SZ
//   "Name"=dword:0000002a
//   "Name"=hex(7):6100000000                    any other, by the number of its type
//   "Name"=-                                    no such value any more
//   class=Text
//   security=0100…                              a self-relative descriptor
//   link                                        a symbolic link, led by "SymbolicLinkValue"
//   name=Text                                   the key is renamed to this
//   -[Machine\Software\Key]                     the key is deleted, and all below it
//
// UTF-8; control characters, `"` and `%` are written %XX, by the byte.
#pragma once

#include <string>
#include <string_view>

#include "libs/windows/core/registry_tree.h"

namespace mimic::win {

// Applies whole lines to the tree and returns how many bytes they are; a last line without its end
// is left. Lines that mean nothing are skipped. `changed` is called for each key that changes.
using KeyChanged = void (*)(RegistryNode& node);
size_t apply_registry_text(RegistryNode& root, std::string_view text, KeyChanged changed = nullptr);

std::string text_of_key(const RegistryNode& node);  // its line alone
std::string text_of_path_deleted(std::u16string_view path);
std::string text_of_value(const RegistryValue& value);
std::string text_of_value_deleted(std::u16string_view name);
std::string text_of_class(std::u16string_view name);
std::string text_of_security(const std::vector<uint8_t>& descriptor);
std::string text_of_rename(std::u16string_view name);
inline constexpr std::string_view kTextOfLink = "link\n";

// The lines that turn `from` into `to`, volatile keys left out.
std::string text_of_difference(RegistryNode& from, RegistryNode& to);

}  // namespace mimic::win
