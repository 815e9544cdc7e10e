#include "libs/windows/core/named_pipe.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "libs/windows/core/runtime_directory.h"
#include "libs/windows/core/text.h"

namespace mimic::win {

// One name, while it has instances.
class PipeName {
 public:
  struct Instance {
    Pipe* pipe;
    bool listening;
  };
  std::u16string text;
  std::string key;  // folded, as in the socket's file name
  PipeOptions options;
  std::vector<Instance> instances;
  int listener = -1;
  Reactor::Token token = 0;
  std::string socket_path;

  ~PipeName() {
    if (token) Reactor::cancel(token);
    if (listener < 0) return;
    ::unlink(socket_path.c_str());
    ::close(listener);
  }
};

namespace {

// What client and server say to each other when they meet.
struct Request {
  enum : uint32_t { kOpen = 1, kProbe = 2 };
  uint32_t operation;
  ACCESS_MASK access;
  DWORD process;
};
struct Reply {
  NTSTATUS status;
  uint16_t mode;  // of the client's end
  DWORD default_timeout;
  DWORD process;
};

std::mutex names_lock;

std::vector<std::unique_ptr<PipeName>>& names() {
  static auto* const list = new std::vector<std::unique_ptr<PipeName>>;
  return *list;
}

std::string key_of(std::u16string_view name) {
  std::u16string folded(name);
  for (char16_t& unit : folded) unit = upcase(unit);
  return to_utf8(folded);
}

std::string socket_path(const std::string& key) { return runtime_file("pipe-", key); }

bool fill_address(sockaddr_un& address, const std::string& path) {
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return true;
}

PipeName* find_name(const std::string& key) {
  for (auto& name : names())
    if (name->key == key) return name.get();
  return nullptr;
}

bool goes_that_way(const PipeOptions& options, ACCESS_MASK access) {
  return !((access & FILE_READ_DATA && !options.outbound) ||
           (access & FILE_WRITE_DATA && !options.inbound));
}

struct Ends {
  int server = -1, client = -1;
};

// The two host ends of a connection of this kind.
Expected<Ends> make_ends(const PipeOptions& options) {
  int ends[2];
  if (options.message_type || (options.inbound && options.outbound)) {
    const int type = options.message_type ? SOCK_SEQPACKET : SOCK_STREAM;
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0)
      return nt_fail(status_of_errno(errno));
    const int size = std::max<int>(
        {static_cast<int>(options.out_size), static_cast<int>(options.in_size), 1 << 20});
    // A message is at most as large as the send buffer; the kernel caps it at net.core.wmem_max.
    for (const int end : ends) ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return Ends{ends[0], ends[1]};
  }
  if (::pipe2(ends, O_CLOEXEC) != 0) return nt_fail(status_of_errno(errno));
  return options.inbound ? Ends{ends[0], ends[1]} : Ends{ends[1], ends[0]};
}

uint16_t server_mode(const PipeOptions& options) {
  uint16_t mode = Pipe::kServer;
  if (options.inbound) mode |= Pipe::kInbound;
  if (options.outbound) mode |= Pipe::kOutbound;
  if (options.message_type) mode |= Pipe::kMessageType;
  if (options.message_read) mode |= Pipe::kMessageRead;
  if (options.no_wait) mode |= Pipe::kNoWait;
  return mode;
}

uint16_t client_mode(const PipeOptions& options) {
  return server_mode(options) & ~(Pipe::kServer | Pipe::kMessageRead | Pipe::kNoWait);
}

// An instance that waits for a client, taken for one. Under the names' lock.
Ref<Pipe> take_listening(PipeName& name) {
  for (auto& instance : name.instances) {
    if (!instance.listening) continue;
    instance.listening = false;
    return Ref<Pipe>(instance.pipe);
  }
  return {};
}

// A client of another process is at the door.
void serve(PipeName* name) {
  Ref<Pipe> instance;
  Ends ends;
  Request request{};
  {
    std::lock_guard lock(names_lock);
    const auto& list = names();
    if (std::none_of(list.begin(), list.end(), [=](auto& one) { return one.get() == name; }))
      return;
    const int visitor = ::accept4(name->listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (visitor < 0) return;
    const timeval patience = {1, 0};
    ::setsockopt(visitor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    Reply reply = {STATUS_PIPE_NOT_AVAILABLE, client_mode(name->options),
                   name->options.default_timeout, static_cast<DWORD>(::getpid())};
    if (::recv(visitor, &request, sizeof request, 0) == sizeof request) {
      if (request.operation == Request::kProbe) {
        for (const auto& one : name->instances)
          if (one.listening) reply.status = STATUS_SUCCESS;
      } else if (!goes_that_way(name->options, request.access)) {
        reply.status = STATUS_ACCESS_DENIED;
      } else if ((instance = take_listening(*name))) {
        const auto made = make_ends(name->options);
        reply.status = made ? STATUS_SUCCESS : made.error();
        if (made) ends = *made;
      }
    }
    iovec data = {&reply, sizeof reply};
    msghdr message = {};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (ends.client >= 0) {
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      cmsghdr* const header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(header), &ends.client, sizeof(int));
    }
    ::sendmsg(visitor, &message, MSG_NOSIGNAL);
    ::close(visitor);
  }
  if (ends.client >= 0) ::close(ends.client);
  if (ends.server >= 0) instance->attach_client(ends.server, request.process);
}

// Makes the name known to other processes. Without a runtime directory it stays this process's.
NTSTATUS publish(PipeName& name) {
  sockaddr_un address = {};
  name.socket_path = socket_path(name.key);
  if (!fill_address(address, name.socket_path)) return STATUS_SUCCESS;
  const int listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (listener < 0) return status_of_errno(errno);
  for (bool again = true;; again = false) {
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) break;
    const int error = errno;
    if (error == EADDRINUSE && again) {
      // Somebody's name, or what a killed process left behind.
      const int probe = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
      const bool stale =
          ::connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 &&
          errno == ECONNREFUSED;
      ::close(probe);
      if (stale && ::unlink(name.socket_path.c_str()) == 0) continue;
    }
    ::close(listener);
    return error == EADDRINUSE ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
  }
  if (::listen(listener, 64) != 0) {
    ::close(listener);
    return status_of_errno(errno);
  }
  name.listener = listener;
  name.token =
      Reactor::watch(listener, EPOLLIN, false, [owner = &name](uint32_t) { serve(owner); });
  return STATUS_SUCCESS;
}

// Asks the process that owns the name. On success `*descriptor` is the client's end, where opened.
Expected<Reply> ask(const std::string& key, uint32_t operation, ACCESS_MASK access,
                    int* descriptor) {
  sockaddr_un address = {};
  if (!fill_address(address, socket_path(key))) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  const int door = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (door < 0) return nt_fail(status_of_errno(errno));
  const std::unique_ptr<const int, void (*)(const int*)> closer(&door,
                                                                [](const int* d) { ::close(*d); });
  if (::connect(door, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return nt_fail(errno == ECONNREFUSED || errno == ENOENT ? STATUS_OBJECT_NAME_NOT_FOUND
                                                            : status_of_errno(errno));
  const Request request = {operation, access, static_cast<DWORD>(::getpid())};
  if (::send(door, &request, sizeof request, MSG_NOSIGNAL) != sizeof request)
    return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  Reply reply;
  iovec data = {&reply, sizeof reply};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count;
  while ((count = ::recvmsg(door, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
  }
  if (count != sizeof reply) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  if (cmsghdr* header = CMSG_FIRSTHDR(&message); header && header->cmsg_type == SCM_RIGHTS)
    std::memcpy(descriptor, CMSG_DATA(header), sizeof(int));
  return reply;
}

}  // namespace

Expected<Ref<Pipe>> create_named_pipe(std::u16string_view text, const PipeOptions& options) {
  if (text.empty()) return nt_fail(STATUS_OBJECT_NAME_INVALID);
  const std::string key = key_of(text);
  std::lock_guard lock(names_lock);
  PipeName* name = find_name(key);
  if (!name) {
    auto fresh = std::make_unique<PipeName>();
    fresh->text = text;
    fresh->key = key;
    fresh->options = options;
    if (const NTSTATUS status = publish(*fresh)) return nt_fail(status);
    name = fresh.get();
    names().push_back(std::move(fresh));
  } else {
    const PipeOptions& first = name->options;
    if (options.first_instance || first.inbound != options.inbound ||
        first.outbound != options.outbound || first.message_type != options.message_type)
      return nt_fail(STATUS_ACCESS_DENIED);
    if (first.max_instances != 255 && name->instances.size() >= first.max_instances)
      return nt_fail(STATUS_INSTANCE_NOT_AVAILABLE);
  }
  Ref<Pipe> pipe = make_object<Pipe>(name, server_mode(options), !options.overlapped);
  name->instances.push_back({pipe.get(), true});
  return pipe;
}

Expected<Ref<IoObject>> open_pipe(std::string_view text, ACCESS_MASK access, bool synchronous) {
  const std::string key = key_of(to_utf16(text));
  access = map_file_access(access);
  uint16_t mode;
  int descriptor = -1;
  DWORD server;
  Ref<Pipe> instance;
  Ends ends;
  {
    std::lock_guard lock(names_lock);
    if (PipeName* name = find_name(key)) {
      if (!goes_that_way(name->options, access)) return nt_fail(STATUS_ACCESS_DENIED);
      instance = take_listening(*name);
      if (!instance) return nt_fail(STATUS_PIPE_NOT_AVAILABLE);
      auto made = make_ends(name->options);
      if (!made) return std::unexpected(made.error());
      ends = *made;
      mode = client_mode(name->options);
    }
  }
  if (instance) {
    server = ::getpid();
    descriptor = ends.client;
    instance->attach_client(ends.server, server);
  } else {
    const auto reply = ask(key, Request::kOpen, access, &descriptor);
    if (!reply) return std::unexpected(reply.error());
    if (!nt_success(reply->status)) return nt_fail(reply->status);
    if (descriptor < 0) return nt_fail(STATUS_PIPE_NOT_AVAILABLE);
    mode = reply->mode;
    server = reply->process;
  }
  auto pipe = make_object<Pipe>(descriptor, mode, synchronous);
  pipe->set_peer_process(server);
  return Ref<IoObject>(pipe);
}

NTSTATUS wait_named_pipe(std::u16string_view text, DWORD timeout) {
  const std::string key = key_of(text);
  // Windows has an event for this; here the owner is asked again and again.
  constexpr long kInterval = 2;  // ms
  for (uint64_t waited = 0;; waited += kInterval) {
    DWORD default_timeout = 50;
    {
      std::unique_lock lock(names_lock);
      if (PipeName* name = find_name(key)) {
        default_timeout = name->options.default_timeout;
        for (const auto& instance : name->instances)
          if (instance.listening) return STATUS_SUCCESS;
      } else {
        lock.unlock();
        int none = -1;
        const auto reply = ask(key, Request::kProbe, 0, &none);
        if (!reply) return reply.error();
        if (nt_success(reply->status)) return STATUS_SUCCESS;
        default_timeout = reply->default_timeout;
      }
    }
    const uint64_t limit = timeout == NMPWAIT_USE_DEFAULT_WAIT ? default_timeout
                           : timeout == NMPWAIT_NOWAIT         ? 0
                                                               : timeout;
    if (timeout != NMPWAIT_WAIT_FOREVER && waited >= limit) return STATUS_IO_TIMEOUT;
    const timespec pause = {0, kInterval * 1'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

Expected<PipeEnds> create_pipe(DWORD size) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return nt_fail(status_of_errno(errno));
  constexpr DWORD kHostDefault = 65536;
  if (size > kHostDefault) ::fcntl(ends[0], F_SETPIPE_SZ, size);
  return PipeEnds{make_object<Pipe>(ends[0], uint16_t{Pipe::kServer | Pipe::kInbound}, true),
                  make_object<Pipe>(ends[1], uint16_t{Pipe::kInbound}, true)};
}

void start_listening(PipeName& name, Pipe& pipe) {
  std::lock_guard lock(names_lock);
  for (auto& instance : name.instances) {
    if (instance.pipe != &pipe || pipe.state() != Pipe::State::kDisconnected) continue;
    pipe.start_over();
    instance.listening = true;
  }
}

void remove_instance(PipeName& name, Pipe& pipe) {
  std::unique_ptr<PipeName> last;
  {
    std::lock_guard lock(names_lock);
    std::erase_if(name.instances, [&](const auto& instance) { return instance.pipe == &pipe; });
    if (!name.instances.empty()) return;
    auto& list = names();
    const auto at =
        std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.get() == &name; });
    last = std::move(*at);
    list.erase(at);
  }
  // Goes without the lock: its reactor callback may be waiting for it.
}

std::u16string pipe_name_text(const PipeName& name) { return name.text; }
const PipeOptions& pipe_options(const PipeName& name) { return name.options; }
DWORD instance_count(const PipeName& name) {
  std::lock_guard lock(names_lock);
  return name.instances.size();
}

}  // namespace mimic::win
