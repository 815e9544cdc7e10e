// Sending, posting and fetching messages; timers; waiting for messages and objects.
#include <algorithm>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/user32/message_queue.h"

namespace mimic::win {
namespace kernel32 {
DECLARE_EXPORT(kernel32, ATOM, GlobalAddAtomW, (LPCWSTR lpString));
}  // namespace kernel32

namespace user32 {
namespace {

using kernel32::fail_with;

constexpr UINT PM_REMOVE = 1;

constexpr DWORD WAIT_FAILED = 0xffffffff, WAIT_TIMEOUT = 258;
constexpr DWORD MWMO_WAITALL = 1, MWMO_ALERTABLE = 2, MWMO_INPUTAVAILABLE = 4;
constexpr DWORD MAXIMUM_WAIT_OBJECTS = 64;

using SendCallback = void(MS_ABI*)(HWND, UINT, ULONG_PTR, LRESULT);

bool valid_filter(HWND window) {
  return !window || window == reinterpret_cast<HWND>(-1) || find_window(window);
}

BOOL get(MSG* message, HWND window, UINT first, UINT last) {
  if (!valid_filter(window)) return -1;
  const std::shared_ptr<Queue> queue = own_queue();
  const MessageFilter filter{window, first, last};
  MSG taken;
  while (!queue->take(filter, true, &taken)) queue->wait(kNever);
  *message = taken;
  return taken.message != WM_QUIT;
}

BOOL peek(MSG* message, HWND window, UINT first, UINT last, UINT remove) {
  if (!valid_filter(window)) return FALSE;
  const std::shared_ptr<Queue> queue = own_queue();
  MSG taken;
  if (!queue->take({window, first, last}, remove & PM_REMOVE, &taken)) return FALSE;
  *message = taken;
  return TRUE;
}

// Sends to a window of another thread and waits for the answer, serving what is sent meanwhile.
bool send_across(const WindowRef& window, bool unicode, UINT message, WPARAM wide, LPARAM longer,
                 int64_t deadline, LRESULT* result) {
  auto sent = std::make_shared<SentMessage>();
  sent->window = window;
  sent->unicode_caller = unicode;
  sent->message = message;
  sent->wide = wide;
  sent->longer = longer;
  window->queue->send(sent);
  const std::shared_ptr<Queue> queue = own_queue();
  const Ref<Object> objects[] = {Ref<Object>(sent->done.get()), Ref<Object>(queue->sent.get())};
  for (;;) {
    LARGE_INTEGER timeout;
    if (deadline != kNever)
      timeout.QuadPart = -std::max<int64_t>((deadline - monotonic_now() + 99) / 100, 0);
    const NTSTATUS status =
        wait_for(objects, false, false, deadline == kNever ? nullptr : &timeout);
    if (status == STATUS_WAIT_0) break;
    if (status == STATUS_TIMEOUT) return fail_with(ERROR_TIMEOUT);
    queue->serve();
  }
  *result = sent->result;
  return !sent->lost;
}

bool send_one(const WindowRef& window, bool unicode, UINT message, WPARAM wide, LPARAM longer,
              int64_t deadline, LRESULT* result) {
  if (!window->queue || window->queue == own_queue()) {
    *result = call_window(window, unicode, message, wide, longer);
    return true;
  }
  return send_across(window, unicode, message, wide, longer, deadline, result);
}

std::vector<WindowRef> top_level_windows() {
  std::vector<WindowRef> windows = all_windows();
  std::erase_if(windows, [](const WindowRef& window) {
    return window->message_only || window->style & WS_CHILD;
  });
  return windows;
}

bool send(HWND handle, bool unicode, UINT message, WPARAM wide, LPARAM longer, int64_t deadline,
          LRESULT* result) {
  *result = 0;
  if (handle == kBroadcast) {
    for (const WindowRef& window : top_level_windows())
      send_one(window, unicode, message, wide, longer, deadline, result);
    *result = 1;
    return true;
  }
  const WindowRef window = find_window(handle);
  return window && send_one(window, unicode, message, wide, longer, deadline, result);
}

BOOL post(HWND handle, UINT message, WPARAM wide, LPARAM longer) {
  MSG posted = {handle, message, wide, longer, 0, {}};
  if (!handle) {
    const DWORD error = own_queue()->post(posted);
    return error ? fail_with(error) : TRUE;
  }
  if (handle == kBroadcast) {
    for (const WindowRef& window : top_level_windows()) {
      posted.hwnd = window->handle;
      window->queue->post(posted);
    }
    return TRUE;
  }
  const WindowRef window = find_window(handle);
  if (!window) return FALSE;
  if (!window->queue) return TRUE;  // the desktop
  const DWORD error = window->queue->post(posted);
  return error ? fail_with(error) : TRUE;
}

BOOL send_later(HWND handle, bool unicode, UINT message, WPARAM wide, LPARAM longer,
                SendCallback callback, ULONG_PTR data) {
  const WindowRef window = find_window(handle);
  if (!window) return FALSE;
  if (!window->queue || window->queue == own_queue()) {
    const LRESULT result = call_window(window, unicode, message, wide, longer);
    if (callback) callback(handle, message, data, result);
    return TRUE;
  }
  auto sent = std::make_shared<SentMessage>();
  sent->window = window;
  sent->unicode_caller = unicode;
  sent->message = message;
  sent->wide = wide;
  sent->longer = longer;
  window->queue->send(std::move(sent));
  return TRUE;
}

LRESULT dispatch(const MSG* given, bool unicode) {
  const MSG message = *given;
  if (message.message == WM_TIMER && message.lParam) {
    reinterpret_cast<TimerProcedure>(message.lParam)(
        message.hwnd, WM_TIMER, message.wParam, static_cast<DWORD>(monotonic_now() / 1'000'000));
    return 0;
  }
  if (!message.hwnd) return 0;
  const WindowRef window = find_window(message.hwnd);
  return window ? call_window(window, unicode, message.message, message.wParam, message.lParam) : 0;
}

int64_t deadline_in(DWORD milliseconds) {
  return milliseconds == INFINITE ? kNever : monotonic_now() + int64_t{milliseconds} * 1'000'000;
}

DWORD wait_for_messages(DWORD count, const HANDLE* handles, DWORD milliseconds, DWORD mask,
                        DWORD flags) {
  if (count >= MAXIMUM_WAIT_OBJECTS) {
    set_last_error(ERROR_INVALID_PARAMETER);
    return WAIT_FAILED;
  }
  Ref<Object> objects[MAXIMUM_WAIT_OBJECTS + 1];
  for (DWORD i = 0; i < count; ++i) {
    auto object = object_of(handles[i]);
    if (!object) {
      kernel32::fail(object.error());
      return WAIT_FAILED;
    }
    objects[i] = *std::move(object);
  }
  const std::shared_ptr<Queue> queue = own_queue();
  DWORD total = count;
  if (mask & ~(QS_SENDMESSAGE | QS_TIMER)) objects[total++] = Ref<Object>(queue->posted.get());
  if (mask & QS_SENDMESSAGE) objects[total++] = Ref<Object>(queue->sent.get());
  const bool all = flags & MWMO_WAITALL && count;
  if (all) total = std::min(total, count + 1);
  if (!total) {
    set_last_error(ERROR_INVALID_PARAMETER);
    return WAIT_FAILED;
  }
  if (flags & MWMO_INPUTAVAILABLE && !all && queue->status() & mask) {
    // What is there already counts, but after the objects.
    const int64_t zero = 0;
    const LARGE_INTEGER now{zero};
    if (!count) return 0;
    const NTSTATUS status =
        wait_for(std::span(objects, count), false, flags & MWMO_ALERTABLE, &now);
    return status == STATUS_TIMEOUT ? count : static_cast<DWORD>(status);
  }
  const int64_t deadline = deadline_in(milliseconds);
  for (;;) {
    const int64_t timer = mask & QS_TIMER ? queue->next_timer() : kNever;
    const int64_t until = std::min(deadline, timer);
    LARGE_INTEGER timeout;
    if (until != kNever)
      timeout.QuadPart = -std::max<int64_t>((until - monotonic_now() + 99) / 100, 0);
    const NTSTATUS status = wait_for(std::span(objects, total), all, flags & MWMO_ALERTABLE,
                                     until == kNever ? nullptr : &timeout);
    if (status == STATUS_TIMEOUT) {
      const int64_t now = monotonic_now();
      if (timer <= now && !all) return count;
      if (deadline <= now) return WAIT_TIMEOUT;
      continue;
    }
    if (!nt_success(status)) {
      kernel32::fail(status);
      return WAIT_FAILED;
    }
    if (status >= static_cast<NTSTATUS>(count) && status < static_cast<NTSTATUS>(total)) {
      // A timer that was set while this thread waits shows as a post with nothing there.
      if (!all && !(queue->status() & mask)) {
        queue->posted->reset();
        continue;
      }
      return count;
    }
    return static_cast<DWORD>(status);
  }
}

UINT register_message(const std::u16string& name) {
  if (name.empty()) return static_cast<UINT>(fail_with(ERROR_INVALID_PARAMETER));
  return kernel32::GlobalAddAtomW(name.c_str());
}

}  // namespace

EXPORT(user32, BOOL, GetMessageW,
       (MSG * lpMsg, HWND hWnd, UINT wMsgFilterMin, UINT wMsgFilterMax)) {
  return get(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax);
}
EXPORT(user32, BOOL, GetMessageA,
       (MSG * lpMsg, HWND hWnd, UINT wMsgFilterMin, UINT wMsgFilterMax)) {
  return get(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax);
}
EXPORT(user32, BOOL, PeekMessageW,
       (MSG * lpMsg, HWND hWnd, UINT wMsgFilterMin, UINT wMsgFilterMax, UINT wRemoveMsg)) {
  return peek(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax, wRemoveMsg);
}
EXPORT(user32, BOOL, PeekMessageA,
       (MSG * lpMsg, HWND hWnd, UINT wMsgFilterMin, UINT wMsgFilterMax, UINT wRemoveMsg)) {
  return peek(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax, wRemoveMsg);
}
EXPORT(user32, BOOL, WaitMessage, ()) {
  const std::shared_ptr<Queue> queue = own_queue();
  queue->wait(kNever);
  return TRUE;
}
EXPORT(user32, BOOL, TranslateMessage, (const MSG* lpMsg)) {
  return lpMsg->message >= WM_KEYDOWN && lpMsg->message <= WM_SYSKEYDOWN + 1;
}
EXPORT(user32, LRESULT, DispatchMessageW, (const MSG* lpMsg)) { return dispatch(lpMsg, true); }
EXPORT(user32, LRESULT, DispatchMessageA, (const MSG* lpMsg)) { return dispatch(lpMsg, false); }
EXPORT(user32, void, PostQuitMessage, (int nExitCode)) { own_queue()->post_quit(nExitCode); }
EXPORT(user32, BOOL, PostMessageW, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return post(hWnd, Msg, wParam, lParam);
}
EXPORT(user32, BOOL, PostMessageA, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return post(hWnd, Msg, wParam, lParam);
}
EXPORT(user32, BOOL, PostThreadMessageW, (DWORD idThread, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  const std::shared_ptr<Queue> queue =
      idThread == current_teb()->ClientId.UniqueThread ? own_queue() : queue_of(idThread);
  if (!queue) return fail_with(ERROR_INVALID_THREAD_ID);
  if (Msg == WM_QUIT) {
    queue->post_quit(static_cast<int>(wParam));
    return TRUE;
  }
  const DWORD error = queue->post({nullptr, Msg, wParam, lParam, 0, {}});
  return error ? fail_with(error) : TRUE;
}
EXPORT(user32, BOOL, PostThreadMessageA, (DWORD idThread, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return PostThreadMessageW(idThread, Msg, wParam, lParam);
}

EXPORT(user32, LRESULT, SendMessageW, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  LRESULT result;
  send(hWnd, true, Msg, wParam, lParam, kNever, &result);
  return result;
}
EXPORT(user32, LRESULT, SendMessageA, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  LRESULT result;
  send(hWnd, false, Msg, wParam, lParam, kNever, &result);
  return result;
}
EXPORT(user32, LRESULT, SendMessageTimeoutW,
       (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam, UINT fuFlags, UINT uTimeout,
        DWORD_PTR* lpdwResult)) {
  LRESULT result;
  const bool answered = send(hWnd, true, Msg, wParam, lParam, deadline_in(uTimeout), &result);
  if (lpdwResult) *lpdwResult = answered ? static_cast<DWORD_PTR>(result) : 0;
  return answered;
}
EXPORT(user32, LRESULT, SendMessageTimeoutA,
       (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam, UINT fuFlags, UINT uTimeout,
        DWORD_PTR* lpdwResult)) {
  LRESULT result;
  const bool answered = send(hWnd, false, Msg, wParam, lParam, deadline_in(uTimeout), &result);
  if (lpdwResult) *lpdwResult = answered ? static_cast<DWORD_PTR>(result) : 0;
  return answered;
}
EXPORT(user32, BOOL, SendNotifyMessageW, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return hWnd == kBroadcast ? post(hWnd, Msg, wParam, lParam)
                            : send_later(hWnd, true, Msg, wParam, lParam, nullptr, 0);
}
EXPORT(user32, BOOL, SendNotifyMessageA, (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)) {
  return hWnd == kBroadcast ? post(hWnd, Msg, wParam, lParam)
                            : send_later(hWnd, false, Msg, wParam, lParam, nullptr, 0);
}
EXPORT_PARTIAL("calls back for windows of the calling thread only", user32, BOOL,
               SendMessageCallbackW,
               (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam, SendCallback lpResultCallBack,
                ULONG_PTR dwData)) {
  return send_later(hWnd, true, Msg, wParam, lParam, lpResultCallBack, dwData);
}
EXPORT_PARTIAL("calls back for windows of the calling thread only", user32, BOOL,
               SendMessageCallbackA,
               (HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam, SendCallback lpResultCallBack,
                ULONG_PTR dwData)) {
  return send_later(hWnd, false, Msg, wParam, lParam, lpResultCallBack, dwData);
}
EXPORT(user32, BOOL, ReplyMessage, (LRESULT lResult)) { return own_queue()->in_send; }
EXPORT(user32, BOOL, InSendMessage, ()) { return own_queue()->in_send; }
EXPORT(user32, DWORD, InSendMessageEx, (PVOID lpReserved)) { return own_queue()->in_send ? 1 : 0; }
EXPORT(user32, LONG, GetMessageTime, ()) { return static_cast<LONG>(own_queue()->last_time); }
EXPORT(user32, DWORD, GetMessagePos, ()) { return 0; }
EXPORT(user32, LPARAM, GetMessageExtraInfo, ()) { return 0; }
EXPORT(user32, LPARAM, SetMessageExtraInfo, (LPARAM lParam)) { return 0; }
EXPORT(user32, DWORD, GetQueueStatus, (UINT flags)) {
  const std::shared_ptr<Queue> queue = own_queue();
  const UINT bits = queue->status() & flags;
  const UINT fresh = queue->posted->reset() ? bits : bits & QS_SENDMESSAGE;
  return bits << 16 | fresh;
}
EXPORT(user32, BOOL, GetInputState, ()) { return FALSE; }
EXPORT(user32, BOOL, IsGUIThread, (BOOL bConvert)) {
  own_queue();
  return TRUE;
}
EXPORT(user32, BOOL, SetMessageQueue, (int cMessagesMax)) { return TRUE; }
EXPORT(user32, BOOL, CallMsgFilterW, (MSG * lpMsg, int nCode)) { return FALSE; }
EXPORT(user32, BOOL, CallMsgFilterA, (MSG * lpMsg, int nCode)) { return FALSE; }

EXPORT(user32, UINT, RegisterWindowMessageW, (LPCWSTR lpString)) {
  return register_message(std::u16string(view_of(lpString)));
}
EXPORT(user32, UINT, RegisterWindowMessageA, (LPCSTR lpString)) {
  return register_message(from_ansi(lpString));
}
// The same names and numbers serve both.
ALSO(user32, RegisterClipboardFormatW, "user32.RegisterWindowMessageW");
ALSO(user32, RegisterClipboardFormatA, "user32.RegisterWindowMessageA");

EXPORT(user32, UINT_PTR, SetTimer,
       (HWND hWnd, UINT_PTR nIDEvent, UINT uElapse, TimerProcedure lpTimerFunc)) {
  if (!hWnd) return own_queue()->set_timer(nullptr, nIDEvent, uElapse, lpTimerFunc);
  const WindowRef window = find_window(hWnd);
  if (!window || !window->queue) return 0;
  return window->queue->set_timer(hWnd, nIDEvent, uElapse, lpTimerFunc);
}
EXPORT(user32, UINT_PTR, SetCoalescableTimer,
       (HWND hWnd, UINT_PTR nIDEvent, UINT uElapse, TimerProcedure lpTimerFunc,
        ULONG uToleranceDelay)) {
  return SetTimer(hWnd, nIDEvent, uElapse, lpTimerFunc);
}
EXPORT(user32, BOOL, KillTimer, (HWND hWnd, UINT_PTR uIDEvent)) {
  if (!hWnd) return own_queue()->kill_timer(nullptr, uIDEvent) || fail_with(0);
  const WindowRef window = find_window(hWnd);
  return window && window->queue && window->queue->kill_timer(hWnd, uIDEvent);
}

EXPORT(user32, DWORD, MsgWaitForMultipleObjectsEx,
       (DWORD nCount, const HANDLE* pHandles, DWORD dwMilliseconds, DWORD dwWakeMask,
        DWORD dwFlags)) {
  return wait_for_messages(nCount, pHandles, dwMilliseconds, dwWakeMask, dwFlags);
}
EXPORT(user32, DWORD, MsgWaitForMultipleObjects,
       (DWORD nCount, const HANDLE* pHandles, BOOL fWaitAll, DWORD dwMilliseconds,
        DWORD dwWakeMask)) {
  return wait_for_messages(nCount, pHandles, dwMilliseconds, dwWakeMask,
                           fWaitAll ? MWMO_WAITALL : 0);
}
EXPORT(user32, DWORD, WaitForInputIdle, (HANDLE hProcess, DWORD dwMilliseconds)) {
  if (const auto process = object_of(hProcess); !process) {
    kernel32::fail(process.error());
    return WAIT_FAILED;
  }
  // As of a console program.
  return fail_with(ERROR_ACCESS_DENIED), WAIT_FAILED;
}
EXPORT(user32, BOOL, AttachThreadInput, (DWORD idAttach, DWORD idAttachTo, BOOL fAttach)) {
  return queue_of(idAttach) && queue_of(idAttachTo) ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

}  // namespace user32
}  // namespace mimic::win
