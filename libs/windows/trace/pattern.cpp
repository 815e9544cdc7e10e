#include "libs/windows/trace/pattern.h"

namespace mimic::win {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || lower(pattern[p]) == lower(text[t])) &&
        pattern[p] != '*') {
      ++p, ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool selected(std::span<const std::string> patterns, std::string_view dll,
              std::string_view function) {
  bool shown = true;
  for (const std::string& pattern : patterns) shown &= pattern.starts_with('!');
  for (const std::string& whole : patterns) {
    std::string_view pattern = whole;
    const bool leave_out = pattern.starts_with('!');
    if (leave_out) pattern.remove_prefix(1);
    const size_t mark = pattern.find('!');
    std::string_view dll_pattern = mark == std::string_view::npos ? "*" : pattern.substr(0, mark);
    if (dll_pattern.ends_with(".dll")) dll_pattern.remove_suffix(4);
    const std::string_view function_pattern =
        mark == std::string_view::npos ? pattern : pattern.substr(mark + 1);
    if (matches_glob(dll_pattern, dll) && matches_glob(function_pattern, function))
      shown = !leave_out;
  }
  return shown;
}

}  // namespace mimic::win
