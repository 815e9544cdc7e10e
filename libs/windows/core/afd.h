// The socket driver's polling, IOCTL_AFD_POLL: what epoll, mio, libuv and their kind wait with on
// Windows. Any socket answers it, and so does the bare device (`\Device\Afd`).
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "libs/windows/core/io.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {

class Socket;
class AfdPoll;

// What a socket is ready for.
inline constexpr ULONG AFD_POLL_RECEIVE = 1, AFD_POLL_RECEIVE_EXPEDITED = 2, AFD_POLL_SEND = 4,
                       AFD_POLL_DISCONNECT = 8, AFD_POLL_ABORT = 0x10, AFD_POLL_LOCAL_CLOSE = 0x20,
                       AFD_POLL_CONNECT = 0x40, AFD_POLL_ACCEPT = 0x80,
                       AFD_POLL_CONNECT_FAIL = 0x100;
inline constexpr ULONG IOCTL_AFD_POLL = 0x12024;

// An object that polls can be pending on.
class AfdEndpoint : public IoObject {
 public:
  NTSTATUS control(const IoRequest& request, ULONG code, const void* in, ULONG in_size, void* out,
                   ULONG out_size) override;
  NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) override;
  void last_handle_closed() override;
  DWORD file_type() const override { return FILE_TYPE_PIPE; }

 protected:
  using IoObject::IoObject;

 private:
  friend class AfdPoll;
  NTSTATUS poll(const IoRequest& request, const void* in, ULONG in_size, void* out, ULONG out_size);
  std::mutex polls_lock_;
  std::vector<std::shared_ptr<AfdPoll>> polls_;  // pending ones
};

// One pending poll. Sockets tell it when what they are ready for has changed.
class AfdPoll : public std::enable_shared_from_this<AfdPoll> {
 public:
  void socket_changed(Socket& socket, ULONG ready);

 private:
  friend class AfdEndpoint;
  struct Entry {
    Ref<Socket> socket;
    HANDLE handle;
    ULONG wanted;
    ULONG found;
  };
  bool take_end() { return !ended_.exchange(true); }
  NTSTATUS end(NTSTATUS status, bool pended);

  Ref<AfdEndpoint> endpoint_;
  IoRequest request_;
  void* out_ = nullptr;
  std::vector<Entry> entries_;
  std::mutex lock_;  // guards what the entries have found
  std::atomic<bool> ended_{false};
  std::atomic<Reactor::Token> timer_{0};
  Ref<Object> thread_;
  ULONG_PTR thread_id_ = 0;
};

// Opens the device, which is what `\Device\Afd` and the names below it lead to.
Ref<IoObject> open_afd(bool synchronous);
// Whether an NT path names the device.
bool is_afd_path(std::u16string_view nt_path);

}  // namespace mimic::win
