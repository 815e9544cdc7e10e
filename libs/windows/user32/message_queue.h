// The message queue of a thread: what was posted, what other threads send and wait for, and timers.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "libs/windows/core/event.h"
#include "libs/windows/user32/window.h"

namespace mimic::win::user32 {

struct MSG {
  HWND hwnd;
  UINT message;
  WPARAM wParam;
  LPARAM lParam;
  DWORD time;
  POINT pt;
};
static_assert(sizeof(MSG) == 48);

enum : UINT {
  WM_NULL = 0x0,
  WM_CREATE = 0x1,
  WM_DESTROY = 0x2,
  WM_MOVE = 0x3,
  WM_SIZE = 0x5,
  WM_SETTEXT = 0xC,
  WM_GETTEXT = 0xD,
  WM_GETTEXTLENGTH = 0xE,
  WM_CLOSE = 0x10,
  WM_QUERYENDSESSION = 0x11,
  WM_QUIT = 0x12,
  WM_QUERYOPEN = 0x13,
  WM_ENDSESSION = 0x16,
  WM_SHOWWINDOW = 0x18,
  WM_SETCURSOR = 0x20,
  WM_MOUSEACTIVATE = 0x21,
  WM_GETMINMAXINFO = 0x24,
  WM_GETICON = 0x7F,
  WM_SETICON = 0x80,
  WM_NCCREATE = 0x81,
  WM_NCDESTROY = 0x82,
  WM_NCCALCSIZE = 0x83,
  WM_NCHITTEST = 0x84,
  WM_KEYDOWN = 0x100,
  WM_CHAR = 0x102,
  WM_SYSKEYDOWN = 0x104,
  WM_SYSCOMMAND = 0x112,
  WM_TIMER = 0x113,
};
enum : UINT {
  QS_POSTMESSAGE = 0x8,
  QS_TIMER = 0x10,
  QS_SENDMESSAGE = 0x40,
  QS_ALLPOSTMESSAGE = 0x100
};

using TimerProcedure = void(MS_ABI*)(HWND window, UINT message, UINT_PTR id, DWORD time);

struct Timer {
  HWND window;
  UINT_PTR id;
  DWORD period;  // ms
  TimerProcedure procedure;
  int64_t due;  // monotonic, ns
};

// A message that another thread has sent. Lives until both are done with it.
struct SentMessage {
  WindowRef window;
  bool unicode_caller;
  UINT message;
  WPARAM wide;
  LPARAM longer;
  LRESULT result = 0;
  bool lost = false;  // the receiver ended before it answered
  Ref<Event> done = make_object<Event>(true, false);
  void(MS_ABI* callback)(HWND, UINT, ULONG_PTR, LRESULT) = nullptr;  // SendMessageCallback
  ULONG_PTR callback_data = 0;
};

// Which messages a call takes.
struct MessageFilter {
  HWND window = nullptr;  // null: any; -1: those of the thread
  UINT first = 0, last = 0;
  bool takes(const MSG& message) const;
};

struct Queue {
  ~Queue();

  const DWORD thread_id;
  explicit Queue(DWORD id) : thread_id(id) {}

  // ERROR_NOT_ENOUGH_QUOTA, or 0.
  DWORD post(const MSG& message);
  void post_quit(int code);
  void send(std::shared_ptr<SentMessage> message);
  // Runs what other threads have sent. On the queue's own thread.
  void serve();
  // The next message, after serving what was sent. Nothing found makes `posted` unsignaled.
  bool take(const MessageFilter& filter, bool remove, MSG* message);
  // Blocks until there may be something new; `deadline` monotonic.
  NTSTATUS wait(int64_t deadline);
  int64_t next_timer();
  UINT status();
  void forget(HWND window);
  UINT_PTR set_timer(HWND window, UINT_PTR id, DWORD period, TimerProcedure procedure);
  bool kill_timer(HWND window, UINT_PTR id);
  // The thread ends: whoever waits for an answer gets none.
  void close();

  Ref<Event> sent = make_object<Event>(true, false);    // while something sent waits
  Ref<Event> posted = make_object<Event>(true, false);  // something came since the last look
  // Of the message that was taken last, and of the one being served.
  DWORD last_time = 0;
  bool in_send = false;

 private:
  std::mutex lock_;
  std::deque<MSG> posted_messages_;
  std::deque<std::shared_ptr<SentMessage>> sent_messages_;
  std::vector<Timer> timers_;
  std::optional<int> quit_;
  UINT_PTR next_timer_id_ = 0x7FFF;
  bool closed_ = false;
};

// The calling thread's, made when first asked for.
const std::shared_ptr<Queue>& own_queue();
// That of another thread which has one, else null.
std::shared_ptr<Queue> queue_of(DWORD thread_id);

}  // namespace mimic::win::user32
