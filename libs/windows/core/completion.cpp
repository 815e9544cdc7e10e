#include "libs/windows/core/completion.h"

#include <utility>

namespace mimic::win {

namespace {

struct Node {
  CompletionPacket packet;
  Node* next;
};

// A wait for a port is satisfied by a promise of one packet, which the waiter then takes. That
// keeps the port an ordinary waitable object, and packets in order.
class Port final : public CompletionPort, public Waitable {
 public:
  Waitable* waitable() override { return this; }
  bool is_signaled(Thread*) const override { return queued_ > promised_ || closed_; }
  NTSTATUS acquire(Thread*) override {
    if (queued_ <= promised_) return STATUS_ABANDONED_WAIT_0;
    ++promised_;
    return STATUS_SUCCESS;
  }

  void post(const CompletionPacket& packet) override {
    Node* node = new Node{packet, nullptr};
    DispatcherLock lock;
    (last_ ? last_->next : first_) = node;
    last_ = node;
    ++queued_;
    wake();
  }

  Expected<size_t> remove(CompletionPacket* packets, size_t count, bool alertable,
                          NtTimeout timeout) override {
    const NTSTATUS status = wait_for_waitable(*this, alertable, timeout);
    if (status != STATUS_WAIT_0) return nt_fail(status);
    Node* taken = nullptr;
    size_t number = 0;
    {
      DispatcherLock lock;
      --promised_;
      // Others were promised packets as well.
      const size_t available = queued_ - promised_;
      taken = first_;
      Node** link = &taken;
      while (number < count && number < available) {
        link = &(*link)->next;
        ++number;
      }
      first_ = *link;
      if (!first_) last_ = nullptr;
      *link = nullptr;
      queued_ -= number;
    }
    for (size_t index = 0; taken; ++index) {
      packets[index] = taken->packet;
      delete std::exchange(taken, taken->next);
    }
    return number;
  }

  bool take_back(const void* owner) override {
    DispatcherLock lock;
    Node* before = nullptr;
    for (Node** link = &first_; Node* node = *link; before = node, link = &node->next) {
      if (node->packet.owner != owner) continue;
      if (queued_ <= promised_) return false;
      *link = node->next;
      if (last_ == node) last_ = before;
      --queued_;
      delete node;
      return true;
    }
    return false;
  }

  size_t depth() const override {
    DispatcherLock lock;
    return queued_;
  }

  void last_handle_closed() override {
    DispatcherLock lock;
    closed_ = true;
    wake();
  }

 private:
  ~Port() override {
    while (first_) delete std::exchange(first_, first_->next);
  }

  Node* first_ = nullptr;
  Node* last_ = nullptr;
  size_t queued_ = 0;
  size_t promised_ = 0;
  bool closed_ = false;
};

}  // namespace

WaitCompletionPacket::WaitCompletionPacket() : Object(ObjectType::kOther), wait_(signaled, this) {}

NTSTATUS WaitCompletionPacket::associate(Ref<CompletionPort> port, Ref<Object> target,
                                         const CompletionPacket& packet, bool* already_signaled) {
  {
    DispatcherLock lock;
    if (state_ == State::kWaiting) return STATUS_INVALID_PARAMETER;
    state_ = State::kWaiting;
    port_ = std::move(port);
    packet_ = packet;
    packet_.owner = this;
  }
  retain();  // for the wait
  const NTSTATUS status = wait_.start(std::move(target));
  if (!nt_success(status)) {
    {
      DispatcherLock lock;
      state_ = State::kIdle;
    }
    release();
    return status;
  }
  DispatcherLock lock;
  *already_signaled = state_ != State::kWaiting;
  return STATUS_SUCCESS;
}

void WaitCompletionPacket::signaled(void* context, NTSTATUS) {
  auto& self = *static_cast<WaitCompletionPacket*>(context);
  Ref<CompletionPort> port;
  CompletionPacket packet;
  {
    DispatcherLock lock;
    self.state_ = State::kSignaled;
    port = self.port_;
    packet = self.packet_;
  }
  port->post(packet);
  self.release();
}

NTSTATUS WaitCompletionPacket::cancel(bool remove_signaled) {
  Ref<CompletionPort> port;
  {
    DispatcherLock lock;
    if (state_ == State::kIdle) return STATUS_CANCELLED;
    port = port_;
  }
  if (wait_.cancel()) {
    {
      DispatcherLock lock;
      state_ = State::kIdle;
    }
    release();
    return STATUS_SUCCESS;
  }
  if (!remove_signaled) return STATUS_PENDING;
  return port->take_back(this) ? STATUS_SUCCESS : STATUS_PENDING;
}

Ref<CompletionPort> make_completion_port(uint32_t concurrency) { return make_object<Port>(); }

}  // namespace mimic::win
