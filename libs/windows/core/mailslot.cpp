#include "libs/windows/core/mailslot.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/io_cancel.h"
#include "libs/windows/core/readable.h"
#include "libs/windows/core/runtime_directory.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// The end that writes: a socket that is connected to the mailslot's.
class MailslotClient final : public IoObject {
 public:
  explicit MailslotClient(int descriptor)
      : IoObject(ObjectType::kMailslot, true), descriptor_(descriptor) {}

  NTSTATUS read(const IoRequest& request, void*, ULONG, const LARGE_INTEGER*) override {
    return finish(request, STATUS_INVALID_DEVICE_REQUEST, 0, false);
  }
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER*) override {
    begin(request);
    ssize_t sent;
    do sent = ::send(descriptor_, buffer, length, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0) return finish(request, STATUS_SUCCESS, static_cast<ULONG_PTR>(sent), false);
    return finish(request,
                  errno == ECONNREFUSED ? STATUS_OBJECT_NAME_NOT_FOUND
                  : errno == EMSGSIZE   ? STATUS_INVALID_PARAMETER
                                        : status_of_errno(errno),
                  0, false);
  }
  DWORD file_type() const override { return FILE_TYPE_UNKNOWN; }

 private:
  ~MailslotClient() override { ::close(descriptor_); }
  const int descriptor_;
};

// Names are the same in any case.
std::string path_of(std::u16string_view name) {
  std::u16string folded(name);
  for (char16_t& unit : folded) unit = upcase(unit);
  return runtime_file("mailslot-", to_utf8(folded));
}

bool fill_address(sockaddr_un& address, const std::string& path) {
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return true;
}

int make_socket() { return ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

// Does a process read there? Its socket's file stays where it was killed.
bool is_alive(const sockaddr_un& address) {
  const int descriptor = make_socket();
  if (descriptor < 0) return true;
  const bool alive =
      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(descriptor);
  return alive;
}

}  // namespace

Mailslot::Mailslot(int descriptor, std::string path, std::u16string name, DWORD limit,
                   DWORD timeout)
    : IoObject(ObjectType::kMailslot, false),
      path_(std::move(path)),
      name_(std::move(name)),
      limit_(limit),
      descriptor_(descriptor),
      timeout_(timeout) {}

void Mailslot::start() {
  token_ = Reactor::watch(descriptor_, EPOLLIN, false,
                          [self = Ref<Mailslot>(this)](uint32_t) { self->arrived(); });
}

Mailslot::~Mailslot() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::u16string Mailslot::name() const { return u"\\Device\\Mailslot\\" + name_; }

// Takes what has arrived from the socket. Called with the lock held.
void Mailslot::receive() {
  while (descriptor_ >= 0) {
    const ssize_t size = ::recv(descriptor_, nullptr, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    if (size < 0) {
      if (errno == EINTR) continue;
      return;
    }
    std::string message(static_cast<size_t>(size), '\0');
    if (::recv(descriptor_, message.data(), message.size(), MSG_DONTWAIT) < 0) return;
    // A longer message does not come through.
    if (!limit_ || message.size() <= limit_) messages_.push_back(std::move(message));
  }
}

// The first message, or STATUS_PENDING. Called with the lock held, and on the reactor's thread, so
// that a bad buffer must not fault.
NTSTATUS Mailslot::take(void* buffer, ULONG length, ULONG* count) {
  *count = 0;
  if (messages_.empty()) return STATUS_PENDING;
  const std::string& message = messages_.front();
  if (message.size() > length) return STATUS_BUFFER_TOO_SMALL;
  if (!message.empty() && !is_writable(buffer, message.size())) return STATUS_ACCESS_VIOLATION;
  std::memcpy(buffer, message.data(), message.size());
  *count = static_cast<ULONG>(message.size());
  messages_.pop_front();
  return STATUS_SUCCESS;
}

NTSTATUS Mailslot::read(const IoRequest& request, void* buffer, ULONG length,
                        const LARGE_INTEGER*) {
  begin(request);
  ULONG count = 0;
  NTSTATUS status = STATUS_PENDING;
  {
    const std::lock_guard guard(lock_);
    receive();
    if (reads_.empty()) status = take(buffer, length, &count);
    if (status == STATUS_PENDING && timeout_ == 0) status = STATUS_IO_TIMEOUT;
    if (status == STATUS_PENDING) {
      if (request.status_block) request.status_block->Status = STATUS_PENDING;
      Pending pending{request,
                      buffer,
                      length,
                      current_thread_object(),
                      current_teb()->ClientId.UniqueThread,
                      ++last_serial_,
                      0};
      if (timeout_ != MAILSLOT_WAIT_FOREVER)
        pending.timer = Reactor::at(
            monotonic_now() + int64_t{timeout_} * 1'000'000,
            [self = Ref<Mailslot>(this), serial = pending.serial] { self->expired(serial); });
      reads_.push_back(std::move(pending));
      return STATUS_PENDING;
    }
  }
  return finish(request, status, count, false);
}

NTSTATUS Mailslot::write(const IoRequest& request, const void*, ULONG, const LARGE_INTEGER*) {
  return finish(request, STATUS_INVALID_DEVICE_REQUEST, 0, false);
}

// On the reactor's thread.
void Mailslot::arrived() {
  std::vector<Ended> ended;
  {
    const std::lock_guard guard(lock_);
    receive();
    while (!reads_.empty()) {
      ULONG count;
      const NTSTATUS status = take(reads_.front().buffer, reads_.front().length, &count);
      if (status == STATUS_PENDING) break;
      ended.push_back({std::move(reads_.front()), status, count});
      reads_.erase(reads_.begin());
    }
  }
  for (Ended& each : ended) {
    if (each.operation.timer) Reactor::cancel(each.operation.timer);
    finish(each.operation.request, each.status, each.count, true, each.operation.thread.get());
  }
}

void Mailslot::expired(uint64_t serial) {
  std::vector<Pending> over;
  {
    const std::lock_guard guard(lock_);
    const auto found = std::find_if(reads_.begin(), reads_.end(),
                                    [=](const Pending& each) { return each.serial == serial; });
    if (found == reads_.end()) return;
    found->timer = 0;  // this one
    over.push_back(std::move(*found));
    reads_.erase(found);
  }
  end_all(std::move(over), STATUS_IO_TIMEOUT);
}

void Mailslot::end_all(std::vector<Pending> operations, NTSTATUS status) {
  for (Pending& operation : operations) {
    if (operation.timer) Reactor::cancel(operation.timer);
    finish(operation.request, status, 0, true, operation.thread.get());
  }
}

NTSTATUS Mailslot::cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
  std::vector<Pending> cancelled;
  {
    const std::lock_guard guard(lock_);
    take_cancelled(reads_, cancelled, thread_id, only);
  }
  if (cancelled.empty()) return STATUS_NOT_FOUND;
  end_all(std::move(cancelled), STATUS_CANCELLED);
  return STATUS_SUCCESS;
}

void Mailslot::last_handle_closed() {
  std::vector<Pending> operations;
  Reactor::Token token;
  int descriptor;
  {
    const std::lock_guard guard(lock_);
    operations.swap(reads_);
    token = std::exchange(token_, 0);
    descriptor = std::exchange(descriptor_, -1);
  }
  if (token) Reactor::cancel(token);
  if (descriptor >= 0) {
    ::unlink(path_.c_str());
    ::close(descriptor);
  }
  end_all(std::move(operations), STATUS_CANCELLED);
}

Mailslot::Information Mailslot::information() {
  const std::lock_guard guard(lock_);
  receive();
  return {limit_,
          messages_.empty() ? MAILSLOT_NO_MESSAGE : static_cast<DWORD>(messages_.front().size()),
          static_cast<DWORD>(messages_.size()), timeout_};
}

void Mailslot::set_timeout(DWORD timeout) {
  const std::lock_guard guard(lock_);
  timeout_ = timeout;
}

Expected<Ref<Mailslot>> create_mailslot(std::u16string_view name, DWORD limit, DWORD timeout) {
  const std::string path = path_of(name);
  sockaddr_un address{};
  if (name.empty() || !fill_address(address, path)) return nt_fail(STATUS_OBJECT_NAME_INVALID);
  const int descriptor = make_socket();
  if (descriptor < 0) return nt_fail(status_of_errno(errno));
  const auto bind_it = [&] {
    return ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  };
  bool bound = bind_it();
  if (!bound && errno == EADDRINUSE && !is_alive(address)) {
    ::unlink(path.c_str());
    bound = bind_it();
  }
  if (!bound) {
    const int error = errno;
    ::close(descriptor);
    return nt_fail(error == EADDRINUSE ? STATUS_OBJECT_NAME_COLLISION : status_of_errno(error));
  }
  auto mailslot = make_object<Mailslot>(descriptor, path, std::u16string(name), limit, timeout);
  mailslot->start();
  return mailslot;
}

Expected<Ref<IoObject>> open_mailslot(std::string_view name, ACCESS_MASK access) {
  if (!(access & FILE_WRITE_DATA)) return nt_fail(STATUS_ACCESS_DENIED);
  sockaddr_un address{};
  if (name.empty() || !fill_address(address, path_of(to_utf16(name))))
    return nt_fail(STATUS_OBJECT_NAME_INVALID);
  const int descriptor = make_socket();
  if (descriptor < 0) return nt_fail(status_of_errno(errno));
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    ::close(descriptor);
    return nt_fail(error == ENOENT || error == ECONNREFUSED ? STATUS_OBJECT_NAME_NOT_FOUND
                                                            : status_of_errno(error));
  }
  const int size = 1 << 20;  // the longest message that is sent
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  return Ref<IoObject>(make_object<MailslotClient>(descriptor));
}

}  // namespace mimic::win
