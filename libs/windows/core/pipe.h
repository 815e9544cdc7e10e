// Pipes. One end is a host descriptor: an end of a Linux pipe where data goes one way as bytes,
// else of a pair of Unix sockets (stream, or seqpacket where messages matter), so that Linux
// programs can be at the other end.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/io.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {

class PipeName;

class Pipe : public IoObject {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kPipe; }

  // Bits of mode(). Those of a child's inherited pipe come from its parent.
  static constexpr uint16_t kMessageType = 1, kMessageRead = 2, kNoWait = 4, kServer = 8,
                            kInbound = 16, kOutbound = 32;  // directions as the server sees them
  enum class State : uint8_t { kDisconnected = 1, kListening = 2, kConnected = 3, kClosing = 4 };

  // A connected end. Takes the descriptor over.
  Pipe(int descriptor, uint16_t mode, bool synchronous);
  // A server's instance, waiting for a client.
  Pipe(PipeName* name, uint16_t mode, bool synchronous);

  NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                const LARGE_INTEGER* offset) override;
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER* offset) override;
  NTSTATUS control(const IoRequest& request, ULONG code, const void* in, ULONG in_size, void* out,
                   ULONG out_size) override;
  NTSTATUS flush() override;
  NTSTATUS query(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written) override;
  NTSTATUS set(ULONG information_class, const void* buffer, ULONG size) override;
  NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) override;
  DWORD file_type() const override { return FILE_TYPE_PIPE; }
  void last_handle_closed() override;
  int descriptor() const override { return descriptor_; }
  std::u16string name() const override;

  uint16_t mode() const { return mode_; }
  State state() const { return state_; }
  DWORD peer_process() const { return peer_process_; }
  void set_peer_process(DWORD process) { peer_process_ = process; }
  PipeName* pipe_name() const { return name_; }

  // ConnectNamedPipe, DisconnectNamedPipe. STATUS_PIPE_CONNECTED where a client came first.
  NTSTATUS listen(const IoRequest& request);
  NTSTATUS disconnect();
  // Looks at what could be read. `left_in_message` is that of the first message beyond `size`.
  struct Peeked {
    ULONG read = 0, available = 0, left_in_message = 0;
  };
  Expected<Peeked> peek(void* buffer, ULONG size);
  // TransactNamedPipe: writes one message and reads the answer.
  NTSTATUS transceive(const IoRequest& request, const void* in, ULONG in_size, void* out,
                      ULONG out_size);
  // SetNamedPipeHandleState: read mode and wait mode.
  NTSTATUS set_mode(bool message_read, bool no_wait);

  // Leaves the disconnected state. Called with the names' lock held.
  void start_over();
  // A client is there, at the other end of `descriptor`: ends the listen operations.
  void attach_client(int descriptor, DWORD process);

 private:
  struct Pending {
    IoRequest request;
    char* buffer = nullptr;
    ULONG length = 0;
    ULONG done = 0;
    Ref<Object> thread;
    ULONG_PTR thread_id = 0;
  };
  struct Outcome {
    NTSTATUS status;
    ULONG count;
  };

  ~Pipe() override;
  bool is_socket() const { return mode_ & kMessageType || (mode_ & kInbound && mode_ & kOutbound); }
  NTSTATUS unconnected_status() const;
  Outcome read_now(void* buffer, ULONG length, bool block);
  Outcome read_message(void* buffer, ULONG length, bool block);
  Outcome write_now(const void* buffer, ULONG length, bool block);
  static Pending pend(const IoRequest& request, const void* buffer, ULONG length, ULONG done);
  void arm_reads();
  void arm_writes();
  void continue_reads();
  void continue_writes();
  void end_all(std::vector<Pending> operations, NTSTATUS status);

  std::atomic<PipeName*> name_{nullptr};  // until the last handle closes
  std::atomic<int> descriptor_{-1};
  std::atomic<uint16_t> mode_;
  std::atomic<State> state_;
  DWORD peer_process_ = 0;
  std::mutex lock_;       // guards all below
  std::string leftover_;  // of a message that was read in part
  std::vector<Pending> reads_, writes_, listens_;
  Reactor::Token read_token_ = 0, write_token_ = 0;
  int write_descriptor_ = -1;  // a duplicate, for the reactor to watch
};

}  // namespace mimic::win
