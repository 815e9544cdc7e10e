#include "libs/windows/core/peer.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include "libs/windows/core/lock.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {
namespace {

struct Peer {
  ProcessIdentity process;
  int descriptor;  // pidfd
  bool watched;
};

constinit Lock peers_lock;
std::vector<Peer>& peers() {
  static auto* const list = new std::vector<Peer>;
  return *list;
}

// proc(5), /proc/ID/stat: field 22, the 20th after the name. 0 where there is no such process.
uint64_t start_of(uint32_t id) {
  char text[1024];
  std::snprintf(text, sizeof text, "/proc/%u/stat", id);
  const int descriptor = ::open(text, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  const ssize_t length = ::read(descriptor, text, sizeof text - 1);
  ::close(descriptor);
  if (length <= 0) return 0;
  text[length] = 0;
  const char* at = std::strrchr(text, ')');
  for (int field = 2; at && field < 22; ++field) at = std::strchr(at + 1, ' ');
  unsigned long long start = 0;
  return at && std::sscanf(at, "%llu", &start) == 1 ? start : 0;
}

// Under the lock. Null where the process is gone.
Peer* find(const ProcessIdentity& process) {
  auto& list = peers();
  const auto known = std::ranges::find(list, process, &Peer::process);
  if (known != list.end()) return &*known;
  const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, process.id, 0));
  if (descriptor < 0) return nullptr;
  if (start_of(process.id) != process.start) {
    ::close(descriptor);
    return nullptr;
  }
  return &list.emplace_back(process, descriptor, false);
}

bool has_ended(const Peer& peer) {
  pollfd question = {peer.descriptor, POLLIN, 0};
  return ::poll(&question, 1, 0) > 0;
}

void forget(const ProcessIdentity& process) {
  const LockGuard guard(peers_lock);
  auto& list = peers();
  const auto known = std::ranges::find(list, process, &Peer::process);
  if (known == list.end()) return;
  ::close(known->descriptor);
  list.erase(known);
}

}  // namespace

const ProcessIdentity& own_identity() {
  static const ProcessIdentity identity = [] {
    ProcessIdentity own;
    own.id = static_cast<uint32_t>(::getpid());
    struct stat status;
    if (::stat("/proc/self/ns/pid", &status) == 0) own.space = static_cast<uint32_t>(status.st_ino);
    own.start = start_of(own.id);
    return own;
  }();
  return identity;
}

bool is_alive(const ProcessIdentity& process) {
  if (process.space != own_identity().space || process == own_identity()) return true;
  const LockGuard guard(peers_lock);
  Peer* peer = find(process);
  return peer && !has_ended(*peer);
}

bool watch_peer(const ProcessIdentity& process, void (*ended)()) {
  if (process.space != own_identity().space || process == own_identity()) return true;
  int descriptor;
  {
    const LockGuard guard(peers_lock);
    Peer* peer = find(process);
    if (!peer) return false;
    if (peer->watched) return !has_ended(*peer);
    peer->watched = true;
    descriptor = peer->descriptor;
  }
  Reactor::watch(descriptor, EPOLLIN, true, [process, ended](uint32_t) {
    forget(process);
    ended();
  });
  return true;
}

}  // namespace mimic::win
