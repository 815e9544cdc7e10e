#include "libs/windows/core/console_alias.h"

#include <map>
#include <mutex>

#include "libs/windows/core/text.h"

namespace mimic::win::console_alias {
namespace {

struct IgnoringCase {
  using is_transparent = void;
  bool operator()(std::u16string_view a, std::u16string_view b) const {
    return compare_ignoring_case(a, b) < 0;
  }
};
using Aliases = std::map<std::u16string, std::u16string, IgnoringCase>;

std::mutex g_lock;
std::map<std::u16string, Aliases, IgnoringCase>& all() {  // under the lock
  static auto* const sets = new std::map<std::u16string, Aliases, IgnoringCase>;
  return *sets;
}

}  // namespace

bool set(std::u16string_view program, std::u16string_view source, std::u16string_view target) {
  const std::lock_guard guard(g_lock);
  if (!target.empty()) {
    all()[std::u16string(program)].insert_or_assign(std::u16string(source), std::u16string(target));
    return true;
  }
  const auto known = all().find(program);
  if (known == all().end()) return false;
  const bool erased = known->second.erase(std::u16string(source)) > 0;
  if (known->second.empty()) all().erase(known);
  return erased;
}

std::optional<std::u16string> get(std::u16string_view program, std::u16string_view source) {
  const std::lock_guard guard(g_lock);
  const auto known = all().find(program);
  if (known == all().end()) return std::nullopt;
  const auto alias = known->second.find(source);
  if (alias == known->second.end()) return std::nullopt;
  return alias->second;
}

std::vector<std::u16string> list(std::u16string_view program) {
  std::vector<std::u16string> lines;
  const std::lock_guard guard(g_lock);
  if (const auto known = all().find(program); known != all().end())
    for (const auto& [source, target] : known->second) lines.push_back(source + u"=" + target);
  return lines;
}

std::vector<std::u16string> programs() {
  std::vector<std::u16string> names;
  const std::lock_guard guard(g_lock);
  for (const auto& [program, aliases] : all()) names.push_back(program);
  return names;
}

}  // namespace mimic::win::console_alias
