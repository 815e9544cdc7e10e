// Making connections, from both sides.
#pragma once

#include "libs/windows/core/socket.h"

namespace mimic::win {

// accept(): the connection is an object afterwards.
class AcceptOperation final : public SocketOperation {
 public:
  explicit AcceptOperation(bool synchronous) : synchronous_(synchronous) {}
  Direction direction() const override { return Direction::kReceive; }
  SocketOutcome attempt(Socket& socket) override;
  Ref<Socket> accepted() const { return accepted_; }
  const SocketAddress& peer() const { return peer_; }

 private:
  const bool synchronous_;
  Ref<Socket> accepted_;
  SocketAddress peer_;
};

// AcceptEx: the connection goes to a socket that exists, and its first data may be waited for.
// The addresses are laid out behind the data: local, then remote, each in an area of its own.
class AcceptExOperation final : public SocketOperation {
 public:
  AcceptExOperation(Ref<Socket> accepting, void* buffer, ULONG data, ULONG local, ULONG remote)
      : accepting_(std::move(accepting)),
        buffer_(static_cast<char*>(buffer)),
        data_(data),
        local_(local),
        remote_(remote) {}
  Direction direction() const override { return Direction::kReceive; }
  SocketOutcome attempt(Socket& socket) override;
  void deliver() override;
  Socket* moved_to() override;

 private:
  Ref<Socket> accepting_;
  char* buffer_;
  ULONG data_, local_, remote_;
  bool connected_ = false, moved_ = false;
  SocketAddress local_address_, peer_address_;
};

class ConnectOperation final : public SocketOperation {
 public:
  explicit ConnectOperation(HostAddress address) : address_(std::move(address)) {}
  // ConnectEx: data to send once connected.
  void send_first(const void* data, ULONG size) { data_ = data, size_ = size; }
  Direction direction() const override { return Direction::kSend; }
  SocketOutcome attempt(Socket& socket) override;

 private:
  HostAddress address_;
  const void* data_ = nullptr;
  ULONG size_ = 0;
  ULONG done_ = 0;
  bool started_ = false;
};

// What is wrong with an address to connect to: WSAEADDRNOTAVAIL, WSAEAFNOSUPPORT, ….
NTSTATUS check_connect_address(const Socket& socket, const SocketAddress& address);

}  // namespace mimic::win
