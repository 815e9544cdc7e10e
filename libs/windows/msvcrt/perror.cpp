// perror: what errno says, on standard error.
#include <string>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/lowio.h"

namespace mimic::win::msvcrt {

DECLARE_EXPORT(msvcrt, char*, strerror, (int error));

CRT_EXPORT(void, perror, (const char* message)) {
  const int error = crt::crt_errno;
  std::string text;
  if (message && *message) text = std::string(message) + ": ";
  text += strerror(error);
  text += '\n';
  // Past the stream, which has nothing that waits: standard error is not buffered.
  crt::write_descriptor(2, text.data(), static_cast<unsigned>(text.size()));
}
CRT_EXPORT_O(void, _wperror, (const WCHAR* message)) {
  perror(message ? to_ansi(view_of(message)).c_str() : nullptr);
}

}  // namespace mimic::win::msvcrt
