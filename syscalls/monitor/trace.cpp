#include "syscalls/monitor/trace.h"

#include "syscalls/linux/ranges.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/trace/event.h"

namespace mimic::monitor {

namespace {

using syscalls::CallEvent;
using syscalls::CapturedRange;
using syscalls::EventHeader;
using syscalls::EventKind;
using syscalls::Phase;
using syscalls::Range;

// Room that an event has at most: what does not fit is left out.
constexpr uint32_t kMostBytes = 128 << 10;

Ring* ring;
unsigned char* ring_data;
int64_t (*clock_gettime)(int32_t clock, void* time);

uint64_t now() {
  struct {
    int64_t seconds, nanoseconds;
  } time = {};
  if (!clock_gettime || clock_gettime(0, &time) != 0) raw(kClockGettime, 0, &time);
  return time.seconds * 1000000000 + time.nanoseconds;
}

constexpr uint64_t kFutexWait = 0;

// The one writer at a time. A writer that dies with the lock has published nothing of its event.
class Writer {
 public:
  explicit Writer(const ThreadBlock& block) : block_(block) {
    const auto own = static_cast<uint32_t>(block.tid);
    for (uint32_t turn = 1;; ++turn) {
      uint32_t owner = 0;
      if (__atomic_compare_exchange_n(&ring->owner, &owner, own, false, __ATOMIC_ACQUIRE,
                                      __ATOMIC_RELAXED))
        break;
      if (turn % 1024 == 0 && raw(kKill, owner, 0) == -3 /* ESRCH */)
        __atomic_compare_exchange_n(&ring->owner, &owner, 0, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED);
      raw(kSchedYield);
    }
    const uint64_t head = ring->head;
    for (;;) {
      const uint32_t taken = __atomic_load_n(&ring->taken, __ATOMIC_ACQUIRE);
      if (head + kMostBytes - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE) <= ring->capacity)
        break;
      const int64_t pause[2] = {0, 50000000};
      raw(kFutex, &ring->taken, kFutexWait, taken, pause, nullptr, 0);
    }
    event_ = ring_data + head % ring->capacity;
  }
  ~Writer() {
    const uint32_t size = syscalls::event_padding(size_);
    __builtin_memset(event_ + size_, 0, size - size_);
    header().size = size;
    __atomic_store_n(&ring->head, ring->head + size, __ATOMIC_RELEASE);
    __atomic_store_n(&ring->owner, 0, __ATOMIC_RELEASE);
  }

  template <class Event>
  Event& begin(EventKind kind, uint64_t time) {
    size_ = sizeof(Event);
    __builtin_memset(event_, 0, sizeof(Event));
    header() = {0, kind, syscalls::kEventVersion, 0, block_.pid, block_.tid, time};
    return *reinterpret_cast<Event*>(event_);
  }

  // Adds text, with a terminator.
  void add_text(const char* text) {
    size_t length = 0;
    while (text[length]) ++length;
    __builtin_memcpy(event_ + size_, text, length + 1);
    size_ += length + 1;
  }

  // Adds the bytes of a range, as far as they can be read and there is room.
  bool add(const Range& range, bool at_exit) {
    const uint32_t begin = syscalls::event_padding(size_);
    if (begin + sizeof(CapturedRange) + range.size + 8 > kMostBytes) return false;
    __builtin_memset(event_ + size_, 0, begin - size_);
    auto& captured = *reinterpret_cast<CapturedRange*>(event_ + begin);
    unsigned char* to = event_ + begin + sizeof captured;
    const auto* from = reinterpret_cast<const void*>(range.address);
    uint32_t size = range.size;
    uint32_t flags = at_exit ? uint32_t{syscalls::kRangeAtExit} : 0;
    if (range.truncated) flags |= syscalls::kRangeTruncated;
    if (!mimic_guarded_copy(to, from, size)) {
      flags |= syscalls::kRangeUnreadable;
      // To the end of the page, where the fault is not before.
      const uint64_t rest = 4096 - range.address % 4096;
      size = rest < size && mimic_guarded_copy(to, from, rest) ? static_cast<uint32_t>(rest) : 0;
    }
    captured = {range.address, size, flags};
    size_ = begin + sizeof captured + size;
    return true;
  }

 private:
  EventHeader& header() { return *reinterpret_cast<EventHeader*>(event_); }

  const ThreadBlock& block_;
  unsigned char* event_;
  uint32_t size_ = 0;
};

struct GuestMemory {
  bool read(uint64_t address, void* to, size_t size) {
    return mimic_guarded_copy(to, reinterpret_cast<const void*>(address), size);
  }
};

void capture(Writer& writer, CallEvent& event, const syscalls::Call& call, Phase phase) {
  syscalls::Limits limits;
  limits.data = ring->data_limit;
  GuestMemory memory;
  syscalls::for_each_range(call, event.arguments, event.result, phase, limits, memory,
                           [&](const Range& range) {
                             if (writer.add(range, phase == Phase::kExit)) ++event.range_count;
                           });
}

CallEvent& begin_call(Writer& writer, EventKind kind, const TracedCall& call) {
  CallEvent& event = writer.begin<CallEvent>(kind, call.time);
  event.number = static_cast<uint32_t>(call.number);
  __builtin_memcpy(event.arguments, call.arguments, sizeof event.arguments);
  event.ip = call.ip;
  return event;
}

}  // namespace

void start_trace(Ring* new_ring, unsigned char* data, void* clock) {
  ring_data = data;
  clock_gettime = reinterpret_cast<int64_t (*)(int32_t, void*)>(clock);
  ring = new_ring;
}

const Ring* traced() { return ring; }

void trace_entry(ThreadBlock& block, TracedCall& call, const Registers& registers) {
  call.number = registers.rax;
  call.wanted =
      call.number < kTracedNumbers && ring->wanted[call.number / 64] >> call.number % 64 & 1;
  if (!call.wanted) return;
  const uint64_t arguments[] = {registers.rdi, registers.rsi, registers.rdx,
                                registers.r10, registers.r8,  registers.r9};
  __builtin_memcpy(call.arguments, arguments, sizeof arguments);
  call.ip = registers.rip;
  call.time = now();
  Writer writer(block);
  CallEvent& event = begin_call(writer, EventKind::kCallEntry, call);
  if (call.number == kExit || call.number == kExitGroup || call.number == kRtSigreturn)
    event.flags = syscalls::kCallNoReturn;
  if (const syscalls::Call* known = syscalls::find(call.number))
    capture(writer, event, *known, Phase::kEntry);
}

void trace_exit(ThreadBlock& block, const TracedCall& call, int64_t result) {
  if (!call.wanted) return;
  const uint64_t end = now();
  Writer writer(block);
  CallEvent& event = begin_call(writer, EventKind::kCallExit, call);
  event.result = result;
  if (call.injected) event.flags = syscalls::kCallInjected;
  event.duration = end - call.time;
  if (const syscalls::Call* known = syscalls::find(call.number))
    capture(writer, event, *known, Phase::kExit);
}

void trace_signal(ThreadBlock& block, int signal, const SignalInfo& info) {
  if (!ring || !ring->signals) return;
  const uint64_t time = now();
  Writer writer(block);
  auto& event = writer.begin<syscalls::SignalEvent>(EventKind::kSignal, time);
  event.signal = signal;
  __builtin_memcpy(event.siginfo, &info, sizeof event.siginfo);
}

void trace_created(ThreadBlock& block, int64_t parent_pid, int64_t parent_tid, uint64_t flags) {
  if (!ring) return;
  const uint64_t time = now();
  Writer writer(block);
  auto& event = writer.begin<syscalls::CreatedEvent>(EventKind::kCreated, time);
  event.parent_pid = static_cast<int32_t>(parent_pid);
  event.parent_tid = static_cast<int32_t>(parent_tid);
  event.flags = flags;
}

void trace_executed(ThreadBlock& block, const char* program, int64_t former_thread) {
  if (!ring) return;
  TracedCall call = {};
  call.number = kExecve;
  call.wanted = ring->wanted[kExecve / 64] >> kExecve % 64 & 1;
  call.time = now();
  {
    Writer writer(block);
    auto& event = writer.begin<syscalls::ExecutedEvent>(EventKind::kExecuted, call.time);
    event.former_tid = static_cast<int32_t>(former_thread);
    writer.add_text(program);
  }
  trace_exit(block, call, 0);
}

void trace_exited(ThreadBlock& block, int64_t status) {
  if (!ring) return;
  const uint64_t time = now();
  Writer writer(block);
  auto& event = writer.begin<syscalls::ExitedEvent>(EventKind::kExited, time);
  event.status = static_cast<int32_t>(status);
}

}  // namespace mimic::monitor
