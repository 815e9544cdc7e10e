// Notifications of low and of high memory: objects that are signaled while the host's available
// memory is below or above the limits that Windows draws.
#include <algorithm>

#include "abi/windows/status.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/wait.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

enum class Kind { kLow = 0, kHigh = 1 };

// Low: 32 MB for each 4 GB of memory, at most 64 MB. High: three times that.
bool holds(Kind kind) {
  const MemoryInformation memory = memory_information();
  constexpr uint64_t kMegabyte = 1 << 20;
  const uint64_t low =
      std::clamp<uint64_t>(memory.total / 4096 / kMegabyte * 32, 32, 64) * kMegabyte;
  return kind == Kind::kLow ? memory.available < low : memory.available > 3 * low;
}

// The state is looked at when it is made and when it is asked for.
struct MemoryNotification final : Object, Waitable {
  explicit MemoryNotification(Kind kind) : Object(ObjectType::kOther), kind(kind) {}
  Waitable* waitable() override { return this; }
  bool is_signaled(Thread*) const override { return state; }
  void look() {
    const bool now = holds(kind);
    const DispatcherLock lock;
    state = now;
    if (state) wake();
  }

  const Kind kind;
  bool state = false;  // under the dispatcher lock
};

}  // namespace

EXPORT_PARTIAL("a wait sees the state of its beginning", kernel32, HANDLE,
               CreateMemoryResourceNotification, (int NotificationType)) {
  if (NotificationType != 0 && NotificationType != 1) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  auto notification = make_object<MemoryNotification>(static_cast<Kind>(NotificationType));
  notification->look();
  return handles().insert(notification, 0x100001);  // SYNCHRONIZE and the query
}
EXPORT(kernel32, BOOL, QueryMemoryResourceNotification,
       (HANDLE ResourceNotificationHandle, BOOL* ResourceState)) {
  const auto object = object_of(ResourceNotificationHandle);
  if (!object) return fail(object.error());
  auto* notification = dynamic_cast<MemoryNotification*>(object->get());
  if (!notification || !ResourceState) return fail_with(ERROR_INVALID_PARAMETER);
  notification->look();
  *ResourceState = notification->is_signaled(nullptr);
  return TRUE;
}

}  // namespace mimic::win::kernel32
