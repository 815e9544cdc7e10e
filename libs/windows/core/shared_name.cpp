#include "libs/windows/core/shared_name.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <utility>
#include <vector>

#include "libs/windows/core/runtime_directory.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

std::recursive_mutex own_threads;
// Under it:
int holders = 0;
int lock_descriptor = -1;

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

// Descriptors that keep names in this process. Under the lock of the names.
std::vector<std::pair<std::u16string, int>>& kept() {
  static auto* const list = new std::vector<std::pair<std::u16string, int>>;
  return *list;
}
constinit std::atomic<bool> any_kept{false};

void keep(const std::u16string& name, int descriptor) {
  kept().emplace_back(name, descriptor);
  any_kept = true;
}

int lock_file(int descriptor, int operation) {
  int result;
  while ((result = ::flock(descriptor, operation)) != 0 && errno == EINTR) {
  }
  return result;
}

// Removes the file unless some process has the object.
void remove_unused(const std::string& path, const struct stat* known = nullptr) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  struct stat status;
  const bool same = !known || (::fstat(descriptor, &status) == 0 &&
                               status.st_ino == known->st_ino && status.st_dev == known->st_dev);
  if (same && lock_file(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
  ::close(descriptor);
}

// Removes what killed processes left: once in each process that makes names.
void sweep() {
  static constinit bool done = false;
  if (std::exchange(done, true)) return;
  const std::string path = folder();
  DIR* const directory = ::opendir(path.c_str());
  if (!directory) return;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view file = entry->d_name;
    if (file != "." && file != ".." && file != ".lock")
      remove_unused(path + '/' + std::string(file));
  }
  ::closedir(directory);
}

}  // namespace

SharedNames::SharedNames() {
  own_threads.lock();
  if (holders++ != 0) return;
  const std::string path = folder();
  if (path.empty() || (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)) return;
  lock_descriptor = ::open((path + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_descriptor >= 0) lock_file(lock_descriptor, LOCK_EX);
}

SharedNames::~SharedNames() {
  if (--holders == 0 && lock_descriptor >= 0) ::close(std::exchange(lock_descriptor, -1));
  own_threads.unlock();
}

int SharedNames::open(const std::u16string& name) const {
  if (lock_descriptor < 0) return -1;
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
  keep(name, descriptor);
  return descriptor;
}

int SharedNames::create(const std::u16string& name) const {
  if (lock_descriptor < 0) return -1;
  sweep();
  const std::string path = file_of(name);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor >= 0 && lock_file(descriptor, LOCK_SH) == 0) {
    keep(name, descriptor);
    return descriptor;
  }
  if (descriptor >= 0) ::close(descriptor);
  return -1;
}

void keep_shared_name(const std::u16string& name, int descriptor) {
  const SharedNames names;
  keep(name, descriptor);
}

// The descriptor is given up first, since a child may have a copy, which would give up its lock to
// this one.
void release_shared_name(const std::u16string& name, int descriptor) {
  const SharedNames names;
  std::erase(kept(), std::pair(name, descriptor));
  struct stat status;
  const bool known = ::fstat(descriptor, &status) == 0;
  ::close(descriptor);
  if (known) remove_unused(file_of(name), &status);
}

void release_names_at_exit() {
  if (!any_kept) return;
  const SharedNames names;
  // Other threads may still run: the numbers stay taken.
  const int nothing = ::open("/", O_PATH | O_CLOEXEC);
  for (const auto& [name, descriptor] : kept()) {
    struct stat status;
    if (::fstat(descriptor, &status) == 0 && ::dup3(nothing, descriptor, O_CLOEXEC) >= 0)
      remove_unused(file_of(name), &status);
  }
  kept().clear();
}

}  // namespace mimic::win
