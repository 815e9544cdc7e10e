#include "libs/windows/core/synchronization.h"

#include "libs/windows/core/event.h"
#include "libs/windows/core/mutant.h"
#include "libs/windows/core/semaphore.h"
#include "libs/windows/core/timer.h"

namespace mimic::win {

Expected<NamedObject> make_event(const Expected<std::u16string>& name, bool manual_reset,
                                 bool signaled) {
  if (!name) return std::unexpected(name.error());
  const bool arguments[2] = {manual_reset, signaled};
  return make_named(
      *name, ObjectType::kEvent,
      [](const void* context, std::u16string own_name) -> Ref<Object> {
        const bool* given = static_cast<const bool*>(context);
        return make_object<Event>(given[0], given[1], std::move(own_name));
      },
      arguments);
}

Expected<NamedObject> make_mutant(const Expected<std::u16string>& name, bool owned) {
  if (!name) return std::unexpected(name.error());
  auto named = make_named(
      *name, ObjectType::kMutant,
      [](const void*, std::u16string own_name) -> Ref<Object> {
        return make_object<Mutant>(std::move(own_name));
      },
      nullptr);
  if (named && !named->existed && owned)
    static_cast<Mutant*>(named->object.get())->take_initially();
  return named;
}

Expected<NamedObject> make_semaphore(const Expected<std::u16string>& name, LONG count,
                                     LONG maximum) {
  if (!name) return std::unexpected(name.error());
  if (maximum <= 0 || count < 0 || count > maximum) return nt_fail(STATUS_INVALID_PARAMETER);
  const LONG arguments[2] = {count, maximum};
  return make_named(
      *name, ObjectType::kSemaphore,
      [](const void* context, std::u16string own_name) -> Ref<Object> {
        const LONG* given = static_cast<const LONG*>(context);
        return make_object<Semaphore>(given[0], given[1], std::move(own_name));
      },
      arguments);
}

Expected<NamedObject> make_timer(const Expected<std::u16string>& name, bool manual_reset) {
  if (!name) return std::unexpected(name.error());
  return make_named(
      *name, ObjectType::kTimer,
      [](const void* context, std::u16string own_name) -> Ref<Object> {
        return make_object<Timer>(*static_cast<const bool*>(context), std::move(own_name));
      },
      &manual_reset);
}

}  // namespace mimic::win
