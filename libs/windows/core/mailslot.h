// Mailslots: one process reads whole messages that any process sends to a name. A mailslot is a
// datagram socket in the runtime directory; what arrives is taken from it at once, for the host's
// queue of such a socket is short.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/io.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {

inline constexpr DWORD MAILSLOT_NO_MESSAGE = 0xffffffff, MAILSLOT_WAIT_FOREVER = 0xffffffff;

// The end that reads.
class Mailslot final : public IoObject {
 public:
  // `limit`: the longest message, 0 for any. `timeout` of a read in ms, or MAILSLOT_WAIT_FOREVER.
  Mailslot(int descriptor, std::string path, std::u16string name, DWORD limit, DWORD timeout);
  // Begins to take what arrives.
  void start();

  // The next message. STATUS_BUFFER_TOO_SMALL where it does not fit, and stays; STATUS_IO_TIMEOUT.
  NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                const LARGE_INTEGER* offset) override;
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER* offset) override;
  NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) override;
  DWORD file_type() const override { return FILE_TYPE_UNKNOWN; }
  std::u16string name() const override;
  void last_handle_closed() override;

  struct Information {
    DWORD limit, next_size, count, timeout;
  };
  Information information();
  void set_timeout(DWORD timeout);

 private:
  struct Pending {
    IoRequest request;
    void* buffer;
    ULONG length;
    Ref<Object> thread;
    ULONG_PTR thread_id;
    uint64_t serial;
    Reactor::Token timer;
  };
  struct Ended {
    Pending operation;
    NTSTATUS status;
    ULONG count;
  };

  ~Mailslot() override;
  void receive();
  NTSTATUS take(void* buffer, ULONG length, ULONG* count);
  void arrived();
  void expired(uint64_t serial);
  void end_all(std::vector<Pending> operations, NTSTATUS status);

  const std::string path_;
  const std::u16string name_;
  const DWORD limit_;
  std::mutex lock_;  // guards all below
  int descriptor_;
  DWORD timeout_;
  std::deque<std::string> messages_;
  std::vector<Pending> reads_;
  uint64_t last_serial_ = 0;
  Reactor::Token token_ = 0;
};

// `name` is without "\\.\mailslot\". STATUS_OBJECT_NAME_COLLISION where there is one.
Expected<Ref<Mailslot>> create_mailslot(std::u16string_view name, DWORD limit, DWORD timeout);
// CreateFile of `\\.\mailslot\name`: the end that writes.
Expected<Ref<IoObject>> open_mailslot(std::string_view name, ACCESS_MASK access);

}  // namespace mimic::win
