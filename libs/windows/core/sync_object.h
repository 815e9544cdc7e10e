// What events, mutants, semaphores and timers have in common: a name, and that they can be had by
// several processes. One that is this process's alone has its state here, under the dispatcher
// lock; one with a name, or that a child inherits, has it in shared memory.
#pragma once

#include <memory>
#include <string>

#include "libs/windows/core/object.h"
#include "libs/windows/core/shared_state.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

class SyncObject : public Object, public Waitable {
 public:
  static constexpr bool is(ObjectType type) {
    return type == ObjectType::kEvent || type == ObjectType::kMutant ||
           type == ObjectType::kSemaphore || type == ObjectType::kTimer ||
           type == ObjectType::kKeyedEvent;
  }
  SyncObject(ObjectType type, std::u16string name) : Object(type), name_(std::move(name)) {}

  Waitable* waitable() override { return this; }
  std::u16string name() const override { return name_; }
  int descriptor() const override { return shared() ? shared()->descriptor() : -1; }
  void last_handle_closed() override;

  // For a new object: its state is there.
  void use(std::unique_ptr<SharedState> state);
  // Moves the state of an object that threads may be waiting for into shared memory. False where
  // there is none to be had.
  bool share();

 protected:
  ~SyncObject() override;
  // The state while it is here. Under the dispatcher lock.
  virtual SharedValues values() const = 0;
  // The state has moved.
  virtual void moved() {}

 private:
  const std::u16string name_;
};

}  // namespace mimic::win
