// _popen and _pclose: a command with a stream to or from it.
#include <map>
#include <string>

#include "libs/windows/core/lock.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/lowio.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_files.h"
#include "libs/windows/crt/spawn.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, SetHandleInformation, (HANDLE hObject, DWORD dwMask, DWORD dwFlags));

}  // namespace mimic::win::kernel32

namespace mimic::win::msvcrt {

// Of the runtime's own streams and descriptors.
DECLARE_EXPORT(msvcrt, int, _open_osfhandle, (intptr_t handle, int flags));
DECLARE_EXPORT(msvcrt, void*, _wfdopen, (int fd, const WCHAR* mode));
DECLARE_EXPORT(msvcrt, int, fclose, (void* stream));
DECLARE_EXPORT(msvcrt, int, _close, (int fd));

}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {
namespace {

struct Commands {
  Lock lock;
  std::map<void*, HANDLE> processes;  // by stream
};
Commands& commands() {
  static Commands* const instance = new Commands;
  return *instance;
}

void* open_command(std::u16string_view command, std::u16string_view mode) {
  const bool reads = mode.starts_with(u'r');
  const WCHAR kind = mode.size() > 1 ? mode[1] : u'\0';
  if ((!reads && !mode.starts_with(u'w')) || (kind && kind != u't' && kind != u'b')) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  HANDLE ends[2];  // to read from, to write to
  if (!kernel32::CreatePipe(&ends[0], &ends[1], nullptr, 0)) {
    set_last_error();
    return nullptr;
  }
  const HANDLE own = ends[reads ? 0 : 1], other = ends[reads ? 1 : 0];
  constexpr DWORD kInherit = 1;
  kernel32::SetHandleInformation(other, kInherit, kInherit);
  HANDLE standard[3] = {};
  standard[reads ? 1 : 0] = other;
  const HANDLE process = start_process(nullptr, interpreter_line(command_interpreter(), command),
                                       nullptr, 0, &standard);
  kernel32::CloseHandle(other);
  if (!process) {
    kernel32::CloseHandle(own);
    return nullptr;
  }
  // Without t or b the program's default counts.
  const bool text = kind == u't' || (kind != u'b' && file_mode != kO_BINARY);
  const int fd =
      msvcrt::_open_osfhandle(reinterpret_cast<intptr_t>(own), (text ? kO_TEXT : 0) | kO_NOINHERIT);
  const WCHAR stream_mode[] = {mode[0], kind, 0};
  void* const stream = fd < 0 ? nullptr : msvcrt::_wfdopen(fd, stream_mode);
  if (!stream) {
    if (fd < 0)
      kernel32::CloseHandle(own);
    else
      msvcrt::_close(fd);
    kernel32::CloseHandle(process);
    return nullptr;
  }
  const LockGuard guard(commands().lock);
  commands().processes[stream] = process;
  return stream;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT_O(void*, _popen, (const char* command, const char* mode)) {
  if (!command || !mode) return crt::fail_invalid(crt::kEINVAL), nullptr;
  return crt::open_command(crt::wide_path(command), crt::wide_path(mode));
}
CRT_EXPORT_O(void*, _wpopen, (const WCHAR* command, const WCHAR* mode)) {
  if (!command || !mode) return crt::fail_invalid(crt::kEINVAL), nullptr;
  return crt::open_command(crt::wide_path(command), crt::wide_path(mode));
}

CRT_EXPORT_O(int, _pclose, (void* stream)) {
  HANDLE process = nullptr;
  if (stream) {
    const LockGuard guard(crt::commands().lock);
    const auto found = crt::commands().processes.find(stream);
    if (found != crt::commands().processes.end()) {
      process = found->second;
      crt::commands().processes.erase(found);
    }
  }
  if (!process) {
    crt::fail_invalid(crt::kEBADF);
    return -1;
  }
  fclose(stream);
  DWORD code = 0;
  return crt::wait_for_process(process, &code) ? static_cast<int>(code) : -1;
}

}  // namespace mimic::win::msvcrt
