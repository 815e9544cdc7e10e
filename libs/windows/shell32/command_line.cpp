#include "libs/windows/core/command_line.h"

#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::shell32 {

// One block that LocalFree takes: the pointers, a null, and the texts. An empty command line means
// the program's path.
EXPORT(shell32, LPWSTR*, CommandLineToArgvW, (LPCWSTR lpCmdLine, int* pNumArgs)) {
  if (!pNumArgs) {
    set_last_error(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  std::vector<std::u16string> arguments;
  const std::u16string_view line = view_of(lpCmdLine);
  if (line.empty())
    arguments.emplace_back(view_of(current_peb()->ProcessParameters->ImagePathName));
  else
    arguments = parse_shell_command_line(line);
  size_t size = (arguments.size() + 1) * sizeof(LPWSTR);
  for (const std::u16string& argument : arguments) size += (argument.size() + 1) * sizeof(WCHAR);
  auto* const pointers = static_cast<LPWSTR*>(heap_allocate(size));
  if (!pointers) {
    set_last_error(ERROR_NOT_ENOUGH_MEMORY);
    return nullptr;
  }
  auto* text = reinterpret_cast<WCHAR*>(pointers + arguments.size() + 1);
  for (size_t i = 0; i < arguments.size(); ++i) {
    pointers[i] = text;
    std::memcpy(text, arguments[i].c_str(), (arguments[i].size() + 1) * sizeof(WCHAR));
    text += arguments[i].size() + 1;
  }
  pointers[arguments.size()] = nullptr;
  *pNumArgs = static_cast<int>(arguments.size());
  return pointers;
}

}  // namespace mimic::win::shell32
