#include "abi/windows/status.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

namespace mimic::win {
namespace {

struct StatusError {
  uint32_t status;
  DWORD error;
};

constexpr StatusError kUnsorted[] = {
#include "abi/windows/status_map.inc"
};
constexpr auto kErrors = [] {
  std::array<StatusError, std::size(kUnsorted)> table{};
  std::copy(std::begin(kUnsorted), std::end(kUnsorted), table.begin());
  std::sort(table.begin(), table.end(),
            [](const StatusError& a, const StatusError& b) { return a.status < b.status; });
  return table;
}();
static_assert(std::adjacent_find(kErrors.begin(), kErrors.end(),
                                 [](const StatusError& a, const StatusError& b) {
                                   return a.status == b.status;
                                 }) == kErrors.end());

struct ErrnoStatus {
  int error;
  NTSTATUS status;
};

constexpr ErrnoStatus kErrnos[] = {
    {0, STATUS_SUCCESS},
    {EPERM, STATUS_ACCESS_DENIED},
    {ENOENT, STATUS_OBJECT_NAME_NOT_FOUND},
    {ESRCH, STATUS_INVALID_CID},
    {EINTR, STATUS_CANCELLED},
    {EIO, static_cast<NTSTATUS>(0xC0000185)},  // STATUS_IO_DEVICE_ERROR
    {ENXIO, STATUS_NO_SUCH_DEVICE},
    {E2BIG, STATUS_NAME_TOO_LONG},
    {ENOEXEC, STATUS_INVALID_IMAGE_FORMAT},
    {EBADF, STATUS_INVALID_HANDLE},
    {ECHILD, STATUS_INVALID_CID},
    {EAGAIN, STATUS_DEVICE_NOT_READY},
    {ENOMEM, STATUS_NO_MEMORY},
    {EACCES, STATUS_ACCESS_DENIED},
    {EFAULT, STATUS_ACCESS_VIOLATION},
    {EBUSY, STATUS_SHARING_VIOLATION},
    {EEXIST, STATUS_OBJECT_NAME_COLLISION},
    {EXDEV, STATUS_NOT_SAME_DEVICE},
    {ENODEV, STATUS_NO_SUCH_DEVICE},
    {ENOTDIR, STATUS_OBJECT_PATH_NOT_FOUND},
    {EISDIR, STATUS_FILE_IS_A_DIRECTORY},
    {EINVAL, STATUS_INVALID_PARAMETER},
    {ENFILE, STATUS_TOO_MANY_OPENED_FILES},
    {EMFILE, STATUS_TOO_MANY_OPENED_FILES},
    {ENOTTY, STATUS_INVALID_DEVICE_REQUEST},
    {ETXTBSY, STATUS_SHARING_VIOLATION},
    {EFBIG, STATUS_DISK_FULL},
    {ENOSPC, STATUS_DISK_FULL},
    {ESPIPE, STATUS_INVALID_PARAMETER},
    {EROFS, STATUS_MEDIA_WRITE_PROTECTED},
    {EMLINK, STATUS_TOO_MANY_LINKS},
    {EPIPE, STATUS_PIPE_DISCONNECTED},
    {EDEADLK, STATUS_POSSIBLE_DEADLOCK},
    {ENAMETOOLONG, STATUS_NAME_TOO_LONG},
    {ENOSYS, STATUS_NOT_IMPLEMENTED},
    {ENOTEMPTY, STATUS_DIRECTORY_NOT_EMPTY},
    {ELOOP, STATUS_OBJECT_PATH_NOT_FOUND},
    {EOVERFLOW, STATUS_INTEGER_OVERFLOW},
    {EILSEQ, STATUS_OBJECT_NAME_INVALID},
    {ENOTSUP, STATUS_NOT_SUPPORTED},
    {EADDRINUSE, STATUS_ADDRESS_ALREADY_EXISTS},
    {EADDRNOTAVAIL, static_cast<NTSTATUS>(0xC0000141)},  // STATUS_INVALID_ADDRESS_COMPONENT
    {ENETUNREACH, STATUS_NETWORK_UNREACHABLE},
    {ECONNABORTED, STATUS_CONNECTION_ABORTED},
    {ECONNRESET, STATUS_CONNECTION_RESET},
    {ENOTCONN, STATUS_PIPE_DISCONNECTED},
    {ETIMEDOUT, STATUS_IO_TIMEOUT},
    {ECONNREFUSED, STATUS_CONNECTION_REFUSED},
    {EHOSTUNREACH, STATUS_HOST_UNREACHABLE},
    {EDQUOT, STATUS_DISK_FULL},
    {ECANCELED, STATUS_CANCELLED},
};

}  // namespace

DWORD error_of(NTSTATUS status) {
  auto value = static_cast<uint32_t>(status);
  if (!value || value & 0x20000000) return value;  // customer codes stay what they are
  if (value >> 28 == 0xD) value &= ~0x10000000u;   // the NT facility bit of an HRESULT
  const auto* entry =
      std::lower_bound(kErrors.begin(), kErrors.end(), value,
                       [](const StatusError& e, uint32_t v) { return e.status < v; });
  if (entry != kErrors.end() && entry->status == value) return entry->error;
  // A Win32 error in an HRESULT or in a status (FACILITY_NTWIN32 and its HRESULT form).
  if (value >> 16 == 0xC001 || value >> 16 == 0x8007) return value & 0xFFFF;
  return ERROR_MR_MID_NOT_FOUND;
}

NTSTATUS status_of_errno(int error) {
  for (const ErrnoStatus& entry : kErrnos)
    if (entry.error == error) return entry.status;
  return STATUS_UNSUCCESSFUL;
}

}  // namespace mimic::win
