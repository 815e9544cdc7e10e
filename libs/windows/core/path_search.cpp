#include "libs/windows/core/path_search.h"

#include <atomic>
#include <vector>

#include "libs/windows/core/environment.h"
#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

enum SearchMode : uint8_t { kUsual, kSafe, kSafeForEver };
std::atomic<uint8_t> mode{kUsual};

constexpr bool is_separator(char16_t unit) { return unit == u'\\' || unit == u'/'; }

void append_folders(std::vector<std::u16string>& to, std::u16string_view list) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(u';'), list.size());
    std::u16string_view folder = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (folder.size() >= 2 && folder.front() == u'"' && folder.back() == u'"')
      folder = folder.substr(1, folder.size() - 2);
    if (!folder.empty()) to.emplace_back(folder);
  }
}

std::vector<std::u16string> usual_folders() {
  std::vector<std::u16string> folders;
  if (const Module* program = modules::program())
    folders.push_back(program->path.substr(0, program->path.rfind(u'\\')));
  const bool safe = mode != kUsual;
  if (!safe) folders.push_back(current_directory());
  folders.emplace_back(u"C:\\Windows\\system32");
  folders.emplace_back(u"C:\\Windows\\system");
  folders.emplace_back(u"C:\\Windows");
  if (safe) folders.push_back(current_directory());
  if (const auto list = environment_variable(u"PATH")) append_folders(folders, *list);
  return folders;
}

bool has_extension(std::u16string_view name) {
  const size_t dot = name.find_last_of(u".\\/:");
  return dot != name.npos && name[dot] == u'.';
}

// Does not depend on the folders that are searched.
bool is_anchored(std::u16string_view name) {
  const PathType type = path_type(name);
  if (type != PathType::kRelative) return true;
  return name.starts_with(u".\\") || name.starts_with(u"./") || name.starts_with(u"..\\") ||
         name.starts_with(u"../");
}

}  // namespace

Expected<std::u16string> long_path(std::u16string_view path) {
  const auto found = look_up(path, false);
  if (!found) return nt_fail(found.error());
  std::u16string result(path);
  // Backwards, name by name, as long as the two agree but for case.
  std::string_view host = found->path;
  size_t end = result.size();
  while (end && !host.empty()) {
    while (end && is_separator(result[end - 1])) --end;
    size_t start = end;
    while (start && !is_separator(result[start - 1])) --start;
    const size_t slash = host.rfind('/');
    const std::u16string name = name_from_host(host.substr(slash + 1));
    const auto written = std::u16string_view(result).substr(start, end - start);
    if (!equal_ignoring_case(name, written)) break;
    result.replace(start, name.size(), name);
    host = host.substr(0, slash == host.npos ? 0 : slash);
    end = start;
  }
  return result;
}

Expected<std::u16string> search_path(std::optional<std::u16string_view> folders,
                                     std::u16string_view name, std::u16string_view extension) {
  if (name.empty()) return nt_fail(STATUS_INVALID_PARAMETER);
  std::u16string file(name);
  const bool may_append = !extension.empty() && !has_extension(name);
  const auto exists = [&](std::u16string path) -> std::optional<std::u16string> {
    if (look_up(path, true)) return full_path(path);
    if (!may_append) return std::nullopt;
    path += extension;
    if (look_up(path, true)) return full_path(path);
    return std::nullopt;
  };
  if (is_anchored(name)) {
    if (auto found = exists(file)) return std::move(*found);
    return nt_fail(STATUS_NO_SUCH_FILE);
  }
  std::vector<std::u16string> searched;
  if (folders)
    append_folders(searched, *folders);
  else
    searched = usual_folders();
  for (std::u16string& folder : searched) {
    if (!is_separator(folder.back())) folder += u'\\';
    if (auto found = exists(folder + file)) return std::move(*found);
  }
  return nt_fail(STATUS_NO_SUCH_FILE);
}

bool set_safe_search(bool safe, bool permanent) {
  if (mode == kSafeForEver) return safe;
  mode = !safe ? kUsual : permanent ? kSafeForEver : kSafe;
  return true;
}

}  // namespace mimic::win
