// Sending and receiving.
#pragma once

#include <sys/uio.h>

#include <memory>

#include "libs/windows/core/socket.h"

namespace mimic::win {

struct WSABUF {
  ULONG len;
  char* buf;
};
struct WSAMSG {
  void* name;
  INT namelen;
  WSABUF* lpBuffers;
  ULONG dwBufferCount;
  WSABUF Control;
  ULONG dwFlags;
};

// The buffers of a request, copied.
class IoVector {
 public:
  IoVector(const WSABUF* buffers, size_t count);
  IoVector(const void* buffer, size_t size);
  iovec* data() { return more_ ? more_.get() : few_; }
  size_t size() const { return count_; }
  size_t bytes() const { return bytes_; }
  // Leaves out what is done.
  void skip(size_t bytes);

 private:
  iovec few_[4];
  std::unique_ptr<iovec[]> more_;
  size_t first_ = 0, count_ = 0, bytes_ = 0;

 public:
  iovec* begin() { return data() + first_; }
  size_t left() const { return count_ - first_; }
};

// Flags of send and receive calls (winsock2.h).
inline constexpr DWORD kMsgOob = 1, kMsgPeek = 2, kMsgDontRoute = 4, kMsgWaitAll = 8,
                       kMsgTrunc = 0x100, kMsgCtrunc = 0x200, kMsgPartial = 0x8000;

class ReceiveOperation final : public SocketOperation {
 public:
  ReceiveOperation(IoVector buffers, DWORD flags) : buffers_(std::move(buffers)), flags_(flags) {}
  // Where the guest wants the sender's address (recvfrom), the flags, and the control data.
  void want_address(void* address, INT* size) { address_ = address, address_size_ = size; }
  void want_flags(DWORD* flags) { flags_out_ = flags; }
  void want_message(WSAMSG* message);

  Direction direction() const override { return Direction::kReceive; }
  SocketOutcome attempt(Socket& socket) override;
  void deliver() override;
  int timeout(const Socket& socket) const override;

 private:
  SocketOutcome failed(Socket& socket, int error);
  IoVector buffers_;
  DWORD flags_;
  void* address_ = nullptr;
  INT* address_size_ = nullptr;
  DWORD* flags_out_ = nullptr;
  WSAMSG* message_ = nullptr;
  size_t control_room_ = 0;
  // Found:
  SocketAddress from_;
  DWORD found_flags_ = 0;
  size_t done_ = 0;  // with MSG_WAITALL
  std::unique_ptr<unsigned char[]> control_;
  size_t control_size_ = 0;
};

class SendOperation final : public SocketOperation {
 public:
  SendOperation(IoVector buffers, DWORD flags) : buffers_(std::move(buffers)), flags_(flags) {}
  NTSTATUS set_destination(const SocketAddress& address);
  void set_control(const WSABUF& control);

  Direction direction() const override { return Direction::kSend; }
  SocketOutcome attempt(Socket& socket) override;
  int timeout(const Socket& socket) const override;
  bool partial() const override { return done_ > 0; }

 private:
  IoVector buffers_;
  DWORD flags_;
  std::unique_ptr<HostAddress> destination_;
  std::unique_ptr<unsigned char[]> control_;  // in the host's layout
  size_t control_size_ = 0;
  size_t done_ = 0;
};

// Control data in Windows' layout as the host's and back. Returns the size used, 0 for none.
size_t control_to_host(const void* windows, size_t size, void* host, size_t room);
size_t control_from_host(const void* host, size_t size, void* windows, size_t room,
                         bool* truncated);

}  // namespace mimic::win
