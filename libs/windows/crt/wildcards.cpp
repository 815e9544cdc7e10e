#include "libs/windows/crt/wildcards.h"

#include <algorithm>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/os_paths.h"

namespace mimic::win::crt {

bool expand_wildcards(std::u16string_view pattern, std::vector<std::u16string>& matches) {
  if (pattern.find_first_of(u"*?") == pattern.npos) return false;
  const size_t folder_end = pattern.find_last_of(u"\\/:") + 1;  // 0 where there is no folder
  FindData found;
  const HANDLE search = kernel32::FindFirstFileW
                            ? kernel32::FindFirstFileW(std::u16string(pattern).c_str(), &found)
                            : kInvalidHandle;
  if (search == kInvalidHandle) return false;
  const auto begin = static_cast<std::ptrdiff_t>(matches.size());
  do {
    const std::u16string_view name(found.name);
    if (name == u"." || name == u"..") continue;
    matches.emplace_back(pattern.substr(0, folder_end)).append(name);
  } while (kernel32::FindNextFileW(search, &found));
  kernel32::FindClose(search);
  std::sort(matches.begin() + begin, matches.end(),
            [](const std::u16string& a, const std::u16string& b) {
              return compare_ignoring_case(a, b) < 0;
            });
  return static_cast<std::ptrdiff_t>(matches.size()) > begin;
}

}  // namespace mimic::win::crt
