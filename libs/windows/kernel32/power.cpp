// What keeps the machine awake, and what is known of its sleep. A container does not sleep:
// requests are counted, nothing more.
#include <array>
#include <atomic>

#include "abi/windows/status.h"
#include "libs/windows/core/object.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

using EXECUTION_STATE = DWORD;
constexpr EXECUTION_STATE ES_SYSTEM_REQUIRED = 1, ES_DISPLAY_REQUIRED = 2, ES_USER_PRESENT = 4,
                          ES_AWAYMODE_REQUIRED = 0x40, ES_CONTINUOUS = 0x80000000;

constexpr int kRequestTypes = 4;  // display, system, away mode, execution

struct PowerRequest final : Object {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kOther; }
  PowerRequest() : Object(ObjectType::kOther) {}
  std::array<std::atomic<int>, kRequestTypes> set = {};
};

thread_local EXECUTION_STATE t_execution_state = ES_CONTINUOUS;

Expected<Ref<PowerRequest>> request_of(HANDLE handle) {
  const auto object = object_of(handle);
  if (!object) return std::unexpected(object.error());
  auto* request = dynamic_cast<PowerRequest*>(object->get());
  if (!request) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  return Ref<PowerRequest>(request);
}

}  // namespace

EXPORT(kernel32, EXECUTION_STATE, SetThreadExecutionState, (EXECUTION_STATE esFlags)) {
  constexpr EXECUTION_STATE kKnown = ES_SYSTEM_REQUIRED | ES_DISPLAY_REQUIRED | ES_USER_PRESENT |
                                     ES_AWAYMODE_REQUIRED | ES_CONTINUOUS;
  // Away mode is for a lasting request alone.
  if (esFlags & ~kKnown || (esFlags & ES_AWAYMODE_REQUIRED && !(esFlags & ES_CONTINUOUS)))
    return static_cast<EXECUTION_STATE>(fail_with(ERROR_INVALID_PARAMETER));
  const EXECUTION_STATE before = t_execution_state;
  if (esFlags & ES_CONTINUOUS) t_execution_state = esFlags & ~ES_USER_PRESENT;
  return before;
}

EXPORT(kernel32, HANDLE, PowerCreateRequest, (PVOID Context)) {
  if (!Context) {
    fail_with(ERROR_INVALID_PARAMETER);
    return INVALID_HANDLE_VALUE;
  }
  return handles().insert(make_object<PowerRequest>(), 0);
}
EXPORT(kernel32, BOOL, PowerSetRequest, (HANDLE PowerRequest, int RequestType)) {
  const auto request = request_of(PowerRequest);
  if (!request) return fail(request.error());
  if (RequestType < 0 || RequestType >= kRequestTypes) return fail_with(ERROR_INVALID_PARAMETER);
  ++(*request)->set[static_cast<size_t>(RequestType)];
  return TRUE;
}
EXPORT(kernel32, BOOL, PowerClearRequest, (HANDLE PowerRequest, int RequestType)) {
  const auto request = request_of(PowerRequest);
  if (!request) return fail(request.error());
  if (RequestType < 0 || RequestType >= kRequestTypes) return fail_with(ERROR_INVALID_PARAMETER);
  std::atomic<int>& count = (*request)->set[static_cast<size_t>(RequestType)];
  for (int value = count; value > 0;)
    if (count.compare_exchange_weak(value, value - 1)) return TRUE;
  return fail_with(ERROR_INVALID_PARAMETER);
}

EXPORT(kernel32, BOOL, IsSystemResumeAutomatic, ()) { return FALSE; }
EXPORT(kernel32, BOOL, RequestWakeupLatency, (int latency)) {
  return latency == 0 || latency == 1 ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}
EXPORT(kernel32, BOOL, GetDevicePowerState, (HANDLE hDevice, BOOL* pfOn)) {
  const auto device = object_of(hDevice);
  if (!device) return fail(device.error());
  *pfOn = TRUE;
  return TRUE;
}
// Only an administrator may put a machine to sleep.
EXPORT(kernel32, BOOL, SetSystemPowerState, (BOOL fSuspend, BOOL fForce)) {
  return fail(STATUS_PRIVILEGE_NOT_HELD);
}

}  // namespace mimic::win::kernel32
