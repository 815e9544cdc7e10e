#include "libs/windows/core/afd.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/io_cancel.h"
#include "libs/windows/core/socket.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

struct AFD_POLL_HANDLE_INFO {
  HANDLE Handle;
  ULONG Events;
  NTSTATUS Status;
};
struct AFD_POLL_INFO {
  LARGE_INTEGER Timeout;
  ULONG NumberOfHandles;
  ULONG Exclusive;
};
constexpr size_t kMaxHandles = 4096;

class AfdDevice final : public AfdEndpoint {
 public:
  explicit AfdDevice(bool synchronous) : AfdEndpoint(ObjectType::kFile, synchronous) {}
  NTSTATUS read(const IoRequest&, void*, ULONG, const LARGE_INTEGER*) override {
    return STATUS_INVALID_DEVICE_REQUEST;
  }
  NTSTATUS write(const IoRequest&, const void*, ULONG, const LARGE_INTEGER*) override {
    return STATUS_INVALID_DEVICE_REQUEST;
  }
  std::u16string name() const override { return u"\\Device\\Afd"; }
};

}  // namespace

NTSTATUS AfdEndpoint::control(const IoRequest& request, ULONG code, const void* in, ULONG in_size,
                              void* out, ULONG out_size) {
  begin(request);
  if (code != IOCTL_AFD_POLL) return finish(request, STATUS_INVALID_DEVICE_REQUEST, 0, false);
  return poll(request, in, in_size, out, out_size);
}

NTSTATUS AfdEndpoint::poll(const IoRequest& request, const void* in, ULONG in_size, void* out,
                           ULONG out_size) {
  AFD_POLL_INFO info;
  if (in_size < sizeof info || out_size < sizeof info)
    return finish(request, STATUS_INVALID_PARAMETER, 0, false);
  std::memcpy(&info, in, sizeof info);
  const size_t count = info.NumberOfHandles;
  if (count > kMaxHandles || in_size < sizeof info + count * sizeof(AFD_POLL_HANDLE_INFO) ||
      out_size < sizeof info + count * sizeof(AFD_POLL_HANDLE_INFO))
    return finish(request, STATUS_INVALID_PARAMETER, 0, false);
  auto poll = std::make_shared<AfdPoll>();
  poll->endpoint_ = this;
  poll->request_ = request;
  poll->out_ = out;
  poll->thread_ = current_thread_object();
  poll->thread_id_ = current_teb()->ClientId.UniqueThread;
  const auto* entries =
      reinterpret_cast<const AFD_POLL_HANDLE_INFO*>(static_cast<const char*>(in) + sizeof info);
  for (size_t index = 0; index < count; ++index) {
    const AFD_POLL_HANDLE_INFO entry = entries[index];
    auto socket = object_of<Socket>(entry.Handle);
    if (!socket) return finish(request, STATUS_INVALID_HANDLE, 0, false);
    poll->entries_.push_back({std::move(*socket), entry.Handle, entry.Events, 0});
  }
  const auto look = [&poll] {
    bool any = false;
    for (auto& entry : poll->entries_) {
      entry.found = entry.socket->readiness() & entry.wanted;
      any |= entry.found != 0;
    }
    return any;
  };
  const bool ready = look();
  if (ready || info.Timeout.QuadPart == 0) {
    poll->take_end();
    return poll->end(ready ? STATUS_SUCCESS : STATUS_TIMEOUT, false);
  }
  if (synchronous()) {
    // No other thread can be told to wait: the device is always opened for overlapped use.
    return finish(request, STATUS_NOT_SUPPORTED, 0, false);
  }
  if (info.Exclusive) {
    // A new exclusive poll of a socket ends the ones before.
    std::vector<std::shared_ptr<AfdPoll>> others;
    {
      const std::lock_guard lock(polls_lock_);
      for (const auto& other : polls_) {
        for (const auto& entry : other->entries_) {
          if (std::any_of(poll->entries_.begin(), poll->entries_.end(), [&](const auto& mine) {
                return mine.socket.get() == entry.socket.get();
              })) {
            others.push_back(other);
            break;
          }
        }
      }
    }
    for (const auto& other : others)
      if (other->take_end()) other->end(STATUS_SUCCESS, true);
  }
  if (request.status_block) request.status_block->Status = STATUS_PENDING;
  std::vector<Ref<Socket>> sockets;
  for (const auto& entry : poll->entries_) sockets.push_back(entry.socket);
  {
    const std::lock_guard lock(polls_lock_);
    polls_.push_back(poll);
  }
  if (info.Timeout.QuadPart != INT64_MAX) {
    poll->timer_ = Reactor::at(deadline_of(&info.Timeout), [poll] {
      if (poll->take_end()) poll->end(STATUS_TIMEOUT, true);
    });
  }
  for (const auto& socket : sockets) socket->add_poll(poll);
  // What came between the look and the registration. Only the winner of take_end() tells.
  for (const auto& socket : sockets) {
    if (poll->ended_) {
      socket->remove_poll(*poll);
      continue;
    }
    poll->socket_changed(*socket, socket->is_closed() ? AFD_POLL_LOCAL_CLOSE : socket->readiness());
  }
  // A poll that ended meanwhile has told so by its block and its packet.
  return STATUS_PENDING;
}

void AfdPoll::socket_changed(Socket& socket, ULONG ready) {
  {
    const std::lock_guard lock(lock_);
    bool any = false;
    for (Entry& entry : entries_) {
      if (entry.socket.get() != &socket) continue;
      const ULONG found = ready & (entry.wanted | AFD_POLL_LOCAL_CLOSE);
      if (!found) continue;
      if (!ended_) entry.found |= found;
      any = true;
    }
    if (!any || !take_end()) return;
  }
  end(STATUS_SUCCESS, true);
}

// By the one that has taken the end.
NTSTATUS AfdPoll::end(NTSTATUS status, bool pended) {
  const auto self = shared_from_this();
  if (pended) {
    const std::lock_guard lock(endpoint_->polls_lock_);
    std::erase(endpoint_->polls_, self);
  }
  std::vector<Entry> entries;
  {
    const std::lock_guard lock(lock_);
    entries.swap(entries_);
  }
  if (pended) {
    for (const Entry& entry : entries) entry.socket->remove_poll(*this);
    if (status != STATUS_TIMEOUT) Reactor::cancel(timer_);
  }
  ULONG_PTR written = 0;
  if (nt_success(status)) {
    AFD_POLL_INFO info = {};
    std::memcpy(&info, out_, sizeof info);
    auto* out = reinterpret_cast<AFD_POLL_HANDLE_INFO*>(static_cast<char*>(out_) + sizeof info);
    info.NumberOfHandles = 0;
    for (const Entry& entry : entries)
      if (entry.found) out[info.NumberOfHandles++] = {entry.handle, entry.found, STATUS_SUCCESS};
    std::memcpy(out_, &info, sizeof info);
    written = sizeof info + info.NumberOfHandles * sizeof *out;
  }
  const Ref<AfdEndpoint> endpoint = std::exchange(endpoint_, {});
  return endpoint->finish(request_, status, written, pended, thread_.get());
}

NTSTATUS AfdEndpoint::cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
  std::vector<std::shared_ptr<AfdPoll>> polls;
  {
    const std::lock_guard lock(polls_lock_);
    for (const auto& poll : polls_)
      if (is_meant(poll->request_, poll->thread_id_, thread_id, only)) polls.push_back(poll);
  }
  bool any = false;
  for (const auto& poll : polls) {
    if (!poll->take_end()) continue;
    any = true;
    poll->end(STATUS_CANCELLED, true);
  }
  return any ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

void AfdEndpoint::last_handle_closed() { AfdEndpoint::cancel(0, nullptr); }

Ref<IoObject> open_afd(bool synchronous) { return make_object<AfdDevice>(synchronous); }

bool is_afd_path(std::u16string_view nt_path) {
  constexpr std::u16string_view kDevice = u"\\Device\\Afd";
  return nt_path.size() >= kDevice.size() &&
         equal_ignoring_case(nt_path.substr(0, kDevice.size()), kDevice) &&
         (nt_path.size() == kDevice.size() || nt_path[kDevice.size()] == u'\\');
}

}  // namespace mimic::win
