#include "libs/windows/core/shared_state.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/shared_name.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {
namespace {

constexpr uint64_t kMagic = 0x31304a424f4d494d;  // "MIMOBJ01"
constexpr size_t kBytes = 16384;
constexpr size_t kMostName = 1024;

struct Ticket {
  std::atomic<uint32_t> word;
  SharedState::Kind kind;
  NTSTATUS status;
  uint64_t order;
  uint64_t key;
  SharedParty party;
};

// The memory by an opening of its own: a mapping keeps the host's lock that its opening holds, and
// with that the name.
void* map_file(int descriptor) {
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  const int again = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (again < 0) return MAP_FAILED;
  void* const place = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, again, 0);
  ::close(again);
  return place;
}

constinit Lock states_lock;
constinit SharedState* states = nullptr;

}  // namespace

struct SharedState::Memory {
  uint64_t magic;
  uint64_t order;
  pthread_mutex_t lock;
  SharedValues values;
  uint64_t next_order;
  uint32_t used;  // no ticket from this on has ever been taken
  uint32_t name_length;
  Ticket tickets[SharedGuard::kMostTickets];
  char16_t name[kMostName];
};

SharedParty party_of(const Thread* thread) {
  return {own_identity(), thread ? static_cast<uint32_t>(thread->id()) : 0};
}

int SharedState::make_file() { return ::memfd_create("mimic-object", MFD_CLOEXEC); }

SharedState::SharedState(Memory* memory, int descriptor)
    : memory_(memory), descriptor_(descriptor) {
  const LockGuard guard(states_lock);
  next_ = states;
  if (next_) next_->previous_ = this;
  states = this;
}

SharedState::~SharedState() {
  {
    const LockGuard guard(states_lock);
    (previous_ ? previous_->next_ : states) = next_;
    if (next_) next_->previous_ = previous_;
  }
  release_name();
  ::munmap(memory_, kBytes);
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::unique_ptr<SharedState> SharedState::create(int descriptor, const SharedValues& values,
                                                 std::u16string_view name) {
  static_assert(sizeof(Memory) <= kBytes);
  if (descriptor < 0) return {};
  void* place = MAP_FAILED;
  if (name.size() <= kMostName && ::ftruncate(descriptor, kBytes) == 0)
    place = map_file(descriptor);
  if (place == MAP_FAILED) return {};
  // The file is all zeros, which is what tickets begin with.
  auto* memory = static_cast<Memory*>(place);
  pthread_mutexattr_t attributes;
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  ::pthread_mutex_init(&memory->lock, &attributes);
  ::pthread_mutexattr_destroy(&attributes);
  [[maybe_unused]] const ssize_t got = ::getrandom(&memory->order, sizeof memory->order, 0);
  memory->values = values;
  memory->name_length = static_cast<uint32_t>(name.size());
  std::ranges::copy(name, memory->name);
  memory->magic = kMagic;
  return std::unique_ptr<SharedState>(new SharedState(memory, descriptor));
}

std::unique_ptr<SharedState> SharedState::open(int descriptor) {
  struct stat status;
  void* place = MAP_FAILED;
  if (::fstat(descriptor, &status) == 0 && status.st_size == kBytes) place = map_file(descriptor);
  if (place != MAP_FAILED && static_cast<Memory*>(place)->magic == kMagic)
    return std::unique_ptr<SharedState>(new SharedState(static_cast<Memory*>(place), descriptor));
  if (place != MAP_FAILED) ::munmap(place, kBytes);
  return {};
}

void SharedState::release_name() {
  if (memory_->name_length != 0 && descriptor_ >= 0)
    release_shared_name(name(), std::exchange(descriptor_, -1));
}

std::u16string SharedState::name() const {
  return {memory_->name, std::min<size_t>(memory_->name_length, kMostName)};
}

uint64_t SharedState::order() const { return memory_->order; }

void SharedState::lock() {
  // It is held for less time than it takes to fall asleep.
  for (int spin = 0; spin < 30; ++spin) {
    const int result = ::pthread_mutex_trylock(&memory_->lock);
    if (result == 0) return;
    if (result != EBUSY) {
      // Its holder was killed: each step leaves a state that can be gone on with.
      ::pthread_mutex_consistent(&memory_->lock);
      return;
    }
    __builtin_ia32_pause();
  }
  if (::pthread_mutex_lock(&memory_->lock) != 0) ::pthread_mutex_consistent(&memory_->lock);
}

void SharedState::unlock() { ::pthread_mutex_unlock(&memory_->lock); }

SharedValues& SharedState::values() const { return memory_->values; }

bool SharedState::available(const SharedParty& who) const {
  const SharedValues& values = memory_->values;
  return values.count > 0 ||
         (values.type == ObjectType::kMutant && who.thread != 0 && values.owner == who);
}

NTSTATUS SharedState::take(const SharedParty& who) {
  SharedValues& values = memory_->values;
  switch (values.type) {
    case ObjectType::kMutant:
      values.owner = who;
      --values.count;
      return std::exchange(values.abandoned, false) ? STATUS_ABANDONED_WAIT_0 : STATUS_SUCCESS;
    case ObjectType::kSemaphore:
      --values.count;
      return STATUS_SUCCESS;
    default:
      if (!values.manual) values.count = 0;
      return STATUS_SUCCESS;
  }
}

// Undoes take().
void SharedState::give_back(const SharedParty& who, NTSTATUS status) {
  SharedValues& values = memory_->values;
  switch (values.type) {
    case ObjectType::kMutant:
      if (values.owner != who) return;
      if (status == STATUS_ABANDONED_WAIT_0) values.abandoned = true;
      if (++values.count > 0) values.owner = {};
      return;
    case ObjectType::kSemaphore:
      if (values.count < values.maximum) ++values.count;
      return;
    case ObjectType::kKeyedEvent:
      return;
    default:
      if (!values.manual) values.count = 1;
  }
}

bool SharedState::expire() {
  SharedValues& values = memory_->values;
  if (values.due == kNever) return false;
  const int64_t now = monotonic_now();
  if (now < values.due) return false;
  values.count = 1;
  values.due = values.period == 0
                   ? kNever
                   : values.due + ((now - values.due) / values.period + 1) * values.period;
  return true;
}

bool SharedState::check_owner() {
  SharedValues& values = memory_->values;
  if (values.type != ObjectType::kMutant || values.count > 0 || is_alive(values.owner.process))
    return false;
  values.abandoned = true;
  values.count = 1;
  values.owner = {};
  return true;
}

std::atomic<uint32_t>& SharedState::word(int ticket) const { return memory_->tickets[ticket].word; }

NTSTATUS SharedState::granted_status(int ticket) const { return memory_->tickets[ticket].status; }

void SharedState::watch_others() {
  if (memory_->values.type != ObjectType::kMutant) return;
  ProcessIdentity others[SharedGuard::kMostTickets + 1];
  size_t count = 0;
  const auto add = [&](const ProcessIdentity& process) {
    if (process.id == 0 || process == own_identity()) return;
    if (std::find(others, others + count, process) == others + count) others[count++] = process;
  };
  {
    const SharedGuard guard(this);
    add(memory_->values.owner.process);
    for (uint32_t index = 0; index < memory_->used; ++index)
      if (memory_->tickets[index].word != kFree) add(memory_->tickets[index].party.process);
  }
  const auto look_at_all = [] {
    const LockGuard list(states_lock);
    for (SharedState* state = states; state; state = state->next_) {
      SharedGuard guard(state);
      guard.refresh();
    }
  };
  bool gone = false;
  for (size_t index = 0; index < count; ++index) gone |= !watch_peer(others[index], look_at_all);
  if (!gone) return;
  SharedGuard guard(this);
  guard.refresh();
}

void SharedGuard::bring_up_to_date() {
  const bool expired = state_->expire();
  if (state_->check_owner() || expired) serve();
}

void SharedGuard::serve() {
  SharedState::Memory& memory = *state_->memory_;
  Ticket* const end = memory.tickets + memory.used;
  const auto waits = [](const Ticket& ticket, SharedState::Kind kind) {
    const uint32_t word = ticket.word.load(std::memory_order_relaxed);
    return ticket.kind == kind && (word == SharedState::kWaiting || word == SharedState::kLook);
  };
  while (memory.values.count > 0) {
    Ticket* first = nullptr;
    for (Ticket* ticket = memory.tickets; ticket != end; ++ticket)
      if (waits(*ticket, SharedState::Kind::kAny) && (!first || ticket->order < first->order))
        first = ticket;
    if (!first) break;
    if (!is_alive(first->party.process)) {
      first->word = SharedState::kFree;
      continue;
    }
    first->status = state_->take(first->party);
    first->word = SharedState::kGranted;
    wake(static_cast<int>(first - memory.tickets));
  }
  if (memory.values.count <= 0) return;
  for (Ticket* ticket = memory.tickets; ticket != end; ++ticket) {
    uint32_t waiting = SharedState::kWaiting;
    if (waits(*ticket, SharedState::Kind::kAll) &&
        ticket->word.compare_exchange_strong(waiting, SharedState::kLook))
      wake(static_cast<int>(ticket - memory.tickets));
  }
}

void SharedGuard::nudge() {
  SharedState::Memory& memory = *state_->memory_;
  for (uint32_t index = 0; index < memory.used; ++index) {
    uint32_t waiting = SharedState::kWaiting;
    if (memory.tickets[index].word.compare_exchange_strong(waiting, SharedState::kLook))
      wake(static_cast<int>(index));
  }
}

int SharedGuard::add_ticket(SharedState::Kind kind, const SharedParty& who, uint64_t key) {
  SharedState::Memory& memory = *state_->memory_;
  int index = -1;
  for (int round = 0; round < 2 && index < 0; ++round) {
    for (uint32_t other = 0; other < memory.used && index < 0; ++other) {
      Ticket& ticket = memory.tickets[other];
      // What a killed process left is looked for when there is no other place.
      if (ticket.word == SharedState::kFree || (round == 1 && !is_alive(ticket.party.process)))
        index = static_cast<int>(other);
    }
    if (index < 0 && memory.used < kMostTickets) index = static_cast<int>(memory.used++);
  }
  if (index < 0) return index;
  Ticket& ticket = memory.tickets[index];
  ticket.kind = kind;
  ticket.status = STATUS_SUCCESS;
  ticket.order = memory.next_order++;
  ticket.key = key;
  ticket.party = who;
  ticket.word = kind == SharedState::Kind::kAll ? SharedState::kLook : SharedState::kWaiting;
  return index;
}

bool SharedGuard::drop_ticket(int index, bool keep) {
  if (index < 0) return false;
  Ticket& ticket = state_->memory_->tickets[index];
  const bool granted = ticket.word == SharedState::kGranted;
  ticket.word = SharedState::kFree;
  if (granted && !keep) {
    state_->give_back(ticket.party, ticket.status);
    serve();
  }
  return granted;
}

bool SharedGuard::meet(SharedState::Kind kind, uint64_t key) {
  SharedState::Memory& memory = *state_->memory_;
  for (;;) {
    Ticket* first = nullptr;
    for (Ticket* ticket = memory.tickets; ticket != memory.tickets + memory.used; ++ticket) {
      const uint32_t word = ticket->word.load(std::memory_order_relaxed);
      if (ticket->kind == kind && ticket->key == key &&
          (word == SharedState::kWaiting || word == SharedState::kLook) &&
          (!first || ticket->order < first->order))
        first = ticket;
    }
    if (!first) return false;
    if (!is_alive(first->party.process)) {
      first->word = SharedState::kFree;
      continue;
    }
    first->word = SharedState::kGranted;
    wake(static_cast<int>(first - memory.tickets));
    return true;
  }
}

// A ticket may be somebody else's by the time it is woken; he looks again.
void SharedGuard::finish() {
  state_->unlock();
  for (int index = 0; index < count_; ++index)
    ::syscall(SYS_futex, &state_->memory_->tickets[woken_[index]].word, FUTEX_WAKE, 1, nullptr,
              nullptr, 0);
}

}  // namespace mimic::win
