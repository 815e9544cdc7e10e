// timeSetEvent: calls or events by the clock, on timers of the thread pool.
#include <algorithm>
#include <vector>

#include "libs/windows/core/event.h"
#include "libs/windows/core/legacy_pool.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::winmm {

using MMRESULT = UINT;

namespace {

constexpr MMRESULT TIMERR_NOERROR = 0, MMSYSERR_INVALPARAM = 11;
constexpr UINT kShortest = 1, kLongest = 1'000'000;
constexpr UINT TIME_PERIODIC = 1, TIME_CALLBACK_EVENT_SET = 0x10, TIME_CALLBACK_EVENT_PULSE = 0x20,
               TIME_KILL_SYNCHRONOUS = 0x100;
constexpr size_t kMost = 16;  // of one process, as Windows allows

using TimeCallback = MS_ABI void (*)(UINT id, UINT, DWORD_PTR user, DWORD_PTR, DWORD_PTR);

struct TimeEvent {
  UINT id;
  UINT flags;
  PVOID callback;  // a TimeCallback or the handle of an event
  DWORD_PTR user;
  PoolItem* timer = nullptr;
};

Lock g_lock;
std::vector<TimeEvent> g_events;
UINT g_last_id = 0;

// Takes an event out; its timer is to be ended by the caller. False where there is none (any more).
bool take(UINT id, TimeEvent* event) {
  const LockGuard guard(g_lock);
  const auto found = std::find_if(g_events.begin(), g_events.end(),
                                  [id](const TimeEvent& each) { return each.id == id; });
  if (found == g_events.end()) return false;
  *event = *found;
  g_events.erase(found);
  return true;
}
bool look_up(UINT id, TimeEvent* event) {
  const LockGuard guard(g_lock);
  const auto found = std::find_if(g_events.begin(), g_events.end(),
                                  [id](const TimeEvent& each) { return each.id == id; });
  if (found == g_events.end()) return false;
  *event = *found;
  return true;
}

// The call of the pool. An event that was killed meanwhile is not found, and nothing happens.
MS_ABI void expired(PVOID context, BOOLEAN) {
  const auto id = static_cast<UINT>(reinterpret_cast<ULONG_PTR>(context));
  TimeEvent event;
  const bool periodic = look_up(id, &event) && event.flags & TIME_PERIODIC;
  if (!periodic && !take(id, &event)) return;
  if (event.flags & (TIME_CALLBACK_EVENT_SET | TIME_CALLBACK_EVENT_PULSE)) {
    if (auto object = object_of<Event>(event.callback))
      event.flags& TIME_CALLBACK_EVENT_SET ? (*object)->set() : (*object)->pulse();
  } else {
    reinterpret_cast<TimeCallback>(event.callback)(id, 0, event.user, 0, 0);
  }
  if (!periodic) delete_timer(nullptr, event.timer, nullptr);
}

}  // namespace

EXPORT(winmm, MMRESULT, timeSetEvent,
       (UINT uDelay, UINT uResolution, PVOID lpTimeProc, DWORD_PTR dwUser, UINT fuEvent)) {
  if (!lpTimeProc || uDelay < kShortest || uDelay > kLongest) return 0;
  const LockGuard guard(g_lock);  // until the timer is known, which may expire at once
  if (g_events.size() >= kMost) return 0;
  const UINT id = ++g_last_id ? g_last_id : ++g_last_id;
  const auto timer = create_timer(
      nullptr, reinterpret_cast<PVOID>(&expired), reinterpret_cast<PVOID>(ULONG_PTR{id}), uDelay,
      fuEvent & TIME_PERIODIC ? uDelay : 0, fuEvent & TIME_PERIODIC ? 0 : WT_EXECUTEONLYONCE);
  if (!timer) return 0;
  g_events.push_back({id, fuEvent, lpTimeProc, dwUser, *timer});
  return id;
}

EXPORT(winmm, MMRESULT, timeKillEvent, (UINT uTimerID)) {
  TimeEvent event;
  if (!take(uTimerID, &event)) return MMSYSERR_INVALPARAM;
  // With TIME_KILL_SYNCHRONOUS no call comes, or still runs, when this returns; except the one that
  // this is called from.
  const bool waits = event.flags & TIME_KILL_SYNCHRONOUS && running_item() != event.timer;
  delete_timer(nullptr, event.timer, waits ? INVALID_HANDLE_VALUE : nullptr);
  return TIMERR_NOERROR;
}

}  // namespace mimic::win::winmm
