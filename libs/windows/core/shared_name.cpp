#include "libs/windows/core/shared_name.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>

#include "libs/windows/core/runtime_directory.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

std::mutex own_threads;

std::string folder() {
  const std::string& runtime = runtime_directory();
  return runtime.empty() ? runtime : runtime + "/objects";
}

std::string file_of(const std::u16string& name) {
  constexpr size_t kMostBytes = 200;
  std::string file;
  for (const char byte : to_utf8(name.substr(name.rfind(u'\\') + 1))) {
    constexpr char kDigits[] = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    if (value > 0x20 && value != '%' && value != '/' && value != '.') {
      file += byte;
    } else {
      file += '%';
      file += kDigits[value >> 4];
      file += kDigits[value & 15];
    }
  }
  // A name for all sessions is another one.
  if (name.starts_with(u"\\BaseNamedObjects")) file += ".global";
  return file.size() <= kMostBytes ? folder() + '/' + file : runtime_file("objects/.long-", file);
}

int lock_file(int descriptor, int operation) {
  int result;
  while ((result = ::flock(descriptor, operation)) != 0 && errno == EINTR) {
  }
  return result;
}

}  // namespace

SharedNames::SharedNames() {
  own_threads.lock();
  const std::string path = folder();
  if (path.empty() || (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)) return;
  lock_ = ::open((path + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ >= 0) lock_file(lock_, LOCK_EX);
}

SharedNames::~SharedNames() {
  if (lock_ >= 0) ::close(lock_);
  own_threads.unlock();
}

int SharedNames::open(const std::u16string& name) const {
  if (lock_ < 0) return -1;
  const std::string path = file_of(name);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return -1;
  // Where nobody holds a lock, the processes that had the object are gone.
  if (lock_file(descriptor, LOCK_EX | LOCK_NB) == 0) {
    ::unlink(path.c_str());
    ::close(descriptor);
    return -1;
  }
  lock_file(descriptor, LOCK_SH);
  return descriptor;
}

int SharedNames::create(const std::u16string& name) const {
  if (lock_ < 0) return -1;
  const std::string path = file_of(name);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor >= 0 && lock_file(descriptor, LOCK_SH) == 0) return descriptor;
  if (descriptor >= 0) ::close(descriptor);
  return -1;
}

void release_shared_name(const std::u16string& name, int descriptor) {
  const SharedNames names;
  struct stat own, other;
  const bool known = ::fstat(descriptor, &own) == 0;
  // First, since a child may have a copy, which would give up its lock to this one.
  ::close(descriptor);
  const std::string path = file_of(name);
  const int again = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (again < 0) return;
  if (known && ::fstat(again, &other) == 0 && own.st_ino == other.st_ino &&
      own.st_dev == other.st_dev && lock_file(again, LOCK_EX | LOCK_NB) == 0)
    ::unlink(path.c_str());
  ::close(again);
}

}  // namespace mimic::win
