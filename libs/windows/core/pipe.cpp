#include "libs/windows/core/pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/descriptor.h"
#include "libs/windows/core/io_cancel.h"
#include "libs/windows/core/named_pipe.h"

namespace mimic::win {
namespace {

short poll_now(int descriptor, short events, int timeout = 0) {
  pollfd entry = {descriptor, events, 0};
  while (::poll(&entry, 1, timeout) < 0 && errno == EINTR) {
  }
  return entry.revents;
}

ULONG bytes_available(int descriptor) {
  int count = 0;
  return ::ioctl(descriptor, FIONREAD, &count) == 0 && count > 0 ? count : 0;
}

// Both ends are gone or going: nothing more will come.
bool is_hung_up(int descriptor) {
  return poll_now(descriptor, POLLIN | POLLRDHUP) & (POLLHUP | POLLRDHUP | POLLERR);
}

// NPFS gives a write to an end whose other end has closed STATUS_PIPE_CLOSING (ERROR_NO_DATA).
NTSTATUS write_status(int error) {
  if (error == EPIPE || error == ECONNRESET) return STATUS_PIPE_CLOSING;
  return status_of_errno(error);
}

}  // namespace

Pipe::Pipe(int descriptor, uint16_t mode, bool synchronous)
    : IoObject(ObjectType::kPipe, synchronous),
      descriptor_(descriptor),
      mode_(mode),
      state_(State::kConnected) {}

Pipe::Pipe(PipeName* name, uint16_t mode, bool synchronous)
    : IoObject(ObjectType::kPipe, synchronous),
      name_(name),
      mode_(mode),
      state_(State::kListening) {}

Pipe::~Pipe() {
  if (PipeName* name = name_) remove_instance(*name, *this);
  close_descriptor(descriptor_);
}

std::u16string Pipe::name() const {
  const PipeName* name = name_;
  return name ? u"\\Device\\NamedPipe\\" + pipe_name_text(*name) : u"\\Device\\NamedPipe";
}

NTSTATUS Pipe::unconnected_status() const {
  switch (state_) {
    case State::kListening:
      return STATUS_PIPE_LISTENING;
    case State::kDisconnected:
      return STATUS_PIPE_DISCONNECTED;
    default:
      return STATUS_SUCCESS;
  }
}

Pipe::Outcome Pipe::read_now(void* buffer, ULONG length, bool block) {
  if (mode_ & kMessageType) return read_message(buffer, length, block);
  const int descriptor = descriptor_;
  for (;;) {
    // An empty read ends when there is something to read.
    if (length == 0 || !block) {
      const short events = poll_now(descriptor, POLLIN, block ? -1 : 0);
      if (!(events & POLLIN)) {
        if (events & (POLLHUP | POLLERR)) return {STATUS_PIPE_BROKEN, 0};
        return {STATUS_PENDING, 0};
      }
      if (length == 0)
        return {bytes_available(descriptor) || !is_hung_up(descriptor) ? STATUS_SUCCESS
                                                                       : STATUS_PIPE_BROKEN,
                0};
    }
    const ssize_t count = ::read(descriptor, buffer, length);
    if (count > 0) return {STATUS_SUCCESS, static_cast<ULONG>(count)};
    if (count == 0) return {STATUS_PIPE_BROKEN, 0};
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {
      if (!block) return {STATUS_PENDING, 0};
      poll_now(descriptor, POLLIN, -1);
      continue;
    }
    if (errno == ECONNRESET) return {STATUS_PIPE_BROKEN, 0};
    return {status_of_errno(errno), 0};
  }
}

Pipe::Outcome Pipe::read_message(void* buffer, ULONG length, bool block) {
  const int descriptor = descriptor_;
  if (leftover_.empty()) {
    const short events = poll_now(descriptor, POLLIN, block ? -1 : 0);
    if (!(events & POLLIN)) {
      if (events & (POLLHUP | POLLERR)) return {STATUS_PIPE_BROKEN, 0};
      return {STATUS_PENDING, 0};
    }
    char probe;
    const ssize_t size = ::recv(descriptor, &probe, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    if (size < 0) return {errno == EAGAIN ? STATUS_PENDING : STATUS_PIPE_BROKEN, 0};
    if (size == 0 && is_hung_up(descriptor)) return {STATUS_PIPE_BROKEN, 0};
    if (length == 0 && size)
      return {mode_ & kMessageRead ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS, 0};
    if (static_cast<size_t>(size) <= length) {
      const ssize_t count = ::recv(descriptor, buffer, length, MSG_DONTWAIT);
      if (count < 0) return {errno == EAGAIN ? STATUS_PENDING : status_of_errno(errno), 0};
      return {STATUS_SUCCESS, static_cast<ULONG>(count)};
    }
    std::string message(size, '\0');
    const ssize_t count = ::recv(descriptor, message.data(), message.size(), MSG_DONTWAIT);
    if (count < 0) return {errno == EAGAIN ? STATUS_PENDING : status_of_errno(errno), 0};
    message.resize(count);
    leftover_ = std::move(message);
  }
  const ULONG count = std::min<size_t>(length, leftover_.size());
  std::memcpy(buffer, leftover_.data(), count);
  leftover_.erase(0, count);
  return {!leftover_.empty() && mode_ & kMessageRead ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS,
          count};
}

Pipe::Outcome Pipe::write_now(const void* buffer, ULONG length, bool block) {
  const int descriptor = descriptor_;
  const auto* data = static_cast<const char*>(buffer);
  ULONG done = 0;
  // An empty message is a message; nothing as bytes is nothing.
  if (length == 0 && !(mode_ & kMessageType)) {
    return {is_hung_up(descriptor) ? STATUS_PIPE_CLOSING : STATUS_SUCCESS, 0};
  }
  do {
    ssize_t count;
    if (is_socket()) {
      count =
          ::send(descriptor, data + done, length - done, MSG_NOSIGNAL | (block ? 0 : MSG_DONTWAIT));
    } else if (block) {
      count = ::write(descriptor, data + done, length - done);
    } else {
      // A Linux pipe that polls writable takes PIPE_BUF bytes without blocking (pipe(7)). The
      // descriptor itself stays blocking, because a child may share it.
      const short events = poll_now(descriptor, POLLOUT);
      if (events & POLLERR) return {STATUS_PIPE_CLOSING, done};
      if (!(events & POLLOUT)) return {STATUS_PENDING, done};
      count = ::write(descriptor, data + done, std::min<ULONG>(length - done, 4096));
    }
    if (count >= 0) {
      done += count;
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {
      if (!block) return {STATUS_PENDING, done};
      poll_now(descriptor, POLLOUT, -1);
      continue;
    }
    return {write_status(errno), done};
  } while (done < length);
  return {STATUS_SUCCESS, done};
}

Pipe::Pending Pipe::pend(const IoRequest& request, const void* buffer, ULONG length, ULONG done) {
  Pending pending;
  pending.request = request;
  pending.buffer = static_cast<char*>(const_cast<void*>(buffer));
  pending.length = length;
  pending.done = done;
  pending.thread = current_thread_object();
  pending.thread_id = current_teb()->ClientId.UniqueThread;
  return pending;
}

NTSTATUS Pipe::read(const IoRequest& request, void* buffer, ULONG length, const LARGE_INTEGER*) {
  begin(request);
  if (const NTSTATUS status = unconnected_status()) return finish(request, status, 0, false);
  const bool no_wait = mode_ & kNoWait;
  if (synchronous() || no_wait) {
    Outcome outcome = read_now(buffer, length, !no_wait);
    if (outcome.status == STATUS_PENDING) outcome.status = STATUS_PIPE_EMPTY;
    return finish(request, outcome.status, outcome.count, false);
  }
  Outcome outcome{STATUS_PENDING, 0};
  {
    std::lock_guard lock(lock_);
    if (reads_.empty()) outcome = read_now(buffer, length, false);
    if (outcome.status == STATUS_PENDING) {
      if (request.status_block) request.status_block->Status = STATUS_PENDING;
      reads_.push_back(pend(request, buffer, length, 0));
      arm_reads();
      return STATUS_PENDING;
    }
  }
  return finish(request, outcome.status, outcome.count, false);
}

NTSTATUS Pipe::write(const IoRequest& request, const void* buffer, ULONG length,
                     const LARGE_INTEGER*) {
  begin(request);
  if (const NTSTATUS status = unconnected_status()) return finish(request, status, 0, false);
  const bool no_wait = mode_ & kNoWait;
  if (synchronous() || no_wait) {
    Outcome outcome = write_now(buffer, length, !no_wait);
    if (outcome.status == STATUS_PENDING) outcome.status = STATUS_SUCCESS;
    return finish(request, outcome.status, outcome.count, false);
  }
  Outcome outcome{STATUS_PENDING, 0};
  {
    std::lock_guard lock(lock_);
    if (writes_.empty()) outcome = write_now(buffer, length, false);
    if (outcome.status == STATUS_PENDING) {
      if (request.status_block) request.status_block->Status = STATUS_PENDING;
      writes_.push_back(pend(request, buffer, length, outcome.count));
      arm_writes();
      return STATUS_PENDING;
    }
  }
  return finish(request, outcome.status, outcome.count, false);
}

// The two watches are on descriptors of their own, since a descriptor can be watched once.
void Pipe::arm_reads() {
  if (read_token_ || reads_.empty()) return;
  read_token_ = Reactor::watch(descriptor_, EPOLLIN | EPOLLRDHUP, true,
                               [self = Ref<Pipe>(this)](uint32_t) { self->continue_reads(); });
}

void Pipe::arm_writes() {
  if (write_token_ || writes_.empty()) return;
  if (write_descriptor_ < 0) write_descriptor_ = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
  write_token_ = Reactor::watch(write_descriptor_, EPOLLOUT, true,
                                [self = Ref<Pipe>(this)](uint32_t) { self->continue_writes(); });
}

void Pipe::continue_reads() {
  std::vector<std::pair<Pending, Outcome>> ended;
  {
    std::lock_guard lock(lock_);
    read_token_ = 0;
    while (!reads_.empty()) {
      Pending& first = reads_.front();
      const Outcome outcome = read_now(first.buffer, first.length, false);
      if (outcome.status == STATUS_PENDING) break;
      ended.emplace_back(std::move(first), outcome);
      reads_.erase(reads_.begin());
    }
    arm_reads();
  }
  for (auto& [operation, outcome] : ended)
    finish(operation.request, outcome.status, outcome.count, true, operation.thread.get());
}

void Pipe::continue_writes() {
  std::vector<std::pair<Pending, Outcome>> ended;
  {
    std::lock_guard lock(lock_);
    write_token_ = 0;
    while (!writes_.empty()) {
      Pending& first = writes_.front();
      Outcome outcome = write_now(first.buffer + first.done, first.length - first.done, false);
      first.done += outcome.count;
      if (outcome.status == STATUS_PENDING) break;
      outcome.count = first.done;
      ended.emplace_back(std::move(first), outcome);
      writes_.erase(writes_.begin());
    }
    arm_writes();
  }
  for (auto& [operation, outcome] : ended)
    finish(operation.request, outcome.status, outcome.count, true, operation.thread.get());
}

void Pipe::end_all(std::vector<Pending> operations, NTSTATUS status) {
  for (Pending& operation : operations)
    finish(operation.request, status, operation.done, true, operation.thread.get());
}

NTSTATUS Pipe::cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
  std::vector<Pending> cancelled;
  {
    std::lock_guard lock(lock_);
    for (auto* operations : {&reads_, &writes_, &listens_})
      take_cancelled(*operations, cancelled, thread_id, only);
  }
  if (cancelled.empty()) return STATUS_NOT_FOUND;
  end_all(std::move(cancelled), STATUS_CANCELLED);
  return STATUS_SUCCESS;
}

void Pipe::last_handle_closed() {
  if (PipeName* name = name_.exchange(nullptr)) remove_instance(*name, *this);
  std::vector<Pending> operations;
  Reactor::Token tokens[2];
  {
    std::lock_guard lock(lock_);
    tokens[0] = std::exchange(read_token_, 0);
    tokens[1] = std::exchange(write_token_, 0);
    for (auto* pending : {&reads_, &writes_, &listens_}) {
      for (Pending& operation : *pending) operations.push_back(std::move(operation));
      pending->clear();
    }
    state_ = State::kClosing;
  }
  for (const Reactor::Token token : tokens)
    if (token) Reactor::cancel(token);
  if (write_descriptor_ >= 0) ::close(std::exchange(write_descriptor_, -1));
  end_all(std::move(operations), STATUS_PIPE_BROKEN);
}

NTSTATUS Pipe::flush() {
  if (const NTSTATUS status = unconnected_status()) return status;
  // Windows waits until the other end has read everything; Linux has no event for that.
  const int descriptor = descriptor_;
  for (int milliseconds = 0;; milliseconds = std::min(milliseconds + 1, 10)) {
    int queued = 0;
    if (::ioctl(descriptor, is_socket() ? TIOCOUTQ : FIONREAD, &queued) != 0 || queued == 0)
      return STATUS_SUCCESS;
    if (poll_now(descriptor, 0, milliseconds) & (POLLHUP | POLLERR)) return STATUS_PIPE_BROKEN;
  }
}

NTSTATUS Pipe::listen(const IoRequest& request) {
  begin(request);
  if (!(mode_ & kServer)) return finish(request, STATUS_ILLEGAL_FUNCTION, 0, false);
  if (PipeName* name = name_) start_listening(*name, *this);
  std::unique_lock lock(lock_);
  if (state_ == State::kConnected) {
    const NTSTATUS status = is_hung_up(descriptor_) ? STATUS_PIPE_CLOSING : STATUS_PIPE_CONNECTED;
    lock.unlock();
    return finish(request, status, 0, false);
  }
  if (mode_ & kNoWait) {
    lock.unlock();
    return finish(request, STATUS_PIPE_LISTENING, 0, false);
  }
  if (!synchronous()) {
    if (request.status_block) request.status_block->Status = STATUS_PENDING;
    listens_.push_back(pend(request, nullptr, 0, 0));
    return STATUS_PENDING;
  }
  lock.unlock();
  state_.wait(State::kListening);
  return finish(request, state_ == State::kConnected ? STATUS_SUCCESS : STATUS_PIPE_BROKEN, 0,
                false);
}

void Pipe::start_over() {
  std::lock_guard lock(lock_);
  if (state_ == State::kDisconnected) state_ = State::kListening;
}

void Pipe::attach_client(int descriptor, DWORD process) {
  std::vector<Pending> listeners;
  {
    std::lock_guard lock(lock_);
    descriptor_ = descriptor;
    peer_process_ = process;
    state_ = State::kConnected;
    listeners.swap(listens_);
  }
  state_.notify_all();
  end_all(std::move(listeners), STATUS_SUCCESS);
}

NTSTATUS Pipe::disconnect() {
  if (!(mode_ & kServer)) return STATUS_ILLEGAL_FUNCTION;
  std::vector<Pending> operations;
  Reactor::Token tokens[2];
  {
    std::lock_guard lock(lock_);
    if (state_ == State::kDisconnected) return STATUS_PIPE_DISCONNECTED;
    tokens[0] = std::exchange(read_token_, 0);
    tokens[1] = std::exchange(write_token_, 0);
    for (auto* pending : {&reads_, &writes_, &listens_}) {
      for (Pending& operation : *pending) operations.push_back(std::move(operation));
      pending->clear();
    }
    leftover_.clear();
    state_ = State::kDisconnected;
  }
  state_.notify_all();
  for (const Reactor::Token token : tokens)
    if (token) Reactor::cancel(token);
  if (const int descriptor = descriptor_.exchange(-1); descriptor >= 0) ::close(descriptor);
  if (write_descriptor_ >= 0) ::close(std::exchange(write_descriptor_, -1));
  peer_process_ = 0;
  end_all(std::move(operations), STATUS_PIPE_DISCONNECTED);
  return STATUS_SUCCESS;
}

Expected<Pipe::Peeked> Pipe::peek(void* buffer, ULONG size) {
  if (const NTSTATUS status = unconnected_status()) {
    return nt_fail(status == STATUS_PIPE_LISTENING ? STATUS_INVALID_PIPE_STATE : status);
  }
  std::lock_guard lock(lock_);
  const int descriptor = descriptor_;
  Peeked peeked;
  peeked.available = bytes_available(descriptor) + leftover_.size();
  if (peeked.available == 0) {
    if (is_hung_up(descriptor) && bytes_available(descriptor) == 0)
      return nt_fail(STATUS_PIPE_BROKEN);
    return peeked;
  }
  ULONG first_message = 0;
  if (!leftover_.empty()) {
    first_message = leftover_.size();
    peeked.read = std::min<size_t>(size, leftover_.size());
    if (peeked.read) std::memcpy(buffer, leftover_.data(), peeked.read);
  } else if (is_socket()) {
    char probe;
    const ssize_t count =
        ::recv(descriptor, size ? buffer : &probe, size, MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC);
    if (count > 0) {
      first_message = count;
      peeked.read = std::min<ULONG>(size, count);
    }
  } else if (size) {
    // tee() copies what is in a Linux pipe without taking it out.
    int copy[2];
    if (::pipe2(copy, O_CLOEXEC) != 0) return nt_fail(status_of_errno(errno));
    const ssize_t teed = ::tee(descriptor, copy[1], size, SPLICE_F_NONBLOCK);
    const ssize_t count = teed > 0 ? ::read(copy[0], buffer, std::min<size_t>(teed, size)) : 0;
    ::close(copy[0]);
    ::close(copy[1]);
    if (count > 0) peeked.read = count;
  }
  if (mode_ & kMessageType) peeked.left_in_message = first_message - peeked.read;
  return peeked;
}

NTSTATUS Pipe::transceive(const IoRequest& request, const void* in, ULONG in_size, void* out,
                          ULONG out_size) {
  if (const NTSTATUS status = unconnected_status()) return status;
  if (!(mode_ & kMessageRead)) return STATUS_INVALID_READ_MODE;
  if (const auto available = peek(nullptr, 0); available && available->available)
    return STATUS_PIPE_BUSY;
  const Outcome sent = write_now(in, in_size, true);
  if (!nt_success(sent.status)) return sent.status;
  return read(request, out, out_size, nullptr);
}

NTSTATUS Pipe::set_mode(bool message_read, bool no_wait) {
  if (message_read && !(mode_ & kMessageType)) return STATUS_INVALID_PARAMETER;
  uint16_t mode = mode_ & ~(kMessageRead | kNoWait);
  if (message_read) mode |= kMessageRead;
  if (no_wait) mode |= kNoWait;
  mode_ = mode;
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
