// Sockets, over the host's. Every operation is one object that can be attempted without blocking
// (socket_operation.h): a blocking call attempts it until it has ended, an overlapped one is
// attempted again when the reactor says that something has changed.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "libs/windows/core/afd.h"
#include "libs/windows/core/event.h"
#include "libs/windows/core/socket_address.h"
#include "libs/windows/core/socket_error.h"
#include "libs/windows/core/socket_operation.h"

namespace mimic::win {

// Network events of WSAEventSelect, as bits and as places in the list of their errors.
inline constexpr LONG FD_READ = 1, FD_WRITE = 2, FD_OOB = 4, FD_ACCEPT = 8, FD_CONNECT = 0x10,
                      FD_CLOSE = 0x20;
inline constexpr int FD_MAX_EVENTS = 10;

class Socket final : public AfdEndpoint {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kSocket; }

  enum class State : uint8_t { kIdle, kConnecting, kConnected, kListening, kFailed };

  // What it was asked for, in Windows' numbers.
  struct Kind {
    int family = 0, type = 0, protocol = 0;
    bool stream() const { return type == 1; }
  };

  // Fails with what socket() sets: WSAEAFNOSUPPORT, WSAESOCKTNOSUPPORT, WSAEPROTONOSUPPORT, ….
  static Expected<Ref<Socket>> create(int family, int type, int protocol, bool synchronous);
  // A connection that was accepted (its descriptor is taken over).
  static Ref<Socket> connection(int descriptor, const Kind& kind, bool synchronous);
  // Makes one of a descriptor that came from elsewhere (taken over); null where it is no socket.
  static Ref<Socket> adopt(int descriptor, bool synchronous);

  NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                const LARGE_INTEGER* offset) override;
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER* offset) override;
  NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) override;
  void last_handle_closed() override;
  int descriptor() const override { return descriptor_; }
  std::u16string name() const override { return u"\\Device\\Afd"; }

  const Kind& kind() const { return kind_; }
  State state() const { return state_; }
  bool is_closed() const { return closed_; }

  NTSTATUS bind(const SocketAddress& address);
  NTSTATUS listen(int backlog);
  NTSTATUS shutdown(int how);
  // STATUS_INVALID_PARAMETER where it is not bound; STATUS_INVALID_CONNECTION where it has no peer.
  Expected<SocketAddress> local_address() const;
  Expected<SocketAddress> peer_address() const;
  // TF_DISCONNECT and TF_REUSE_SOCKET: ends the connection and makes the socket as good as new.
  NTSTATUS reuse();

  // Runs an operation for a call that returns its result: waits for it unless the socket is
  // non-blocking.
  SocketOutcome run(SocketOperation& operation);
  // Starts one for an overlapped call. STATUS_PENDING where it goes on; the operation has then been
  // taken over, else it still holds its results.
  NTSTATUS start(const IoRequest& request, std::unique_ptr<SocketOperation>& operation);

  // An overlapped call that ended at once with this many bytes.
  void end_at_once(const IoRequest& request, ULONG_PTR information) {
    begin(request);
    finish(request, STATUS_SUCCESS, information, false);
  }

  // FIONBIO.
  bool non_blocking() const { return non_blocking_; }
  // WSAEINVAL while network events are selected.
  NTSTATUS set_non_blocking(bool on);

  // What it is ready for, as AFD_POLL_… bits; of what poll() said of the descriptor, or asks it.
  ULONG readiness();
  ULONG readiness(short polled);
  // Could poll() tell anything of this socket? A stream that was never connected cannot be ready.
  bool can_be_ready() const { return !kind_.stream() || state_ != State::kIdle; }
  // While an instance exists, closing the socket wakes the thread that polls its descriptor.
  class Polling {
   public:
    explicit Polling(Socket& socket) : socket_(&socket) { ++socket.pollers_; }
    ~Polling() { --socket_->pollers_; }
    Polling(const Polling&) = delete;
    Polling& operator=(const Polling&) = delete;

   private:
    Socket* socket_;
  };

  // WSAEventSelect: 0 ends it.
  void select_events(Ref<Event> event, LONG events);
  // An accepted connection starts with its listener's selection.
  void pass_events_to(Socket& accepted);
  struct NetworkEvents {
    LONG events = 0;
    int errors[FD_MAX_EVENTS] = {};
  };
  // What has been recorded, and forgets it.
  NetworkEvents take_events();
  // A call was made that lets this event be recorded again.
  void enable_events(LONG events);

  // Polls of the driver that look at this socket.
  void add_poll(std::shared_ptr<AfdPoll> poll);
  void remove_poll(const AfdPoll& poll);

  // What the operations and options need to know and to note.
  struct Flags {
    std::atomic<bool> bound{false};
    std::atomic<bool> receive_shut{false}, send_shut{false};
    std::atomic<bool> reset{false};              // the peer has reset the connection
    std::atomic<bool> unreachable{false};        // a datagram met a closed port
    std::atomic<bool> report_unreachable{true};  // SIO_UDP_CONNRESET
    std::atomic<bool> reuse_address{false}, exclusive{false};
    std::atomic<bool> conditional_accept{false};
    std::atomic<int> receive_timeout{0}, send_timeout{0};  // ms, 0 for ever
    std::atomic<int64_t> connected_at{0};                  // monotonic ns
    std::atomic<NTSTATUS> connect_error{STATUS_SUCCESS};
  } flags;
  void set_state(State state);
  // Ends a connect whose outcome is there: its status, or STATUS_PENDING.
  NTSTATUS settle_connect();
  // Makes the descriptor that of an accepted connection (taken over).
  void become_connection(int descriptor);
  // Where datagram errors of the host wait, takes them.
  void drain_errors();

 private:
  struct Pending {
    std::unique_ptr<SocketOperation> operation;
    IoRequest request;
    Ref<Socket> owner;  // whose operation it is
    Ref<Object> thread;
    ULONG_PTR thread_id = 0;
  };
  using Queue = std::vector<Pending>;
  struct Ended {
    Pending pending;
    SocketOutcome outcome;
  };
  template <class T, class... A>
  friend Ref<T> make_object(A&&...);

  Socket(int descriptor, const Kind& kind, bool synchronous)
      : AfdEndpoint(ObjectType::kSocket, synchronous), descriptor_(descriptor), kind_(kind) {}
  ~Socket() override;

  Queue& queue_of(const SocketOperation& operation) {
    return operation.direction() == SocketOperation::Direction::kReceive ? receives_ : sends_;
  }
  void watch();
  void changed();
  void advance(Queue Socket::* queue);
  void end(std::vector<Ended>& ended);
  void enqueue(Pending pending);
  bool wait_ready(SocketOperation::Direction direction, int64_t deadline);
  void record_events(ULONG ready);
  void tell_polls(ULONG ready);

  const int descriptor_;
  const Kind kind_;
  std::atomic<State> state_{State::kIdle};
  std::atomic<bool> closed_{false};
  std::atomic<bool> non_blocking_{false};
  std::atomic<uint32_t> pollers_{0};

  std::mutex lock_;  // guards all below
  Queue receives_, sends_;
  Reactor::Token token_ = 0;
  std::vector<std::shared_ptr<AfdPoll>> polls_;
  Ref<Event> event_;
  LONG selected_ = 0;  // events asked for
  LONG enabled_ = 0;   // of these, what may be recorded
  NetworkEvents recorded_;
};

}  // namespace mimic::win
