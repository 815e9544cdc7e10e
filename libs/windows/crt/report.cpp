#include "libs/windows/crt/report.h"

#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/os_files.h"

namespace mimic::win::crt {

void report(std::u16string_view text) {
  std::u16string lines;
  for (const WCHAR unit : text) {
    if (unit == u'\n') lines += u'\r';
    lines += unit;
  }
  const std::string bytes = to_ansi(lines);
  constexpr DWORD kStandardError = static_cast<DWORD>(-12);
  DWORD written;
  kernel32::WriteFile(kernel32::GetStdHandle(kStandardError), bytes.data(),
                      static_cast<DWORD>(bytes.size()), &written, nullptr);
}

}  // namespace mimic::win::crt
