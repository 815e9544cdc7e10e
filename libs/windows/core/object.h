// Kernel-style objects and the process's handle table.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

enum class ObjectType : uint8_t {
  kEvent,
  kMutant,
  kSemaphore,
  kTimer,
  kThread,
  kProcess,
  kJob,
  kFile,
  kDirectory,
  kPipe,
  kConsole,
  kSocket,
  kSection,
  kCompletionPort,
  kKey,
  kToken,
  kKeyedEvent,
  kFind,
  kThreadPool,
  kDevice,
  kMailslot,
  kOther,
};

// Name as NtQueryObject gives it ("Event", "Mutant", "File", …).
const char16_t* type_name(ObjectType type);

class Waitable;

// Reference-counted by Ref. Starts with no reference.
class Object {
 public:
  explicit Object(ObjectType type) : type_(type) {}
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  ObjectType type() const { return type_; }
  // The part that threads can wait for, or null where this object cannot be waited for.
  virtual Waitable* waitable() { return nullptr; }
  // Called when the last handle of this process to it closes (references may remain).
  virtual void last_handle_closed() {}
  // A host descriptor that stands for this object in a child process, or -1. Not owned by the
  // caller.
  virtual int descriptor() const { return -1; }
  // Full name in the object namespace ("\\BaseNamedObjects\\x", "\\Device\\…"), empty for none.
  virtual std::u16string name() const { return {}; }

  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

 protected:
  virtual ~Object() = default;

 private:
  friend class HandleTable;
  std::atomic<uint32_t> references_{0};
  std::atomic<uint32_t> handles_{0};
  const ObjectType type_;
};

template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(T* object) : object_(object) {
    if (object_) object_->retain();
  }
  Ref(const Ref& other) : Ref(other.object_) {}
  template <class U>
  Ref(const Ref<U>& other) : Ref(other.get()) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_) object_->release();
  }
  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

template <class T, class... A>
Ref<T> make_object(A&&... arguments) {
  return Ref<T>(new T(std::forward<A>(arguments)...));
}

// One entry of the handle table.
struct HandleEntry {
  Ref<Object> object;
  ACCESS_MASK access = 0;
  bool inherit = false;
  bool protect_from_close = false;
};

// The handle table of this process. Thread-safe. Handle values are multiples of 4, never 0.
class HandleTable {
 public:
  HANDLE insert(Ref<Object> object, ACCESS_MASK access, bool inherit = false);
  // At this very value, for inherited handles; false if it is taken.
  bool insert_at(HANDLE value, Ref<Object> object, ACCESS_MASK access, bool inherit);
  // STATUS_INVALID_HANDLE where `handle` names nothing.
  Expected<HandleEntry> lookup(HANDLE handle) const;
  NTSTATUS close(HANDLE handle);
  NTSTATUS set_flags(HANDLE handle, bool inherit, bool protect_from_close);
  // Handles that name `object`, and references to it, as NtQueryObject reports them.
  static uint32_t handle_count(const Object& object) {
    return object.handles_.load(std::memory_order_relaxed);
  }
  static uint32_t reference_count(const Object& object) {
    return object.references_.load(std::memory_order_relaxed);
  }
  // Calls visit(handle value, entry) for each handle, under the table's lock.
  template <class Visit>
  void for_each(Visit&& visit) const;

 private:
  struct State;
  static State& state();
  static HandleEntry* entry_at(size_t index);
  static size_t lock_and_count();
  static void unlock();
};

HandleTable& handles();

// The pseudo handles: current process -1, current thread -2, the tokens -4 to -6.
constexpr bool is_pseudo_handle(int64_t value) { return value < 0 && value >= -6; }
inline bool is_pseudo_handle(HANDLE handle) {
  return is_pseudo_handle(reinterpret_cast<int64_t>(handle));
}
// What a pseudo handle of the calling thread stands for. The process's module sets the first, the
// thread's the second.
Ref<Object> current_process_object();
Ref<Object> current_thread_object();

// NtDuplicateObject within this process. `options`: DUPLICATE_CLOSE_SOURCE 1,
// DUPLICATE_SAME_ACCESS 2, DUPLICATE_SAME_ATTRIBUTES 4.
Expected<HANDLE> duplicate_handle(HANDLE source, ACCESS_MASK access, bool inherit, ULONG options);

// The object behind a handle as a T, which declares `static bool is(ObjectType)`. Pseudo handles
// (current process and thread) are resolved as well. Failures: STATUS_INVALID_HANDLE,
// STATUS_OBJECT_TYPE_MISMATCH.
Expected<Ref<Object>> object_of(HANDLE handle);
template <class T>
Expected<Ref<T>> object_of(HANDLE handle) {
  auto object = object_of(handle);
  if (!object) return std::unexpected(object.error());
  if (!T::is((*object)->type())) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  return Ref<T>(static_cast<T*>(object->get()));
}

template <class Visit>
void HandleTable::for_each(Visit&& visit) const {
  const size_t count = lock_and_count();
  for (size_t index = 1; index < count; ++index) {
    if (HandleEntry* entry = entry_at(index); entry->object)
      visit(reinterpret_cast<HANDLE>(index * 4), *entry);
  }
  unlock();
}

}  // namespace mimic::win
