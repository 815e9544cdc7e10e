#include "libs/windows/core/synchronization.h"

#include <unistd.h>

#include "libs/windows/core/event.h"
#include "libs/windows/core/keyed_event.h"
#include "libs/windows/core/mutant.h"
#include "libs/windows/core/semaphore.h"
#include "libs/windows/core/shared_name.h"
#include "libs/windows/core/timer.h"

namespace mimic::win {

namespace {

Ref<SyncObject> make_object_of(const SharedValues& values, std::u16string name) {
  switch (values.type) {
    case ObjectType::kMutant:
      return make_object<Mutant>(std::move(name));
    case ObjectType::kSemaphore:
      return make_object<Semaphore>(values.count, values.maximum, std::move(name));
    case ObjectType::kTimer:
      return make_object<Timer>(values.manual, std::move(name));
    case ObjectType::kKeyedEvent:
      return make_object<KeyedEvent>(std::move(name));
    default:
      return make_object<Event>(values.manual, values.count != 0, std::move(name));
  }
}

// An object of this process for a state that is there.
Ref<SyncObject> make_object_for(std::unique_ptr<SharedState> state) {
  SharedValues values;
  {
    const SharedGuard guard(state.get());
    values = state->values();
  }
  auto object = make_object_of(values, state->name());
  object->use(std::move(state));
  return object;
}

// Makes the name known in this process.
Expected<NamedObject> enter(const Ref<SyncObject>& object, bool existed) {
  auto entered = make_named(
      object->name(), object->type(),
      [](const void* made, std::u16string) -> Ref<Object> {
        return *static_cast<const Ref<SyncObject>*>(made);
      },
      &object);
  if (entered) entered->existed |= existed;
  return entered;
}

// What another process has by this name.
Expected<Ref<SyncObject>> open_shared(const SharedNames& names, const std::u16string& name,
                                      ObjectType type) {
  const int descriptor = names.open(name);
  if (descriptor < 0) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  auto state = SharedState::open(descriptor);
  if (!state) release_shared_name(name, descriptor);
  if (!state || state->values().type != type) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  return make_object_for(std::move(state));
}

using Finish = void (*)(SyncObject& object);

// `finish` does for a new object what nobody must see it without.
Expected<NamedObject> create(
    const Expected<std::u16string>& name, const SharedValues& values,
    Finish finish = [](SyncObject&) {}) {
  if (!name) return std::unexpected(name.error());
  if (name->empty()) {
    auto object = make_object_of(values, {});
    finish(*object);
    return NamedObject{std::move(object), false};
  }
  const SharedNames names;
  auto known = find_named(*name, values.type);
  if (known) return NamedObject{std::move(*known), true};
  if (known.error() != STATUS_OBJECT_NAME_NOT_FOUND) return std::unexpected(known.error());
  auto other = open_shared(names, *name, values.type);
  if (other) return enter(*other, true);
  if (other.error() != STATUS_OBJECT_NAME_NOT_FOUND) return std::unexpected(other.error());
  auto object = make_object_of(values, *name);
  // Where names cannot be shared, the object is this process's alone.
  const int file = names.create(*name);
  if (auto state = SharedState::create(file, values, *name)) {
    object->use(std::move(state));
  } else if (file >= 0) {
    release_shared_name(*name, file);
  }
  finish(*object);
  return enter(object, false);
}

}  // namespace

Expected<Ref<Object>> open_named(const std::u16string& name, ObjectType type) {
  auto known = find_named(name, type);
  if (known || known.error() != STATUS_OBJECT_NAME_NOT_FOUND || !SyncObject::is(type)) return known;
  const SharedNames names;
  known = find_named(name, type);
  if (known || known.error() != STATUS_OBJECT_NAME_NOT_FOUND) return known;
  auto other = open_shared(names, name, type);
  if (!other) return std::unexpected(other.error());
  auto entered = enter(*other, true);
  if (!entered) return std::unexpected(entered.error());
  return std::move(entered->object);
}

Ref<Object> adopt_shared(int descriptor) {
  auto state = SharedState::open(descriptor);
  if (!state) {
    ::close(descriptor);
    return {};
  }
  if (const std::u16string name = state->name(); !name.empty()) keep_shared_name(name, descriptor);
  const auto object = make_object_for(std::move(state));
  if (object->name().empty()) return object;
  const auto entered = enter(object, true);
  return entered ? entered->object : Ref<Object>(object);
}

Expected<NamedObject> make_event(const Expected<std::u16string>& name, bool manual_reset,
                                 bool signaled) {
  return create(name, {.type = ObjectType::kEvent, .manual = manual_reset, .count = signaled});
}

Expected<NamedObject> make_mutant(const Expected<std::u16string>& name, bool owned) {
  const Finish take = [](SyncObject& mutant) { static_cast<Mutant&>(mutant).take_initially(); };
  const Finish nothing = [](SyncObject&) {};
  return create(name, {.type = ObjectType::kMutant, .count = 1}, owned ? take : nothing);
}

Expected<NamedObject> make_semaphore(const Expected<std::u16string>& name, LONG count,
                                     LONG maximum) {
  if (!name) return std::unexpected(name.error());
  if (maximum <= 0 || count < 0 || count > maximum) return nt_fail(STATUS_INVALID_PARAMETER);
  return create(name, {.type = ObjectType::kSemaphore, .count = count, .maximum = maximum});
}

Expected<NamedObject> make_timer(const Expected<std::u16string>& name, bool manual_reset) {
  return create(name, {.type = ObjectType::kTimer, .manual = manual_reset});
}

Expected<NamedObject> make_keyed_event(const Expected<std::u16string>& name) {
  return create(name, {.type = ObjectType::kKeyedEvent});
}

}  // namespace mimic::win
