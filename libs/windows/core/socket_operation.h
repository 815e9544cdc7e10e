// What is done on a socket that may have to wait.
#pragma once

#include "abi/windows/status.h"

namespace mimic::win {

class Socket;

struct SocketOutcome {
  NTSTATUS status = STATUS_SUCCESS;
  ULONG_PTR count = 0;
};

class SocketOperation {
 public:
  enum class Direction : uint8_t { kReceive, kSend };  // which readiness it waits for
  virtual ~SocketOperation() = default;
  virtual Direction direction() const = 0;
  // Goes as far as it can without blocking. STATUS_PENDING where the socket is not ready; `count`
  // is then what was done so far.
  virtual SocketOutcome attempt(Socket& socket) = 0;
  // Gives the guest what was found besides the data. Called without locks.
  virtual void deliver() {}
  // How long a blocking call waits, in ms; 0 for ever.
  virtual int timeout(const Socket&) const { return 0; }
  // Where the operation went on to another socket, to wait there.
  virtual Socket* moved_to() { return nullptr; }
  // Is a part of what was asked for enough for a call on a non-blocking socket?
  virtual bool partial() const { return false; }
};

}  // namespace mimic::win
