// The current directory: kept as Windows keeps it, in the process parameters, and in step with the
// host's, which Linux children inherit.
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <mutex>

#include "abi/windows/guest_thread.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constinit std::mutex lock;
constinit std::u16string* current = nullptr;  // under the lock
// What RTL_USER_PROCESS_PARAMETERS points to: with a final backslash, as on Windows.
WCHAR shown[0x7fff];

void show(const std::u16string& path) {
  // Before the first guest thread runs, and in the command interpreter, there are no parameters.
  if (!current_guest_thread()) return;
  RTL_USER_PROCESS_PARAMETERS* parameters = current_peb()->ProcessParameters;
  if (!parameters || path.size() + 2 > std::size(shown)) return;
  size_t length = path.size();
  std::memcpy(shown, path.data(), length * 2);
  if (shown[length - 1] != u'\\') shown[length++] = u'\\';
  shown[length] = 0;
  parameters->CurrentDirectory.DosPath = {static_cast<USHORT>(length * 2), sizeof shown, shown};
}

std::u16string& current_locked() {
  if (!current) {
    char buffer[4096];
    current = new std::u16string(dos_path(getcwd(buffer, sizeof buffer) ? buffer : "/"));
  }
  return *current;
}

}  // namespace

std::u16string current_directory() {
  const std::lock_guard guard(lock);
  return current_locked();
}

NTSTATUS set_current_directory(std::u16string_view path) {
  std::u16string full = full_path(path);
  if (full.empty()) return STATUS_OBJECT_NAME_INVALID;
  auto location = locate(full);
  if (!location) return location.error();
  if (location->kind != Location::Kind::kHost && location->kind != Location::Kind::kVolume)
    return STATUS_NOT_A_DIRECTORY;
  if (full.size() == 2) full += u'\\';
  while (full.size() > 3 && full.back() == u'\\') full.pop_back();
  full[0] = upcase(full[0]);
  const int result = with_host_path(*location, [](const char* host) { return chdir(host); });
  if (result != 0) {
    if (virtual_entry(location->path).kind != VirtualEntry::Kind::kFolder) {
      if (errno != ENOENT)
        return errno == ENOTDIR ? STATUS_NOT_A_DIRECTORY : status_of_errno(errno);
      std::string found;
      const NTSTATUS status = find_ignoring_case(location->path, found);
      return status < 0 ? status : STATUS_OBJECT_NAME_NOT_FOUND;
    }
  }
  const std::lock_guard guard(lock);
  current_locked() = std::move(full);
  show(*current);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
