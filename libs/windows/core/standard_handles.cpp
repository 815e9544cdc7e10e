#include "libs/windows/core/standard_handles.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "libs/windows/core/console.h"
#include "libs/windows/core/pipe.h"
#include "libs/windows/core/stream.h"

namespace mimic::win {
namespace {

ACCESS_MASK access_of(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  switch (flags & O_ACCMODE) {
    case O_RDONLY:
      return FILE_GENERIC_READ;
    case O_WRONLY:
      return FILE_GENERIC_WRITE;
    default:
      return FILE_GENERIC_READ | FILE_GENERIC_WRITE;
  }
}

}  // namespace

HANDLE* standard_handle(DWORD which) {
  RTL_USER_PROCESS_PARAMETERS& parameters = *current_peb()->ProcessParameters;
  switch (which) {
    case STD_INPUT_HANDLE:
      return &parameters.StandardInput;
    case STD_OUTPUT_HANDLE:
      return &parameters.StandardOutput;
    case STD_ERROR_HANDLE:
      return &parameters.StandardError;
    default:
      return nullptr;
  }
}

Expected<Ref<IoObject>> adopt_stream(int descriptor, bool synchronous, ACCESS_MASK* access) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return nt_fail(status_of_errno(errno));
  *access = access_of(descriptor);
  switch (status.st_mode & S_IFMT) {
    case S_IFIFO: {
      const uint16_t mode = *access == FILE_GENERIC_READ ? Pipe::kInbound : Pipe::kOutbound;
      return Ref<IoObject>(make_object<Pipe>(descriptor, mode | Pipe::kServer, synchronous));
    }
    case S_IFSOCK:
      return Ref<IoObject>(
          make_object<Pipe>(descriptor, Pipe::kInbound | Pipe::kOutbound, synchronous));
    case S_IFCHR:
      return Ref<IoObject>(make_object<Stream>(descriptor, FILE_TYPE_CHAR));
    default:
      return Ref<IoObject>(make_object<Stream>(descriptor, FILE_TYPE_DISK));
  }
}

void open_standard_handles(RTL_USER_PROCESS_PARAMETERS& parameters) {
  HANDLE* const places[] = {&parameters.StandardInput, &parameters.StandardOutput,
                            &parameters.StandardError};
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    ACCESS_MASK access = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
    Expected<Ref<IoObject>> object = nt_fail(STATUS_INVALID_HANDLE);
    if (::isatty(descriptor))
      object = Ref<IoObject>(make_object<Console>(descriptor, descriptor == 0));
    else
      object = adopt_stream(descriptor, true, &access);
    *places[descriptor] = object ? handles().insert(std::move(*object), access, true) : nullptr;
  }
}

}  // namespace mimic::win
