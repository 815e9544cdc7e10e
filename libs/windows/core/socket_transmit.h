// Sending files and memory in one operation (TransmitFile, TransmitPackets).
#pragma once

#include <vector>

#include "libs/windows/core/socket.h"

namespace mimic::win {

struct TransmitPart {
  const void* data = nullptr;  // memory, or
  Ref<IoObject> file;          // a file, from `offset`
  int64_t offset = 0;
  uint64_t size = 0;  // of a file: UINT64_MAX for all that is left
};

// Where the next synchronous read of a file would start.
int64_t file_position(const IoObject& file);

class TransmitOperation final : public SocketOperation {
 public:
  explicit TransmitOperation(std::vector<TransmitPart> parts) : parts_(std::move(parts)) {}
  // TF_DISCONNECT, TF_REUSE_SOCKET: what comes after the data.
  void disconnect_after(bool reuse) { disconnect_ = true, reuse_ = reuse; }
  Direction direction() const override { return Direction::kSend; }
  SocketOutcome attempt(Socket& socket) override;
  void deliver() override;

 private:
  std::vector<TransmitPart> parts_;
  size_t at_ = 0;
  ULONG_PTR done_ = 0;
  bool disconnect_ = false, reuse_ = false;
  Ref<Socket> socket_;
};

}  // namespace mimic::win
