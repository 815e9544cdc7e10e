#include "libs/windows/user32/message_queue.h"

#include <algorithm>
#include <unordered_map>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/thread_end.h"

namespace mimic::win::user32 {
namespace {

constexpr size_t kMaxPosted = 10'000;
constexpr DWORD ERROR_NOT_ENOUGH_QUOTA = 1816;
constexpr DWORD USER_TIMER_MINIMUM = 10, USER_TIMER_MAXIMUM = 0x7FFFFFFF;

struct Registry {
  std::mutex lock;
  std::unordered_map<DWORD, std::weak_ptr<Queue>> queues;
};
Registry& registry() {
  static Registry* const instance = new Registry;  // threads may outlive static objects
  return *instance;
}

thread_local std::shared_ptr<Queue> t_queue;

// The windows of a thread end with it, before anybody can see that it has ended.
void end_queue() {
  const std::shared_ptr<Queue> queue = std::move(t_queue);
  {
    const std::lock_guard guard(registry().lock);
    registry().queues.erase(queue->thread_id);
  }
  remove_windows_of(*queue);
  queue->close();
}

DWORD now_in_ticks() { return static_cast<DWORD>(monotonic_now() / 1'000'000); }

}  // namespace

const std::shared_ptr<Queue>& own_queue() {
  std::shared_ptr<Queue>& queue = t_queue;
  if (!queue) {
    queue = std::make_shared<Queue>(static_cast<DWORD>(current_teb()->ClientId.UniqueThread));
    const std::lock_guard guard(registry().lock);
    registry().queues[queue->thread_id] = queue;
    call_at_thread_end(end_queue);
  }
  return queue;
}

std::shared_ptr<Queue> queue_of(DWORD thread_id) {
  const std::lock_guard guard(registry().lock);
  const auto found = registry().queues.find(thread_id);
  return found == registry().queues.end() ? nullptr : found->second.lock();
}

bool MessageFilter::takes(const MSG& message) const {
  if (window == reinterpret_cast<HWND>(-1) ? message.hwnd != nullptr
                                           : window && message.hwnd != window)
    return false;
  return (!first && !last) || (message.message >= first && message.message <= last);
}

Queue::~Queue() = default;

DWORD Queue::post(const MSG& message) {
  {
    const std::lock_guard guard(lock_);
    if (closed_) return ERROR_INVALID_THREAD_ID;
    if (posted_messages_.size() >= kMaxPosted) return ERROR_NOT_ENOUGH_QUOTA;
    posted_messages_.push_back(message);
    posted_messages_.back().time = now_in_ticks();
  }
  posted->set();
  return 0;
}

void Queue::post_quit(int code) {
  {
    const std::lock_guard guard(lock_);
    quit_ = code;
  }
  posted->set();
}

void Queue::send(std::shared_ptr<SentMessage> message) {
  {
    const std::lock_guard guard(lock_);
    if (closed_) {
      message->lost = true;
      message->done->set();
      return;
    }
    sent_messages_.push_back(std::move(message));
  }
  sent->set();
}

void Queue::serve() {
  for (;;) {
    std::shared_ptr<SentMessage> message;
    {
      const std::lock_guard guard(lock_);
      if (sent_messages_.empty()) {
        sent->reset();
        return;
      }
      message = std::move(sent_messages_.front());
      sent_messages_.pop_front();
    }
    // The answer is given whatever way the procedure ends.
    struct Answer {
      SentMessage& message;
      bool& flag;
      bool before;
      ~Answer() {
        flag = before;
        message.done->set();
      }
    } answer{*message, in_send, in_send};
    in_send = true;
    message->result = call_window(message->window, message->unicode_caller, message->message,
                                  message->wide, message->longer);
    if (message->callback)
      message->callback(message->window->handle, message->message, message->callback_data,
                        message->result);
  }
}

bool Queue::take(const MessageFilter& filter, bool remove, MSG* message) {
  serve();
  const std::lock_guard guard(lock_);
  posted->reset();
  const auto found =
      std::ranges::find_if(posted_messages_, [&](const MSG& one) { return filter.takes(one); });
  if (found != posted_messages_.end()) {
    *message = *found;
    if (remove) posted_messages_.erase(found);
    last_time = message->time;
    return true;
  }
  if (quit_) {
    *message = {nullptr, WM_QUIT, static_cast<WPARAM>(*quit_), 0, now_in_ticks(), {}};
    if (remove) quit_.reset();
    return true;
  }
  const int64_t now = monotonic_now();
  for (Timer& timer : timers_) {
    if (timer.due > now) continue;
    const MSG one = {timer.window,   WM_TIMER, timer.id, reinterpret_cast<LPARAM>(timer.procedure),
                     now_in_ticks(), {}};
    if (!filter.takes(one)) continue;
    *message = one;
    last_time = one.time;
    if (remove) timer.due = now + int64_t{timer.period} * 1'000'000;
    return true;
  }
  return false;
}

int64_t Queue::next_timer() {
  const std::lock_guard guard(lock_);
  int64_t due = kNever;
  for (const Timer& timer : timers_) due = std::min(due, timer.due);
  return due;
}

NTSTATUS Queue::wait(int64_t deadline) {
  const Ref<Object> objects[] = {Ref<Object>(sent.get()), Ref<Object>(posted.get())};
  deadline = std::min(deadline, next_timer());
  LARGE_INTEGER timeout;
  if (deadline != kNever)
    timeout.QuadPart = -std::max<int64_t>((deadline - monotonic_now() + 99) / 100, 0);
  return wait_for(objects, false, false, deadline == kNever ? nullptr : &timeout);
}

UINT Queue::status() {
  const int64_t timer = next_timer();
  const std::lock_guard guard(lock_);
  UINT bits = 0;
  if (!posted_messages_.empty() || quit_) bits |= QS_POSTMESSAGE | QS_ALLPOSTMESSAGE;
  if (!sent_messages_.empty()) bits |= QS_SENDMESSAGE;
  if (timer <= monotonic_now()) bits |= QS_TIMER;
  return bits;
}

void Queue::forget(HWND window) {
  const std::lock_guard guard(lock_);
  std::erase_if(posted_messages_, [&](const MSG& message) { return message.hwnd == window; });
  std::erase_if(timers_, [&](const Timer& timer) { return timer.window == window; });
}

UINT_PTR Queue::set_timer(HWND window, UINT_PTR id, DWORD period, TimerProcedure procedure) {
  period = std::clamp(period, USER_TIMER_MINIMUM, USER_TIMER_MAXIMUM);
  const int64_t due = monotonic_now() + int64_t{period} * 1'000'000;
  {
    const std::lock_guard guard(lock_);
    const auto found = std::ranges::find_if(
        timers_, [&](const Timer& timer) { return timer.window == window && timer.id == id; });
    if (found != timers_.end()) {
      *found = {window, id, period, procedure, due};
    } else {
      if (!window) id = next_timer_id_--;
      timers_.push_back({window, id, period, procedure, due});
    }
  }
  posted->set();  // whoever waits has a new deadline
  return window && !id ? 1 : id;
}

bool Queue::kill_timer(HWND window, UINT_PTR id) {
  const std::lock_guard guard(lock_);
  return std::erase_if(timers_, [&](const Timer& timer) {
           return timer.window == window && timer.id == id;
         }) != 0;
}

void Queue::close() {
  std::deque<std::shared_ptr<SentMessage>> lost;
  {
    const std::lock_guard guard(lock_);
    closed_ = true;
    lost.swap(sent_messages_);
  }
  for (const auto& message : lost) {
    message->lost = true;
    message->done->set();
  }
}

}  // namespace mimic::win::user32
