#include "libs/windows/core/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

namespace mimic::win {

void close_descriptor(int descriptor) {
  if (descriptor > 2) {
    ::close(descriptor);
  } else if (descriptor >= 0) {
    const int null = ::open("/dev/null", O_RDWR);
    if (null < 0 || null == descriptor) return;  // where the number was free, it is that
    ::dup2(null, descriptor);
    ::close(null);
  }
}

}  // namespace mimic::win
