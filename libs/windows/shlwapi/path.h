// Paths as text, as shlwapi's Path functions treat them. Nothing here looks at a file.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "abi/windows/types.h"
#include "libs/windows/core/text.h"

namespace mimic::win::shlwapi {

// Offsets in a path, for both kinds of characters (no ANSI path is told apart by bytes above 127).
template <class Char>
using View = std::basic_string_view<Char>;

template <class Char>
size_t length_of_text(const Char* text) {
  return std::char_traits<Char>::length(text);
}

template <class Char>
constexpr bool is_letter(Char unit) {
  return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
}

// The last component; a final separator belongs to it.
template <class Char>
size_t file_name_offset(View<Char> path) {
  size_t last = 0;
  for (size_t at = 0; at + 1 < path.size(); ++at) {
    const Char unit = path[at], next = path[at + 1];
    if ((unit == '\\' || unit == '/' || unit == ':') && next != '\\' && next != '/') last = at + 1;
  }
  return last;
}

// The last dot of the last component, or the end.
template <class Char>
size_t extension_offset(View<Char> path) {
  size_t dot = path.size();
  for (size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '\\' || path[at] == ' ') dot = path.size();
    if (path[at] == '.') dot = at;
  }
  return dot;
}

// Length of the root: `X:\`, `\`, `\\server\share`; 0 for none.
template <class Char>
size_t root_length(View<Char> path) {
  if (path.size() >= 2 && path[0] == '\\' && path[1] == '\\') {
    size_t end = path.find(Char{'\\'}, 2);
    if (end == path.npos) return path.size();
    end = path.find(Char{'\\'}, end + 1);
    return end == path.npos ? path.size() : end;
  }
  if (!path.empty() && path[0] == '\\') return 1;
  if (path.size() >= 2 && is_letter(path[0]) && path[1] == ':')
    return path.size() >= 3 && path[2] == '\\' ? 3 : 2;
  return 0;
}

template <class Char>
bool is_root(View<Char> path) {
  const size_t root = root_length(path);
  if (!root || root != path.size()) return false;
  if (path.size() == 2 && path[1] == ':') return false;
  return true;
}

template <class Char>
bool is_relative(View<Char> path) {
  if (path.empty()) return true;
  return path[0] != '\\' && !(path.size() >= 2 && path[1] == ':' && is_letter(path[0]));
}

// `.` and `..` taken out.
template <class Char>
std::basic_string<Char> canonical(View<Char> path) {
  std::basic_string<Char> result;
  size_t root = root_length(path);
  if (root >= 2 && path[0] == '\\' && path[1] == '\\') root = 2;
  result.assign(path.substr(0, root));
  path.remove_prefix(root);
  while (!path.empty()) {
    const size_t end = std::min(path.find(Char{'\\'}), path.size());
    const auto name = path.substr(0, end);
    const bool more = end < path.size();
    path.remove_prefix(more ? end + 1 : end);
    if (name.size() == 1 && name[0] == '.') continue;
    if (name.size() == 2 && name[0] == '.' && name[1] == '.') {
      if (result.size() > root) {
        result.pop_back();  // the separator
        const size_t slash = result.rfind(Char{'\\'});
        result.resize(slash == result.npos || slash + 1 < root ? root : slash + 1);
      }
      continue;
    }
    result += name;
    if (more) result += Char{'\\'};
  }
  // What ended with a dot component does not end with a separator.
  if (result.empty()) result += Char{'\\'};
  if (result.size() == 2 && result[1] == ':') result += Char{'\\'};
  return result;
}

// Does `name` match one of the patterns, which semicolons part?
bool matches_specification(std::u16string_view name, std::u16string_view patterns);

}  // namespace mimic::win::shlwapi
