#include "libs/windows/core/stream.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "libs/windows/core/descriptor.h"

namespace mimic::win {
namespace {

// After EAGAIN, which a descriptor gives that another program has made non-blocking.
void wait_until_ready(int descriptor, short events) {
  pollfd entry = {descriptor, events, 0};
  ::poll(&entry, 1, -1);
}

}  // namespace

Stream::~Stream() { close_descriptor(descriptor_); }

NTSTATUS Stream::read(const IoRequest& request, void* buffer, ULONG length,
                      const LARGE_INTEGER* offset) {
  begin(request);
  for (;;) {
    const ssize_t count = offset && offset->QuadPart >= 0 && file_type_ == FILE_TYPE_DISK
                              ? ::pread(descriptor_, buffer, length, offset->QuadPart)
                              : ::read(descriptor_, buffer, length);
    if (count > 0 || length == 0) return finish(request, STATUS_SUCCESS, count, false);
    if (count == 0) return finish(request, STATUS_END_OF_FILE, 0, false);
    if (errno == EAGAIN) wait_until_ready(descriptor_, POLLIN);
    if (errno != EINTR && errno != EAGAIN) return finish(request, status_of_errno(errno), 0, false);
  }
}

NTSTATUS Stream::write(const IoRequest& request, const void* buffer, ULONG length,
                       const LARGE_INTEGER* offset) {
  begin(request);
  const auto* data = static_cast<const char*>(buffer);
  ULONG done = 0;
  while (done < length) {
    const ssize_t count =
        offset && offset->QuadPart >= 0 && file_type_ == FILE_TYPE_DISK
            ? ::pwrite(descriptor_, data + done, length - done, offset->QuadPart + done)
            : ::write(descriptor_, data + done, length - done);
    if (count >= 0) {
      done += count;
      continue;
    }
    if (errno == EAGAIN) wait_until_ready(descriptor_, POLLOUT);
    if (errno != EINTR && errno != EAGAIN)
      return finish(request, status_of_errno(errno), done, false);
  }
  return finish(request, STATUS_SUCCESS, done, false);
}

}  // namespace mimic::win
