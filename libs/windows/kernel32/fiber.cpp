#include "libs/windows/core/fiber.h"

#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

template <class T>
T* given(const Expected<T*>& result) {
  if (result) return *result;
  fail(result.error());
  return nullptr;
}

}  // namespace

EXPORT(kernel32, Fiber*, ConvertThreadToFiberEx, (LPVOID lpParameter, DWORD dwFlags)) {
  constexpr DWORD FIBER_FLAG_FLOAT_SWITCH = 1;
  if (dwFlags & ~FIBER_FLAG_FLOAT_SWITCH) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  if (is_thread_a_fiber()) {
    fail_with(ERROR_ALREADY_FIBER);
    return nullptr;
  }
  return given(convert_thread_to_fiber(lpParameter));
}

EXPORT(kernel32, Fiber*, ConvertThreadToFiber, (LPVOID lpParameter)) {
  return ConvertThreadToFiberEx(lpParameter, 0);
}

EXPORT(kernel32, BOOL, ConvertFiberToThread, ()) {
  if (!is_thread_a_fiber()) return fail_with(ERROR_ALREADY_THREAD);
  return succeeded(convert_fiber_to_thread());
}

EXPORT(kernel32, Fiber*, CreateFiberEx,
       (SIZE_T dwStackCommitSize, SIZE_T dwStackReserveSize, DWORD dwFlags, PVOID lpStartAddress,
        LPVOID lpParameter)) {
  return given(
      create_fiber(dwStackReserveSize > dwStackCommitSize ? dwStackReserveSize : dwStackCommitSize,
                   lpStartAddress, lpParameter));
}

EXPORT(kernel32, Fiber*, CreateFiber,
       (SIZE_T dwStackSize, PVOID lpStartAddress, LPVOID lpParameter)) {
  return CreateFiberEx(dwStackSize, 0, 0, lpStartAddress, lpParameter);
}

EXPORT(kernel32, void, SwitchToFiber, (Fiber * lpFiber)) { switch_to_fiber(lpFiber); }

EXPORT(kernel32, void, DeleteFiber, (Fiber * lpFiber)) { delete_fiber(lpFiber); }

EXPORT(kernel32, BOOL, IsThreadAFiber, ()) { return is_thread_a_fiber(); }

}  // namespace mimic::win::kernel32
